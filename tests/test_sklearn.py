"""`SequenceGuard` as an estimator: `check_estimator` skips nearly all for three axes, so the contract is here."""

import copy
import io
import pickle
import warnings
from dataclasses import replace

import numpy as np
import pytest

sklearn = pytest.importorskip("sklearn", reason="needs the extra seqguard[sklearn]")

from sklearn.base import BaseEstimator, TransformerMixin, clone  # noqa: E402
from sklearn.exceptions import NotFittedError  # noqa: E402
from sklearn.linear_model import LogisticRegression, Ridge  # noqa: E402
from sklearn.model_selection import GridSearchCV, GroupKFold, TimeSeriesSplit, cross_val_score  # noqa: E402
from sklearn.pipeline import Pipeline, make_pipeline  # noqa: E402

import seqguard  # noqa: E402
from seqguard.sklearn import SequenceGuard  # noqa: E402
from seqguard.testing import forecast, labelled  # noqa: E402


class Flatten(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X.reshape(len(X), -1)

    def __sklearn_is_fitted__(self):
        return True


@pytest.fixture
def series():
    data = forecast(np.random.default_rng(0))
    return data["X"], data["y"]


@pytest.fixture
def classes():
    data = labelled(np.random.default_rng(0))
    return data["X"], data["y"]


@pytest.fixture
def broken(series):
    X, y = series
    X = X.copy()
    X[5, 3, 1] = np.nan
    return X, y


def test_fit_keeps_what_it_saw(series):
    X, y = series
    guard = SequenceGuard()
    assert guard.fit(X, y) is guard
    assert (guard.n_timesteps_, guard.n_features_in_, guard.shape_, guard.dtype_) == (12, 3, (12, 3), np.float32)
    assert [r.tensor for r in guard.report_.readings] == ["X", "y"]
    assert guard.report_ == _without_run(seqguard.inspect(X, y), guard.report_)


def _without_run(report, other):
    return replace(report, run=other.run)


def test_x_is_handed_on_as_it_came(series):
    X, y = series
    before = X.copy()
    X.flags.writeable = False
    guard = SequenceGuard().fit(X, y)
    assert guard.transform(X) is X
    assert guard.fit_transform(X, y) is X
    assert guard.transform(guard.transform(X)) is X
    np.testing.assert_array_equal(X, before)


def test_x_without_y_lists_and_more_axes(series):
    X, _ = series
    assert SequenceGuard().fit(X).report_.readings[0].role == "x"
    small = X[:40].tolist()
    assert SequenceGuard().fit(small).transform(small) is small
    frames = np.random.default_rng(0).standard_normal((50, 6, 4, 5)).astype(np.float32)
    guard = SequenceGuard().fit(frames)
    assert (guard.n_timesteps_, guard.n_features_in_) == (6, 20)
    with pytest.raises(ValueError, match=r"shape \(n, 6, 4, 5\) as in fit, got \(50, 6, 20\)"):
        guard.transform(frames.reshape(50, 6, 20))


def test_fit_raises_with_the_report(broken):
    guard = SequenceGuard()
    with pytest.raises(seqguard.PreflightError, match="nan-values") as raised:
        guard.fit(*broken)
    assert raised.value.report.errors[0].samples == (5,)
    with pytest.raises(NotFittedError):
        guard.transform(broken[0])


def test_warnings_are_given_or_raised_by_fail_on(series):
    X, y = series
    X = X.copy()
    X[..., 1] = 0.5
    with pytest.warns(seqguard.SeqguardWarning, match="constant-feature"):
        SequenceGuard().fit(X, y)
    with pytest.raises(seqguard.PreflightError, match="constant-feature"):
        SequenceGuard(fail_on="warning").fit(X, y)
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        SequenceGuard(ignore=["constant-feature"]).fit(X, y)
    assert not said


def test_never_lets_everything_pass(broken):
    X, y = broken
    guard = SequenceGuard(fail_on="never").fit(X, y)
    assert [f.slug for f in guard.report_.errors] == ["nan-values"]
    assert guard.transform(X) is X


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        ("fail_on", "sometimes", ValueError, "fail_on"),
        ("task", "guess", ValueError, "task"),
        ("select", ["no-such-check"], ValueError, "select"),
        ("mask_value", "0", TypeError, "mask_value"),
        ("feature_names", "abc", TypeError, "feature_names"),
    ],
)
def test_parameters_are_checked_in_fit(series, name, value, error, message):
    guard = SequenceGuard(**{name: value})  # a constructor of scikit-learn stores and does not judge
    with pytest.raises(error, match=message):
        guard.fit(*series)


