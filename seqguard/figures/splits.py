"""Which split is where, and which of their windows are the same."""

from collections.abc import Sequence

import numpy as np

from seqguard.core.figure import Figure, Line, Mark
from seqguard.core.plan import Array, Floats, Plan
from seqguard.core.text import count, num
from seqguard.facts.splits.overlap import Shifted
from seqguard.facts.splits.seams import Seams
from seqguard.figures.scene import Rows, Scene
from seqguard.figures.shape import bounded, line, numbers, values
from seqguard.measures.chance import lookup
from seqguard.sources.base import SplitData
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.sample import Sample
from seqguard.statistics.sketch import Sketch

PARTS = 48
"""Parts of the axis in which it is told how much of a split is there."""
MOST_SPLITS = 8
"""Splits that are shown: more folds than that are no picture."""
FEWEST_STEPS = 4
"""Timesteps that two windows share at least where they are fitted on each other: three lie on a line too easily."""
NEARLY = 1e-6
"""1 - r**2 up to which they do: rounding of float32."""
SOME = 0.05
"""Share of a split's rows that must be found in train for it to be shown among them: a series repeats a few."""


def shared(scene: Scene) -> Figure | None:
    """The window of the split and the one of train that hold the same rows, one over the other."""
    found = scene.get(Shifted, tensor=scene.input)
    own = scene.evidence.get("base_sample")
    if scene.evidence.get("rescaled") is True and isinstance(own, int) and scene.finding.samples:
        return _rescaled(scene, scene.finding.samples[0], own) or where(scene, [scene.base, scene.split])
    if found is not None and found.pair is not None and own == found.pair.base_sample:
        return _laid_over(scene, found.pair.sample, found.pair.base_sample, found.pair.base_step - found.pair.step)
    first = scene.evidence.get("base_samples")
    if isinstance(first, list | tuple) and first and scene.finding.samples and isinstance(first[0], int):
        return _laid_over(scene, scene.finding.samples[0], first[0], 0)
    return where(scene, [scene.base, scene.split])


def on_one_axis(scene: Scene) -> Figure | None:
    """Train and the split on one axis."""
    return where(scene, ["train", scene.split])


def where(scene: Scene, splits: Sequence[str]) -> Figure | None:
    """The splits on the axis of time, or on that of train's rows; None where nothing tells where they are."""
    splits = list(dict.fromkeys(splits))[:MOST_SPLITS]
    return _in_time(scene, splits) or _on_rows(scene, splits)


def sample_counts(scene: Scene, counted: Sequence[tuple[str, int]]) -> Figure:
    """How many samples each split has, and how many of them hold rows of train."""
    named = []
    for name, n in counted[:MOST_SPLITS]:
        found = scene.get(Shifted, split=name, tensor=scene.input) if name != "train" else None
        tells = found is not None and found.tells and found.share >= SOME
        among = f", {found.matched:,} with rows of train" if found is not None and tells else ""
        named.append((_named(name, n) + among, n))
    return Figure(
        kind="stretches",
        title="Samples of each split",
        alt=f"{'; '.join(name for name, _ in named)}.",
        x_label="samples",
        lines=tuple(Line(name, (0.0, float(n)), (1.0,)) for name, n in named),
    )


def target_over_time(scene: Scene) -> Figure | None:
    """The target of the only split, or its first feature, in its order."""
    rows = scene.rows(0, tensor=scene.target) if scene.target is not None else scene.rows(0)
    if rows is None or not np.isfinite(rows.values).any():
        return None
    low, high = num(float(np.nanmin(rows.values))), num(float(np.nanmax(rows.values)))
    return Figure(
        kind="series",
        title=f"{rows.name}, as it stands",
        alt=f"{rows.name} over {len(rows.x):,} rows, between {low} and {high}.",
        place=rows.place,
        x_label=rows.axis,
        lines=(line(rows.name, rows.x, rows.values),),
    )


def _in_time(scene: Scene, splits: Sequence[str]) -> Figure | None:
    times: dict[str, Array] = {}
    for split in splits:
        data = scene.get(SplitData, split=split)
        if data is None or data.timestamps is None or not len(data.timestamps):
            return None
        times[split] = data.timestamps.reshape(len(data.timestamps), -1)[:, -1]
    if len({t.dtype.kind for t in times.values()}) > 1:
        return None
    stamps = {s: t[~np.isnat(t)] if t.dtype.kind == "M" else t[np.isfinite(bounded(t))] for s, t in times.items()}
    if not all(len(t) for t in stamps.values()):
        return None
    dated = next(iter(stamps.values())).dtype.kind == "M"
    seconds = {
        s: t.astype("datetime64[ms]").astype(np.int64) / 1000.0 if dated else bounded(t) for s, t in stamps.items()
    }
    lines = [_strip(s, found, len(times[s])) for s, found in seconds.items()]
    first, last = (min(t.min() for t in stamps.values()), max(t.max() for t in stamps.values()))
    spans = {s: (float(t.min()), float(t.max())) for s, t in seconds.items()}
    return _figure(lines, _common(spans), "time", (_stamp(first), _stamp(last)))


