"""The counting behind docs/measured/detection.md: what is new, what is in place, what is strong."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from seqguard.core.finding import Finding

BENCHMARKS = str(Path(__file__).parents[1] / "benchmarks")
SEVERITIES = {"nan-values": "error", "mixed-scales": "info", "target-leak": "error"}


@pytest.fixture(scope="module")
def bench() -> Iterator[Any]:
    sys.path.append(BENCHMARKS)  # last: benchmarks/profile.py has the name of a module of the standard library
    try:
        import _corpus
        import _count

        yield SimpleNamespace(corpus=_corpus, count=_count)
    finally:
        sys.path.remove(BENCHMARKS)


def finding(slug: str = "nan-values", **given: Any) -> Finding:
    words = {"severity": "error", "split": "train", "tensor": "X", "features": ("f1",), "evidence": {"nan": 4}}
    return Finding(message="", remedy="", slug=slug, **{**words, **given})


def injected(bench: Any, tensors: str = "X", features: tuple[str, ...] = ("f1",), slug: str = "nan-values") -> Any:
    case = bench.corpus.Case("set", "forecast", np.zeros((2, 2, 2)), np.zeros(2))
    fault = bench.corpus.Fault("some_fault", slug, ("outlier",), ("forecast",), (1,), "certain")
    return bench.corpus.Injected(fault, 1, case, frozenset(tensors), frozenset(features))


def counted(bench: Any, found: Finding, fault: Any, before: tuple[Finding, ...] = ()) -> Any:
    return bench.count.counted([found], bench.count.Before(before), fault, SEVERITIES)


def test_a_new_finding_at_its_place_is_found(bench: Any) -> None:
    verdict = counted(bench, finding(), injected(bench))
    assert (verdict.own, verdict.accepted, verdict.loose) == (True, True, True)


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"severity": "warning"}, {}),
        ({"features": ("f0",)}, {}),
        ({"tensor": "y", "features": ()}, {}),
        ({}, {"tensors": "y"}),
    ],
    ids=["below its level", "another feature", "another tensor", "the fault is in y"],
)
def test_a_finding_elsewhere_is_not_found(bench: Any, given: dict[str, Any], fault: dict[str, Any]) -> None:
    verdict = counted(bench, finding(**given), injected(bench, **fault))
    assert (verdict.own, verdict.accepted, verdict.loose) == (False, False, True)


def test_what_was_there_before_is_not_new(bench: Any) -> None:
    assert counted(bench, finding(), injected(bench), (finding(),)).accepted is False
    assert counted(bench, finding(evidence={"nan": 5}), injected(bench), (finding(),)).accepted is False


@pytest.mark.parametrize(
    "change",
    [
        {"evidence": {"nan": 6}},
        {"split": "validation"},
        {"also_in": ("validation",)},
        {"features": ("f0", "f1")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_more_of_it_is_new(bench: Any, change: dict[str, Any]) -> None:
    before = finding(features=("f0",)) if "features" in change else finding()
    assert counted(bench, replace(finding(), **change), injected(bench), (before,)).own is True


def test_a_feature_that_was_named_before_does_not_carry_a_new_one(bench: Any) -> None:
    grown = finding(features=("f0", "f1"))
    assert counted(bench, grown, injected(bench, features=("f1",)), (finding(features=("f1",)),)).own is False


def test_a_leak_may_stand_at_either_tensor(bench: Any) -> None:
    leak = finding("target-leak", tensor="y", features=())
    assert counted(bench, leak, injected(bench, slug="target-leak")).own is True


def test_an_info_check_counts_at_info(bench: Any) -> None:
    verdict = counted(bench, finding("mixed-scales", severity="info"), injected(bench, slug="mixed-scales"))
    assert (verdict.own, verdict.loose) == (True, False)


def test_a_slug_without_a_check_has_no_own_verdict(bench: Any) -> None:
    assert counted(bench, finding("other"), injected(bench, slug="other")).own is None


def test_stronger_half_keeps_the_middle(bench: Any) -> None:
    assert bench.count.stronger_half((1, 2, 3), weakening=False) == (2, 3)
    assert bench.count.stronger_half((0.001, 0.01, 0.1), weakening=True) == (0.01, 0.001)
    assert bench.count.stronger_half((1,), weakening=False) == (1,)


def test_a_target_that_the_injector_lost_is_put_back(bench: Any) -> None:
    def lossy(name: str, X: Any, y: Any, X_val: Any, y_val: Any, **_: Any) -> dict[str, Any]:
        return {"X": X + 1, "y": None, "X_val": X_val, "y_val": None, "where": {"feature": 1}}

    injector = SimpleNamespace(inject=lossy, NotApplicable=KeyError)
    base = injected(bench)
    made = bench.corpus.inject(injector, base.case, base.fault, 1)
    assert made.case.y is base.case.y
    assert (made.tensors, made.features) == (frozenset("X"), frozenset({"f1"}))


def test_what_a_cause_absorbed_counts_as_said(bench: Any) -> None:
    cause = finding("other", absorbed=(finding(),))
    assert counted(bench, cause, injected(bench)).own is True
    assert counted(bench, cause, injected(bench), (finding(),)).own is False
