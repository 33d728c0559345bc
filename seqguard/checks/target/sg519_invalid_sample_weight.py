"""Sample weights that make no loss."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.places import Target
from seqguard.core.plan import Plan
from seqguard.core.text import agree, exact, share
from seqguard.sources.base import SplitData
from seqguard.sources.split import Split


@check("SG519", severity="error")
def invalid_sample_weight(y_plan: Target[Plan], y_split: SplitData) -> Iterable[Finding]:
    """Sample weights are not finite, negative, or all 0.

    Why: the loss is multiplied by them. One NaN makes it NaN; a negative weight rewards a wrong answer without bound;
        with zeros alone the loss is 0 from the first batch on and nothing is learnt.
    Evidence: exact counts with the first place. Negative weights are a warning: simulated events are weighted so by
        intent.
    Remedy: mask samples with 0, leave all others positive.
    Limits: only weights that are handed over in a Split are seen.
    """
    weights = y_split.sample_weight
    if weights is None or not len(weights) or y_plan.tensor != y_split.targets[0].name:
        return
    w = weights.astype(np.float64)
    faults: tuple[tuple[np.ndarray, str, str, Severity], ...] = (
        (
            ~np.isfinite(w),
            "not finite",
            "The loss of their batch is no number, and then every weight of the network is.",
            "error",
        ),
        (w < 0, "negative", "The worse the answer, the lower the loss: it falls without bound.", "warning"),
    )
    for at, what, effect, severity in faults:
        if at.any():
            first = int(at.argmax())
            yield Finding(
                message=f"{int(at.sum()):,} of {len(w):,} sample weights ({share(at.sum(), len(w))}) "
                f"{agree(int(at.sum()), 'is', 'are')} {what}: "
                f"sample_weight[{first}] is {exact(w[first])}. {effect}",
                remedy="Look at the step that computes them (a division by a count of 0, a difference); weight 0 "
                "leaves a sample out.",
                evidence={"weights": int(at.sum()), "of": len(w)},
                samples=tuple(np.flatnonzero(at)[:5].tolist()),
                tensor="sample_weight",
                severity=severity,
            )
    if not w.any():
        yield Finding(
            message=f"All {len(w):,} sample weights are 0. The loss is 0 from the first batch on, and no gradient "
            "reaches the network.",
            remedy="Look for the mask or the cast to integers that made them 0; without weights, leave sample_weight "
            "out.",
            evidence={"weights": len(w), "of": len(w)},
            tensor="sample_weight",
        )


@invalid_sample_weight.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    weights = np.ones(len(data["X"]))
    weights[5] = np.nan
    return {"X": Split(data["X"], data["y"], sample_weight=weights)}


@invalid_sample_weight.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": Split(data["X"], data["y"], sample_weight=np.zeros(len(data["X"])))}


@invalid_sample_weight.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": Split(data["X"], data["y"], sample_weight=rng.integers(0, 2, len(data["X"])))}
