"""Models, data and streams that the tests of training share."""

from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")
from seqguard import Report  # noqa: E402

L = keras.layers

RNG = np.random.default_rng(0)
X = RNG.standard_normal((320, 12, 3)).astype("float32")
Y = (2 * X[:, -4:, 0].mean(1, keepdims=True) + 0.05 * RNG.standard_normal((len(X), 1))).astype("float32")


def small(**compiled: Any) -> Any:
    model = keras.Sequential([keras.Input((12, 3)), L.LSTM(4), L.Dense(1)])
    model.compile(**{"optimizer": "adam", "loss": "mse", **compiled})
    return model


def slugs(report: Report, *severities: str) -> set[str]:
    return {f.slug for f in report if f.severity in (severities or ("error", "warning"))}


def dataset(repeat: bool = False, first: int = 0) -> Any:
    rows = tf.data.Dataset.from_tensor_slices((X[first:], Y[first:])).shuffle(320)
    return (rows.repeat() if repeat else rows).batch(32)


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
    def __init__(self, y: Any = Y) -> None:
        super().__init__()
        self.y = y

    def __len__(self) -> int:
        return 10

    def __getitem__(self, at: int) -> tuple[Any, Any]:
        return X[at * 32 : at * 32 + 32], self.y[at * 32 : at * 32 + 32]
