"""The table of docs/audit.md: what is said of each usual splitter on windows, panels and independent samples."""

import json
import re
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs the extra seqguard[sklearn]")

from sklearn.model_selection import (
    GroupKFold,
    KFold,
    LeaveOneGroupOut,
    ShuffleSplit,
    StratifiedKFold,
    TimeSeriesSplit,
    train_test_split,
)

import seqguard
from seqguard.testing import cut, random_walk

PAGE = Path(__file__).parents[1] / "docs" / "audit.md"
SEED = {"shuffle": True, "random_state": 0}


def windows():
    """488 windows of 12 steps that slide over one series, and the value after each."""
    X, y = cut(random_walk(np.random.default_rng(0), 500, 2), 12)
    return {"X": X, "y": y}


def labelled_windows():
    """The same with a class for each window."""
    X, _ = cut(random_walk(np.random.default_rng(0), 500, 2), 12)
    return {"X": X, "y": (X[:, -1, 0] > np.median(X[:, -1, 0])).astype(int)}


def panel():
    """Eleven series of 88 windows each, stored one below the other, and two classes of windows."""
    rng = np.random.default_rng(1)
    X = np.concatenate([cut(random_walk(rng, 100, 2), 12)[0] for _ in range(11)])
    return {"X": X, "y": (X[:, -1, 0] > X[:, 0, 0]).astype(int), "groups": np.repeat(np.arange(11), 88)}


def panel_without_groups():
    return {name: value for name, value in panel().items() if name != "groups"}


def samples():
    """300 independent samples of three classes."""
    rng = np.random.default_rng(2)
    return {"X": rng.standard_normal((300, 10, 2)), "y": rng.integers(0, 3, 300)}


