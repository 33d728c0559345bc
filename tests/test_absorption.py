"""One cause is one finding: what explains what, and that no gate opens by it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import seqguard
from seqguard import Finding, check
from seqguard.core.finding import SEVERITIES, Explains
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.engine.absorb import absorb, fold_splits, without
from seqguard.engine.registry import explanations
from seqguard.testing import forecast, labelled

CODES = [f"ZZ{i:03d}" for i in range(5)]


def closes(findings: Sequence[Finding]) -> tuple[bool, bool]:
    """Whether a gate at "error", and one at "warning", is closed."""
    worst = {f.severity for f in findings}
    return "error" in worst, bool(worst & {"error", "warning"})


@st.composite
def causes(draw: st.DrawFn) -> Explains:
    """Checks that explain later ones, at the same place or further."""
    checks = []
    for i, code in enumerate(CODES):
        later = st.sets(st.sampled_from(CODES[i + 1 :])) if CODES[i + 1 :] else st.just(set())
        here, splits, beside = draw(later), draw(later), draw(later)

        @check(code, severity="info", explains=here, explains_in_splits=splits, explains_beside=beside)
        def some(plan: Input[Plan]) -> list[Finding]:
            """Is never run."""
            return []

        checks.append(some)
    return explanations(checks)


FINDINGS = st.lists(
    st.builds(
        Finding,
        message=st.just(""),
        remedy=st.just(""),
        code=st.sampled_from(CODES),
        split=st.sampled_from(["train", "validation"]),
        tensor=st.sampled_from(["X", "y"]),
        features=st.sampled_from([(), ("a",), ("a", "b")]),
        severity=st.sampled_from(SEVERITIES),
    ),
    max_size=8,
)


@given(FINDINGS, causes(), st.sets(st.sampled_from(CODES)))
@settings(max_examples=300, deadline=None)
def test_a_gate_is_closed_with_absorption_exactly_where_it_is_without(
    findings: list[Finding], explains: Explains, known: set[str]
) -> None:
    left = absorb(findings, explains)
    assert closes(left) == closes(findings)
    alone = [f for cause in left for f in (cause, *cause.absorbed)]
    assert sorted(f.message + f.code for f in alone) == sorted(f.message + f.code for f in findings)
    assert not any(f.absorbed for cause in left for f in cause.absorbed)
    folded = fold_splits(left)
    assert closes(folded) == closes(findings)
    # a baseline is applied to the finished report: what it knows explains nothing
    rest = without(folded, lambda f: f.code in known, explains)
    assert closes(rest) == closes([f for f in findings if f.code not in known])
    assert not any(f.code in known for cause in rest for f in (cause, *cause.absorbed))


def faulty(rng: np.random.Generator, fault: str) -> dict[str, Any]:
    if fault == "sorted":
        data = labelled(rng)
        order = np.argsort(data["y"], kind="stable")
        X, y = data["X"][order], data["y"][order]
        return {"X": X[:240], "y": y[:240], "validation_data": (X[240:], y[240:])}
    data = forecast(rng)
    if fault == "zero":
        data["y"][:] = 0
    elif fault == "copies":
        X, y = data["validation_data"]
        X[:40], y[:40] = data["X"][:40], data["y"][:40]
    elif fault == "swapped":
        data = {"X": data["X"][:, None, :, 0], "y": data["y"]}
    return data


FAULTS = ("sorted", "zero", "copies", "swapped")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("ignored", [None, "first", "all"])
def test_what_is_ignored_explains_nothing(monkeypatch: pytest.MonkeyPatch, fault: str, ignored: str | None) -> None:
    data = faulty(np.random.default_rng(0), fault)
    found = seqguard.inspect(**data).findings
    slugs = {None: [], "first": [found[0].slug], "all": sorted({f.slug for f in found})}[ignored]
    for ignore in (slugs, {s: [f.tensor or "" for f in found if f.slug == s] for s in slugs}):
        report = seqguard.inspect(**data, ignore=ignore or None)
        with monkeypatch.context() as patched:
            patched.setattr("seqguard.engine.reporting.absorb", lambda findings, *_: tuple(findings))
            whole = seqguard.inspect(**data, ignore=ignore or None)
        assert closes(report.findings) == closes(whole.findings)
        assert not {a.slug for f in report for a in f.absorbed} & set(slugs)


def of(report: seqguard.Report, slug: str) -> Finding:
    return next(f for f in report if f.slug == slug)


def test_sorted_labels_explain_a_validation_set_of_one_class() -> None:
    data = faulty(np.random.default_rng(0), "sorted")
    assert set(data["validation_data"][1]) == {2}
    report = seqguard.inspect(**data)
    cause = of(report, "sorted-labels")
    assert (cause.severity, cause.own_severity) == ("warning", "info")
    assert {"constant-target", "class-missing-in-val"} <= {f.slug for f in cause.absorbed}
    assert not {f.slug for f in report} & {"constant-target", "class-missing-in-val"}
    assert report.to_dict()["findings"][0]["absorbed"][0]["split"] == "validation"
    assert "constant-target (warning) in validation y" in report.to_html()


def test_groups_without_a_window_explain_that_nothing_is_left() -> None:
    rows = pd.DataFrame({"id": np.repeat(np.arange(30), 5), "load": np.random.default_rng(0).normal(size=150)})
    report = seqguard.inspect(seqguard.windows(rows, window=12, target="load", group="id"))
    (worst,) = report.errors
    assert worst.slug == "group-without-window"
    assert {(f.slug, f.tensor) for f in worst.absorbed} == {("empty-input", "X"), ("empty-input", "y")}


def test_swapped_axes_explain_that_there_is_one_timestep() -> None:
    report = seqguard.inspect(**faulty(np.random.default_rng(0), "swapped"))
    assert "single-timestep" in {f.slug for f in of(report, "axes-swapped").absorbed}
    assert "single-timestep" not in {f.slug for f in report}


def test_a_shared_validation_set_explains_that_it_lies_between() -> None:
    data = forecast(np.random.default_rng(0))
    report = seqguard.inspect(data["X"], data["y"], validation_data=(data["X"][40:90], data["y"][40:90]))
    assert "interleaved-split" not in {f.slug for f in report}


def test_what_a_cause_excuses_is_absorbed_and_no_fault() -> None:
    @check("TST901", severity="info", excuses=("SG101",), explains=("SG102",))
    def taken_on_purpose(plan: Input[Plan]) -> list[Finding]:
        """Is never run."""
        return []

    def found(code: str, severity: str) -> Finding:
        return Finding(message="", remedy="", code=code, split="train", tensor="X", severity=severity)  # type: ignore[arg-type]  # drawn

    rules = explanations([taken_on_purpose])
    (alone,) = absorb([found("TST901", "info"), found("SG101", "error")], rules)
    assert (alone.severity, [f.code for f in alone.absorbed]) == ("info", ["SG101"])
    (both,) = absorb([found("TST901", "info"), found("SG101", "error"), found("SG102", "warning")], rules)
    assert (both.severity, both.own_severity) == ("warning", "info")
