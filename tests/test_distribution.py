"""What is installed: arrays need NumPy alone, what needs more says what, and the archives hold what they should."""

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

ALONE = """
import importlib.abc, sys

class Nothing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        root = name.split(".")[0]
        if root not in sys.stdlib_module_names and root not in ("numpy", "seqguard", "sitecustomize"):
            raise ModuleNotFoundError(f"No module named {root!r}", name=root)

sys.meta_path.insert(0, Nothing())
import numpy as np
import seqguard

"""


def alone(code, folder):
    """Standard output of code where nothing but NumPy can be imported."""
    run = [sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{ALONE}{code}"]
    done = subprocess.run(run, capture_output=True, text=True, timeout=120, cwd=folder)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_arrays_are_checked_with_numpy_alone(tmp_path):
    code = """
X = np.random.default_rng(0).normal(size=(60, 12, 2))
y = X[:, -1, 0]
report = seqguard.inspect(X, np.zeros(60), validation_data=(X[:9], np.zeros(9)))
assert not report.crashed, report.crashed
print([f.slug for f in report.errors], len(report.ran))
print(len(str(report)) > 0, len(report.to_json()) > 0, len(report.to_html()) > 0)
"""
    out = alone(code, tmp_path).splitlines()
    assert out[0].startswith("['constant-target'")
    assert out[1] == "True True True"


@pytest.mark.parametrize("suffix", ["npy", "npz"])
def test_files_of_arrays_are_checked_with_numpy_alone(tmp_path, suffix):
    X = np.random.default_rng(0).normal(size=(60, 12, 2))
    if suffix == "npy":
        np.save(tmp_path / "d.npy", X)
    else:
        np.savez_compressed(tmp_path / "d.npz", X=X, y=np.zeros(60))
    code = f"from seqguard.cli.main import main\nprint(main(['check', 'd.{suffix}', '-o', 'r.json', '-q']))"
    assert alone(code, tmp_path).strip() == ("0" if suffix == "npy" else "1")


def test_what_needs_more_says_what(tmp_path):
    (tmp_path / "d.csv").write_text("a,b\n1,2\n3,4\n")
    (tmp_path / "d.parquet").write_bytes(b"PAR1")
    (tmp_path / "c.yaml").write_text("columns: {a: {}}\n")
    code = """
import traceback
X = np.zeros((5, 4, 2))
def said(call):
    try:
        call()
    except (ImportError, ValueError) as error:
        assert isinstance(error, ImportError) and isinstance(error, ValueError), error
        print(error)
from seqguard.sources.files import open_path
said(lambda: open_path("d.csv", cut={"window": 1}))
said(lambda: open_path("d.parquet", cut={"window": 1}))
said(lambda: seqguard.inspect(X, schema="c.yaml"))
"""
    table, parquet, contract = alone(code, tmp_path).splitlines()
    assert "d.csv needs pandas" in table
    assert "pip install" in table
    assert "d.parquet needs p" in parquet
    assert "pip install" in parquet
    assert contract.startswith("schema needs p")
    assert "pip install" in contract


def test_what_is_depended_on_is_imported_and_bounded():
    wanted = " ".join(PROJECT["dependencies"])
    assert "rich" not in wanted
    assert "numpy>=1.26,!=2.0.0; python_version < '3.13'" in wanted
    assert "pandera[pandas,io]>=0.35,<" in wanted
    assert set(PROJECT["urls"]) == {"Repository", "Documentation", "Changelog", "Issues"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    run = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    done = subprocess.run(run, capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_wheel_holds_the_package_and_nothing_else(built):
    (wheel,) = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name.split("/")[0].split("-")[0] for name in names} == {"seqguard"}
    here = {p.relative_to(ROOT).as_posix() for p in (ROOT / "seqguard").rglob("*") if p.suffix in (".py", ".json")}
    assert here <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


def test_the_source_archive_can_be_tested(built):
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md", "docs/gate.md"} <= names
    assert "tests/test_distribution.py" in names
    assert "seqguard/catalogue/catalogue.json" in names
    assert not [name for name in names if "__pycache__" in name or name.startswith((".git/", "dist/"))]
