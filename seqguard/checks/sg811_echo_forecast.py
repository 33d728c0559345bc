"""A forecast that repeats the last input."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._report import Finding, Severity
from seqguard._words import num
from seqguard.keras.facts import ForecastLog


@check("SG811", severity="warning")
def echo_forecast(log: ForecastLog, *, beats: float = 0.98, echo: float = 0.25) -> Iterable[Finding]:
    """The forecast does not beat the last input value.

    Why: A plot of such a forecast looks perfect, one step late. The model has learned to repeat its last input,
        which needs no model.
    Evidence: Mean squared error on validation data at least 98 % of that of the last value. It is an echo, and a
        warning, where the predictions are closer to the last value than a quarter of that error; else a note.
    Remedy: Forecast the change instead of the level, and report the error beside that of the last value.
    Limits: For a random walk the last value is the best forecast there is; then this says that the series cannot be
        forecast from itself.
    """
    if log.last <= 0 or log.model < beats * log.last:
        return
    echoes = log.between <= echo * log.last
    severity: Severity = "warning" if echoes else "info"
    close = ""
    if echoes:
        close = f" Its predictions lie within {num(log.between)} (mse) of that last value: it repeats its input."
    yield Finding(
        message=f"On {log.samples:,} {log.split} samples the forecast of `{log.feature}` has mse {num(log.model)}, "
        f"repeating the last value of the window {num(log.last)}.{close}",
        remedy="y as the change from the last value (y - X[:, -1, f]), a longer horizon, or further features; report "
        "the error beside that of the last value.",
        evidence={"mse": log.model, "mse_last_value": log.last, "mse_between": log.between, "samples": log.samples},
        severity=severity,
        tensor="y",
    )


@echo_forecast.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "log": ForecastLog(split="validation", samples=200, feature="close", model=0.022, last=0.021, between=0.001)
    }


@echo_forecast.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {"log": ForecastLog(split="validation", samples=200, feature="load", model=0.008, last=0.021, between=0.015)}
