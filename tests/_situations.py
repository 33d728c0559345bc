"""What newcomers meet: a table of three sensors, cut, scaled, split or shaped as people do, and what the first screen
must hold of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

import seqguard
from seqguard.report.report import Report

NAMES = ["temp", "pres", "hum"]
WINDOW = 24


@dataclass(frozen=True)
class Situation:
    """A call, and words of the place, the cause and the change."""

    report: Callable[[], Report]
    place: str
    cause: str
    change: str


def table(rows: int = 1_000) -> pd.DataFrame:
    """(rows, 3): a temperature with its days, a pressure and a humidity that drift."""
    rng = np.random.default_rng(0)
    day = 8 * np.sin(2 * np.pi * np.arange(rows) / 24)
    drift = rng.normal(0, [0.1, 0.3, 0.5], (rows, 3)).cumsum(0)
    noise = rng.normal(0, [0.3, 0.05, 0.5], (rows, 3))
    return pd.DataFrame(drift + noise + np.array([15, 1010, 60]), columns=NAMES).assign(temp=lambda t: t["temp"] + day)


def windows(frame: pd.DataFrame, target: str = "temp") -> tuple[Any, Any]:
    """X (n, 24, F) and y (n,), the target one row after each window."""
    rows = frame.to_numpy("float32")
    X = np.lib.stride_tricks.sliding_window_view(rows[:-1], WINDOW, axis=0).transpose(0, 2, 1)
    return np.ascontiguousarray(X), rows[WINDOW:, list(frame).index(target)]


def scaled(frame: pd.DataFrame) -> pd.DataFrame:
    """Each column to [0, 1]."""
    return (frame - frame.min()) / (frame.max() - frame.min())


def of_table(change: Callable[[pd.DataFrame], pd.DataFrame], target: str = "temp") -> Callable[[], Report]:
    """The report on the windows of the table, changed."""

    def report() -> Report:
        frame = change(table())
        return seqguard.inspect(*windows(frame, target), feature_names=list(frame), progress=False)

    return report


def of_windows(change: Callable[[Any, Any], tuple[Any, Any]]) -> Callable[[], Report]:
    """The report on X and y, changed."""
    return lambda: seqguard.inspect(*change(*windows(table())), progress=False)


def of_split(make: Callable[[pd.DataFrame], tuple[Any, Any, Any, Any]]) -> Callable[[], Report]:
    """The report on train and validation."""

    def report() -> Report:
        X, y, X_val, y_val = make(table())
        return seqguard.inspect(X, y, validation_data=(X_val, y_val), feature_names=NAMES, progress=False)

    return report


def filled(frame: pd.DataFrame) -> pd.DataFrame:
    gone = np.random.default_rng(1).random(len(frame)) < 0.06
    temp = frame["temp"].mask(gone)
    return frame.assign(temp=temp.fillna(temp.mean()))


def stuck(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(pres=frame["pres"].where((frame.index < 400) | (frame.index >= 700), frame["pres"][400]))


def lost(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(hum=frame["hum"].mask((frame.index >= 100) & (frame.index < 105)))


def ahead(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(next=frame["temp"].shift(-1, fill_value=0))


def at_random(frame: pd.DataFrame) -> tuple[Any, Any, Any, Any]:
    X, y = windows(frame)
    order = np.random.default_rng(0).permutation(len(X))
    train, val = order[:780], order[780:]
    return X[train], y[train], X[val], y[val]


def scaled_on_all(frame: pd.DataFrame) -> tuple[Any, Any, Any, Any]:
    whole = scaled(frame)
    return *windows(whole[:700]), *windows(whole[700:])


def scaled_apart(frame: pd.DataFrame) -> tuple[Any, Any, Any, Any]:
    return *windows(scaled(frame[:700])), *windows(scaled(frame[700:]))


def train_again(frame: pd.DataFrame) -> tuple[Any, Any, Any, Any]:
    return *windows(frame), *windows(frame)


def cast(X: Any, y: Any) -> tuple[Any, Any]:
    return X, ((y - y.min()) / (y.max() - y.min())).astype(int)


def cast_input(X: Any, y: Any) -> tuple[Any, Any]:
    return X.astype(int), y


def apart(X: Any, y: Any) -> tuple[Any, Any]:
    return X, np.random.default_rng(0).permutation(y)


SITUATIONS = {
    "mean-filled": Situation(
        of_table(filled, "hum"), "X · temp", "It is the mean of the other values", "keep df['temp'].isna()"
    ),
    "nan-left-in": Situation(
        of_table(lost, "hum"), "First at X[77, 23, 2]", "5 values are NaN, in hum", "np.isfinite(X)"
    ),
    "stuck-sensor": Situation(
        of_table(stuck), "pres stays at", "A hung sensor looks like this", "drop the windows that touch the run"
    ),
    "split-at-random": Situation(
        of_split(at_random), "validation[0, ", "split at random after they were cut", "Split the series first"
    ),
    "scaled-on-all": Situation(
        of_split(scaled_on_all), "validation X · temp", "The scaler was fitted on both", "scaler.fit(train_rows)"
    ),
    "scaled-apart": Situation(
        of_split(scaled_apart), "validation X", "each split was scaled by its own", "scaler.fit(train_rows)"
    ),
    "train-as-validation": Situation(
        of_split(train_again),
        "validation[0] is train[0]",
        "equal to a training sample",
        "one array that was passed twice",
    ),
    "samples-on-axis-1": Situation(
        of_windows(lambda X, y: (X.transpose(1, 0, 2), y)),
        "y",
        "X has 24 samples and y has 976",
        "X.transpose(1, 0, 2)",
    ),
    "target-as-a-row": Situation(
        of_windows(lambda X, y: (X, y.reshape(1, -1))), "y", "y is one row of 976", "y = y.reshape(-1, 1)"
    ),
    "features-before-time": Situation(
        of_windows(lambda X, y: (X.transpose(0, 2, 1), y)),
        "X[1, :, :-1] is X[0, :, 1:]",
        "time runs along the last axis",
        "X = X.transpose(0, 2, 1)",
    ),
    "feature-from-the-future": Situation(
        of_table(ahead), "next at timestep 23", "it holds values from after the window", ".shift(1)"
    ),
    "target-in-the-window": Situation(
        of_windows(lambda X, y: (X, X[:, -1, 0])), "f0 at timestep 23", "nothing is forecast", "Shift y on by 1"
    ),
    "shuffled-apart": Situation(
        of_windows(apart), "First at y[0]", "X and y were shuffled apart", "X, y = X[order], y[order]"
    ),
    "target-cast": Situation(
        of_windows(cast), "class-imbalance · y", "when its fractions are cut off", "astype('float32')"
    ),
    "input-cast": Situation(
        lambda: seqguard.inspect(*cast_input(*windows(scaled(table()))), progress=False),
        "X · f0 · f1 · f2",
        "as scaled values look when they are cast",
        "astype('float32')",
    ),
}
"""Fifteen of the everyday situations; each once led to a sentence that was missing or wrong, or was right from the
start and has to stay so."""
