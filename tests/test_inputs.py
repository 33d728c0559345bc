"""The table of what may be handed in, row by row, and what each bad call is told."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from seqguard.sources.gather import gather
from seqguard.sources.split import Split

X = np.arange(60.0).reshape(10, 3, 2)
Y = np.arange(10.0)


def names(splits):
    return {s.name: [g.name for g in (*s.inputs, *s.targets)] for s in splits}


def test_names_of_tensors_and_splits():
    assert names(gather(X)) == {"train": ["X"]}
    assert names(gather(X, Y, validation_data=(X, Y))) == {"train": ["X", "y"], "validation": ["X", "y"]}
    assert names(gather({"load": X, "static": X[:, 0]}, {"price": Y})) == {
        "train": ["X['load']", "X['static']", "y['price']"]
    }
    assert names(gather([X, X[..., 0]], Y)) == {"train": ["X[0]", "X[1]", "y"]}
    assert names(gather(X, [Y, Y])) == {"train": ["X", "y[0]", "y[1]"]}
    folds = {"fold 1": (X, Y), "test": Split(X, Y)}
    assert list(names(gather(X, Y, validation_data=folds))) == ["train", "fold 1", "test"]


def test_splits_bring_what_is_known_of_each_sample():
    times = pd.date_range("2020-01-01", periods=10, freq="h", tz="Europe/Berlin")
    split = Split(X, Y, groups=list("aabbccddee"), timestamps=times, sample_weight=np.ones(10))
    train, other = gather(split, validation_data=(X, Y, np.full(10, 2.0)))
    assert train.groups.tolist() == list("aabbccddee")
    assert train.timestamps[0] == np.datetime64("2019-12-31T23:00")
    assert other.sample_weight.sum() == 20
    assert other.groups is None


def test_a_list_of_arrays_is_samples_or_tensors_as_y_says():
    assert gather(list(X), Y)[0].inputs[0].shape == X.shape
    assert gather(list(X))[0].inputs[0].shape == X.shape
    with pytest.raises(TypeError, match=r"X is a list of 2 arrays of 10 samples.*none given.*numpy.stack\(X\)"):
        gather([X, X])
    assert gather(X, [np.ones(4)] * 10)[0].targets[0].shape == (10, 4)
    with pytest.raises(TypeError, match="y is a list of 2 arrays"):
        gather(X, [np.ones(4)] * 2)


def test_columns_of_a_table_may_be_targets():
    frame = pd.DataFrame({"load": Y, "price": Y * 2})
    given = gather(X, frame)[0].targets[0]
    assert given.features == ("load", "price")
    assert given.source.read(0, 10)[3, 1] == 6
    assert gather(X, frame["load"])[0].targets[0].features == ("load",)
    missing = gather(X, pd.Series([1, None] * 5, dtype="Int64"))[0].targets[0]
    assert np.isnan(missing.source.read(0, 10)).sum() == 5
    assert gather(X, pd.Series(["a", "b"] * 5))[0].targets[0].problem


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "X must be .* got None"),
        ("hello", "X must be .* got 'hello', which names no file"),
        (5, "X must be .* got int 5"),
        ({1, 2}, "X must be .* got set"),
        ((v for v in "ab"), "X is a generator that is not read"),
        (iter([{1, 2}]), "X is a generator that is not read"),
        (pd.DataFrame({"a": [1.0]}), "X must be .* got a table: cut it with seqguard.windows"),
        ({1: X}, "X must have strings as keys, got 1"),
        ({"a": {"b": X}}, r"X\['a'\] must be .* a mapping cannot stand inside another"),
        (lambda: {1, 2}, "X must be .* got set: a set has no order"),
        (lambda n: X, "X is a function that makes no data when it is called: TypeError"),
        (np.float64(3), "X must be .* got numpy float64"),
    ],
)
def test_what_is_no_tensor_is_refused_by_name(value, message):
    with pytest.raises(TypeError, match=message):
        gather(value)


@pytest.mark.parametrize("value", ["hello", 5, {1, 2}, {1: Y}, {"a": None}, {"a": {"b": Y}}, iter([1]), lambda: Y])
def test_what_is_no_target_is_refused_by_name(value):
    with pytest.raises(TypeError, match=r"^y(\['a'\])? must"):
        gather(X, value)


@pytest.mark.parametrize("value", [{}, Y, np.arange(5), Path("nowhere.npz"), pd.Series(Y)])
def test_an_x_without_meaning_is_a_value_error(value):
    with pytest.raises(ValueError, match=r"^X must"):
        gather(value)


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (X, TypeError, "validation_data must be a tuple .* got ndarray"),
        ((), TypeError, "got tuple of 0"),
        ((X, Y, Y, Y), TypeError, "got tuple of 4"),
        ((Split(X, Y), Y), TypeError, "a Split inside a tuple"),
        ({}, ValueError, "validation_data must name at least one split"),
        ({"train": (X, Y)}, ValueError, "other than 'train'"),
        ({"a": X}, TypeError, r"validation_data\['a'\] must be a tuple"),
        ((X,), ValueError, "same targets as the training data: missing y"),
        (({"a": X}, Y), ValueError, r"same inputs .*: missing X; unexpected X\['a'\]"),
        (("text", Y), TypeError, r"validation_data\[0\] must be"),
        ((X, {"p"}), TypeError, r"validation_data\[1\] must be"),
        ((X, Y, "w"), TypeError, "validation_data: sample_weight must be"),
        ((Y, Y), ValueError, r"validation_data\[0\] must have at least"),
    ],
)
def test_validation_data_is_refused_by_name(value, error, message):
    with pytest.raises(error, match=message):
        gather(X, Y, validation_data=value)


def test_a_split_brings_its_own_y():
    with pytest.raises(TypeError, match="y must be None"):
        gather(Split(X, Y), Y)
    with pytest.raises(TypeError, match="Split inside a Split"):
        Split(Split(X))


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"groups": "abc"}, TypeError, "groups must be an array with one value for each sample, got str"),
        ({"groups": np.zeros((10, 2))}, ValueError, "groups must have shape (n,) with n = 10, got (10, 2)"),
        ({"groups": [1, 2]}, ValueError, "groups must have shape (n,) with n = 10, got (2,)"),
        ({"groups": [[1], [1, 2]]}, TypeError, "groups must be an array with one value"),
        ({"timestamps": ["2020"] * 10}, TypeError, "timestamps must be datetime64 or numbers"),
        ({"timestamps": [object()] * 10}, TypeError, "timestamps must be datetime64"),
        ({"timestamps": np.zeros((10, 3, 2))}, ValueError, "timestamps must have shape (n,) or (n, timesteps)"),
        ({"timestamps": np.zeros((10, 0))}, ValueError, "timestamps must have shape (n,) or (n, timesteps)"),
        ({"sample_weight": ["a"] * 10}, TypeError, "sample_weight must be numbers, got dtype <U1"),
        ({"sample_weight": np.ones(9)}, ValueError, "sample_weight must have shape (n,) with n = 10, got (9,)"),
        ({"sample_weight": 1.0}, ValueError, "sample_weight must have shape"),
    ],
)
def test_split_names_the_argument_that_does_not_fit(arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        Split(X, Y, **arguments)


def test_python_datetimes_are_times():
    split = Split(X, Y, timestamps=pd.date_range("2020", periods=10).to_pydatetime().tolist())
    assert split.timestamps.dtype.kind == "M"
