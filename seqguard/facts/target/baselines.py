"""Losses that are reached without learning anything."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.finding import Baseline
from seqguard.core.places import Readable, Target, Train
from seqguard.core.plan import Floats, Plan
from seqguard.statistics.moments import Moments
from seqguard.statistics.sample import Sample


@dataclass(frozen=True, eq=False, repr=False)
class Baselines(Readable):
    """The losses to beat on one split, the lowest first."""

    rules: tuple[Baseline, ...]


@dataclass(frozen=True, eq=False, repr=False)
class Constant(Readable):
    """Losses of a constant answer."""

    rules: tuple[Baseline, ...]


@fact
def constant(
    y_plan: Target[Plan],
    y_sample: Target[Sample],
    y: Target[Moments],
    train_y: Train[Target[Moments]],
    train_y_sample: Train[Target[Sample]],
) -> Constant:
    """What always giving train's mean, or train's class frequencies, reaches on this split."""
    split, tensor = y_plan.split, y_plan.tensor
    if y_plan.task in ("classification", "multilabel", "tokens"):
        return Constant(tuple(_of_labels(y_plan, y_sample, train_y_sample)))
    if y_plan.n == 1:
        raise Missing("the mean of one target is that target")
    n = np.maximum(y.finite, 1)
    mean = train_y.feature_mean()
    square = (y.finite * (y.var + (y.mean - mean) ** 2)).sum() / n.sum()
    return Constant((Baseline("mean of train", "mse", float(square), split, tensor),))


@fact
def baselines(
    constant: Constant, plan: Plan, sample: Sample, y_plan: Target[Plan], y_sample: Target[Sample]
) -> Baselines:
    """The constant's loss, and for numbers that of the last value where it is the better one."""
    if y_plan.task not in ("regression", "ambiguous") or plan.task == "tokens":
        return Baselines(constant.rules)
    last = sample.values[:, -1].astype(np.float64)
    wanted = y_sample.values.reshape(len(last), -1).astype(np.float64)
    finite = np.isfinite(last).all(1) & np.isfinite(wanted).all(1)
    if not finite.any():
        return Baselines(constant.rules)
    last, wanted = last[finite], wanted[finite]
    if (origin := y_plan.origin) is not None:  # the last value on the scale of the target
        last[:, origin.feature] = origin.slope * last[:, origin.feature] + origin.offset
    if y_plan.layout == "columns" and y_plan.F == plan.F:
        errors, named = [float(((last - wanted) ** 2).mean())], False
    else:
        errors, named = [float(((c[:, None] - wanted) ** 2).mean()) for c in last.T], plan.F > 1
    best = int(np.argmin(errors))
    if errors[best] >= constant.rules[0].score:
        return Baselines(constant.rules)
    rule = f"last value of {plan.features[best]}" if named else "last value"
    return Baselines((Baseline(rule, "mse", errors[best], y_plan.split, y_plan.tensor), *constant.rules))


def _of_labels(plan: Plan, sample: Sample, train: Sample) -> list[Baseline]:
    """Cross-entropy of train's class frequencies and accuracy of its most frequent class."""
    here, there = _ids(sample, plan), _ids(train, plan)
    if not len(here) or not len(there):
        raise Missing("no label is a number")
    if plan.task == "multilabel":
        rate = np.clip(there.mean(0), 1e-7, 1 - 1e-7)
        loss = -(here * np.log(rate) + (1 - here) * np.log(1 - rate)).mean()
        return [Baseline("label frequencies of train", "binary cross-entropy", float(loss), plan.split, plan.tensor)]
    labels, counts = np.unique(there, return_counts=True)
    top = labels[counts.argmax()]
    at = np.minimum(np.searchsorted(labels, here), len(labels) - 1)
    chance = np.where(labels[at] == here, (counts / counts.sum())[at], 1e-7)  # which is where Keras clips probabilities
    return [
        Baseline("class frequencies of train", "cross-entropy", float(-np.log(chance).mean()), plan.split, plan.tensor),
        Baseline("most frequent class of train", "accuracy", float((here == top).mean()), plan.split, plan.tensor),
    ]


def _ids(sample: Sample, plan: Plan) -> Floats:
    """(samples,) class ids, or (samples, F) zeros and ones of a multi-label target; samples that hold NaN are left
    out."""
    values = sample.values.astype(np.float64)
    if plan.layout == "one-hot" and plan.task != "multilabel":
        values = np.where(np.isfinite(values).all(2) & values.any(2), values.argmax(2), np.nan)
    ids: Floats = values.reshape(-1, plan.F) if plan.task == "multilabel" else values.reshape(-1, 1)
    ids = ids[np.isfinite(ids).all(1)]
    return ids if plan.task == "multilabel" else ids[:, 0]
