"""A forecast that repeats the last input."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding, Severity
from seqguard.core.text import num
from seqguard.core.thresholds import threshold
from seqguard.facts.model.training import ForecastLog


@check("SG811", severity="warning")
def echo_forecast(
    log: ForecastLog,
    *,
    beats: float = threshold(
        0.98, 0, 1, source="judgement: 2 % better than the last value is within the noise of some hundred samples"
    ),
    echo: float = threshold(0.5, 0, 1, source="by name: twice as close to the last value as to the target"),
    epochs: int = threshold(10, 1, source="judgement: shorter trials may still learn"),
) -> Iterable[Finding]:
    """The forecast does not beat the last input value.

    Why: A plot of such a forecast looks right, one step late. What it has learned, repeating its last input does
        without a model; the loss beside the variance of y does not show it.
    Evidence: Mean squared error on validation data at least 98 % of that of the last value of the window. It is an
        echo where the predictions are at least twice as close to that last value as to the targets. A warning for
        echoes and after at least 10 epochs; a note for shorter trials.
    Remedy: Forecast the change instead of the level, and report the error beside that of the last value.
    Limits: Of a random walk the last value is the best forecast there is; then this says that the series cannot be
        forecast from itself.
    """
    if log.last <= 0 or log.model < beats * log.last:
        return
    echoes = log.between <= echo * log.model
    severity: Severity = "warning" if echoes or log.epochs >= epochs else "info"
    close = ""
    if echoes:
        close = f" It is an echo: its predictions are closer to that last value (mse {num(log.between)}) than to y."
    yield Finding(
        message=f"On {log.samples:,} {log.split} samples the forecast of `{log.feature}` has mse {num(log.model)}, and "
        f"repeating the last value of the window has {num(log.last)}: the model is not better than none.{close}",
        remedy="Predict the change from the last value, `y - X[:, -1, f]`, add features, or take a longer horizon; "
        "report "
        "the error beside that of the last value.",
        evidence={"mse": log.model, "mse_last_value": log.last, "mse_between": log.between, "samples": log.samples},
        severity=severity,
        tensor="y",
    )


@echo_forecast.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "log": ForecastLog(
            split="validation", samples=200, epochs=20, feature="close", model=0.022, last=0.021, between=0.001
        )
    }


@echo_forecast.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "log": ForecastLog(
            split="validation", samples=200, epochs=20, feature="load", model=0.008, last=0.021, between=0.015
        )
    }
