"""What is public: it can be listed, helped with and imported by star, and every name of it has a docstring."""

import ast
import importlib
import inspect
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import seqguard

ROOT = Path(__file__).parents[1]
MODULES = ("authors", "contract", "keras", "pandera", "pytest_plugin", "sklearn", "testing")
PLAIN = Path(os.environ.get("SEQGUARD_PLAIN_PYTHON", "/tmp/envs-authors/plain/bin/python"))
"""A Python with NumPy, pandas, Pandera and rich, and no extra."""


@pytest.mark.parametrize("name", MODULES)
def test_public_modules_say_what_is_public(name: str) -> None:
    if name == "keras":
        pytest.importorskip("keras")
    module = importlib.import_module(f"seqguard.{name}")
    assert module.__all__
    assert len(set(module.__all__)) == len(module.__all__)
    for own in module.__all__:
        assert getattr(module, own) is not None


def test_star_binds_no_name_of_another_package() -> None:
    pytest.importorskip("keras")
    names: dict[str, object] = {}
    exec("from seqguard import *", names)
    assert not names.keys() & {"keras", "pandera", "sklearn", "numpy", "pandas"}
    assert names.keys() >= set(seqguard.__all__)
    assert {"keras", "pandera", "sklearn"} <= set(dir(seqguard))


HIDDEN = "import sys\nfor m in ('keras', 'tensorflow', 'sklearn', 'pyarrow', 'h5py', 'zarr'): sys.modules[m] = None\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    "code",
    [
        "from seqguard import *; print(inspect.__module__)",
        "import seqguard, inspect; print(len(inspect.getmembers(seqguard)) > 20)",
        "import seqguard, pydoc; print('preflight' in pydoc.render_doc(seqguard))",
        "import seqguard.authors, inspect; print(len(inspect.getmembers(seqguard.authors)))",
        "import numpy as np, seqguard; print(seqguard.inspect(np.ones((60, 3, 1))).errors[0].slug)",
    ],
)
def test_it_works_without_extras(code: str) -> None:
    real = PLAIN.exists()
    words = [str(PLAIN) if real else sys.executable, "-c", code if real else HIDDEN + code]
    done = subprocess.run(
        words, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() not in ("", "False")


def public_definitions() -> Iterator[tuple[str, ast.AST]]:
    """Modules, and the classes and functions in them whose names and places have no underscore."""
    for path in sorted((ROOT / "seqguard").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        name = str(path.relative_to(ROOT))
        yield name, tree
        for node in tree.body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith(
                "_"
            ):
                yield f"{name}:{node.name}", node


def test_every_public_name_has_a_docstring() -> None:
    found = list(public_definitions())
    bare = [name for name, node in found if not ast.get_docstring(node)]  # type: ignore[arg-type]  # these kinds have one
    assert len(found) > 900
    assert not bare


def test_every_method_of_a_promised_class_has_a_docstring() -> None:
    """In `seqguard` and `seqguard.authors`; a method that overrides one with a docstring inherits it."""
    from seqguard import authors

    bare = []
    for module in (seqguard, authors):
        for name in module.__all__:
            cls = getattr(module, name)
            if not inspect.isclass(cls) or not cls.__module__.startswith("seqguard"):
                continue
            for own, value in vars(cls).items():
                function = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
                written = inspect.isfunction(function) and function.__qualname__.startswith(cls.__name__)
                if written and not own.startswith("_") and not inspect.getdoc(getattr(cls, own)):
                    bare.append(f"{name}.{own}")
    assert not bare
