"""Examples with times, for checks that read them."""

from typing import Any

import numpy as np
import numpy.typing as npt

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.sources.split import Split


def timed(rng: np.random.Generator, time: npt.NDArray[Any], steps: int = 12) -> dict[str, Any]:
    """Arguments of `inspect`: windows of a series whose rows have these times."""
    X, y = cut(random_walk(rng, len(time), 2), steps)
    return {"X": Split(X, y, timestamps=np.lib.stride_tricks.sliding_window_view(time, steps)[: len(X)])}
