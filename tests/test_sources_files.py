"""Files are mapped or streamed, never loaded whole or unpickled; what stands in their place is named."""

import os
import pickle
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from seqguard.core.errors import PointerFile
from seqguard.sources import zipped
from seqguard.sources.files import open_path
from seqguard.sources.gather import gather

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 6, 3)).astype("f4")
Y = RNG.normal(size=40)


def read(given):
    return given.source.read(0, len(given))


def test_npy_is_mapped(tmp_path):
    path = tmp_path / "x.npy"
    np.save(path, X)
    for given in (gather(path)[0].inputs[0], gather(str(path))[0].inputs[0]):
        assert np.array_equal(read(given), X)
    np.save(tmp_path / "y.npy", Y)
    assert np.array_equal(read(gather(path, tmp_path / "y.npy")[0].targets[0]), Y)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_npz_members_by_their_usual_names(tmp_path, save):
    path = tmp_path / "d.npz"
    save(path, x_train=X, y_train=Y, Xv=X[:5], y_val=Y[:5], X_test=np.asfortranarray(X[:7]), y_test=Y[:7], scale=3.0)
    splits = gather(path)
    assert [s.name for s in splits] == ["train", "validation", "test"]
    assert np.array_equal(read(splits[0].inputs[0]), X)
    assert np.array_equal(read(splits[1].inputs[0]), X[:5])
    assert np.array_equal(read(splits[2].inputs[0]), X[:7])
    assert np.array_equal(read(splits[2].targets[0]), Y[:7])
    with pytest.raises(ValueError, match=r"y must be None here: .* holds it already"):
        gather(path, Y)


def test_stored_members_are_mapped_in_place(tmp_path):
    np.savez(tmp_path / "d.npz", X=X, y=Y)
    before = (tmp_path / "d.npz").read_bytes()
    source = gather(tmp_path / "d.npz")[0].inputs[0].source
    assert isinstance(source._data.base, np.memmap)
    assert not source._data.flags.writeable
    assert (tmp_path / "d.npz").read_bytes() == before


@pytest.mark.parametrize("order", "CF")
def test_large_compressed_members_are_streamed(tmp_path, monkeypatch, order):
    monkeypatch.setattr(zipped, "LOADED", 100)
    np.savez_compressed(tmp_path / "d.npz", X=np.asarray(X, ">f8", order=order), y=Y > 0)
    train = gather(tmp_path / "d.npz")[0]
    source = train.inputs[0].source
    assert isinstance(source, zipped.ZipSource) == (order == "C")
    for start, stop in ((0, 3), (3, 10), (20, 25), (4, 6), (0, 40), (39, 60)):
        assert np.array_equal(source.read(start, stop), X[start:stop].astype("f8"))
    assert source.dtype.isnative
    assert np.array_equal(pickle.loads(pickle.dumps(source)).read(2, 4), X[2:4].astype("f8"))


def test_a_folder_of_npy(tmp_path):
    for name, array in {"X_train": X, "y_train": Y, "X_valid": X[:4], "y_valid": Y[:4]}.items():
        np.save(tmp_path / f"{name}.npy", array)
    assert [s.name for s in gather(tmp_path)] == ["train", "validation"]


def test_members_may_be_named(tmp_path):
    np.savez(tmp_path / "d.npz", windows=X, load=Y, later=X[:5], later_load=Y[:5])
    with pytest.raises(ValueError, match=r"no X under .*; it has later, later_load, load, windows.*--x and --y"):
        open_path(tmp_path / "d.npz")
    held = open_path(tmp_path / "d.npz", x="windows", y="load", x_val="later", y_val="later_load")
    assert gather(**held)[1].inputs[0].shape == (5, 6, 3)
    with pytest.raises(ValueError, match="no member 'nothing' for y; it has later"):
        open_path(tmp_path / "d.npz", x="windows", y="nothing")


def test_names_that_cannot_be_told_are_listed(tmp_path):
    np.savez(tmp_path / "d.npz", X=X, X_train=X)
    with pytest.raises(ValueError, match="several members that may be X: X, X_train"):
        open_path(tmp_path / "d.npz")
    np.savez(tmp_path / "d.npz", X=X, y_val=Y)
    with pytest.raises(ValueError, match="y_val and no inputs to it"):
        open_path(tmp_path / "d.npz")


