"""How often each value stands: one split, or two beside each other."""

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.core.figure import Figure, Line, Mark
from seqguard.core.plan import Plan
from seqguard.core.text import exact, num
from seqguard.figures.scene import Scene
from seqguard.figures.shape import BINS, bins, values
from seqguard.statistics.moments import Moments

MOST_BARS = 16


def histogram(scene: Scene) -> Figure | None:
    """All values of the feature, with the one that the finding speaks of."""
    rows = scene.rows()
    if rows is None:
        return None
    lines = bins([(rows.name, rows.values)])
    if not lines:
        return None
    told = scene.evidence.get("value", scene.evidence.get("outlier"))
    marks: tuple[Mark, ...] = ()
    if isinstance(told, int | float) and lines[0].x[0] <= told <= lines[0].x[1]:
        share = float(np.mean(np.isclose(rows.values, told, rtol=1e-5, atol=0)))
        marks = (Mark("level", float(told), share, exact(told)),)
    said = f", {exact(marks[0].low)} marked" if marks else ""
    return _histogram(f"{rows.name}: how often each value stands{said}", rows.place, rows.name, lines, marks)


def reach(scene: Scene) -> Figure | None:
    """The targets, with the range that the output can reach."""
    activation = scene.evidence.get("activation")
    ranges = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, None)}
    rows = scene.rows(tensor=scene.target) if scene.target is not None else None
    if rows is None:
        return None
    lines = bins([(rows.name, rows.values)])
    if not lines:
        return None
    ends = [v for v in ranges.get(str(activation), ()) if v is not None and lines[0].x[0] <= v <= lines[0].x[1]]
    marks = tuple(Mark("level", v, 1.0, f"{activation} {num(v)}") for v in ends)
    what = f", and where {activation} ends" if marks else ""
    return _histogram(f"The targets{what}", rows.place, rows.name, lines, marks)


def against_train(scene: Scene) -> Figure | None:
    """The feature in train and in the split, over one range."""
    here = scene.rows()
    if here is None:
        return None
    there = scene.rows(here.feature, split="train")
    if there is None or scene.split == "train":
        return histogram(scene)
    lines = bins([("train", there.values), (scene.split, here.values)])
    if len(lines) < 2:
        return None
    name = here.plan.features[here.feature] if here.plan.F > 1 or here.plan.role == "x" else here.plan.tensor
    return _histogram(f"{name} in train and in {scene.split}", here.place, name, lines, ())


def sizes(scene: Scene) -> Figure | None:
    """The standard deviation of each feature, the largest first."""
    plan, moments = scene.get(Plan), scene.get(Moments)
    if plan is None or moments is None or plan.F < 2:
        return None
    spread = np.sqrt(moments.feature_var())
    named = scene.features(plan)
    rest = [int(f) for f in np.argsort(-spread) if int(f) not in named]
    shown = sorted([*named, *rest][:MOST_BARS], key=lambda f: -spread[f])
    made = spread[shown]
    if not np.isfinite(made).all() or not (made > 0).any():
        return None
    return Figure(
        kind="bars",
        title="Standard deviation of each feature",
        alt=f"Standard deviations from {num(made.min())} to {num(made.max())} over {len(shown)} features.",
        place=plan.label,
        lines=(Line("standard deviation", tuple(map(float, range(len(shown)))), values(made)),),
        labels=plan.names(shown),
    )


def classes(scene: Scene) -> Figure | None:
    """How often each class stands, in train and in the split."""
    splits = ["train"] if scene.split == "train" else ["train", scene.split]
    tallies = [(s, t) for s in splits if (t := _tally(scene, s)) is not None]
    if not tallies:
        return None
    names = sorted({v for _, t in tallies for v in t})[:MOST_BARS]
    lines = tuple(
        Line(s, tuple(map(float, range(len(names)))), values([t.get(v, 0.0) for v in names])) for s, t in tallies
    )
    return Figure(
        kind="bars",
        title="Share of each class" + (f" in train and in {scene.split}" if len(lines) > 1 else ""),
        alt="; ".join(
            f"class {num(v)}: " + ", ".join(f"{100 * (t.get(v, 0.0)):.3g} % of {s}" for s, t in tallies)
            for v in names[:6]
        ),
        place=scene.tensor,
        y_label="share",
        lines=lines,
        labels=tuple(num(v) for v in names),
    )


def against_target(scene: Scene) -> Figure | None:
    """The cell that tells the target, sample by sample against it."""
    found = scene.against()
    if found is None:
        return None
    name, x, y = found
    at = np.unique(np.linspace(0, len(x) - 1, min(160, len(x))).astype(int))
    order = at[np.argsort(x[at], kind="stable")]
    return Figure(
        kind="scatter",
        title=f"{scene.target} against {name}",
        alt=f"{len(at)} samples: {scene.target} against {name}; r is {np.corrcoef(x, y)[0, 1]:.4f}."
        if np.ptp(x) > 0 and np.ptp(y) > 0
        else f"{len(at)} samples: {scene.target} against {name}.",
        place=name,
        x_label=name,
        y_label=str(scene.target),
        lines=(Line("samples", tuple(float(f"{v:.6g}") for v in x[order].tolist()), values(y[order])),),
    )


def by_class(scene: Scene) -> Figure | None:
    """The values of the feature that tells the class, class by class: over all timesteps where none is named."""
    found = scene.against(mean=True)
    if found is None:
        return None
    name, x, y = found
    labels, counts = np.unique(y, return_counts=True)
    if not 1 < len(labels) <= MOST_BARS:
        return against_target(scene)
    shown = np.sort(labels[np.argsort(-counts, kind="stable")[:2]])
    lines = bins([(f"class {num(v)}", x[y == v]) for v in shown], BINS // 2)
    if len(lines) < 2:
        return None
    return _histogram(f"{name}, class by class", name, name, lines, ())


def _histogram(title: str, place: str, x_label: str, lines: tuple[Line, ...], marks: tuple[Mark, ...]) -> Figure:
    low, high = lines[0].x
    modes = [f"{line.name} most often near {num(_mode(line))}" for line in lines]
    return Figure(
        kind="histogram",
        title=title,
        alt=f"{title}, from {num(low)} to {num(high)}; {'; '.join(modes)}.",
        place=place,
        x_label=x_label,
        y_label="share",
        lines=lines,
        marks=marks,
    )


def _mode(line: Line) -> float:
    """The middle of the fullest bin."""
    (low, high), heights = line.x, [v or 0.0 for v in line.y]
    return low + (heights.index(max(heights)) + 0.5) * (high - low) / len(heights)


def _tally(scene: Scene, split: str) -> dict[float, float] | None:
    plan, kinds = scene.get(Plan, split=split), scene.get(Kinds, split=split)
    if plan is None or kinds is None:
        return None
    if plan.layout == "one-hot":
        ones = {float(f): float(c.counts[c.values == 1].sum()) for f, c in enumerate(kinds)}
        total = sum(ones.values())
        return {f: n / total for f, n in ones.items()} if total else None
    column = kinds[0]
    return {float(v): float(n) / column.n for v, n in zip(column.values, column.counts, strict=True)}
