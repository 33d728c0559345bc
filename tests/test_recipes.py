"""The five recipes of docs/extending.md: what `seqguard.new` writes passes the gates of a package and of a checkout."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from seqguard.new import main

ROOT = Path(__file__).parents[1]
OWN = {
    "check": "ACME001 negative-demand",
    "fact": "mid-point",
    "statistic": "below-zero",
    "format": "lines .lines",
    "source": "text .numbers",
}
INSIDE = {
    "check": "SG199 made-by-recipe",
    "fact": "values/mid-point",
    "statistic": "below-zero",
    "format": "lines .lines",
    "source": "text .numbers",
}


def run(*words: str, cwd: Path, path: Path) -> str:
    """Run a tool of this Python; its output, where it ends with 0."""
    env = {**os.environ, "PYTHONPATH": str(path), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=cwd, env=env, capture_output=True, text=True, timeout=900, check=False
    )
    assert done.returncode == 0, f"{words}\n{done.stdout[-4000:]}\n{done.stderr[-4000:]}"
    return done.stdout


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of somebody's own, with the rules of this project's linter."""
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "__init__.py").write_text('"""Checks of a team."""\n')
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_each_recipe_writes_two_tested_files_into_a_package(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for kind, name in OWN.items():
        assert main([kind, name, "--into", "acme"]) == 0
        written = capsys.readouterr().out.split()
        assert len(written) == 2
        assert all(Path(file).is_file() for file in written)
    run("ruff", "check", "acme", "tests", cwd=package, path=package)
    run("ruff", "format", "--check", "acme", "tests", cwd=package, path=package)
    out = run(
        "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "-k", "not laws", "tests", cwd=package,
        path=f"{ROOT}{os.pathsep}{package}",
    )  # fmt: skip
    assert " passed" in out
    assert "failed" not in out


def test_what_is_next_is_said(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", OWN["check"], "--into", "acme"])
    assert 'ACME = "acme.acme001_negative_demand"' in capsys.readouterr().err
    main(["source", OWN["source"], "--into", "acme"])
    assert '[project.entry-points."seqguard.sources"]\ntext = "acme.text:SOURCE"' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["check", "SG501 x"], "code SG501 is taken; the next free one is SG"),
        (["check", "negative-demand"], 'asked for as "SG199 slug-of-it"'),
        (["check", "ACME001 Négative"], "must be small letters"),
        (["fact", "Mid Point"], "must be small letters"),
        (["format", "lines"], 'asked for as "name .suffix"'),
        (["source", "text numbers"], 'asked for as "name .suffix"'),
        (["statistic", "x", "--into", "nowhere"], "--into must be a folder"),
        (["fact", "mid-point", "--into", str(ROOT)], "a fact of seqguard has a theme, one of "),
        (["check", "ACME001 x", "--into", str(ROOT)], "have codes SG001 to SG999"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    package: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    assert says in capsys.readouterr().err


def test_nothing_is_overwritten(package: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["fact", "mid-point"])
    Path("mid_point.py").write_text("# mine\n")
    with pytest.raises(SystemExit, match="2"):
        main(["fact", "mid-point"])
    assert "mid_point.py is there already" in capsys.readouterr().err
    assert Path("mid_point.py").read_text() == "# mine\n"


@pytest.mark.slow
def test_the_five_pass_the_gates_of_a_checkout(tmp_path: Path) -> None:
    """At most two files by hand each; then what is derived is renewed, and the suite's own gates are run on them."""
    house = tmp_path / "house"
    shutil.copytree(ROOT, house, ignore=shutil.ignore_patterns(".*cache", "__pycache__", ".git", ".venv"))
    written = []
    for kind, name in INSIDE.items():
        files = run("seqguard.new", kind, name, "--into", str(house), cwd=house, path=house).split()
        assert len(files) <= 2
        written += files
    run("seqguard.cli.reference", cwd=house, path=house)
    run("ruff", "check", *written, cwd=house, path=house)
    run("ruff", "format", "--check", *written, cwd=house, path=house)
    modules = [file for file in written if not Path(file).name.startswith("test_")]
    run("mypy", "--strict", *modules, cwd=house, path=house)
    tests = [file for file in written if file not in modules]
    gates = ["tests/test_layers.py", "tests/test_cli_catalogue.py", "tests/test_statistics.py", "tests/test_checks.py"]
    named = "made-by-recipe or not_stale or leads_down or leads_round or BelowZero"
    run("pytest", "-q", "-p", "no:cacheprovider", *tests, cwd=house, path=house)
    run("pytest", "-q", "-p", "no:cacheprovider", *gates, "-k", named, cwd=house, path=house)
    (house / "a.numbers").write_text("\n".join("1 1 1 1 1 1" for _ in range(60)))
    env = {**os.environ, "PYTHONPATH": str(house)}
    words = [sys.executable, "-m", "seqguard", "check", "a.numbers", "-o", "a.lines"]
    done = subprocess.run(words, cwd=house, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 1, done.stderr
    assert "\terror\tconstant" in (house / "a.lines").read_text()
    assert "made-by-recipe" in json.loads((house / "seqguard/catalogue/catalogue.json").read_text())["SG199"]["slug"]
