"""Lists, tuples and other collections of Python that hold more than one tensor: batches, samples with their targets,
records, splits, files."""

import os
from collections.abc import Collection, Mapping
from itertools import islice
from typing import Any

import numpy as np

from seqguard.core.shapes import axes, is_listed
from seqguard.sources.adapters import Asked, container_of
from seqguard.sources.refusal import EXPECTED, kind
from seqguard.sources.roles import by_role
from seqguard.sources.split import Split
from seqguard.sources.streams import Stream, read_stream

LOOKED = 32
"""Entries of a collection that are looked at for what it holds; all of them where it is short."""


def of_pieces(value: Collection[Any], asked: Asked) -> tuple[Split, str] | None:
    """A collection of batches or samples with targets, and what it is called; None where it is one tensor, or several
    inputs.

    Raises:
        TypeError: it holds splits, streams, files or pairs of which nothing says what they are.
    """
    some = list(islice(value, LOOKED))
    if not some:
        return None
    if not asked.with_y and isinstance(value, tuple) and (pair := _pair(value, asked)) is not None:
        return pair, "a tuple (X, y)"
    _refuse_others(value, some, asked)
    if all(isinstance(v, Mapping) and {"target", "start"} <= v.keys() for v in some):
        from seqguard.sources.containers.gluonts import open_entries

        return open_entries(value, asked), "a GluonTS ListDataset"
    records = all(isinstance(v, Mapping) and _named(v) for v in some)
    if records or (not asked.with_y and all(_is_pair(v) for v in some)):
        name = "list of batches"
        return read_stream(Stream(name, lambda: iter(value), ends=True), asked), f"a {name}"
    return None


def _named(value: Mapping[Any, Any]) -> bool:
    return all(isinstance(name, str) for name in value) and any(axes(v) > 0 for v in value.values())


def _is_pair(value: Any) -> bool:
    """(x, y) or (x, y, weight) of arrays, a batch or a sample; of a list x has more axes than y."""
    if not isinstance(value, tuple | list) or not 1 < len(value) < 4 or not axes(value[0]) or not _is_target(value[1]):
        return False
    return isinstance(value, tuple) or axes(value[0]) > axes(value[1])


def _is_target(value: Any) -> bool:
    return axes(value) > 0 or isinstance(value, int | float | np.generic) or getattr(value, "shape", None) == ()


def _pair(value: tuple[Any, ...], asked: Asked) -> Split | None:
    """A tuple (X, y) or (X, y, sample_weight), told by its shapes or by the names of its fields.

    Raises:
        TypeError: it may as well hold two inputs.
    """
    if hasattr(value, "_fields"):
        roles = by_role(value._fields)
        if len(value) == len(roles) == 2 and {"X", "y"} == roles.keys():
            return Split(getattr(value, roles["X"]), getattr(value, roles["y"]))
        return None
    if len(value) == 2 and value[1] is None and axes(value[0]) > 1:
        return Split(value[0])
    if not 1 < len(value) < 4 or not all(axes(v) > 0 for v in value):
        return None
    lengths = {int(v.shape[0]) for v in value}
    if len(lengths) > 1 or len(value) == next(iter(lengths)):
        return None
    if axes(value[0]) > 1 and axes(value[1]) == 1 and all(axes(v) == 1 for v in value[2:]):
        return Split(value[0], value[1], sample_weight=value[2] if len(value) > 2 else None)
    return None


def _refuse_others(value: Collection[Any], some: list[Any], asked: Asked) -> None:
    """Raise TypeError where the entries are whole data sets or files."""
    a = asked.argument
    if 1 < len(value) < 4 and all(_is_split(v, value, asked) for v in some):
        first = f"*{a}[0]" if is_listed(some[0]) else f"{a}[0]"
        rest = [f"{a}[{i}]" for i in range(1, len(value))]
        further = rest[0] if len(rest) == 1 else f"{{'validation': {rest[0]}, 'test': {rest[1]}}}"
        what = "pairs (X, y)" if is_listed(some[0]) else "splits"
        raise TypeError(
            f"{a} is a {type(value).__name__} of {len(value)} {what}: pass seqguard.inspect({first}, "
            f"validation_data={further})"
        )
    if (
        asked.argument == "X"
        and all(isinstance(v, str | os.PathLike) for v in some)
        and any(os.path.exists(v) for v in some)
    ):
        raise TypeError(
            f"{a} is a {type(value).__name__} of {len(value):,} paths, and nothing says whether a file is one sample: "
            f"pass numpy.stack([numpy.load(p) for p in {a}]) where it is, numpy.concatenate([numpy.load(p) for p in "
            f"{a}]) where each holds several"
        )
    if any(kind(v).startswith("dask Delayed") for v in some):
        raise TypeError(f"{a} must be {EXPECTED}, got delayed values: pass list(dask.compute(*{a}))")


def _is_split(value: Any, among: Collection[Any], asked: Asked) -> bool:
    """Whether it holds inputs with their targets: a pair in a tuple, for in a list it is a batch, a stream, a Split."""
    if isinstance(value, Split):
        return True
    if is_listed(value):
        return isinstance(among, tuple) and asked.argument == "X" and not asked.with_y and _is_pair(value)
    if isinstance(value, type | np.generic) or axes(value):
        return False
    known = container_of(value)
    return known is not None and known.holds == "stream" and known.rank < 90
