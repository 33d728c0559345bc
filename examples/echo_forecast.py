"""A real forecast that looks right in a plot, and is not better than repeating the last month.

The 144 monthly totals of international airline passengers, 1949 to 1960 (thousands; Box and Jenkins, 1976): twelve
months in, the next one out. Needs seqguard[tensorflow].
"""

import csv
from pathlib import Path

import keras
import numpy as np

import seqguard

STEPS, TRAIN = 12, 96


def main() -> None:
    """Train the usual model under watch and print what its loss amounts to."""
    with (Path(__file__).parent / "airline_passengers.csv").open() as file:
        passengers = np.array([float(row["passengers"]) for row in csv.DictReader(file)])
    low, high = passengers[:TRAIN].min(), passengers[:TRAIN].max()
    series = ((passengers - low) / (high - low)).astype("float32")
    X = np.lib.stride_tricks.sliding_window_view(series, STEPS)[:-1, :, None]
    y = series[STEPS:, None]
    cut = TRAIN - STEPS

    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((STEPS, 1)), keras.layers.LSTM(8), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    history = seqguard.keras.fit(
        model, X[:cut], y[:cut], validation_data=(X[cut:], y[cut:]), epochs=40, batch_size=8, verbose=0
    )
    last = history.history["val_loss"][-1]
    print(
        f"val_loss {last:.4f} beside a variance of {y[cut:].var():.4f}: a coefficient of determination of "
        f"{1 - last / y[cut:].var():.2f}\n"
    )
    print(history.seqguard)


if __name__ == "__main__":
    main()
