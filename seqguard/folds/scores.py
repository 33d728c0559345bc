"""With `impact=True`: what cheap models score in the folds as given, and in those that are proposed."""

import warnings
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from seqguard.core.finding import Impact
from seqguard.core.plan import Ints, Plan
from seqguard.folds.given import Given
from seqguard.folds.ground import Ground
from seqguard.sources.base import SplitData
from seqguard.worth.arena import (
    TRAIN,
    VALIDATION,
    Pair,
    columns_of,
    kind_of,
    labels_of,
    pair_of,
    part_of,
    persistence,
)
from seqguard.worth.contest import Outcome, clearest, impact_of
from seqguard.worth.models import MODELS, Kind, Part, Scored, blocks_of, predicted, scored

FEWEST_OF_FOLD = 10
FOLDS = 10
"""Folds that are scored at most."""


class Stretch(NamedTuple):
    """The last samples in time, as many as the models take, as parts of one table; `rank` (n,) is the place of each
    sample in it, -1 of those that are not."""

    pair: Pair
    kind: Kind
    part: Part
    chosen: Ints
    rank: Ints
    width: int


def stretch_of(data: SplitData, plans: Mapping[str, Plan], ground: Ground) -> Stretch | None:
    """None where no cheap model answers, or there are too few samples."""
    pair = pair_of(data, plans, None, None)
    kind = kind_of(pair) if pair is not None and len(pair.x) == ground.n else None
    if pair is None or kind is None:
        return None
    order = np.arange(ground.n) if ground.order is None else ground.order
    chosen = order[-(TRAIN + VALIDATION) :]
    steps, features = columns_of(pair.x_plan)
    part, chosen = part_of(pair, chosen, steps, features, labels_of(pair, kind))
    rank = np.full(ground.n, -1)
    rank[chosen] = np.arange(len(chosen))
    return Stretch(pair, kind, part, chosen, rank, ground.width if ground.places is not None else 1)


def kept(stretch: Stretch, folds: Iterable[Given]) -> list[tuple[Ints, Ints]]:
    """What of the folds lies in the stretch, in the order of time."""
    out: list[tuple[Ints, Ints]] = []
    for fold in folds:
        train, held = (np.sort(stretch.rank[part][stretch.rank[part] >= 0]) for part in (fold.train, fold.validation))
        if min(len(train), len(held)) >= FEWEST_OF_FOLD and len(out) < FOLDS:
            out.append((train, held))
    return out


def compared(
    stretch: Stretch, given: list[tuple[Ints, Ints]], fair: list[tuple[Ints, Ints]], name: str
) -> Impact | None:
    """The score in the folds as given beside that in the proposed ones, by the model that shows it best."""
    outcomes = []
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # a fit that does not converge scores as it scores
        for model in MODELS[stretch.kind]:
            before, after = _score(stretch, given, model), _score(stretch, fair, model)
            if before is not None and after is not None:
                outcomes.append(Outcome(model, before, after))
    best = clearest(outcomes)
    if best is None:
        return None
    held = np.unique(np.concatenate([held for _, held in fair]))
    last = persistence(stretch.pair, stretch.chosen[held])
    floor = None
    if last is not None and (score := scored(stretch.kind, stretch.part.y[held], last, _blocks(stretch, held))):
        floor = "the last value", score.score
    return impact_of(stretch.kind, best, floor, "In these folds", f"in those of {name}")


def _score(stretch: Stretch, folds: list[tuple[Ints, Ints]], model: str) -> Scored | None:
    """One score over the predictions of all folds."""
    places, made = [], []
    for train, held in folds:
        if stretch.kind != "regression" and len(np.unique(stretch.part.y[train])) < 2:
            continue
        places.append(held)
        made.append(predicted(model, stretch.kind, stretch.part.take(train), stretch.part.X[held]))
    if not places:
        return None
    at, predictions = np.concatenate(places), np.concatenate(made)
    order = np.argsort(at, kind="stable")
    return scored(stretch.kind, stretch.part.y[at[order]], predictions[order], _blocks(stretch, at[order]))


def _blocks(stretch: Stretch, at: Ints) -> Ints:
    step = max(1, stretch.pair.x_plan.step) if stretch.pair.x_plan.sliding else 1
    times = max(1, len(at) // max(1, len(np.unique(at))))
    return blocks_of(len(at), -(-stretch.width // step) * times)
