"""What README and docs say a script prints is what it prints. A block of output stands under a comment that names its
script, `<!-- output: examples/zeroed_targets.py -->`; `SEQGUARD_UPDATE_DOCS=1 pytest tests/test_docs_outputs.py -m ''`
writes all of them anew."""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from _printed import untimed, without_figures

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"<!-- output: (\S+)(?: part (\d+))? -->\n```text\n(.*?)```", re.DOTALL)
BLOCKS = [(page, *match.groups()) for page in PAGES for match in BLOCK.finditer(page.read_text(encoding="utf-8"))]
ARRAYS = [b for b in BLOCKS if "keras" not in (ROOT / b[1]).read_text(encoding="utf-8")]


@cache
def printed(script: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "110", "PYTHONHASHSEED": "0"}
    command = [sys.executable, str(ROOT / script)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600, check=True)
    return done.stdout


def part(script: str, number: str | None) -> str:
    """The whole output, or one of its reports."""
    text = printed(script)
    return text if number is None else re.split(r"\n\n(?=X \()", text)[int(number) - 1].rstrip() + "\n"


def update(page: Path, script: str, number: str | None, made: str) -> None:
    def renewed(match: re.Match[str]) -> str:
        if match.group(1, 2) != (script, number):
            return match.group()
        return match.group().replace(f"```text\n{match.group(3)}", f"```text\n{made}")

    page.write_text(BLOCK.sub(renewed, page.read_text(encoding="utf-8")), encoding="utf-8")


def test_both_pages_have_outputs():
    assert {page.name for page, *_ in BLOCKS} >= {"README.md", "models.md"}
    assert len(ARRAYS) >= 2


@pytest.mark.parametrize(("page", "script", "number", "shown"), ARRAYS)
def test_output_of_arrays(page, script, number, shown):
    made = part(script, number)
    if os.environ.get("SEQGUARD_UPDATE_DOCS"):
        update(page, script, number, made)
    else:
        assert untimed(made) == untimed(shown)


@pytest.mark.lab
@pytest.mark.keras
@pytest.mark.parametrize(("page", "script", "number", "shown"), [b for b in BLOCKS if b not in ARRAYS])
def test_output_of_models(page, script, number, shown):
    pytest.importorskip("tensorflow", reason="needs the extra seqguard[tensorflow]")
    made = part(script, number)
    if os.environ.get("SEQGUARD_UPDATE_DOCS"):
        update(page, script, number, made)
    else:
        assert without_figures(made) == without_figures(shown)
