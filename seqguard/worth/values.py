"""Faults of features and targets: leaks, fills, dead features, labels that contradict, few windows."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from seqguard.core.finding import Finding, Impact
from seqguard.core.plan import Bools, Floats, Ints
from seqguard.core.text import listing
from seqguard.measures.windows import read_hashed
from seqguard.worth.arena import (
    FEWEST,
    HELD_OUT,
    TRAIN,
    VALIDATION,
    Pair,
    columns_of,
    kind_of,
    labels_of,
    part_of,
    persistence,
    read,
    spread,
    targets_of,
)
from seqguard.worth.contest import Contest, Outcome, decided, floor_of, impact_of, two
from seqguard.worth.models import LEVEL, MODELS, RESAMPLES, Kind, Part, blocks_of, predicted

FOLDS = 5
WIDE = 0.5
"""Width of an interval from which it is worth a sentence: half of the scale, on which no two models are told apart."""
RUN = 3
"""Equal values in a row from which a window holds a stretch that stands still."""


class Case(NamedTuple):
    """What a finding on values is told from: training, and validation where there is one."""

    train: Pair
    validation: Pair | None


class Stage(NamedTuple):
    """Parts of a case, with the numbers of the samples that validate and the columns (steps, features) given."""

    contest: Contest
    where: Pair
    chosen: Ints
    steps: Ints
    features: Ints
    kind: Kind

    def columns(self, features: Bools, steps: Bools | None = None) -> Bools:
        """The columns of these features, or only at these steps."""
        at = np.ones(len(self.steps), bool) if steps is None else steps
        made: Bools = (at[:, None] & features[None]).reshape(-1)
        return made


def staged(case: Case, named: Ints, at: tuple[int, ...] = ()) -> Stage | None:
    """Training against validation, or against its own last part after a gap."""
    kind = kind_of(case.train)
    if kind is None:
        return None
    steps, features = columns_of(case.train.x_plan, named.tolist(), at)
    n = len(case.train.x)
    if case.validation is not None:
        where, train, held = case.validation, np.arange(n), np.arange(len(case.validation.x))
    else:
        cut = int(n * (1 - HELD_OUT))
        gap = case.train.step + case.train.ahead if case.train.x_plan.sliding else 0
        where, train, held = case.train, np.arange(max(0, cut - gap)), np.arange(cut, n)
    apart = max(1, len(held) // VALIDATION)
    train, held = train[spread(len(train), TRAIN)], held[spread(len(held), VALIDATION)]
    if min(len(train), len(held)) < FEWEST or where.x.shape[1:] != case.train.x.shape[1:]:
        return None
    labels = labels_of(case.train, kind)
    fitted, _ = part_of(case.train, train, steps, features, labels)
    validation, held = part_of(where, held, steps, features, labels)
    if min(len(fitted), len(validation)) < FEWEST:
        return None
    blocks = blocks_of(len(held), -(-case.train.step // apart))
    return Stage(Contest(fitted, validation, blocks), where, held, steps, features, kind)


def _named(pair: Pair, finding: Finding) -> Ints:
    """Numbers of the features that the finding names."""
    names = pair.x_plan.features
    return np.array([names.index(f) for f in finding.features if f in names], np.int64)


def leak(case: Case, finding: Finding) -> Impact | None:
    """With the feature that holds the target, and without it; without its timestep alone where it is the target's own
    past, or the only feature."""
    named = _named(case.train, finding)
    if not len(named):
        return None
    made = staged(case, named, finding.steps)
    if made is None:
        return None
    origin = case.train.y_plan.origin
    own = case.train.x_plan.F == 1 or (origin is not None and origin.feature in named)
    steps = np.isin(made.steps, finding.steps) if own and finding.steps else None
    dropped = made.columns(np.isin(made.features, named), steps)
    words = listing([case.train.x_plan.features[int(f)] for f in named])
    at = f" at step {finding.steps[0]}" if steps is not None else ""
    return _without(made, dropped, f"With {words}{at}", "without it" if len(named) == 1 else "without them")


def _without(made: Stage, dropped: Bools, given: str, clean: str) -> Impact | None:
    if dropped.all() or not dropped.any():
        return None
    fair = Contest(made.contest.train.columns(~dropped), made.contest.validation.columns(~dropped), made.contest.blocks)
    outcome = decided(made.kind, made.contest, fair)
    if outcome is None:
        return None
    return impact_of(made.kind, outcome, floor_of(made.kind, fair, persistence(made.where, made.chosen)), given, clean)


def unused(case: Case, finding: Finding) -> Impact | None:
    """A feature without which nothing is lost; None where something is. Of copies their originals stay."""
    named = _named(case.train, _of_copies(finding))
    made = staged(case, named) if len(named) else None
    if made is None:
        return None
    kept = ~made.columns(np.isin(made.features, named))
    if kept.all() or not kept.any():
        return None
    fair = Contest(made.contest.train.columns(kept), made.contest.validation.columns(kept), made.contest.blocks)
    outcome = decided(made.kind, made.contest, fair, MODELS[made.kind][:1])
    if outcome is None or not outcome.clean.low <= outcome.given.score <= outcome.clean.high:
        return None
    words = listing([case.train.x_plan.features[int(f)] for f in named])
    return impact_of(made.kind, outcome, None, f"With {words}", "without it" if len(named) == 1 else "without them")


def _of_copies(finding: Finding) -> Finding:
    """The finding about the copies alone, where it names the originals beside them."""
    pairs = finding.evidence.get("pairs")
    if not isinstance(pairs, list | tuple):
        return finding
    return replace(
        finding, features=tuple(dict.fromkeys(str(pair[0]) for pair in pairs if isinstance(pair, list | tuple)))
    )


def few(case: Case, finding: Finding) -> Impact | None:
    """How wide the interval of a score is on the validation that there is."""
    made = staged(case, np.zeros(0, np.int64))
    if made is None or case.validation is None:
        return None
    model = MODELS[made.kind][0]
    score = made.contest.score(model, made.kind)
    if score is None or score.high - score.low < WIDE:
        return None
    impact = impact_of(made.kind, Outcome(model, score, score), None, "", "")
    words = (
        f"On this validation {model} reaches {impact.metric} {two(score.score)} ({two(score.low)} to "
        f"{two(score.high)}): two models less than {two(score.high - score.low)} apart are not told apart."
    )
    return impact.saying(words)


def ceiling(case: Case, finding: Finding) -> Impact | None:
    """The accuracy that no model exceeds, where equal samples have different labels."""
    pair = case.train
    kind = kind_of(pair)
    if kind is None or kind == "regression":
        return None
    key = read_hashed(pair.x, pair.x_plan).key
    labels = targets_of(pair, np.arange(len(pair.y)))
    _, sample = np.unique(key, return_inverse=True)
    _, label = np.unique(labels, return_inverse=True)
    width = int(label.max()) + 1
    pairs, times = np.unique(sample.astype(np.int64) * width + label, return_counts=True)
    best = np.zeros(int(sample.max()) + 1)
    np.maximum.at(best, pairs // width, times)
    most = float(best.sum() / len(labels))
    if most >= 1:
        return None
    return Impact(
        metric="accuracy",
        as_given=round(most, 6),
        without=1.0,
        interval=(1.0, 1.0),
        baseline=None,
        model="any",
        sentence=f"No model exceeds accuracy {most:.3f} on {pair.x_plan.label}: equal samples have different labels.",
    )


Touch = Callable[[Floats, Finding, str], Bools]
"""(m, T) values of one feature, the finding and the feature's name: (m,) the samples that hold a value at fault."""


