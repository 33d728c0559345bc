"""The hooks and the action, run as people run them: `pre-commit run` in a real repository."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml

from seqguard.cli.config import ARRAYS, CUT, GENERAL, READING, RULES, RUNNING, load
from seqguard.cli.main import parser

ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text())}


def command(*words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words, cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, timeout=600)


@pytest.fixture
def repository(tmp_path) -> Path:
    """A git repository with a good and a bad file, an LFS pointer, a table, and a folder of arrays."""
    rng = np.random.default_rng(0)
    series = np.sin(np.arange(312) / 7) + rng.normal(0, 0.1, 312)
    X = np.lib.stride_tricks.sliding_window_view(series[:-1], 12)[..., None].astype("f4")
    y = series[12:].astype("f4")
    folder = tmp_path / "repository"
    (folder / "data" / "store").mkdir(parents=True)
    np.savez(folder / "data" / "good.npz", X=X, y=y)
    np.savez(folder / "data" / "bad.npz", X=X, y=0 * y)
    np.save(folder / "data" / "store" / "X.npy", X)
    np.save(folder / "data" / "store" / "y.npy", 0 * y)
    (folder / "data" / "lfs.npz").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3\n")
    (folder / "data" / "table.csv").write_text("a,b\n1,2\n")
    for words in (["init", "-q"], ["config", "user.email", "a@example.org"], ["config", "user.name", "a"]):
        assert command("git", *words, cwd=folder).returncode == 0
    return folder


def local(hook: str) -> str:
    """The hook as the manifest has it, run by this Python instead of an environment made from the registry."""
    entry = HOOKS[hook]["entry"].replace("seqguard", f"{sys.executable} -m seqguard", 1)
    return yaml.safe_dump(
        {"repos": [{"repo": "local", "hooks": [{**HOOKS[hook], "entry": entry, "language": "system"}]}]}
    )


def pre_commit(repository: Path, *files: str, config: str) -> subprocess.CompletedProcess[str]:
    (repository / ".pre-commit-config.yaml").write_text(config)
    assert command("git", "add", "-A", cwd=repository).returncode == 0
    asked = ["--files", *files] if files else ["--all-files"]
    env = {"PYTHONPATH": str(ROOT), "PRE_COMMIT_HOME": str(repository.parent / "home"), "COLUMNS": "100"}
    return command(sys.executable, "-m", "pre_commit", "run", "--verbose", *asked, cwd=repository, **env)


def test_manifest_is_valid(repository):
    done = command(sys.executable, "-m", "pre_commit", "validate-manifest", str(MANIFEST), cwd=repository)
    assert done.returncode == 0, done.stdout


def test_files_are_chosen_by_name():
    names = ["a.npz", "data/b.npy", "c.csv", "d.npz.dvc", "npz.py"]
    assert [n for n in names if re.search(HOOKS["seqguard"]["files"], n)] == ["a.npz", "data/b.npy"]


def test_good_and_bad_files_in_one_process(repository):
    done = pre_commit(repository, config=local("seqguard"))
    assert done.returncode == 1
    assert "data/bad.npz:" in done.stdout
    assert "constant-target" in done.stdout
    assert "git lfs pull" in done.stdout
    assert "table.csv" not in done.stdout
    assert done.stdout.count("hook id: seqguard") == 1
    assert pre_commit(repository, "data/good.npz", config=local("seqguard")).returncode == 0


def test_folders_by_the_configuration(repository):
    (repository / "pyproject.toml").write_text('[[tool.seqguard.datasets]]\nfiles = "data/store"\n')
    done = pre_commit(repository, config=local("seqguard-datasets"))
    assert done.returncode == 1
    assert "data/store:" in done.stdout
    assert "data/bad.npz:" not in done.stdout


@pytest.mark.slow
def test_installed_from_this_repository(repository):
    """As a user has it: `repo` and `rev`, an environment of its own with what the registry gives (47 s)."""
    rev = command("git", "rev-parse", "HEAD", cwd=ROOT).stdout.strip()
    config = {"repos": [{"repo": str(ROOT), "rev": rev, "hooks": [{"id": "seqguard"}]}]}
    done = pre_commit(repository, config=yaml.safe_dump(config))
    assert done.returncode == 1, done.stdout
    assert "constant-target" in done.stdout
    assert pre_commit(repository, "data/good.npz", config=yaml.safe_dump(config)).returncode == 0


class TestAction:
    ACTION = yaml.safe_load((ROOT / "action.yml").read_text())

    def test_is_composite_and_every_input_is_used(self):
        runs = self.ACTION["runs"]
        assert runs["using"] == "composite"
        text = yaml.safe_dump(runs)
        assert all(f"inputs.{name}" in text for name in self.ACTION["inputs"])
        assert all("shell" in step for step in runs["steps"] if "run" in step)

    def test_inputs_reach_the_shell_as_variables_only(self):
        """An expression inside `run` would let a file's name run as code."""
        assert not [s for s in self.ACTION["runs"]["steps"] if "${{" in s.get("run", "")]

    def test_what_it_runs_works(self, repository):
        """The action's own shell line, with the variables that GitHub would set."""
        step = next(s for s in self.ACTION["runs"]["steps"] if "seqguard check" in s.get("run", ""))
        bin_folder = repository.parent / "bin"
        bin_folder.mkdir()
        (bin_folder / "seqguard").write_text(f'#!/bin/sh\nexec {sys.executable} -m seqguard "$@"\n')
        (bin_folder / "seqguard").chmod(0o755)
        env = {
            "PATH": f"{bin_folder}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(repository / "summary.md"),
            "GITHUB_OUTPUT": str(repository / "output"),
            "RUNNER_TEMP": str(repository.parent),
            **dict.fromkeys(step["env"], ""),
            "PATHS": "data/good.npz data/bad.npz",
            "FAIL_ON": "error",
        }
        done = command("bash", "-e", "-o", "pipefail", "-c", step["run"], cwd=repository, **env)
        assert done.returncode == 1, done.stderr
        assert "::error file=data/bad.npz,line=1" in done.stdout
        assert "constant-target" in (repository / "summary.md").read_text()
        sarif = dict(line.split("=", 1) for line in (repository / "output").read_text().splitlines())["sarif"]
        assert '"SG501"' in Path(sarif).read_text()


