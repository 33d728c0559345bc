"""One piece of a stream, a batch or a sample, as arrays by role and name."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from seqguard.core.plan import Array
from seqguard.core.shapes import axes
from seqguard.sources.roles import by_role, divided

Leaf = tuple[tuple[str, Any], Any]
"""(role, name) and the values: an array, or a list of one array for each sample of a batch."""


def leaves(piece: Any, target: Any = None, *, weighs: bool = True) -> Iterator[Leaf]:
    """The arrays of a piece: (x, y), (x, y, weight), a record whose names tell, or x alone.

    Raises:
        TypeError: nothing says what its parts are, or one holds no dense array; the message says what to do.
        ValueError: a part is no array.
    """
    if (fields := _named(piece)) is not None:
        yield from _of_record(fields, target)
        return
    parts = piece if _is_parts(piece) else (piece,)
    if len(parts) > 3 or (len(parts) == 3 and not weighs):
        parts = _of_three(parts)
    for role, part in zip("xyw", parts, strict=False):
        if part is None:
            continue
        if isinstance(part, Mapping):
            yield from (((role, str(name)), to_array(value)) for name, value in part.items())
        elif isinstance(part, tuple | list) and part and not hasattr(part, "_fields") and all(axes(v) for v in part):
            yield from _of_list(role, part, parts)
        else:
            yield (role, None), to_array(part)


def _named(piece: Any) -> Mapping[str, Any] | None:
    """The parts of a record by name: a mapping, or a named tuple that names X and y."""
    if isinstance(piece, Mapping):
        return {str(name): value for name, value in piece.items()}
    if isinstance(piece, tuple) and hasattr(piece, "_fields") and {"X", "y"} <= by_role(piece._fields).keys():
        return dict(zip(piece._fields, piece, strict=True))
    return None


def _of_record(fields: Mapping[str, Any], target: Any) -> Iterator[Leaf]:
    if {"target", "start"} <= fields.keys():  # an entry of GluonTS: one series, and when it begins
        series = np.asarray(fields["target"])
        yield ("x", None), series[:, None] if series.ndim == 1 else series.T
        return
    x, y = divided(list(fields), target, "a field")
    if not x:
        x, y = y, []
    single = len(x) == 1 and bool(y)
    for name in x:
        if isinstance(fields[name], Mapping):
            yield from ((("x", str(inner)), to_array(value)) for inner, value in fields[name].items())
        else:
            yield ("x", None if single else name), to_array(fields[name])
    yield from ((("y", None if len(y) == 1 else name), to_array(fields[name])) for name in y)


def _of_list(role: str, part: Any, parts: Any) -> Iterator[Leaf]:
    """Several tensors; or the samples of a batch, where there are as many as targets and none has as many rows."""
    others = [len(p) for p in parts if p is not part and axes(p) > 0]
    if len(part) > 1 and others and set(others) == {len(part)} and any(v.shape[0] != len(part) for v in part):
        yield (role, None), [to_array(v) for v in part]
    else:
        yield from (((role, i), to_array(value)) for i, value in enumerate(part))


def _is_parts(piece: Any) -> bool:
    if isinstance(piece, tuple):
        return not _is_packed(piece)
    if not isinstance(piece, list) or not 1 < len(piece) < 4:
        return False
    return axes(piece[0]) > 0 or (isinstance(piece[0], list) and _depth(piece[0]) > _depth(piece[1]))


def _depth(value: Any) -> int:
    """Axes of nested lists, by their first entries."""
    return 1 + _depth(value[0]) if isinstance(value, list | tuple) and value else axes(value)


def _of_three(parts: Any) -> tuple[Any, ...]:
    """(x, y) of three parts of which one holds the lengths of padded samples.

    Raises:
        TypeError: none does.
    """
    x = parts[0]
    if len(parts) == 3 and axes(x) > 1:
        found = [i for i in (1, 2) if _are_lengths(to_array(parts[i]), to_array(x))]
        if len(found) == 1:
            values, lengths = to_array(x), to_array(parts[found[0]])
            return [s[:n] for s, n in zip(values, lengths.tolist(), strict=True)], parts[3 - found[0]]
    names = ("x", *"abcdefgh"[: len(parts) - 2], "y")
    raise TypeError(
        f"it yields {len(parts)} parts a piece, and nothing says what each is; pass a function that gives pairs, such "
        f"as lambda: ((x, y) for {', '.join(names)} in loader)"
    )


def _are_lengths(values: Array, x: Array) -> bool:
    """Whether whole numbers are the lengths of samples: none is longer than the batch, and behind each one value
    stands."""
    if values.dtype.kind not in "iu" or values.shape != x.shape[:1] or not len(values):
        return False
    if values.min() < 1 or values.max() != x.shape[1]:
        return False
    gaps = [sample[n:] for sample, n in zip(x, values.tolist(), strict=True) if n < x.shape[1]]
    return all(bool((gap == gap.flat[0]).all()) for gap in gaps)


def _is_packed(value: Any) -> bool:
    return hasattr(value, "batch_sizes") and hasattr(value, "sorted_indices")


def _of_ragged(value: Any) -> list[Array]:
    """The samples of a tf.RaggedTensor, whose rows lie one below the other.

    Raises:
        TypeError: its timesteps differ in their features.
    """
    rows, splits = value.values, value.row_splits.numpy()
    if hasattr(rows, "row_lengths"):
        inner = rows.row_lengths().numpy()
        if len(inner) and inner.min() != inner.max():
            raise TypeError("it yields timesteps of different numbers of features")
        rows = rows.to_tensor()
    return np.split(np.asarray(rows), splits[1:-1])


def to_array(value: Any) -> Any:
    """The values of a tensor of any library, on the CPU; of samples of different length a list.

    Raises:
        TypeError: it is sparse, or a data set of its own.
    """
    if _is_packed(value):
        padded, lengths = sys.modules["torch"].nn.utils.rnn.pad_packed_sequence(value, batch_first=True)
        return [to_array(s[:n]) for s, n in zip(padded, lengths.tolist(), strict=True)]
    kind = type(value).__name__
    if kind == "SparseTensor" or getattr(value, "is_sparse", False):
        raise TypeError("it yields sparse tensors; map tf.sparse.to_dense, or .to_dense(), over it")
    if hasattr(value, "element_spec"):
        raise TypeError("its elements are data sets; batch them, .flat_map(lambda w: w.batch(24))")
    if kind == "RaggedTensor":
        return _of_ragged(value)
    if getattr(value, "is_nested", False):
        return [to_array(sample) for sample in value.unbind()]
    if hasattr(value, "detach") and hasattr(value, "cpu"):
        value = value.detach().cpu()
        value = value.float() if str(value.dtype) == "torch.bfloat16" else value
    return np.asarray(value)
