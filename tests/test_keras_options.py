"""Every option of `inspect` reaches a model and its data as well."""

import inspect as python

import numpy as np
import pandera.pandas as pa
import pytest

keras = pytest.importorskip("keras")
pytestmark = pytest.mark.keras

import seqguard  # noqa: E402
from seqguard.core.options import OPTIONS  # noqa: E402
from seqguard.testing import forecast  # noqa: E402


@pytest.fixture(scope="module")
def model():
    made = keras.Sequential([keras.layers.Input((12, 3)), keras.layers.LSTM(4), keras.layers.Dense(1)])
    made.compile("adam", "mse")
    return made


@pytest.fixture
def given():
    data = forecast(np.random.default_rng(0))
    return {"X": data["X"], "y": data["y"]}


@pytest.mark.parametrize("entry", ["fit", "inspect"])
def test_every_option_is_a_keyword(entry):
    assert set(OPTIONS) <= set(python.signature(getattr(seqguard.keras, entry)).parameters)


def test_names_thresholds_and_a_contract_reach_the_data(model, given):
    columns = {"a": pa.Column(checks=pa.Check.ge(1e6)), "b": pa.Column(), "c": pa.Column()}
    report = seqguard.keras.inspect(
        model, **given, probe="off", progress=False, schema=seqguard.SequenceSchema(columns), select=["SG010", "SG1"]
    )
    (broken,) = report.errors
    assert (broken.slug, broken.features) == ("contract-violation", ("a",))


def test_own_checks_and_thresholds_run_beside_those_of_the_model(model, given):
    X = given["X"].copy()
    X[7, 0, 0] += 6 * np.ptp(X[..., 0])
    slugs = lambda **words: {  # noqa: E731
        f.slug for f in seqguard.keras.inspect(model, X, given["y"], probe="off", select=["outlier"], **words)
    }
    assert slugs() == {"outlier"}
    assert slugs(thresholds={"outlier": {"gap": 1000.0}}) == set()


@pytest.mark.parametrize(
    ("word", "meant"), [("featur_names", "feature_names"), ("epoch", "epochs"), ("validaton_data", "validation_data")]
)
def test_a_slip_is_refused_with_what_was_meant(model, given, word, meant):
    with pytest.raises(TypeError, match=f"{word}= is no option of seqguard and no argument of Model.fit; .*{meant}="):
        seqguard.keras.inspect(model, **given, **{word: 1})


def test_a_monitor_takes_them_too(model, given):
    X, y = given["X"], given["y"]
    every, one = seqguard.keras.Monitor(X[:64], y[:64]), seqguard.keras.Monitor(X[:64], y[:64], select=["zero-loss"])
    model.fit(X, y, epochs=3, verbose=0, callbacks=[every, one])
    assert "oscillating-loss" in {*every.report.ran, *(s.slug for s in every.report.skipped)}
    assert {*one.report.ran, *(s.slug for s in one.report.skipped)} == {"zero-loss"}
    assert OPTIONS.keys() <= python.signature(seqguard.keras.Monitor.__init__).parameters.keys()
    with pytest.raises(TypeError, match="ignroe"):
        seqguard.keras.Monitor(ignroe=["SG8"])
