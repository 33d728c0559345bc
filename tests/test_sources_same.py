"""The same numbers through every source give the same report."""

import json

import numpy as np
import pandas as pd
import pytest

import seqguard
from seqguard.cli.main import main
from seqguard.sources import zipped
from seqguard.sources.arrays import ArraySource

RNG = np.random.default_rng(0)
SERIES = RNG.normal(size=(423, 3)).cumsum(0).astype("f4")
SERIES[:, 2] = 7
SERIES[::9, 1] = -999
X = np.lib.stride_tricks.sliding_window_view(SERIES, 20, 0).transpose(0, 2, 1)[:400]
Y = SERIES[20:420, 0]
NAMES = ["load", "temp", "dead"]


def as_arrays(folder):
    return X.copy(), Y


def as_view(folder):
    return X, Y


def as_fortran(folder):
    return np.asfortranarray(X), Y


def as_big_endian(folder):
    return X.astype(">f4"), Y.astype(">f4")


def as_masked(folder):
    return np.ma.array(X.copy()), np.ma.array(Y)


def as_memmap(folder):
    np.save(folder / "x.npy", X)
    return np.load(folder / "x.npy", mmap_mode="r"), Y


def as_paths(folder):
    np.save(folder / "x.npy", X)
    np.save(folder / "y.npy", Y)
    return folder / "x.npy", folder / "y.npy"


def as_folder(folder):
    np.save(folder / "X_train.npy", X)
    np.save(folder / "y_train.npy", Y)
    return folder, None


def as_npz(folder):
    np.savez(folder / "d.npz", X=X, y=Y)
    return folder / "d.npz", None


def as_streamed_npz(folder):
    np.savez_compressed(folder / "d.npz", X=X, y=Y)
    return folder / "d.npz", None


def as_split(folder):
    return seqguard.Split(X, pd.Series(Y)), None


def as_source(folder):
    return ArraySource(X), Y


def as_hdf5(folder):
    h5py = pytest.importorskip("h5py")
    file = h5py.File(folder / "d.h5", "w")
    file["x"], file["y"] = X, Y
    return file["x"], file["y"]


def as_zarr(folder):
    zarr = pytest.importorskip("zarr")
    return zarr.array(X, store=folder / "x.zarr", chunks=(64, 20, 3)), Y


HOLDERS = [as_view, as_fortran, as_big_endian, as_masked, as_memmap, as_paths, as_folder, as_npz, as_streamed_npz]
HOLDERS += [as_split, as_source, as_hdf5, as_zarr]


def told(X, y, **arguments):
    """The report without what varies from run to run, and with one spelling of the dtype."""
    report = seqguard.inspect(X, y, feature_names=NAMES, target_names=["load"], **arguments).to_dict()
    report.pop("run")
    return json.loads(json.dumps(report).replace(">f4", "float32"))


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda h: h.__name__)
def test_every_source_gives_the_same_report(tmp_path, monkeypatch, holder):
    monkeypatch.setattr(zipped, "LOADED", 1000)
    expected = told(*as_arrays(tmp_path))
    assert {f["slug"] for f in expected["findings"]} >= {"constant-feature", "sentinel-value"}
    assert told(*holder(tmp_path)) == expected


def test_a_table_gives_the_report_of_its_windows():
    frame = pd.DataFrame(SERIES[:420], columns=NAMES)
    cut = seqguard.windows(frame, window=20, target="load")
    report, expected = told(cut, None), told(X.copy(), Y[:, None])
    for finding in expected["findings"]:  # a table has no X that a change could name
        for said in (finding, *finding["absorbed"]):
            said["fix"] = ""
    assert report == expected


def test_a_table_on_the_command_line(tmp_path, capsys):
    pd.DataFrame(SERIES, columns=NAMES).assign(town="Ulm").to_csv(tmp_path / "d.csv", index=False)
    cut = ["--window", "20", "--target", "load"]
    assert main(["check", str(tmp_path / "d.csv"), *cut]) == 2
    assert "'town' holds str" in capsys.readouterr().err
    assert main(["check", str(tmp_path / "d.csv"), *cut, "--features", "load,temp,dead", "--fail-on", "warning"]) == 1
    assert "constant-feature · X · dead" in capsys.readouterr().out
