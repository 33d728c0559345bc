"""seqguard's own Pandera checks in a contract: on sequences they judge the series under the windows."""

import subprocess
import sys
import warnings

import numpy as np
import pandera.pandas as pa
import pytest

import seqguard
import seqguard.pandera  # registers the checks
from seqguard.contract import SequenceSchema
from seqguard.testing import cut, random_walk

COLUMN_CHECKS = [name for name in seqguard.pandera.BEHIND if name != "no_duplicate_columns"]


def series(rows=1500):
    return random_walk(np.random.default_rng(0), rows, 2)


def filled():
    """Feature 1 with a tenth of its readings replaced by their mean."""
    values = series()
    gaps = np.random.default_rng(1).random(len(values)) < 0.1
    values[gaps, 1] = values[~gaps, 1].mean()
    return values


def contract(*names, target=None, **options):
    checks = [getattr(pa.Check, name)(**options) for name in names]
    return SequenceSchema({"load": pa.Column(checks=checks), "wind": pa.Column(checks=checks)}, target)


def breaches(schema, X, y=None, **arguments):
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # what is found stands in the report, and nowhere else
        report = seqguard.inspect(X, y, schema=schema, select=["SG010"], **arguments)
    assert not report.crashed
    return [f for f in report if f.code == "SG010"]


@pytest.mark.parametrize("step", [1, 3])
def test_sound_windows_keep_the_contract(step):
    X, y = cut(series(), 24, step=step)
    assert breaches(contract(*COLUMN_CHECKS), X, y) == []
    shuffled = np.random.default_rng(2).permutation(len(X))
    assert breaches(contract(*COLUMN_CHECKS), X[shuffled], y[shuffled]) == []


def test_a_repeated_extreme_is_no_placeholder_because_windows_overlap():
    values = series()
    values[700, 0] = values[:, 0].max() + 20 * np.ptp(values[:, 0])  # once in the series, in 24 rows of the table
    X, _ = cut(values, 24)
    assert breaches(contract("no_sentinel"), X) == []
    assert [f.features for f in breaches(contract("no_outlier"), X)] == [("load",)]


def test_a_fill_breaks_the_contract_and_is_told_with_its_numbers():
    X, _ = cut(filled(), 24)
    (finding,) = breaches(contract("not_imputed"), X)
    assert finding.severity == "error"
    assert finding.features == ("wind",)
    assert finding.message.startswith("The contract says not_imputed. `wind` is ")
    place = X[finding.samples[0], finding.steps[0], 1]
    assert (X[..., 1] == place).mean() > 0.05
    (rows,) = breaches(SequenceSchema(pa.DataFrameSchema(checks=pa.Check.not_imputed())), X, feature_names=["a", "b"])
    assert rows.features == ("b",)


def test_places_are_those_of_the_tensor():
    X, y = cut(series(), 24)
    y = y.copy()
    y[77] = 1e6
    target = pa.DataFrameSchema({"y": pa.Column(checks=pa.Check.no_outlier())})
    (finding,) = breaches(SequenceSchema(target=target), X, y)
    assert finding.message.startswith("The contract says no_outlier. y[77] is 1000000, ")
    assert finding.tensor == "y"


def test_warnings_stay_warnings_and_splits_are_judged_by_themselves():
    bad, good = cut(filled(), 24)[0], cut(series(), 24)[0]
    (finding,) = breaches(contract("not_imputed", raise_warning=True), good, validation_data=(bad,))
    assert (finding.severity, finding.split) == ("warning", "validation")


def test_masked_steps_are_not_judged():
    X = np.random.default_rng(0).standard_normal((300, 10, 2))
    X[np.random.default_rng(1).random((300, 10)) < 0.2] = -999
    assert [f.features for f in breaches(contract("no_sentinel"), X)] == [("load", "wind")]
    assert breaches(contract("no_sentinel"), X, mask_value=-999) == []


def test_yaml_names_them_without_an_import(tmp_path):
    schema = contract("not_imputed", "no_sentinel")
    (tmp_path / "contract.yaml").write_text(schema.to_yaml())
    np.save(tmp_path / "bad.npy", cut(filled(), 24)[0])
    code = (
        "import sys, numpy as np, seqguard\n"
        "report = seqguard.inspect(np.load('bad.npy'), schema='contract.yaml', select=['SG010'])\n"
        "print([(f.slug, f.features) for f in report])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[('contract-violation', ('wind',))]"
    assert SequenceSchema.from_yaml(schema.to_yaml()) == schema
