"""Sound real data must pass: an error raised on them is the worst defect there is."""

import csv
from pathlib import Path

import numpy as np
import pytest

import seqguard

pytestmark = pytest.mark.corpus


@pytest.mark.slow
def test_no_error_on_sound_data(corpus: Path) -> None:
    with (corpus / "manifest.csv").open() as file:
        names = [row["name"] for row in csv.DictReader(file)]
    alarms = {}
    for name in names:
        with np.load(corpus / "clean" / f"{name}.npz") as arrays:
            validation = (arrays["X_val"], arrays["y_val"]) if "X_val" in arrays else None
            report = seqguard.inspect(arrays["X"], arrays["y"], validation_data=validation)
        assert not report.crashed, f"{name}: {report.crashed[0].traceback}"
        if report.errors:
            alarms[name] = [f.slug for f in report.errors]
    assert len(names) > 20
    assert not alarms


def test_chronological_split_without_a_gap_is_no_error(corpus: Path) -> None:
    for name in ("etth1_day", "min_temps_melb", "nyc_taxi", "skab_normal", "seattle_1948_20k"):
        with np.load(corpus / "clean" / f"{name}.npz") as arrays:
            X, y = arrays["X"], arrays["y"]
        k = int(0.8 * len(X))
        report = seqguard.inspect(X[:k], y[:k], validation_data=(X[k:], y[k:]))
        assert not report.errors, f"{name}: {[f.slug for f in report.errors]}"
