"""The harness that seqguard's own checks and statistics are held to, for those of other people as well.

    from seqguard.testing import assert_valid, check_examples, check_statistic, fact_of, statistic_of

`assert_valid(X, y)` is for tests of data. Of a check, `check_examples(my_check)` holds its examples and `findings_of`
gives its findings; `fact_of(MyFact, X, y)` computes a fact and `statistic_of(MyResult, X)` a statistic, and
`check_statistic(MyResult)` holds a statistic to its laws. The generators `forecast`, `labelled`, `random_walk` and
`cut` give sound data to start from.
"""

import dataclasses
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, TypeVar, Unpack

import numpy as np

from seqguard import statistics as stats  # noqa: F401  # registers the statistics
from seqguard.checks.examples.arrays import cut, forecast, labelled, random_walk
from seqguard.core.arguments import DataOptions
from seqguard.core.declare import FACTS, Check
from seqguard.core.finding import Finding
from seqguard.core.options import Options, Words, takes_options
from seqguard.core.plan import Array, Plan
from seqguard.core.statistic import STATISTICS
from seqguard.engine.fold import Fold, Profile
from seqguard.engine.intake import read
from seqguard.engine.progress import Progress
from seqguard.engine.resolve import Scope
from seqguard.engine.run import inspect
from seqguard.profiles.joining import joined
from seqguard.reading import chunks
from seqguard.reading.chunks import grid_samples
from seqguard.reading.peeks import view
from seqguard.reading.plans import plan_split, plan_splits
from seqguard.report.report import FailOn, Report
from seqguard.sources.base import SplitData
from seqguard.sources.gather import gather
from seqguard.statistics import kept

__all__ = [
    "assert_valid",
    "check_examples",
    "check_statistic",
    "cut",
    "fact_of",
    "findings_of",
    "forecast",
    "labelled",
    "random_walk",
    "statistic_of",
]

K = TypeVar("K")


@takes_options
def assert_valid(
    X: Any, y: Any = None, *, fail_on: FailOn = "error", validation_data: Any = None, **options: Unpack[Words]
) -> Report:
    """Fail a test when the data reach `fail_on`; takes the arguments of `seqguard.inspect`.

    The report is the message of the AssertionError, so that pytest shows it.
    """
    report = inspect(X, y, validation_data=validation_data, **options)
    if report.fails(fail_on):
        raise AssertionError(f"the data do not pass seqguard (fail_on={fail_on!r})\n\n{report}")
    return report


def findings_of(check: Check, **arguments: Any) -> tuple[Finding, ...]:
    """What one check alone finds in the data; a crash is raised as an AssertionError with its traceback."""
    report = inspect(**arguments, select=[check.slug], checks=() if _is_builtin(check) else (check,))
    if report.crashed:
        raise AssertionError(report.crashed[0].traceback)
    return report.findings


def fact_of(
    kind: type[K],
    X: Any,
    y: Any = None,
    *,
    tensor: str = "X",
    split: str = "train",
    validation_data: Any = None,
    **options: Unpack[Words],
) -> K:
    """One fact of one tensor, computed as the engine computes it for a check.

    Args:
        kind: the class that the fact returns, such as `Kinds`.
        X, y: as `seqguard.inspect` takes them.
        tensor: the tensor that the fact is asked of: "X", "y", or such as "X['load']".
        split: the split that it is asked of: "train", "validation" or a name given.
        validation_data, **options: those of `seqguard.inspect` that say what the data are.

    Raises:
        TypeError: `kind` is no fact that is computed from data.
        ValueError: there is no such tensor or split.
        Missing: the fact cannot be had from these data; the message is the reason.
    """
    if kind not in FACTS:
        raise TypeError(f"kind must be the class that a fact returns, got {kind!r}")
    asked = Options.of(**options).data
    splits = {s.name: s for s in gather(X, y, validation_data=validation_data)}
    _require_tensor(splits, split, tensor)
    wants = Check(FACTS[kind], "SG000", "info", frozenset(), "0.1")
    with Progress(False) as shown, np.errstate(all="ignore"):
        known = read(splits, [wants], asked, shown, each=[wants])
        target = splits[split].targets[0].name if splits[split].targets else None
        arguments = known.arguments(FACTS[kind], Scope(split, tensor, target))
        found: K = FACTS[kind](**arguments)
    return found


