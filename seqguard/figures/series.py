"""A feature in its order, with the places that were found."""

from collections.abc import Iterable

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.figure import MOST_MARKS, Figure, Mark
from seqguard.core.plan import Bools, Ints, Plan
from seqguard.core.text import exact, num
from seqguard.figures.scene import Rows, Scene
from seqguard.figures.shape import LINE_POINTS, broken, line, value

NEAR = 240
"""Rows around a place of which each can be told from the next."""


def place(scene: Scene) -> Figure | None:
    """The feature, or the target, around the first place that the finding names; all of it where it names none."""
    rows = scene.rows()
    if rows is None:
        return None
    finding = scene.finding
    marks: list[Mark] = []
    if finding.samples:
        at = _places(rows, scene)
        if not at:
            return None
        rows, marks = _around(rows, at)
    return _figure(rows, marks, "as it stands" if not marks else "around the first place")


def spike(scene: Scene) -> Figure | None:
    """The whole feature, with the rows that hold one value, or the single one that stands out, marked."""
    rows = scene.rows()
    if rows is None:
        return None
    wanted = scene.evidence.get("value", scene.evidence.get("outlier"))
    at: Ints = np.zeros(0, int)
    if isinstance(wanted, int | float) and "value" in scene.evidence:
        at = np.flatnonzero(_equal(rows, float(wanted)))
    if not len(at):
        found = [rows.at(s, t) for s, t in zip(scene.finding.samples, _steps(scene), strict=False)]
        at = np.array([a for a in found if a is not None], int)
    if not len(at):
        return None
    label = f"{exact(float(rows.values[at[0]]))}"
    marks = [Mark("point", float(rows.x[a]), v, label) for a in _spread(at) if (v := value(rows.values[a])) is not None]
    return _figure(rows, marks, f"{label} marked")


def filled(scene: Scene) -> Figure | None:
    """The rows around the first that was filled, with all that hold the filler, and its level."""
    named = scene.evidence.get("features")
    rows = scene.rows()
    if rows is None or not isinstance(named, dict) or not isinstance(told := named.get(rows.name), dict):
        return None
    filler = told.get("value")
    if not isinstance(filler, int | float):
        return None
    holds = _equal(rows, float(filler))
    if not holds.any():
        return None
    rows, holds = _densest(rows, holds)
    at = np.flatnonzero(holds)
    level = float(rows.values[at[0]])
    marks = [Mark("level", level, level)]
    marks += [Mark("point", float(rows.x[a]), value(level) or 0.0) for a in _spread(at, MOST_MARKS - 1)]
    return _figure(rows, marks, f"{len(at):,} rows at {exact(level)} marked")


def held(scene: Scene) -> Figure | None:
    """Stretches in which a reading is carried on."""
    rows = scene.rows()
    if rows is None:
        return None
    same = np.concatenate([[False], (rows.values[1:] == rows.values[:-1]) & ~rows.starts[1:]])
    told = scene.evidence.get("features")
    own = told.get(rows.name) if isinstance(told, dict) else None
    limit = own.get("limit") if isinstance(own, dict) else None
    return _stretches(scene, rows, same, "stretches of one value", limit if isinstance(limit, int) else 2)


def repeated(scene: Scene) -> Figure | None:
    """Stretches in which every feature is carried on."""
    rows, plan, series = scene.rows(), scene.get(Plan), scene.get(Series)
    if rows is None or plan is None or series is None:
        return None
    same = (series.rows[1:] == series.rows[:-1]).all(1) & ~series.starts[1:]
    return _stretches(scene, rows, np.concatenate([[False], same]), "rows that repeat the row before")


def straight(scene: Scene) -> Figure | None:
    """Stretches in which the readings lie on one line."""
    rows = scene.rows()
    if rows is None or len(rows.values) < 3:
        return None
    bend = np.abs(np.diff(rows.values, 2))
    size = np.maximum(np.abs(rows.values[1:-1]), 1e-12)
    inner = (bend <= 4e-6 * size) & (np.abs(np.diff(rows.values))[1:] > 0) & ~(rows.starts[2:] | rows.starts[1:-1])
    return _stretches(scene, rows, np.concatenate([[False], inner, [False]]), "straight stretches")


