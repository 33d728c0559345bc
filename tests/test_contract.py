"""Contracts: what is judged on what, how a breach is told, YAML that Pandera reads too, and learning one from data."""

import re
import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pandera.extensions as extensions
import pandera.pandas as pa
import pytest

import seqguard
from seqguard.contract import SequenceSchema
from seqguard.contract.infer import MARGIN, bounds
from seqguard.sources.tables import windows

RNG = np.random.default_rng(0)
X = RNG.uniform(0, 1, (200, 6, 2)).astype("f4")
Y = RNG.normal(size=(200, 1)).astype("f4")


def violations(schema, X=X, y=None, **arguments):
    report = seqguard.inspect(X, y, schema=schema, select=["SG010"], **arguments)
    assert not report.crashed
    return [f for f in report if f.slug == "contract-violation"], report


@extensions.register_check_method(statistics=["share"])
def mostly_below_one(series, *, share):
    return (series < 1).mean() >= share


def test_a_breach_names_rule_count_place_and_value():
    x = X.copy()
    x[12, 5, 1] = -3.25
    x[40, 0, 1] = -1
    (finding,), _ = violations(SequenceSchema({"load": pa.Column(), "temp": pa.Column(checks=pa.Check.ge(0))}), x)
    assert finding.message.startswith(
        "The contract says greater_than_or_equal_to(0); `temp` breaks it: 2 of 1,200 rows (0.167 %), "
        "first -3.25 at X[12, 5, 1]."
    )
    assert finding.severity == "error"
    assert (finding.features, finding.samples, finding.steps) == (("temp",), (12, 40), (5, 0))
    assert finding.evidence["failing"] == {"temp": 2}
    assert "change greater_than_or_equal_to(0) of `temp`" in finding.remedy


def test_one_finding_for_many_features_and_own_words():
    check = pa.Check.lt(0.5, error="share of load above one half")
    (finding,), _ = violations(SequenceSchema({"a": pa.Column(checks=check), "b": pa.Column(checks=check)}))
    assert set(finding.features) == {"a", "b"}
    assert finding.message.startswith("The contract says share of load above one half; `")


def test_structure_is_told_in_words():
    schema = SequenceSchema({"a": pa.Column("float64"), "b": pa.Column()}, timesteps=24, dtype="float64")
    messages = [f.message for f in violations(schema)[0]]
    assert messages == [
        "X has 6 timesteps, the contract says 24.",
        "X is float32, the contract says float64.",
        "`a` is float32, the contract says float64.",
    ]
    names = {"a": pa.Column(), "b": pa.Column(), "c": pa.Column()}
    (missing,), _ = violations(SequenceSchema(names), feature_names=["a", "b"])
    assert missing.message == "The contract has a column `c`, and there is none of this name (there are a, b)."
    strict = pa.DataFrameSchema({"a": pa.Column()}, strict=True)
    (extra,), _ = violations(SequenceSchema(strict), feature_names=["a", "b"])
    assert extra.message == "There is a column `b`, which the contract does not know."


def test_missing_values():
    x = X.copy()
    x[3, 2, 0] = x[9, 0, 0] = np.nan
    (finding,), _ = violations(SequenceSchema({"a": pa.Column(), "b": pa.Column()}), x)
    assert "no missing values; `a` breaks it: 2 of 1,200 rows (0.167 %), first nan at X[3, 2, 0]." in finding.message
    assert not violations(SequenceSchema({"a": pa.Column(nullable=True), "b": pa.Column()}), x)[0]


def test_targets_and_every_split():
    schema = SequenceSchema(target=pa.Column(checks=pa.Check.ge(-1)))
    (finding,), _ = violations(schema, X, np.abs(Y), validation_data=(X[:50], Y[:50]))
    assert (finding.split, finding.tensor) == ("validation", "y")
    (finding,), _ = violations(schema, X, Y, validation_data=(X[:50], Y[:50]))
    assert finding.also_in == ("validation",)


def test_padded_steps_are_not_judged():
    x = np.where(np.arange(6)[None, :, None] < RNG.integers(1, 7, 200)[:, None, None], X + 1, 0).astype("f4")
    schema = SequenceSchema({"a": pa.Column(checks=pa.Check.ge(1)), "b": pa.Column(checks=pa.Check(lambda s: s >= 1))})
    assert not violations(schema, x, mask_value=0)[0]
    assert not violations(schema, x)[0]


