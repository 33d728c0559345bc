"""Targets that are all zero: the loss falls to 0.0000, and nothing was learned.

Random X of shape (100, 10, 1), y of zeros, LSTM(64) and Dense(1), adam, mse. Needs seqguard[tensorflow].
"""

import keras
import numpy as np

import seqguard


def main() -> None:
    """Train without a look at the data, then with one."""
    rng = np.random.default_rng(0)
    X = rng.random((100, 10, 1)).astype("float32")
    y = np.zeros((100, 1), "float32")
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((10, 1)), keras.layers.LSTM(64), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")

    try:
        seqguard.keras.fit(model, X, y, epochs=20, verbose=0)
    except seqguard.PreflightError as refused:
        print(refused, end="\n\n")

    history = model.fit(X, y, epochs=20, verbose=0)
    print(
        f"model.fit alone: loss {history.history['loss'][0]:.4f} after epoch 1, {history.history['loss'][-1]:.4f} "
        f"after 20"
    )


if __name__ == "__main__":
    main()