def stuck(scene: Scene) -> Figure | None:
    """The run in which a sensor stands still, and as much on either side."""
    rows = scene.rows()
    told = scene.evidence.get("features")
    if rows is None or not isinstance(told, dict) or not scene.finding.samples:
        return None
    own = told.get(rows.name)
    length = int(own["length"]) if isinstance(own, dict) and "length" in own else rows.plan.T
    at = rows.at(scene.finding.samples[0], next(iter(scene.finding.steps), 0))
    if at is None:
        return None
    width = max(NEAR, 4 * length)
    first = max(0, at - max(NEAR // 4, length))
    shown = rows.cut(first, width)
    begin = at - int(np.searchsorted(rows.x, shown.x[0]))
    last = min(begin + length - 1, len(shown.x) - 1)
    marks = [Mark("span", float(shown.x[begin]), float(shown.x[last]), f"{length:,} rows at {num(rows.values[at])}")]
    return _figure(shown, marks, f"{length:,} rows without a change marked")


def samples(scene: Scene) -> Figure | None:
    """The series with the samples that the finding names as spans."""
    rows = scene.rows()
    if rows is None or not scene.finding.samples:
        return None
    first, last = scene.evidence.get("first_sample"), scene.evidence.get("last_sample")
    if isinstance(first, int) and isinstance(last, int):
        marks = [m for m in [_span(rows, first, last)] if m is not None]
        return _figure(rows, marks, f"samples {first:,} to {last:,} marked") if marks else None
    marks = [m for s in scene.finding.samples[:8] if (m := _span(rows, s, s)) is not None]
    if not marks:
        return None
    at = rows.at(scene.finding.samples[0]) or 0
    shown = rows.cut(at - NEAR // 3, max(NEAR, 4 * rows.plan.T))
    low, high = float(shown.x[0]), float(shown.x[-1])
    return _figure(shown, [m for m in marks if m.low <= high and m.high >= low], "the samples marked")


def level(scene: Scene) -> Figure | None:
    """All of a tensor that hardly leaves one value."""
    rows = scene.rows()
    if rows is None:
        return None
    marks = []
    if np.isfinite(rows.values).any():
        usual = float(np.nanmedian(rows.values))
        marks = [Mark("level", usual, usual, exact(usual))]
    return _figure(rows, marks, "as it stands")


def beside(scene: Scene) -> Figure | None:
    """Two features that tell the same."""
    plan = scene.get(Plan)
    found = scene.features(plan) if plan is not None else []
    if len(found) < 2:
        return None
    one, other = (scene.rows(f) for f in found[:2])
    if one is None or other is None:
        return None
    one, other = one.cut(0, 100), other.cut(0, 100)
    lines = tuple(line(r.name, r.x, r.values, 200) for r in (one, other))
    return Figure(
        kind="series",
        title=f"{one.name} and {other.name}",
        alt=f"The first {len(one.x)} rows of {one.name} and {other.name}, one over the other.",
        place=one.place,
        x_label=one.axis,
        lines=lines,
    )


def _figure(rows: Rows, marks: Iterable[Mark], what: str) -> Figure | None:
    if not np.isfinite(rows.values).any():
        return None
    x, values = rows.x, rows.values
    if len(x) <= LINE_POINTS // 2:
        x, values = broken(x, values, rows.starts)
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    return Figure(
        kind="series",
        title=f"{rows.name}, {what}",
        alt=f"{rows.name} over {rows.axis} {num(float(x[0]))} to {num(float(x[-1]))}, between {num(low)} and "
        f"{num(high)}: {what}.",
        place=rows.place,
        x_label=rows.axis,
        lines=(line(rows.name, x, values),),
        marks=tuple(marks)[:MOST_MARKS],
    )


def _equal(rows: Rows, wanted: float) -> Bools:
    """The rows that hold the value: evidence has six digits of it."""
    if not np.isfinite(rows.values).any():
        return np.zeros(len(rows.values), bool)
    nearest = rows.values[int(np.nanargmin(np.abs(rows.values - wanted)))]
    if abs(nearest - wanted) > 1e-5 * max(abs(wanted), 1e-12):
        return np.zeros(len(rows.values), bool)
    same: Bools = rows.values == nearest
    return same


def _densest(rows: Rows, holds: Bools) -> tuple[Rows, Bools]:
    """The part of the rows with the most marks, the first of several."""
    if len(holds) <= NEAR:
        return rows, holds
    total = np.concatenate([[0], np.cumsum(holds)])
    first = int((total[NEAR:] - total[:-NEAR]).argmax())
    return rows.cut(first, NEAR), holds[first : first + NEAR]


def _stretches(scene: Scene, rows: Rows, inside: Bools, what: str, least: int = 2) -> Figure | None:
    """The part of the rows around the first place, with the unbroken stretches of `least` rows or more as spans."""
    at = rows.at(scene.finding.samples[0], next(iter(scene.finding.steps), 0)) if scene.finding.samples else None
    if at is None or not inside.any():
        return None
    first = max(0, min(at - NEAR // 6, len(rows.x) - NEAR))
    rows, inside = rows.cut(first, NEAR), inside[first : first + NEAR]
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    spans = [(max(a - 1, 0), b) for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)]
    spans = sorted((s for s in spans if s[1] - s[0] >= least), key=lambda s: s[0] - s[1])[:12]
    last = len(rows.x) - 1
    marks = [Mark("span", float(rows.x[a]), float(rows.x[min(b, last)])) for a, b in sorted(spans)]
    return _figure(rows, marks, f"{what} marked")


def _places(rows: Rows, scene: Scene) -> list[int]:
    found = [rows.at(s, t) for s, t in zip(scene.finding.samples, _steps(scene), strict=False)]
    return [a for a in found if a is not None]


def _steps(scene: Scene) -> list[int]:
    """A timestep for each sample that is named: there may be one for all."""
    steps = list(scene.finding.steps) or [0]
    return steps + [steps[-1]] * (len(scene.finding.samples) - len(steps))


def _around(rows: Rows, at: list[int]) -> tuple[Rows, list[Mark]]:
    shown = rows.cut(at[0] - NEAR // 3, NEAR)
    low, high = float(shown.x[0]), float(shown.x[-1])
    marks = []
    for a in at:
        x, y = float(rows.x[a]), value(rows.values[a])
        if low <= x <= high:
            marks.append(Mark("span", x, x) if y is None else Mark("point", x, y))
    return shown, marks


def _span(rows: Rows, first: int, last: int) -> Mark | None:
    plan: Plan = rows.plan
    a, b = rows.at(first), rows.at(last, plan.T - 1)
    if a is None or b is None:
        return None
    return Mark("span", float(rows.x[a]), float(rows.x[max(a, b)]))


def _spread(at: Ints, most: int = MOST_MARKS) -> list[int]:
    """Some of many places, evenly spread."""
    if len(at) <= most:
        return [int(a) for a in at]
    return [int(at[i]) for i in np.linspace(0, len(at) - 1, most).astype(int)]
