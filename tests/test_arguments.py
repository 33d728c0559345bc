"""Every refusal is a TypeError or a ValueError whose text names the argument as the signature spells it."""

import itertools
from pathlib import Path

import numpy as np
import pytest

import seqguard
from seqguard.core.errors import LONGEST, NotFound, NotInstalled, PointerFile, named, shortened, shown
from seqguard.core.plan import Numbered

RNG = np.random.default_rng(0)
X = RNG.normal(size=(12, 6, 2))
WHOLE = np.arange(120).reshape(10, 6, 2)
HUGE = 10**5000
"""More digits than Python writes: its `repr` raises."""

REFUSED = {
    "task": [None, 3, [], ["auto"], np.array(["auto"]), "class", HUGE],
    "tokens": [None, 1, "yes", np.array([1, 2]), [], HUGE],
    "progress": [None, 0, "no", np.array([1, 2]), {}],
    "sample": [None, True, 0, -3, 1.5, "all", np.array([1, 2])],
    "mask_value": [True, "0", [0.0], np.zeros(2), 1j, HUGE, 2**63 + 1],
    "feature_names": ["ab", 5, b"ab", {"a": 1}, {"a"}, ["a", 1], ["a", "a"], itertools.count(), np.array([["a"]])],
    "target_names": [7, ["y", "y"], [None]],
    "select": [5, "SG1", [None], [5], {"SG1": []}, itertools.count(), ["SG999"], list, np.array("SG1")],
    "ignore": [5, "SG1", [None], {None: []}, {"SG1": "f0"}, {"SG1": 3}, {"SG1": [None]}, {"SG999": []}, ["x" * 10**6]],
    "checks": [5, "SG101", [None], [print], {"a": 1}, ["x" * 10**6]],
    "schema": [5, [], "nowhere.yaml", Path("nowhere.yaml"), "", "\0", "x" * 5000],
    "validation_data": [5, np.ndarray, list, (np.ndarray,), {HUGE: (X,)}, {"": (X,)}],
}


@pytest.mark.parametrize(
    ("name", "value"),
    [pytest.param(name, v, id=f"{name}-{i}") for name, values in REFUSED.items() for i, v in enumerate(values)],
)
def test_a_bad_argument_is_named(name, value):
    with pytest.raises((TypeError, ValueError)) as refused:
        seqguard.inspect(X, X[:, -1, 0], **{name: value})
    assert str(refused.value).startswith(name)
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize("value", [np.ndarray, list, Path("nowhere.npz"), "a\0b", "x" * 10**6, Path("x" * 5000)])
def test_a_bad_x_is_named(value):
    with pytest.raises((TypeError, ValueError), match=r"^X ") as refused:
        seqguard.inspect(value)
    assert len(str(refused.value)) < 1000


@pytest.mark.parametrize("value", [np.ndarray, "nowhere.npy", "a\0b.npy", "x" * 5000 + ".npy"])
def test_a_bad_y_is_named(value):
    with pytest.raises((TypeError, ValueError), match=r"^y\b"):
        seqguard.inspect(X, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("timestamps", [10**400] * 12),
        ("timestamps", np.ndarray),
        ("groups", {"a"}),
        pytest.param("sample_weight", [HUGE] * 12, id="digits"),
    ],
)
def test_a_bad_argument_of_split_is_named(name, value):
    with pytest.raises((TypeError, ValueError), match=f"^{name} "):
        seqguard.Split(X, **{name: value})


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (WHOLE.astype("u1"), -1),
        (WHOLE.astype("u1"), 256),
        (WHOLE.astype("u8"), -1),
        (WHOLE, np.inf),
        (WHOLE, np.nan),
        (WHOLE, -99.5),
        (WHOLE, 2**63),
        (WHOLE > 3, 256),
    ],
)
def test_a_mask_value_that_the_dtype_cannot_hold_is_refused(data, value):
    with pytest.raises(ValueError, match=r"^mask_value must be a value that X can hold"):
        seqguard.inspect(data, mask_value=value)


@pytest.mark.parametrize(
    ("data", "value"),
    [(WHOLE.astype("u1"), 255), (WHOLE.astype("u8"), 0), (WHOLE, -99.0), (X, np.nan), (X, 1e300), (WHOLE > 3, 1)],
)
def test_a_mask_value_that_the_dtype_can_hold_is_taken(data, value):
    assert not seqguard.inspect(data, mask_value=value).crashed


def test_a_mask_value_of_one_of_two_inputs_masks_that_one():
    whole = np.full((12, 6, 2), 1)
    report = seqguard.inspect({"a": X, "b": whole}, mask_value=0.5)
    assert not report.crashed
    assert [r.task for r in report.readings] == ["values", "values"]


def test_what_all_is_padding_is_said():
    report = seqguard.inspect(np.full((30, 6, 2), -99), mask_value=-99, select=["mostly-padding"])
    assert not report.crashed
    assert "All of the 180 steps" in report.findings[0].message or "100 %" in report.findings[0].message


