"""What a contract lets pass and what not, just inside and just outside."""

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

import seqguard
from seqguard.contract.core import coercions
from seqguard.contract.rules import Rule, _inside


@pytest.mark.parametrize(("low", "high"), [(True, False), (False, True), (True, True), (False, False)])
def test_a_bound_belongs_to_its_range_or_not(low: bool, high: bool) -> None:
    assert _inside(np.array([-0.1, 0.0, 0.5, 1.0, 1.1]), 0, 1, low, high).tolist() == [False, low, True, high, False]


def test_missing_values_fail_no_check_that_ignores_them() -> None:
    rule = Rule(pa.Check.ge(0), 0, "a", None)  # type: ignore[arg-type]  # how it is judged is not read
    failed = rule.wrong(np.array([np.nan, -1.0, 2.0]))
    assert failed is not None
    assert failed.tolist() == [1]


@pytest.mark.parametrize(("steps", "passes"), [(6, True), (5, False), (8, False)])
def test_windows_of_another_length_break_the_contract(steps: int, passes: bool) -> None:
    X = np.random.default_rng(0).standard_normal((40, steps, 1))
    schema = seqguard.SequenceSchema({"a": pa.Column(float)}, timesteps=6)
    found = seqguard.inspect(X, schema=schema, feature_names=["a"], select=["contract-violation"]).findings
    assert (found == ()) is passes


def test_a_narrowing_is_judged_by_pandera_and_a_widening_is_not() -> None:
    frame = pd.DataFrame({"a": np.zeros(3, np.float64)})
    for wanted, narrows in (("float32", True), ("float64", False)):
        schema = pa.DataFrameSchema({"a": pa.Column(wanted, coerce=True)})
        _, moved = coercions(schema, frame, np.dtype("float64"))
        assert (moved == frozenset({"a"})) is narrows
    widened, moved = coercions(
        pa.DataFrameSchema({"a": pa.Column("float64", coerce=True)}), frame.astype("float32"), np.dtype("float32")
    )
    assert len(widened) == 1
    assert moved == frozenset()
