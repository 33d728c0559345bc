"""What the pass must know beforehand (`Plan`), and how it sees the data under it (`Block`).

Every tensor, input or target, is seen as (samples, timesteps, features): a target of one value per sample is (n, 1, 1),
a horizon (n, H, 1), a one-hot label (n, 1, K). So one machinery reads all of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal, overload

import numpy as np
import numpy.typing as npt

from seqguard.core.owners import engine
from seqguard.core.places import Readable

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]

Role = Literal["x", "y"]
Task = Literal["regression", "classification", "multilabel", "ambiguous", "tokens", "values"]
"""Of a target: regression, classification (ids or one-hot), multilabel, ambiguous (few whole numbers: counts or
labels), tokens (the next ids of a text). Of an input: values, tokens."""
Layout = Literal["steps", "scalar", "horizon", "columns", "one-hot"]
"""How the given axes were read: (n, T, F) as it is; (n,) or (n, 1); (n, H) of one series; (n, K) columns; (n, K) or
(n, T, K) one-hot."""

NO_LIMIT = 2**64 - 1
FILLER = float(np.array([0x7FFD_5EA6_0000_0000], np.uint64).view(np.float64)[0])
"""The NaN that stands behind the end of a shorter sample. Arithmetic makes 0x7FF8... and 0xFFF8..., and of these bits a
float32 keeps those that differ from them."""
BLOCK = 64
"""Samples in a sampled block: consecutive, so that the series can be read under them; more than most horizons. Fewer
where a few such blocks would be more than may be kept."""


@dataclass(frozen=True)
class Numbered(Sequence[str]):
    """`f0`, `f1` ...: names that are made when they are asked for, since a tensor may have a million features."""

    stem: str
    total: int

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[str, ...]: ...
    def __getitem__(self, at: int | slice) -> str | tuple[str, ...]:
        found = range(self.total)[at]
        return f"{self.stem}{found}" if isinstance(found, int) else tuple(f"{self.stem}{i}" for i in found)

    def __contains__(self, name: object) -> bool:
        number = name.removeprefix(self.stem) if isinstance(name, str) and name.startswith(self.stem) else ""
        digits = number.isascii() and number.isdigit() and len(number) < 20
        return digits and str(int(number)) == number and int(number) < self.total

    def index(self, name: str, start: int = 0, stop: int | None = None) -> int:
        """The number of a name; ValueError where it is none of these."""
        found = int(name.removeprefix(self.stem)) if name in self else -1
        if not start <= found < (self.total if stop is None else stop):
            raise ValueError(f"{name!r} is not among {self.total:,} names")
        return found


@dataclass(frozen=True)
class Padding:
    """Rows that fill short sequences up: `row` stands at the `side` of the window, in runs of varying length.

    `told`: their lengths were given, so that nothing stands there, and nothing is to be said of it.
    """

    side: Literal["pre", "post", "any"]
    row: tuple[float, ...]
    told: bool = False


CERTAIN = 0.999
"""Share of the samples whose target is found in the series, from which on the target is that series."""


@dataclass(frozen=True)
class Origin:
    """Where a target stands in the series under the windows: it is `feature`, `shift` rows after the window's last row,
    times `slope` and plus `offset` where inputs and targets were scaled apart.

    `share` of the samples that can tell agree. A shift of 0 or less is a target that the window already holds.
    """

    feature: int
    shift: int
    share: float
    slope: float = 1.0
    offset: float = 0.0

    @property
    def certain(self) -> bool:
        """Whether the target is the series that the input holds: what is said of that is not said again."""
        return self.share >= CERTAIN

    @property
    def scaled(self) -> bool:
        """Whether the target stands on a scale of its own."""
        return (self.slope, self.offset) != (1.0, 0.0)


@engine
@dataclass(frozen=True)
class Plan(Readable):
    """What one tensor of one split was read as, fixed by a few deterministic peeks before the pass.

    Attributes:
        tensor: "X", "y", or such as "X['load']" where a dict was given.
        split: "train", "validation" or the name given.
        shape, dtype: as given.
        n, T, F: samples, timesteps, features as read.
        features: their names.
        task, layout: see `Task`, `Layout`.
        step: rows by which a window is later than the one before it; 0: not windows of one series.
        still: features that hold one value per window, and another in other windows, and so are no part of the series.
        padding: None, or the row that fills up short sequences.
        origin: of a target that was found in the series under the input's windows.
        span: rows of an n-gram, by which windows of different splits are compared.
        hashed: the type in which rows are compared with those of other splits, where the splits' types differ; else "".
        overlap: samples that stand on the rows of one, T / step where windows slide and else 1; of a target that of its
            inputs.
        keep: n-gram hashes below it are kept, the same number in every split.
        block: samples in a block.
        blocks: numbers of the sampled blocks, the same ones for every tensor of a split, ascending.
        row_blocks: numbers of the blocks whose rows are kept, each row once, ascending.
        nested: each sample is an array of its own, so that a place is `X[12][5, 1]`.
        axes: the order of samples, timesteps and features in the tensor as it was given.
        why: (decision, sentence) of what the peeks decided, with the numbers that did: order, padding and tokens of an
            input; alignment and task of a target.
    """

    tensor: str
    split: str
    role: Role
    shape: tuple[int, ...]
    dtype: str
    n: int
    T: int
    F: int
    features: Sequence[str]
    task: Task
    layout: Layout = "steps"
    step: int = 0
    still: tuple[int, ...] = ()
    padding: Padding | None = None
    origin: Origin | None = None
    span: int = 1
    hashed: str = ""
    overlap: float = 1.0
    keep: int = NO_LIMIT
    block: int = BLOCK
    blocks: tuple[int, ...] = (0,)
    row_blocks: tuple[int, ...] = (0,)
    why: tuple[tuple[str, str], ...] = ()
    nested: bool = False
    axes: str = "NTF"

    @cached_property
    def moving(self) -> Ints:
        """The features that are not still."""
        return np.setdiff1d(np.arange(self.F), self.still)

    @property
    def sliding(self) -> bool:
        """Whether the samples are windows that slide over one series."""
        return self.step > 0 and self.T > 1

    @property
    def independent(self) -> float:
        """Windows side by side that hold as many rows as the samples do; all samples where they share none."""
        return self.n / self.overlap

    @property
    def own_rows(self) -> bool:
        """Whether its rows are kept apart from the sampled samples, which hold others, or hold them many times."""
        return self.step > 0 or self.row_blocks != self.blocks

    @property
    def told(self) -> bool:
        """Whether samples differ in length, and their lengths are known."""
        return self.padding is not None and self.padding.told

    @property
    def integral(self) -> bool:
        """Whether the data came as integers or booleans."""
        return np.dtype(self.dtype).kind in "iub"

    def names(self, features: Iterable[int]) -> tuple[str, ...]:
        """Names of some features by their numbers."""
        return tuple(self.features[int(f)] for f in features)

    @property
    def label(self) -> str:
        """The expression that a reader types to get at the tensor: `X`, `y`, `validation`, `validation y`."""
        return self.tensor if self.split == "train" else self.split_label

    @property
    def split_label(self) -> str:
        """`label` where two splits stand side by side: `train` as well, `train y`."""
        return self.split if self.tensor == "X" else f"{self.split} {self.tensor}"

    def at(self, sample: int, step: int | slice | None = None, feature: int | None = None) -> str:
        """A place that can be pasted, in the axes of the tensor as it was given: `X[12, 5, 1]`, `y[7]`."""
        return self.label + self._index(sample, step, feature)

    def beside(self, sample: int, step: int | slice | None = None) -> str:
        """A place that is named beside one of another split: `train[12, 5]`, `validation y[7]`."""
        return self.split_label + self._index(sample, step, None)

    def _index(self, sample: int, step: int | slice | None, feature: int | None) -> str:
        index = [str(int(sample))]
        if step is not None and (self.layout in ("steps", "horizon") or len(self.shape) > 2):
            index.append(f"{step.start}:{step.stop}" if isinstance(step, slice) else str(int(step)))
        if feature is not None and (len(self.shape) > 2 or self.layout in ("columns", "one-hot")):
            index.append(str(int(feature)))
        if self.axes != "NTF":
            return self._in_given_order(sample, step, feature)
        if self.nested and len(index) > 1:
            return f"[{index[0]}][{', '.join(index[1:])}]"
        return f"[{', '.join(index)}]"

    def _in_given_order(self, sample: int, step: int | slice | None, feature: int | None) -> str:
        """An index of a tensor whose axes were given in another order; what is not said is a colon."""
        said = {"N": str(int(sample)), "T": ":", "F": ":"}
        if step is not None:
            said["T"] = f"{step.start}:{step.stop}" if isinstance(step, slice) else str(int(step))
        if feature is not None:
            said["F"] = str(int(feature))
        index = [said[axis] for axis in self.axes]
        while index[-1] == ":":
            index.pop()
        return f"[{', '.join(index)}]"

    def linked(self, later: Array, earlier: Array) -> Bools:
        """Whether each window continues the one given for it: shifted by `step` rows, it holds the same bits."""
        k = self.step
        if not k or not len(later):
            return np.zeros(len(later), bool)
        if self.T == 1:  # one row per sample: nothing overlaps, the samples are taken in their order
            return np.ones(len(later), bool)
        if not self.still:
            return _equal(later[:, :-k], earlier[:, k:])
        still = list(self.still)
        held: Bools = (later[..., still] == later[:, :1, still]).all((1, 2))
        return held & _equal(later[:, :-k, self.moving], earlier[:, k:, self.moving])


def bits(values: Array) -> npt.NDArray[np.unsignedinteger]:
    """The values as unsigned integers that are equal where the values are: NaN equals NaN, and -0.0, which `X * mask`
    leaves in place of negative readings, equals 0.0."""
    if values.dtype.kind == "f":
        values = values + values.dtype.type(0)  # -0.0 + 0.0 is 0.0
    return _words(values)


def _equal(a: Array, b: Array) -> Bools:
    """Whether the samples of `a` are those of `b`. Most differ in no bit: only the others are folded, which copies."""
    same: Bools = (_words(a) == _words(b)).reshape(len(a), -1).all(1)
    if a.dtype.kind == "f" and not same.all():
        other = np.flatnonzero(~same)
        same[other] = (bits(a[other]) == bits(b[other])).reshape(len(other), -1).all(1)
    return same


def _words(values: Array) -> npt.NDArray[np.unsignedinteger]:
    """The same memory as unsigned integers (a copy where the last axis is not contiguous)."""
    if values.strides[-1:] != (values.itemsize,):
        values = np.ascontiguousarray(values)
    return values.view(f"u{values.itemsize}")


@dataclass(eq=False)
class Block:
    """Consecutive samples of one tensor, as a statistic sees them.

    `link[i]`: sample i continues the one before it, so only its last `plan.step` rows are fresh. `rows` holds every row
    under the windows once, and always the whole first window: its first `skip` rows were seen before, as context.
    """

    plan: Plan
    start: int
    values: Array
    link: Bools
    _rows: Array | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def ends(self) -> Ints:
        """One past the number of each window's last row in `rows`."""
        count = np.where(self.link, self.plan.step, self.plan.T)
        count[0] = self.plan.T
        return np.cumsum(count)

    @cached_property
    def rows(self) -> Array:
        """(rows, F): every row once, the first window whole."""
        p, x = self.plan, self.values
        if not self.link[1:].any():
            return x.reshape(-1, p.F)
        if self.link[1:].all():
            return np.concatenate([x[0], x[1:, p.T - p.step :].reshape(-1, p.F)])
        seen = np.zeros((len(x), p.T), bool)
        seen[self.link, : p.T - p.step] = True
        seen[0] = False
        return x[~seen]

    @property
    def skip(self) -> int:
        """Rows in front of `rows` that the block before already gave."""
        return self.plan.T - self.plan.step if self.link[0] else 0

    @property
    def fresh(self) -> Array:
        """(rows, F): the rows that no block before gave."""
        return self.rows[self.skip :]

    @cached_property
    def starts(self) -> Bools:
        """(rows,): rows that begin a window which continues nothing; time does not run on into them."""
        starts = np.zeros(len(self.rows), bool)
        starts[self.ends[~self.link] - self.plan.T] = True
        return starts

    @cached_property
    def padded(self) -> Bools | None:
        """(samples, T): steps that are padding; None where the plan knows none."""
        p = self.plan.padding
        if p is None:
            return None
        same: Bools = (self.values == np.asarray(p.row, self.values.dtype)).all(2)
        if np.isnan(p.row).any():
            same = (bits(self.values) == bits(np.asarray(p.row, self.values.dtype))).all(2)
        if p.side == "pre":
            return np.logical_and.accumulate(same, 1)
        if p.side == "post":
            return np.logical_and.accumulate(same[:, ::-1], 1)[:, ::-1]
        return same

    def real(self, fill: Array) -> Array:
        """The values with `fill`, of their shape or one that spreads over it, behind the end of shorter samples."""
        if not self.plan.told or self.padded is None:
            return self.values
        return np.where(self.padded[..., None], fill, self.values)

    def place(self, row: npt.ArrayLike) -> tuple[Ints, Ints]:
        """(sample, timestep) of row numbers of `rows`."""
        row = np.asarray(row)
        i = np.searchsorted(self.ends, row, "right")
        return self.start + i, row - self.ends[i] + self.plan.T