@pytest.mark.parametrize("unit", ["s", "ns", "D", "M", "Y"])
def test_a_split_without_samples_may_have_timestamps(unit):
    report = seqguard.inspect(seqguard.Split(X[:0], timestamps=np.zeros(0, f"M8[{unit}]")))
    assert not report.crashed


@pytest.mark.parametrize("year", ["1600", "2020", "2300", "9000"])
def test_times_of_any_year_keep_their_order(year):
    start = np.datetime64(f"{year}-01-01", "s")
    split = seqguard.Split(X, timestamps=start + np.arange(12) * np.timedelta64(200, "D"))
    report = seqguard.inspect(split, select=["SG41"])
    assert not report.crashed
    assert "unsorted-timestamps" in report.ran
    assert "unsorted-timestamps" not in {f.slug for f in report}


@pytest.mark.parametrize("missing", [0, 5, 11])
def test_a_missing_time_is_a_reason_to_skip(missing):
    times = np.datetime64("2020-01-01") + np.arange(12) * np.timedelta64(1, "D")
    times[missing] = np.datetime64("NaT", "D")
    report = seqguard.inspect(seqguard.Split(X, timestamps=times), select=["SG410"])
    assert "timestamps are missing" in report.skipped[0].reason


def test_labels_of_which_each_sample_has_one_may_be_multilabel():
    y = np.eye(5)[[0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1]]
    report = seqguard.inspect(X, y, task="multilabel")
    assert not report.crashed
    assert report.baselines[0].metric == "binary cross-entropy"


@pytest.mark.parametrize(
    ("ours", "theirs"), [("f8", "g"), ("g", "f4"), (">f8", "<f8"), ("g", ">u8"), ("e", "f4"), ("?", "i8"), (">i4", "e")]
)
def test_splits_of_different_dtypes_are_compared(ours, theirs):
    values = RNG.integers(0, 2, (40, 6, 2))
    report = seqguard.inspect(values.astype(ours), validation_data=(values[:9].astype(theirs),))
    assert not report.crashed


def test_whole_numbers_that_float64_does_not_tell_apart_get_a_report():
    x = (np.uint64(2**63) + RNG.integers(0, 8, (120, 1, 4)).astype("u8")).astype("u8")
    report = seqguard.inspect(x, x[:, 0, 0].astype(float))
    assert not report.crashed, report.crashed[0].traceback


def test_values_whose_squares_vanish_get_a_report():
    x = RNG.integers(0, 8, (120, 1, 4)) * 1e-170
    assert not seqguard.inspect(x).crashed


def test_what_is_not_there_is_both_what_python_calls_it_and_a_value_error():
    assert issubclass(NotFound, FileNotFoundError)
    assert issubclass(NotFound, ValueError)
    assert issubclass(NotInstalled, ImportError)
    assert issubclass(NotInstalled, ValueError)
    with pytest.raises(FileNotFoundError, match=r"^X must name an existing file"):
        seqguard.inspect(Path("nowhere.npz"))
    with pytest.raises(FileNotFoundError, match=r"^schema: "):
        seqguard.inspect(X, schema="nowhere.yaml")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotFound("a"), NotFound),
        (FileNotFoundError("a"), NotFound),
        (ModuleNotFoundError("a"), NotInstalled),
        (PermissionError(13, "no", "x" * 10**6), ValueError),
        (PointerFile("a"), PointerFile),
        (KeyError("a"), ValueError),
        (TypeError("a"), TypeError),
        (UnicodeDecodeError("utf-8", b"a", 0, 1, "no"), ValueError),
    ],
)
def test_a_refusal_keeps_its_kind_when_it_is_named(error, kind):
    assert type(named("X", error)) is kind
    assert str(named("X", error)).startswith("X: ")
    assert len(str(named("X", error))) < 200


def test_messages_have_an_end():
    assert len(shown("x" * 10**7)) < 100
    assert shown(HUGE) == "<int>"
    assert shortened("x" * LONGEST) == "x" * LONGEST
    assert shortened("x" * (LONGEST + 1)).endswith(" ... (1 characters more)")


def test_numbered_names_are_a_sequence_of_names():
    names, plain = Numbered("f", 12), tuple(f"f{i}" for i in range(12))
    assert tuple(names) == plain
    assert (names[3], names[-1], names[2:5]) == (plain[3], plain[-1], plain[2:5])
    assert [names.index(n) for n in plain] == list(range(12))
    assert [n in names for n in ("f11", "f12", "f01", "f-1", "g1", "f", "f" + "9" * 5000, 3)] == [True] + 7 * [False]
    with pytest.raises(ValueError, match="'f12' is not among 12 names"):
        names.index("f12")
    assert len(Numbered("f", 10**11)) == 10**11
