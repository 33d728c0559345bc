"""Where the target stands in the input, and how it came there."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Bools, Plan
from seqguard.facts.target.lags import Lags, keeps_order, rank_rest
from seqguard.measures.unexplained import centred, unexplained

How = Literal["equal", "affine", "monotone", "noisy", "noisy everywhere"]
Cause = Literal["feature", "future", "window"]
"""A feature made of the target; a feature that runs ahead of another one; a target that was cut too early."""

EQUAL = 0.995
"""Share of the telling samples in which a copy must be the target."""
AFFINE, AFFINE_FEW_VALUES = 1e-5, 1e-9
"""Largest 1 - r**2 of a copy up to scale; of targets with at most ten values, which a few coincidences could reach."""
NEARLY = 5e-3
BESIDE, NEARLY_BESIDE = 0.01, 0.03
"""How much smaller 1 - r**2 must be than that of the neighbouring steps: a random walk has .5, a smooth series .25."""
EVERYWHERE, AVERAGED, OTHERS = 0.05, 0.3, 0.05
"""A noisy copy at every step: the largest 1 - r**2 of a step; how much smaller that of the mean over time is than that
of the best step (noise averages out as 1 / T, while the noise of a measured level is in y as well and leaves half); and
than that of the best other feature."""
FEW_VALUES = 10
CYCLE = 3
"""Different steps at which features that move equal the target: then it is a calendar, which every step tells."""
RECURRENCE, FORESEEN = 8, 1e-6
"""Steps of a feature that may tell the target, and 1 - R**2 at which they do."""
NEXT = 0.9
"""Share of the samples in which a column of the target is a feature's next row, from which it is its forecast."""
SMALL = 40
CHANCE = 1e-6
"""Probability of as many equal values, drawn by their frequency, from which a few samples prove a copy."""
FEWEST_RANKS = 100
ITSELF = 0.5
"""1 - r**2 up to which a cell with noise put into it is still the one that was to be told."""
IN_SERIES = 0.6
"""Share of the windows whose value must stand in the next one too: the share from which windows count as linked."""


@dataclass(frozen=True, eq=False, repr=False)
class Leak:
    """The target's `column` (step, column) stands in `feature` at `steps`.

    `rest` is 1 - r**2 there, `beside` that of what it was compared with, `equal` the share of telling samples that are
    equal. Of a feature that runs ahead of another one, `source` is that one and `ahead` by how many steps.
    """

    column: tuple[int, int]
    feature: int
    steps: tuple[int, ...]
    how: How
    cause: Cause
    rest: float
    beside: float
    equal: float
    source: int | None = None
    ahead: int = 0

    @property
    def exact(self) -> bool:
        return self.how in ("equal", "affine", "monotone")


@dataclass(frozen=True, eq=False, repr=False)
class Leaks(Readable):
    """All that was found, and the samples compared."""

    found: tuple[Leak, ...]
    n: int
    static: tuple[bool, ...]


@fact
def leaks(plan: Plan, y_plan: Target[Plan], lags: Lags) -> Leaks:
    """For each compared column of the target the cells that hold it."""
    found: list[Leak] = []
    if lags.sequence.relation not in ("same", "reversed"):
        for k in range(len(lags.columns)):
            if lags.distinct[k] > 1:
                found += [_explained(plan, lags, leak) for leak in _of_column(lags, k)]
    if y_plan.layout in ("columns", "horizon") and y_plan.T * y_plan.F == plan.F > 1 and _forecasts_all(plan, lags):
        found = _every_feature(lags, found)
    if plan.sliding:
        found = [leak for leak in found if not _is_past(plan, lags, leak)]
    periodic = y_plan.origin is not None and y_plan.origin.shift > 0 and y_plan.origin.share >= EQUAL
    if periodic:  # the target lies ahead of the window: its own feature holds it only where the series repeats itself
        assert y_plan.origin is not None
        own = {(0, 0)} if y_plan.layout != "horizon" else {leak.column for leak in found}
        found = [leak for leak in found if leak.feature != y_plan.origin.feature or leak.column not in own]
    if y_plan.layout == "steps" and y_plan.T == plan.T:  # a target for each step may well stand in the steps before it
        found = [leak for leak in found if max(leak.steps) >= leak.column[0]]
        found = _without_reconstruction(plan, y_plan, lags, found)
        found = list({(leak.feature, leak.column[1], leak.how): leak for leak in found}.values())  # said of the last
    return Leaks(tuple(found), lags.n, tuple(bool(s) for s in lags.static))


