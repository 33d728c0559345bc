"""Every check: its examples, its documentation, and the same report for any cut of the data."""

import re
from pathlib import Path

import numpy as np
import pytest

from seqguard.core.declare import HEADINGS, Check
from seqguard.engine.registry import discover, explanations
from seqguard.engine.resolve import needs
from seqguard.engine.run import inspect
from seqguard.testing import check_examples

CHECKS = tuple(discover().values())
ON_DATA = [c for c in CHECKS if not needs(c.function).outside]
ON_MODELS = [c for c in CHECKS if needs(c.function).outside]
each = pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.slug)
each_on_data = pytest.mark.parametrize("check", ON_DATA, ids=lambda c: c.slug)


@each_on_data
def test_examples(check: Check) -> None:
    check_examples(check)


@pytest.mark.parametrize("check", ON_MODELS, ids=lambda c: c.slug)
def test_examples_of_model_checks(check: Check) -> None:
    """Checks of a model or a training are called with the plain dataclasses that they read."""
    assert check.bads
    assert check.goods
    rng = np.random.default_rng(0)
    for example in check.bads:
        assert list(check(**example(rng))), f"{check.slug} must fire"
    for example in check.goods:
        assert not list(check(**example(rng))), f"{check.slug} must be silent"


@each
def test_documentation(check: Check) -> None:
    assert re.fullmatch(r"[A-Z][^\n]*\.", check.title), "the first line is a sentence"
    assert [h for h in HEADINGS if check.sections.get(h)] == list(HEADINGS)


@each
def test_file_is_named_for_the_check(check: Check) -> None:
    file = Path(check.function.__code__.co_filename).stem
    assert file == f"{check.code.lower()}_{check.slug.replace('-', '_')}"


SIZES = 50, 1_250, 2**19
"""Cells that are read at once."""
LONG = {"day-month-exchanged"}
"""Two years of hours take twenty seconds in the smallest pieces."""


@each_on_data
def test_same_findings_for_any_chunk_size(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    for example in check.bads:
        arguments = example(np.random.default_rng(0))
        reports = []
        for size in SIZES[check.slug in LONG :]:
            monkeypatch.setattr("seqguard.reading.chunks.CELL", size)
            reports.append(inspect(**arguments))
        assert all(report.findings == reports[0].findings for report in reports)


@each_on_data
def test_input_is_not_modified(check: Check) -> None:
    for example in check.bads:
        arguments = example(np.random.default_rng(0))
        arrays = [v for v in arguments.values() if isinstance(v, np.ndarray)]
        before = [(a.tobytes() if a.dtype != object else repr(a.tolist())) for a in arrays]
        inspect(**arguments)
        assert [(a.tobytes() if a.dtype != object else repr(a.tolist())) for a in arrays] == before


def test_codes_and_slugs_are_unique_and_explanations_have_no_circle() -> None:
    assert len({c.slug for c in CHECKS}) == len(CHECKS)
    codes = {c.code for c in CHECKS}
    for check in CHECKS:
        explained = check.explains | check.explains_in_splits | check.explains_beside | check.excuses
        assert explained <= codes, f"{check.slug} explains {explained - codes}, which no check has"
    explanations(CHECKS)