@pytest.mark.parametrize("shape", [(40,), (40, 6)])
def test_tables_are_refused_with_the_way_out(shape):
    with pytest.raises(ValueError, match=r"samples, timesteps, features.*X\[:, :, None\]"):
        SequenceGuard().fit(np.zeros(shape))


def test_later_data_are_held_to_shape_and_kind(series):
    X, y = series
    guard = SequenceGuard().fit(X, y)
    for wrong in (X[:, :10], X[:, :, :2]):
        with pytest.raises(ValueError, match=r"X must have shape \(n, 12, 3\) as in fit"):
            guard.transform(wrong)
    with pytest.raises(ValueError, match="X must be float32 or of its kind as in fit, got int64"):
        guard.transform(np.round(X).astype(np.int64))
    double = X.astype(np.float64)
    assert guard.transform(double) is double
    assert guard.transform(X[:1]).shape == (1, 12, 3)


@pytest.mark.parametrize(("value", "slug"), [(np.nan, "nan-values"), (-np.inf, "inf-values")])
def test_later_data_are_held_to_finite_values(series, value, slug):
    X, y = series
    guard = SequenceGuard().fit(X, y)
    later = X[:50].copy()
    later[7, 2, 0] = value
    with pytest.raises(seqguard.PreflightError, match=slug) as raised:
        guard.transform(later)
    assert raised.value.report.errors[0].samples == (7,)
    assert SequenceGuard(ignore=[slug, "all-nan-feature"]).fit(X, y).transform(later) is later
    assert SequenceGuard(select=["SG5"]).fit(X, y).transform(later) is later


def test_faults_that_fit_saw_pass_and_those_elsewhere_do_not(broken):
    X, y = broken
    guard = SequenceGuard(fail_on="never").fit(X, y).set_params(fail_on="error")
    assert guard.transform(X) is X
    elsewhere = X.copy()
    elsewhere[9, 0, 2] = np.nan
    with pytest.raises(seqguard.PreflightError, match="nan-values"):
        guard.transform(elsewhere)


def test_parameters_clone_and_pickle(series):
    X, y = series
    guard = SequenceGuard(fail_on="warning", ignore={"constant-feature": ["f1"]}, mask_value=-1.0)
    assert clone(guard).get_params() == guard.get_params()
    assert guard.set_params(fail_on="never").fail_on == "never"
    with pytest.raises(ValueError, match="Invalid parameter"):
        guard.set_params(nonsense=1)
    fitted = guard.fit(X, y)
    assert not hasattr(clone(fitted), "report_")
    for twin in (pickle.loads(pickle.dumps(fitted)), copy.deepcopy(fitted)):
        assert twin.report_ == fitted.report_
        assert twin.transform(X) is X
    assert "fail_on='never'" in repr(fitted)


def test_own_checks_survive_clone(series):
    from seqguard.checks.values.sg105_constant_feature import constant_feature

    X, y = series
    X = X.copy()
    X[..., 1] = 0.5
    guard = clone(SequenceGuard(checks=[constant_feature.configured(level="error")]))
    with pytest.raises(seqguard.PreflightError, match="constant-feature"):
        guard.fit(X, y)


def test_fit_twice_is_fit_once(series, classes):
    again = SequenceGuard().fit(*series).fit(*classes)
    once = SequenceGuard().fit(*classes)
    assert again.shape_ == once.shape_
    assert again.report_ == _without_run(once.report_, again.report_)


