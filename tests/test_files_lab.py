"""Stores and addresses that need more than the test extra: Zarr, zstandard, fsspec (tests/lab/files.txt)."""

import functools
import http.server
import json
import threading

import numpy as np
import pytest

import seqguard
from seqguard.cli.main import main
from seqguard.core.errors import NotFound, SeqguardWarning
from seqguard.sources.files import open_path

pytestmark = pytest.mark.lab

RNG = np.random.default_rng(0)
X = RNG.normal(size=(240, 12, 3)).cumsum(1).astype("f4")
X[:, :, 1] = 3.5
X[17, 4, 2] = np.nan
Y = RNG.normal(size=240)
MB = 2**20


def told(report):
    return {(f.slug, f.severity, f.split, f.tensor, f.features, f.samples, f.steps) for f in report}


ARRAY = told(seqguard.inspect(X, Y))


def zarr_group(path, version, group=""):
    import zarr

    root = zarr.open_group(str(path), mode="w", zarr_format=version)
    root = root.create_group(group) if group else root
    for name, values in (("X", X), ("y", Y)):
        root.create_array(name, data=values, chunks=(100, *values.shape[1:]))


@pytest.mark.parametrize("version", [2, 3])
@pytest.mark.parametrize("group", ["", "train"])
@pytest.mark.parametrize("name", ["a.zarr", "folder"])
def test_a_zarr_group_says_what_its_array_says(tmp_path, version, group, name):
    zarr_group(tmp_path / name, version, group)
    assert told(seqguard.inspect(tmp_path / name)) == ARRAY
    assert main(["check", str(tmp_path / name), "-q"]) == 1


def test_a_zarr_array_is_x(tmp_path):
    import zarr

    zarr.save_array(str(tmp_path / "a.zarr"), X)
    np.save(tmp_path / "y.npy", Y)
    assert told(seqguard.inspect(tmp_path / "a.zarr", tmp_path / "y.npy")) == ARRAY


def test_claims_and_codecs_of_zarr_are_held_against_its_bytes(tmp_path):
    import zarr

    root = zarr.open_group(str(tmp_path / "a.zarr"), mode="w")
    root.create_array("X", shape=(10**7, 100, 100), chunks=(1, 100, 100), dtype="f4")
    with pytest.raises(ValueError, match=r"a.zarr: X unpacks [0-9,]+ bytes to 400,000,000,000"):
        open_path(tmp_path / "a.zarr")
    (tmp_path / "b.zarr").mkdir()
    told = {"zarr_format": 2, "shape": [5, 4], "chunks": [5, 4], "dtype": "|O", "order": "C", "compressor": None}
    (tmp_path / "b.zarr" / ".zarray").write_text(json.dumps({**told, "fill_value": 0, "filters": [{"id": "pickle"}]}))
    (tmp_path / "b.zarr" / "0.0").write_bytes(b"\x80\x04.")
    with pytest.raises(ValueError, match="is packed as pickles, which can run any code"):
        open_path(tmp_path / "b.zarr")
    (tmp_path / "b.zarr" / ".zarray").write_text("{")
    with pytest.raises(ValueError, match=r".zarray cannot be read"):
        open_path(tmp_path / "b.zarr")


def test_zstandard_is_unpacked(tmp_path):
    import zstandard

    np.savez(tmp_path / "a.npz", X=X, y=Y)
    content = (tmp_path / "a.npz").read_bytes()
    (tmp_path / "a.npz.zst").write_bytes(zstandard.compress(content))
    assert told(seqguard.inspect(tmp_path / "a.npz.zst")) == ARRAY
    (tmp_path / "b.npz.zst").write_bytes(b"nothing")
    with pytest.raises(ValueError, match=r"b.npz.zst cannot be unpacked"):
        open_path(tmp_path / "b.npz.zst")


@pytest.fixture
def memory():
    """The store `memory://`, empty before and after."""
    import fsspec

    system = fsspec.filesystem("memory")
    system.store.clear()
    system.pseudo_dirs[:] = [""]
    yield system
    system.store.clear()


def put(memory, tmp_path, name="a.npz"):
    np.savez(tmp_path / "a.npz", X=X, y=Y)
    memory.pipe(f"/bucket/{name}", (tmp_path / "a.npz").read_bytes())
    return f"memory://bucket/{name}"