def statistic_of(
    kind: type[K],
    X: Any,
    y: Any = None,
    *,
    tensor: str = "X",
    split: str = "train",
    chunk: int = 0,
    validation_data: Any = None,
    **options: Unpack[Words],
) -> K:
    """The finished result of one statistic over one tensor.

    Args:
        kind: the class that the statistic yields, such as `Moments`.
        X, y, tensor, split, validation_data, **options: see `fact_of`.
        chunk: samples that it is fed at once; 0 feeds all of them. The result is the same.

    Raises:
        TypeError: no statistic yields `kind`.
        ValueError: there is no such tensor or split, or it cannot be read as numbers.
    """
    if kind not in STATISTICS:
        raise TypeError(f"kind must be the class that a statistic yields, got {kind!r}")
    asked = Options.of(**options).data
    splits = {s.name: s for s in gather(X, y, validation_data=validation_data)}
    _require_tensor(splits, split, tensor)
    given = next(t for t in (*splits[split].inputs, *splits[split].targets) if t.name == tensor)
    if given.source is None or tensor not in (plans := plan_splits(splits, asked)[split]):
        raise ValueError(f"{tensor} cannot be read: {given.problem or 'it holds no numbers'}")
    part, n = Fold(plans[tensor], [kind]), plans[tensor].n
    for start in range(0, n, chunk or max(n, 1)):
        stop = min(start + (chunk or n), n)
        part.update(start, view(given.source.read(start, stop), plans[tensor]))
    result: K = part.finalize()[kind]
    return result


def check_examples(check: Check, seed: int = 0) -> None:
    """Assert that each `.bad` example of a check makes it fire and each `.good` one leaves it silent.

    A check may still say an info on a good example: what it must not do is raise the alarm.
    """
    if not check.bads or not check.goods:
        raise AssertionError(f"{check.slug} needs at least one .bad and one .good example")
    for kind, examples in (("bad", check.bads), ("good", check.goods)):
        for i, example in enumerate(examples):
            found = findings_of(check, **example(np.random.default_rng(seed)))
            loud = [f for f in found if f.severity == check.severity or f.severity != "info"]
            if bool(loud) != (kind == "bad"):
                raise AssertionError(f"{check.slug}: {kind} example {i} gave {[f.message for f in found]}")


def check_statistic(result: type, *, seed: int = 0, filled: int = 8_000) -> None:
    """Assert the laws of the statistic that yields `result`: the same numbers for any cut of the data, merged in any
    order, or joined behind other data, from a state that does not grow with the samples.

    The numbers are tried on sliding windows with and without breaks, with steps over one row and with a feature that
    stands still, on independent, padded and constant samples, and with NaN. The state may grow for `filled` samples,
    until it has reached its capacity; eight times as many must not make it larger.
    """
    rng = np.random.default_rng(seed)
    for name, X in _law_cases(rng):
        plan = _plan_of(X)
        whole = _folded(plan, X, result, [0, len(X)], len(X), "left")
        with _small("CELL", chunks, 16 * plan.T * plan.F):
            for cuts in _cuts(len(X), rng):
                for size in (1, 7, len(X)):
                    for tree in ("left", "right", "any"):
                        where = f"{name}, cuts {cuts}, chunk {size}, {tree}"
                        _assert_same(whole, _folded(plan, X, result, cuts, size, tree), where)
            _assert_exact(plan, X, result, name)
            _assert_moves(name, X, result)
    with _small("CAPACITY", kept, 1024), _small("CELL", chunks, 2000):
        _assert_bounded(result, filled, rng)


