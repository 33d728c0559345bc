"""The change that a finding proposes, as Python, written down before it is known what the call names things.

`X` and `y` are the tensors of the split that the finding is on, `X_train` and `y_train` those of train. Lines with
`X_each` or `y_each` are repeated for every split; `@keep` keeps the samples of `keep` in every tensor of the split.
`seqguard.engine.fixes` writes all of them as the call has them. No change deletes or fills in silence: it prints how
many samples it drops, and marks what it fills.
"""

import math
from collections.abc import Iterable

from seqguard.core.plan import Plan

KEEP = "@keep"
NUMBERED = """\
classes = np.unique(y_train)
assert np.isin(y_each, classes).all(), "a class that train does not have"
y_each = np.searchsorted(classes, y_each)"""
"""Classes as their places in the order of train's."""


def drop_features(plan: Plan, at: Iterable[int]) -> str:
    """Leave these features out of every split; "" where the last axis is not the features."""
    found = sorted({int(f) for f in at})
    if not has_features(plan) or not found or len(found) >= plan.F:
        return ""
    return f"{_name(plan)}_each = np.delete({_name(plan)}_each, {found}, axis=-1)"


def drop_steps(plan: Plan, at: Iterable[int]) -> str:
    """Leave these timesteps out of every split; "" where there is no axis of time to cut."""
    found = sorted({int(t) for t in at})
    if len(plan.shape) < 3 or not found or len(found) >= plan.T:
        return ""
    return f"X_each = np.delete(X_each, {found}, axis=1)"


def drop_samples(condition: str, why: str) -> str:
    """Keep the samples that meet a condition, an expression of shape (samples,), and print how many go."""
    return f'keep = {condition}\nprint(f"dropped {{(~keep).sum():,}} of {{len(keep):,}} samples: {why}")\n{KEEP}'


def every(plan: Plan, condition: str) -> str:
    """An expression that is true of the samples all of whose values meet a condition on `values`."""
    values = condition.replace("values", _name(plan))
    held = values if values.startswith("np.") else f"({values})"
    return f"{held}.reshape(len({_name(plan)}), -1).all(1)"


def values_of(plan: Plan, feature: int) -> str:
    """The expression for one feature of the tensor: `X[..., 2]`, `y`; "" where the given axes do not allow one."""
    if plan.F == 1:
        return _name(plan)
    return f"{_name(plan)}[..., {int(feature)}]" if has_features(plan) else ""


def has_features(plan: Plan) -> bool:
    """Whether the last axis, as it was given, is the features."""
    if plan.role == "x":
        return len(plan.shape) == 3
    return plan.layout in ("columns", "one-hot") or (len(plan.shape) == 3 and plan.shape[-1] == plan.F)


def standardise(plan: Plan) -> str:
    """Scale every split by the mean and deviation of each feature in train."""
    name = _name(plan)
    axes = tuple(range(len(plan.shape) - 1)) if has_features(plan) else None
    over = "" if axes is None else f"axis={axes}"
    return (
        f"mean, std = {name}_train.mean({over}), {name}_train.std({over})\n"
        f"{name}_each = ({name}_each - mean) / np.where(std > 0, std, 1)"
    )


def number(value: float) -> str:
    """A number as Python reads it back, all its digits: `-999`, `0.1`, and no thousands commas."""
    value = float(value) + 0.0
    if not math.isfinite(value):
        return f"np.{value}" if value != -math.inf else "-np.inf"
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def unlike(array: str, value: float) -> str:
    """Where an array does not hold a value, which NaN does not tell by being unequal."""
    return f"(~np.isnan({array}))" if math.isnan(value) else f"({array} != {number(value)})"


def _name(plan: Plan) -> str:
    return "X" if plan.role == "x" else "y"