def test_page_of_the_gate_shows_what_there_is(tmp_path):
    """docs/gate.md names hooks, inputs of the action, options and keys of the configuration that exist."""
    page = (ROOT / "docs" / "gate.md").read_text()
    (tmp_path / "pyproject.toml").write_text(re.search(r"```toml\n(.*?)```", page, re.S)[1])
    config = load(str(tmp_path / "pyproject.toml"))
    assert [c.slug for c in config.rules.configured()] == ["outlier", "unscaled-features"]
    assert len(config.datasets) == 2
    keys = {key for row in re.findall(r"^\| (`.*?) \|", page, re.M) for key in re.findall(r"`([a-z-]+)`", row)}
    assert keys == {key.replace("_", "-") for key in {**GENERAL, **RULES, **ARRAYS, **CUT, **READING, **RUNNING}} - {
        "datasets"
    } | {"files", "contract"}
    assert all(f"id: {hook}" in page for hook in HOOKS)
    check = parser("check").format_help()
    for option in set(re.findall(r"seqguard check[^\n`]*?(--[a-z-]+)", page)):
        assert option in check
    shown = yaml.safe_load(re.search(r"```yaml\n(# \.github.*?)```", page, re.S)[1])
    steps = next(iter(shown["jobs"].values()))["steps"]
    used = next(s["with"] for s in steps if "seqguard" in s.get("uses", ""))
    assert set(used) <= set(TestAction.ACTION["inputs"])