def _on_rows(scene: Scene, splits: Sequence[str]) -> Figure | None:
    """Train's rows from 0 on, and of the others those that are found among them, or go on from them."""
    tensor = scene.input
    plan, geometry = scene.get(Plan, split="train", tensor=tensor), scene.get(Geometry, split="train", tensor=tensor)
    if plan is None or geometry is None or splits[:1] != ["train"] or not plan.step:
        return None
    rows = geometry.rows
    lines = [Line(_named("train", plan.n), (0.0, float(rows)), (1.0,))]
    spans: dict[str, tuple[float, float]] = {"train": (0.0, float(rows))}
    for split in splits[1:]:
        here = scene.get(Plan, split=split, tensor=tensor)
        size = scene.get(Geometry, split=split, tensor=tensor)
        if here is None or size is None:
            continue
        seams = scene.get(Seams, split=split, tensor=tensor)
        if seams is not None and seams.after:
            spans[split] = (float(rows - seams.after), float(rows - seams.after + size.rows))
        elif seams is not None and seams.before:
            spans[split] = (float(seams.before - size.rows), float(seams.before))
        else:
            places = _found(scene, plan, split, tensor)
            if places is None:
                continue
            spread = np.histogram(places, PARTS, (0, rows))[0]
            lines.append(Line(_named(split, here.n), (0.0, float(rows)), values(spread / max(1, spread.max()))))
            spans[split] = (float(places.min()), float(places.max()))
            continue
        lines.append(Line(_named(split, here.n), numbers(spans[split]), (1.0,)))
    return _figure(lines, _common(spans), "row of train", ()) if len(lines) == len(splits) > 1 else None


def _found(scene: Scene, plan: Plan, split: str, tensor: str) -> Array | None:
    """Rows of train at which runs of the split's rows stand; None where hardly any do."""
    train, other = (scene.get(Sketch, split=s, tensor=tensor) for s in ("train", split))
    if train is None or other is None or not len(train.key) or not len(other.key):
        return None
    at = lookup(other.key, train.key)
    if (at >= 0).mean() < SOME:
        return None
    sample, step = np.divmod(train.first[at[at >= 0]], plan.T)
    return np.asarray(sample * (plan.step or plan.T) + step)


def _figure(lines: list[Line], marks: tuple[Mark, ...], axis: str, labels: tuple[str, ...]) -> Figure:
    names = ", ".join(line.name for line in lines)
    told = "they share no part of it" if not marks else "; ".join(m.label for m in marks)
    return Figure(
        kind="stretches",
        title=f"The splits by {axis}",
        alt=f"{names} by {axis}: {told}.",
        x_label=axis,
        lines=tuple(lines),
        marks=marks,
        labels=labels,
    )


def _common(spans: dict[str, tuple[float, float]]) -> tuple[Mark, ...]:
    """Where a further split overlaps with train."""
    (first, (low, high)), *others = spans.items()
    marks = []
    for name, (start, stop) in others:
        a, b = max(low, start), min(high, stop)
        if a < b:
            marks.append(
                Mark("span", a, b, f"{name} within {first}" if (a, b) == (start, stop) else f"{name} and {first}")
            )
    return tuple(marks)


def _strip(split: str, found: Floats, n: int) -> Line:
    low, high = float(found.min()), float(found.max())
    if low == high:
        return Line(_named(split, n), (low, high), (1.0,))
    spread = np.histogram(found, min(PARTS, len(found)), (low, high))[0]
    return Line(_named(split, n), (low, high), values(spread / spread.max()))


def _stamp(time: object) -> str:
    return num(float(time)) if isinstance(time, np.floating | np.integer) else str(time)[:16].replace("T", " ")


def _named(split: str, n: int) -> str:
    return f"{split}, {count(n, 'sample')}"


