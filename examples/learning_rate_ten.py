"""Adam with a learning rate of 10: the loss ends small, and every prediction is the same.

LSTM(64) and Dense(1), Adam(10.0), mse, on a target that can be learned. Needs seqguard[tensorflow].
"""

import keras
import numpy as np

import seqguard


def main() -> None:
    """See it refused before the first epoch; then train in spite of it, under watch."""
    rng = np.random.default_rng(0)
    X = rng.random((1000, 10, 1)).astype("float32")
    y = X.mean(1)
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((10, 1)), keras.layers.LSTM(64), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(10.0), loss="mse")

    try:
        seqguard.keras.fit(model, X, y, epochs=20, verbose=0)
    except seqguard.PreflightError as refused:
        print(refused, end="\n\n")

    history = seqguard.keras.fit(model, X, y, epochs=20, verbose=0, fail_on="never")
    print(
        f"trained in spite of it: loss {history.history['loss'][0]:,.0f} after epoch 1, "
        f"{history.history['loss'][-1]:.4f} after 20"
    )
    print("\n".join(f"{f.severity} {f.slug}: {f.message}" for f in history.seqguard.errors))


if __name__ == "__main__":
    main()
