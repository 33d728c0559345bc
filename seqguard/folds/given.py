"""Whatever stands for a split becomes folds: a name, the samples that train, the samples that validate."""

import inspect
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from math import floor
from numbers import Integral, Real
from typing import Any, NamedTuple

import numpy as np

from seqguard.core.errors import NotInstalled, shown
from seqguard.core.errors import named as refusal
from seqguard.core.plan import Array, Ints

EXPECTED = (
    "a splitter of scikit-learn or sktime, the share of validation_split (0.2), a number of folds, fold numbers (n,), "
    "a dict of name to (train, validation), or an iterable of such pairs, of indices, masks or darts series"
)


PARTS = ("train", "validation")


class Given(NamedTuple):
    """One fold: numbers of the samples that train and that validate, as handed in."""

    name: str
    train: Ints
    validation: Ints


class Samples(NamedTuple):
    """What a splitter is asked with: X or what stands for it, targets, groups and times, how many samples there are,
    and whether the targets are classes."""

    X: Any
    y: Any
    groups: Any
    times: Any
    n: int
    classes: bool


def named(cv: Any) -> str:
    """How a report names what was handed in."""
    if isinstance(cv, Real):
        return f"validation_split={float(cv):g}" if not isinstance(cv, Integral) else f"cv={int(cv)}"
    if isinstance(cv, np.ndarray):
        return "fold numbers"
    if hasattr(cv, "split") or callable(getattr(cv, "get_n_splits", None)):
        return shown(cv)
    return "folds as given"


def folds_of(cv: Any, samples: Samples) -> Iterator[Given]:
    """The folds one by one, so that fifty of them are never held together.

    Raises:
        TypeError, ValueError: `cv` is no such thing, or an index of it stands for no sample.
    """
    count = 0
    try:
        for count, (name, pair) in enumerate(_pairs(cv, samples), 1):  # told after the last one
            yield _fold(name or f"fold_{count}", pair, samples)
    except Exception as error:  # a splitter is foreign code, and names its own arguments
        if isinstance(error, TypeError | ValueError) and str(error).startswith("cv"):
            raise
        raise refusal("cv", error) from error
    if not count:
        raise ValueError("cv must give at least one fold, got none")


def _pairs(cv: Any, samples: Samples) -> Iterator[tuple[str, Any]]:
    if isinstance(cv, str | bytes | bool | type) or cv is None:
        raise TypeError(f"cv must be {EXPECTED}, got {shown(cv)}")
    if isinstance(cv, Real):
        yield from (("", pair) for pair in _of_number(cv, samples))
    elif callable(getattr(cv, "split", None)) and not isinstance(cv, np.ndarray):
        yield from (("", pair) for pair in _of_splitter(cv, samples))
    elif isinstance(cv, Mapping):
        for name, pair in cv.items():
            if not isinstance(name, str) or not name:
                raise TypeError(f"cv must have names as keys, got {shown(name)}")
            yield name, pair
    elif (numbers := _fold_numbers(cv, samples.n)) is not None:
        for fold in np.unique(numbers[numbers >= 0]).tolist():
            yield f"fold_{fold}", (np.flatnonzero(numbers != fold), np.flatnonzero(numbers == fold))
    elif isinstance(cv, Iterable):
        yield from (("", pair) for pair in cv)
    else:
        raise TypeError(f"cv must be {EXPECTED}, got {shown(cv)}")


def _of_number(cv: Real, samples: Samples) -> Iterable[tuple[Ints, Ints]]:
    """What Keras cuts off for a share, and what scikit-learn makes of a number of folds."""
    if isinstance(cv, Integral):
        if cv < 2:
            raise ValueError(f"cv must be at least 2 folds, or a share between 0 and 1, got {shown(cv)}")
        return _of_splitter(_model_selection().check_cv(int(cv), samples.y, classifier=samples.classes), samples)
    if not 0 < float(cv) < 1:
        raise ValueError(f"cv must be a share between 0 and 1, or a number of folds, got {shown(cv)}")
    at = floor(samples.n * (1 - float(cv)))  # as keras.src.trainers.data_adapters.array_slicing does
    return [(np.arange(at), np.arange(at, samples.n))]