def samples_of_patients():
    return {**samples(), "groups": np.arange(300) // 10}


def samples_by_class():
    given = samples()
    return {**given, "y": np.sort(given["y"])}


def samples_in_time():
    return {**samples(), "timestamps": np.datetime64("2024-01-01") + np.arange(300)}


def one_split(n):
    return [train_test_split(np.arange(n), random_state=0)]


WINDOWS, LABELLED, PANEL, BARE = windows, labelled_windows, panel, panel_without_groups
OVERLAP, SEAM, SEAM_BOTH = "error: window-overlap", "info: split-without-gap", "warning: split-without-gap"
GROUPS, FINE = "error: group-overlap", "nothing"
BOTH_CLASSES = "warning: class-missing-in-val; warning: unseen-class-in-val"
CASES = [
    ("windows of one series", WINDOWS, "KFold(5, shuffle=True)", KFold(5, **SEED), OVERLAP),
    ("", WINDOWS, "ShuffleSplit(5)", ShuffleSplit(5, random_state=0), OVERLAP),
    ("", WINDOWS, "train_test_split", one_split(488), OVERLAP),
    ("", LABELLED, "StratifiedKFold(5)", StratifiedKFold(5), OVERLAP),
    ("", LABELLED, "StratifiedKFold(5, shuffle=True)", StratifiedKFold(5, **SEED), OVERLAP),
    ("", WINDOWS, "KFold(5)", KFold(5), SEAM_BOTH),
    ("", WINDOWS, "validation_split=0.2", 0.2, SEAM),
    ("", WINDOWS, "TimeSeriesSplit(5)", TimeSeriesSplit(5), SEAM),
    ("", WINDOWS, "TimeSeriesSplit(5, gap=11)", TimeSeriesSplit(5, gap=11), SEAM),
    ("", WINDOWS, "TimeSeriesSplit(5, gap=12)", TimeSeriesSplit(5, gap=12), FINE),
    ("", WINDOWS, "PurgedKFold(5, width=13)", seqguard.PurgedKFold(5, width=13), FINE),
    ("a panel, groups given", PANEL, "KFold(5, shuffle=True)", KFold(5, **SEED), f"{OVERLAP}; {GROUPS}"),
    ("", PANEL, "StratifiedKFold(5, shuffle=True)", StratifiedKFold(5, **SEED), f"{OVERLAP}; {GROUPS}"),
    ("", PANEL, "TimeSeriesSplit(5, gap=12)", TimeSeriesSplit(5, gap=12), GROUPS),
    ("", PANEL, "GroupKFold(4)", GroupKFold(4), FINE),
    ("", PANEL, "LeaveOneGroupOut()", LeaveOneGroupOut(), FINE),
    ("a panel, no groups given", BARE, "KFold(5, shuffle=True)", KFold(5, **SEED), OVERLAP),
    ("", BARE, "TimeSeriesSplit(5, gap=12)", TimeSeriesSplit(5, gap=12), FINE),
    ("independent samples", samples, "KFold(5, shuffle=True)", KFold(5, **SEED), FINE),
    ("", samples, "ShuffleSplit(5)", ShuffleSplit(5, random_state=0), FINE),
    ("", samples, "train_test_split", one_split(300), FINE),
    ("", samples, "StratifiedKFold(5)", StratifiedKFold(5), FINE),
    ("", samples, "TimeSeriesSplit(5)", TimeSeriesSplit(5), FINE),
    ("", samples_by_class, "KFold(3), sorted by class", KFold(3), BOTH_CLASSES),
    ("", samples_in_time, "KFold(5, shuffle=True), times given", KFold(5, **SEED), "warning: interleaved-split"),
    ("", samples_in_time, "TimeSeriesSplit(5), times given", TimeSeriesSplit(5), FINE),
    ("independent samples of patients", samples_of_patients, "KFold(5, shuffle=True)", KFold(5, **SEED), GROUPS),
    ("", samples_of_patients, "GroupKFold(5)", GroupKFold(5), FINE),
    ("", samples_of_patients, "LeaveOneGroupOut()", LeaveOneGroupOut(), FINE),
]  # fmt: skip
NOTES = {"few-independent-windows", "val-shift", "val-before-train"}
"""What is true of small or trending data under any splitter, and always a note; and class-missing-in-val as a note."""


def said(audit):
    found = [
        f"{f.severity}: {f.slug}"
        for f in audit.report
        if f.slug not in NOTES and (f.severity, f.slug) != ("info", "class-missing-in-val")
    ]
    return "; ".join(sorted(found, key=lambda word: (word.split(":")[0] != "error", word != OVERLAP, word))) or FINE


@pytest.fixture(scope="module")
def audits():
    return [seqguard.audit(cv, **data()) for _, data, _, cv, _ in CASES]


@pytest.mark.parametrize("case", range(len(CASES)), ids=[f"{c[1].__name__}-{c[2]}" for c in CASES])
def test_the_verdict_is_right(audits, case):
    assert said(audits[case]) == CASES[case][-1]


def test_the_page_has_the_table_as_it_is_measured(audits):
    rows = ["| data | split | said | proposed |", "|---|---|---|---|"]
    for (data, _, name, _, _), made in zip(CASES, audits, strict=True):
        proposed = made.code.split("cv = ")[1].split("\n")[0] if made.code else ""
        rows.append(f"| {data} | `{name}` | {said(made)} | {f'`{proposed}`' if proposed else ''} |")
    assert "\n".join(rows) in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", range(len(CASES)), ids=[f"{c[1].__name__}-{c[2]}" for c in CASES])
def test_what_is_proposed_runs_and_passes(audits, case):
    """The code as pasted gives folds that are audited without an error, a warning or a shared row."""
    made, data = audits[case], CASES[case][1]()
    if not made.code:
        assert not made.fails("warning")
        return
    names = {**data, "audit": made}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        exec(made.code, names)
    again = seqguard.audit(names["folds"], **data)
    assert not again.fails("warning")
    assert all(fold.sharing == 0 and fold.both == 0 for fold in again.folds)
    assert [f.to_dict() for f in again.folds] == [f.to_dict() for f in made.proof.folds]


def test_the_page_runs():
    names = {}
    for code in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S):
        exec(compile(code, str(PAGE), "exec"), names)
    assert len(names["scores"]["test_score"]) == 5


@pytest.mark.slow
def test_the_example_shows_the_error_and_both_scores():
    example = PAGE.parents[1] / "examples" / "shuffled_folds.py"
    run = subprocess.run([sys.executable, str(example)], capture_output=True, text=True, check=True)
    shuffled, proposed = (
        float(x) for x in re.findall(r"^(?:shuffled folds|TimeSeriesSplit.*): R² (\S+)", run.stdout, re.M)
    )
    assert "window-overlap" in run.stdout
    assert shuffled > 0.9
    assert proposed < 0


def test_an_audit_is_json_and_prints(audits):
    for made in audits:
        assert json.loads(made.to_json())["folds"][0]["name"] == "fold_1"
        assert f"{len(made.folds)} fold" in str(made)
