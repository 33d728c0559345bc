"""State as JSON values and arrays, and back, without pickle: a file names no function and runs no code.

A class is made only where it is one of the statistics' own or of the plan's, found among the modules that are loaded,
and its attributes are those that a fresh one has.
"""

import math
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np

from seqguard.core.owners import name_of
from seqguard.core.plan import Array
from seqguard.core.statistic import STATISTICS

ROOMS = ("seqguard.core.plan", "seqguard.engine.fold")
LONG = 16
"""Whole numbers in a row from which they are kept as an array."""
TYPES = ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "b1")


class Unreadable(ValueError):
    """A file that holds something else than what was packed."""


class Packer:
    """Takes values to pieces; `arrays` holds one flat array for each type that occurred."""

    def __init__(self) -> None:
        self._flat: dict[str, list[Array]] = {}
        self._size: dict[str, int] = {}
        self._seen: dict[int, int] = {}
        self._alive: list[Any] = []

    @property
    def arrays(self) -> dict[str, Array]:
        """The flat arrays by type."""
        return {kind: np.concatenate(flat) for kind, flat in self._flat.items()}

    @property
    def size(self) -> int:
        """Bytes of the arrays."""
        return sum(a.nbytes for flat in self._flat.values() for a in flat)

    def array(self, values: Array) -> list[Any]:
        """Where an array stands: its type, its first item there, its shape."""
        kind = values.dtype.newbyteorder("=").str[1:]
        if kind not in TYPES:
            raise TypeError(f"an array of {values.dtype} cannot be kept in a profile")
        start = self._size.get(kind, 0)
        self._flat.setdefault(kind, []).append(np.ascontiguousarray(values).astype(kind).reshape(-1))
        self._size[kind] = start + values.size
        return [kind, start, list(values.shape)]

    def pack(self, value: Any) -> Any:
        """A value as JSON, its arrays put aside.

        Raises:
            TypeError: it holds something that is no number, text, array, container of such, or known object.
        """
        if value is None or isinstance(value, bool | str):
            return value
        if isinstance(value, np.generic):
            return {"scalar": self.array(np.asarray(value))}
        if isinstance(value, int):
            return value
        if isinstance(value, float):
            return value if np.isfinite(value) else {"float": repr(value)}
        if isinstance(value, np.ndarray):
            return {"array": self.array(value)}
        if isinstance(value, np.ufunc):
            return {"ufunc": value.__name__}
        if isinstance(value, type) and value in STATISTICS:
            return {"result": name_of(value)}
        if isinstance(value, list | tuple):
            return self._row(value)
        if isinstance(value, dict):
            return {"dict": [[self.pack(k), self.pack(v)] for k, v in value.items()]}
        return self._object(value)

    def _row(self, value: list[Any] | tuple[Any, ...]) -> Any:
        word = "list" if isinstance(value, list) else "tuple"
        if len(value) >= LONG and all(type(v) is int and abs(v) < 2**62 for v in value):
            return {word: {"array": self.array(np.array(value, np.int64))}}
        return {word: [self.pack(v) for v in value]}

    def _object(self, value: Any) -> Any:
        cls = type(value)
        if _rooms().get(name_of(cls)) is not cls:
            raise TypeError(f"{name_of(cls)} cannot be kept in a profile: keep numbers, arrays and containers of them")
        if id(value) in self._seen:
            return {"same": self._seen[id(value)]}
        self._seen[id(value)] = len(self._seen)
        self._alive.append(value)
        return {"object": name_of(cls), "is": {name: self.pack(v) for name, v in attributes(value).items()}}


