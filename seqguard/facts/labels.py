"""Class labels of a target with their exact counts."""

from dataclasses import dataclass

import numpy as np

from seqguard._check import Missing, fact
from seqguard._plan import Floats, Ints, Plan
from seqguard.stats.labels import LabelCounts


@dataclass(frozen=True, eq=False, repr=False)
class Labels:
    """Distinct labels, ascending, with how often each stands.

    `like_counts`: they fall off from a mode as counts of things do, and may be a quantity rather than classes.
    """

    values: Floats
    counts: Ints
    like_counts: bool

    @property
    def n(self) -> int:
        return int(self.counts.sum())


@fact
def labels(y_plan: Plan, y: LabelCounts) -> Labels:
    """Of a target that was read as classes; one-hot rows are numbered by the column of their 1."""
    if y_plan.task != "classification":
        raise Missing(f"{y_plan.tensor} was read as {y_plan.task}")
    if not len(y.values):
        raise Missing(f"{y_plan.tensor} holds fractions, or more than 4,096 different labels")
    return Labels(y.values, y.counts, y_plan.layout != "one-hot" and falls_off(y.values, y.counts))


def falls_off(values: Floats, counts: Ints) -> bool:
    """Whether counts per value look like a Poisson or geometric distribution.

    Four or more whole numbers from 0 or 1 up that fall from a mode in the lower half to under a twentieth of it,
    without a jump down right behind the mode. Class ids come in no order of their frequency. A jump down to a seventh
    behind the mode is one large class among small ones: a count that is 0 so often hardly reaches 3.
    """
    if len(values) < 4 or values[0] not in (0, 1) or (np.diff(values[: len(values) // 2 + 1]) != 1).any():
        return False
    mode = int(counts.argmax())
    after = counts[mode:].astype(float)
    falling = (after[1:] <= after[:-1] + 2 * np.sqrt(after[:-1]) + 1).all()
    return bool(mode < len(counts) / 2 and falling and after[-1] < 0.05 * after[0] and after[1] > 0.15 * after[0])