def of_value(values: Floats, finding: Finding, name: str) -> Bools:
    """Samples that hold the value of the finding."""
    features = finding.evidence.get("features")
    told: Any = features.get(name) if isinstance(features, dict) else None
    value = told.get("value") if isinstance(told, dict) else finding.evidence.get("value")
    if not isinstance(value, int | float):
        return np.zeros(len(values), bool)
    return np.asarray((np.abs(values - value) <= 1e-5 * max(1e-12, abs(value))).any(1))


def of_run(values: Floats, finding: Finding, name: str) -> Bools:
    """Samples in which the feature holds still for some steps."""
    same = values[:, 1:] == values[:, :-1]
    run = same.copy()
    for i in range(1, RUN - 1):
        run = run[:, :-1] & same[:, i:]
    return np.asarray(run.any(1))


def of_line(values: Floats, finding: Finding, name: str) -> Bools:
    """Samples in which some steps lie on a straight line that moves."""
    bend = np.abs(np.diff(values, 2, axis=1))
    rise = np.abs(values[:, 2:] - values[:, :-2])
    on = (bend <= 1e-5 * rise) & (rise > 0)
    return np.asarray((on[:, 1:] & on[:, :-1]).any(1))


def touched(case: Case, finding: Finding, touch: Touch) -> Impact | None:
    """The error on windows that hold values at fault beside that on the others, by models that saw neither."""
    pair = case.train
    named = _named(pair, finding)
    if kind_of(pair) != "regression" or not len(named):
        return None
    chosen = spread(len(pair.x), TRAIN)
    steps, features = columns_of(pair.x_plan, named.tolist())
    part, chosen = part_of(pair, chosen, steps, features, None)
    values = read(pair.x, pair.x_plan, chosen)[..., named].astype(np.float64)
    hit = np.zeros(len(chosen), bool)
    for i, f in enumerate(named):
        hit |= touch(values[..., i], finding, pair.x_plan.features[int(f)])
    if min(hit.sum(), (~hit).sum()) < FEWEST:
        return None
    gap = -(-(pair.step + pair.ahead) * len(chosen) // len(pair.x)) if pair.x_plan.sliding else 0
    error = _errors(part, gap)
    blocks = blocks_of(len(chosen), max(1, gap))
    spoiled = float(np.sqrt(error[hit].mean()))
    clean, low, high = _rmse(error[~hit], blocks[~hit])
    if spoiled <= high:
        return None
    words = listing([pair.x_plan.features[int(f)] for f in named])
    naive = float(np.sqrt((((part.y - part.y.mean(0)) / _spread(part)) ** 2).mean()))
    return Impact(
        metric="RMSE",
        as_given=round(spoiled, 6),
        without=round(clean, 6),
        interval=(round(low, 6), round(high, 6)),
        baseline=round(naive, 6),
        model="ridge",
        sentence=f"On windows that hold such values of {words} ridge errs by {two(spoiled)} of y's deviations (RMSE); "
        f"on the others by {two(clean)} ({two(low)} to {two(high)}); the mean by {two(naive)}.",
    )


def _spread(part: Part) -> Floats:
    spread: Floats = part.y.std(0)
    return np.where(spread > 0, spread, 1.0)


def _errors(part: Part, gap: int) -> Floats:
    """(n,) squared errors on the scale of the targets, each by a model of the blocks that lie apart."""
    n = len(part)
    error, fold = np.zeros(n), np.arange(n) * FOLDS // n
    for k in range(FOLDS):
        held = np.flatnonzero(fold == k)
        away = (np.arange(n) < held[0] - gap) | (np.arange(n) > held[-1] + gap)
        made = predicted("ridge", "regression", part.take(away), part.X[held])
        error[held] = (((part.y[held] - made) / _spread(part)) ** 2).mean(1)
    return error


def _rmse(error: Floats, blocks: Ints) -> tuple[float, float, float]:
    _, blocks = np.unique(blocks, return_inverse=True)
    sums, counts = np.bincount(blocks, error), np.bincount(blocks)
    drawn = np.random.default_rng(0).integers(0, len(sums), (RESAMPLES, len(sums)))
    spread = np.sqrt(sums[drawn].sum(1) / counts[drawn].sum(1))
    low, high = np.quantile(spread, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    score = float(np.sqrt(error.mean()))
    return score, float(min(low, score)), float(max(high, score))


def _touching(touch: Touch) -> Callable[[Case, Finding], Impact | None]:
    return lambda case, finding: touched(case, finding, touch)


VALUES: dict[str, Callable[[Case, Finding], Impact | None]] = {
    **dict.fromkeys(("target-leak", "future-leak", "label-in-feature", "index-feature", "persistence-target"), leak),
    **dict.fromkeys(("constant-feature", "near-constant-feature", "duplicate-feature", "all-nan-feature"), unused),
    **dict.fromkeys(
        ("mean-imputation", "median-imputation", "zero-imputation", "constant-imputation", "off-grid-imputation",
         "sentinel-value", "clipped-feature"), _touching(of_value),
    ),
    **dict.fromkeys(("ffill-imputation", "flatline", "zero-run"), _touching(of_run)),
    "linear-interpolation": _touching(of_line),
    "conflicting-labels": ceiling,
    "few-independent-windows": few,
}  # fmt: skip
"""By the slug of the finding."""
