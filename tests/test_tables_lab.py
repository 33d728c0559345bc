"""Tables that narwhals reads and that the test extra does not bring: polars, DuckDB, dask (tests/lab/tables.txt)."""

import numpy as np
import pandas as pd
import pytest

import seqguard

pytestmark = pytest.mark.lab

RNG = np.random.default_rng(0)
FRAME = pd.DataFrame(
    {
        "date": pd.date_range("2023-03-01", periods=500, freq="h"),
        "load": RNG.normal(size=500).cumsum(),
        "dead": 1.0,
        "town": np.repeat(["a", "b"], 250),
    }
)
CUT = {"window": 24, "target": "load", "time": "date", "group": "town"}


def told(report):
    return {(f.slug, f.severity, f.split, f.tensor, f.features, f.samples, f.steps) for f in report}


PANDAS = told(seqguard.inspect(seqguard.windows(FRAME, **CUT)))


def polars(frame):
    import polars

    return polars.from_pandas(frame)


def duckdb(frame):
    import duckdb

    return duckdb.connect().from_df(frame)


def dask(frame):
    import dask.dataframe

    return dask.dataframe.from_pandas(frame, npartitions=3)


def narwhals(frame):
    import narwhals

    return narwhals.from_native(frame)


def xarray(frame):
    import xarray

    return xarray.Dataset.from_dataframe(frame)


FORMS = {
    "polars": polars,
    "LazyFrame": lambda f: polars(f).lazy(),
    "duckdb": duckdb,
    "dask": dask,
    "narwhals": narwhals,
    "narwhals lazy": lambda f: narwhals(polars(f)).lazy(),
    "narwhals polars": lambda f: narwhals(polars(f)),
    "xarray": xarray,
}


@pytest.mark.parametrize("name", FORMS)
def test_a_table_says_what_the_frame_says(name):
    assert "constant-feature" in {slug for slug, *_ in PANDAS}
    assert told(seqguard.inspect(seqguard.windows(FORMS[name](FRAME), **CUT))) == PANDAS


def test_a_polars_series_is_one_column():
    cut = seqguard.windows(polars(FRAME)["load"], window=24, target="load")
    assert cut.X.features == ("load",)
    assert np.array_equal(cut.X.read(0, 500)[:, 0, 0], FRAME["load"].to_numpy()[:476])


def test_missing_whole_numbers_of_polars_are_nan():
    import polars as pl

    frame = pl.DataFrame({"a": [1, None, 3] * 20, "b": range(60)})
    assert np.isnan(seqguard.windows(frame, window=3).X.read(0, 1)[0, 1, 0])
    with pytest.raises(TypeError, match=r"but 'c' holds \w+ \('x' in row 0\). Encode it yourself"):
        seqguard.windows(frame.with_columns(c=pl.lit("x")), window=3)


def test_dates_of_polars_order_the_rows():
    import polars as pl

    days = pl.date_range(pl.date(2023, 1, 1), pl.date(2023, 3, 1), eager=True)
    frame = pl.DataFrame({"day": days, "load": np.arange(60.0)})[::-1]
    cut = seqguard.windows(frame, window=5, time="day")
    assert cut.X.read(0, 1)[0, :, 0].tolist() == [0, 1, 2, 3, 4]
    with pytest.raises(TypeError, match="column `day` looks like times: time='day'"):
        seqguard.windows(frame, window=5)
