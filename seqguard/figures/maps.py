"""Tables of shades: which timesteps of which features are missing, constant, padded, or tell the target."""

import numpy as np

from seqguard.core.figure import Figure, Line
from seqguard.core.plan import Array, Floats, Plan
from seqguard.core.text import num
from seqguard.facts.target.lags import Lags
from seqguard.figures.scene import Scene
from seqguard.figures.shape import numbers, values
from seqguard.statistics.moments import Moments
from seqguard.statistics.sample import Sample

MOST_ROWS, MOST_COLUMNS = 12, 32
STRONG, MANY = 0.8, 0.2
"""Where a fifth of the cells have an |r| of .8, as in walks, the one that holds the target does not stand out."""


def missing(scene: Scene) -> Figure | None:
    """The share of values that are not finite: by timestep, or along the series where windows slide over one."""
    plan, moments = scene.get(Plan), scene.get(Moments)
    if plan is None or moments is None:
        return None
    if len(moments.nan) == 1:
        rows = scene.rows()
        if rows is None:
            return None
        shown = _rows_of(scene, plan, moments.nan + moments.inf)
        columns = [scene.rows(f) for f in shown]
        width = min(MOST_COLUMNS, len(rows.x))
        edges = np.linspace(0, len(rows.x), width + 1).astype(int)[:-1]
        table = np.stack([np.add.reduceat(~np.isfinite(c.values), edges) for c in columns if c is not None]).astype(
            float
        )
        table /= np.diff(np.append(edges, len(rows.x)))
        if not table.any():
            return None
        return _map(plan, shown, table, rows.x[edges], rows.axis, "Share of values that are missing")
    share = (moments.nan + moments.inf) / np.maximum(moments.count, 1)
    shown = _rows_of(scene, plan, share)
    return _of_steps(plan, shown, share.T[shown], "Share of values that are missing")


def constant(scene: Scene) -> Figure | None:
    """Where a timestep of a feature has one value over all samples."""
    plan, moments = scene.get(Plan), scene.get(Moments)
    if plan is None or moments is None or len(moments.var) == 1:
        return None
    still = ((moments.min == moments.max) & (moments.finite > 0)).astype(float)
    if not still.any():
        return None
    shown = _rows_of(scene, plan, still)
    return _of_steps(plan, shown, still.T[shown], "Timesteps with one value over all samples")


def telling(scene: Scene) -> Figure | None:
    """|r| of each timestep of each feature with the target."""
    lags, plan = scene.get(Lags, tensor=scene.input), scene.get(Plan, tensor=scene.input)
    if lags is None or plan is None or plan.T < 2 or plan.T * plan.F < 3:
        return None
    r = np.sqrt(np.clip(1 - lags.rest[0], 0, 1))
    if r.max() >= STRONG and (r >= STRONG).mean() > MANY:
        return None
    shown = _rows_of(scene, plan, r)
    return _of_steps(plan, shown, r.T[shown], f"|r| of each timestep with {scene.target}")


def padded(scene: Scene) -> Figure | None:
    """Which timesteps of the first samples are filled up."""
    plan, sample = scene.get(Plan), scene.get(Sample)
    if plan is None or sample is None or plan.T < 2:
        return None
    index = sample.index.tolist()
    named = [index.index(s) for s in scene.finding.samples if s in index]
    shown = [*dict.fromkeys([*named, *range(min(MOST_ROWS, len(index)))])][:MOST_ROWS]
    if plan.padding is not None:
        filler = np.asarray(plan.padding.row, sample.values.dtype)
        table = (sample.values[shown] == filler).all(2) | np.isnan(sample.values[shown]).all(2)
    elif sample.values.dtype.kind == "f":
        table = (sample.values[shown] == 0).all(2) | np.isnan(sample.values[shown]).all(2)
    else:
        table = (sample.values[shown] == 0).all(2)
    if not table.any():
        return None
    cells, edges = _narrowed(table.astype(float))
    return Figure(
        kind="map",
        title="Steps that are filled up, by sample",
        alt=f"{len(shown)} samples: {int(table.sum())} of {table.size} timesteps are filled up.",
        place=plan.label,
        x_label="timestep",
        lines=tuple(Line(f"sample {index[s]}", numbers(edges), values(c)) for s, c in zip(shown, cells, strict=True)),
    )


def image(scene: Scene) -> Figure | None:
    """One sample as it was given: timesteps across, features down, each from its lowest to its highest."""
    plan, sample = scene.get(Plan), scene.get(Sample)
    if plan is None or sample is None or plan.T < 2 or plan.F < 2:
        return None
    first = np.asarray(sample.values[0], np.float64).T[:MOST_ROWS]
    low, high = (f(np.where(np.isfinite(first), first, np.nan)) for f in (np.nanmin, np.nanmax))
    if not np.isfinite(high - low) or high == low:
        return None
    return _of_steps(plan, list(range(len(first))), (first - low) / (high - low), f"{plan.label}[0], as it was given")


def _rows_of(scene: Scene, plan: Plan, weight: Array) -> list[int]:
    """The features to show: those the finding names, then those that weigh most, in their order."""
    named = scene.features(plan)
    rest = [int(f) for f in np.argsort(-np.asarray(weight, float).max(0), kind="stable")]
    return sorted([*dict.fromkeys([*named, *rest])][:MOST_ROWS])


def _of_steps(plan: Plan, shown: list[int], table: Floats, title: str) -> Figure:
    cells, edges = _narrowed(table)
    return _map(plan, shown, cells, edges, "timestep", title)


def _narrowed(table: Floats) -> tuple[Floats, Array]:
    """The table with at most `MOST_COLUMNS`: the largest of each part, so that no single cell is lost."""
    width = table.shape[1]
    edges = np.unique(np.linspace(0, width, min(width, MOST_COLUMNS) + 1).astype(int))[:-1]
    return np.maximum.reduceat(table, edges, axis=1), edges


def _map(plan: Plan, shown: list[int], table: Floats, edges: Array, axis: str, title: str) -> Figure:
    row, column = np.unravel_index(int(np.nanargmax(table)), table.shape)
    most = f"{num(float(table[row, column]))} in {plan.features[shown[row]]} at {axis} {num(float(edges[column]))}"
    return Figure(
        kind="map",
        title=title,
        alt=f"{title}: {len(shown)} features by {axis}; the most is {most}.",
        place=plan.label,
        x_label=axis,
        lines=tuple(Line(plan.features[f], numbers(edges), values(c)) for f, c in zip(shown, table, strict=True)),
    )
