"""Features without any noise, as a filter over the whole series leaves them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.leakage._phases import Phase, phase
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Array, Floats, Plan
from seqguard.core.text import evidence, listing, num
from seqguard.core.thresholds import threshold

ROWS = 4_096
DISTINCT = 0.1
"""Distinct values to a row from which a feature is no staircase."""
MOVES = 1e-3
"""Deviations by which a relation is off at the other rows, below which the series is a smooth curve anyway."""
STRONGEST = 100
"""One in so many frequencies may hold what a periodic series has."""


@dataclass(frozen=True)
class Smooth:
    """A feature, the share of the upper half of the spectrum in its fourth differences, and of its steps that of the
    strongest frequencies."""

    feature: int
    upper: float
    lines: float


@check(
    "SG628",
    severity="warning",
    about="x",
    aliases=(
        "look-ahead bias",
        "FFT denoising",
        "wavelet denoising",
        "EMD before the split",
        "filtfilt",
        "smoothing over the whole series",
        "data leakage",
    ),
)
def smoothed_both_ways(
    plan: Input[Plan],
    series: Input[Series],
    y_plan: Target[Plan],
    *,
    upper: float = threshold(
        1e-5, 0, 1, source="366 features of 60 sound series: 0.18 and more; FFT filters: 1e-5 at most"
    ),
    lines: float = threshold(
        0.99, 0, 1, source="simulated predators and prey: 0.998; all other sound series 0.92 at most"
    ),
    phase_apart: float = threshold(
        1e-3, 0, 1, source="wavelets without their finest details: 1e-13, in float32 1e-5; measured series 0.5 and more"
    ),
    rows: int = threshold(300, 64, source="formula: of 300 rows the upper half of a spectrum is 75 frequencies"),
) -> Iterable[Finding]:
    """A series that is forecast was smoothed with values from both sides of each row: the window knows what follows.

    Situation: The series was denoised as a whole, by FFT, wavelets or `filtfilt`, before the windows were cut.
    Why: an FFT, a wavelet or filtfilt over the whole series makes each value of those before and after it. What is then
        forecast is a curve that its own window settles, at an error that no real series allows, and in use the values
        after the window are not there to be smoothed with.
    Evidence: windows slide over one series and the target stands in it. The upper half of the spectrum of its fourth
        differences holds less than 1e-5 of their power, where measured series have noise: 0.18 or more in 366 features
        of 60 sound series. Series of a few pure frequencies (simulations, calendars) are left out. Or a linear relation
        of 16 rows holds at every second row a thousand times as exactly as at the others: what is left where the finest
        details of a wavelet were set to 0, and where values were drawn between others.
    Remedy: smooth with past values alone (`rolling(k).mean()`, `ewm`, `lfilter`), and forecast the series as measured.
    Limits: a filter that keeps some noise (EMD without its first mode, Savitzky-Golay, a centred mean) looks like one
        of past values and is not seen, nor are Haar wavelets, which leave the steps of a slower sampling rate, nor a
        filter over other series than the target's. A steep filter that runs forward only leaves nearly as little noise,
        and so does a noise-free simulation.
    """
    if plan.split != "train":
        return  # what train shows, its continuation has too, and a short split hides pure frequencies
    if not plan.sliding or y_plan.origin is None or y_plan.origin.shift < 1 or plan.integral:
        raise Missing("needs windows that slide over the series of the target")
    told = y_plan.origin.feature
    part = _longest(series)
    if len(part) >= rows and np.isfinite(part[:, told]).all():
        p = phase(part[:, told].astype(np.float64))
        if p is not None and p.others > MOVES and p.left < phase_apart * p.others:
            yield _by_phase(plan, y_plan, told, p, phase_apart)
            return
    found = [s for s in _smooth(plan, part, rows) if s.upper < upper and s.lines < lines]
    if told not in {s.feature for s in found}:
        return
    worst = next(s for s in found if s.feature == told)
    names = plan.names(s.feature for s in found)
    yield Finding(
        message=f"{listing(names)} {'holds' if len(names) == 1 else 'hold'} no noise, as an FFT or another filter over "
        f"the whole series leaves it: the upper half of the spectrum has {num(worst.upper)} of the power of its fourth "
        "differences, where measured series have a tenth and more. Such a filter makes each row of later rows as well, "
        f"and {y_plan.tensor} then follows from its window.",
        remedy="Smooth with past values alone, rolling(k).mean() or ewm(), after the split, and forecast the series as "
        "it was measured.",
        evidence={"upper_half": evidence(worst.upper), "strongest": evidence(worst.lines), "threshold": upper},
        features=names,
    )


def _by_phase(plan: Plan, y_plan: Plan, feature: int, found: Phase, limit: float) -> Finding:
    names = plan.names([feature])
    return Finding(
        message=f"Every second row of `{names[0]}` follows from those on both sides of it to {num(found.left)} of a "
        f"deviation, the others to {num(found.others)}: it is what wavelet denoising over the whole series leaves, or "
        f"was drawn between other rows. Each row is then made of later ones as well, and {y_plan.tensor} follows from "
        "its window.",
        remedy="Smooth with past values alone, rolling(k).mean() or ewm(), after the split, and forecast the series as "
        "it was measured.",
        evidence={
            "phase_apart": evidence(found.left / found.others),
            "others": evidence(found.others),
            "threshold": limit,
        },
        features=names,
    )


def _longest(series: Series) -> Array:
    """The rows of the longest unbroken stretch."""
    begins = np.flatnonzero(series.starts)
    if not len(begins):
        return series.rows[:0]
    ends = np.append(begins[1:], len(series.rows))
    longest = int((ends - begins).argmax())
    return series.rows[begins[longest] : ends[longest]][:ROWS]


def _smooth(plan: Plan, part: Array, rows: int) -> Iterable[Smooth]:
    if len(part) < rows:
        return
    for f in plan.moving:
        x = part[:, f].astype(np.float64)
        if np.isfinite(x).all() and len(np.unique(x)) >= DISTINCT * len(x):
            yield _spectrum(int(f), x)


def _spectrum(feature: int, x: Floats) -> Smooth:
    x = x - np.linspace(x[0], x[-1], len(x))
    tapered = (x - x.mean()) * np.hanning(len(x))
    fourth, steps = (np.abs(np.fft.rfft(np.diff(tapered, k))) ** 2 for k in (4, 1))
    strongest = np.sort(steps)[-max(3, len(x) // STRONGEST) :]
    return Smooth(
        feature,
        float(fourth[len(fourth) // 2 :].sum() / max(fourth.sum(), 1e-300)),
        float(strongest.sum() / max(steps.sum(), 1e-300)),
    )


def _series(rng: np.random.Generator) -> np.ndarray:
    return random_walk(rng, 1_024, 1)[:, 0]


def _denoised(series: np.ndarray) -> np.ndarray:
    """Without the finest details of Daubechies' wavelet of two vanishing moments (pywt: db2)."""
    root = np.sqrt(3.0)
    low = np.array([1 + root, 3 + root, 3 - root, 1 - root]) / (4 * np.sqrt(2))
    at = (np.arange(0, len(series), 2)[:, None] + np.arange(4)) % len(series)
    coarse = series[at] @ low
    made = np.zeros(len(series))
    for k in range(4):
        np.add.at(made, at[:, k], low[k] * coarse)
    return made


@smoothed_both_ways.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    spectrum = np.fft.rfft(_series(rng))
    spectrum[80:] = 0
    X, y = cut(np.fft.irfft(spectrum)[:, None], 24)
    return {"X": X, "y": y}


@smoothed_both_ways.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(_denoised(_series(rng))[:, None], 24)
    return {"X": X.astype(np.float32), "y": y.astype(np.float32)}


@smoothed_both_ways.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(np.convolve(_series(rng), np.ones(12) / 12, "valid")[:, None], 24)
    return {"X": X, "y": y}


@smoothed_both_ways.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    t = np.arange(1_024)
    X, y = cut((np.sin(t / 9) + 0.3 * np.sin(t / 31))[:, None], 24)  # a calendar
    return {"X": X, "y": y}
