"""Kept cases of the fuzz of every entry point beside `inspect`, each with a near miss that is answered."""

import json
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

import seqguard
from seqguard.core.finding import SEVERITIES
from seqguard.sources.files import open_path

RNG = np.random.default_rng(0)
X = RNG.normal(size=(24, 6, 2))
Y = X[:, -1, 0]
HUGE = 10**5000
"""More digits than Python writes."""


class Broken:
    """Raises at whatever is asked of it."""

    def __getattr__(self, name):
        raise RuntimeError(f"no {name} today")

    def __iter__(self):
        raise RuntimeError("no iteration today")


class Executor:
    """Answers `submit` with what it was made of."""

    def __init__(self, answer):
        self.submit = lambda *_: answer()


def future(result=None, error=None):
    made = Future()
    made.set_exception(error) if error else made.set_result(result)
    return made


def closed():
    raise RuntimeError("the pool is closed")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (closed, "executor: the pool is closed"),
        (lambda: None, "executor must give futures with result"),
        (lambda: future(error=OSError("the worker died")), "executor: the worker died"),
        (lambda: future(error=RuntimeError()), "executor: RuntimeError"),
        (lambda: future(5), "executor must give futures of what the function returns, got 5"),
    ],
)
def test_an_executor_that_breaks_is_named(answer, said):
    with pytest.raises((TypeError, ValueError), match=f"^{said}"):
        seqguard.inspect(X, Y, executor=Executor(answer))


def test_an_executor_that_works_gives_the_same_report():
    with ThreadPoolExecutor(2) as pool:
        made = seqguard.inspect(X, Y, executor=pool)
    assert [f.slug for f in made] == [f.slug for f in seqguard.inspect(X, Y)]


@pytest.mark.parametrize(
    "name", ["feature_names", "select", "checks", "lengths", "ignore", "executor", "thresholds", "schema"]
)
def test_an_object_that_raises_at_everything_is_refused_by_its_argument(name):
    with pytest.raises((TypeError, ValueError), match=f"^{name}"):
        seqguard.inspect(X, Y, **{name: Broken()})


@pytest.mark.parametrize(
    "cv", [30, seqguard.PurgedKFold(30, width=2), None, [None], {1: ([0], [1])}, [([0.5], [1])], float("nan"), 10**30]
)
def test_folds_that_cannot_be_are_refused_as_cv(cv):
    cv = Broken() if cv is None else cv
    with pytest.raises((TypeError, ValueError), match=r"^cv\b"):
        seqguard.audit(cv, X, Y)


def test_as_many_folds_as_samples_are_looked_at():
    assert len(seqguard.audit(seqguard.PurgedKFold(24, width=2), X, Y).folds) == 24


@pytest.mark.parametrize("n", [2, 3, 4])
def test_few_samples_have_an_audit_with_or_without_a_proposal(n):
    made = seqguard.audit([(np.arange(n - 1), [n - 1])], X[:n], Y[:n], timestamps=np.arange(n), horizon=1)
    assert made.folds[0].name == "fold_1"


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        ({"n_splits": HUGE, "width": 2}, X, "n_splits must be at most the number of samples, 24"),
        ({"n_splits": 25, "width": 2}, X, "n_splits must be at most the number of samples, 24, got 25"),
        ({"width": 2}, list, "X must have samples"),
        ({"width": 2}, 5, "X must have samples"),
        ({"width": 2, "starts": np.arange(3)}, X, "starts must hold one row"),
    ],
)
def test_a_splitter_names_what_it_cannot_cut(words, given, said):
    with pytest.raises((TypeError, ValueError), match=f"^{said}"):
        list(seqguard.PurgedKFold(**words).split(given))


def test_a_width_beyond_every_row_leaves_nothing_to_train_on():
    assert [len(train) for train, _ in seqguard.PurgedKFold(2, width=HUGE).split(X)] == [0, 0]


@pytest.mark.parametrize("wrong", [{"a"}, {"a": 1}, ["a"], (["a"],), np.zeros(2)])
@pytest.mark.parametrize("name", ["time", "group", "target"])
def test_a_column_that_no_name_can_be_is_refused(name, wrong):
    if name == "target" and isinstance(wrong, list):  # several columns
        return
    with pytest.raises((TypeError, ValueError), match=f"^{name} must name"):
        seqguard.windows(pd.DataFrame({"a": [1.0, 2, 3]}), window=1, **{name: wrong})


@pytest.mark.parametrize("frame", ["x" * 5000, "nowhere.csv", "\0", None])
def test_a_frame_that_is_none_is_named(frame):
    frame = Broken() if frame is None else frame
    with pytest.raises((TypeError, ValueError), match=r"^frame\b"):
        seqguard.windows(frame, window=2)


def test_profiles_are_asked_for_by_the_name_of_the_argument(tmp_path):
    with pytest.raises(TypeError, match=r"^path must be a path"):
        seqguard.Profile.load(5)
    with pytest.raises(TypeError, match=r"^path must be a path"):
        seqguard.profile(X, Y).save(None)
    with pytest.raises(ValueError, match=r"^old: no such file"):
        seqguard.compare(tmp_path / "nowhere.sgp", X)
    with pytest.raises(ValueError, match=r"^new: no such file"):
        seqguard.compare(seqguard.profile(X, Y), tmp_path / "nowhere.sgp")
    seqguard.profile(X, Y).save(str(tmp_path / "a.sgp"))
    assert seqguard.compare(tmp_path / "a.sgp", (X, Y)).findings == ()


