"""Class labels of a target with their exact counts."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable, Target
from seqguard.core.plan import Floats, Ints, Plan
from seqguard.statistics.labels import LabelCounts


@dataclass(frozen=True, eq=False, repr=False)
class Labels(Readable):
    """Distinct labels, ascending, with how often each stands.

    `like_counts`: they may be a quantity rather than classes, see `like_quantity`. `draws`: as many independent samples
    would change their label as often from one to the next; all samples, where they are sorted by label.
    """

    values: Floats
    counts: Ints
    like_counts: bool
    draws: float

    @property
    def n(self) -> int:
        """All labels that were counted."""
        return int(self.counts.sum())


@fact
def labels(y_plan: Target[Plan], y: Target[LabelCounts]) -> Labels:
    """Of a target that was read as classes; one-hot rows are numbered by the column of their 1."""
    if y_plan.task != "classification":
        raise Missing(f"{y_plan.tensor} was read as {y_plan.task}")
    if not len(y.values):
        raise Missing(f"{y_plan.tensor} holds fractions, or more than 4,096 different labels")
    quantity = y_plan.layout != "one-hot" and like_quantity(y.values, y.counts)
    return Labels(y.values, y.counts, quantity, _draws(y))


def _draws(y: LabelCounts) -> float:
    if y.changes < len(y.values) or len(y.values) < 2:
        return float(y.n)
    differ = 1 - float(((y.counts / y.n) ** 2).sum())
    return min(float(y.n), (y.changes + 1) / differ)


def like_quantity(values: Floats, counts: Ints) -> bool:
    """Whether whole numbers are as likely a quantity as class ids.

    All are multiples of one number (0, 10, 20); or their frequencies rise to a mode and fall from it as those of counts
    and measurements do. Class ids come in no order of their frequency: six of them stand so in one order of 22. From 0
    or 1 up four are enough where the last is under a twentieth of the mode. A drop to a seventh beside the mode is one
    large class among small ones: a count that is 0 so often hardly reaches 3.
    """
    k = len(values)
    if k > 6 and values[0] == 0 and like_quantity(values[1:], counts[1:]):
        return True  # a pile at 0 beside the mode
    if k >= 3 and np.gcd.reduce(values.astype(np.int64)) > 1:
        return True
    mode, high = int(counts.argmax()), float(counts.max())
    beside = counts[[i for i in (mode - 1, mode + 1) if 0 <= i < k]]
    if k < 4 or (beside < 0.15 * high).any() or not (_rises(counts[: mode + 1]) and _rises(counts[mode:][::-1])):
        return False
    counted = values[0] in (0, 1) and mode < k / 2 and counts[-1] < 0.05 * high
    return bool(counted or (k >= 6 and max(counts[0], counts[-1]) < 0.3 * high))


def _rises(counts: Ints) -> bool:
    """Whether counts never fall by more than chance gives."""
    c = counts.astype(np.float64)
    return bool((c[1:] >= c[:-1] - 2 * np.sqrt(c[:-1]) - 1).all())
