"""Samples that were clipped at a level that others exceed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Array, Bools, Floats, Plan
from seqguard.core.text import agree, count, evidence, exact, often, share
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample

LOOKED = 60
"""Clipped samples whose other values are counted."""
OFTEN = 5
"""Values at its top that a clipped sample has at least."""
NEXT = 5
"""Values next to the level whose counts are compared with its own."""


@dataclass(frozen=True)
class Clipped:
    """A feature of which `samples` samples end at `level`, `times` times each, in `runs` runs, where `exceed` of all
    samples go beyond it; `beside` is how often the values next to it stand."""

    feature: int
    level: float
    samples: int
    of: int
    times: float
    beside: float
    runs: float
    exceed: float


@check(
    "SG217",
    severity="warning",
    aliases=("audio clipping", "clipped below the maximum", "saturated amplifier", "clipped recordings"),
)
def clipped_samples(
    plan: Input[Plan],
    sample: Input[Sample],
    series: Input[Series],
    *,
    times: float = threshold(5.0, 1, source="164 sound sets: none with 10 samples at any ratio from 5 on"),
    samples: int = threshold(10, 1, source="164 sound sets: none; clipped recordings: 96 of 500"),
    runs: int = threshold(3, 1, source="164 sound sets: as samples; a plateau is one run, a clipped wave many"),
    steps: int = threshold(30, 8, source="judgement: of fewer steps a value repeats by rounding"),
) -> Iterable[Finding]:
    """Some samples are cut off at one level that other samples exceed.

    Situation: Some recordings were made with the gain too high and are cut off at the top.
    Why: an amplifier that saturates, a gain that was too high, or `np.clip` in one of several sources squares the
        peaks. The network learns the source by them, and what lay above is gone.
    Evidence: ten samples or more whose largest (or smallest) value is one and the same, not 0, stands five times or
        more as often as any of the five values next to it, in three runs or more, while other samples go beyond it
        and hardly any repeat another largest value. Samples that share no rows, of 30 steps or more. Of 164 sound
        sets none.
    Remedy: lower the gain and record again, or leave those samples out; scale after that.
    Limits: samples clipped at the largest value of all are told by clipped-feature; each at a level of its own, by
        nothing. A third of clipped sets is found.
    """
    if plan.task == "tokens" or plan.integral or plan.sliding or series.shuffled or plan.padding is not None:
        raise Missing("needs samples that share no rows, of numbers and of one length")
    if steps > plan.T:
        raise Missing(f"needs {steps} steps")
    found = []
    repeats = {side: _often_at_top(sample.values, side, samples) for side in (1.0, -1.0)}
    for f in plan.moving:
        for side in (1.0, -1.0):
            clip = _clip(sample.values[:, :, f], int(f), side, samples) if repeats[side][f] else None
            if clip is not None and clip.times >= times * clip.beside and clip.runs >= runs:
                found.append(clip)
    if not found:
        return
    worst = max(found, key=lambda c: c.samples)
    name = plan.features[worst.feature]
    yield Finding(
        message=f"{worst.samples:,} of {count(worst.of, 'sample')} ({share(worst.samples, worst.of)}) "
        f"{agree(worst.samples, 'is', 'are')} clipped: `{name}` stops at {exact(worst.level)} there, {worst.times:g} "
        "times a sample in "
        f"{worst.runs:g} runs, while the values next to it occur {often(worst.beside)}, and "
        f"{share(worst.exceed, 1)} of the samples go beyond it.",
        remedy="Leave those samples out or take them from a source without clipping: look for a gain, or `np.clip`,"
        " in one of several sources.",
        evidence={
            "level": exact(worst.level),
            "samples": worst.samples,
            "ratio": evidence(worst.times / worst.beside),
            "runs": evidence(worst.runs),
            "exceed": evidence(worst.exceed),
        },
        features=plan.names(dict.fromkeys(c.feature for c in found)),
    )


def _often_at_top(x: Array, side: float, least: int) -> Bools:
    """(F,): the features that hold their largest, or smallest, value five times in enough samples to be looked at."""
    top = x.max(1, keepdims=True) if side > 0 else x.min(1, keepdims=True)
    clipped = np.count_nonzero(x == top, axis=1) >= OFTEN
    return clipped.sum(0) >= least  # type: ignore[no-any-return]  # NumPy types the comparison as Any


def _clip(x: Array, feature: int, side: float, least: int) -> Clipped | None:
    z: Floats = side * x.astype(np.float64)
    top = z.max(1)
    level = z == top[:, None]
    often = np.flatnonzero((level.sum(1) >= OFTEN) & (z.min(1) < top) & np.isfinite(top))
    if len(often) < least:
        return None
    values, counts = np.unique(top[often], return_counts=True)
    value, held = float(values[counts.argmax()]), int(counts.max())
    exceed = float((top > value).mean())
    if value == 0 or held < least or len(often) - held > 0.1 * held or exceed == 0:
        return None
    chosen = often[top[often] == value][:LOOKED]
    beside, runs = [], []
    for row in chosen:
        stands = np.unique(z[row], return_counts=True)[1]
        beside.append(stands[-1 - NEXT : -1].max() if len(stands) > NEXT else z.shape[1])
        at = level[row]
        runs.append(int(at[0]) + int(np.count_nonzero(at[1:] & ~at[:-1])))
    times, usual, pieces = (float(np.median(v)) for v in (level[chosen].sum(1), beside, runs))
    return Clipped(feature, side * value, held, len(x), times, usual, pieces, exceed)


def _waves(rng: np.random.Generator) -> np.ndarray:
    size = rng.uniform(0.3, 1.2, (200, 1))
    wave = size * np.sin(0.3 * np.arange(120) + rng.uniform(0, 6, (200, 1)))
    return wave + 0.03 * rng.standard_normal(wave.shape)


@clipped_samples.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X = _waves(rng)
    X[:100] = np.clip(X[:100], -0.6, 0.6)
    return {"X": X[..., None]}


@clipped_samples.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"X": _waves(rng)[..., None]}
