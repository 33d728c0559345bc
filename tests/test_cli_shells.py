"""`seqguard profile` and `seqguard completion`, the latter in the shells themselves."""

import json
import shutil
import subprocess

import numpy as np
import pytest

from seqguard.cli.main import COMMANDS, main


def completion(shell: str, capsys) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


def bash(script: str, *words: str) -> list[str]:
    """What bash offers for the last of `words`."""
    line = " ".join(f"'{w}'" for w in words)
    code = (
        f"{script}\nCOMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _seqguard; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, timeout=20)
    assert done.stderr == ""
    return done.stdout.split()


class TestCompletion:
    def test_bash(self, capsys, tmp_path, monkeypatch):
        script = completion("bash", capsys)
        monkeypatch.chdir(tmp_path)
        (tmp_path / "train.npz").touch()
        assert set(COMMANDS) < set(bash(script, "seqguard", ""))
        assert bash(script, "seqguard", "check", "--fail") == ["--fail-on"]
        assert bash(script, "seqguard", "check", "--fail-on", "") == ["error", "warning", "never"]
        assert bash(script, "seqguard", "check", "--select", "constant-ta") == ["constant-target"]
        assert bash(script, "seqguard", "explain", "SG501") == ["SG501"]
        assert bash(script, "seqguard", "check", "tr") == ["train.npz"]

    @pytest.mark.parametrize("shell", ["zsh", "fish"])
    def test_others_read_the_script(self, shell, capsys, tmp_path):
        if shutil.which(shell) is None:
            pytest.skip(f"{shell} is not installed")
        script = tmp_path / "script"
        script.write_text(completion(shell, capsys))
        done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, timeout=20)
        assert (done.returncode, done.stderr) == (0, "")

    def test_fish_offers_the_levels(self, capsys, tmp_path):
        if shutil.which("fish") is None:
            pytest.skip("fish is not installed")
        script = tmp_path / "seqguard.fish"
        script.write_text(completion("fish", capsys))
        ask = f"source {script}; complete -C 'seqguard check --fail-on '"
        done = subprocess.run(["fish", "--no-config", "-c", ask], capture_output=True, text=True, timeout=20)
        assert {line.split("\t")[0] for line in done.stdout.splitlines()} >= {"error", "warning", "never"}


class TestProfile:
    @pytest.fixture
    def path(self, tmp_path):
        X = np.random.default_rng(0).normal(size=(50, 6, 3)).astype("f4")
        X[..., 1] = 5
        X[..., 2] = np.nan
        X[3, 2, 0] = np.nan
        np.savez(tmp_path / "a.npz", X=X, y=np.arange(50.0))
        return str(tmp_path / "a.npz")

    def test_figures_are_those_of_numpy(self, path, capsys):
        assert main(["profile", path, "--format", "json"]) == 0
        x, y = json.loads(capsys.readouterr().out)
        values = np.load(path)["X"][..., 0].astype("f8")
        first, constant, empty = x["features"]
        assert (first["values"], first["nan"], first["inf"]) == (299, 1, 0)
        assert first["mean"] == pytest.approx(np.nanmean(values))
        assert first["std"] == pytest.approx(np.nanstd(values))
        assert (constant["kind"], constant["min"], constant["max"]) == ("constant, static", 5, 5)
        assert (empty["values"], empty["mean"], empty["std"]) == (0, None, None)
        assert (y["tensor"], y["shape"], y["features"][0]["max"]) == ("y", [50], 49)

    def test_text_is_aligned(self, path, capsys):
        assert main(["profile", path]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == f"{path}: X (50, 6, 3) float32"
        assert lines[1].split() == ["feature", "kind", "values", "nan", "inf", "min", "mean", "std", "max"]
        assert len({len(line) for line in lines[1:5]}) == 1

    def test_what_cannot_be_read_is_said(self, path, capsys):
        assert main(["profile", "nowhere.npz", path]) == 2
        out, err = capsys.readouterr()
        assert "nowhere.npz" in err
        assert "X (50, 6, 3)" in out
