"""The documentation as a site: no dead link, its tutorial runs, and it builds strictly (`pytest -m lab`)."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"```.*?```", re.DOTALL)
TUTORIAL = re.findall(r"```python *(\w*)\n(.*?)```", (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8"), re.S)


def anchors(page: Path) -> set[str]:
    """Anchors of the headings, as Markdown makes them, and those set by hand."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"(?m)^#+ (.*)$", FENCE.sub("", text))
    made = {"".join(c for c in h.lower().replace(" ", "-") if c.isalnum() or c in "-_") for h in headings}
    return made | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_link_is_dead(page: Path) -> None:
    for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (page.parent / file).resolve() if file else page
        assert there.exists(), f"{page.name}: {target}"
        if anchor and there.suffix == ".md":
            assert anchor in anchors(there), f"{page.name}: {target}"


def test_the_home_page_leads_to_every_page() -> None:
    linked = set(LINK.findall((ROOT / "docs" / "README.md").read_text(encoding="utf-8")))
    assert linked >= {"symptoms.md", "tutorial.md", "gate.md", "models.md", "checks/README.md", "recipes.md"}


def test_the_tutorial_runs_up_to_the_model(capsys: pytest.CaptureFixture[str]) -> None:
    names: dict[str, object] = {}
    for kind, code in TUTORIAL:
        if not kind:
            exec(compile(code, "docs/tutorial.md", "exec"), names)
    out = capsys.readouterr().out
    assert "baseline mse to beat on validation" in out
    assert "constant-target · All 936 targets are 0." in out


@pytest.mark.slow
@pytest.mark.keras
def test_the_tutorial_trains() -> None:
    pytest.importorskip("tensorflow", reason="needs the extra seqguard[tensorflow]")
    names: dict[str, object] = {}
    for _, code in TUTORIAL:
        exec(compile(code, "docs/tutorial.md", "exec"), names)
    assert len(names["history"].history["loss"]) == 3  # type: ignore[attr-defined]  # a snippet has no types


@pytest.fixture(scope="module")
def notebooks() -> Iterator[ModuleType]:
    """tools/notebooks.py."""
    sys.path.append(str(ROOT / "tools"))
    yield import_module("notebooks")
    sys.path.remove(str(ROOT / "tools"))


@pytest.mark.parametrize("name", ["table_to_lstm", "text_classifier", "sensor_panel"])
def test_a_notebook_is_its_tutorial_executed(name: str, notebooks: ModuleType) -> None:
    """`python tools/notebooks.py` runs them anew."""
    assert name in notebooks.SOURCES
    made = json.loads((notebooks.OUT / f"{name}.ipynb").read_text(encoding="utf-8"))
    cells = [(c["cell_type"], "".join(c["source"])) for c in made["cells"]]
    assert cells == list(notebooks.parts(notebooks.SOURCES[name].read_text(encoding="utf-8")))
    code = [c for c in made["cells"] if c["cell_type"] == "code"]
    assert [c["execution_count"] for c in code] == list(range(1, len(code) + 1))
    outputs = [o for c in code for o in c["outputs"]]
    assert sum("read as" in "".join(o.get("text", o.get("data", {}).get("text/plain", []))) for o in outputs) >= 1
    assert any("val_loss" in json.dumps(o) for o in outputs)


@pytest.mark.lab
@pytest.mark.keras
@pytest.mark.parametrize("name", ["text_classifier", "sensor_panel"])
def test_a_notebook_runs(name: str, notebooks: ModuleType) -> None:
    pytest.importorskip("tensorflow", reason="needs the extra seqguard[tensorflow]")
    made = notebooks.notebook(notebooks.SOURCES[name].read_text(encoding="utf-8"))
    said = "".join("".join(o.get("text", [])) for c in made["cells"] for o in c.get("outputs", []))
    for slug in SAID[name]:
        assert slug in said, slug


SAID = {
    "text_classifier": ("tokens-renumbered", "train-val-overlap", "unmasked-padding"),
    "sensor_panel": ("duplicate-row-times", "window-overlap", "group-overlap", "GroupKFold"),
}


@pytest.mark.lab
def test_the_site_builds_strictly(tmp_path: Path) -> None:
    mkdocs = os.environ.get("SEQGUARD_MKDOCS") or shutil.which("mkdocs", path=str(Path(sys.executable).parent))
    if mkdocs is None:
        pytest.skip("needs the extra seqguard[docs]")
    command = [mkdocs, "build", "--strict", "-d", str(tmp_path / "site")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "site" / "symptoms" / "index.html").exists()
    assert (tmp_path / "site" / "search").is_dir()
    assert (tmp_path / "site" / "tutorials" / "sensor_panel" / "index.html").exists()
