"""A contract's verdict is Pandera's on the whole flattened frame, for any schema, dtype and data."""

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from seqguard.contract import SequenceSchema
from seqguard.core.arguments import DataOptions
from seqguard.reading.plans import plan_split
from seqguard.sources.gather import gather

NAMES = ("a", "b")
VALUES = [0.0, 1.0, -1.0, 0.1, 2.5, 100.0, -0.0, 1e6]


def pandera_passes(schema, X):
    frame = pd.DataFrame(X.reshape(-1, X.shape[-1]), columns=list(NAMES))
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors:
        return False
    return True


def verdict(contract, X):
    split = gather(X)[0]
    plans = plan_split(split.inputs, (), DataOptions(feature_names=NAMES), None)
    return contract.judge({"train": split}, {"train": plans}, lambda given, name: [])


BOUND = st.sampled_from([*VALUES, 0.1000001, 3, -3, np.float32(0.1), np.inf])
CHECKS = st.one_of(
    st.builds(pa.Check.gt, BOUND),
    st.builds(pa.Check.ge, BOUND),
    st.builds(pa.Check.lt, BOUND),
    st.builds(pa.Check.le, BOUND, ignore_na=st.booleans()),
    st.builds(
        lambda a, b, low, high: pa.Check.in_range(min(a, b), max(a, b), low or a == b, high or a == b),
        BOUND, BOUND, st.booleans(), st.booleans(),
    ),
    st.builds(pa.Check.isin, st.lists(BOUND, min_size=1, max_size=6)),
    st.builds(pa.Check.notin, st.lists(BOUND, min_size=1, max_size=3)),
    st.builds(pa.Check.eq, BOUND),
    st.builds(pa.Check.ne, BOUND, ignore_na=st.booleans()),
    st.builds(lambda k: pa.Check(lambda v: v < k, element_wise=True), BOUND),
    st.builds(lambda k: pa.Check(lambda s: s.abs() < k), BOUND),
    st.builds(lambda k: pa.Check(lambda s: s.mean() < k), BOUND),
    st.builds(lambda k: pa.Check(lambda s: s - s.mean() < k), BOUND),
    st.just(pa.Check(lambda s: s.no_such_method())),
)  # fmt: skip
ROW_CHECKS = st.one_of(
    CHECKS,
    st.just(pa.Check(lambda row: row["a"] <= row["b"], element_wise=True)),
    st.just(pa.Check(lambda frame: frame["a"] <= frame["b"])),
)
DTYPES = ["f4", "f8", "f2", "i2", "i8", "u1", "?", ">f4"]
COLUMN = st.builds(
    pa.Column,
    st.sampled_from([None, "float32", "float64", "int64", "int16", "bool", float, int]),
    st.lists(CHECKS, max_size=2),
    nullable=st.booleans(),
    unique=st.sampled_from([False, False, False, True]),
    coerce=st.sampled_from([False, False, True]),
    required=st.booleans(),
)


@st.composite
def schemas(draw):
    columns = {"a": draw(COLUMN)}
    if draw(st.booleans()):
        columns["b"] = draw(COLUMN)
    if draw(st.integers(0, 5)) == 0:
        columns["c"] = draw(COLUMN)
    if draw(st.integers(0, 5)) == 0:
        columns["^[ab]$"] = pa.Column(checks=draw(CHECKS), nullable=True, regex=True)
    return pa.DataFrameSchema(
        columns,
        checks=draw(st.one_of(st.none(), ROW_CHECKS)),
        strict=draw(st.booleans()),
        ordered=draw(st.booleans()),
        coerce=draw(st.sampled_from([False, False, True])),
        unique=draw(st.sampled_from([None, None, None, ["a"]])),
    )


@st.composite
def tensors(draw):
    shape = (draw(st.integers(1, 12)), draw(st.integers(1, 4)), 2)
    size = int(np.prod(shape))
    cells = draw(st.lists(st.sampled_from([*VALUES, np.nan, np.inf]), min_size=size, max_size=size))
    dtype = draw(st.sampled_from(DTYPES))
    x = np.array(cells).reshape(shape)
    if np.dtype(dtype).kind != "f":
        x = np.where(np.isfinite(x), np.clip(x, 0, 100), 3)
    with np.errstate(over="ignore"):
        x = x.astype(dtype)
    if draw(st.booleans()):  # windows of one series, which share rows
        series = np.resize(x.reshape(-1, 2), (20, 2))
        x = np.ascontiguousarray(np.lib.stride_tricks.sliding_window_view(series, 4, 0).transpose(0, 2, 1))
    return x


JUDGED = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
pytestmark = pytest.mark.filterwarnings("ignore")  # numpy's on extreme casts, pandera's on bare functions


@JUDGED
@given(schemas(), tensors())
def test_the_verdict_is_panderas(schema, X):
    native = X.astype(X.dtype.newbyteorder("="))
    judged = verdict(SequenceSchema(schema), X)
    assert not judged.skipped
    assert (not judged.findings) == pandera_passes(schema, native), judged.findings


@JUDGED
@given(CHECKS, tensors(), st.booleans())
def test_the_verdict_on_a_single_check_is_panderas(check, X, on_rows):
    checks = {"checks": check} if on_rows else {}
    schema = pa.DataFrameSchema({"a": pa.Column(checks=None if on_rows else check, nullable=True)}, **checks)
    native = X.astype(X.dtype.newbyteorder("="))
    judged = verdict(SequenceSchema(schema), X)
    assert (not judged.findings) == pandera_passes(schema, native), judged.findings


@JUDGED
@given(CHECKS, st.sampled_from(DTYPES[:6]), st.integers(0, 2**32 - 1), st.sampled_from([1, 3, 6000]))
def test_as_many_rows_fail_as_pandera_lists(check, dtype, seed, n):
    rng = np.random.default_rng(seed)
    X = (rng.normal(size=(n, 2, 2)) * rng.choice([1, 100])).astype(dtype)
    judged = verdict(SequenceSchema({"a": pa.Column(checks=check)}), X)
    result = outcome(check, pd.Series(X[..., 0].ravel().astype(X.dtype.newbyteorder("="))))
    if result is None:
        return
    failing = [f.evidence.get("failing") for f in judged.findings]
    assert failing == ([{"a": int((~result).sum())}] if not result.all() else [])
    if failing:
        assert judged.findings[0].samples[0] == int(np.argmin(result)) // 2


def outcome(check, series):
    """What the check says of each value, None where it says nothing of single values."""
    try:
        result = check(series).check_output
    except AttributeError:
        return None
    return result.to_numpy() if isinstance(result, pd.Series) else None
