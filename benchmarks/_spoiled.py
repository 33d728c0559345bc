"""Simple faults for the made sets: on the arrays of a set, and on the series that a set is cut from."""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Spoil = Callable[[Array], Array]
Rng = np.random.Generator
Fault = Callable[[Array, Array, Any, Rng], tuple[Array, Array] | tuple[Array, Array, Any] | None]


def nan_cell(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """One cell is NaN."""
    if X.dtype.kind != "f":
        return None
    X[len(X) // 3, 2, 0] = np.nan
    return X, y


def dead_feature(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """The last feature stands still everywhere, in validation too."""
    if X.ndim < 3:
        return None
    X[..., -1] = 2
    if other is None:
        return X, y
    other[0][..., -1] = 2
    return X, y, other


def outlier(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """One cell is ten thousand times the largest."""
    if X.dtype.kind != "f":
        return None
    X[len(X) // 2, 1, 0] = 1e4 * np.abs(X).max()
    return X, y


def sentinel(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """-999 stands in 2 % of the cells."""
    if X.dtype.kind != "f":
        return None
    X[rng.random(X.shape) < 0.02] = -999
    return X, y


def leaked_target(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """A feature more holds the target."""
    if X.ndim < 3 or y.ndim > 1:
        return None

    def beside(X: Array, y: Array) -> Array:
        return np.concatenate([X, np.broadcast_to(y[:, None, None], (*X.shape[:2], 1)).astype(X.dtype)], 2)

    return (beside(X, y), y) if other is None else (beside(X, y), y, (beside(*other), other[1]))


def copied_validation(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """A third of the validation samples are training samples."""
    if other is None:
        return None
    n = len(other[0]) // 3
    other[0][:n], other[1][:n] = X[:n], y[:n]
    return X, y, other


def unscaled_validation(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """The validation split was left in other units."""
    if other is None or X.dtype.kind != "f":
        return None
    return X, y, (25 * other[0] + 60, other[1])


def shuffled_time(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """The steps of each sample stand in an order of their own."""
    return np.take_along_axis(X, rng.random(X.shape[:2]).argsort(1).reshape(*X.shape[:2], *[1] * (X.ndim - 2)), 1), y


def reversed_time(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """Each sample runs backwards."""
    return X[:, ::-1].copy(), y


def repeated_samples(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """A quarter of the samples stand there again."""
    n = len(X) // 4
    X[-n:], y[-n:] = X[:n], y[:n]
    return X, y


def constant_target(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """Every target is the first one."""
    y[:] = y[0]
    return X, y


def nan_target(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """Some targets are NaN."""
    if y.dtype.kind != "f":
        return None
    y[:: len(y) // 5] = np.nan
    return X, y


def tiny_target(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """The targets were divided by a hundred million, in both splits."""
    if y.dtype.kind != "f":
        return None
    return (X, 1e-8 * y) if other is None else (X, 1e-8 * y, (other[0], 1e-8 * other[1]))


def labels_from_one(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """The classes are numbered from 1."""
    if y.dtype.kind != "i":
        return None
    return (X, y + 1) if other is None else (X, y + 1, (other[0], other[1] + 1))


def lost_sample(X: Array, y: Array, other: Any, rng: Rng) -> Any:
    """The targets are one short."""
    return X, y[:-1]


ON_ARRAYS: dict[str, Fault] = {
    f.__name__: f
    for f in (
        nan_cell,
        dead_feature,
        outlier,
        sentinel,
        leaked_target,
        copied_validation,
        unscaled_validation,
        shuffled_time,
        reversed_time,
        repeated_samples,
        constant_target,
        nan_target,
        tiny_target,
        labels_from_one,
        lost_sample,
    )
}


def filled_mean(series: Array) -> Array:
    """A tenth of the first column was filled with its mean."""
    series = series.copy()
    series[3::10, 0] = series[:, 0].mean()
    return series


def stuck(series: Array) -> Array:
    """The first column hangs for a sixth of the training rows."""
    series = series.copy()
    series[len(series) // 3 : len(series) // 2, 0] = series[len(series) // 3, 0]
    return series


def clipped(series: Array) -> Array:
    """The first column was cut off at its 85th percentile."""
    series = series.copy()
    series[:, 0] = np.minimum(series[:, 0], np.quantile(series[:, 0], 0.85))
    return series


ON_SERIES: dict[str, Spoil] = {f.__name__: f for f in (filled_mean, stuck, clipped)}
