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
Y = 2 * X[:, -4:, 0].mean(1, keepdims=True)

def run(fit, optimizer="adam", loss="mse", y=Y, **given):
    keras.utils.set_random_seed(3)
    model = keras.Sequential([keras.Input((12, 3)), L.LSTM(8, dropout=0.2), L.Dropout(0.3), L.Dense(1)])
    model.compile(optimizer, loss, metrics=["mae"])
    return fit(model, X, y, epochs=2, verbose=0, **given)

def refused(**given):
    try:
        run(seqguard.keras.fit, **given)
    except seqguard.PreflightError as error:
        return sorted(f.slug for f in error.report.errors)

plain = run(lambda model, *data, **given: model.fit(*data, **given))
watched = run(seqguard.keras.fit)
print(json.dumps({
    "backend": keras.backend.backend(),
    "same": plain.history == watched.history,
    "crashed": len(watched.seqguard.crashed),
    "reason": {s.slug: s.reason for s in watched.seqguard.skipped}["exploding-gradient"],
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


def test_what_cannot_be_observed_is_said(seen: dict[str, Any]) -> None:
    assert "TensorFlow backend only" in seen["reason"]
