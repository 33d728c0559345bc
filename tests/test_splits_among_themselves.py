"""Test sets and folds against validation, and against each other."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import seqguard
from seqguard import Split
from seqguard.checks.examples.arrays import cut, random_walk

Array = npt.NDArray[Any]
SLUGS = ("window-overlap", "train-val-overlap", "group-overlap")


def findings(X: Any, further: dict[str, Any]) -> list[seqguard.Finding]:
    report = seqguard.inspect(X, validation_data=further, select=SLUGS, progress=False)
    assert not report.crashed, report.crashed
    return list(report.findings)


def windows(rows: int = 2000) -> Array:
    return cut(random_walk(np.random.default_rng(0), rows, 2).astype(np.float32), 12)[0]


def test_validation_and_test_of_one_random_split() -> None:
    X = windows()
    order = 1000 + 11 + np.random.default_rng(1).permutation(len(X) - 1011)  # train ends a window before both
    further = {"validation": (X[order[:500]],), "test": (X[order[500:]],)}
    (finding,) = findings(X[:1000], further)
    assert (finding.slug, finding.severity, finding.split) == ("window-overlap", "warning", "test")
    assert finding.evidence["base"] == "validation"
    assert "hold rows of validation windows" in finding.message
    at, there = finding.message.split(": ")[1].split(". ")[0].split(" is ")
    arrays = {name: x for name, (x,) in further.items()}
    assert (eval(at, arrays) == eval(there, arrays)).all()  # the places can be pasted


def test_in_the_order_of_time_nothing_is_shared() -> None:
    X = windows()
    assert not findings(X[:1200], {"validation": (X[1200:1500],), "test": (X[1500:],)})
    assert not findings(X[:1200], {"test": (X[1500:],), "validation": (X[1200:1500],)})


def test_a_test_set_that_is_the_validation_set() -> None:
    X = windows()
    (finding,) = findings(X[:1200], {"validation": (X[1300:1500],), "test": (X[1400:1600],)})
    assert (finding.slug, finding.severity, finding.split) == ("train-val-overlap", "warning", "test")
    assert finding.message.startswith("100 of 200 test samples (50 %) are equal to a validation sample: test[0] is ")
    assert finding.evidence["base_samples"] == [100, 101, 102, 103, 104]


def test_what_is_shared_with_train_is_said_once() -> None:
    X = windows()
    order = np.random.default_rng(1).permutation(len(X))
    further = {"validation": (X[order[1200:1500]],), "test": (X[order[1500:]],)}
    (finding,) = findings(X[order[:1200]], further)
    assert (finding.slug, finding.severity, finding.evidence["base"]) == ("window-overlap", "error", "train")
    assert (finding.split, finding.also_in) == ("validation", ("test",))


def test_groups_of_two_folds() -> None:
    rng = np.random.default_rng(0)

    def part(*names: str) -> Split:
        return Split(rng.standard_normal((10 * len(names), 6, 2)), groups=np.repeat(names, 10))

    (finding,) = findings(part("ann", "bob"), {"one": part("cem", "dan"), "two": part("eve"), "three": part("dan")})
    assert (finding.slug, finding.severity, finding.split) == ("group-overlap", "warning", "three")
    assert finding.evidence["base"] == "one"


@pytest.mark.parametrize("name", SLUGS)
def test_splits_of_other_shapes_are_not_compared(name: str) -> None:
    X = windows()
    further = {"validation": (X[1300:1500, :8],), "test": (X[1500:],)}
    report = seqguard.inspect(X[:1200], validation_data=further, select=[name], progress=False)
    assert not report.crashed
    if name != "group-overlap":
        reasons = {s.reason for s in report.skipped}
        assert reasons == {
            "X has shape (8, 2) in validation and (12, 2) in train",
            "X has shape (12, 2) in test and (8, 2) in validation",
        }


def test_a_short_validation_set_that_ends_where_test_begins_is_no_random_split() -> None:
    X = windows()
    assert not findings(X[:1200], {"test": (X[1320:],), "validation": (X[1300:1320],)})
    assert not findings(X[20:], {"validation": (X[:20],)})  # which val-before-train names


def test_a_trend_goes_on_from_validation_to_test() -> None:
    rng = np.random.default_rng(0)
    growth = np.exp(np.linspace(0, 9, 1200))[:, None] * (1 + 0.02 * rng.standard_normal((1200, 2)))
    X, _ = cut(growth, 12)
    parts = {"validation": X[600:900], "test": X[900:]}

    def severities(**scaled: Array) -> set[str | None]:
        further = {name: (part,) for name, part in {**parts, **scaled}.items()}
        return {f.severity for f in seqguard.inspect(X[:600], validation_data=further, select=["val-shift"]).findings}

    assert severities() == {"info"}
    assert severities(test=1000 * X[900:]) == {"info", "warning"}


def test_several_inputs_show_one_random_split_once_and_every_pair_of_folds() -> None:
    X = windows()
    order = 1011 + np.random.default_rng(1).permutation(len(X) - 1011)

    def inputs(rows: Array) -> dict[str, Array]:
        return {"load": X[rows][..., :1], "price": X[rows][..., 1:]}

    folds = {f"fold{i}": (inputs(part),) for i, part in enumerate(np.array_split(order, 3))}
    told = [(f.split, f.evidence["base"], f.tensor) for f in findings(inputs(np.arange(1000)), folds)]
    assert told == [("fold1", "fold0", "X['load']"), ("fold2", "fold1", "X['load']")]
