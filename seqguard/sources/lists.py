"""Columns of lists in Arrow: the flat rows under them, without going through Python."""

import sys
from typing import Any

import numpy as np

from seqguard.core.plan import Array, Ints


def flat_lists(column: Any) -> tuple[Ints, Array] | None:
    """(n,) lengths of the lists of a pyarrow array, and their rows one below the other (total, ...); None where it
    holds no lists of numbers, nulls, or inner lists of different length."""
    pa = sys.modules["pyarrow"]
    column = plain(column)
    if not _is_list(pa, column.type) or column.null_count:
        return None
    lengths, inner = np.asarray(_lengths(pa, column), np.int64), plain(column.flatten())
    if _is_list(pa, inner.type):
        below = flat_lists(inner)
        if below is None or (len(below[0]) and below[0].min() != below[0].max()):
            return None
        width = int(below[0][0]) if len(below[0]) else 0
        return lengths, below[1].reshape(len(inner), width, *below[1].shape[1:])
    if not (pa.types.is_integer(inner.type) or pa.types.is_floating(inner.type) or pa.types.is_boolean(inner.type)):
        return None
    return lengths, np.asarray(inner.to_numpy(zero_copy_only=False))


def plain(column: Any) -> Any:
    """One array without chunks, of an extension type what it stores."""
    if hasattr(column, "combine_chunks"):
        column = column.combine_chunks()
    if hasattr(column, "chunks"):
        column = sys.modules["pyarrow"].concat_arrays(column.chunks)
    column = column.storage if hasattr(column, "storage") else column
    if "list_view" in str(column.type):
        column = _from_views(sys.modules["pyarrow"], column)
    return column


def _from_views(pa: Any, column: Any) -> Any:
    """A column of views as lists where they stand one behind the other."""
    starts, sizes = column.offsets.to_numpy().astype(np.int64), column.sizes.to_numpy().astype(np.int64)
    if not len(column) or not (starts[1:] == starts[:-1] + sizes[:-1]).all():
        return column
    offsets = np.append(starts, starts[-1] + sizes[-1])
    return pa.LargeListArray.from_arrays(pa.array(offsets), column.values)


def _is_list(pa: Any, kind: Any) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind))


def _lengths(pa: Any, column: Any) -> Any:
    if pa.types.is_fixed_size_list(column.type):
        return np.full(len(column), column.type.list_size)
    return column.value_lengths()
