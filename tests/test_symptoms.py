"""What people say leads to the checks that answer: `explain WORDS`, `rules WORDS` and docs/symptoms.md."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from seqguard import catalogue as _catalogue
from seqguard.catalogue.search import LEAST, by_symptom, by_words, symptoms, words_of
from seqguard.cli import reference as _reference
from seqguard.cli.main import main
from seqguard.cli.rules import paragraphs
from seqguard.cli.symptoms import page

ENTRIES = _catalogue.load()
SLUGS = {e["slug"] for e in ENTRIES.values()}
ASKED = {
    "my loss is 0": "loss-is-zero",
    "why is my loss zero": "loss-is-zero",
    "loss goes to 0 immediately": "loss-is-zero",
    "loss is 0.0 after the first epoch": "loss-is-zero",
    "loss nan": "loss-is-nan",
    "nan loss": "loss-is-nan",
    "my loss becomes NaN after a few epochs": "loss-is-nan",
    "the loss is inf": "loss-is-nan",
    "not learning": "loss-does-not-move",
    "my model doesn't learn": "loss-does-not-move",
    "loss does not decrease": "loss-does-not-move",
    "loss isn't decreasing": "loss-does-not-move",
    "loss stuck": "loss-does-not-move",
    "the loss is not improving": "loss-does-not-move",
    "loss does not change": "loss-does-not-move",
    "loss jumps": "loss-jumps",
    "loss explodes": "loss-jumps",
    "the loss goes up and down": "loss-jumps",
    "loss diverges": "loss-jumps",
    "val loss lower than train loss": "validation-better",
    "val loss lower than train": "validation-better",
    "validation loss below training loss": "validation-better",
    "validation better than training": "validation-better",
    "predictions all the same": "predictions-all-the-same",
    "my model always predicts the same value": "predictions-all-the-same",
    "model predicts the mean": "predictions-all-the-same",
    "predictions are identical": "predictions-all-the-same",
    "constant predictions": "predictions-all-the-same",
    "forecast shifted by one step": "forecast-lags",
    "lags behind": "forecast-lags",
    "prediction lags": "forecast-lags",
    "forecast copies the last value": "forecast-lags",
    "accuracy stuck": "accuracy-stuck",
    "accuracy stuck at 50%": "accuracy-stuck",
    "accuracy does not improve": "accuracy-stuck",
    "accuracy is always 0.5": "accuracy-stuck",
    "great in training, useless in use": "great-then-useless",
    "too good to be true": "great-then-useless",
    "data leakage": "great-then-useless",
    "works in training but fails in production": "great-then-useless",
    "overfitting": "great-then-useless",
    "val loss rises": "great-then-useless",
    "negative loss": "loss-is-negative",
    "loss is huge": "loss-is-huge",
    "input shape error": "shapes-do-not-fit",
    "incompatible shapes": "shapes-do-not-fit",
    "missing values": "missing-values",
    "training is slow": "training-is-slow",
}
"""Part 6 of what a newcomer met, and how the same is said otherwise."""
ELSEWHERE = (
    "banana cake", "how do I install it", "does it support pytorch", "pre-commit hook", "what is the licence",
    "export to html", "add a check of my own", "gpu out of memory", "which python version", "json schema of a report",
    "save the model after training", "plot the loss curve", "predict the next word", "accuracy metric for regression",
    "use my own loss", "split by group", "scale the data", "train a bigger model",
)  # fmt: skip


@pytest.mark.parametrize("question", ASKED)
def test_a_question_is_answered(question):
    found = by_symptom(question, symptoms())
    assert found, question
    assert found[0]["id"] == ASKED[question]


@pytest.mark.parametrize("question", ELSEWHERE)
def test_another_question_is_not(question):
    assert not by_symptom(question, symptoms())


def test_the_least_likeness_has_room_on_both_sides():
    table = symptoms()
    for phrase in (p for s in table for p in s["words"]):
        assert by_symptom(phrase, table), phrase
    assert 0.49 < LEAST < 0.68


def test_the_table_names_checks_that_there_are():
    for symptom in symptoms():
        assert set(symptom["checks"]) <= SLUGS
        assert len(symptom["words"]) >= 3
        assert len(symptom["checks"]) >= 5
        assert symptom["picture"].endswith(".")
    assert words_of("the validation loss isn't NaN") == ["val", "loss", "nan"]


def test_the_page_of_a_check_begins_with_what_a_user_sees():
    """By a symptom or a sentence of its own; a few new checks may wait for theirs until the next look at the words."""
    named = {slug for s in symptoms() for slug in s["checks"]}
    without = {e["slug"] for e in ENTRIES.values() if "Situation" not in e["sections"]} - named
    assert len(without) <= 12, without
    assert not [e["slug"] for e in ENTRIES.values() if e["sections"].get("Situation", "Yes.")[-1] not in ".?"]


def test_page_is_not_stale():
    assert _reference.SYMPTOMS.read_text(encoding="utf-8") == page(_reference.builtin())


def test_links_of_the_page_lead_somewhere():
    checks = _reference.SYMPTOMS.parent
    for target in {part.split(")")[0] for part in _reference.SYMPTOMS.read_text().split("](checks/")[1:]}:
        file, _, anchor = target.partition("#")
        assert f'<a id="{anchor}"></a>' in (Path(checks) / "checks" / file).read_text(encoding="utf-8")


def test_each_has_a_figure():
    """Drawn by tools/symptom_figures.py: small, alone, and said in words for who cannot see it."""
    folder = _reference.SYMPTOMS.parent / "img" / "symptoms"
    assert {p.stem for p in folder.iterdir()} == {s["id"] for s in symptoms()}
    for path in folder.iterdir():
        drawn = etree.fromstring(path.read_bytes())
        assert drawn.get("role") == "img"
        assert len(drawn.get("aria-label")) > 20
        assert path.stat().st_size < 5_000
        assert f"(img/symptoms/{path.name})" in _reference.SYMPTOMS.read_text(encoding="utf-8")


class TestExplain:
    def test_a_symptom_lists_where_to_look_and_the_checks(self, capsys):
        assert main(["explain", "loss nan"]) == 0
        out = capsys.readouterr().out
        assert out.startswith("My loss is NaN\n")
        assert "SG101  nan-values" in out
        assert "seqguard explain CODE" in out

    def test_words_need_no_quotes(self, capsys):
        assert main(["explain", "accuracy", "stuck"]) == 0
        assert "class-imbalance" in capsys.readouterr().out

    def test_a_family_is_listed(self, capsys):
        assert main(["explain", "sg5"]) == 0
        out = capsys.readouterr().out
        assert out.startswith("SG5  target")
        assert all(e["slug"] in out for c, e in ENTRIES.items() if c.startswith("SG5"))
        assert "SG601" not in out

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("SG599", "`seqguard explain SG5` lists its family"),
            ("SG999", "`seqguard explain SG9` lists its family"),
            ("constant-tagret", "did you mean 'constant-target'?"),
            ("flatlin", "did you mean 'flatline'?"),
            ("banana cake", "no symptom and no check speaks of 'banana cake'"),
        ],
    )
    def test_what_is_unknown_is_answered(self, name, said, capsys):
        assert main(["explain", name]) == 2
        assert said in capsys.readouterr().err

    def test_one_slip_among_names_is_a_slip(self, capsys):
        assert main(["explain", "constant-target", "window-overlp"]) == 2
        assert "did you mean 'window-overlap'?" in capsys.readouterr().err

    @pytest.mark.parametrize("width", [40, 60, 80, 100, 110, 160])
    def test_no_line_is_folded_twice(self, width, capsys, monkeypatch):
        """A line ends early only where the next word would not have fitted, or its paragraph ends."""
        monkeypatch.setenv("COLUMNS", str(width))
        room = min(width, 110) - 2
        for code, entry in list(ENTRIES.items())[width % 4 :: 1 if width == 80 else 8]:
            main(["explain", code])
            lines = capsys.readouterr().out.splitlines()
            assert all(len(line) <= room or " " not in line.strip() or line.startswith("      ") for line in lines)
            whole = {p.strip() for words in entry["sections"].values() for p in paragraphs(words)}
            for line, after in pairwise(lines):
                same = any(line.strip() in p and after.strip() in p for p in whole) and after.startswith("  ")
                if same and not any(p.endswith(line.strip()) for p in whole):
                    assert len(line) + 1 + len(after.split()[0]) > room, (code, line, after)


class TestRules:
    def test_words_find_checks(self, capsys):
        assert main(["rules", "leak"]) == 0
        out = capsys.readouterr().out
        assert "target-leak" in out
        assert "constant-target" not in out

    def test_other_names_of_a_check_are_searched(self):
        entries = {"SG999": {**ENTRIES["SG501"], "aliases": ["dead label column"]}}
        assert by_words("dead label", entries)
        assert not by_words("dead label", ENTRIES)

    def test_each_visible_fault_of_public_projects_leads_to_a_check(self, corpus):
        manifest = corpus.parent / "wild" / "manifest.jsonl"
        if not manifest.exists():
            pytest.skip("the public projects are not at hand")
        known = SLUGS.union(*(e.get("aliases", ()) for e in ENTRIES.values()))
        projects = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
        faults = {f["slug"] for p in projects for f in p["faults"] if f["visible"] != "no"}
        assert not faults - known

    def test_a_symptom_stands_in_where_no_check_holds_the_words(self, capsys):
        assert main(["rules", "predictions", "all", "the", "same"]) == 0
        assert "constant-prediction" in capsys.readouterr().out

    def test_nothing(self, capsys):
        assert main(["rules", "banana", "cake"]) == 2
        assert "no check speaks of 'banana cake'" in capsys.readouterr().err
