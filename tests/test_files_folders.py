"""Folders, rows and records: what is found below a folder, and what is said of it."""

import json
from pathlib import Path

import numpy as np
import pytest
from _files import ARRAY, FRAME, X, Y, folder, told

import seqguard
from seqguard.cli.main import main
from seqguard.core.errors import SeqguardWarning
from seqguard.sources.files import open_path


def test_files_with_other_columns_are_no_single_data_set(tmp_path):
    FRAME.to_parquet(tmp_path / "a.parquet")
    FRAME.drop(columns="dead").to_parquet(tmp_path / "b.parquet")
    with pytest.raises(ValueError, match=r"b.parquet has other columns than its neighbours \(dead\); check each file"):
        open_path(tmp_path, cut={"window": 12})
    for name in ("a", "b"):
        assert main(["check", str(tmp_path / f"{name}.parquet"), "--window", "12", "--features", "load", "-q"]) == 0


def test_a_folder_that_is_no_data_set_is_walked(tmp_path, capsys):
    np.savez(tmp_path / "a.npz", X=X, y=Y)
    (tmp_path / "sub" / "set").mkdir(parents=True)
    np.savez(tmp_path / "sub" / "b.npz", X=X[:50], y=Y[:50])
    folder(tmp_path / "sub" / "arrays")
    (tmp_path / "notes.md").write_text("x")
    (tmp_path / ".hidden.npz").write_text("x")
    FRAME.to_csv(tmp_path / "t.csv", index=False)
    assert main(["check", str(tmp_path), "--format", "json"]) == 1
    captured = capsys.readouterr()
    assert [Path(f["path"]).relative_to(tmp_path).as_posix() for f in json.loads(captured.out)["reports"]] == [
        "a.npz",
        "sub/arrays",
        "sub/b.npz",
    ]
    assert (
        f"seqguard: {tmp_path} is no single data set; taken: a.npz, sub/arrays, sub/b.npz; "
        "not taken: .hidden.npz, notes.md, t.csv\n" == captured.err
    )
    main(["check", str(tmp_path), "--format", "json", "--window", "12", "--features", "load"])
    assert "sub/b.npz, t.csv; not taken" in capsys.readouterr().err
    with pytest.raises(ValueError, match=r"taken: a.npz, .*; inspect each by itself, or all of them by seqguard check"):
        seqguard.inspect(tmp_path)


def test_one_data_set_in_a_folder_is_taken_and_said(tmp_path):
    (tmp_path / "sub").mkdir()
    np.savez(tmp_path / "sub" / "a.npz", X=X, y=Y)
    (tmp_path / "notes.md").write_text("x")
    with pytest.warns(SeqguardWarning, match=r"taken: sub/a.npz; not taken: notes.md"):
        assert told(seqguard.inspect(tmp_path)) == ARRAY


def test_a_folder_of_unnamed_arrays_asks_for_their_names(tmp_path):
    np.save(tmp_path / "readings.npy", X)
    np.save(tmp_path / "failures.npy", Y)
    with pytest.raises(
        ValueError, match=r"has no X under a usual name; it has failures, readings. Name the members with --x"
    ):
        seqguard.inspect(tmp_path)
    assert main(["check", str(tmp_path), "--x", "readings", "--y", "failures", "-q"]) == 1


@pytest.mark.parametrize("names", [("inputs", "labels"), ("signal", "y"), ("train_data", "train_labels")])
def test_a_folder_whose_names_are_words_is_read(tmp_path, names):
    np.save(tmp_path / f"{names[0]}.npy", X)
    np.save(tmp_path / f"{names[1]}.npy", Y)
    assert told(seqguard.inspect(tmp_path)) == ARRAY
