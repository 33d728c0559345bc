"""A real series whose targets a scaler collapsed: what seqguard says, and what it says once that is mended.

The 144 monthly totals of international airline passengers, 1949 to 1960 (thousands; Box and Jenkins, 1976). Needs
nothing but seqguard.
"""

import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt

import seqguard

Floats = npt.NDArray[np.float64]


def min_max(values: Floats) -> Floats:
    """Scale each column to [0, 1]; like scikit-learn's MinMaxScaler, a column without spread becomes 0."""
    spread = np.ptp(values, axis=0)
    return (values - values.min(axis=0)) / np.where(spread == 0, 1, spread)


def windows(series: Floats, steps: int = 12) -> tuple[Floats, Floats]:
    """The last `steps` months (n, steps, 1), and the month after each (n,)."""
    X = np.lib.stride_tricks.sliding_window_view(series, steps)[:-1, :, None]
    return X, series[steps:]


def main() -> None:
    """Inspect the collapsed targets, then the mended ones."""
    with (Path(__file__).parent / "airline_passengers.csv").open() as file:
        passengers = np.array([float(row["passengers"]) for row in csv.DictReader(file)])
    X, y = windows(passengers)

    X_scaled = min_max(X.reshape(-1, 1)).reshape(X.shape)
    y_scaled = min_max(y.reshape(1, -1)).ravel()  # (1, n) is one sample of n columns: each column becomes 0
    print(seqguard.inspect(X_scaled, y_scaled), end="\n\n")

    train, rest = passengers[:108], passengers[108 - 12 :]
    low, spread = train.min(), np.ptp(train)
    X, y = windows((train - low) / spread)
    print(seqguard.inspect(X, y, validation_data=windows((rest - low) / spread), feature_names=["passengers"]))


if __name__ == "__main__":
    main()
