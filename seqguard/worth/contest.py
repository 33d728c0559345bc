"""The same model on two pairs of parts: as given, and with the fault removed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from seqguard.core.finding import Impact
from seqguard.core.plan import Array, Ints
from seqguard.core.text import num
from seqguard.worth.models import METRICS, MODELS, Kind, Part, Scored, predicted, scored


@dataclass(frozen=True, eq=False)
class Contest:
    """What trains, what validates, and in which stretch of time each validation sample lies."""

    train: Part
    validation: Part
    blocks: Ints

    def score(self, model: str, kind: Kind) -> Scored | None:
        """The score of a model that is fitted here."""
        if kind != "regression" and len(np.unique(self.train.y)) < 2:
            return None
        made = predicted(model, kind, self.train, self.validation.X)
        return scored(kind, self.validation.y, made, self.blocks)


class Outcome(NamedTuple):
    """A model with its score as given and without the fault."""

    model: str
    given: Scored
    clean: Scored


def decided(
    kind: Kind, given: Contest, clean: Contest, models: Sequence[str] = (), *, memory: bool = False
) -> Outcome | None:
    """The model that scores best as given; with `memory` the one for which the fault is worth most, since a line gains
    nothing from copies, and what remembers does."""
    outcomes = []
    for model in models or (MODELS[kind] if memory else MODELS[kind][:2]):
        before, after = given.score(model, kind), clean.score(model, kind)
        if before is not None and after is not None:
            outcomes.append(Outcome(model, before, after))
    if memory:
        return clearest(outcomes)
    return max(outcomes, key=lambda o: o.given.score, default=None)


def clearest(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The largest gain in widths of the interval: a model of which little is known shows little."""

    def clearness(outcome: Outcome) -> float:
        width = max(1e-6, outcome.clean.high - outcome.clean.low)
        return (outcome.given.score - outcome.clean.score) / width

    return max(outcomes, key=clearness, default=None)


def floor_of(kind: Kind, clean: Contest, last: Array | None) -> tuple[str, float] | None:
    """What is reached without learning: by the last value, else by the mean or the commonest class."""
    if kind == "regression":
        names = (("the last value", last), ("the mean", np.tile(clean.train.y.mean(0), (len(clean.validation), 1))))
        found = [
            (name, score.score)
            for name, made in names
            if made is not None and (score := scored(kind, clean.validation.y, made, clean.blocks)) is not None
        ]
        return max(found, key=lambda pair: pair[1], default=None)
    if kind == "binary":
        return "a constant", 0.5
    commonest = np.bincount(clean.train.y).argmax()
    return "the commonest class", float((clean.validation.y == commonest).mean())


def impact_of(
    kind: Kind, outcome: Outcome, floor: tuple[str, float] | None, as_given: str, without: str, sampled: str = ""
) -> Impact:
    """The outcome in one sentence: `As split, kNN reaches R² 0.91; without ... 0.34 (0.29 to 0.40); the mean 0.00`."""
    model, given, clean = outcome
    metric = METRICS[kind]
    beside = f"; {floor[0]} reaches {two(floor[1])}" if floor else ""
    told = f" Told from {sampled}." if sampled else ""
    return Impact(
        metric=metric,
        as_given=round(given.score, 6),
        without=round(clean.score, 6),
        interval=(round(clean.low, 6), round(clean.high, 6)),
        baseline=None if floor is None else round(floor[1], 6),
        model=model,
        sentence=f"{as_given}, {model} reaches {metric} {two(given.score)}; {without} {two(clean.score)} "
        f"({two(clean.low)} to {two(clean.high)}){beside}.{told}",
    )


def two(value: float) -> str:
    """A score with two decimals; what lies far below 0 in four digits."""
    return f"{round(value, 2) + 0.0:.2f}" if abs(value) < 10 else num(float(f"{value:.3g}"))
