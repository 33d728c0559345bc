"""`TargetFacts` of the targets of one output, and `InputFacts` of the samples that the probe sees; NumPy alone."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from seqguard.facts.model.compiled import InputFacts, Outside, TargetFacts
from seqguard.keras.tabled import as_array

Targets = npt.NDArray[Any]

PIECE = 1 << 18
"""Targets that are looked at together: 2 MB of float64."""
CLASSES = 10_000
"""More distinct whole numbers than this are counts, not classes."""
NOTE = 1e-6
"""Excess over a range that rounding explains, as a share of the targets' spread."""


def numeric(values: Any) -> Targets | None:
    """The array under `values` without a copy where there is one; None where it is not numbers."""
    if not hasattr(values, "shape") and not isinstance(values, list | tuple):
        return as_array(values)
    try:
        array = np.asarray(values)
    except (TypeError, ValueError):  # ragged lists, sparse and symbolic tensors
        return None
    return array if array.dtype.kind in "fiub" and array.ndim else None


def target_facts(y: Targets) -> TargetFacts:
    """Everything that is counted on a target (n, ...), in pieces; NaN and inf are left out."""
    finite = _finite_range(y)
    if finite is None:
        return TargetFacts(shape=y.shape, dtype=str(y.dtype))
    low, high, total, mean, std = finite
    ranges = {"negative": (0.0, np.inf), "unit": (0.0, 1.0), "symmetric": (-1.0, 1.0)}
    counts = {name: Outside() for name in ranges}
    whole, binary, tiny, below = True, True, 0, 0
    seen: set[int] | None = set()
    start = 0
    for piece in _pieces(y):
        size = len(piece)
        piece = piece[np.isfinite(piece)] if piece.dtype.kind == "f" else piece
        integral = bool((piece == np.floor(piece)).all()) if piece.dtype.kind == "f" else True
        whole = whole and integral
        binary = binary and bool(((piece == 0) | (piece == 1)).all())
        tiny += int((np.abs(piece) < 1e-6).sum())
        below += int((piece <= -1).sum())
        if seen is not None and whole:
            seen.update(int(v) for v in np.unique(piece)) if len(seen) <= CLASSES else None
        for name, (lowest, highest) in ranges.items():
            counts[name] = _count_outside(counts[name], piece, lowest, highest, high - low, start // max(1, _row(y)))
        start += size
    classes = len(seen) if seen is not None and whole and len(seen) <= CLASSES else None
    one_hot, unused = _one_hot(y)
    facts = TargetFacts(
        shape=y.shape,
        dtype=str(y.dtype),
        values=total,
        smallest=low,
        largest=high,
        whole=whole,
        binary=binary,
        classes=classes,
        one_hot=one_hot,
        unused=unused,
        tiny=tiny,
        below=below,
        mean=mean,
        std=std,
        changes=_changes(y, classes, one_hot),
        negative=counts["negative"],
        unit=counts["unit"],
        symmetric=counts["symmetric"],
    )
    return replace(facts, constant=_constants(y, facts, mean))


def _changes(y: Targets, classes: int | None, one_hot: float) -> int | None:
    """How often the class differs from that of the sample before; None where a sample has no one class."""
    if classes is not None and _row(y) == 1:
        labels = np.asarray(y).reshape(-1)
    elif one_hot == 1.0 and y.ndim == 2:
        labels = np.asarray(y).argmax(1)
    else:
        return None
    return int((labels[1:] != labels[:-1]).sum())


def padding_label(x: Targets, y: Targets) -> tuple[float, float] | None:
    """(share of the timesteps, label) of what is padding in `x` and all of one label in `y`; None where it is not.

    Args:
        x: (n, T) or (n, T, F), on some samples.
        y: (n, T) or (n, T, 1) whole labels of the same samples.
    """
    labels = y[..., 0] if y.ndim == 3 and y.shape[-1] == 1 else y
    if x.ndim not in (2, 3) or labels.shape != x.shape[:2] or not _padded(x):
        return None
    padded = _padding(x)
    held = np.unique(labels[padded])
    return (float(padded.mean()), float(held[0])) if len(held) == 1 else None


def _padding(batch: Targets) -> npt.NDArray[np.bool_]:
    """(n, T): the zero rows at that end of the samples where there are more of them."""
    zero = (batch == 0) if batch.ndim == 2 else (batch.reshape(*batch.shape[:2], -1) == 0).all(2)
    lead = np.logical_and.accumulate(zero, 1)
    tail = np.logical_and.accumulate(zero[:, ::-1], 1)[:, ::-1]
    return tail if tail.sum() > lead.sum() else lead


def input_facts(name: str, shape: tuple[int | None, ...], batch: Targets) -> InputFacts:
    """The scale of an input on some samples; `padded` is the share of timesteps whose row is all zero at an end."""
    values = batch[np.isfinite(batch)] if batch.dtype.kind == "f" else batch
    if not values.size:
        return InputFacts(name=name, shape=shape, samples=len(batch))
    padded = _padded(batch)
    return InputFacts(
        name=name,
        shape=shape,
        samples=len(batch),
        largest=float(values.max()),
        smallest=float(values.min()),
        std=float(values.std(dtype=np.float64)),
        whole=bool((values == np.floor(values)).all()),
        padded=padded,
        behind=padded * batch.shape[1] if padded and _at_the_end(batch) else 0.0,
    )


def _padded(batch: Targets) -> float:
    """Share of zero rows at the start or the end of their sample, if their number differs between samples."""
    if batch.ndim < 2 or batch.shape[1] < 2:
        return 0.0
    lengths = _padding(batch).sum(1)
    return (
        float(lengths.mean() / batch.shape[1])
        if len(np.unique(lengths)) >= 3 and (lengths >= 2).mean() >= 0.05
        else 0.0
    )


def _at_the_end(batch: Targets) -> bool:
    """Whether it is the ends of the samples that are padded."""
    padding = _padding(batch)
    return bool(padding[:, -1].sum() > padding[:, 0].sum())


def _row(y: Targets) -> int:
    return int(np.prod(y.shape[1:], dtype=int))


def _pieces(y: Targets) -> Iterator[Targets]:
    rows = max(1, PIECE // max(1, _row(y)))
    for start in range(0, len(y), rows):
        yield np.asarray(y[start : start + rows]).reshape(-1)


def _finite_range(y: Targets) -> tuple[float, float, int, float, float] | None:
    """Smallest, largest, count, mean, standard deviation of the finite values."""
    low, high, total, shift, first, second = np.inf, -np.inf, 0, None, 0.0, 0.0
    for piece in _pieces(y):
        values = piece[np.isfinite(piece)].astype(np.float64)
        if not values.size:
            continue
        shift = values[0] if shift is None else shift
        low, high, total = min(low, values.min()), max(high, values.max()), total + values.size
        values -= shift
        first += float(values.sum())
        second += float((values * values).sum())
    if not total or shift is None:
        return None
    mean = first / total
    return float(low), float(high), total, float(shift + mean), float(np.sqrt(max(0.0, second / total - mean * mean)))


def _count_outside(before: Outside, piece: Targets, low: float, high: float, spread: float, sample: int) -> Outside:
    values = piece.astype(np.float64)
    excess = np.maximum(low - values, values - high)
    out = excess > NOTE * spread
    if not out.any():
        return before
    at = int(excess.argmax())
    worst = before.worst
    if worst is None or excess[at] > max(low - worst, worst - high):
        worst = float(values[at])
    first = before.first if before.first is not None else sample + int(out.argmax())
    return Outside(
        any=before.any + int(out.sum()), far=before.far + int((excess > 0.01 * spread).sum()), first=first, worst=worst
    )


def _one_hot(y: Targets) -> tuple[float, int]:
    """Share of rows of the last axis with exactly one 1 and else 0, and how many columns are 0 throughout."""
    if y.ndim < 2 or y.shape[-1] < 2:
        return 0.0, 0
    hits, rows, used = 0, 0, np.zeros(y.shape[-1], bool)
    for piece in _pieces(y):
        table = piece.reshape(-1, y.shape[-1])
        hits += int((((table == 0) | (table == 1)).all(1) & ((table == 1).sum(1) == 1)).sum())
        rows += len(table)
        used |= table.any(0)
    return (hits / rows if rows else 0.0), int((~used).sum())


def _constants(y: Targets, facts: TargetFacts, mean: float) -> Mapping[str, float]:
    """By loss: what the best constant answer reaches. Columns of the last axis have a constant each."""
    table = np.asarray(y, np.float64).reshape(len(y), -1) if facts.values <= 1 << 24 else None
    if table is None or not np.isfinite(table).all():
        return {}
    found = {
        "mean_squared_error": float(table.var(0).mean()),
        "mean_absolute_error": float(np.abs(table - np.median(table, 0)).mean()),
    }
    if facts.binary or (facts.smallest >= 0 and facts.largest <= 1):
        p = np.clip(table.mean(0), 1e-12, 1 - 1e-12)
        found["binary_crossentropy"] = float(-(p * np.log(p) + (1 - p) * np.log(1 - p)).mean())
    if facts.one_hot > 0.99:
        found["categorical_crossentropy"] = _entropy(np.asarray(y).reshape(-1, y.shape[-1]).mean(0, dtype=np.float64))
    if facts.classes is not None and facts.smallest >= 0 and facts.classes <= CLASSES:
        found["sparse_categorical_crossentropy"] = _entropy(np.unique(table, return_counts=True)[1] / table.size)
    return found


def _entropy(p: Targets) -> float:
    p = p[p > 0] / p.sum()
    return float(-(p * np.log(p)).sum())
