"""Data that were scaled window by window, or across the features of a row."""

from dataclasses import dataclass

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.core.declare import fact
from seqguard.core.places import Readable
from seqguard.core.plan import Floats, Plan
from seqguard.statistics.sample import Sample

SHARE = 0.95
"""Of the windows or rows that must show the trace; a few that do not move cannot be scaled."""
BOUND = 1e-4
"""From 0 and 1, of extremes and means: float32 rounding after a division leaves 1e-6."""
SPREAD = 2e-2
"""From 1, of a window's deviation: some tools divide by n - 1, which is 2 % off at 25 timesteps."""
SAMPLES = 128


@dataclass(frozen=True, eq=False, repr=False)
class Normalised(Readable):
    """How the data were scaled, "" where they were not.

    Attributes:
        window: "min-max" (each window of each feature from 0 to 1) or "standard" (mean 0 and deviation 1).
        across: "min-max", "standard" or "length" (the features of each timestep have a norm of 1).
        windows, rows: how many of each were looked at.
    """

    window: str
    across: str
    windows: int
    rows: int


@fact
def normalised(plan: Plan, sample: Sample, kinds: Kinds) -> Normalised:
    """Looked for in at most 128 of the sampled samples, in the features that are neither flags nor static."""
    moving = np.flatnonzero((kinds.columns.sizes > 2) & ~kinds.columns.static)
    x = sample.values
    if plan.integral or plan.task == "tokens" or not len(moving):
        return Normalised("", "", 0, 0)
    x = x[np.linspace(0, len(x) - 1, min(len(x), SAMPLES)).astype(int)][:, :, moving].astype(np.float64)
    window = _scaled(x, 1, SPREAD) if plan.T >= 4 and plan.padding is None else ""
    across = _across(x) if len(moving) >= 3 else ""
    return Normalised(window, across, len(x), len(x) * plan.T)


def _scaled(x: Floats, axis: int, spread: float) -> str:
    """The trace of scaling along an axis, in those slices that vary along it."""
    low, high = x.min(axis), x.max(axis)
    varies = high > low
    if not varies.any():
        return ""
    if _mostly((np.abs(low) <= BOUND) & (np.abs(high - 1) <= BOUND), varies):
        return "min-max"
    mean, deviation = x.mean(axis), x.std(axis)
    return "standard" if _mostly((np.abs(mean) <= 10 * BOUND) & (np.abs(deviation - 1) <= spread), varies) else ""


def _across(x: Floats) -> str:
    found = _scaled(x, 2, BOUND)
    if found:
        return found
    length = np.sqrt((x**2).sum(2))
    return "length" if _mostly(np.abs(length - 1) <= BOUND, length > 0) else ""


def _mostly(trace: "np.typing.NDArray[np.bool_]", among: "np.typing.NDArray[np.bool_]") -> bool:
    return bool(among.any() and trace[among].mean() >= SHARE)
