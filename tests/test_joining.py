"""What strangers join by: pages whose links and commands hold, fragments, forms and the matrix."""

import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from seqguard.core.version import __version__

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PAGES = ("CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "README.md", "docs/extending.md", "docs/stability.md")


def tool():
    spec = importlib.util.spec_from_file_location("changelog", ROOT / "tools" / "changelog.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page):
    path = ROOT / page
    for target in re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), f"{page} links to {target}"


def test_contributing_names_the_kinds_that_new_writes():
    from seqguard.new import main

    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    kinds = [*dict.fromkeys(re.findall(r"python -m seqguard\.new (\w+)", text))]
    assert kinds == ["check", "fact", "statistic", "format", "source"]
    with pytest.raises(SystemExit):
        main(["nothing", "x"])


def test_fragments_have_their_form():
    assert tool().main(["--check"]) == 0


@pytest.fixture
def house(tmp_path):
    (tmp_path / "changelog.d").mkdir()
    (tmp_path / "changelog.d" / "README.md").write_text("How.\n")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\nAll.\n\n## 0.2.0 (unreleased)\n\n- Old.\n\n## 0.1.0 (then)\n\n- First.\n"
    )
    return tmp_path


def test_fragments_become_items_by_issue(house):
    for name, text in (("12-b.md", "Later\nlines."), ("3-a.md", "First, `code`."), ("12-a.md", "word " * 40 + "end.")):
        (house / "changelog.d" / name).write_text(text + "\n")
    assert tool().main(["0.2.0", "--date", "2026-01-02"], house) == 0
    text = (house / "CHANGELOG.md").read_text()
    assert text.startswith("# Changelog\n\nAll.\n\n## 0.2.0 (2026-01-02)\n\n- Old.\n- First, `code`.\n- word ")
    assert re.search(r"\n  (word )+end\.\n- Later lines\.\n\n## 0\.1\.0 \(then\)\n\n- First\.\n$", text)
    assert max(map(len, text.splitlines())) <= 120
    assert [p.name for p in (house / "changelog.d").iterdir()] == ["README.md"]


def test_a_new_version_stands_before_the_others(house):
    (house / "changelog.d" / "1-a.md").write_text("New.\n")
    assert tool().main(["0.3.0", "--date", "2026-01-02"], house) == 0
    assert "All.\n\n## 0.3.0 (2026-01-02)\n\n- New.\n\n## 0.2.0 (unreleased)" in (house / "CHANGELOG.md").read_text()


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.md", "Text.", "is called ISSUE-slug.md"),
        ("1-a.md", "no end", "whole sentences"),
        ("1-a.md", "# Head\nText.", "one item"),
    ],
)
def test_fragments_of_another_form_are_refused(house, capsys, name, text, says):
    (house / "changelog.d" / name).write_text(text)
    before = (house / "CHANGELOG.md").read_text()
    assert tool().main(["0.2.0"], house) == 1
    assert says in capsys.readouterr().err
    assert (house / "CHANGELOG.md").read_text() == before


def test_wrong_calls_end_with_2(house):
    for argv in ([], ["--check", "0.2.0"], ["next"]):
        with pytest.raises(SystemExit, match="2"):
            tool().main(argv, house)


def test_the_matrix_is_what_the_package_claims():
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text())
    job = workflow["jobs"]["ci"]
    claimed = [c.rpartition(" ")[2] for c in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert job["strategy"]["matrix"] == {"python": claimed, "dependencies": ["lowest", "newest"]}
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert all(f"{word})" in script for word in job["strategy"]["matrix"]["dependencies"])


def test_ci_refuses_dependencies_that_it_does_not_know():
    env = {"PATH": "/usr/bin:/bin", "SEQGUARD_DEPENDENCIES": "some"}
    done = subprocess.run([ROOT / ".ci" / "run"], env=env, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert "lowest or newest" in done.stderr


def test_forms_and_citation_are_well_formed():
    for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"):
        form = yaml.safe_load(path.read_text())
        if path.name != "config.yml":
            assert {"name", "description", "body"} <= form.keys(), path.name
            assert all(part["type"] in ("input", "textarea") and part["attributes"]["label"] for part in form["body"])
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert (citation["version"], citation["license"]) == (__version__, PROJECT["license"])


def test_own_hooks_are_valid(tmp_path):
    words = [sys.executable, "-m", "pre_commit", "validate-config", str(ROOT / ".pre-commit-config.yaml")]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
