"""`seqguard infer` and `--contract`: learn once, hold later data to it."""

from pathlib import Path

import numpy as np
import pytest

from seqguard.cli.main import main
from seqguard.contract import SequenceSchema


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """good.npz, and new.npz in which one value is far outside of what good.npz holds."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 8, 2)).astype("f4"), rng.normal(size=200).astype("f4")
    np.savez(tmp_path / "good.npz", X=X, y=y)
    X = X.copy()
    X[17, 3, 1] = 100
    np.savez(tmp_path / "new.npz", X=X, y=y)
    np.savez(tmp_path / "zero.npz", X=X, y=0 * y)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_learn_then_check(folder, capsys):
    assert main(["infer", "good.npz", "-o", "contract.yaml"]) == 0
    assert "learnt from 200 samples" in capsys.readouterr().out
    assert main(["check", "good.npz", "--contract", "contract.yaml", "--select", "SG0"]) == 0
    capsys.readouterr()
    assert main(["check", "new.npz", "--contract", "contract.yaml", "--select", "SG0"]) == 1
    out = capsys.readouterr().out
    assert "contract" in out
    assert "X[17, 3, 1]" in out


def test_standard_output_is_the_contract(folder, capsys):
    assert main(["infer", "good.npz"]) == 0
    out = capsys.readouterr().out
    (folder / "again.yaml").write_text(out)
    data = np.load("good.npz")
    assert SequenceSchema.from_yaml(folder / "again.yaml") == SequenceSchema.infer(data["X"], data["y"])


def test_configured_contract_is_found_from_the_configuration(folder, capsys, monkeypatch):
    assert main(["infer", "good.npz", "-o", "contract.yaml"]) == 0
    (folder / "pyproject.toml").write_text(
        '[[tool.seqguard.datasets]]\nfiles = "*.npz"\ncontract = "contract.yaml"\nselect = "SG0"\n'
    )
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    assert main(["check", "../good.npz"]) == 0
    assert main(["check", "../new.npz"]) == 1


def test_learning_from_bad_data_is_refused_unless_forced(folder, capsys):
    assert main(["infer", "zero.npz", "-o", "learnt.yaml"]) == 2
    err = capsys.readouterr().err
    assert "constant-target" in err
    assert "hold later data to what is wrong" in err
    assert not Path("learnt.yaml").exists()
    assert main(["infer", "zero.npz", "-o", "learnt.yaml", "--force"]) == 0
    assert "constant-target" in capsys.readouterr().err
    assert Path("learnt.yaml").exists()


@pytest.mark.parametrize("arguments", [["infer", "nowhere.npz"], ["check", "good.npz", "--contract", "nowhere.yaml"]])
def test_what_is_missing_is_named(arguments, folder, capsys):
    assert main(arguments) == 2
    assert "nowhere" in capsys.readouterr().err
