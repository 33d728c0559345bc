"""How the checks on splits name the two splits that they compare, and how to split instead."""

from seqguard.core.plan import Plan
from seqguard.sources.base import SplitData


def of(base: Plan) -> str:
    """What belongs to a split, before a noun: "training", "validation", "fold_2"."""
    return "training" if base.split == "train" else base.split


def trusted(plan: Plan, base: Plan) -> str:
    """What becomes of the score: one split was trained on, or two splits are to speak each for itself."""
    if base.split == "train":
        return "The loss on them will measure memory."
    return f"The score on {plan.split} repeats that on {base.split}, by which choices were made."


def right_split(plan: Plan, base: Plan, data: SplitData) -> str:
    """A splitter of scikit-learn with the gap or the groups that these windows ask for, to paste."""
    if data.groups is not None:
        return "train, val = next(GroupShuffleSplit(1, test_size=0.2).split(X, y, groups))."
    gap = -(-plan.T // max(1, plan.step or base.step))
    return f"With windows in the order of time: `train, val = list(TimeSeriesSplit(gap={gap}).split(X))[-1]`."
