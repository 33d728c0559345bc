"""Single gradients far above the usual ones."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL
from seqguard.facts.model.training import LayerGradients, TrainingLog


@check("SG808", severity="info")
def exploding_gradient(
    log: TrainingLog,
    *,
    times: float = threshold(100.0, 1, source="judgement: 113 default models have at most 12 in all"),
    least: float = threshold(100.0, 0, source="judgement: 113 default models have at most 12"),
) -> Iterable[Finding]:
    """A gradient was a hundred times larger than the mean of its layer.

    Why: One such step undoes many others; the loss jumps and comes back, or does not.
    Evidence: Largest norm of a layer's gradient in an epoch above 100 times its mean and above 100. Gradients of
        untrained default models were at most 12. A proposal, so a note.
    Remedy: clipnorm.
    Limits: Large means alone are not spoken of: they follow from the scale of the targets.
    """
    if log.gradients is None:
        raise Missing(log.unobserved or "the gradients were not observed")
    for layer in log.gradients:
        pairs = list(zip(layer.largest, layer.mean, strict=True))
        epoch = next((i for i, (most, mean) in enumerate(pairs) if most > least and most > times * mean), None)
        if epoch is None:
            continue
        most, mean = pairs[epoch]
        yield Finding(
            message=f"In epoch {epoch + 1} a gradient of `{layer.layer}` had norm {num(most)}, {num(most / mean)} "
            f"times the epoch's mean: one step undoes many.",
            remedy="Set `clipnorm=1.0` in the optimizer, and look for outliers in X and y.",
            evidence={"largest": most, "mean": mean, "epoch": epoch + 1},
            tensor=MODEL,
            features=(layer.layer,),
        )


@exploding_gradient.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.5,), gradients=(LayerGradients(layer="lstm", mean=(3.0,), largest=(900.0,)),))}


@exploding_gradient.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": TrainingLog(losses=(0.5,), gradients=(LayerGradients(layer="lstm", mean=(3.0,), largest=(12.0,)),))}
