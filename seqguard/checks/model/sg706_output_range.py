"""Targets that the output cannot reach."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, RANGES, REGRESSION, OutputFacts, Outside, TargetFacts


@check("SG706", severity="error", explains=("SG719",))
def output_range(
    model: OutputFacts,
    model_target: TargetFacts,
    *,
    certain: float = threshold(
        0.01,
        0,
        1,
        source="judgement: single targets outside cost little; ReLU on standardised ones ends at a constant's loss",
    ),
) -> Iterable[Finding]:
    """The output's activation cannot reach some of the targets.

    Why: A ReLU never answers below 0, a sigmoid never outside of 0 to 1, a tanh never outside of -1 to 1. For
        targets beyond, the model can only answer the bound, and a ReLU whose targets are negative ends at 0 with no
        gradient.
    Evidence: Targets outside of the activation's range. An error where more than 1 % of them are outside by more
        than 1 % of the targets' spread, a warning where any is. Measured: ReLU on standardised targets ends at 1.00
        of the constant's loss.
    Remedy: A linear output, or targets scaled into the range.
    Limits: Counted for ranges that begin at 0, or go from 0 to 1 or -1 to 1; regression losses only.
    """
    given = model.known_activation()
    if model.loss not in REGRESSION or given not in RANGES or not model_target.values:
        return
    low, high = RANGES[given]
    outside = model_target.outside(low, high)
    if outside is None or not outside.any:
        return
    part = outside.far / model_target.values
    reach = "0 to infinity" if high == float("inf") else f"{num(low)} to {num(high)}"
    yield Finding(
        message=f"{outside.any:,} of {model_target.values:,} targets ({share(outside.any, model_target.values)}) lie "
        f"outside of {reach}, "
        f"which is all that {model.label} can answer with its {given}; {_worst(outside)}. For those it "
        f"can only answer the bound.",
        remedy=f"Make `{model.head}` linear (`activation=None`), or scale y into {reach}.",
        evidence={
            "outside": outside.any,
            "far_outside": outside.far,
            "targets": model_target.values,
            "activation": given,
        },
        severity="error" if part > certain else "warning",
        tensor=MODEL,
        features=(model.head,),
    )


def _worst(outside: Outside) -> str:
    at = f", the first is sample {outside.first:,}" if outside.first is not None else ""
    return f"the farthest is {num(outside.worst or 0.0)}{at}"


@output_range.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    target = TargetFacts(shape=(256, 1), values=256, negative=Outside(any=128, far=126, first=1, worst=-2.4))
    return {"model": OutputFacts(activation="relu"), "model_target": target}


@output_range.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(activation="relu"), "model_target": TargetFacts(shape=(256, 1), values=256)}