class Trap:
    def __reduce__(self):
        return os.mkdir, ("unpickled",)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_objects_are_never_unpickled(tmp_path, monkeypatch, save):
    monkeypatch.chdir(tmp_path)
    objects = np.array([Trap(), Trap()], object)
    save("d.npz", X=objects, y=Y[:2])
    np.save("x.npy", objects)
    for path in ("d.npz", "x.npy"):
        given = gather(path)[0].inputs[0]
        assert (given.shape, given.problem) == ((2,), "dtype object, stored as a pickle that is not opened")
    assert not Path("unpickled").exists()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("d.npz", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "git lfs pull --include d.npz"),
        ("d.npz.dvc", "outs:\n- md5: 0\n  path: d.npz\n", "dvc pull d.npz.dvc"),
        ("d.npy", "/annex/objects/SHA256E-s9--0.npy\n", "git annex get d.npy"),
    ],
)
def test_pointers_are_told_from_data(tmp_path, name, text, message):
    (tmp_path / name).write_text(text)
    with pytest.raises(PointerFile, match=message):
        open_path(tmp_path / name)
    if name.endswith(".dvc"):
        with pytest.raises(PointerFile, match=message):
            open_path(tmp_path / "d.npz")


def test_a_locked_annex_link_is_told_from_data(tmp_path):
    (tmp_path / "d.npz").symlink_to(".git/annex/objects/00/SHA256E")
    with pytest.raises(PointerFile, match=r"git annex get d\.npz"):
        open_path(tmp_path / "d.npz")


def test_a_pointer_among_the_files_of_a_folder(tmp_path):
    (tmp_path / "X.npy").write_text("version https://git-lfs.github.com/spec/v1\n")
    with pytest.raises(PointerFile, match=r"X\.npy"):
        open_path(tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("d.npz", b"PK\x03\x04 broken", "d.npz is no .npz archive"),
        ("d.npy", b"hello, world, this is text", "d.npy is no .npy array"),
        ("d.npy", b"", "d.npy is no .npy array"),
        ("d.pkl", b"", "a pickle can run any code"),
        ("d.h5", b"", "is no HDF5 file, or damaged"),
        ("d", b"", "it has no ending"),
    ],
)
def test_damaged_and_foreign_files(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=message):
        open_path(tmp_path / name)


def test_what_is_cut_short_or_damaged_inside(tmp_path, monkeypatch):
    np.save(tmp_path / "x.npy", X)
    (tmp_path / "x.npy").write_bytes((tmp_path / "x.npy").read_bytes()[:-100])
    with pytest.raises(ValueError, match=r"x\.npy is cut short"):
        open_path(tmp_path / "x.npy")
    np.savez_compressed(tmp_path / "d.npz", X=RNG.normal(size=(100, 50, 20)))
    with zipfile.ZipFile(tmp_path / "d.npz") as archive:
        middle = archive.infolist()[0].compress_size // 2
    content = bytearray((tmp_path / "d.npz").read_bytes())
    content[middle : middle + 200] = bytes(200)
    (tmp_path / "d.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"d\.npz: X\.npy cannot be read"):
        open_path(tmp_path / "d.npz")
    monkeypatch.setattr(zipped, "LOADED", 100)
    source = open_path(tmp_path / "d.npz")["X"].source
    with pytest.raises(ValueError, match=r"d\.npz: X\.npy is damaged"):
        source.read(0, 100)


def test_missing_files(tmp_path):
    with pytest.raises(FileNotFoundError, match="no such file"):
        open_path(tmp_path / "d.npz")
    with pytest.raises(ValueError, match="X must name an existing file"):
        gather(tmp_path / "d.npz")


STREAM = """
import resource, sys
from seqguard.sources.gather import gather
source = gather(sys.argv[1])[0].inputs[0].source
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
total = sum(float(source.read(i, i + 2000).sum()) for i in range(0, source.shape[0], 2000))
print(total, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


@pytest.mark.slow
def test_memory_is_flat_over_a_large_compressed_member(tmp_path):
    x = np.round(RNG.normal(size=(40_000, 50, 16)), 1).astype("f4")
    np.savez_compressed(tmp_path / "d.npz", X=x)
    run = [sys.executable, "-c", STREAM, str(tmp_path / "d.npz")]
    total, megabytes = map(float, subprocess.run(run, capture_output=True, text=True, check=True).stdout.split())
    assert total == pytest.approx(x.sum(dtype=float), abs=1)
    assert megabytes < 30
