"""Each form of tests/lab/all_forms.py in turn: those whose modules are here; the others are skipped, and tried in an
environment of their own by `pytest -m lab` (tests/lab/README.md)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from all_forms import FORMS
from form import Form, called
from forms_given import X, Y

import seqguard


def here(form: Form) -> bool:
    """Whether what it needs is installed."""
    return all(importlib.util.find_spec(module.partition(".")[0]) is not None for module in form.needs)


def found(report: Any) -> list[tuple[str, str, str]]:
    return sorted((f.slug, str(f.severity), f.place) for f in report)


def outcome(form: Form, folder: Path) -> str:
    """What became of a form: "the array's findings", "refused; the way on holds", or what went wrong."""
    wanted = found(called(form.like() if form.like is not None else (X, Y)))
    if form.said:
        try:
            report = called(form.make(folder))
        except (TypeError, ValueError) as error:
            if form.said not in str(error):
                return f"refused without the way on: {error}"
        else:
            if form.said not in {f.slug for f in report}:
                return f"not refused, and not found: {found(report)}"
        if form.then is None:
            return "no way on"
        got = found(called(form.then(folder)))
        return "refused or found; the way on holds" if got == wanted else f"the way on gives {got}, not {wanted}"
    got = found(called(form.make(folder)))
    return "the array's findings" if got == wanted and wanted else f"{got}, not {wanted}"


@pytest.mark.lab
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("form", FORMS, ids=lambda f: f.name)
def test_form(form: Form, tmp_path: Path) -> None:
    if not here(form):
        pytest.skip(f"needs {', '.join(form.needs)}")
    if "torch" in form.needs and "tensorflow" in sys.modules:
        pytest.skip("torch beside TensorFlow has ended in a segmentation fault: pytest -m lab tests/lab -k torch")
    assert outcome(form, tmp_path) in ("the array's findings", "refused or found; the way on holds")


def test_the_reference_has_findings_to_lose() -> None:
    report = seqguard.inspect(X, Y)
    assert {"nan-values", "constant-feature"} <= {f.slug for f in report}


def test_the_table_is_long_and_says_everything_once() -> None:
    names = [form.name for form in FORMS]
    assert len(names) == len(set(names))
    assert len(names) >= 95
    assert all(form.then is not None for form in FORMS if form.said)
