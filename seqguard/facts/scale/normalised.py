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
SAME = 1e-3
"""Of the deviation: windows whose means and deviations differ by no more were scaled one by one, and then once more
together; files of three decimals round so far. Readings of a sensor never agree so well; those of a noise-free wave do
over whole periods."""
FEWEST = 20
"""Windows that vary from which on they agree so by no accident."""
SAMPLES = 128


@dataclass(frozen=True, eq=False, repr=False)
class Normalised(Readable):
    """How the data were scaled, "" where they were not.

    Attributes:
        window: "min-max" (each window of each feature from 0 to 1) or "standard" (mean 0 and deviation 1), or that
            once scaled as a whole, to `offset` and `unit` in place of 0 and 1.
        across: "min-max", "standard" or "length" (the features of each timestep have a norm of 1).
        windows, rows: how many of each were looked at.
    """

    window: str
    across: str
    windows: int
    rows: int
    offset: float = 0.0
    unit: float = 1.0

    def before(self, value: float) -> float:
        """What the scaling of each window made of a value, before everything was scaled once more."""
        return (value - self.offset) / self.unit


@fact
def normalised(plan: Plan, sample: Sample, kinds: Kinds) -> Normalised:
    """Looked for in at most 128 of the sampled samples, in the features that are neither flags nor static."""
    moving = np.flatnonzero((kinds.columns.sizes > 2) & ~kinds.columns.static)
    x = sample.values
    if plan.integral or plan.task == "tokens" or not len(moving):
        return Normalised("", "", 0, 0)
    x = x[np.linspace(0, len(x) - 1, min(len(x), SAMPLES)).astype(int)][:, :, moving].astype(np.float64)
    across = _across(x) if len(moving) >= 3 else ""
    apart = plan.T >= 4 and plan.padding is None
    window, offset, unit = _scaled(x, 1, SPREAD) if apart else "", 0.0, 1.0
    if apart and not window and not plan.step:
        window, offset, unit = _scaled_twice(x)
    return Normalised(window, across, len(x), len(x) * plan.T, offset, unit)


def _scaled_twice(x: Floats) -> tuple[str, float, float]:
    """The trace of scaling window by window under one scaling of everything, with the latter's offset and unit."""
    varies = x.max(1) > x.min(1)
    if np.count_nonzero(varies) < FEWEST:
        return "", 0.0, 1.0
    extremes = x.min(1), x.max(1) - x.min(1)
    for name, (offsets, units) in {"min-max": extremes, "standard": (x.mean(1), x.std(1))}.items():
        offset, unit = (float(np.median(v[varies])) for v in (offsets, units))
        if _mostly((np.abs(offsets - offset) <= SAME * unit) & (np.abs(units - unit) <= SAME * unit), varies):
            return name, offset, unit
    return "", 0.0, 1.0


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
