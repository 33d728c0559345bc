"""Thresholds are data: value, range and source, refused where one is missing, and shown where a check is explained."""

import pytest

from seqguard.cli.main import main
from seqguard.core.places import DeclarationError
from seqguard.core.thresholds import Threshold, threshold
from seqguard.engine.registry import discover

ALL = [(check, name, t) for check in discover().values() for name, t in check.thresholds.items()]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (lambda: threshold(0.5, 0, 1, source=""), r"a threshold of 0\.5 has no source: threshold\(0\.5, 0, 1, source="),
        (lambda: threshold(0.5, 0, 1, source=" "), "has no source"),
        (lambda: threshold(0.5, 0, 1), "has no source"),
        (lambda: threshold(0.5, source="formula: a half"), r"has no range: threshold\(0\.5, low, high"),
        (lambda: threshold(2.0, 0, 1, source="formula: a half"), r"2\.0 must lie in \[0, 1\]"),
        (lambda: threshold(True, 0, 1, source="formula: a half"), "is a number, got True"),
    ],
)
def test_what_a_threshold_lacks_is_refused(given, said):
    with pytest.raises(DeclarationError, match=said):
        given()


@pytest.mark.parametrize(("low", "high", "words"), [(0, 1, "0 to 1"), (1, float("inf"), "1 or more")])
def test_a_range_is_said_in_words(low, high, words):
    assert Threshold(1, low, high, "formula: one").range == words


def test_an_open_end_is_a_range():
    assert threshold(4.0, 1, source="formula: four").low == 1


def test_no_threshold_of_a_check_stands_at_an_end_of_its_range_by_mistake():
    """A range that ends at its value lets nobody be stricter; the one that does ends where p-values end."""
    at_end = {(check.slug, name) for check, name, t in ALL if t.value in (t.low, t.high)}
    assert at_end == {("no-signal", "chance")}


@pytest.mark.parametrize(("check", "name", "t"), ALL, ids=[f"{c.slug}-{name}" for c, name, _ in ALL])
def test_a_check_refuses_what_lies_outside(check, name, t):
    if t.high < float("inf"):
        with pytest.raises(ValueError, match=f"{check.slug}: {name} must lie in"):
            check.configured(**{name: type(t.value)(t.high + 1)})
    with pytest.raises(ValueError, match=f"{check.slug}: {name} must lie in"):
        check.configured(**{name: type(t.value)(t.low - 1)})


def test_explain_shows_range_and_source(capsys):
    assert main(["explain", "outlier"]) == 0
    said = capsys.readouterr().out
    assert "  gap = 4.0  (1 or more)\n    60 sound sets: the largest gap is 3.4 ranges\n" in said