def _laid_over(scene: Scene, sample: int, base_sample: int, shift: int) -> Figure | None:
    """Timestep t of the split's sample stands at timestep t + `shift` of the base's."""
    plan = scene.get(Plan, tensor=scene.input)
    base_plan = scene.get(Plan, split=scene.base, tensor=scene.input)
    if plan is None or base_plan is None or plan.T < 2:
        return where(scene, [scene.base, scene.split])
    feature = _liveliest(scene, base_sample)
    there, here = (_window(scene, s, n, feature) for s, n in ((scene.base, base_sample), (scene.split, sample)))
    if there is None or here is None:
        return where(scene, [scene.base, scene.split])
    steps = np.arange(plan.T)
    names = base_plan.beside(base_sample), plan.beside(sample)
    low, high = max(0, shift), min(plan.T - 1, plan.T - 1 + shift)
    name = plan.features[feature]
    return Figure(
        kind="series",
        title=f"{names[1]} on {names[0]}, {name}; shared rows shaded",
        alt=f"{names[1]} laid over {names[0]} in {name}: they share timesteps {low} to {high} of the latter.",
        place=names[1],
        x_label=f"timestep of {names[0]}",
        lines=(line(names[0], steps, there, 200), line(names[1], steps + shift, here, 200)),
        marks=(Mark("span", float(low), float(high)),),
    )


def _rescaled(scene: Scene, sample: int, base_sample: int) -> Figure | None:
    """Two windows that hold the same rows on two scales, at the shift and on the scale at which they fit best."""
    plan = scene.get(Plan, tensor=scene.input)
    base_plan = scene.get(Plan, split=scene.base, tensor=scene.input)
    if plan is None or base_plan is None or plan.T < FEWEST_STEPS:
        return None
    feature = _liveliest(scene, base_sample)
    there, here = (_window(scene, s, n, feature) for s, n in ((scene.base, base_sample), (scene.split, sample)))
    if there is None or here is None or not np.isfinite([*there, *here]).all():
        return None
    fits = [(_fit(here, there, d), d) for d in range(FEWEST_STEPS - plan.T, plan.T - FEWEST_STEPS + 1)]
    (rest, slope, offset), shift = min(fits, key=lambda fit: fit[0][0])
    if rest > NEARLY:
        return None
    names, steps, name = (base_plan.beside(base_sample), plan.beside(sample)), np.arange(plan.T), plan.features[feature]
    low, high = max(0, shift), min(plan.T - 1, plan.T - 1 + shift)
    return Figure(
        kind="series",
        title=f"{names[1]}, scaled, on {names[0]}, {name}; shared rows shaded",
        alt=f"{names[1]} times {num(slope)} plus {num(offset)} laid over {names[0]} in {name}: they share timesteps "
        f"{low} to {high} of the latter.",
        place=names[1],
        x_label=f"timestep of {names[0]}",
        lines=(line(names[0], steps, there, 200), line(names[1], steps + shift, slope * here + offset, 200)),
        marks=(Mark("span", float(low), float(high)),),
    )


def _fit(here: Floats, there: Floats, shift: int) -> tuple[float, float, float]:
    """(1 - r**2, slope, offset) of two windows where they overlap at a shift; 1 where one of them rests."""
    T = len(here)
    a, b = here[max(0, -shift) : T - max(0, shift)], there[max(0, shift) : T + min(0, shift)]
    a0, b0 = a - a.mean(), b - b.mean()
    squares = float(a0 @ a0), float(b0 @ b0)
    if not all(squares):
        return 1.0, 0.0, 0.0
    slope = float(a0 @ b0) / squares[0]
    return max(0.0, 1 - slope * float(a0 @ b0) / squares[1]), slope, float(b.mean() - slope * a.mean())


def _window(scene: Scene, split: str, sample: int, feature: int) -> Floats | None:
    """One feature of one sample, out of what is at hand."""
    plan, kept = scene.get(Plan, split=split, tensor=scene.input), scene.get(Sample, split=split, tensor=scene.input)
    if plan is None or kept is None:
        return None
    at = int(np.searchsorted(kept.index, sample))
    if at < len(kept.index) and kept.index[at] == sample:
        return bounded(kept.values[at, :, feature])
    rows: Rows | None = scene.rows(feature, split=split, tensor=scene.input)
    last = rows.at(sample, plan.T - 1) if rows is not None else None
    if rows is None or last is None or last + 1 < plan.T or rows.cells[last] // plan.T != sample:
        return None
    part = slice(last + 1 - plan.T, last + 1)
    return None if rows.starts[part][1:].any() else rows.values[part]


def _liveliest(scene: Scene, sample: int) -> int:
    """The feature with the most different values in a sample of the base: a calendar would look the same anywhere."""
    plan = scene.get(Plan, split=scene.base, tensor=scene.input)
    features = range(min(plan.F, 64)) if plan is not None else range(1)
    windows = [_window(scene, scene.base, sample, f) for f in features]
    return int(np.argmax([0 if w is None else len(np.unique(w)) for w in windows]))
