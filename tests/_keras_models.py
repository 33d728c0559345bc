"""Models and data that the tests of models share."""

from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")
import seqguard.keras  # noqa: E402  # after the skip
from seqguard import Report  # noqa: E402

L = keras.layers

Adam, SGD = keras.optimizers.Adam, keras.optimizers.SGD
Constant, RandomNormal = keras.initializers.Constant, keras.initializers.RandomNormal
LOGITS = keras.losses.BinaryCrossentropy(from_logits=True)
RNG = np.random.default_rng(0)
X = RNG.standard_normal((256, 12, 3)).astype("float32")
Y = (2 * X[:, -4:, 0].mean(1, keepdims=True) + 0.05 * RNG.standard_normal((len(X), 1))).astype("float32")
LABELS = (Y > 0).astype("float32")
CLASSES = np.digitize(Y, [-0.5, 0.5]).astype("int32")


def loud(report: Report) -> set[str]:
    assert not report.crashed, report.crashed
    return {f.slug for f in report if f.severity != "info"}


def model_of(*layers: Any, loss: Any = "mse", optimizer: Any = "adam", **given: Any) -> Any:
    model = keras.Sequential([keras.Input((12, 3)), *layers])
    model.compile(optimizer, loss, **given)
    return model


def inspect(model: Any, x: Any = X, y: Any = Y, **given: Any) -> Report:
    return seqguard.keras.inspect(model, x, y, **{"epochs": 50, **given})


def remembers(**given: Any) -> Any:
    model = keras.Sequential([keras.Input(batch_shape=(1, 12, 3)), L.LSTM(4, stateful=True, name="memory"), L.Dense(1)])
    model.compile("adam", "mse")
    return model