def test_windows_of_one_series_count_each_row_once():
    frame = pd.DataFrame({"load": RNG.normal(size=300).cumsum()})
    frame.loc[150, "load"] = 1e6
    schema = SequenceSchema({"load": pa.Column(checks=pa.Check.lt(1e5))})
    (finding,), _ = violations(schema, windows(frame, window=24))
    assert finding.evidence["failing"] == {"load": 1}
    assert (finding.samples, finding.steps) == ((127,), (23,))


def test_functions_that_need_all_rows():
    schema = {"a": pa.Column(checks=pa.Check(lambda s: s - s.mean() < 0.3, error="near its mean")), "b": pa.Column()}
    (finding,), _ = violations(SequenceSchema(schema))
    assert finding.evidence["failing"]["a"] == int((X[..., 0] - X[..., 0].mean() >= 0.3).sum())
    assert finding.samples
    found, report = violations(SequenceSchema(schema, row_limit=1000))
    assert not found
    assert "near its mean must see all 1,200 rows of X at once (row_limit 1,000)" in [s.reason for s in report.skipped]
    rowwise = {"a": pa.Column(checks=pa.Check(lambda s: s < 0.3, error="below")), "b": pa.Column()}
    (finding,), report = violations(SequenceSchema(rowwise, row_limit=0, rowwise=["below"]))
    assert finding.evidence["failing"]["a"] == int((X[..., 0] >= 0.3).sum())
    assert not [s for s in report.skipped if s.slug == "contract-violation"]


def test_checks_that_raise_and_checks_that_warn():
    schema = {"a": pa.Column(checks=pa.Check(lambda s: s.nothing, name="broken")), "b": pa.Column()}
    (finding,), _ = violations(SequenceSchema(schema))
    assert "The check broken raised AttributeError" in finding.message
    schema = {"a": pa.Column(checks=pa.Check.lt(0.5, raise_warning=True)), "b": pa.Column()}
    assert violations(SequenceSchema(schema))[0][0].severity == "warning"


def test_what_cannot_be_judged_is_skipped():
    schema = SequenceSchema({"a": pa.Column(), "b": pa.Column()}, {"y": pa.Column()})
    reasons = [s.reason for s in violations(schema)[1].skipped]
    assert "the contract speaks of one y, and none was given" in reasons
    indexed = SequenceSchema(pa.DataFrameSchema({"a": pa.Column(), "b": pa.Column()}, index=pa.Index(int)))
    assert any("index" in s.reason for s in violations(indexed)[1].skipped)
    text = violations(schema, np.array([[["a"], ["b"]]]))[1]
    assert any("dtype <U1" in s.reason for s in text.skipped)


def test_models_and_bad_arguments():
    class Rows(pa.DataFrameModel):
        load: float = pa.Field(ge=0, coerce=True)
        temp: float = pa.Field(coerce=True)

    schema = SequenceSchema(Rows)
    assert not violations(schema)[0]
    assert violations(schema, X - 0.5)[0][0].features == ("load",)
    for arguments, error, message in [
        ({"features": [1]}, TypeError, "features must be a pandera.DataFrameSchema"),
        ({"target": {"y": 1}}, TypeError, "target must be"),
        ({"timesteps": 0}, ValueError, "timesteps must be at least 1"),
        ({"timesteps": "6"}, TypeError, "timesteps must be a whole number"),
        ({"dtype": "nothing"}, TypeError, "dtype must be a NumPy dtype"),
        ({"rowwise": "a"}, TypeError, "rowwise must be a sequence"),
        ({"row_limit": -1}, ValueError, "row_limit must be"),
    ]:
        with pytest.raises(error, match=re.escape(message)):
            SequenceSchema(**arguments)
    with pytest.raises(TypeError, match=r"schema must be a seqguard\.SequenceSchema"):
        seqguard.inspect(X, schema={"a": 1})


FULL = SequenceSchema(
    pa.DataFrameSchema(
        {
            "load": pa.Column("float32", [pa.Check.le(1), pa.Check.mostly_below_one(share=0.5)], nullable=True),
            "holiday": pa.Column("float32", pa.Check.isin([0.0, 1.0]), description="0 or 1"),
        },
        strict=True,
    ),
    pa.Column("float32", pa.Check.ge(0)),
    timesteps=6,
    dtype="f4",
    rowwise=["mine"],
    row_limit=5,
)


