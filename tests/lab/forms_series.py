"""Forms, one line each: libraries of time series: tslearn, aeon, sktime, darts, GluonTS."""

from __future__ import annotations

from typing import Any

import numpy as np
from form import Form, lib
from forms_given import LENGTHS, RAGGED, T, X, Y, gluon, ragged

import seqguard


def darts_list() -> Any:
    darts, pd = lib("darts"), lib("pandas")
    index = pd.date_range("2024", periods=T, freq="h")
    return [darts.TimeSeries.from_times_and_values(index, x) for x in X]


def gluon_frames() -> Any:
    pd = lib("pandas")

    def one(values: Any) -> Any:
        index = pd.period_range("2024-01-01", periods=len(values), freq="h")
        return pd.DataFrame({"target": values.astype("f8")}, index=index)

    return lib("gluonts.dataset.pandas").PandasDataset({f"{i:04}": one(s[:, 0]) for i, s in enumerate(RAGGED)})


FORMS: list[Form] = [
    Form("tslearn", lambda p: (lib("tslearn.utils").to_time_series_dataset(X), Y), ("tslearn",)),
    Form(
        "tslearn, filled up with NaN",
        lambda p: (lib("tslearn.utils").to_time_series_dataset(RAGGED), Y),
        ("tslearn",),
        said="nan-padding",
        then=lambda p: {"X": lib("tslearn.utils").to_time_series_dataset(RAGGED), "y": Y, "lengths": LENGTHS},
        like=lambda: {"X": [s.astype("f8") for s in RAGGED], "y": Y},
    ),
    Form(
        "aeon: convert_collection to numpy3D",
        lambda p: {
            "X": lib("aeon.utils.conversion").convert_collection(np.ascontiguousarray(X.transpose(0, 2, 1)), "numpy3D"),
            "y": Y,
            "layout": "NFT",
        },
        ("aeon",),
    ),
    Form(
        "aeon: np-list of unequal length, transposed",
        lambda p: ([s.T for s in lib("aeon.utils.conversion").convert_collection([s.T for s in RAGGED], "np-list")], Y),
        ("aeon",),
        like=ragged(),
    ),
    Form(
        "sktime pd-multiindex",
        lambda p: (
            lib("sktime.datatypes").convert_to(np.ascontiguousarray(X.transpose(0, 2, 1)), "pd-multiindex"),
            Y,
        ),
        ("sktime",),
        like=lambda: {"X": X, "y": Y, "feature_names": ["var_0", "var_1", "var_2"]},
    ),
    Form(
        "darts TimeSeries",
        lambda p: (darts_list()[0],),
        ("darts",),
        said="seqguard.windows(X.to_dataframe(), window=24)",
        then=lambda p: (seqguard.windows(darts_list()[0].to_dataframe(), window=4),),
        like=lambda: {
            "X": np.lib.stride_tricks.sliding_window_view(X[0], 4, 0).transpose(0, 2, 1),
            "feature_names": ["0", "1", "2"],
        },
    ),
    Form("list of darts TimeSeries", lambda p: (darts_list(), Y), ("darts",)),
    Form(
        "GluonTS PandasDataset",
        lambda p: (gluon_frames(),),
        ("gluonts", "pandas"),
        like=lambda: {"X": [s[:, :1].astype("f8") for s in RAGGED]},
    ),
    Form(
        "GluonTS ListDataset",
        lambda p: (gluon(),),
        ("gluonts",),
        like=lambda: {"X": [s[:, :1] for s in RAGGED]},
    ),
]