@pytest.fixture
def server(tmp_path):
    """A web server on this machine, and its address."""
    folder = tmp_path / "served"
    folder.mkdir()

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    thread = threading.Thread(target=served.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    thread.join()
    served.server_close()


def test_a_url_says_what_its_file_says(memory, tmp_path):
    url = put(memory, tmp_path)
    assert told(seqguard.inspect(url)) == ARRAY
    assert told(seqguard.inspect(**open_path(url, x="X", y="y"))) == ARRAY
    assert told(seqguard.inspect(f"file://{tmp_path}/a.npz")) == ARRAY
    assert main(["check", url, "-q"]) == 1


def test_a_folder_under_a_url_is_one_data_set(memory, tmp_path):
    zarr_group(tmp_path / "a.zarr", 3)
    memory.put(str(tmp_path / "a.zarr"), "/bucket/a.zarr", recursive=True)
    assert told(seqguard.inspect("memory://bucket/a.zarr")) == ARRAY


def test_http_is_read_and_its_query_is_not_shown(server, capsys):
    folder, address = server
    np.savez(folder / "a.npz", X=X, y=Y)
    assert told(seqguard.inspect(f"{address}/a.npz")) == ARRAY
    assert main(["check", f"{address}/a.npz?token=secret"]) == 1
    captured = capsys.readouterr()
    assert f"{address}/a.npz" in captured.out
    assert "secret" not in captured.out + captured.err
    with pytest.raises(NotFound, match=r"X: no such file or folder: http://127.0.0.1:\d+/b.npz"):
        seqguard.inspect(f"{address}/b.npz?token=secret")


def test_what_goes_wrong_names_the_url(memory, tmp_path):
    put(memory, tmp_path)
    memory.pipe("/bucket/b.npz", b"nothing")
    with pytest.raises(ValueError, match=r"X: memory://bucket/b.npz is no .npz archive"):
        seqguard.inspect("memory://bucket/b.npz")
    with pytest.raises(ValueError, match=r"no such file or folder: memory://bucket/none.npz"):
        open_path("memory://bucket/none.npz")
    for url in ("ssh://host/a.npz", "reference://a.npz", "memory://a::memory://b"):
        with pytest.raises(ValueError, match="is of a kind that is not opened: one of http://"):
            open_path(url)


def test_what_is_fetched_keeps_to_the_budget(memory, tmp_path, monkeypatch):
    memory.pipe("/bucket/x.npy", bytes(3 * MB))
    monkeypatch.setenv("SEQGUARD_UNPACK_LIMIT", str(MB))
    refusal = r"x.npy is longer than the budget of 1,048,576 bytes allows; .* set SEQGUARD_UNPACK_LIMIT"
    with pytest.warns(SeqguardWarning), pytest.raises(ValueError, match=refusal):
        open_path("memory://bucket/x.npy")
    np.save(tmp_path / "x.npy", X)
    memory.pipe("/bucket/x.npy", (tmp_path / "x.npy").read_bytes())
    monkeypatch.setenv("SEQGUARD_UNPACK_LIMIT", "30000")
    with pytest.warns(SeqguardWarning, match="longer than the budget of 30,000 bytes"):
        held = open_path("memory://bucket/x.npy")
    assert np.array_equal(held["X"].source.read(0, 240), X, equal_nan=True)


def test_what_was_fetched_is_deleted_with_the_last_who_reads_it(memory, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    held = open_path(put(memory, tmp_path))
    assert len(list(tmp_path.glob("seqguard-*"))) == 1
    del held
    assert not list(tmp_path.glob("seqguard-*"))


def test_urls_of_a_configuration_need_a_word(memory, tmp_path, monkeypatch, capsys):
    url = put(memory, tmp_path)
    monkeypatch.chdir(tmp_path)
    text = f"[tool.seqguard]\n{{}}\n[[tool.seqguard.datasets]]\nfiles = '{url}'\n"
    (tmp_path / "pyproject.toml").write_text(text.format(""))
    assert main(["check"]) == 2
    assert f"files = '{url}' is a URL, which is read only where allow-urls = true" in capsys.readouterr().err
    (tmp_path / "pyproject.toml").write_text(text.format("allow-urls = true\nfail-on = 'never'"))
    assert main(["check"]) == 0
    assert "constant-feature" in capsys.readouterr().out
    (tmp_path / "pyproject.toml").write_text(text.format("allow-urls = true").replace("memory:", "file:"))
    assert main(["check"]) == 2
    assert "a URL of another machine" in capsys.readouterr().err


def test_known_findings_of_a_url_are_kept(memory, tmp_path, monkeypatch, capsys):
    url = put(memory, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(["baseline", url]) == 0
    assert main(["check", url, "--baseline", "seqguard-baseline.json", "-q"]) == 0
    assert main(["baseline", "a.npz"]) == 0
    assert url in json.loads((tmp_path / "seqguard-baseline.json").read_text())["files"]