class Unpacker:
    """Puts together what a `Packer` took to pieces.

    Raises:
        Unreadable: from `unpack`, where the pieces are others.
    """

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays, self._made = arrays, list[Any]()
        self._rooms = _rooms()

    def array(self, where: Any) -> Array:
        """A writable array of its own."""
        kind, start, shape = where if isinstance(where, list) and len(where) == 3 else ("", 0, 0)
        flat = self._arrays.get(kind) if isinstance(kind, str) else None
        if flat is None or not _is_count(start) or not isinstance(shape, list):
            raise Unreadable(f"no array: {where!r:.80}")
        if not all(map(_is_count, shape)):
            raise Unreadable(f"an array cannot have the shape {shape!r:.80}")
        stop = start + math.prod(shape)
        if stop > len(flat):
            raise Unreadable(f"an array lies beyond the end of its member: {where!r:.80}")
        return flat[start:stop].reshape(shape).copy()

    def unpack(self, value: Any) -> Any:
        """The value that was packed."""
        if value is None or isinstance(value, bool | str | int | float):
            return value
        if not isinstance(value, dict) or not value:
            raise Unreadable(f"no value: {value!r:.80}")
        word, held = next(iter(value.items()))
        if word == "object":
            return self._object(held, value.get("is"))
        make = getattr(self, f"_{word}", None) if word in WORDS else None
        if make is None:
            raise Unreadable(f"no value: {value!r:.80}")
        return make(held)

    def _scalar(self, held: Any) -> Any:
        return self.array(held)[()]

    def _array(self, held: Any) -> Array:
        return self.array(held)

    def _float(self, held: Any) -> float:
        if held not in ("nan", "inf", "-inf"):
            raise Unreadable(f"no float: {held!r:.80}")
        return float(held)

    def _ufunc(self, held: Any) -> np.ufunc:
        found = getattr(np, held, None) if isinstance(held, str) else None
        if not isinstance(found, np.ufunc):
            raise Unreadable(f"no ufunc: {held!r:.80}")
        return found

    def _result(self, held: Any) -> type:
        found = next((kind for kind in STATISTICS if name_of(kind) == held), None)
        if found is None:
            raise Unreadable(f"no statistic here yields {held!r:.80}")
        return found

    def _list(self, held: Any) -> list[Any]:
        if isinstance(held, dict):
            return list(self.array(held.get("array")).tolist())
        if not isinstance(held, list):
            raise Unreadable(f"no list: {held!r:.80}")
        return [self.unpack(v) for v in held]

    def _tuple(self, held: Any) -> tuple[Any, ...]:
        return tuple(self._list(held))

    def _dict(self, held: Any) -> dict[Any, Any]:
        if not isinstance(held, list) or not all(isinstance(p, list) and len(p) == 2 for p in held):
            raise Unreadable(f"no mapping: {held!r:.80}")
        return {self.unpack(k): self.unpack(v) for k, v in held}

    def _same(self, held: Any) -> Any:
        if not isinstance(held, int) or not 0 <= held < len(self._made):
            raise Unreadable(f"no object was kept as number {held!r:.80}")
        return self._made[held]

    def _object(self, name: Any, held: Any) -> Any:
        cls = self._rooms.get(name) if isinstance(name, str) else None
        if cls is None or not isinstance(held, dict):
            raise Unreadable(f"no class of a profile: {name!r:.80}")
        made: Any = object.__new__(cls)
        self._made.append(made)
        made.__dict__.update({attribute: self.unpack(v) for attribute, v in held.items()})
        return made


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


WORDS = ("scalar", "array", "float", "ufunc", "result", "list", "tuple", "dict", "same")


def attributes(value: Any) -> dict[str, Any]:
    """What an object holds, but for what it has computed out of that and keeps."""
    cls = type(value)
    return {k: v for k, v in vars(value).items() if not isinstance(getattr(cls, k, None), cached_property)}


def _rooms() -> dict[str, type]:
    """The classes that a profile may hold, by name: of the plan, the fold, and the statistics that are registered."""
    own = {cls.__module__ for cls in STATISTICS.values()}
    names = [m for m in list(sys.modules) if m in ROOMS or m in own or m.startswith("seqguard.statistics.")]
    return {
        name_of(cls): cls
        for module in names
        for cls in vars(sys.modules[module]).values()
        if isinstance(cls, type) and cls.__module__ == module
    }
