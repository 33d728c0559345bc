"""Streams become splits: batches or single samples are taken in, in the order in which they come, up to a number."""

import random
import sys
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np

from seqguard.core.errors import shortened, shown
from seqguard.sources.adapters import Asked
from seqguard.sources.arrays import Opened
from seqguard.sources.leaves import leaves
from seqguard.sources.split import Split
from seqguard.sources.spool import Spool

MOST = 2**20
"""Samples that are read of a stream that does not say where it ends."""
MOST_BYTES = 2**30
"""Bytes of them."""


Each = Literal["batch", "sample", "auto"]
"""What a piece of a stream is; "auto" where its shapes must tell."""


@dataclass(frozen=True)
class Stream:
    """What comes in pieces.

    Attributes:
        name: what it is called: "tf.data.Dataset".
        pieces: gives an iterator over batches or samples: (x, y), (x, y, weight), or x alone.
        each: what a piece is.
        ends: whether it says where it ends, so that all of it is read.
        used_up: whether reading it leaves nothing for a training.
        weighs: whether the third of three parts is a weight, as Keras has it; else nothing says what it is.
    """

    name: str
    pieces: Callable[[], Iterator[Any]]
    each: Each = "auto"
    ends: bool = False
    used_up: bool = False
    weighs: bool = True


@dataclass(frozen=True, eq=False, repr=False)
class Streamed(Split):
    """What was read of a stream: a `Split`, and `part`, what is to be said of that."""

    part: str | None = None


def read_stream(stream: Stream, asked: Asked) -> Streamed:
    """Go through a stream once.

    Raises:
        TypeError: what it yields are no arrays, or not in the form of the first piece.
        ValueError: it yields nothing, or raises; the message says what.
    """
    most = asked.most if asked.most is not None else None if stream.ends else MOST
    reader, more = _Reader(stream, asked), False
    with unmoved():
        pieces = _guarded(stream, asked)
        for piece in pieces:
            if most is not None and reader.samples >= most:
                more = True
                break
            reader.take(piece, None if most is None else most - reader.samples)
            if reader.cut or (not stream.ends and asked.most is None and reader.nbytes >= MOST_BYTES):
                more = reader.cut or next(pieces, None) is not None
                break
        pieces.close()
    return reader.split(more)


def _guarded(stream: Stream, asked: Asked) -> Generator[Any, None, None]:
    """The pieces; what the stream raises is said with the argument."""
    try:
        yield from stream.pieces()
    except GeneratorExit:
        raise
    except Exception as error:  # of whoever wrote the stream
        raise ValueError(
            f"{asked.argument} is a {stream.name}, and reading it raised {type(error).__name__}: "
            f"{shortened(str(error), 300)}"
        ) from error


