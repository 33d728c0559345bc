"""One options object: every option is a keyword of every entry point, and is refused by its name where it is wrong."""

import inspect as python
import json
import subprocess
import sys

import numpy as np
import pytest

import seqguard
from seqguard.catalogue import flags
from seqguard.core.options import ELSEWHERE, OPTIONS, Options, Words
from seqguard.sklearn import SequenceGuard
from seqguard.sources.split import BROUGHT
from seqguard.testing import assert_valid, forecast

ENTRIES = [seqguard.inspect, seqguard.validate, seqguard.profile, assert_valid, SequenceGuard.__init__]


def data():
    return forecast(np.random.default_rng(0))


def test_the_table_and_the_keywords_are_one():
    assert set(Words.__annotations__) == set(OPTIONS)
    assert {name for name, o in OPTIONS.items() if o.part == "data"} == set(BROUGHT)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda f: f.__qualname__)
def test_every_option_is_a_keyword_of_every_entry_point(entry):
    shown = python.signature(entry).parameters
    assert {name: shown[name].default for name in OPTIONS} == {name: o.default for name, o in OPTIONS.items()}


def test_every_option_is_documented():
    assert all(f"{name}" in (seqguard.inspect.__doc__ or "") for name in OPTIONS)


def test_a_misspelt_option_is_refused_with_what_was_meant():
    with pytest.raises(TypeError, match=r"no featur_names=; did you mean feature_names="):
        seqguard.inspect(**data(), featur_names=["a", "b", "c"])


@pytest.mark.parametrize("name", ELSEWHERE)
def test_what_people_pass_by_habit_is_answered_by_the_call(name):
    with pytest.raises(TypeError, match=f"takes no {name}="):
        seqguard.inspect(**data(), **{name: 0.2})


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ({"task": "classifcation"}, ValueError),
        ({"tokens": 2}, ValueError),
        ({"mask_value": "0"}, TypeError),
        ({"select": "SG1"}, TypeError),
        ({"ignore": {"outlier": "load"}}, TypeError),
        ({"checks": [len]}, TypeError),
        ({"thresholds": {"outlier": 3}}, TypeError),
        ({"thresholds": {"no-such-check": {"gap": 3.0}}}, ValueError),
        ({"thresholds": {"outlier": {"gpa": 3.0}}}, ValueError),
        ({"thresholds": {"outlier": {"gap": float("nan")}}}, ValueError),
        ({"schema": 3}, TypeError),
        ({"sample": 0}, ValueError),
        ({"executor": 4}, TypeError),
        ({"max_seconds": 0}, ValueError),
        ({"max_seconds": "10"}, TypeError),
        ({"progress": "yes"}, ValueError),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_option(words, kind):
    with pytest.raises(kind, match=next(iter(words))):
        seqguard.inspect(**data(), **words)


def with_an_outlier():
    given = data()
    X = given["X"].copy()
    X[7, 0, 0] += 6 * np.ptp(X[..., 0])
    return {**given, "X": X}


def test_another_threshold_is_the_one_that_decides():
    slugs = lambda **words: {f.slug for f in seqguard.inspect(**with_an_outlier(), select=["outlier"], **words)}  # noqa: E731
    assert slugs() == {"outlier"}
    assert slugs(thresholds={"outlier": {"gap": 1000.0}}) == set()
    assert slugs(thresholds={"SG111": {"gap": 1000.0}}) == set()


def test_a_split_brings_what_travels_with_the_data():
    given = data()
    split = seqguard.Split(given["X"], given["y"], feature_names=["a", "b", "c"])
    named = seqguard.inspect(split, select=["unscaled-features"])
    assert (
        named.to_dict()["findings"]
        == seqguard.inspect(
            given["X"], given["y"], feature_names=["a", "b", "c"], select=["unscaled-features"]
        ).to_dict()["findings"]
    )
    with pytest.raises(ValueError, match="feature_names"):
        seqguard.inspect(split, feature_names=["a", "b", "d"])


def test_options_are_frozen_and_compare():
    assert Options.of(task="regression") == Options.of(task="regression") != Options.of()
    with pytest.raises(AttributeError):
        Options.of().data.task = "regression"  # type: ignore[misc]  # it is frozen


def test_every_option_of_the_data_and_the_run_has_a_flag_that_says_the_same(tmp_path):
    given = with_an_outlier()
    np.savez(tmp_path / "d.npz", X=given["X"], y=given["y"])
    call = [
        sys.executable,
        "-m",
        "seqguard",
        "check",
        str(tmp_path / "d.npz"),
        "--format",
        "json",
        "--fail-on",
        "never",
    ]
    said = ["--feature-names", "a,b,c", "--task", "regression", "--tokens", "no", "--mask-value", "-99", "--sample",
            "5000", "--progress", "no", "--target-names", "load", "--threshold", "outlier.gap=1000", "--layout", "NTF",
            "--figures", "yes", "--max-samples", "9000", "--allow-unseen", "no", "--max-seconds", "600",
            "--impact", "no"]  # fmt: skip
    assert {word for word in said if word.startswith("--")} - {"--threshold"} == {f["flag"] for f in flags().values()}
    run = subprocess.run([*call, *said], capture_output=True, text=True, check=True)
    report = json.loads(run.stdout)
    same = seqguard.inspect(
        given["X"], given["y"], feature_names=["a", "b", "c"], task="regression", tokens=False, mask_value=-99,
        sample=5000, progress=False, figures=True, target_names=["load"], thresholds={"outlier": {"gap": 1000.0}},
    )  # fmt: skip
    got = report[0] if isinstance(report, list) else report.get("report", report)
    found = got["findings"] if "findings" in got else next(iter(got["files"]))["report"]["findings"]
    assert found == same.to_dict()["findings"]
