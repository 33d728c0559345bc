"""NaN padding that no layer takes away."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Padding, Plan
from seqguard.core.text import count, num, share
from seqguard.facts.model.training import ProbeFacts
from seqguard.statistics.geometry import Geometry


@check("SG738", severity="error", explains=("SG419",))
def nan_reaches_loss(plan: Input[Plan], x: Input[Geometry], model_probe: ProbeFacts) -> Iterable[Finding]:
    """Sequences are filled up with NaN, and the model hands it on to the loss.

    Why: The first update makes every weight NaN, and training goes on without a word.
    Evidence: NaN padding, and on a batch that holds some, and else finite values only, the loss or a gradient of the
        untrained model is not finite. Masking(nan) masks nothing, since NaN equals nothing.
    Remedy: np.nan_to_num with a value that no reading has, and a Masking layer for that value.
    Limits: One batch; without a probe there is nan-padding, a warning.
    """
    if plan.padding is None or plan.told or not np.isnan(plan.padding.row).any():
        return
    if not model_probe.nan_samples:
        raise Missing("no sample of the probe's batch is filled up with NaN, or more than that is wrong with it")
    if model_probe.finite:
        return
    side = "front" if plan.padding.side == "pre" else "back"
    loss = model_probe.losses[0]
    yield Finding(
        message=f"{count(x.padded_samples, 'sample is', 'samples are')} filled up with NaN at the {side}, of "
        f"{plan.n:,} ({share(x.padded, plan.n * plan.T)} of the steps), and no layer takes it away: on "
        f"{model_probe.samples:,} samples, {model_probe.nan_samples:,} of them so filled, "
        f"{'the loss is NaN' if loss - loss != 0 else f'the loss is {num(loss)} and its gradient NaN'}, and after one "
        "update every weight is.",
        remedy=f"Pad with a value that no reading has, `np.nan_to_num({plan.tensor}, nan=-10.0)`, and begin the "
        "model with "
        "`keras.layers.Masking(mask_value=-10.0)`. Masking(nan) masks nothing: NaN equals nothing.",
        evidence={"samples": x.padded_samples, "steps": x.padded, "probed": model_probe.samples,
                  "probed_with_nan": model_probe.nan_samples},
    )  # fmt: skip


def _padded(**probe: Any) -> dict[str, Any]:
    nan = Padding("post", (float("nan"),))
    plan = Plan("X", "train", "x", (300, 16, 1), "float32", 300, 16, 1, ("f0",), "values", padding=nan)
    x = Geometry(n=300, links=0, rows=4_800, breaks=(), padded=900, padded_samples=180, all_padded=0,
                 all_padded_first=())  # fmt: skip
    return {"plan": plan, "x": x, "model_probe": ProbeFacts(samples=128, nan_samples=77, **probe)}


@nan_reaches_loss.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _padded(losses=(float("nan"),))


@nan_reaches_loss.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _padded(losses=(0.7,))
