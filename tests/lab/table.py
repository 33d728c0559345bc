"""Writes docs/measured/containers.md: what became of each form in this environment, beside what others measured.

    python tests/lab/table.py [docs/measured/containers.md]

Forms whose modules are not here keep the line that an environment with them wrote. Those of torch are tried in a
process of their own: with TensorFlow in one it has ended in a segmentation fault.
"""

from __future__ import annotations

import re
import subprocess
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

Printed by `python tests/lab/table.py`; the forms and how each is made stand in `tests/lab/forms_*.py`, and
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


def of_torch(form: Form) -> bool:
    """Whether it is tried apart from those of TensorFlow."""
    return "torch" in form.needs


def tried_apart(torch: bool) -> dict[str, str]:
    """The lines of one process, by form."""
    words = [sys.executable, __file__, "--torch" if torch else "--others"]
    run = subprocess.run(words, capture_output=True, text=True, check=False)
    return {m[1]: m[0] for m in re.finditer(r"(?m)^\| (.+?) \| .*$", run.stdout)}


def main(page: Path = PAGE) -> None:
    """Write the page."""
    before = page.read_text(encoding="utf-8") if page.exists() else ""
    known = {m[1]: m[0] for m in re.finditer(r"(?m)^\| (.+?) \| .*$", before)}
    known |= tried_apart(torch=True) | tried_apart(torch=False)
    lines = [known.get(f.name, f"| {f.name} | {', '.join(f.needs)} | **not tried** | |") for f in FORMS]
    same = sum("array's findings" in line for line in lines)
    way = sum("the way on holds" in line for line in lines)
    rest = len(lines) - same - way
    foot = f"\n{len(lines)} forms: {same} give the array's findings, {way} a way on that holds, {rest} neither.\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(HEAD + "\n".join(lines) + "\n" + foot, encoding="utf-8")
    print(foot.strip())
    print(*(line for line in lines if "array's findings" not in line and "the way on holds" not in line), sep="\n")


if __name__ == "__main__":
    if sys.argv[1:] in (["--torch"], ["--others"]):
        for form in FORMS:
            if here(form) and of_torch(form) == (sys.argv[1] == "--torch"):
                print(tried(form), flush=True)
    else:
        main(*map(Path, sys.argv[1:]))
