"""The arguments of `inspect` that say how data are read and what is checked, each named in every complaint."""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral, Real
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from seqguard.core.errors import LONGEST_NAME, shown

LAYOUTS = ("NTF", "NFT", "TNF")
TASKS = ("auto", "regression", "classification", "multilabel")
BUDGET = 2**21


@dataclass(frozen=True)
class DataOptions:
    """What the caller said about the reading; None and "auto" leave it to the data."""

    feature_names: Sequence[str] | None = None
    target_names: Sequence[str] | None = None
    task: str = "auto"
    tokens: bool | str = "auto"
    mask_value: float | None = None
    budget: int = BUDGET
    layout: str | None = None
    lengths: npt.NDArray[np.int64] | None = field(default=None, compare=False)
    target: Any = None


def check_arguments(
    feature_names: Any,
    target_names: Any,
    task: Any,
    tokens: Any,
    mask_value: Any,
    sample: Any,
    progress: Any,
    figures: Any = "auto",
) -> DataOptions:
    """The arguments as `DataOptions`; TypeError or ValueError names the one that is not what it must be."""
    if not isinstance(task, str) or task not in TASKS:
        raise ValueError(f"task must be one of {', '.join(map(repr, TASKS))}, got {shown(task)}")
    for name, value in (("tokens", tokens), ("progress", progress), ("figures", figures)):
        if not _is_choice(value):
            raise ValueError(f"{name} must be True, False or 'auto', got {shown(value)}")
    return DataOptions(
        check_names("feature_names", feature_names),
        check_names("target_names", target_names),
        str(task),
        tokens if isinstance(tokens, str) else bool(tokens),
        _mask_value(mask_value),
        _sample(sample),
    )


def _is_choice(value: Any) -> bool:
    return isinstance(value, bool | np.bool_) or (isinstance(value, str) and value == "auto")


def _mask_value(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"mask_value must be a number or None, got {shown(value)}")
    try:
        number = float(value)
        exact = not isinstance(value, Integral) or int(value) == int(number)
    except OverflowError:
        exact = False
    if not exact:
        raise ValueError(f"mask_value must be a number that float64 holds exactly, got {shown(value)}")
    return number


def _sample(value: Any) -> int:
    counted = check_count("sample", value, "values")
    return BUDGET if counted is None else counted


def check_count(argument: str, value: Any, of: str = "samples") -> int | None:
    """A whole number from 1 up; None where it is "auto"."""
    if isinstance(value, str) and value == "auto":
        return None
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{argument} must be a number of {of} or 'auto', got {shown(value)}")
    if value < 1:
        raise ValueError(f"{argument} must be at least 1, got {shown(value)}")
    return int(value)


def check_truth(argument: str, value: Any) -> bool:
    """True or False, and nothing that merely counts as such: a gate is not opened by a slip."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{argument} must be True or False, got {shown(value)}")
    return bool(value)


def check_layout(value: Any) -> str | None:
    """One of the orders of axes, or None."""
    if value is not None and (not isinstance(value, str) or value not in LAYOUTS):
        raise ValueError(f"layout must be one of {', '.join(map(repr, LAYOUTS))} or None, got {shown(value)}")
    return value


def check_lengths(value: Any) -> npt.NDArray[np.int64] | None:
    """(n,) whole numbers from 0 up, or None; whether there are as many as samples is told where these are."""
    if value is None:
        return None
    if isinstance(value, str | bytes | Mapping | set | frozenset):
        raise TypeError(f"lengths must be one whole number for each sample, got {type(value).__name__}")
    try:
        found = np.asarray(value)
    except Exception as error:  # whatever a foreign container raises, said with the argument's name
        raise TypeError(f"lengths must be one whole number for each sample: {error}") from error
    if found.ndim != 1:
        raise ValueError(f"lengths must have shape (n,), got {found.shape}")
    if found.dtype.kind not in "iu" and len(found):
        raise TypeError(f"lengths must be whole numbers, got dtype {found.dtype}")
    if len(found) and found.min() < 0:
        raise ValueError(f"lengths must not be negative, got {found.min()}")
    return found.astype(np.int64)


def check_path(argument: str, value: Any) -> Path:
    """A path, given as text or as what stands for one."""
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"{argument} must be a path, got {shown(value)}")
    path = os.fspath(value)
    if not isinstance(path, str):
        raise TypeError(f"{argument} must be a path of text, got {shown(value)}")
    return Path(path)


LONGEST = 10**9
"""Seconds: thirty years."""


def check_seconds(argument: str, value: Any) -> float | None:
    """A positive number of seconds, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{argument} must be a number of seconds or None, got {shown(value)}")
    number = value if isinstance(value, int) else float(value)  # a whole number may lie beyond the floats
    if not 0 < number <= LONGEST:
        raise ValueError(f"{argument} must be above 0 and at most {LONGEST:,}, got {shown(value)}")
    return float(value)


