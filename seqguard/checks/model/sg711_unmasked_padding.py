"""Padding that the recurrent layer reads as data."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.model.compiled import MODEL, InputFacts, LayerFacts, NetworkFacts


@check("SG711", severity="info")
def unmasked_padding(
    model: NetworkFacts,
    *,
    forgotten: float = threshold(
        10, 1, source="formula: of an LSTM's state at its start sigmoid(1) ** 10 = 0.04 is left"
    ),
) -> Iterable[Finding]:
    """Padded timesteps reach a recurrent layer as if they were data.

    Situation: Short sequences were padded, and the LSTM reads the padding as if it were data.
    Why: A recurrent layer without a mask goes on through the padding. Behind a sequence it forgets what it read,
        step by step; a mask that a layer in between drops is as good as none.
    Evidence: Zero rows of varying number at one end of the samples (at least 5 % of the samples, 3 lengths) and no
        mask in front of the recurrent layer: a note, since short padding is often learned. A warning where ten steps
        of it or more follow a sample in the mean and the layer hands on its last state alone, which has forgotten the
        sample by then; and where there is a Masking layer or an Embedding with mask_zero, and a layer between it and
        the recurrent one does not hand
        the mask on.
    Remedy: `keras.layers.Masking()` directly in front of the recurrent layer, `mask_zero=True` in an Embedding.
    Limits: The padding is looked for on the samples that the probe saw; padding other than 0 is not seen here.
    """
    recurrent = next((i for i, layer in enumerate(model.layers) if layer.recurrent), None)
    if recurrent is None:
        return
    before = model.layers[:recurrent]
    target = model.layers[recurrent].name
    maker = next((i for i, layer in enumerate(before) if layer.masks), None)
    dropper = next((layer for layer in before[(maker or 0) + 1 :] if not layer.carries_mask), None)
    if maker is not None and dropper is not None:
        yield Finding(
            message=f"`{before[maker].name}` makes a mask and `{dropper.name}` ({dropper.kind}) does not hand it on: "
            f"`{target}` reads the padding as data.",
            remedy=f"Put `keras.layers.Masking` directly in front of `{target}`, or leave `{dropper.name}` out.",
            evidence={"mask_from": before[maker].name, "dropped_by": dropper.name},
            severity="warning",
            tensor=MODEL,
            features=(dropper.name,),
        )
    padded = max(model.inputs, key=lambda i: i.padded, default=None)
    if maker is None and padded is not None and padded.padded > 0 and len(model.inputs) == 1:
        layer = model.layers[recurrent]
        forgets = padded.behind >= forgotten and not layer.return_sequences and not layer.bidirectional
        yield Finding(
            message=f"{share(padded.padded, 1)} of the timesteps of {padded.samples:,} samples are zero rows at one "
            f"end, in varying number: padding. "
            + (
                f"{num(padded.behind)} of them follow a sample in the mean, and the last state of `{target}`, which is "
                "all that it hands on, has forgotten the sample by then."
                if forgets
                else f"No mask reaches `{target}`, so it reads them as data."
            ),
            remedy=f"Put `keras.layers.Masking(mask_value=0.0)` in front of `{target}` (`mask_zero=True` in an "
            "Embedding).",
            evidence={
                "padded_share": round(padded.padded, 6),
                "behind": round(padded.behind, 6),
                "samples": padded.samples,
            },
            severity="warning" if forgets else None,
            tensor=MODEL,
            features=(target,),
        )


@unmasked_padding.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    layers = (
        LayerFacts(name="masking", kind="Masking", masks=True),
        LayerFacts(name="conv1d", kind="Conv1D", carries_mask=False),
        LayerFacts(name="lstm", kind="LSTM", recurrent=True),
    )
    return {"model": NetworkFacts(layers=layers)}


@unmasked_padding.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    read = InputFacts(name="x", shape=(None, 40, 3), samples=32, padded=0.5, behind=20.0)
    return {"model": NetworkFacts(layers=(LayerFacts(name="lstm", kind="LSTM", recurrent=True),), inputs=(read,))}


@unmasked_padding.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    layers = (
        LayerFacts(name="masking", kind="Masking", masks=True),
        LayerFacts(name="lstm", kind="LSTM", recurrent=True),
    )
    return {"model": NetworkFacts(layers=layers, inputs=(InputFacts(name="x", shape=(None, 20, 3), padded=0.3),))}
