"""inspect and validate: what may be asked, what a report says, and that no data make them raise."""

import pickle
import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import seqguard
from seqguard import Missing, PreflightError, SeqguardWarning, Split, check
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.statistics.moments import Moments
from seqguard.testing import forecast, labelled

Arrays = dict[str, Any]


@pytest.fixture
def data() -> Arrays:
    return forecast(np.random.default_rng(0))


def slugs(report: seqguard.Report, *severities: str) -> set[str]:
    return {f.slug for f in report.findings if not severities or f.severity in severities}


def test_sound_data_pass_and_say_what_they_were_read_as(data: Arrays) -> None:
    report = seqguard.validate(**data)
    assert not slugs(report, "error", "warning")
    x, y = report.readings[:2]
    assert x.notes[0] == "sliding windows of one series (step 1)"
    assert y.task == "regression"
    assert "1 step after the window" in " ".join(y.notes)
    assert report.baselines[0].rule == "last value of f0"
    assert report.baselines[0].split == "validation"


def test_labels_are_read_as_classes() -> None:
    report = seqguard.inspect(**labelled(np.random.default_rng(0)))
    assert report.readings[1].task == "classification"
    assert {b.metric for b in report.baselines} == {"cross-entropy", "accuracy"}


def test_validate_raises_with_the_report(data: Arrays) -> None:
    data["y"][:] = 0
    with pytest.raises(PreflightError, match="constant-target") as caught:
        seqguard.validate(**data)
    assert slugs(caught.value.report, "error") == {"constant-target"}
    again = pickle.loads(pickle.dumps(caught.value))
    assert again.report.findings == caught.value.report.findings


def test_validate_gives_warnings_as_one_warning(data: Arrays) -> None:
    data["X"][:, :, 1] = 0.1
    with pytest.warns(SeqguardWarning, match="constant-feature"):
        report = seqguard.validate(**data)
    assert slugs(report, "warning") == {"constant-feature"}
    with pytest.raises(PreflightError):
        seqguard.validate(**data, fail_on="warning")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SeqguardWarning)
        assert seqguard.validate(**data, fail_on="never").warnings


def test_ignore_one_place_keeps_the_others(data: Arrays) -> None:
    data["X"][:, :, 1] = 0.1
    names = {"feature_names": ["load", "holiday", "wind"]}
    quiet = seqguard.inspect(**data, **names, ignore={"constant-feature": ["holiday"]})
    assert "constant-feature" not in slugs(quiet)
    loud = seqguard.inspect(**data, **names, ignore={"constant-feature": ["load"]})
    assert "constant-feature" in slugs(loud)


def test_the_same_fault_in_two_splits_is_one_finding(data: Arrays) -> None:
    X, _ = data["validation_data"]
    data["X"][:, :, 1] = X[:, :, 1] = 0.1
    (finding,) = seqguard.inspect(**data, select=["constant-feature"]).findings
    assert (finding.split, finding.also_in) == ("train", ("validation",))


def test_a_cause_absorbs_its_symptoms(data: Arrays) -> None:
    data["y"][:] = 0
    data["validation_data"][1][:] = 0
    assert slugs(seqguard.inspect(**data), "error", "warning") == {"constant-target"}


def test_a_crash_is_reported_and_fails_the_gate(data: Arrays) -> None:
    @check("XX001", severity="info")
    def broken_check(plan: Input[Plan], x: Input[Moments]) -> list[seqguard.Finding]:
        """Raises."""
        raise RuntimeError("no")

    report = seqguard.inspect(**data, checks=[broken_check])
    assert {(c.slug, c.split) for c in report.crashed} == {("broken-check", "train"), ("broken-check", "validation")}
    assert "constant-target" in report.ran
    assert report.fails("error")
    assert not report.fails("never")


def test_what_is_missing_is_skipped_with_its_reason(data: Arrays) -> None:
    @check("XX002", severity="info")
    def needy_check(plan: Input[Plan]) -> list[seqguard.Finding]:
        """Is never run."""
        raise Missing("the moon is not full")

    report = seqguard.inspect(**data, checks=[needy_check])
    assert "the moon is not full" in {s.reason for s in report.skipped}
    assert "needy-check" not in report.ran


def test_dicts_folds_and_several_targets() -> None:
    rng = np.random.default_rng(0)
    X = {"load": rng.standard_normal((80, 12, 2)), "static": rng.standard_normal((80, 3))}
    y = {"next": rng.standard_normal(80), "kind": np.zeros(80)}
    report = seqguard.inspect(X, y, validation_data={"fold 1": (X, y), "test": Split(X, y)})
    assert [r.tensor for r in report.readings[:4]] == ["X['load']", "X['static']", "y['next']", "y['kind']"]
    constant = [f for f in report.errors if f.slug == "constant-target"]
    assert [f.tensor for f in constant] == ["y['kind']"]
    assert constant[0].also_in == ("fold 1", "test")
    assert "train-val-overlap" in slugs(report)


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        ({"task": "forecast"}, "task"),
        ({"tokens": "yes"}, "tokens"),
        ({"mask_value": "0"}, "mask_value"),
        ({"sample": 0.5}, "sample"),
        ({"sample": 0}, "sample"),
        ({"progress": 1.5}, "progress"),
        ({"select": ["no-such-check"]}, "select"),
        ({"select": "constant-target"}, "select"),
        ({"ignore": ["SG9999"]}, "ignore"),
        ({"ignore": {"no-such": ["f0"]}}, "ignore"),
        ({"feature_names": ["a"]}, "feature_names"),
        ({"feature_names": ["a", "a", "b"]}, "feature_names"),
        ({"feature_names": "abc"}, "feature_names"),
        ({"target_names": ["a", "b"]}, "target_names"),
        ({"validation_data": 3}, "validation_data"),
        ({"checks": ["constant-target"]}, "checks"),
    ],
)
def test_bad_calls_name_the_argument(data: Arrays, arguments: Arrays, names: str) -> None:
    with pytest.raises((TypeError, ValueError), match=names):
        seqguard.inspect(**{**data, **arguments})
    assert not issubclass(PreflightError, TypeError)