def _without_reconstruction(plan: Plan, y_plan: Plan, lags: Lags, found: list[Leak]) -> list[Leak]:
    """What is left where every feature is to be told at each step from itself, with noise or gaps put into it: that is
    the task, a denoising autoencoder. Where some have too much noise to be found, each is told best by itself."""
    if y_plan.F != plan.F:
        return found
    own = [leak for leak in found if (leak.steps, leak.feature) == ((leak.column[0],), leak.column[1])]
    moving = set(np.flatnonzero((lags.x != lags.x[:1]).any((0, 1))).tolist())
    if not {leak.feature for leak in own} >= moving:
        own = [leak for leak in own if leak.how == "noisy"] if _tells_itself(lags) >= moving else []
    return [leak for leak in found if leak not in own]


def _tells_itself(lags: Lags) -> set[int]:
    """The features of which a cell tells its own target better than any other cell does, and than it is left untold."""
    return {
        int(f) for k, (t, f) in enumerate(lags.columns) if lags.rest[k, t, f] <= min(ITSELF, float(lags.rest[k].min()))
    }


def _is_past(plan: Plan, lags: Lags, leak: Leak) -> bool:
    """Whether a noisy copy is nothing but the series one period ago: a value at an inner step that stood at the last
    step of an earlier window."""
    inner = leak.how == "noisy" and leak.cause == "feature" and len(leak.steps) == 1 and leak.steps[0] < plan.T - 1
    return inner and _in_series(plan, lags, leak)


def _forecasts_all(plan: Plan, lags: Lags) -> bool:
    """Whether the target's columns are the features' next rows, in half of the columns at least; taken for granted
    where the next windows are not at hand."""
    follows = np.flatnonzero(np.diff(lags.index) == 1)
    if plan.step != 1 or len(follows) < FEW_VALUES:
        return True
    features = lags.columns.sum(1)
    same = lags.y[follows] == lags.x[follows + 1, -1][:, features]
    return bool((same.mean(0) >= NEXT).mean() >= 0.5)


def _every_feature(lags: Lags, found: list[Leak]) -> list[Leak]:
    """What is left where every feature is forecast: calendars and lagged copies are forecast with the rest, and both
    stand in the window. Only a feature's own value counts, and a feature of many values must be among them."""
    varied = {_column(lags, k) for k in range(len(lags.columns)) if lags.distinct[k] > FEW_VALUES}
    own = [leak for leak in found if leak.feature == sum(leak.column) and leak.cause != "future"]
    if not any(leak.column in varied for leak in own):
        own = []
    return own + [leak for leak in found if lags.static[leak.feature] and leak not in own]


def _of_column(lags: Lags, k: int) -> list[Leak]:
    cells = np.argwhere(lags.equal[k] >= EQUAL)
    moving = cells[~lags.static[cells[:, 1]]]
    again = len(np.unique(moving[:, 1])) < len(moving)  # at two steps of one feature: a cycle
    if len(moving) and (again or len(np.unique(moving[:, 0])) >= CYCLE or _foreseen(lags, k, *moving[0])):
        return []
    if len(cells):
        return [_equal(lags, k, int(f), cells[cells[:, 1] == f, 0]) for f in np.unique(cells[:, 1])]
    for rule in (_affine, _everywhere, _nearly, _monotone):
        leak = next(rule(lags, k), None)
        if leak is not None:
            return [leak]
    return []


