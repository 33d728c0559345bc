"""Writes docs/measured/containers.md: what became of each form in this environment, beside what others measured.

    python tests/lab/table.py [docs/measured/containers.md]

Forms whose modules are not here keep the line that an environment with them wrote.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
import warnings
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from all_forms import FORMS
from form import Form
from test_forms import here, outcome

PAGE = Path(__file__).parents[2] / "docs" / "measured" / "containers.md"
HEAD = """# Forms in which sequences are held, and what became of each

Printed by `python tests/lab/table.py`; the forms and how each is made stand in `tests/lab/forms.py`, and
`pytest -m lab` tries them. A form gives the findings of the array with the same samples (slug, severity, place), or a
sentence (an error message, or a finding) that names a way on, and that way gives them.

| form | needs | outcome | s |
|---|---|---|---|
"""


def tried(form: Form) -> str:
    """The line of one form."""
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        started = time.perf_counter()
        try:
            said = outcome(form, Path(folder))
        except Exception as error:  # what a form must not do, as the table has to say
            said = f"**{type(error).__name__}**: {str(error)[:160]}"
    seconds = time.perf_counter() - started
    return f"| {form.name} | {', '.join(form.needs)} | {said.replace('|', '/')} | {seconds:.2f} |"


def _untried(form: Form) -> str:
    return f"| {form.name} | {', '.join(form.needs)} | not tried | |"


def main(page: Path = PAGE) -> None:
    """Write the page."""
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    known = {m[1]: m[0] for m in re.finditer(r"(?m)^\| (.+?) \| .*$", before)}
    lines = [
        tried(f) if here(f) else known.get(f.name, f"| {f.name} | {', '.join(f.needs)} | not tried | |") for f in FORMS
    ]
    same = sum("array's findings" in line for line in lines)
    way = sum("the way on holds" in line for line in lines)
    rest = len(lines) - same - way
    foot = f"\n{len(lines)} forms: {same} give the array's findings, {way} a way on that holds, {rest} neither.\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(HEAD + "\n".join(lines) + "\n" + foot, encoding="utf-8")
    print(foot.strip())
    print(*(line for line in lines if "array's findings" not in line and "the way on holds" not in line), sep="\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