def test_bad_fail_on(data: Arrays) -> None:
    with pytest.raises(ValueError, match="fail_on"):
        seqguard.validate(**data, fail_on="errors")  # type: ignore[arg-type]  # that is the point


def test_light_imports() -> None:
    code = (
        "import sys, numpy as np; import seqguard; assert 'numpy' not in sys.argv;"
        "seqguard.inspect(np.random.rand(50, 8, 2), np.random.rand(50));"
        "heavy = {'pandas', 'pandera', 'scipy', 'sklearn', 'rich', 'tensorflow', 'keras', 'torch'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    subprocess.run([sys.executable, "-c", "import sys, seqguard; assert 'numpy' not in sys.modules"], check=True)


def frozen(array: npt.NDArray[Any] | None) -> object:
    """The bytes of an array, or what it prints where it holds objects."""
    if array is None:
        return None
    return repr(array.tolist()) if array.dtype == object else np.ma.getdata(array).tobytes()


SHAPES = st.one_of(
    hnp.array_shapes(min_dims=2, max_dims=4, min_side=0, max_side=9),
    st.tuples(st.integers(8, 40), st.integers(1, 12), st.integers(1, 3)),
)
DTYPES = st.sampled_from(
    ["f2", "f4", "f8", ">f4", ">f8", "i1", "i8", ">i4", "u1", "u8", "?", "c8", "O", "U3", "S2", "M8[s]", "m8[s]", "g"]
)


@st.composite
def tensors(draw: st.DrawFn, shape: tuple[int, ...]) -> npt.NDArray[Any]:
    """An array of any kind: random, constant, with NaN and inf, reversed, transposed in memory, read-only or masked."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = rng.standard_normal(shape) * 10.0 ** draw(st.integers(-8, 8))
    if draw(st.booleans()):
        values = np.round(values)
    if draw(st.booleans()) and values.size:
        values[rng.random(shape) < 0.2] = draw(st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -999.0]))
    dtype = np.dtype(draw(DTYPES))
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        array = np.nan_to_num(values).astype(dtype) if dtype.kind in "iuMmb" else values.astype(dtype)
    form = draw(st.sampled_from(["plain", "reversed", "fortran", "read-only", "masked", "strided"]))
    if form == "reversed":
        array = array[::-1]
    elif form == "fortran":
        array = np.asfortranarray(array)
    elif form == "strided":
        array = np.repeat(array, 2, axis=0)[::2]
    elif form == "read-only":
        array.setflags(write=False)
    elif form == "masked" and dtype.kind in "fiu":
        array = np.ma.masked_array(array, mask=rng.random(shape) < 0.2)
    return array


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_no_data_make_inspect_raise(draw: st.DataObject) -> None:
    shape = draw.draw(SHAPES)
    X = draw.draw(tensors(shape))
    n = shape[0] + draw.draw(st.sampled_from([0, 0, 0, 1]))
    y_shape = draw.draw(st.sampled_from([(n,), (n, 1), (n, 3), (n, shape[1]), (n, shape[1], 2), (n, 0)]))
    y = draw.draw(st.one_of(st.none(), tensors(y_shape)))
    validation = draw.draw(st.sampled_from([None, (X[: n // 2], None if y is None else y[: n // 2])]))
    before = [frozen(a) for a in (X, y)]
    report = seqguard.inspect(X, y, validation_data=validation)
    assert not report.crashed, report.crashed[0].traceback
    assert str(report)
    assert [frozen(a) for a in (X, y)] == before


def test_a_flag_that_changes_where_the_class_does_is_not_the_target() -> None:
    rng = np.random.default_rng(1)
    walk = np.abs((np.cumsum(rng.choice([-1, 1], 240)) + 3) % 6 - 3)  # zones 0 to 3, to the next one each time
    zones = np.repeat(walk, 9)
    X = np.lib.stride_tricks.sliding_window_view(rng.standard_normal((len(zones), 1)), 12, axis=0).swapaxes(1, 2)
    y = zones[11:]
    flag = np.broadcast_to((y == 0)[:, None, None], (len(y), 12, 1))
    report = seqguard.inspect(np.concatenate([X, flag], axis=2), y, progress=False)
    assert report.readings[1].task == "classification"
