"""docs/recipes.md, run: each block in a Python of its own, where its tool is installed (`pytest -m lab`).

SEQGUARD_LAB_PYTHON names the Python that has the tools; SEQGUARD_UPDATE_DOCS writes docs/measured/recipes.md.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
BLOCKS = {name: code for _, name, code in re.findall(r"```(python|yaml) (\w+)\n(.*?)```", PAGE, re.S)}
PYTHON = os.environ.get("SEQGUARD_LAB_PYTHON", sys.executable)
TABLE = ROOT / "docs" / "measured" / "recipes.md"
DISTRIBUTIONS = {"keras_tuner": "keras-tuner", "airflow": "apache-airflow", "mlflow": "mlflow-skinny"}


def airflow(folder: Path) -> dict[str, str]:
    """The environment of an Airflow of its own."""
    home = {"AIRFLOW_HOME": str(folder / "airflow"), "AIRFLOW__CORE__DAGS_FOLDER": str(folder)}
    return {**os.environ, **home, "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "MLFLOW_TRACKING_URI": (folder / "mlruns").as_uri(),
        "MLFLOW_ALLOW_FILE_STORE": "true",
        "WANDB_SILENT": "true",
        "HOME": str(folder),
        "USERNAME": "lab",
        **airflow(folder),
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "200",
    }
    (folder / "recipe.py").write_text(code, encoding="utf-8")
    words = [PYTHON, "recipe.py", *(["run"] if "FlowSpec" in code else [])]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, timeout=280)


def version(name: str) -> str:
    code = f"from importlib.metadata import version; print(version({DISTRIBUTIONS.get(name, name)!r}))"
    done = subprocess.run([PYTHON, "-c", code], capture_output=True, text=True, timeout=60)
    return done.stdout.strip()


def test_every_recipe_is_short() -> None:
    assert len(BLOCKS) == 11
    for name, code in BLOCKS.items():
        lines = [line for line in code.splitlines() if line.strip() and not line.startswith(("import ", "from "))]
        assert len(lines) <= 10, name
        if name != "dvc":
            compile(code, name, "exec")


@pytest.mark.lab
@pytest.mark.parametrize("name", [n for n in BLOCKS if n != "shared"])
def test_recipe(name: str, tmp_path: Path) -> None:
    found = version(name)
    if not found:
        note(name, "", "is not installed here")
        pytest.skip(f"{name} is not installed in {PYTHON}")
    if name == "dvc":
        import yaml

        stage = yaml.safe_load(BLOCKS[name])["stages"]["preflight"]
        t = np.sin(np.arange(312) / 7) + np.random.default_rng(0).normal(0, 0.1, 312)
        X = np.lib.stride_tricks.sliding_window_view(t[:-1], 12)[..., None]
        np.savez(tmp_path / stage["deps"][0], X=X, y=t[12:])
        words = [PYTHON, "-m", *stage["cmd"].split()]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
        assert (tmp_path / "seqguard.json").exists()
    else:
        code = BLOCKS["shared"] + BLOCKS[name]
        if name == "airflow":  # builds a DAG; its own test run needs a database
            words = [PYTHON, "-m", "airflow", "db", "migrate"]
            subprocess.run(words, env=airflow(tmp_path), capture_output=True, timeout=280, check=True)
            code += "\nif __name__ == '__main__':\n    assert str(flow.test().state) == 'success'\n"
        done = run(code, tmp_path)
    note(name, found, "runs" if done.returncode == 0 else "fails")
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.lab
def test_no_trial_begins_where_the_look_before_the_search_finds_an_error(tmp_path: Path) -> None:
    if not version("keras_tuner"):
        pytest.skip(f"keras_tuner is not installed in {PYTHON}")
    done = run(BLOCKS["shared"] + "y = np.zeros_like(y)\n" + BLOCKS["keras_tuner"], tmp_path)
    assert done.returncode == 1
    assert "PreflightError" in done.stderr
    assert "constant-target" in done.stderr
    assert not (tmp_path / "untitled_project").exists()
    assert run(BLOCKS["shared"] + BLOCKS["keras_tuner"], tmp_path).returncode == 0
    assert len([*tmp_path.glob("untitled_project/trial_*")]) == 2


def note(name: str, found: str, what: str) -> None:
    """Put one line into the committed table."""
    if not os.environ.get("SEQGUARD_UPDATE_DOCS"):
        return
    rows = dict(re.findall(r"^\| (\w+) (\|.*)$", TABLE.read_text() if TABLE.exists() else "", re.M))
    rows.pop("tool", None)
    rows[name] = f"| {found or '-'} | {what} |"
    head = "# Recipes that were run\n\n`pytest -m lab tests/test_recipes_lab.py` over [recipes.md](../recipes.md).\n\n"
    lines = "".join(f"| {n} {row}\n" for n, row in sorted(rows.items()))
    TABLE.write_text(f"{head}| tool | version | result |\n|---|---|---|\n{lines}")