def test_a_contract_is_a_path_or_a_text():
    with pytest.raises(TypeError, match=r"^source must be a path"):
        seqguard.SequenceSchema.from_yaml(np.datetime64("2020"))
    for name in ("timesteps", "row_limit"):
        with pytest.raises(
            ValueError, match=f"^{name} must be .* at most 9,223,372,036,854,775,807|^{name} must be at"
        ):
            seqguard.SequenceSchema(**{name: HUGE})
    assert seqguard.SequenceSchema(timesteps=2**63 - 1).timesteps == 2**63 - 1


def test_a_report_names_what_it_is_asked_for():
    report = seqguard.inspect(X, Y)
    for wrong in (np.zeros(3), "errors", None):
        with pytest.raises(ValueError, match=r"^severity must be one of"):
            report.of(wrong)
    assert sum(len(report.of(severity)) for severity in SEVERITIES) == len(report)
    with pytest.raises(ValueError, match=r"^text: unseen must be a list"):
        seqguard.Report.from_json(json.dumps({**report.to_dict(), "unseen": 5}))


def test_a_damaged_group_of_hdf5_is_one_sentence(tmp_path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file["X"] = X
    whole = (tmp_path / "a.h5").read_bytes()
    assert open_path(tmp_path / "a.h5")["X"].shape == X.shape
    assert whole.count(b"HEAP") == 1
    (tmp_path / "b.h5").write_bytes(whole.replace(b"HEAP", b"HE\0P"))
    with pytest.raises(ValueError, match=r"b\.h5 is damaged"):
        open_path(tmp_path / "b.h5")


@pytest.mark.parametrize("name", ["groups", "timestamps", "sample_weight", "layout", "lengths", "feature_names"])
@pytest.mark.parametrize("wrong", ["2", np.datetime64("2020"), 5, {"a": 1}])
def test_what_a_split_brings_is_refused_where_it_is_made(name, wrong):
    with pytest.raises((TypeError, ValueError), match=f"^{name} must"):
        seqguard.Split(X, Y, **{name: wrong})
    with pytest.raises((TypeError, ValueError), match=f"^{name} must"):
        seqguard.Split(X, Y, **{name: Broken()})


def test_a_further_split_may_have_an_order_of_axes_of_its_own():
    held = np.array(X)
    held[3, 2, 1] = np.nan
    other = seqguard.Split(np.swapaxes(held, 1, 2), layout="NFT")
    (found,) = [f for f in seqguard.inspect(X, validation_data=other) if f.slug == "nan-values"]
    assert "validation[3, 1, 2]" in found.message


@pytest.mark.parametrize("wrong", [np.zeros(3), "fatal", 10**400, pytest.param(HUGE, id="huge")])
def test_levels_and_thresholds_of_a_check_are_refused_by_name(wrong):
    from seqguard.engine.registry import discover

    check = next(c for c in discover().values() if c.slug == "outlier")
    with pytest.raises(ValueError, match=r"^outlier: level must be one of"):
        check.configured(level=wrong)
    with pytest.raises((TypeError, ValueError), match=r"^outlier: gap must"):
        check.configured(gap=wrong)
    with pytest.raises((TypeError, ValueError), match=r"gap must"):
        seqguard.inspect(X, Y, thresholds={"outlier": {"gap": wrong}})
    assert check.configured(level="info", gap=7).level == "info"


def test_a_single_fold_of_cross_validation_is_refused_as_cv():
    pytest.importorskip("sklearn")
    from sklearn.dummy import DummyRegressor

    from seqguard.sklearn import cross_validate

    with pytest.raises(ValueError, match=r"^cv: "):
        cross_validate(DummyRegressor(), X, Y, cv=1)


def test_an_object_that_raises_at_everything_is_no_data_and_no_splitter():
    for name, call in (
        ("X", lambda: seqguard.inspect(Broken())),
        ("y", lambda: seqguard.inspect(X, Broken())),
        ("validation_data", lambda: seqguard.inspect(X, Y, validation_data=Broken())),
        ("X", lambda: seqguard.compare(seqguard.profile(X, Y), Broken())),
    ):
        with pytest.raises((TypeError, ValueError), match=rf"^{name}\b"):
            call()


def test_batches_of_rows_without_values_are_data():
    report = seqguard.inspect(lambda: iter([np.zeros((2, 3, 0, 8)), np.zeros((1, 3, 0, 8))]), progress=False)
    assert report.errors[0].slug == "empty-input"
    assert not report.crashed


def test_a_number_beyond_the_floats_in_a_column_is_said_as_an_object():
    report = seqguard.inspect(X, np.array([*Y[:-1], 10**400], dtype=object))
    assert [f.slug for f in report.errors] == ["non-numeric"]


@pytest.mark.parametrize(("said", "brought"), [("NFT", "TNF"), (np.array("NTF"), "NFT"), (np.zeros(3), "NFT")])
def test_what_call_and_split_say_differently_is_refused_by_name(said, brought):
    with pytest.raises(ValueError, match=r"^layout is .* in the call and '.*' in the Split: say it once"):
        seqguard.inspect(seqguard.Split(X, layout=brought), layout=said)


@pytest.mark.parametrize("features", ["a", 5, np.array("a"), None])
def test_features_that_are_no_list_of_columns_are_refused(features):
    features = Broken() if features is None else features
    with pytest.raises(TypeError, match=r"^features must be a list of columns"):
        seqguard.windows(pd.DataFrame({"a": [1.0, 2, 3]}), window=1, features=features)
