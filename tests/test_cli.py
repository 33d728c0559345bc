"""The command line as a user meets it: in a process of its own, on real files."""

import gc
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from seqguard import catalogue as _catalogue
from seqguard.cli.check import repository_path, silenced, split_commas
from seqguard.cli.main import COMMANDS, main

ROOT = Path(__file__).parents[1]
HEAVY = ("numpy", "pandas", "pandera", "rich", "scipy", "sklearn", "typing", "dataclasses", "importlib.metadata")


def forecast(n: int = 300, T: int = 12, seed: int = 0) -> dict[str, np.ndarray]:
    """Sound windows of a seasonal series, and the step after each."""
    t = np.arange(n + T)
    noise = np.random.default_rng(seed).normal(0, 0.1, n + T)
    series = (np.sin(t / 7) + noise).astype("f4")
    windows = np.lib.stride_tricks.sliding_window_view(series[:-1], T)
    return {"X": windows[..., None].copy(), "y": series[T:].copy()}


@pytest.fixture(scope="session")
def data(tmp_path_factory) -> Path:
    """good.npz, bad.npz (a zeroed target), lfs.npz (a pointer), broken.npz, other.npz (unusual names), folder/."""
    folder = tmp_path_factory.mktemp("data")
    good = forecast()
    np.savez(folder / "good.npz", **good)
    np.savez(folder / "bad.npz", X=good["X"], y=np.zeros_like(good["y"]))
    np.savez(folder / "other.npz", first=good["X"], second=good["y"])
    (folder / "lfs.npz").write_bytes(b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n")
    (folder / "broken.npz").write_bytes(b"no archive at all")
    (folder / "folder").mkdir()
    np.save(folder / "folder" / "X.npy", good["X"])
    np.save(folder / "folder" / "y.npy", good["y"])
    return folder


@pytest.fixture(scope="session", autouse=True)
def compiled(tmp_path_factory):
    """Modules are compiled once, as an installed package has them, not once for each process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.mktemp("compiled")))
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


def seqguard(*arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    environment = {**clean, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "PYTHONUTF8": "1", **env}
    command = [sys.executable, "-m", "seqguard", *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=120)


class TestStatus:
    @pytest.mark.parametrize(
        ("names", "wanted"),
        [
            (["good.npz"], 0),
            (["bad.npz"], 1),
            (["good.npz", "bad.npz"], 1),
            (["broken.npz"], 2),
            (["bad.npz", "broken.npz"], 2),
            (["nowhere.npz"], 2),
            (["lfs.npz"], 0),
            (["folder"], 0),
            (["other.npz"], 2),
            (["other.npz", "--x", "first", "--y", "second"], 0),
            (["bad.npz", "--fail-on", "never"], 0),
            (["bad.npz", "--ignore", "SG5"], 0),
            (["bad.npz", "--select", "SG1,SG4"], 0),
            (["bad.npz", "--select", "no-such-check"], 2),
            ([], 2),
            (["good.npz", "--no-such-option"], 2),
        ],
    )
    def test_exit_status(self, names, wanted, data):
        done = seqguard("check", *names, cwd=data)
        assert done.returncode == wanted, done.stdout + done.stderr
        assert "Traceback" not in done.stderr

    def test_one_bad_file_does_not_hide_the_others(self, data):
        done = seqguard("check", "broken.npz", "bad.npz", "lfs.npz", cwd=data)
        assert "constant-target" in done.stdout
        assert "git lfs pull" in done.stdout
        assert "broken.npz" in done.stderr

    def test_unknown_arrays_are_listed(self, data):
        done = seqguard("check", "other.npz", cwd=data)
        assert "first" in done.stderr
        assert "second" in done.stderr


class TestOutput:
    def test_text_names_place_message_and_fix(self, data):
        out = seqguard("check", "bad.npz", cwd=data).stdout
        assert out.startswith("bad.npz:\nX (300, 12, 1) float32 · y (300,) float32\nread as: ")
        assert "error    constant-target · y" in out
        assert "         Fix: " in out

    def test_file_by_suffix_and_text_on_the_terminal(self, data, tmp_path):
        outputs = [tmp_path / f"report{s}" for s in (".json", ".sarif", ".xml", ".md", ".html", ".txt")]
        options = [o for path in outputs for o in ("-o", str(path))]
        done = seqguard("check", "bad.npz", *options, cwd=data)
        assert done.returncode == 1
        assert "constant-target" in done.stdout
        assert all("constant-target" in path.read_text(encoding="utf-8") for path in outputs)
        assert json.loads(outputs[1].read_text())["version"] == "2.1.0"

    def test_format_wins_over_suffix(self, data, tmp_path):
        target = tmp_path / "results.json"
        seqguard("check", "bad.npz", "--format", "sarif", "-o", str(target), "-q", cwd=data)
        assert "runs" in json.loads(target.read_text())

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["-o", "report.xyz"], "suffix"),
            (["-o", "nowhere/report.json"], "no folder"),
            (["--format", "json", "-o", "a.json", "-o", "b.json"], "--format decides for one"),
        ],
    )
    def test_unusable_output_is_refused_before_the_work(self, options, said, data):
        done = seqguard("check", "bad.npz", *options, cwd=data)
        assert (done.returncode, done.stdout) == (2, "")
        assert said in done.stderr

    def test_json_on_the_terminal(self, data):
        report = json.loads(seqguard("check", "bad.npz", "--format", "json", cwd=data).stdout)
        assert report["findings"][0]["slug"] == "constant-target"

    def test_quiet_prints_nothing(self, data):
        done = seqguard("check", "bad.npz", "-q", cwd=data)
        assert (done.returncode, done.stdout, done.stderr) == (1, "", "")

    def test_sarif_paths_are_relative_to_the_repository(self, data, tmp_path):
        (tmp_path / ".git").mkdir()
        (tmp_path / "sub").mkdir()
        (tmp_path / "sub" / "bad.npz").write_bytes((data / "bad.npz").read_bytes())
        out = seqguard("check", "bad.npz", "--format", "github", cwd=tmp_path / "sub").stdout
        assert "file=sub/bad.npz," in out

    def test_terminal_that_knows_no_middle_dot(self, data):
        done = seqguard("check", "bad.npz", cwd=data, PYTHONUTF8="0", PYTHONIOENCODING="ascii")
        assert done.returncode == 1
        assert "constant-target \\xb7 y" in done.stdout

    def test_closed_pipe_is_quiet(self, data):
        command = f"{sys.executable} -m seqguard check bad.npz | true"
        done = subprocess.run(
            command, shell=True, cwd=data, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True
        )
        assert done.stderr == ""


class TestColour:
    @pytest.mark.parametrize(
        ("options", "env", "wanted"),
        [
            ([], {}, False),
            ([], {"FORCE_COLOR": "1"}, True),
            ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
            ([], {"FORCE_COLOR": "1", "NO_COLOR": ""}, True),
            (["--color", "always"], {"NO_COLOR": "1"}, True),
            (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ],
    )
    def test_flag_then_no_color_then_force_color(self, options, env, wanted, data):
        assert ("\033[1;31m" in seqguard("check", "bad.npz", *options, cwd=data, **env).stdout) is wanted


class TestCatalogue:
    def test_explain_by_code_and_slug(self):
        by_code, by_slug = seqguard("explain", "sg101").stdout, seqguard("explain", "nan-values").stdout
        assert by_code == by_slug
        for heading in ("Why", "Evidence", "Remedy", "Limits", "Silence"):
            assert heading in by_code

    def test_unknown_name_is_answered_with_the_nearest(self):
        done = seqguard("explain", "nan-value")
        assert done.returncode == 2
        assert "did you mean 'nan-values'?" in done.stderr

    def test_rules_lists_every_check(self):
        out = seqguard("rules").stdout
        assert all(e["slug"] in out for e in _catalogue.load().values())
        assert set(json.loads(seqguard("rules", "--format", "json").stdout)) == set(_catalogue.load())
        assert "SG501" not in seqguard("rules", "SG1").stdout

    def test_checks_of_other_packages_are_found(self, tmp_path, monkeypatch):
        assert not _catalogue.offered("seqguard.checks")
        info = tmp_path / "acme-1.dist-info"
        info.mkdir()
        (info / "entry_points.txt").write_text("[seqguard.checks]\nACME = acme.checks\n")
        monkeypatch.syspath_prepend(str(tmp_path))
        assert _catalogue.offered("seqguard.checks")

    @pytest.mark.parametrize("arguments", [["--help"], ["rules"], ["explain", "SG101"], ["check", "--help"]])
    def test_nothing_heavy_is_imported(self, arguments):
        """argparse and json only: an empty Python starts in 10 ms, `typing` alone takes as long again."""
        code = (
            "import sys; from seqguard.cli.main import main\n"
            "try: main(sys.argv[1:])\nexcept SystemExit: pass\n"
            f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
        )
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-S", "-c", code, *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        assert done.stderr.strip() == "[]"


class TestHelp:
    @pytest.mark.parametrize("command", ["", *COMMANDS])
    def test_help_fits_and_gives_examples(self, command):
        out = seqguard(*([command] if command else []), "--help").stdout
        assert max(map(len, out.splitlines())) <= 104
        assert "examples:" in out

    @pytest.mark.parametrize("arguments", [[], ["chekc"], ["--", "check"], ["-v", "check"]])
    def test_without_a_command(self, arguments):
        done = seqguard(*arguments)
        assert done.returncode == 2
        assert "usage: seqguard" in done.stderr

    def test_version(self):
        assert seqguard("--version").stdout.startswith("seqguard ")


def test_fault_of_our_own_is_no_finding(monkeypatch, capsys):
    """Python exits with 1 after an uncaught exception, which a gate would read as findings."""
    monkeypatch.setattr("seqguard.cli.rules.load", lambda: 1 / 0)
    assert main(["rules"]) == 2
    assert "fault of seqguard itself" in capsys.readouterr().err


def test_small_helpers(tmp_path, monkeypatch):
    assert split_commas(["SG1,SG5", " nan-values "]) == ["SG1", "SG5", "nan-values"]
    assert silenced(["a:x", "b", "a:y", "b:z"]) == {"a": ["x", "y"], "b": []}
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    assert repository_path("a/../b.npz") == "b.npz"
    assert repository_path("/somewhere/else.npz") == "else.npz"


def test_many_calls_in_one_process_leave_no_garbage_behind(capsys):
    main(["rules", "--format", "json"])
    frozen = gc.get_freeze_count()
    for _ in range(3):
        main(["rules", "--format", "json"])
    assert gc.get_freeze_count() == frozen
