"""Sample weights that leave a class, or nearly all samples, out of the loss."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import labelled
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Target
from seqguard.core.plan import Array, Floats, Plan
from seqguard.core.text import count, evidence, exact, num, share
from seqguard.core.thresholds import threshold
from seqguard.sources.base import SplitData
from seqguard.sources.split import Split
from seqguard.statistics.sample import Sample


@check(
    "SG520",
    severity="warning",
    aliases=(
        "sample_weight",
        "class weight zero",
        "a class is never learnt",
        "effective sample size",
        "one weight is everything",
    ),
)
def uneven_sample_weight(
    y_plan: Target[Plan],
    y_sample: Target[Sample],
    y_split: SplitData,
    *,
    effective: float = threshold(
        0.05, 0, 1, source="judgement: of 1,000 samples fewer than 50 count, which is what a tenth of validation has"
    ),
    least: int = threshold(
        5, 1, source="formula: five samples of a class that all have weight 0 by chance of a half: 3 %"
    ),
) -> Iterable[Finding]:
    """Sample weights leave a whole class out of the loss, or nearly all samples.

    Situation: `sample_weight` is 0 for a whole class, or the inverse of something tiny.
    Why: what has weight 0 teaches nothing: the network never answers that class, and the weighted loss does not show
        it. Where one weight is as large as all others, each batch without it is noise.
    Evidence: all samples of a class, five or more of those looked at, have weight 0 while others have none: an error.
        Or Kish's effective sample size, sum(w)**2 / sum(w**2), is under 5 % of the samples that have a weight: a
        warning.
    Remedy: give each class a positive weight; clip or take the root of weights that reach over decades.
    Limits: classes are counted in the sampled blocks. A class that is masked on purpose looks the same: ignore it.
    """
    weights = y_split.sample_weight
    if weights is None or y_plan.tensor != y_split.targets[0].name or len(weights) != y_plan.n:
        return
    w: Floats = weights.astype(np.float64).reshape(len(weights), -1).mean(1)
    used = w[np.isfinite(w) & (w > 0)]
    if not len(used) or not np.isfinite(w).all() or (w < 0).any():
        return  # invalid-sample-weight says so
    if y_plan.task == "classification" and y_plan.T == 1 and (silent := _silent(y_sample, w, least)):
        label, samples = silent[0]
        more = f", and so have {count(len(silent) - 1, 'more class', 'more classes')}" if silent[1:] else ""
        yield Finding(
            message=f"All {samples:,} {'' if y_sample.share == 1 else 'sampled '}samples of class {exact(label)} have "
            f"weight 0{more}: the loss never sees them, and the network will not answer that class.",
            remedy="Look at the step that computes sample_weight (a class missing in a dictionary gives 0), and give "
            "each class a positive weight.",
            evidence={"class": label, "samples": samples, "classes": len(silent)},
            tensor="sample_weight",
            severity="error",
        )
    kish = float(used.sum() ** 2 / (used**2).sum()) / len(used)
    if kish < effective and len(used) >= 2 * least:
        top = int(w.argmax())
        yield Finding(
            message=f"Sample weights leave {num(kish * len(used))} of {len(used):,} samples in effect "
            f"({share(kish, 1)}; Kish): sample_weight[{top}] is {exact(w[top])}, {share(w[top], used.sum())} of all. "
            "Batches without such samples teach nothing.",
            remedy="Clip the weights, or take their square root: np.sqrt(sample_weight).",
            evidence={
                "effective_share": evidence(kish),
                "samples": len(used),
                "largest_share": evidence(w[top] / used.sum()),
            },
            samples=(top,),
            tensor="sample_weight",
        )


def _silent(y_sample: Sample, w: Floats, least: int) -> list[tuple[float, int]]:
    """(class, samples) of those of which no sample looked at has a weight."""
    values: Array = y_sample.values[:, 0]
    labels = values.argmax(1) if values.shape[1] > 1 else values[:, 0]
    here = w[y_sample.index]
    found = []
    for label in np.unique(labels[np.isfinite(labels)]):
        own = labels == label
        if own.sum() >= least and not here[own].any():
            found.append((float(label), int(own.sum())))
    return found


@uneven_sample_weight.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {"X": Split(data["X"], data["y"], sample_weight=(data["y"] != 1).astype(np.float64))}


@uneven_sample_weight.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    weights = rng.random(len(data["X"]))
    weights[17] = 1e4
    return {"X": Split(data["X"], data["y"], sample_weight=weights)}


@uneven_sample_weight.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = labelled(rng)
    return {"X": Split(data["X"], data["y"], sample_weight=np.array([1.0, 5.0, 0.2])[data["y"]])}