def test_output_containers_are_left_alone(series):
    X, y = series
    pipe = make_pipeline(SequenceGuard(), Flatten(), Ridge())
    guard = pipe[0].set_output(transform="pandas")
    assert guard.fit_transform(X, y) is X
    with sklearn.config_context(transform_output="pandas"):
        assert SequenceGuard().fit_transform(X, y) is X


def test_tags():
    tags = SequenceGuard().__sklearn_tags__()
    assert (tags.input_tags.three_d_array, tags.input_tags.two_d_array) == (True, False)
    assert tags.input_tags.allow_nan
    assert not tags.target_tags.required


def test_cross_validation_scores_as_without_a_guard(series, classes):
    for (X, y), cv, model in ((series, TimeSeriesSplit(3, gap=12), Ridge()), (classes, 3, LogisticRegression())):
        bare, guarded = make_pipeline(Flatten(), model), make_pipeline(SequenceGuard(), Flatten(), model)
        expected = cross_val_score(bare, X, y, cv=cv)
        np.testing.assert_array_equal(cross_val_score(guarded, X, y, cv=cv, error_score="raise"), expected)


def test_a_fold_with_a_fault_stops_the_search(broken):
    X, y = broken
    pipe = make_pipeline(SequenceGuard(), Flatten(), Ridge())
    with pytest.raises(seqguard.PreflightError, match=r"X\[5, 3, 1\]"):
        cross_val_score(pipe, X, y, cv=TimeSeriesSplit(3), error_score="raise")


def test_groups_and_times_are_routed(classes):
    X, y = classes
    groups, times = np.arange(len(X)) // 30, np.arange(len(X))
    with sklearn.config_context(enable_metadata_routing=True):
        guard = SequenceGuard().set_fit_request(groups=True, timestamps=True)
        pipe = Pipeline([("guard", guard), ("flat", Flatten()), ("model", LogisticRegression())])
        search = GridSearchCV(pipe, {"model__C": [0.1, 1.0]}, cv=GroupKFold(3), error_score="raise")
        search.fit(X, y, groups=groups, timestamps=times)
        assert search.best_estimator_["guard"].report_.ran
        with pytest.raises(TypeError, match="timestamps must be"):  # so they do arrive
            search.fit(X, y, groups=groups, timestamps=times.astype(complex))
        with pytest.raises(ValueError, match="groups must have shape"):
            pipe.fit(X, y, groups=groups[:, None])


def test_grid_over_the_guards_own_parameters(classes):
    X, y = classes
    pipe = Pipeline([("guard", SequenceGuard()), ("flat", Flatten()), ("model", LogisticRegression())])
    search = GridSearchCV(pipe, {"guard__fail_on": ["error", "never"]}, cv=3, error_score="raise").fit(X, y)
    assert search.best_estimator_["guard"].report_.ran


@pytest.mark.slow
def test_work_in_processes(classes):
    X, y = classes
    pipe = make_pipeline(SequenceGuard(), Flatten(), LogisticRegression())
    assert cross_val_score(pipe, X, y, cv=3, n_jobs=2, error_score="raise").shape == (3,)


def test_a_fitted_pipeline_is_loaded_elsewhere(series):
    X, y = series
    pipe = make_pipeline(SequenceGuard(), Flatten(), Ridge()).fit(X, y)
    loaded = pickle.load(io.BytesIO(pickle.dumps(pipe)))
    np.testing.assert_array_equal(loaded.predict(X), pipe.predict(X))
    later = X.copy()
    later[0, 0, 0] = np.nan
    with pytest.raises(seqguard.PreflightError, match="nan-values"):
        loaded.predict(later)


def test_samples_of_different_length_are_answered_by_the_call_that_takes_them():
    samples = [np.zeros((n, 2)) for n in (4, 7, 5)]
    with pytest.raises(ValueError, match=r"^X must be one array .*seqguard.validate\(X, y\)"):
        SequenceGuard().fit(samples, np.zeros(3))
