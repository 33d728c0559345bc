"""Random labels: nothing is wrong with the model, X says nothing about y, and the loss to beat says so.

X (1000, 10, 1) and binary y at random, LSTM(8) and Dense(1, sigmoid), binary cross-entropy. A loss that stands at 0.69
looks like a model that is too small; whether it is one is told by 32 samples that it should learn by heart. Needs
seqguard[tensorflow].
"""

import keras
import numpy as np

import seqguard


def main() -> None:
    """Train under watch; then ask whether the model is too small."""
    rng = np.random.default_rng(0)
    X = rng.random((1000, 10, 1)).astype("float32")
    y = rng.integers(0, 2, (1000, 1)).astype("float32")
    keras.utils.set_random_seed(0)
    given = keras.Input((10, 1))
    model = keras.Model(given, keras.layers.Dense(1, activation="sigmoid")(keras.layers.LSTM(8)(given)))
    model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["accuracy"])

    history = seqguard.keras.fit(model, X[:800], y[:800], validation_data=(X[800:], y[800:]), epochs=20, verbose=0)
    print(history.seqguard)
    for finding in history.seqguard:
        print(f"\n{finding.severity}: {finding.slug}\n  {finding.message}\n  {finding.remedy}")

    report = seqguard.keras.inspect(model, X[:800], y[:800], probe="thorough")
    by_heart = "unlearnable-batch" not in {f.slug for f in report}
    print(f"\nLSTM(8) {'learns' if by_heart else 'does not learn'} 32 samples by heart.")


if __name__ == "__main__":
    main()
