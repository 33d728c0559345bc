"""NaN that the model takes."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import count, num, share
from seqguard.facts.model.compiled import InputFacts, NetworkFacts
from seqguard.facts.model.training import ProbeFacts
from seqguard.statistics.moments import Moments


@check("SG739", severity="info", excuses=("SG101", "SG419"))
def nan_taken_by_model(
    plan: Input[Plan], x: Input[Moments], model: NetworkFacts, model_probe: ProbeFacts
) -> Iterable[Finding]:
    """The input holds NaN, and the model is built to take it.

    Situation: X has NaN on purpose, and a layer of the model takes them.
    Why: A layer that fills or masks NaN is a sound way to tell a gap from a value; then nan-values and nan-padding say
        what is not so.
    Evidence: On a batch that holds NaN, and else finite values only, the loss and every gradient of the untrained
        model are finite.
    Remedy: None needed.
    Limits: One batch; models with one input.
    """
    nan = int(x.nan.sum())
    padded = plan.padding is not None and not plan.told and bool(np.isnan(plan.padding.row).any())
    if not nan and not padded:
        return
    if len(model.inputs) > 1:
        raise Missing("the model has several inputs: in which of them the batch holds NaN is not known")
    if not model_probe.nan_samples:
        raise Missing("no sample of the probe's batch holds NaN, or more than that is wrong with it")
    if not model_probe.finite:
        return
    amount = f"{share(nan, int(x.count.sum()))} of the values are NaN" if nan else "Sequences are filled up with NaN"
    yield Finding(
        message=f"{amount}, and the model takes it: on {model_probe.samples:,} samples, "
        f"{count(model_probe.nan_samples, 'of which holds', 'of which hold')} NaN, the loss is "
        f"{num(model_probe.losses[0])} and every gradient is finite.",
        remedy="Leave it as it is. Fill or mask in the same way wherever the model is used, in predict_step and in the "
        "serving code.",
        evidence={"nan": nan, "probed": model_probe.samples, "probed_with_nan": model_probe.nan_samples},
    )


def _with_nan(*losses: float) -> dict[str, Any]:
    plan = Plan("X", "train", "x", (300, 16, 1), "float32", 300, 16, 1, ("f0",), "values")
    at, value = np.full((1, 1), -1), np.zeros((1, 1))
    x = Moments(
        finite=np.array([[4_700]]), nan=np.array([[100]]), inf=at * 0, min=value, max=value, min_place=at, max_place=at,
        nan_place=at * 0, inf_place=at, mean=value, var=value,
    )  # fmt: skip
    network = NetworkFacts(inputs=(InputFacts(name="x", shape=(None, 16, 1)),))
    return {
        "plan": plan, "x": x, "model": network, "model_probe": ProbeFacts(samples=128, nan_samples=40, losses=losses),
    }  # fmt: skip


@nan_taken_by_model.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _with_nan(0.7)


@nan_taken_by_model.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _with_nan(float("nan"))