def _assert_moves(name: str, X: Array, result: type) -> None:
    """A later data set joined behind an earlier one gives what both give as one, where every sample is kept: what holds
    numbers of samples moves them."""
    (data,) = gather(X)
    plan = plan_split(data.inputs, (), DataOptions(), None)["X"]
    whole = _folded(plan, X, result, [0, len(X)], len(X), "left")
    for cut_at in (1, len(X) // 3):
        parts = []
        for piece in (X[:cut_at], X[cut_at:]):
            blocks = tuple(range(-(-len(piece) // plan.block)))
            own = dataclasses.replace(
                plan, n=len(piece), shape=(len(piece), *plan.shape[1:]), blocks=blocks, row_blocks=blocks
            )
            part = Fold(own, [result])
            part.update(0, view(piece, own))
            parts.append(part)
        _assert_same(whole, joined(*parts).finalize(), f"{name}, joined behind {cut_at} samples")


SLACK = 1.25
"""A table that drops half its entries when it is full is as full again within twice the samples: peaks of the built-in
ones rise by 11 % at most. What keeps two bits of each of 64,000 samples beside 20 kB that stay rises by half."""


def _assert_bounded(result: type, filled: int, rng: np.random.Generator) -> None:
    """The state is as large from 4 to 8 times `filled` samples on as from one to two times, and so is a merged one."""
    free = rng.standard_normal((8 * filled, 2, 2)).astype(np.float32)
    windows, _ = cut(random_walk(rng, 8 * filled + 8, 1).astype(np.float32), 8)
    for name, X in (("independent samples", free), ("sliding windows", windows[: 8 * filled])):
        plan, half, few = _plan_of(X), 4 * filled, X[: 2 * filled]
        early = max(_sizes(Fold(_plan_of(few), [result]), few, 0, filled)[1])
        whole, sizes = _sizes(Fold(plan, [result]), X, 0, half)
        first, _ = _sizes(Fold(plan, [result]), X[:half], 0, half)
        second, _ = _sizes(Fold(plan, [result]), X[half:], half, half)
        late = max(*sizes, _size(first.merge(second)), _size(whole))
        if late > SLACK * early + 1024:
            raise AssertionError(
                f"the state of {result.__name__} grows with the samples: of {2 * filled:,} {name} it has {early:,} "
                f"bytes at most, of {8 * filled:,} it has {late:,}. Its size may depend on timesteps x features and on "
                f"a fixed capacity alone."
            )


def _sizes(part: Fold, X: Array, start: int, after: int) -> tuple[Fold, list[int]]:
    """The fold with `X` taken in from sample `start` on, and the bytes of its state after each chunk past `after`."""
    sizes, step = [], grid_samples(part.plan)  # after each cell, so that no peak is missed
    for i in range(0, len(X), step):
        part.update(start + i, view(X[i : i + step], part.plan))
        if i + step > after:
            sizes.append(_size(part))
    return part, sizes


def _size(part: Fold) -> int:
    return len(pickle.dumps(part))


@contextmanager
def _small(name: str, module: Any, value: int) -> Iterator[None]:
    """Tables of hashes that are full, or cells of the grid that are whole, after some samples, not after millions."""
    usual = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, usual)


def _require_tensor(splits: Mapping[str, SplitData], split: str, tensor: str) -> None:
    if split not in splits:
        raise ValueError(f"split must be one of {', '.join(splits)}, got {split!r}")
    names = [t.name for t in (*splits[split].inputs, *splits[split].targets)]
    if tensor not in names:
        raise ValueError(f"tensor must be one of {', '.join(names)}, got {tensor!r}")


def _is_builtin(check: Check) -> bool:
    from seqguard.engine.registry import discover

    return discover().get(check.code) is check


def _law_cases(rng: np.random.Generator) -> Iterator[tuple[str, Array]]:
    series = random_walk(rng, 340, 3).astype(np.float32)
    windows, _ = cut(series, 12)
    gaps = windows.copy()
    gaps[5, 3, 1], gaps[70:80], gaps[30, -1, 2] = np.nan, np.nan, np.inf
    still = windows.copy()
    still[..., 2] = rng.standard_normal(len(still))[:, None]
    free = rng.standard_normal((200, 12, 3)).astype(np.float32)
    padded = free.copy()
    padded[np.arange(12)[None] >= rng.integers(2, 13, 200)[:, None]] = 0
    yield "sliding windows", windows
    yield "windows with NaN and inf", gaps
    yield "windows with breaks", np.concatenate([windows[:50], windows[200:201], windows[100:160], windows[:40]])
    yield "windows 5 rows apart", cut(random_walk(rng, 900, 3).astype(np.float32), 12, step=5)[0]
    yield "windows of whole numbers", np.round(windows / 2)
    yield "a feature that stands still", still
    yield "independent samples", free
    yield "padded samples", padded
    yield "single steps", free[:, :1]
    yield "constant", np.ones((60, 6, 2), np.float32)


def _plan_of(X: Array) -> Plan:
    (data,) = gather(X)
    return plan_split(data.inputs, (), DataOptions(budget=6000), None)["X"]


def _folded(plan: Plan, X: Array, result: type, cuts: Sequence[int], size: int, tree: str) -> Profile:
    """Fold the parts between `cuts` in chunks of `size`, through pickle, and merge them from the left, right or
    anywhere."""
    rng = np.random.default_rng(len(cuts))
    parts = []
    for start, stop in pairwise(cuts):
        part = Fold(plan, [result])
        for i in range(start, stop, size):
            part.update(i, view(X[i : min(i + size, stop)], plan))
        parts.append(pickle.loads(pickle.dumps(part)))
    while len(parts) > 1:
        at = {"left": 0, "right": len(parts) - 2, "any": int(rng.integers(len(parts) - 1))}[tree]
        parts[at : at + 2] = [parts[at].merge(parts[at + 1])]
    return parts[0].finalize()  # type: ignore[no-any-return]  # pickle.loads is untyped


def _assert_exact(plan: Plan, X: Array, result: type, name: str) -> None:
    """Parts that begin on the grid and know the sample before them come to the same last digit, in whatever pieces they
    are read and in whatever order they are merged; and merging leaves both parts as they were."""
    n, grid = len(X), grid_samples(plan)
    wanted = pickle.dumps(_read(plan, X, result, 0, n, n).finalize()[result])
    for step, size in ((1, 5), (3, n), (n, 1)):
        starts = range(0, n, step * grid)
        parts = [_read(plan, X, result, i, min(i + step * grid, n), size) for i in starts]
        while len(parts) > 1:
            before = pickle.dumps(parts[:2])
            both = parts[-2].merge(parts[-1]) if len(parts) % 2 else parts[0].merge(parts[1])
            if pickle.dumps(parts[:2]) != before:
                raise AssertionError(f"merging changed a part: {result.__name__}, {name}")
            parts = [*parts[:-2], both] if len(parts) % 2 else [both, *parts[2:]]
        if pickle.dumps(parts[0].finalize()[result]) != wanted:
            raise AssertionError(f"parts of {step} cells, read {size} at once, come to other digits: {name}")


def _read(plan: Plan, X: Array, result: type, start: int, stop: int, size: int) -> Fold:
    """The fold of the samples [start, stop), which knows the one before."""
    part = Fold(plan, [result], view(X[max(start - 1, 0) : start], plan))
    for i in range(start, stop, size):
        part.update(i, view(X[i : min(i + size, stop)], plan))
    return part


def _cuts(n: int, rng: np.random.Generator) -> Iterable[list[int]]:
    yield [0, n]
    yield [0, 0, min(3, n), n, n]  # empty parts at both ends
    yield [0, 1, 2, n // 2, n // 2 + 1, n]
    yield sorted({0, n, *rng.integers(0, n, 6).tolist()})


def _assert_same(a: Any, b: Any, where: str) -> None:
    """Equal, apart from the last digits of float64 sums."""
    if dataclasses.is_dataclass(a):
        for field in dataclasses.fields(a):
            _assert_same(getattr(a, field.name), getattr(b, field.name), f"{where}: {field.name}")
    elif isinstance(a, dict):
        for key in a:
            _assert_same(a[key], b[key], f"{where}: {getattr(key, '__name__', key)}")
    elif isinstance(a, tuple):
        assert len(a) == len(b), where
        for i, (left, right) in enumerate(zip(a, b, strict=True)):
            _assert_same(left, right, f"{where}[{i}]")
    elif isinstance(a, np.ndarray) and a.dtype.kind == "f":
        np.testing.assert_allclose(b, a, rtol=1e-9, atol=1e-9, err_msg=where)
    elif isinstance(a, float):
        np.testing.assert_allclose(b, a, rtol=1e-9, err_msg=where)
    else:
        np.testing.assert_array_equal(b, a, err_msg=where)