def _of_splitter(cv: Any, samples: Samples) -> Iterable[tuple[Any, Any]]:
    """scikit-learn's splitters take (X, y, groups); those of sktime take one series, here of so many rows."""
    try:
        first = next(iter(inspect.signature(cv.split).parameters), "X")
    except (TypeError, ValueError):  # a callable without a signature
        first = "X"
    if first == "y":
        import pandas as pd

        by_rows: Iterable[tuple[Any, Any]] = cv.split(pd.Series(np.zeros(samples.n)))
        return by_rows
    known = isinstance(samples.X, np.ndarray) or hasattr(samples.X, "iloc")
    stand_in = samples.X if known else np.empty((samples.n, 0))
    given = (stand_in, samples.y) if samples.groups is None else (stand_in, samples.y, samples.groups)
    return _drawn(cv.split, given)


def _drawn(split: Callable[..., Iterable[tuple[Any, Any]]], given: tuple[Any, ...]) -> Iterator[tuple[Any, Any]]:
    """The pairs without scikit-learn's remark that a splitter looks at no groups: the audit does."""
    with _quiet():
        left = iter(split(*given))
    while True:
        with _quiet():
            pair = next(left, None)
        if pair is None:
            return
        yield pair


@contextmanager
def _quiet() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The groups parameter is ignored")
        yield


def _model_selection() -> Any:
    try:
        from sklearn import model_selection
    except ImportError as error:
        raise NotInstalled("cv: a number of folds needs scikit-learn: pip install 'seqguard[sklearn]'") from error
    return model_selection


def _fold_numbers(cv: Any, n: int) -> Ints | None:
    """A stored column that says for each sample in which fold it validates, -1 in none; None where it is no such."""
    if not hasattr(cv, "dtype") or getattr(cv, "ndim", 0) != 1:
        return None
    numbers = np.asarray(cv)
    if numbers.dtype.kind not in "iu":
        return None
    if len(numbers) != n:
        raise ValueError(f"cv must hold one fold number for each of {n:,} samples, got {len(numbers):,}")
    return numbers.astype(np.int64)


def _fold(name: str, pair: Any, samples: Samples) -> Given:
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        size = f" of {len(pair)}" if isinstance(pair, tuple | list) else ""
        raise TypeError(f"cv must give pairs (train, validation), got {type(pair).__name__}{size} for {name}")
    train, validation = (_indices(f"{part} of {name}", given, samples) for part, given in zip(PARTS, pair, strict=True))
    return Given(name, train, validation)


def _indices(name: str, given: Any, samples: Samples) -> Ints:
    n = samples.n
    if hasattr(given, "time_index"):
        return _at_times(name, given.time_index, samples.times)
    array: Array = np.asarray(given)
    if array.ndim != 1:
        raise TypeError(f"cv: the {name} must be the numbers of samples, got shape {array.shape}")
    if array.dtype.kind == "b":
        if len(array) != n:
            raise ValueError(f"cv: the {name} must be a mask of {n:,} samples, got {len(array):,}")
        return np.flatnonzero(array)
    if array.dtype.kind not in "iu" and len(array):
        raise TypeError(f"cv: the {name} must be the numbers of samples, got dtype {array.dtype}")
    array = array.astype(np.int64, copy=False)
    if len(array) and not (array.min() >= 0 and array.max() < n):
        wrong = array[(array < 0) | (array >= n)][0]
        raise ValueError(f"cv: the {name} must lie between 0 and {n - 1:,}, got {wrong}")
    return array


def _at_times(name: str, index: Any, times: Any) -> Ints:
    """The samples whose time stands in a part of a darts series."""
    if times is None:
        raise ValueError(
            f"cv: the {name} is a {type(index).__name__} of times: timestamps= must say those of the samples"
        )
    return np.flatnonzero(np.isin(times, np.asarray(index)))
