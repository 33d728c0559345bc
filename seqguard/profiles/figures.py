"""The figures of each tensor, out of what the engine knows."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from seqguard.basis.kinds import Column, Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import Check, Missing
from seqguard.core.places import Each
from seqguard.core.plan import Array, Bools, Floats, Ints, Numbered, Plan
from seqguard.engine.resolve import Known, Scope
from seqguard.facts.kept import LEVELS, PARTS, Codes, Figures
from seqguard.statistics.labels import LabelCounts
from seqguard.statistics.moments import Moments

FEATURES = 2048
"""Features of all tensors of a profile together that are kept: 400 bytes each, and as much again in parts."""
CELLS = 2**21
"""Values that the parts of the rows are told from."""
CODES = 256
"""Distinct values of a feature that are kept one by one."""
GRIDDED, OFF_GRID = 0.99, 0.05
"""Share of the values that must lie on a grid, and how far off it, in steps, float32 puts them."""
FEWEST_LEVELS = 5
"""Distinct values that show a grid."""
FEWEST_ROWS = 8
"""Rows of a part that have a level."""


def figures_of(known: Known, split: str) -> dict[str, Figures]:
    """The figures of each readable tensor of a split, inputs first."""
    data = known.splits[split]
    tensors = [t.name for t in (*data.inputs, *data.targets) if t.name in known.plans[split]]
    share = max(1, FEATURES // max(1, len(tensors)))
    found = {}
    for name in tensors:
        try:
            given = known.arguments(_figures, Scope(split, name, None))
        except Missing:
            continue  # a tensor of which nothing is known, which the report says
        found[name] = _figures(**given, most=share)
    return found


def _figures(
    plan: Each[Plan],
    moments: Each[Moments],
    kinds: Each[Kinds],
    series: Each[Series],
    labels: Each[LabelCounts],
    *,
    most: int = FEATURES,
) -> Figures:
    numbers = np.unique(np.linspace(0, plan.F - 1, min(plan.F, most)).astype(np.int64))
    columns = [kinds[f] for f in numbers.tolist()]
    steps, rests, parts = _moves(series, numbers)
    counted = {"count": moments.count.sum(0), "nan": moments.nan.sum(0), "inf": moments.inf.sum(0)}
    measured = {"min": moments.feature_min(), "max": moments.feature_max(), "mean": moments.feature_mean()}
    measured["std"] = np.sqrt(moments.feature_var())
    codes = [_codes(c) for c in columns]
    if len(labels.values) and plan.F == 1 and len(labels.values) <= CODES:
        codes = [Codes(labels.values, labels.counts, True)]
    return Figures(
        plan.tensor, plan.role, plan.shape, plan.dtype, plan.task, plan.layout, plan.T, plan.F, plan.sliding,
        float(plan.independent), not isinstance(plan.features, Numbered), numbers, plan.names(numbers),
        tuple(c.kind for c in columns), np.array([c.static for c in columns], bool),
        **{name: values[numbers] for name, values in (counted | measured).items()},
        quantiles=np.array([_quantiles(c) for c in columns]),
        step=steps, rest=rests, grid=np.array([_grid(c) for c in columns]),
        part_level=parts[0], part_width=parts[1], part_step=parts[2], codes=tuple(codes),
    )  # fmt: skip


FIGURES = Check(_figures, "PROFILE001", "info", frozenset(), "0.1")  # type: ignore[arg-type]  # it is never run as one
"""Declared as a check is, so that the engine reads for it what it names."""


def _quantiles(column: Column) -> Floats:
    if not column.n:
        return np.full(len(LEVELS), np.nan)
    share = (np.cumsum(column.counts) - column.counts / 2) / column.n
    found: Floats = np.interp(LEVELS, share, column.values.astype(np.float64))
    found[0], found[-1] = column.values[0], column.values[-1]
    return found


def _codes(column: Column) -> Codes | None:
    if column.kind in ("empty", "continuous") or len(column.values) > CODES:
        return None
    whole = column.of is not None and column.of <= column.n
    return Codes(column.values.astype(np.float64), column.counts.astype(np.int64), whole)


def _grid(column: Column) -> float:
    """The step of the grid on which the values lie; that of a sensor, or of a rounding."""
    values = column.values.astype(np.float64)
    if column.kind not in ("discrete", "quantised") or len(values) < FEWEST_LEVELS:
        return np.nan
    apart = np.diff(values)
    apart = apart[apart > 1e-6 * max(abs(values[0]), abs(values[-1]))]
    if not len(apart):
        return np.nan
    step = float(apart.min())
    for _ in range(2):  # the second time from all of them
        number = np.round((values - values[0]) / step)
        step = float(((values - values[0]) * number).sum() / max(1.0, (number**2).sum()))
        if not step > 0:
            return np.nan
    off = np.abs((values - values[0]) / step - np.round((values - values[0]) / step))
    on = float(column.counts[off < OFF_GRID].sum()) / column.n
    return step if on >= GRIDDED else np.nan


def _moves(series: Series, numbers: Ints) -> tuple[Floats, Floats, tuple[Floats, Floats, Floats]]:
    """(K,) size of the changes and share of none, and (K, parts) level, width and size of the changes."""
    k, rows = len(numbers), series.rows
    step, rest = np.full(k, np.nan), np.full(k, np.nan)
    level, width, moves = (np.full((k, PARTS), np.nan) for _ in range(3))
    each = max(FEWEST_ROWS, CELLS // (PARTS * k))
    edges = np.linspace(0, len(rows), PARTS + 1).astype(int)
    pieces = [slice(a, min(b, a + each)) for a, b in pairwise(edges.tolist())]
    for i, f in enumerate(numbers.tolist()):
        sizes = []
        for p, piece in enumerate(pieces):
            values, changes = _part(rows[piece, f], series.starts[piece])
            sizes.append(changes)
            if len(values) >= FEWEST_ROWS:
                low, level[i, p], high = np.quantile(values, (0.05, 0.5, 0.95))
                width[i, p] = high - low
            if (changes > 0).any():
                moves[i, p] = np.median(changes[changes > 0])
        all_sizes = np.concatenate(sizes)
        if len(all_sizes):
            rest[i] = float((all_sizes == 0).mean())
            step[i] = np.median(all_sizes[all_sizes > 0]) if rest[i] < 1 else 0.0
    return step, rest, (level, width, moves)


def _part(values: Array, starts: Bools) -> tuple[Floats, Floats]:
    """The finite values of consecutive rows, and the sizes of the changes from each to the next in time."""
    floats = values.astype(np.float64)
    finite = np.isfinite(floats)
    both = finite[1:] & finite[:-1] & ~starts[1:]
    return floats[finite], np.abs(np.diff(floats)[both])


def by_split(known: Known) -> Mapping[str, Mapping[str, Figures]]:
    """The figures of every split."""
    return {split: figures_of(known, split) for split in known.splits}
