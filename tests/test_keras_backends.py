"""The other backends, where they are installed, each in a process of its own: Keras chooses its backend once."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

pytestmark = [
    pytest.mark.keras,
    pytest.mark.slow,
    pytest.mark.skipif(not find_spec("keras"), reason="Keras is not installed"),
]

PROGRAM = """
import json
import keras, numpy as np, seqguard.keras
L = keras.layers
X = np.random.default_rng(0).standard_normal((320, 12, 3)).astype("float32")
Y = 2 * X[:, -4:, 0].mean(1, keepdims=True) + 0.05 * np.random.default_rng(1).standard_normal((320, 1))

class Root(L.Layer):
    # the slope of a square root at 0 is infinite

    def build(self, shape):
        self.w = self.add_weight(shape=(1,), initializer="zeros", name="kernel")

    def call(self, x):
        return x + keras.ops.sqrt(keras.ops.abs(self.w))

def model_of(*last, optimizer="adam", loss="mse"):
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((12, 3)), L.LSTM(8, dropout=0.2), L.Dropout(0.3), L.Dense(1), *last])
    model.compile(optimizer, loss, metrics=["mae"])
    return model

def run(fit, optimizer="adam", loss="mse", y=Y, **given):
    return fit(model_of(optimizer=optimizer, loss=loss), X, y, epochs=2, verbose=0, **given)

def streamed(fit):
    if keras.backend.backend() != "torch":
        return None
    from torch import from_numpy
    from torch.utils.data import DataLoader, TensorDataset
    train, held = (
        DataLoader(TensorDataset(from_numpy(X[part]), from_numpy(Y[part])), batch_size=32, shuffle=True)
        for part in (slice(0, 240), slice(240, None))
    )
    return fit(model_of(), train, validation_data=held, epochs=2, verbose=0)

def refused(**given):
    try:
        run(seqguard.keras.fit, **given)
    except seqguard.PreflightError as error:
        return sorted(f.slug for f in error.report.errors)

plain = run(lambda model, *data, **given: model.fit(*data, **given))
watched = run(seqguard.keras.fit)
plain_stream = streamed(lambda model, *data, **given: model.fit(*data, **given))
watched_stream = streamed(seqguard.keras.fit)
monitor = seqguard.keras.Monitor()
model_of(Root(name="root")).fit(X, Y, verbose=0, callbacks=[monitor])
print(json.dumps({
    "backend": keras.backend.backend(),
    "same": plain.history == watched.history,
    "crashed": len(watched.seqguard.crashed),
    "reason": {s.slug: s.reason for s in watched.seqguard.skipped}.get("exploding-gradient"),
    "broken": next(f.features for f in monitor.report if f.slug == "nan-loss"),
    "same_stream": plain_stream is None or plain_stream.history == watched_stream.history,
    "read_stream": [] if plain_stream is None else [r.shape for r in watched_stream.seqguard.readings],
    "high": refused(optimizer=keras.optimizers.Adam(10.0)),
    "low": refused(optimizer=keras.optimizers.Adam(1e-9)),
    "column": refused(loss="categorical_crossentropy", y=(Y > 0).astype("float32")),
}))
"""


@pytest.fixture(scope="module", params=["jax", "torch"])
def seen(request: pytest.FixtureRequest) -> dict[str, Any]:
    if not find_spec(request.param):
        pytest.skip(f"{request.param} is not installed")
    environment = {**os.environ, "KERAS_BACKEND": request.param}
    root = Path(__file__).parents[1]
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=root, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert found["backend"] == request.param
    return found


def test_same_history_as_model_fit(seen: dict[str, Any]) -> None:
    assert seen["same"]
    assert not seen["crashed"]


def test_faults_are_refused(seen: dict[str, Any]) -> None:
    assert seen["high"] == ["learning-rate-too-high"]
    assert seen["low"] == ["learning-rate-too-low"]
    assert seen["column"] == ["single-column-crossentropy"]


def test_gradients_are_watched_or_it_is_said_that_they_are_not(seen: dict[str, Any]) -> None:
    if seen["backend"] == "torch":
        assert seen["reason"] is None
        assert seen["broken"] == ["root"]
    else:
        assert "TensorFlow and torch only" in seen["reason"]


def test_loaders_of_torch_are_looked_at_as_they_are_read(seen: dict[str, Any]) -> None:
    if seen["backend"] != "torch":
        pytest.skip("DataLoader is torch's")
    assert seen["same_stream"]
    assert seen["read_stream"] == [[240, 12, 3], [240, 1], [80, 12, 3], [80, 1]]
