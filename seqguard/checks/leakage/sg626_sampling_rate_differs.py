"""Validation samples at another sampling rate than training samples."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Other, Train
from seqguard.core.plan import Array, Floats, Plan
from seqguard.core.text import evidence, listing, num, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample

PARTS = 6
"""Parts of train, each against the others: what its own rate differs by."""
SAMPLES, FEATURES = 512, 32
FEWEST = 20


@check(
    "SG626",
    severity="warning",
    aliases=(
        "sampling rate mismatch",
        "validation not resampled",
        "16 kHz against 44.1 kHz",
        "time stretched in one split",
        "val-not-scaled in time",
    ),
)
def sampling_rate_differs(
    plan: Other[Input[Plan]],
    train_plan: Train[Input[Plan]],
    train: Train[Input[Sample]],
    other: Other[Input[Sample]],
    train_series: Train[Input[Series]],
    *,
    apart: float = threshold(
        0.85, 0, 1, source="52 sound sets of independent samples: 0.70 at most; 16 kHz read as 44.1: 0.97"
    ),
    own: float = threshold(0.5, 0, 1, source="judgement: a train whose parts differ so much has no rate of its own"),
    steps: int = threshold(48, 8, source="judgement: of fewer steps a rate of crossings is a handful of counts"),
) -> Iterable[Finding]:
    """Validation moves at another speed than train, as another sampling rate leaves it.

    Situation: Validation was recorded at another rate, or train alone was resampled.
    Why: files of another rate were read without resampling, or every k-th reading was kept in one split. Each pattern
        then has another length, and what the network learned of 100 steps is there in 36.
    Evidence: how often a sample crosses its own mean, as a share of its steps. The distributions in train and in
        validation are 0.85 apart (Kolmogorov-Smirnov), while each sixth of train is within 0.5 of the rest. Samples
        that share no rows, of 48 steps or more. Of 52 such sound sets none (0.70 at most).
    Remedy: resample both splits to one rate before samples are cut.
    Limits: noise crosses at any rate alike, and so hides it; a factor of two is found in a third of sets. Recordings
        of another kind, or much more noise in one split, look the same.
    """
    if plan.task == "tokens" or plan.sliding or train_plan.sliding or train_series.shuffled or plan.padding is not None:
        raise Missing("needs samples that share no rows, of numbers and of one length")
    if min(plan.T, train_plan.T) < steps or min(len(train.values), len(other.values)) < FEWEST:
        raise Missing(f"needs {FEWEST} samples of {steps} steps in both splits")
    a, b = crossings(train.values), crossings(other.values)
    found = []
    for f in range(a.shape[1]):
        if min(np.ptp(a[:, f]), np.ptp(b[:, f])) > 0 and (distance := _apart(a[:, f], b[:, f])) > apart:
            rest = max(_apart(part, np.delete(a[:, f], at)) for part, at in _parts(a[:, f]))
            if rest < own:
                found.append((distance, f, rest))
    if len(found) * 2 <= a.shape[1]:
        return
    distance, f, rest = max(found)
    rates = float(np.median(a[:, f])), float(np.median(b[:, f]))
    faster = rates[1] / rates[0] if rates[0] > 0 else 0.0
    names = plan.names(f for _, f, _ in found)
    yield Finding(
        message=f"{plan.split.capitalize()} moves {num(max(faster, 1 / max(faster, 1e-9)))} times as "
        f"{'fast' if faster > 1 else 'slowly'} as train, as another sampling rate leaves it: a sample of "
        f"{listing(names)} crosses its mean in {share(rates[1], 1)} of its steps, one of train in {share(rates[0], 1)} "
        f"(distributions {distance:.2f} apart, parts of train {rest:.2f}).",
        remedy="Compare the rates that both splits were read at, and resample them to one before samples are cut.",
        evidence={
            "apart": evidence(distance),
            "within_train": evidence(rest),
            "rate_in_train": evidence(rates[0]),
            "rate": evidence(rates[1]),
            "threshold": apart,
        },
        features=names if plan.F > 1 else (),
    )


def crossings(x: Array) -> Floats:
    """(n, F): share of the steps in which a sample crosses its own mean."""
    x = x[np.linspace(0, len(x) - 1, min(len(x), SAMPLES)).astype(int), :, :FEATURES]
    above = x > x.mean(1, keepdims=True, dtype=np.float64)
    share: Floats = (above[:, 1:] != above[:, :-1]).mean(1)
    return share


def _parts(a: Floats) -> Iterable[tuple[Floats, Array]]:
    for at in np.array_split(np.arange(len(a)), PARTS):
        yield a[at], at


def _apart(a: Floats, b: Floats) -> float:
    """The Kolmogorov-Smirnov distance of two samples."""
    every = np.concatenate([a, b])
    below = [np.searchsorted(np.sort(v), every, "right") / len(v) for v in (a, b)]
    return float(np.abs(below[0] - below[1]).max())


def _tones(rng: np.random.Generator, n: int, rate: float) -> np.ndarray:
    pitch = rng.uniform(0.05, 0.08, (n, 1)) / rate
    wave = np.sin(2 * np.pi * pitch * np.arange(100) + rng.uniform(0, 6, (n, 1)))
    return (wave + 0.05 * rng.standard_normal((n, 100)))[..., None]


@sampling_rate_differs.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": _tones(rng, 200, 1), "validation_data": (_tones(rng, 60, 2.76),)}


@sampling_rate_differs.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": _tones(rng, 200, 1), "validation_data": (3 * _tones(rng, 60, 1) + 1,)}
