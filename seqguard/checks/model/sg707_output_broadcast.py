"""Output and target of different shapes that the loss broadcasts."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.model._shapes import described, fits, open_sequence
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.model.compiled import BINARY, MODEL, REGRESSION, OutputFacts, Shape, TargetFacts

ELEMENTWISE = REGRESSION | BINARY | {"poisson", "binary_focal_crossentropy"}


@check("SG707", severity="error", explains=("SG719",))
def output_broadcast(model: OutputFacts, model_target: TargetFacts) -> Iterable[Finding]:
    """Output and target have different shapes, and the loss compares everything with everything.

    Why: An elementwise loss broadcasts: an output of one value per timestep is compared, at every timestep, with
        the one target, so the model is asked to know it at the first; the loss then stops near that of a constant.
    Evidence: Shapes differ after Keras's own squeezing and expanding, by which (n,) and (n, 1), or (n, t) and (n,
        t, 1), are equal. Measured loss over the target's variance: (n, t, 1) against (n, 1) 0.942, against (n,)
        1.00.
    Remedy: `return_sequences=False` in the last recurrent layer, or a target of the output's shape.
    Limits: Axes of open length are taken as fitting. A deliberate broadcast is silenced by ignoring this check. Of a
        loss that is not Keras's, only an output for every timestep beside one target is spoken of, as a warning.
    """
    own = model.loss is None and model.loss_label != "none"
    if not (own or model.loss in ELEMENTWISE) or not model_target.shape:
        return
    n = model_target.shape[0]
    given = described(model.shape), described(model_target.shape)
    target, output = _same_rank(model_target.shape, (n, *model.shape[1:]))
    layer = open_sequence(model, len(model_target.shape))
    if fits(target, output) or (own and layer is None):
        return
    pairs = zip(reversed(target), reversed(output), strict=False)
    silent = all(a is None or b is None or a == b or 1 in (a, b) for a, b in pairs)
    says = f"{model.loss_label} cannot compare them and training will stop with an error."
    if own:
        says = f"Unless {model.loss_label} itself chooses a timestep, every one is compared with the one target."
    elif silent:
        says = (
            f"{model.loss_label} broadcasts one against the other without a word, and its mean is over pairs that do "
        )
        says += "not belong together."
    yield Finding(
        message=f"{model.subject} has shape {given[0]} and y {given[1]}. {says}",
        remedy=f"Set `return_sequences=False` in `{layer}`."
        if layer is not None
        else f"Give y the shape {given[0]}, or the output the shape {given[1]}.",
        evidence={"output": given[0], "target": given[1]},
        severity="warning" if own else "error",
        tensor=MODEL,
        features=(model.head,),
    )


def _same_rank(target: Shape, output: Shape) -> tuple[Shape, Shape]:
    """Keras's own way to bring both to one rank: squeeze a last axis of 1, or expand a single axis."""
    longer, shorter = (target, output) if len(target) > len(output) else (output, target)
    if len(longer) == len(shorter) + 1 and longer[-1] == 1:
        if len(shorter) == 1:
            shorter = (*shorter, 1)
        else:
            longer = longer[:-1]
    return (longer, shorter) if len(target) > len(output) else (shorter, longer)


@output_broadcast.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(shape=(None, 12, 1)), "model_target": TargetFacts(shape=(256, 1), values=256)}


@output_broadcast.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(shape=(None, 12, 1)), "model_target": TargetFacts(shape=(256, 12), values=3072)}


@output_broadcast.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    quantiles = OutputFacts(shape=(None, 3), loss=None, loss_label="pinball")
    return {"model": quantiles, "model_target": TargetFacts(shape=(256, 1), values=256)}


@output_broadcast.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"model": OutputFacts(), "model_target": TargetFacts(shape=(256,), values=256)}