def test_yaml_is_a_header_over_panderas_own(tmp_path):
    text = FULL.to_yaml(tmp_path / "contract.yaml")
    assert SequenceSchema.from_yaml(text) == FULL
    assert SequenceSchema.from_yaml(tmp_path / "contract.yaml") == FULL
    assert SequenceSchema.from_yaml(str(tmp_path / "contract.yaml")).to_yaml() == text
    assert text.startswith("seqguard:\n  version: 1\n  timesteps: 6\n  dtype: float32\n")
    assert text.endswith(FULL.features.to_yaml())
    assert SequenceSchema(pa.DataFrameSchema.from_yaml(text)) == SequenceSchema(FULL.features)
    assert SequenceSchema.from_yaml(FULL.features.to_yaml()) == SequenceSchema(FULL.features)
    assert seqguard.inspect(X, Y, schema=tmp_path / "contract.yaml", select=["SG010"]).errors


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ({"a": pa.Column(checks=pa.Check(lambda s: s > 0))}, "the check <lambda> of features `a` cannot be written"),
        (pa.DataFrameSchema({"a": pa.Column()}, pa.Check(lambda f: f > 0, name="all")), "the check all of features"),
        ({"a": pa.Column(parsers=pa.Parser(lambda s: s))}, "the parsers of features `a`"),
    ],
)
def test_what_yaml_cannot_hold_is_refused_by_name(features, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        SequenceSchema(features).to_yaml()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [\n", "is no YAML"),
        ("a: 1\n", "is no contract: it has neither a header"),
        ("seqguard:\n  version: 2\n", "version must be 1, the only version there is, got 2"),
        ("seqguard:\n  version: 1\n  step: 3\n", "has no key 'step'; did you mean 'timesteps'"),
        ("columns:\n  a:\n    dtype: float32\n    never_registered: 3\n", "no registered check 'never_registered'"),
    ],
)
def test_yaml_that_is_no_contract(text, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        SequenceSchema.from_yaml(text)


def test_learning_a_contract():
    wind = np.full((200, 6), np.nan)
    x = np.stack([RNG.integers(0, 2, (200, 6)), RNG.uniform(3, 27, (200, 6)), wind], 2).astype("f4")
    x[..., 2].flat[1:] = RNG.normal(size=1199)
    contract = SequenceSchema.infer(x, Y, feature_names=["holiday", "temp", "wind"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert SequenceSchema.from_yaml(contract.to_yaml()) == contract
    assert not violations(contract, x, Y)[0]
    columns = contract.features.columns
    assert columns["holiday"].checks == [pa.Check.isin([0.0, 1.0])]
    low, high = (columns["temp"].checks[0].statistics[k] for k in ("min_value", "max_value"))
    assert low == 0
    assert 27 + 0.9 * MARGIN * 24 < high < 27 + 1.1 * MARGIN * 24
    assert columns["wind"].nullable
    assert not columns["temp"].nullable
    assert (contract.timesteps, contract.dtype) == (6, "float32")
    assert list(contract.target.columns) == ["y"]
    x[5, 3, 0] = 2
    assert violations(contract, x, Y)[0][0].features == ("holiday",)


def test_learnt_bounds():
    assert bounds(0, 1) == (0.0, 1.5)
    assert bounds(-5, -1) == (-7.0, 0.0)
    assert bounds(-1, 1) == (-2.0, 2.0)
    assert bounds(1000.4, 1000.4) == (0.0, 2100.0)
    assert bounds(1e308, -1e308 + 2e308) == (0.0, np.inf)
    assert bounds(0, 1e-300) == (0.0, 1.5e-300)
    whole = SequenceSchema.infer(RNG.integers(0, 1000, (100, 4, 1)))
    assert whole.features.columns["f0"].checks[0].statistics["max_value"] >= 1400
    with pytest.raises(ValueError, match="X must hold numbers to learn from"):
        SequenceSchema.infer(np.zeros((0, 3, 2)))
    with pytest.raises(ValueError, match="one tensor each"):
        SequenceSchema.infer({"a": X, "b": X})


def test_pandera_is_loaded_only_with_a_contract():
    code = "import sys, numpy as np, seqguard; seqguard.inspect(np.ones((9, 3, 2))); print('pandera' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