def holds(dtype: np.dtype[Any], value: float) -> bool:
    """Whether a tensor that is read in this dtype can hold the value at all: -1 is no uint8, -99.5 no whole number."""
    if dtype.kind == "f":
        return True
    if not np.isfinite(value) or value != int(value):
        return False
    limits = np.iinfo(dtype)
    return bool(limits.min <= int(value) <= limits.max)


def check_names(argument: str, names: Any) -> tuple[str, ...] | None:
    """Different names, or None where none were given."""
    if names is None:
        return None
    out = _listed(argument, names, "names")
    for name in out:
        if not isinstance(name, str):
            raise TypeError(f"{argument} must hold strings, got {shown(name)}")
        if len(name) > LONGEST_NAME:
            raise ValueError(f"{argument} must hold names of at most {LONGEST_NAME} characters, got {shown(name)}")
    twice = [name for name, times in Counter(out).items() if times > 1]
    if twice:
        raise ValueError(f"{argument} must hold different names, got {shown(twice[0])} twice")
    return out


def check_patterns(argument: str, patterns: Any) -> tuple[str, ...] | None:
    """Codes, beginnings of codes or slugs as strings; whether there are such checks is told elsewhere."""
    if patterns is None:
        return None
    if isinstance(patterns, str):
        raise TypeError(f"{argument} must be a sequence of codes or slugs, got the string {shown(patterns)}")
    listed = sorted(patterns, key=str) if isinstance(patterns, set | frozenset) else patterns
    return _strings(argument, _listed(argument, listed, "codes or slugs"))


def check_silenced(argument: str, given: Any) -> Mapping[str, tuple[str, ...]]:
    """`ignore` as a mapping of patterns to the features it is silent about; no feature stands for everywhere."""
    if not isinstance(given, Mapping):
        return dict.fromkeys(check_patterns(argument, given) or (), ())
    _strings(argument, tuple(given))
    return {
        pattern: _strings(f"{argument}[{pattern!r}]", _listed(f"{argument}[{pattern!r}]", places, "feature names"))
        for pattern, places in given.items()
    }


def check_sequence(argument: str, given: Any, of: str) -> tuple[Any, ...]:
    """The entries of a sequence, none where None was given."""
    return () if given is None else _listed(argument, given, of)


def attribute(value: Any, name: str, default: Any = None) -> Any:
    """An attribute of a foreign object; the default too where asking raises, as of a proxy without its data."""
    try:
        return getattr(value, name, default)
    except Exception:  # a property of a foreign class raised
        return default


def _listed(argument: str, given: Any, of: str) -> tuple[Any, ...]:
    """The entries of a list, tuple, array or index: what has an order and an end, and is no single text."""
    unordered = isinstance(given, str | bytes | Mapping | set | frozenset | Iterator | type)
    if unordered or not isinstance(given, Iterable) or attribute(given, "ndim", 1) != 1:
        raise TypeError(f"{argument} must be a sequence of {of}, got {shown(given)}")
    try:
        return tuple(given)
    except Exception as error:  # whatever a foreign container raises, said with the argument's name
        raise TypeError(f"{argument} must be a sequence of {of}, got {shown(given)}: {error}") from error


def _strings(argument: str, entries: tuple[Any, ...]) -> tuple[str, ...]:
    for entry in entries:
        if not isinstance(entry, str):
            raise TypeError(f"{argument} must hold strings, got {shown(entry)}")
    return entries


def check_thresholds(argument: str, given: Any) -> Mapping[str, Mapping[str, float]]:
    """Values by check and name; whether there are such checks and thresholds is told elsewhere."""
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(values, Mapping) for values in given.values()):
        raise TypeError(f"{argument} must map checks to names and values, such as {{'outlier': {{'gap': 6.0}}}}, "
                        f"got {shown(given)}")  # fmt: skip
    _strings(argument, tuple(given))
    return {
        check: {name: values[name] for name in _strings(f"{argument}[{check!r}]", tuple(values))}
        for check, values in given.items()
    }
