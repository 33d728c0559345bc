"""`seqguard.authors` is the one module that an author imports, and what README shows of it runs."""

import inspect
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard import authors, testing
from seqguard.authors import Geometry, Kinds, LabelCounts, Missing, Moments, Readable, Stamps
from seqguard.core.declare import FACTS
from seqguard.core.statistic import STATISTICS
from seqguard.testing import fact_of, forecast, statistic_of

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
PUBLIC = {"seqguard"} | {
    f"seqguard.{name}"
    for name in ("authors", "contract", "keras", "new", "pandera", "pytest_plugin", "sklearn", "testing")
}


def test_importing_it_loads_nothing_heavy():
    heavy = ["pandas", "pandera", "rich", "scipy", "sklearn", "keras", "tensorflow", "pyarrow", "yaml"]
    code = f"import sys, seqguard.authors; print([m for m in {heavy} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_all_names_what_stands_in_it():
    own = {n for n, v in vars(authors).items() if not n.startswith("_") and not inspect.ismodule(v)}
    assert set(authors.__all__) == own
    assert authors.__all__ == sorted(authors.__all__)
    said = set(re.findall(r"`(\w+)`", authors.__doc__ or ""))
    kinds = {n for n in own if isinstance(getattr(authors, n), type) and issubclass(getattr(authors, n), Readable)}
    assert kinds - {"Readable"} <= said, "the docstring lists what is promised"
    promised = {getattr(authors, n) for n in kinds}
    assert len(promised & STATISTICS.keys()) >= 7
    assert len(promised & FACTS.keys()) >= 6


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_no_page_imports_what_is_not_public(page: Path):
    text = page.read_text(encoding="utf-8")
    assert not re.findall(r"seqguard(?:\.\w+)*\._\w+", text)
    for module in re.findall(r"(?m)^\s*(?:from|import) (seqguard[.\w]*)", text):
        assert module in PUBLIC, f"{page.name} imports {module}"


def example(text: str) -> dict[str, Any]:
    """Run an example that declares `negative_demand`, and give its names."""
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(text, "example", "exec"), names)
    return names


def held(check: seqguard.Check) -> None:
    """The example fires on a negative value and is silent without one."""
    X = np.abs(np.random.default_rng(0).standard_normal((80, 6, 1)))
    assert not testing.findings_of(check, X=X)
    X[3, 2, 0] = -2
    (finding,) = testing.findings_of(check, X=X)
    assert finding.message == "The lowest demand is -2."


def test_the_own_check_of_readme_and_of_the_docstring():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = [b for b in re.findall(r"(?s)```python\n(.*?)```", readme) if "negative_demand" in b]
    names: dict[str, Any] = {
        "__name__": "example",
        "seqguard": seqguard,
        "X": forecast(np.random.default_rng(0))["X"],
        "y": None,
    }
    exec(compile(block, "README.md", "exec"), names)
    held(names["negative_demand"])
    doc = inspect.getdoc(authors) or ""
    indented = doc.split("imports: public, and kept by docs/stability.md.\n")[1].split("\nDeclaring:")[0]
    held(example(textwrap.dedent(indented))["negative_demand"])


def test_the_declaration_of_extending():
    page = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    moved = example(re.findall(r"(?s)```python\n(.*?)```", page)[0])["target_moved"]
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((80, 6, 1)), rng.standard_normal(80)
    assert not testing.findings_of(moved, X=X, y=y, validation_data=(X, y + 1))
    (finding,) = testing.findings_of(moved, X=X, y=y, validation_data=(X, y + 9))
    assert finding.tensor == "y"


def test_fact_of_takes_tensors_splits_and_readings():
    data = forecast(np.random.default_rng(0))
    assert len(fact_of(Kinds, data["X"]).columns) == data["X"].shape[2]
    assert len(fact_of(Kinds, data["X"], data["y"], tensor="y").columns) == 1
    further = {"validation_data": data["validation_data"]}
    assert len(fact_of(Kinds, data["X"], data["y"], split="validation", **further).columns) == data["X"].shape[2]
    with pytest.raises(Missing, match="timestamps"):
        fact_of(Stamps, data["X"])
    with pytest.raises(TypeError, match=r"kind must be the class that a fact returns, got .*Moments"):
        fact_of(Moments, data["X"])
    with pytest.raises(ValueError, match="tensor must be one of X, got 'y'"):
        fact_of(Kinds, data["X"], tensor="y")
    with pytest.raises(ValueError, match="split must be one of train, got 'test'"):
        fact_of(Kinds, data["X"], split="test")
    with pytest.raises(TypeError, match="takes no samples=; did you mean sample="):
        fact_of(Kinds, data["X"], samples=3)


def test_statistic_of_is_the_same_for_any_chunk():
    data = forecast(np.random.default_rng(0))
    whole, parts = (statistic_of(Moments, data["X"], chunk=chunk) for chunk in (0, 7))
    np.testing.assert_allclose(whole.mean, parts.mean)
    assert whole.feature_max() == pytest.approx(data["X"].max((0, 1)))
    assert statistic_of(Geometry, data["X"], data["y"], split="train").n == len(data["X"])
    y = np.arange(80) % 3
    assert statistic_of(LabelCounts, np.zeros((80, 4, 1)), y, tensor="y") is not None
    with pytest.raises(TypeError, match="must be the class that a statistic yields"):
        statistic_of(Kinds, data["X"])
    with pytest.raises(ValueError, match="X cannot be read"):
        statistic_of(Moments, np.array([["a", None]], object)[:, :, None])
