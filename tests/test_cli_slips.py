"""What the command line says once: slips, typos in names, several files in a last line, settings, tallies, watching."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from seqguard.cli.main import COMMANDS, main, parser
from seqguard.cli.parser import ENVIRONMENT, variable
from seqguard.cli.watch import EVERY, stamps
from seqguard.report.formats.phrases import over_files
from seqguard.report.registry import Inspected, Run
from seqguard.report.report import Report

ROOT = Path(__file__).parents[1]


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    """good.npz, bad.npz (a zeroed target), broken.npz, sub/X.npy with y.npy, .hidden/h.npz; the working folder."""
    rng = np.random.default_rng(0)
    series = np.sin(np.arange(312) / 7) + rng.normal(0, 0.1, 312)
    X = np.lib.stride_tricks.sliding_window_view(series[:-1], 12)[..., None].astype("f4")
    y = series[12:].astype("f4")
    np.savez(tmp_path / "good.npz", X=X, y=y)
    np.savez(tmp_path / "bad.npz", X=X, y=0 * y)
    (tmp_path / "broken.npz").write_bytes(b"no archive")
    (tmp_path / "sub").mkdir()
    np.save(tmp_path / "sub" / "X.npy", X)
    np.save(tmp_path / "sub" / "y.npy", y)
    (tmp_path / ".hidden").mkdir()
    np.savez(tmp_path / ".hidden" / "h.npz", X=X, y=y)
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("SEQGUARD_"):
            monkeypatch.delenv(name)
    return tmp_path


def refused(capsys, *words: str) -> str:
    """What stderr says of a call that the parser refuses."""
    with pytest.raises(SystemExit) as stopped:
        main(list(words))
    assert stopped.value.code == 2
    return capsys.readouterr().err


class TestSlips:
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["chek"], "'chek' is no command; did you mean 'check'?"),
            (["bad.npz"], "'bad.npz' is no command; `seqguard check bad.npz` inspects it"),
            (["sub"], "'sub' is no command; `seqguard check sub` inspects it"),
            (["fly"], "'fly' is no command; the commands are check, baseline"),
            (["check", "--selct", "SG5", "bad.npz"], "unexpected option '--selct'; did you mean '--select'?"),
            (["check", "--fialon=error"], "unexpected option '--fialon'; did you mean '--fail-on'?"),
            (["check", "--exit-zero"], "unexpected option '--exit-zero'; here it is --fail-on never"),
            (["check", "--output-format=json"], "unexpected option '--output-format'; here it is --format"),
            (["check", "--banana"], "unexpected option '--banana'\n"),
            (["check", "--fail-on", "eror"], "'eror' is none of error, warning, never; did you mean 'error'?"),
            (["check", "--format", "sarrif"], "did you mean 'sarif'?"),
        ],
    )
    def test_are_answered_by_what_is_near(self, words, said, data, capsys):
        err = refused(capsys, *words)
        assert said in err
        assert "usage: seqguard" in err

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--select", "constant-tagret"], "--select names 'constant-tagret'"),
            (["--ignore", "flatlin:f0"], "--ignore names 'flatlin'"),
            (["--select", "SG77"], "--select names 'SG77'"),
            (["--threshold", "outlier.gp=6"], "outlier has no parameter 'gp'; it has gap"),
            (["--threshold", "outler.gap=6"], "did you mean 'outlier'?"),
        ],
    )
    @pytest.mark.parametrize("command", ["check", "baseline"])
    def test_a_typo_is_said_once_and_of_no_file(self, command, options, said, data, capsys):
        assert main([command, "bad.npz", "good.npz", *options]) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert said in err
        assert "npz" not in err
        assert err.count("\n") == 1

    def test_a_typo_in_the_configuration_is_said_once(self, data, capsys):
        (data / "pyproject.toml").write_text('[tool.seqguard]\nignore = ["constant-tagret"]\n')
        assert main(["check", "bad.npz", "good.npz"]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert "did you mean 'constant-target'?" in err

    def test_a_file_that_cannot_be_read_is_said_once(self, data, capsys):
        assert main(["check", "broken.npz", "bad.npz"]) == 2
        out, err = capsys.readouterr()
        assert err == "seqguard: broken.npz is no .npz archive: File is not a zip file\n"
        assert "zip" not in out
        assert out.endswith("1 error in 1 of 2 files, 1 note; 1 could not be read\n")


class TestLastLine:
    def test_stands_over_several_files_only(self, data, capsys):
        main(["check", "bad.npz"])
        assert "of 1 file" not in capsys.readouterr().out
        main(["check", "good.npz", "sub"])
        assert capsys.readouterr().out.endswith("\n\nno errors, no warnings in 2 files, 2 notes\n")

    def test_counts_what_was_not_inspected(self):
        files = (Inspected("a", Report()), Inspected("b", notice="a pointer"), Inspected("c", problem="damaged"))
        assert over_files(Run(files)) == "no errors, no warnings in 1 file; 1 could not be read; 1 not inspected"


class TestWithoutAPath:
    def test_this_folder_is_read(self, data, capsys):
        (data / "broken.npz").unlink()
        assert main(["check", "--format", "concise"]) == 1
        out = capsys.readouterr().out
        assert out.startswith("bad.npz: error SG501 constant-target · y: All 300 targets are 0")
        assert out.endswith("1 error in 1 of 3 files, 3 notes\n")

    def test_the_configured_sets_are_read(self, data, capsys):
        (data / "pyproject.toml").write_text('[[tool.seqguard.datasets]]\nfiles = "good.npz"\n')
        assert main(["check"]) == 0
        assert "bad.npz" not in capsys.readouterr().out

    def test_a_folder_without_data_is_said(self, data, monkeypatch, capsys):
        (data / "empty").mkdir()
        (data / "empty" / "table.csv").write_text("a,b\n1,2\n")
        monkeypatch.chdir(data / "empty")
        assert main(["check"]) == 2
        assert "this folder holds no .npy, " in capsys.readouterr().err


class TestStatistics:
    def test_counts_findings_and_files(self, data, capsys):
        (data / "two.npz").write_bytes((data / "bad.npz").read_bytes())
        assert main(["check", "bad.npz", "two.npz", "good.npz", "--statistics"]) == 1
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].split() == ["2", "error", "SG501", "constant-target", "in", "2", "files"]
        assert lines[1].split()[:4] == ["3", "info", "SG431", "few-independent-windows"]
        assert lines[-1] == "2 errors in 2 of 3 files, 3 notes"


class TestFormats:
    def test_concise_lists_notes_with_v(self, data, capsys):
        main(["check", "good.npz", "--format", "concise"])
        assert "SG431" not in capsys.readouterr().out
        main(["check", "good.npz", "--format", "concise", "-v"])
        assert "good.npz: info SG431 few-independent-windows · X: " in capsys.readouterr().out

    def test_gitlab_has_the_keys_of_code_quality(self, data, capsys):
        (data / ".git").mkdir()
        assert main(["check", "bad.npz", "broken.npz", "--format", "gitlab"]) == 2
        entries = json.loads(capsys.readouterr().out)
        assert {e["severity"] for e in entries} <= {"info", "minor", "major", "critical", "blocker"}
        assert entries[0]["check_name"] == "constant-target"
        assert entries[-1] == {
            "description": "broken.npz is no .npz archive: File is not a zip file",
            "check_name": "unread",
            "fingerprint": entries[-1]["fingerprint"],
            "severity": "blocker",
            "location": {"path": "broken.npz", "lines": {"begin": 1}},
        }
        assert len({e["fingerprint"] for e in entries}) == len(entries)

    def test_gitlab_knows_a_finding_again(self, data, capsys):
        def prints() -> set[str]:
            main(["check", "bad.npz", "--format", "gitlab"])
            return {e["fingerprint"] for e in json.loads(capsys.readouterr().out)}

        before, archive = prints(), np.load("bad.npz")
        np.savez("bad.npz", X=archive["X"][:200], y=archive["y"][:200])
        assert prints() == before


class TestVerbose:
    def test_what_was_skipped_is_grouped(self, data, capsys):
        main(["check", "good.npz", "-v"])
        lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("skipped")]
        assert re.match(r"skipped \d\d: no validation data were given: shape-mismatch,", lines[0])
        assert len(lines) < 20  # of the 60 that were skipped


class TestSettings:
    def test_what_is_said_where_outweighs(self, data, capsys, monkeypatch):
        (data / "pyproject.toml").write_text(
            '[tool.seqguard]\nfail-on = "warning"\nignore = ["SG4"]\n'
            '[[tool.seqguard.datasets]]\nfiles = "*.npz"\ntask = "regression"\nx = "X"\n'
        )
        assert main(["check", "bad.npz", "--show-settings", "--threshold", "outlier.gap=6"]) == 0
        out = capsys.readouterr().out
        assert out.startswith(f"# configuration: {data / 'pyproject.toml'}\n")
        for line in ('fail-on = "warning"', 'x = "X"', 'task = "regression"', 'thresholds = {"outlier" = {"gap" = 6}}'):
            assert f"\n{line}\n" in out
        assert "SG501" not in out

        monkeypatch.setenv("SEQGUARD_FAIL_ON", "never")
        main(["check", "bad.npz", "--show-settings"])
        assert 'fail-on = "never"' in capsys.readouterr().out
        main(["check", "bad.npz", "--show-settings", "--fail-on", "error"])
        assert 'fail-on = "error"' in capsys.readouterr().out


class TestEnvironment:
    def test_stands_for_an_option(self, data, monkeypatch, capsys):
        monkeypatch.setenv("SEQGUARD_FAIL_ON", "never")
        monkeypatch.setenv("SEQGUARD_FORMAT", "concise")
        assert main(["check", "bad.npz"]) == 0
        assert capsys.readouterr().out.startswith("bad.npz: error SG501")
        assert main(["check", "bad.npz", "--fail-on", "error"]) == 1

    def test_with_a_value_that_is_none(self, data, monkeypatch, capsys):
        monkeypatch.setenv("SEQGUARD_FAIL_ON", "nevr")
        assert "SEQGUARD_FAIL_ON must be one of error, warning, never, got 'nevr'" in refused(
            capsys, "check", "bad.npz"
        )

    def test_other_commands_have_formats_of_their_own(self, monkeypatch, capsys):
        monkeypatch.setenv("SEQGUARD_FORMAT", "sarif")
        assert main(["rules", "SG0"]) == 0

    def test_help_names_all(self, capsys):
        with pytest.raises(SystemExit):
            main(["check", "--help"])
        text = capsys.readouterr().out
        assert all(variable(name) in text for name in ENVIRONMENT)


def test_powershell_is_offered_every_option(capsys):
    assert main(["completion", "powershell"]) == 0
    script = capsys.readouterr().out
    for name in COMMANDS:
        line = next(line for line in script.splitlines() if line.startswith(f"    '{name}' = "))
        for action in parser(name)._actions:
            assert all(f"'{option}'" in line for option in action.option_strings)
    assert "'check --fail-on' = @('error', 'warning', 'never')" in script
    assert script.count("{") == script.count("}")


def test_stamps_see_into_folders(tmp_path):
    (tmp_path / "a.npy").write_bytes(b"1")
    before = stamps([str(tmp_path), str(tmp_path / "gone")])
    (tmp_path / "a.npy").write_bytes(b"12")
    assert stamps([str(tmp_path), str(tmp_path / "gone")]) != before


def test_watch_inspects_again_after_a_change(data):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    # a shell in the background has Ctrl-C ignored in all that it starts
    start = (
        "import signal, runpy; signal.signal(signal.SIGINT, signal.default_int_handler); runpy.run_module('seqguard')"
    )
    command = [sys.executable, "-c", start, "check", "good.npz", "--watch", "--format", "concise"]
    with subprocess.Popen(
        command, cwd=data, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        timer = threading.Timer(60, process.kill)
        timer.start()
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"no errors")
        assert b"watching" in process.stderr.readline()
        time.sleep(2 * EVERY)
        os.replace(data / "bad.npz", data / "good.npz")
        assert process.stdout.readline().startswith(b"good.npz: error SG501")
        assert b"watching" in process.stderr.readline()  # its status is known now
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 1
        timer.cancel()


class TestShowFiles:
    def test_lists_what_would_be_read_and_reads_nothing(self, data, capsys):
        assert main(["check", "--show-files"]) == 0
        assert capsys.readouterr().out.split() == ["bad.npz", "broken.npz", "good.npz", "sub"]
        assert main(["check", "sub", "bad.npz", "--show-files"]) == 0
        assert capsys.readouterr().out.split() == ["sub", "bad.npz"]

    def test_asks_the_configuration(self, data, capsys):
        (data / "pyproject.toml").write_text('[[tool.seqguard.datasets]]\nfiles = ["g*.npz"]\n')
        assert main(["check", "--show-files"]) == 0
        assert capsys.readouterr().out.split() == ["good.npz"]


class TestSaidOnce:
    def test_in_one_line_a_finding(self, data, capsys):
        assert main(["check", "broken.npz", "bad.npz", "--format", "concise"]) == 2
        out, err = capsys.readouterr()
        assert "broken.npz" not in out
        assert err.count("broken.npz") == 1
        assert out.endswith("1 could not be read\n")

    def test_a_file_that_is_not_there(self, data, capsys):
        assert main(["check", "gone.npz"]) == 2
        assert capsys.readouterr().err.count("gone.npz") == 1

    def test_one_known_finding(self, data, capsys):
        main(["baseline", "bad.npz", "--select", "constant-target"])
        assert "1 known finding;" in capsys.readouterr().out
