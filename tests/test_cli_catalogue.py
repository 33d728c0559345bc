"""The catalogue and the reference pages are what the checks say; `python -m seqguard.cli.reference` updates them."""

from pathlib import Path

import pytest

from seqguard import catalogue as _catalogue
from seqguard.cli import kinds
from seqguard.cli import reference as _reference
from seqguard.core.declare import FACTS
from seqguard.core.statistic import STATISTICS

CHECKS = _reference.builtin()
UPDATE = "run python -m seqguard.cli.reference"


def test_catalogue_is_not_stale():
    assert Path(_catalogue.PATH).read_text(encoding="utf-8") == _reference.catalogue(CHECKS), UPDATE


@pytest.mark.parametrize("name", _reference.pages(CHECKS))
def test_page_is_not_stale(name):
    assert (_reference.DOCS / name).read_text(encoding="utf-8") == _reference.pages(CHECKS)[name], UPDATE


def test_index_of_kinds_is_not_stale():
    text = kinds.page()
    assert _reference.KINDS.read_text(encoding="utf-8") == text, UPDATE
    assert all(
        f"### {kind.__name__}\n" in text for kind in (*STATISTICS, *FACTS) if kind.__module__.startswith(kinds.ROOMS)
    )
    assert text.count("*promised*") >= 13


def test_no_page_is_left_over():
    assert {p.name for p in _reference.DOCS.iterdir()} == set(_reference.pages(CHECKS)), UPDATE


def test_index_has_a_row_for_every_check():
    index = _reference.pages(CHECKS)["README.md"]
    assert all(f"| {c.code} | [{c.slug}](" in index for c in CHECKS)


def test_find_takes_codes_and_slugs_in_any_case():
    entries = _catalogue.load()
    assert _catalogue.find("sg101", entries) == _catalogue.find("NAN_values", entries) == entries["SG101"]
    assert _catalogue.find("SG1", entries) is None
