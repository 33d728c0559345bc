"""No relation between input and target that simple models would find."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.checks.leakage._signal import Signal
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target, Train
from seqguard.core.plan import Plan
from seqguard.core.text import count, evidence, num
from seqguard.core.thresholds import threshold


@check("SG619", severity="info", on_request=True, about="x")
def no_signal(
    train_plan: Train[Input[Plan]],
    train_y_plan: Train[Target[Plan]],
    train_signal: Train[Input[Signal]],
    *,
    chance: float = threshold(0.05, 0.05, 1, source="formula: the least p of 19 permutations is 1 / 20"),
) -> Iterable[Finding]:
    """Simple models find no relation between X and y.

    Why: when X and y do not belong together, or y cannot be told from X at all, a network's training loss falls all
        the same, by memory.
    Evidence: a linear model and 15 nearest neighbours on seven summaries of each feature (last, first, mean,
        deviation, mean step, extremes), five folds; windows of one series in blocks of time, those that share rows
        with a fold left out. Neither does better than 19 of 20 targets that were moved against the inputs. On true
        pairs of 37 real sets it said so 3 times, and of daily returns 2 of 3 times, which is the truth.
    Remedy: look whether X and y were shuffled or joined apart: plot y beside the last step of X for a few samples.
    Limits: it sees no relation that lives in the order of steps within a window, and none between features. Half of
        the targets permuted it found in 2 of 12 sets. Never above info. Needs scikit-learn.
    """
    s = train_signal
    if min(s.chance.values()) <= chance:
        return
    what = "accuracy above the most frequent class" if train_y_plan.task == "classification" else "R²"
    found = ", ".join(f"{name} {num(score)}" for name, score in s.scores.items())
    left_out = f", {count(s.purged, 'window')} left out on both sides of each" if s.purged else ""
    yield Finding(
        message=f"Over {s.n:,} samples and five folds{left_out}, simple models tell nothing of {train_y_plan.tensor} "
        f"({what}: {found}); targets moved against {train_plan.tensor} do as well. A relation in the order of the "
        "steps they could not have seen.",
        remedy=f"Look whether {train_plan.tensor} and {train_y_plan.tensor} belong together: plot y beside the last "
        f"step of a few samples.",
        evidence={
            "samples": s.n,
            "purged": s.purged,
            **{f"score_{name.replace(' ', '_')}": evidence(v) for name, v in s.scores.items()},
            **{f"chance_{name.replace(' ', '_')}": evidence(v) for name, v in s.chance.items()},
            "threshold": chance,
        },
    )


@no_signal.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = forecast(rng)["X"]
    return {"X": X, "y": rng.standard_normal(len(X))}


@no_signal.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {k: data[k] for k in ("X", "y")}