def _foreseen(lags: Lags, k: int, t: int, f: int) -> bool:
    """Whether the feature's other steps tell the target as well: a cycle without noise, such as the hour as sine."""
    if lags.n < SMALL and lags.distinct[k] < 0.8 * lags.n:
        counts = np.unique(lags.y[:, k], return_counts=True)[1] / lags.n
        if float((counts**2).sum()) ** int(lags.varied[k]) > CHANCE:
            return True  # a few values in a few samples agree by chance
    steps = [s for s in range(lags.x.shape[1] - 1, -1, -1) if s != t][: min(RECURRENCE, lags.n // 4)]
    if len(steps) < 2:
        return False
    a, b = centred(lags.x[:, steps, f].astype(np.float64)), centred(lags.y[:, k])
    solution, *_ = np.linalg.lstsq(a, b, rcond=None)
    return float(((b - a @ solution) ** 2).sum()) < FORESEEN * float((b**2).sum())


def _equal(lags: Lags, k: int, f: int, steps: "np.typing.NDArray[np.int64]") -> Leak:
    t = int(steps[-1])
    return Leak(
        _column(lags, k), f, tuple(int(s) for s in steps), "equal", "feature", float(lags.rest[k, t, f]),
        _beside(lags, k, t, f), float(lags.equal[k, steps, f].min()),
    )  # fmt: skip


def _affine(lags: Lags, k: int) -> Iterator[Leak]:
    rest = lags.rest[k]
    few = lags.distinct[k] <= FEW_VALUES
    limit = AFFINE_FEW_VALUES if few else AFFINE
    if few and lags.varied[k] < FEW_VALUES:
        return
    for t, f in np.argwhere(rest < limit):
        near = _beside(lags, k, t, f)
        if lags.static[f]:
            yield _leak(lags, k, range(len(rest)), f, "affine")
        elif (
            (rest[:, f] < limit).sum() == 1
            and rest[t, f] < BESIDE * near
            and near > 1e-6
            and not _foreseen(lags, k, t, f)
        ):
            yield _leak(lags, k, [t], f, "affine")


def _alone(mask: Bools) -> bool:
    return int(mask.sum()) == 1


def _everywhere(lags: Lags, k: int) -> Iterator[Leak]:
    """Noisy copies that stand at every step; `AVERAGED` says why a level that is measured with noise is none."""
    rest, mean = lags.rest[k], lags.rest_mean[k]
    if len(rest) < 4 or (lags.distinct[k] <= FEW_VALUES and lags.varied[k] < FEW_VALUES):
        return
    for f in np.flatnonzero((rest.max(0) < EVERYWHERE) & (mean < NEARLY) & (mean < AVERAGED * rest.min(0))):
        if mean[f] < OTHERS * _others(lags, k, int(f)):
            yield _leak(lags, k, range(len(rest)), int(f), "noisy everywhere")


def _nearly(lags: Lags, k: int) -> Iterator[Leak]:
    rest = lags.rest[k]
    few = lags.distinct[k] <= FEW_VALUES
    if few and lags.varied[k] < 2 * FEW_VALUES:
        return
    order = np.argsort(rest, axis=None, kind="stable")
    for t, f in (divmod(int(i), rest.shape[1]) for i in order[: 3 * rest.shape[1] + 3]):
        if rest[t, f] > NEARLY:
            return
        if not lags.static[f] and (rest[:, f] < AFFINE).sum() > 1:
            return  # a ramp, a calendar or a noise-free cycle: every step tells every other
        near = _beside(lags, k, t, f)
        if rest[t, f] < NEARLY_BESIDE * near and (near > 0.5 or not few) and not _foreseen(lags, k, t, f):
            yield _leak(lags, k, range(len(rest)) if lags.static[f] else [t], f, "noisy")


def _monotone(lags: Lags, k: int) -> Iterator[Leak]:
    T = len(lags.rest[k])
    if lags.distinct[k] <= FEW_VALUES or lags.n < FEWEST_RANKS:
        return
    for t, f in np.argwhere(keeps_order(lags, k) & (lags.rest[k] < 1)):
        if rank_rest(lags, k, t, f) > 1e-6:
            continue
        near = [rank_rest(lags, k, s, f) for s in (t - 1, t + 1) if 0 <= s < T and not lags.static[f]]
        if lags.static[f] or (near and min(near) > 1e-4 and not _foreseen(lags, k, t, f)):
            yield _leak(lags, k, range(T) if lags.static[f] else [t], int(f), "monotone")


def _leak(lags: Lags, k: int, steps: "range | list[int]", f: int, how: How) -> Leak:
    t, f = int(steps[-1]), int(f)
    everywhere = how == "noisy everywhere" or (len(steps) > 1 and not lags.static[f]) or lags.x.shape[1] == 1
    near = _others(lags, k, f) if everywhere else _beside(lags, k, t, f)
    rest = lags.rest_mean[k, f] if how == "noisy everywhere" else lags.rest[k, t, f]
    return Leak(
        _column(lags, k), f, tuple(int(s) for s in steps), how, "feature", float(rest), near, float(lags.equal[k, t, f])
    )


def _beside(lags: Lags, k: int, t: int, f: int) -> float:
    """1 - r**2 of the nearest cells that hold something else: the timesteps beside it, or the moving features.

    Where the target has a value for each step, those after its own are left out, and the first one has none beside it:
    it is compared with how well the cell tells the target of other steps, all of which one of a ramp does.
    """
    if lags.static[f]:
        return _others(lags, k, f)
    last = int(lags.columns[k, 0]) if lags.sequence.aligned else lags.rest.shape[1] - 1
    steps = [s for s in (t - 2, t - 1, t + 1, t + 2) if 0 <= s <= last]
    if steps:
        return float(lags.rest[k, steps, f].min())
    others = (lags.columns[:, 0] != lags.columns[k, 0]) & (lags.columns[:, 1] == lags.columns[k, 1])
    if not (lags.sequence.aligned and others.any()):
        return 1.0
    cell = lags.x[:, t, f].astype(np.float64)
    return min(unexplained(cell, column) for column in lags.y[:, others].T)


def _others(lags: Lags, k: int, f: int) -> float:
    """1 - r**2 of the best cell of the other moving features."""
    other = ~lags.static
    other[f] = False
    return float(lags.rest[k][:, other].min()) if other.any() else 1.0


def _column(lags: Lags, k: int) -> tuple[int, int]:
    return int(lags.columns[k, 0]), int(lags.columns[k, 1])


def _explained(plan: Plan, lags: Lags, leak: Leak) -> Leak:
    """The leak with its cause: a feature that runs ahead, or whole windows and a target that was cut too early."""
    if lags.static[leak.feature] or len(leak.steps) > 1 or lags.sequence.aligned:
        return leak
    ahead = _runs_ahead(lags, leak)
    if ahead is not None:
        return replace(leak, cause="future", source=ahead[0], ahead=ahead[1])
    if leak.exact and plan.sliding and _in_series(plan, lags, leak):
        return replace(leak, cause="window")
    return leak


def _in_series(plan: Plan, lags: Lags, leak: Leak) -> bool:
    """Whether the next window holds the same value `step` rows earlier, where it is not the most frequent one."""
    (t,), k, f = leak.steps, plan.step, leak.feature
    if t < k:
        t += k  # the window before holds it later
    follows = np.flatnonzero(np.diff(lags.index) == 1)
    now, later = lags.x[follows, t, f], lags.x[follows + 1, t - k, f]
    values, counts = np.unique(now, return_counts=True)
    telling = now != values[counts.argmax()] if len(values) else np.zeros(0, bool)
    return bool(telling.any() and (now == later)[telling].mean() >= IN_SERIES)


def _runs_ahead(lags: Lags, leak: Leak) -> tuple[int, int] | None:
    """(feature, steps): another feature that this one is some steps ahead of, as closely as it is the target."""
    x, f, T = lags.x, leak.feature, lags.x.shape[1]
    for ahead in range(1, min(4, T - 2) + 1):
        early = x[:, T - 1 - ahead, f].astype(np.float64)
        for source in range(x.shape[2]):
            if source == f or lags.static[source]:
                continue
            rest, now = (unexplained(early, x[:, t, source].astype(np.float64)) for t in (T - 1, T - 1 - ahead))
            if rest <= max(10 * leak.rest, 1e-9) and rest < AVERAGED * now:
                return source, ahead
    return None
