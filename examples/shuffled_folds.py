"""The commonest published error, end to end: windows of one series, cross-validated in shuffled folds.

The 144 monthly totals of international airline passengers (Box and Jenkins, 1976), 12 months in and the next one out.
Shuffled folds let a model that remembers its neighbours look good; the audit says so before anything is fitted, and
names the splitter that fits. Needs scikit-learn.
"""

import csv
from pathlib import Path

import numpy as np
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, cross_val_score
from sklearn.neighbors import KNeighborsRegressor

import seqguard


def main() -> None:
    """Score in shuffled folds, audit them, score in the folds that are proposed."""
    with (Path(__file__).parent / "airline_passengers.csv").open() as file:
        passengers = np.array([float(row["passengers"]) for row in csv.DictReader(file)])
    X = np.lib.stride_tricks.sliding_window_view(passengers, 12)[:-1, :, None]
    y = passengers[12:]
    flat, model = X.reshape(len(X), -1), KNeighborsRegressor(3)

    shuffled = KFold(4, shuffle=True, random_state=0)
    print(f"shuffled folds: R² {cross_val_score(model, flat, y, cv=shuffled).mean():.2f}\n")

    audit = seqguard.audit(shuffled, X, y, impact=True)
    print(audit, end="\n\n")

    names = {"X": X, "y": y, "audit": audit}
    exec(audit.code, names)  # the lines that the audit proposes
    print(f"{audit.proof.splitter}: R² {cross_val_score(model, flat, y, cv=names['folds']).mean():.2f}")
    last = [r2_score(y[val], flat[val, -1]) for _, val in names["folds"]]
    print(f"the last month's value, in the same folds: R² {np.mean(last):.2f}")


if __name__ == "__main__":
    main()
