"""The arguments of `inspect` that say how the data are to be read, checked once and named in every complaint."""

from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

TASKS = ("auto", "regression", "classification", "multilabel")
BUDGET = 2**21


@dataclass(frozen=True)
class Asked:
    """What the caller said about the reading; None and "auto" leave it to the data."""

    feature_names: Sequence[str] | None = None
    target_names: Sequence[str] | None = None
    task: str = "auto"
    tokens: bool | str = "auto"
    mask_value: float | None = None
    budget: int = BUDGET


def check_arguments(
    feature_names: Any, target_names: Any, task: Any, tokens: Any, mask_value: Any, sample: Any, progress: Any
) -> Asked:
    """The arguments as `Asked`; TypeError or ValueError names the one that is not what it must be."""
    if task not in TASKS:
        raise ValueError(f"task must be one of {', '.join(map(repr, TASKS))}, got {task!r}")
    for name, value in (("tokens", tokens), ("progress", progress)):
        if value not in (True, False, "auto"):
            raise ValueError(f"{name} must be True, False or 'auto', got {value!r}")
    if mask_value is not None and (isinstance(mask_value, bool) or not isinstance(mask_value, Real)):
        raise TypeError(f"mask_value must be a number or None, got {mask_value!r}")
    if sample != "auto" and (isinstance(sample, bool) or not isinstance(sample, Integral)):
        raise TypeError(f"sample must be a number of values or 'auto', got {sample!r}")
    if sample != "auto" and int(sample) < 1:
        raise ValueError(f"sample must be at least 1, got {sample!r}")
    return Asked(
        _names("feature_names", feature_names),
        _names("target_names", target_names),
        task,
        tokens,
        None if mask_value is None else float(mask_value),
        BUDGET if sample == "auto" else int(sample),
    )


def _names(argument: str, names: Any) -> tuple[str, ...] | None:
    if names is None:
        return None
    if isinstance(names, str) or not hasattr(names, "__iter__"):
        raise TypeError(f"{argument} must be a sequence of names, got {names!r}")
    out = tuple(names)
    if not all(isinstance(n, str) for n in out):
        raise TypeError(f"{argument} must hold strings, got {next(n for n in out if not isinstance(n, str))!r}")
    if len(set(out)) != len(out):
        raise ValueError(
            f"{argument} must hold different names, got {next(n for n in out if out.count(n) > 1)!r} twice"
        )
    return out
