"""An accuracy that counts padding."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, FitArguments, LayerFacts, OutputFacts, TargetFacts


@check("SG753", severity="warning")
def padded_accuracy(
    model: OutputFacts,
    model_target: TargetFacts,
    model_fit: FitArguments,
    *,
    part: float = threshold(0.2, 0, 1, source="a fifth of the accuracy is then known before training"),
) -> Iterable[Finding]:
    """The accuracy counts timesteps that are padding, all of one label.

    Why: The label of padding is learned in a few steps, so the accuracy begins near the share of padding and says
        little about the rest; the loss is made small by it as well.
    Evidence: On the samples that the probe saw, at least 20 % of the timesteps are padding in X and have one same label
        in y; the model has an accuracy among its metrics, no layer makes a mask, and there are no sample weights.
    Remedy: mask_zero=True in the Embedding or a Masking layer, through which Keras leaves the padding out of loss and
        metrics; or sample_weight of 0 there.
    Limits: Padding with 0 at one end of the samples.
    """
    counted = [m for m in model.metrics if "acc" in m.lower()]
    masked = any(layer.masks for layer in model.layers) or model_fit.sample_weight or model.ignore_class is not None
    if not counted or masked or model_target.padding < part or len(model.shape) < 3:
        return
    yield Finding(
        message=f"{share(model_target.padding, 1)} of the labels stand at padded timesteps and are all "
        f"{num(model_target.padding_label)}, and no mask leaves them out: a model that always answers "
        f"{num(model_target.padding_label)} has `{counted[0]}` {num(model_target.padding)} or more.",
        remedy="Set `mask_zero=True` in the Embedding, or begin the model with `keras.layers.Masking()`.",
        evidence={"padded": round(model_target.padding, 6), "label": model_target.padding_label, "threshold": part},
        tensor=MODEL,
    )


def _tagger(padding: float, masks: bool) -> dict[str, Any]:
    layers = (LayerFacts(name="embedding", kind="Embedding", masks=masks),)
    return {
        "model": OutputFacts(shape=(None, 40, 8), metrics=("accuracy",), layers=layers),
        "model_target": TargetFacts(shape=(400, 40), whole=True, padding=padding, padding_label=0),
        "model_fit": FitArguments(),
    }


@padded_accuracy.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _tagger(0.2, masks=False)


@padded_accuracy.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _tagger(0.19, masks=False)


@padded_accuracy.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _tagger(0.8, masks=True)