class _Reader:
    """Pieces of a stream, sorted into tensors."""

    def __init__(self, stream: Stream, asked: Asked) -> None:
        self._stream, self._asked = stream, asked
        self._spools: dict[tuple[str, Any], Spool] = {}
        self._form: Any = None
        self.cut = False

    @property
    def samples(self) -> int:
        return next((s.samples for s in self._spools.values()), 0)

    @property
    def nbytes(self) -> int:
        return sum(s.nbytes for s in self._spools.values())

    def take(self, piece: Any, most: int | None) -> None:
        try:
            found = dict(leaves(piece, self._asked.target, weighs=self._stream.weighs))
        except (TypeError, ValueError) as error:
            raise self._wrong(shortened(" ".join(str(error).split()), 300)) from error
        if not found:
            raise self._wrong(f"it yields {_kind(piece)}, which holds no arrays")
        single = next((v for (role, _), v in found.items() if role == "x" and not _ndim(v)), None)
        if single is not None:
            raise self._wrong(f"it yields single values such as {shown(single.item())}, and no sequences")
        form = tuple(found)
        if self._form is None:
            self._form = form
            self._each = self._told(found)
        elif form != self._form:
            raise self._wrong(f"its pieces differ in form: {_words(self._form)} and {_words(form)}")
        if self._each == "sample":
            found = {key: np.asarray(value)[None] for key, value in found.items()}
        lengths = {len(value) if _ndim(value) else -1 for value in found.values()}
        if -1 in lengths or len(lengths) > 1:
            shapes = ", ".join(str(np.shape(v) if _ndim(v) < 9 else (len(v),)) for v in found.values())
            raise self._wrong(f"a batch has one number of samples in all its arrays, and one of it has {shapes}")
        n = lengths.pop()
        if most is not None and n > most:
            found, self.cut = {key: value[:most] for key, value in found.items()}, True
        for key, value in found.items():
            spool = self._spools.setdefault(key, Spool())
            for part in value if isinstance(value, list) else [value]:
                spool.take(part[None] if isinstance(value, list) else part)

    def _told(self, found: Mapping[tuple[str, Any], Any]) -> str:
        """Whether pieces are batches: their arrays then have one length, and inputs an axis more than a sample."""
        if self._stream.each != "auto":
            return self._stream.each
        if any(_ndim(value) == 0 for value in found.values()) or len({len(v) for v in found.values()}) > 1:
            return "sample"
        x = next(value for (role, _), value in found.items() if role == "x")
        if isinstance(x, list):
            return "batch"
        alone = len(found) == 1
        return "sample" if x.ndim == 1 or (alone and x.ndim == 2 and x.dtype.kind == "f") else "batch"

    def split(self, more: bool) -> Streamed:
        if not self._spools:
            raise ValueError(f"{self._asked.argument} is a {self._stream.name} that yields nothing")
        parts: dict[str, dict[Any, Opened]] = {"x": {}, "y": {}, "w": {}}
        for (role, name), spool in self._spools.items():
            parts[role][name] = spool.close()
        n = self.samples
        said = [f"the first {n:,} samples of a {self._stream.name}"] if more else []
        if not more:
            said = [f"read from a {self._stream.name}"]
        if self._stream.used_up:
            said.append("which this has used up")
        weight = next(iter(parts["w"].values()), None)
        read = None if weight is None or weight.source is None else weight.source.read(0, n).reshape(n, -1)[:, 0]
        return Streamed(_named(parts["x"]), _named(parts["y"]), sample_weight=read, part=", ".join(said))

    def _wrong(self, why: str) -> TypeError:
        return TypeError(f"{self._asked.argument} is a {self._stream.name} that is not read: {why}")


def _named(found: Mapping[Any, Opened]) -> Any:
    """One tensor as it is, several as a dict by name or a list by number; None for none."""
    if not found:
        return None
    if None in found:
        return found[None]
    return dict(found) if any(isinstance(name, str) for name in found) else list(found.values())


def _ndim(value: Any) -> int:
    """Axes of an array; 9, which no array here has, of a batch of samples of different length."""
    return 9 if isinstance(value, list) else int(value.ndim)


def _kind(value: Any) -> str:
    return "None" if value is None else f"a {type(value).__name__}"


def _words(form: tuple[tuple[str, Any], ...]) -> str:
    return "(" + ", ".join(role if name is None else f"{role}[{name!r}]" for role, name in form) + ")"


@contextmanager
def unmoved() -> Iterator[None]:
    """Leave the global random states of Python, NumPy and torch as they were: what is looked at is not changed."""
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002  # the global state is what is kept
    torch = sys.modules.get("torch")
    kept = torch.random.get_rng_state() if torch is not None and hasattr(torch, "random") else None
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002  # as above
        if torch is not None and kept is not None:
            torch.random.set_rng_state(kept)


def by_index(source: Any, count: int | None) -> Iterator[Any]:
    """The batches of what is asked by number; random generators among its attributes are put back."""
    kept = [(held, _state(held)) for held in vars(source).values() if _state(held) is not None]
    try:
        yield from (source[i] for i in (islice(_numbers(), count)))
    finally:
        for held, state in kept:
            _set_state(held, state)


def _numbers() -> Iterator[int]:
    number = 0
    while True:
        yield number
        number += 1


def _state(held: Any) -> Any:
    if isinstance(held, np.random.Generator):
        return held.bit_generator.state
    if isinstance(held, np.random.RandomState):
        return held.get_state()
    return held.getstate() if isinstance(held, random.Random) else None


def _set_state(held: Any, state: Any) -> None:
    if isinstance(held, np.random.Generator):
        held.bit_generator.state = state
    elif isinstance(held, np.random.RandomState):
        held.set_state(state)
    else:
        held.setstate(state)
