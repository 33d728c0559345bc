"""Targets that float16 cannot hold."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.facts.model.compiled import MODEL, OutputFacts, TargetFacts

LARGEST = 65504.0
"""The largest finite float16."""


@check("SG752", severity="error", explains=("SG736", "SG719", "SG715"))
def float16_target(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """The targets go beyond what a float16 output can answer.

    Situation: Mixed precision, and targets in the tens of thousands.
    Why: The output is computed in float16, whose largest number is 65,504: above that it is infinite, and so is the
        loss.
    Evidence: The output's dtype is float16, and the targets reach beyond 65,504 in size.
    Remedy: dtype="float32" on the last layer and scaled targets.
    Limits: Squares inside of the loss may overflow earlier where the loss is computed in float16 too.
    """
    size = max(abs(model_target.smallest), abs(model_target.largest))
    if model.dtype != "float16" or not model_target.values or size <= LARGEST:
        return
    yield Finding(
        message=f"{model.subject} is computed in float16, which ends at 65,504, and the targets reach {num(size)}: it "
        "cannot answer them, and infinite answers make the loss NaN.",
        remedy=f"Scale y, `y = (y - y.mean()) / y.std()`, and set `dtype='float32'` on `{model.head}`.",
        evidence={"largest": size, "limit": LARGEST},
        tensor=MODEL,
        features=(model.head,),
    )


@float16_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    target = TargetFacts(shape=(90, 1), values=90, smallest=0, largest=65_505.0)
    return {"model": OutputFacts(dtype="float16"), "model_target": target}


@float16_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    target = TargetFacts(shape=(90, 1), values=90, smallest=0, largest=65_504.0)
    return {"model": OutputFacts(dtype="float16"), "model_target": target}
