"""Whatever stands at a path: a report, or one sentence and exit status 2; never a traceback, never a pickle opened."""

import os
from pathlib import Path

import numpy as np
import pytest

from seqguard.cli.main import main

X = np.random.default_rng(0).normal(size=(50, 5, 2)).astype("f4")
HUGE = b"\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 50, 3), }"


class Bomb:
    """Says so when it is unpickled."""

    def __reduce__(self):
        return os.system, ("touch exploded",)


def saved(path: Path, **arrays: object) -> None:
    np.savez(path, **{k: np.asarray(v) for k, v in arrays.items()})


def compressed_and_broken(path: Path) -> None:
    np.savez_compressed(path, X=X)
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


MAKE = {
    "truncated.npz": lambda p: (saved(p, X=X), p.write_bytes(p.read_bytes()[:900])),
    "broken.npz": compressed_and_broken,
    "empty.npz": lambda p: p.touch(),
    "empty.npy": lambda p: p.touch(),
    "noise.npy": lambda p: p.write_bytes(bytes(range(256))),
    "huge.npy": lambda p: p.write_bytes(HUGE.ljust(127) + b"\n"),
    "bomb.npy": lambda p: np.save(p, np.array([Bomb()], dtype=object), allow_pickle=True),
    "bomb.npz": lambda p: np.savez(p, X=np.array([Bomb()], dtype=object), y=np.zeros(1)),
    "pickle.pkl": lambda p: p.write_bytes(b"\x80\x04."),
    "strings.npz": lambda p: saved(p, X=[["a", "b"]] * 5, y=range(5)),
    "lengths.npz": lambda p: saved(p, X=X, y=np.zeros(49)),
    "none.npz": lambda p: saved(p, X=X[:0], y=np.zeros(0)),
    "scalar.npy": lambda p: np.save(p, np.float64(3)),
    "vector.npy": lambda p: np.save(p, np.arange(5.0)),
    "text.csv": lambda p: p.write_text("a,b\nx,y\n"),
    "empty.csv": lambda p: p.touch(),
    "folder": lambda p: p.mkdir(),
    "no_ending": lambda p: p.write_text("a"),
    "\x1b[31mred.npz": lambda p: saved(p, X=X, y=np.zeros(50)),
}


@pytest.mark.parametrize("name", MAKE)
def test_anything_at_a_path(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    MAKE[name](tmp_path / name)
    status = main(["check", name])
    out, err = capsys.readouterr()
    assert status in (1, 2)
    assert "Traceback" not in err
    assert not (tmp_path / "exploded").exists()
    if status == 2:
        assert err.startswith("seqguard: ")
        assert len(err.splitlines()) == 1
    else:
        assert "error    " in out
        assert "\x1b" not in out
