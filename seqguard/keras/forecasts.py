"""The model's forecasts on validation data beside the last value of the series that it forecasts."""

from collections.abc import Mapping
from typing import Any

import keras
import numpy as np

from seqguard.facts.model.training import ForecastLog
from seqguard.keras.monitor import predict
from seqguard.keras.preflight import Look

FORECASTS = 2_000
"""Validation samples on which a forecast is compared with its last input."""


def forecasts(model: Any, seen: Look | None, epochs: int) -> dict[str, ForecastLog]:
    """One log for the one target where it is a series of which X holds the past; none else."""
    if seen is None or seen.data.validation is None or isinstance(seen.data.x, Mapping | list):
        return {}
    train, other = (seen.known.plans.get(split, {}) for split in ("train", "validation"))
    plan, held = train.get("y"), other.get("X")
    if plan is None or held is None or plan.origin is None or plan.origin.shift < 1 or plan.T * plan.F != 1:
        return {}
    x, y = seen.data.validation
    at = np.unique(np.linspace(0, len(y) - 1, min(len(y), FORECASTS)).astype(int))
    inputs = np.asarray(x[at])
    last = plan.origin.slope * inputs[:, -1, plan.origin.feature].astype(np.float64) + plan.origin.offset
    wanted = np.asarray(y[at], np.float64).reshape(-1)
    parts = [predict(model, inputs[i : i + 256].astype(keras.config.floatx()))[0] for i in range(0, len(at), 256)]
    answers = np.concatenate(parts)
    if answers.size != len(wanted):
        return {}
    answers = answers.reshape(-1)
    log = ForecastLog(
        split="validation",
        samples=len(wanted),
        epochs=epochs,
        feature=held.features[plan.origin.feature],
        model=float(((answers - wanted) ** 2).mean()),
        last=float(((last - wanted) ** 2).mean()),
        between=float(((answers - last) ** 2).mean()),
    )
    return {"y": log}
