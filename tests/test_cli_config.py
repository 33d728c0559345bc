"""`[tool.seqguard]`, presets and the baseline file, on real files in a folder of their own."""

import json
from pathlib import Path

import numpy as np
import pytest

from seqguard.cli.main import main


@pytest.fixture
def project(tmp_path, monkeypatch) -> Path:
    """A repository with data/bad.npz: two dead features and a sound target; the working folder is its root."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "data").mkdir()
    write(tmp_path / "data" / "bad.npz", dead=(1, 2))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def write(path: Path, dead: tuple[int, ...] = (), names: tuple[str, str] = ("X", "y")) -> None:
    """Windows of four seasonal features, some of them dead, and the first one's next value."""
    rng = np.random.default_rng(0)
    series = np.sin(np.arange(420)[:, None] / (7 + np.arange(4))) + rng.normal(0, 0.1, (420, 4))
    series[:, dead] = 3.0
    X = np.lib.stride_tricks.sliding_window_view(series[:-1], 12, axis=0).swapaxes(1, 2).astype("f4")
    np.savez(path, **{names[0]: X, names[1]: series[12:, 0].astype("f4")})


def configure(project: Path, table: str) -> None:
    (project / "pyproject.toml").write_text(table)


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    status = main(
        ["check", "--select", "SG105,SG101", *arguments] if "--select" not in arguments else ["check", *arguments]
    )
    out, err = capsys.readouterr()
    return status, out, err


class TestSettings:
    @pytest.mark.parametrize(
        ("table", "status"),
        [
            ("", 0),
            ('fail-on = "warning"', 1),
            ('fail_on = "warning"', 1),
            ('preset = "strict"', 1),
            ('preset = "strict"\nfail-on = "never"', 0),
            ('severities = { constant-feature = "error" }', 1),
            ('severities = { SG1 = "error", constant-feature = "info" }', 0),
            ('fail-on = "warning"\nignore = ["constant-feature"]', 0),
            ('fail-on = "warning"\nignore = ["constant-feature:f1", "constant-feature:f2"]', 0),
            ('fail-on = "warning"\nignore = ["constant-feature:f1"]', 1),
            ('fail-on = "warning"\n[[tool.seqguard.datasets]]\nfiles = "data/*.npz"\nignore = "SG105"', 0),
            ('fail-on = "warning"\n[[tool.seqguard.datasets]]\nfiles = "other/*.npz"\nignore = "SG105"', 1),
        ],
    )
    def test_status(self, table, status, project, capsys):
        configure(project, f"[tool.seqguard]\n{table}\n")
        assert run(capsys, "data/bad.npz")[0] == status

    def test_command_line_outweighs_the_file(self, project, capsys):
        configure(project, '[tool.seqguard]\nfail-on = "warning"\nselect = ["SG5"]\n')
        assert run(capsys, "data/bad.npz", "--fail-on", "never")[0] == 0
        assert "constant-feature" in run(capsys, "data/bad.npz")[1]
        assert run(capsys, "data/bad.npz", "--preset", "exploratory")[0] == 0

    def test_found_from_a_folder_below_and_named(self, project, capsys, monkeypatch):
        configure(project, '[tool.seqguard]\nfail-on = "warning"\n')
        monkeypatch.chdir(project / "data")
        assert run(capsys, "bad.npz")[0] == 1
        (project / "lax.toml").write_text('[tool.seqguard]\nfail-on = "never"\n')
        assert run(capsys, "bad.npz", "--config", "../lax.toml")[0] == 0

    def test_exploratory_lists_all(self, project, capsys):
        assert "\nskipped " not in run(capsys, "data/bad.npz", "--select", "SG1,SG6")[1]
        assert "\nskipped " in run(capsys, "data/bad.npz", "--select", "SG1,SG6", "--preset", "exploratory")[1]

    def test_parameters_reach_the_check(self, project, capsys):
        configure(project, "[tool.seqguard.checks.near-constant-feature]\n")
        assert main(["check", "data/bad.npz", "-q"]) in (0, 1)
        configure(project, "[tool.seqguard.checks.near-constant-feature]\nno-such = 1\n")
        assert main(["check", "data/bad.npz", "-q"]) == 2
        assert "near-constant-feature has no parameter 'no_such'" in capsys.readouterr().err


class TestRefused:
    @pytest.mark.parametrize(
        ("table", "said"),
        [
            ("selct = []", "[tool.seqguard] has no key 'selct'; did you mean 'select'?"),
            ("select = 3", "select must be a string or a list of strings, got 3"),
            ('fail-on = "fatal"', "fail-on must be one of 'error', 'warning', 'never', got 'fatal'"),
            ('preset = "lax"', "preset must be one of 'exploratory', 'ci', 'strict'"),
            ('severities = { constant-feature = "bad" }', "severities must be a table of checks and severities"),
            ('severities = { constant-featur = "info" }', "did you mean 'constant-feature'?"),
            ('ignore = ["no-such-check"]', "ignore names 'no-such-check'"),
            ("[[tool.seqguard.datasets]]\nwindow = 3", "data set 1 has no files"),
            (
                '[[tool.seqguard.datasets]]\nfiles = "/data/*"',
                "files must be a path within the folder of pyproject.toml",
            ),
            ('[[tool.seqguard.datasets]]\nfiles = "*"\nwindwo = 3', "has no key 'windwo'; did you mean 'window'?"),
            ('[[tool.seqguard.datasets]]\nfiles = "*"\nwindow = true', "window must be a whole number, got True"),
            ("select = [", "pyproject.toml"),
        ],
    )
    def test_unknown_is_refused_by_name(self, table, said, project, capsys):
        configure(project, f"[tool.seqguard]\n{table}\n")
        status, out, err = run(capsys, "data/bad.npz")
        assert status == 2
        assert said in err
        assert "constant-feature · X" not in out

    def test_config_without_the_table(self, project, capsys):
        configure(project, "[project]\nname = 'x'\n")
        assert run(capsys, "data/bad.npz")[0] == 0
        assert run(capsys, "data/bad.npz", "--config", "pyproject.toml")[0] == 2
        assert run(capsys, "data/bad.npz", "--config", "nowhere.toml")[0] == 2
        configure(project, "tool.seqguard = 3\n")
        assert "must be a table, got 3" in run(capsys, "data/bad.npz")[2]


