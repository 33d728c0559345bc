"""`Split`: inputs and targets that belong together, with what is known of each sample."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.core.arguments import attribute, check_layout, check_lengths, check_names
from seqguard.core.errors import shown
from seqguard.core.plan import Array
from seqguard.core.shapes import samples


@dataclass(frozen=True, eq=False)
class Split:
    """Inputs and targets with the groups, times and weights of their samples.

    May stand wherever X may stand, and wherever a tuple of `validation_data` may.

    Attributes:
        X: as for `seqguard.inspect`.
        y: as for `seqguard.inspect`.
        groups: (n,) of any dtype that compares: the patient, store or engine that each sample comes from.
        timestamps: (n,) of each sample, or (n, timesteps) of each of its steps; datetime64, or numbers that rise with
            time.
        sample_weight: (n,) numbers.
        feature_names, target_names, task, tokens, mask_value, layout, lengths, target: what the data are, as for
            `seqguard.inspect`, where that travels with them; None leaves it to the call.

    Raises:
        TypeError: an argument is not such an array.
        ValueError: it is, and its shape does not fit the samples of X.
    """

    X: Any
    y: Any = None
    groups: Any = None
    timestamps: Any = None
    sample_weight: Any = None
    feature_names: Any = None
    target_names: Any = None
    task: Any = None
    tokens: Any = None
    mask_value: Any = None
    layout: Any = None
    lengths: Any = None
    target: Any = None

    def __post_init__(self) -> None:
        if isinstance(self.X, Split):
            raise TypeError("X must hold the inputs, got a Split inside a Split")
        for name in ("X", "y"):
            if isinstance(value := getattr(self, name), type):
                raise TypeError(
                    f"{name} must hold arrays, got the class {value.__name__}; pass one of it, {value.__name__}(...)"
                )
        check_layout(self.layout)
        check_lengths(self.lengths)
        for name in ("feature_names", "target_names"):
            check_names(name, getattr(self, name))
        n = samples(self.X)
        for name in ("groups", "timestamps", "sample_weight"):
            value = getattr(self, name)
            if value is not None:
                object.__setattr__(self, name, _per_sample(name, value, n))


@dataclass(frozen=True, eq=False, repr=False)
class Archive(Split):
    """What several splits come in: a `Split`, and `others`, the further ones that it brings along."""

    others: Mapping[str, Any] | None = None


def said_with(X: Any, words: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a call together with those that its `Split` brings.

    Raises:
        ValueError: both say one option, and differently.
    """
    brought = (
        {name: getattr(X, name) for name in BROUGHT if getattr(X, name) is not None} if isinstance(X, Split) else {}
    )
    for name, value in brought.items():
        if name in words and words[name] is not None and not _equal(words[name], value):
            raise ValueError(f"{name} is {shown(words[name])} in the call and {shown(value)} in the Split: say it once")
    return {**words, **brought}


def _equal(one: Any, other: Any) -> bool:
    """Whether two options say the same; what cannot be compared, such as arrays without an axis, does not."""
    try:
        if isinstance(one, str) or not hasattr(one, "__iter__"):
            return bool(one == other)
        return hasattr(other, "__iter__") and list(one) == list(other)
    except Exception:  # whatever a foreign object makes of being compared
        return False


BROUGHT = ("feature_names", "target_names", "task", "tokens", "mask_value", "layout", "lengths", "target")
"""Options that a `Split` may bring."""


ACCEPTED = {
    "groups": ((1,), "biufUSTOMm", "labels of each sample, numbers or text"),
    "timestamps": ((1, 2), "iufM", "datetime64 or numbers (text is parsed by pandas.to_datetime)"),
    "sample_weight": ((1,), "biuf", "numbers"),
}
"""Axes, kinds of dtype, and both in words."""


def _per_sample(name: str, value: Any, n: int | None) -> Array:
    dims, kinds, wanted = ACCEPTED[name]
    array = _to_array(name, value)
    if array.dtype.kind not in kinds:
        raise TypeError(f"{name} must be {wanted}, got dtype {array.dtype}")
    if array.ndim not in dims or (n is not None and len(array) != n) or (len(array) and not array.size):
        shape = "(n,)" if dims == (1,) else "(n,) or (n, timesteps)"
        raise ValueError(f"{name} must have shape {shape}{'' if n is None else f' with n = {n:,}'}, got {array.shape}")
    return array


def _to_array(name: str, value: Any) -> Array:
    """An array of a list, array or column; times with a zone become UTC."""
    if isinstance(value, str | bytes | Mapping | set | frozenset):
        raise TypeError(f"{name} must be an array with one value for each sample, got {type(value).__name__}")
    try:
        if type(value).__module__.startswith("pyarrow"):
            return np.asarray(value.to_numpy(zero_copy_only=False) if hasattr(value, "type") else value)
        if callable(attribute(value, "to_numpy")):
            zoned = attribute(attribute(value, "dtype"), "tz") is not None
            return np.asarray(value.to_numpy(dtype="datetime64[ns]") if zoned else value.to_numpy())
        array = np.asarray(value)
    except Exception as error:  # whatever a foreign container raises, said with the argument's name
        raise TypeError(f"{name} must be an array with one value for each sample: {error}") from error
    if name == "timestamps" and array.dtype.kind == "O":
        try:
            return array.astype("datetime64[us]")
        except (TypeError, ValueError, OverflowError) as error:
            raise TypeError(f"timestamps must be datetime64 or numbers: {error}") from error
    return array
