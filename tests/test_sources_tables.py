"""A table is read as the windows it will become: the numbers that cutting by hand gives, and only its rows held."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seqguard
from seqguard.core.errors import SeqguardWarning
from seqguard.sources.files import open_path
from seqguard.sources.gather import gather
from seqguard.sources.tables import windows

N = 60
FRAME = pd.DataFrame(
    {
        "when": pd.date_range("2020-01-01", periods=N, freq="h"),
        "load": np.arange(N, dtype="f8"),
        "temp": np.arange(N, dtype="f4") / 4,
        "store": np.repeat(["a", "b", "c"], N // 3),
    }
)


def read(given):
    return given.source.read(0, len(given))


def both(cut):
    split = gather(cut)[0]
    return read(split.inputs[0]), read(split.targets[0]) if split.targets else None


def by_hand(frame, window, horizon, stride, group):
    """The slow and obvious way."""
    xs, ys, last = [], [], []
    for _, part in frame.groupby("store" if group else np.zeros(len(frame)), sort=False):
        part = part.sort_values("when", kind="stable")
        for i in range(0, len(part) - window - horizon + 1, stride):
            xs.append(part[["load", "temp"]].to_numpy()[i : i + window])
            ahead = slice(i + window, i + window + horizon) if horizon else slice(i + window - 1, i + window)
            ys.append(part["load"].to_numpy()[ahead])
            last.append(part["when"].iloc[i + window - 1])
    return np.array(xs).reshape(-1, window, 2), np.array(ys).reshape(-1, max(1, horizon)), last


@settings(max_examples=60, deadline=None)
@given(
    window=st.integers(1, 25),
    horizon=st.integers(0, 4),
    stride=st.integers(1, 5),
    group=st.booleans(),
    shuffle=st.integers(0, 3),
    cut=st.integers(1, 70),
)
def test_windows_are_what_cutting_by_hand_gives(window, horizon, stride, group, shuffle, cut):
    frame = FRAME.sample(frac=1, random_state=shuffle) if shuffle else FRAME
    if group:  # groups in the order of the first appearance
        frame = frame.sort_values("store", kind="stable")
    x, y, last = by_hand(frame, window, horizon, stride, group)
    w = windows(
        frame,
        window=window,
        horizon=horizon,
        stride=stride,
        target="load",
        time="when",
        group="store" if group else None,
        features=["load", "temp"],
    )
    split = gather(w)[0]
    assert split.inputs[0].shape == x.shape
    pieces = [split.inputs[0].source.read(i, i + cut) for i in range(0, len(x), cut)]
    assert np.array_equal(np.concatenate([*pieces, x[:0]]), x)
    assert np.array_equal(read(split.targets[0]), y)
    assert split.timestamps.tolist() == np.array(last, "M8[us]").tolist()
    assert (split.groups is None) == (not group)


def test_windows_share_the_memory_of_the_rows():
    source = windows(FRAME, window=24, features=["load"]).X
    piece = source.read(3, 20)
    assert np.shares_memory(piece, source._rows)
    with pytest.raises(ValueError, match="read-only"):
        piece[0] = 1


def test_how_the_rows_stood_is_remembered():
    shuffled = pd.concat([FRAME[10:20], FRAME[:10], FRAME[20:], FRAME[5:7]], ignore_index=True)
    shuffled.loc[30, "when"] = pd.NaT
    table = gather(windows(shuffled, window=3, time="when", features=["load"]))[0].table
    assert (table.rows, table.time, table.groups) == (62, "when", 1)
    assert table.unsorted == 12
    assert table.first_unsorted == (10, 11, 12, 13, 14)
    assert (table.duplicated, table.first_duplicated) == (2, (60, 61))
    assert table.untimed == 1
    sound = gather(windows(FRAME, window=30, time="when", group="store"))[0]
    assert (sound.table.unsorted, sound.table.duplicated, sound.table.short) == (0, 0, 3)
    assert sound.inputs[0].shape == (0, 30, 2)
    assert gather(windows(FRAME, window=3, features=["load"]))[0].table.time is None


def test_the_same_time_in_two_groups_is_no_duplicate():
    frame = FRAME.assign(when=np.tile(FRAME["when"][:20], 3))
    assert windows(frame, window=3, time="when", group="store").table.duplicated == 0
    assert windows(frame.drop(columns="store"), window=3, time="when").table.duplicated == 40


def test_names_times_and_dtypes():
    split = gather(windows(FRAME, window=5, horizon=2, target=["load", "temp"], time="when", group="store"))[0]
    assert split.inputs[0].features == ("load", "temp")
    assert split.targets[0].features == ("load", "temp")
    assert split.targets[0].shape == (42, 2, 2)
    assert split.groups.tolist() == ["a"] * 14 + ["b"] * 14 + ["c"] * 14
    assert gather(windows(FRAME, window=5, features=["temp"]))[0].inputs[0].dtype == "float32"
    whole = FRAME.assign(count=np.arange(N), flag=True)
    assert gather(windows(whole, window=5, features=["count", "flag"]))[0].inputs[0].dtype == "int64"
    gaps = FRAME.assign(count=pd.array([1, None] * 30, dtype="Int64"))
    assert np.isnan(both(windows(gaps, window=60, features=["count"]))[0]).sum() == 30


def test_an_index_of_dates_orders_the_rows():
    frame = FRAME.drop(columns="store").set_index("when")[::-1]
    w = windows(frame, window=4, target="load")
    assert w.table.time == "when"
    assert w.table.unsorted == N - 1
    assert both(w)[0][0, :, 0].tolist() == [0, 1, 2, 3]
    for index in (frame.index.tz_localize("Asia/Tokyo"), frame.index.to_period("h")):
        assert both(windows(frame.set_axis(index), window=4))[0][0, :, 0].tolist() == [0, 1, 2, 3]
    utc = windows(frame.tz_localize("Asia/Tokyo"), window=1).timestamps
    assert utc[0] == np.datetime64("2019-12-31T15:00")
    text = FRAME.assign(when=FRAME["when"].astype(str))[::-1]
    assert both(windows(text, window=4, time="when", features=["load"]))[0][0, 0, 0] == 0
    numbers = FRAME.assign(when=np.arange(N)[::-1])
    assert both(windows(numbers, window=4, time="when", features=["load"]))[0][0, 0, 0] == N - 1


def test_the_frame_is_not_changed():
    frame = FRAME[::-1].copy()
    before = frame.copy(deep=True)
    gather(windows(frame, window=5, target="load", time="when", group="store"))
    pd.testing.assert_frame_equal(frame, before)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"window": 5}, TypeError, "features must be columns of numbers, but 'when' holds datetime64"),
        ({"window": 5, "time": "when"}, TypeError, "columns of numbers, but 'store' holds str ('a' in row 0)"),
        ({"window": 5, "time": "when"}, TypeError, "or leave it out: features=['load', 'temp']"),
        ({"window": 5, "target": "store", "features": ["load"]}, TypeError, "target must be columns of numbers"),
        ({"window": 5, "target": "nothing"}, ValueError, "target must name a column, got 'nothing'; the columns are"),
        ({"window": 5, "time": "nothing"}, ValueError, "time must name a column"),
        ({"window": 5, "group": "nothing"}, ValueError, "group must name a column"),
        ({"window": 5, "features": ["load", "load"]}, ValueError, "features must name at least one column, each once"),
        ({"window": 5, "features": []}, ValueError, "features must name at least one"),
        ({"window": 5, "target": [], "features": ["load"]}, ValueError, "target must name at least one"),
        ({"window": 5, "features": "load"}, TypeError, "features must be a list of columns"),
        ({"window": 0}, ValueError, "window must be at least 1, got 0"),
        ({"window": 2.5}, TypeError, "window must be a number of rows, got 2.5"),
        ({"window": True}, TypeError, "window must be a number of rows"),
        ({"window": 5, "horizon": -1}, ValueError, "horizon must be at least 0"),
        ({"window": 5, "stride": 0}, ValueError, "stride must be at least 1"),
        ({"window": 5, "time": "store"}, ValueError, "time must hold dates or numbers, but 'store' cannot be read"),
    ],
)
def test_arguments_that_do_not_fit_are_named(arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        windows(FRAME, **arguments)


def test_frames_that_do_not_fit_are_named():
    with pytest.raises(TypeError, match="frame must be a pandas DataFrame"):
        windows(np.zeros((5, 2)), window=2)
    with pytest.raises(ValueError, match="different column names, got 'a' twice"):
        windows(pd.DataFrame([[1, 2]], columns=["a", "a"]), window=1)
    stray = FRAME.assign(load=["3", "-", *range(58)])
    with pytest.raises(TypeError, match=r"'load' holds object \('-' in row 1\)"):
        windows(stray, window=3, features=["load"])


def test_an_arrow_table_is_a_frame():
    assert both(windows(pa.Table.from_pandas(FRAME), window=4, features=["load"]))[0].shape == (57, 4, 1)


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("d.csv", lambda f, p: f.to_csv(p, index=False)),
        ("d.csv.gz", lambda f, p: f.to_csv(p, index=False)),
        ("d.tsv", lambda f, p: f.to_csv(p, index=False, sep="\t")),
        ("d.csv", lambda f, p: f.to_csv(p, index=False, sep=";", encoding="utf-8-sig")),
        ("d.parquet", lambda f, p: f.to_parquet(p)),
    ],
)
def test_tables_in_files(tmp_path, name, write):
    write(FRAME, tmp_path / name)
    cut = {"window": 5, "target": "load", "time": "when", "group": "store"}
    split = gather(**open_path(tmp_path / name, cut=cut))[0]
    expected = gather(windows(FRAME, **cut))[0]
    assert np.array_equal(read(split.inputs[0]), read(expected.inputs[0]))
    assert np.array_equal(read(split.targets[0]), read(expected.targets[0]))
    assert split.timestamps.tolist() == expected.timestamps.tolist()
    with pytest.raises(ValueError, match=r"is a table: .* --window 24 .* its columns are when, load, temp, store"):
        open_path(tmp_path / name)
    with pytest.raises(ValueError, match="its columns are named by target"):
        open_path(tmp_path / name, x="load", cut=cut)


def test_files_that_are_no_tables(tmp_path):
    (tmp_path / "d.csv").write_bytes(b"")
    (tmp_path / "d.parquet").write_bytes(b"nothing")
    (tmp_path / "e.csv").write_bytes(b"\xff\xfe\x00\x01")
    for name in ("d.csv", "d.parquet", "e.csv"):
        with pytest.raises(ValueError, match="cannot be read as a table"):
            open_path(tmp_path / name, cut={"window": 3})
    np.save(tmp_path / "x.npy", np.zeros((3, 4)))
    with pytest.raises(ValueError, match="is no table: window says how"):
        open_path(tmp_path / "x.npy", cut={"window": 3})


def test_a_table_is_inspected_as_its_windows():
    rng = np.random.default_rng(0)
    frame = FRAME.assign(load=rng.normal(size=N).cumsum(), temp=0.0)
    report = seqguard.inspect(windows(frame, window=8, target="load", time="when", features=["load", "temp"]))
    assert any(f.slug == "constant-feature" and f.features == ("temp",) for f in report), report


def test_columns_without_a_name_are_said(tmp_path):
    (tmp_path / "a.csv").write_text("load,,\n" + "1.0,2.5,3.5\n" * 60)
    with pytest.warns(
        SeqguardWarning, match=r"no name over 'Unnamed: 1', 'Unnamed: 2', which are features all the same"
    ):
        cut = windows(tmp_path / "a.csv", window=24)
    assert cut.X.features == ("load", "Unnamed: 1", "Unnamed: 2")
    assert windows(tmp_path / "a.csv", window=24, features=["load", "Unnamed: 1"]).X.shape[2] == 2