class TestDatasets:
    def test_no_path_means_the_data_sets(self, project, capsys):
        write(project / "data" / "other.npz", names=("inputs", "labels"))
        table = """
            [tool.seqguard]
            [[tool.seqguard.datasets]]
            files = "data/other.npz"
            x = "inputs"
            y = "labels"
            [[tool.seqguard.datasets]]
            files = ["data/b*.npz"]
            feature-names = ["load", "wind", "rain", "sun"]
        """
        configure(project, table)
        status, out, _ = run(capsys)
        assert status == 0
        assert "data/other.npz:\nX (408, 12, 4)" in out
        assert "constant-feature · X · wind · rain" in out

    def test_table_is_cut_as_configured(self, project, capsys):
        lines = ["when,load,wind"] + [
            f"2024-01-{d:02d}T{h:02d},{h + d},{d * h % 7}" for d in range(1, 9) for h in range(24)
        ]
        (project / "data" / "load.csv").write_text("\n".join(lines) + "\n")
        table = '[[tool.seqguard.datasets]]\nfiles = "data/*.csv"\nwindow = 24\ntarget = "load"\ntime = "when"\n'
        configure(project, table)
        assert "X (168, 24, 2)" in run(capsys, "data/load.csv")[1]
        assert "X (180, 12, 2)" in run(capsys, "data/load.csv", "--window", "12")[1]

    def test_pattern_that_matches_nothing_is_no_pass(self, project, capsys):
        configure(project, '[[tool.seqguard.datasets]]\nfiles = "data/*.parquet"\n')
        status, _, err = run(capsys)
        assert status == 2
        assert "'data/*.parquet' matches nothing" in err

    def test_dvc_pointers_count_as_files(self, project, capsys):
        (project / "data" / "big.npy.dvc").write_text("outs:\n- md5: 00\n  path: big.npy\n")
        configure(project, '[[tool.seqguard.datasets]]\nfiles = "data/*.npy"\n')
        status, out, _ = run(capsys)
        assert status == 0
        assert "dvc pull" in out

    def test_nothing_to_check(self, project, capsys, monkeypatch):
        (project / "empty").mkdir()
        monkeypatch.chdir(project / "empty")
        status, _, err = run(capsys)
        assert status == 2
        assert "give a PATH" in err


class TestBaseline:
    def test_known_findings_do_not_close_the_gate_and_new_ones_do(self, project, capsys):
        assert run(capsys, "data/bad.npz", "--fail-on", "warning")[0] == 1
        assert main(["baseline", "data/bad.npz", "--select", "SG105"]) == 0
        assert "2 known findings" in capsys.readouterr().out
        known = json.loads((project / "seqguard-baseline.json").read_text())
        assert known == {"version": 1, "files": {"data/bad.npz": ["SG105|X|f1", "SG105|X|f2"]}}
        gate = ("data/bad.npz", "--fail-on", "warning", "--baseline", "seqguard-baseline.json")
        status, out, _ = run(capsys, *gate)
        assert status == 0
        assert "nothing found in X, y, 1 known" in out
        write(project / "data" / "bad.npz", dead=(1, 2, 3))
        assert run(capsys, *gate)[0] == 1

    def test_stale_entries_are_reported(self, project, capsys):
        main(["baseline", "data/bad.npz", "--select", "SG105"])
        write(project / "data" / "bad.npz", dead=(1,))
        configure(project, '[tool.seqguard]\nbaseline = "seqguard-baseline.json"\n')
        status, _, err = run(capsys, "data/bad.npz")
        assert status == 0
        assert "SG105|X|f2 no longer occurs" in err
        assert run(capsys, "data/bad.npz", "--preset", "strict")[0] == 1
        assert "no longer occurs" not in run(capsys, "data/bad.npz", "--select", "SG5")[2]
        main(["baseline", "data/bad.npz", "--select", "SG105"])
        assert "1 known finding; 1 that no longer occur" in capsys.readouterr().out

    def test_file_that_is_gone_is_reported(self, project, capsys):
        main(["baseline", "data/bad.npz", "--select", "SG105"])
        (project / "data" / "bad.npz").rename(project / "data" / "moved.npz")
        _, _, err = run(capsys, "data/moved.npz", "--baseline", "seqguard-baseline.json")
        assert "data/bad.npz is gone" in err

    def test_nothing_is_written_when_something_could_not_be_read(self, project, capsys):
        assert main(["baseline", "data/bad.npz", "data/nowhere.npz"]) == 2
        assert not (project / "seqguard-baseline.json").exists()

    @pytest.mark.parametrize("content", [None, "no json", "[]", '{"version": 9, "files": {}}', '{"version": 1}'])
    def test_unusable_baseline_is_refused(self, content, project, capsys):
        if content is not None:
            (project / "b.json").write_text(content)
        status, _, err = run(capsys, "data/bad.npz", "--baseline", "b.json")
        assert status == 2
        assert "--baseline b.json" in err
