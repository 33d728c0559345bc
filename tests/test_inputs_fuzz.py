"""No array, however odd, gets anything but a report, a TypeError or a ValueError; it stays byte for byte as it was."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import seqguard

NUMBERS = st.one_of(
    hnp.floating_dtypes(endianness="?"),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.boolean_dtypes(),
)
ANYTHING = st.one_of(
    NUMBERS,
    hnp.complex_number_dtypes(),
    hnp.datetime64_dtypes(),
    hnp.timedelta64_dtypes(),
    hnp.unicode_string_dtypes(max_len=3),
    hnp.byte_string_dtypes(max_len=3),
    st.just(np.dtype(object)),
)


@st.composite
def arrays(draw, n=None, dtypes=ANYTHING, dims=4):
    shape = draw(hnp.array_shapes(min_dims=0 if n is None else 1, max_dims=dims, min_side=0, max_side=7))
    if n is not None:
        shape = (n, *shape[1:])
    dtype = draw(dtypes)
    elements = st.one_of(st.none(), st.floats(), st.text(max_size=2)) if dtype.kind == "O" else None
    array = draw(hnp.arrays(dtype, shape, elements=elements, fill=None if elements is None else st.nothing()))
    return draw(st.sampled_from([as_it_is, reversed_steps, with_holes, read_only, masked, broadcast, fortran]))(array)


def as_it_is(x):
    return x


def reversed_steps(x):
    return x[:, ::-1] if x.ndim > 1 else x


def with_holes(x):
    return np.repeat(x, 2, axis=-1)[..., ::2] if x.ndim else x


def read_only(x):
    x.flags.writeable = False
    return x


def masked(x):
    return np.ma.array(x, mask=np.arange(x.size).reshape(x.shape) % 3 == 0)


def broadcast(x):
    return np.broadcast_to(x[:1], x.shape) if x.ndim and len(x) else x


def fortran(x):
    return np.asfortranarray(x)


def state(x):
    return np.asarray(x).tobytes(), np.ma.getmaskarray(x).tobytes(), x.flags.writeable


def inspected(*arguments, **named):
    """The report, or None where the call was refused by an error that names an argument."""
    tensors = [a for a in (*arguments, *named.get("validation_data", ())) if isinstance(a, np.ndarray)]
    before = [state(a) for a in tensors]
    report, refused = None, None
    try:
        report = seqguard.inspect(*arguments, **named)
    except (TypeError, ValueError) as error:
        refused = str(error)
    assert refused is None or refused.split(" ")[0].split("[")[0].rstrip(":") in ("X", "y", "validation_data"), refused
    assert before == [state(a) for a in tensors]
    return report


def sound(report):
    if report is not None:
        assert not report.crashed, report.crashed[0].traceback
        assert str(report)
        assert report.to_json()


FUZZ = settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@FUZZ
@given(arrays(), st.one_of(st.none(), arrays(dims=3)))
def test_any_array_gets_a_report(X, y):
    sound(inspected(X, y))


@FUZZ
@given(st.data(), st.integers(0, 40))
def test_numbers_of_fitting_length_with_validation_get_a_report(data, n):
    X = data.draw(arrays(n=n, dtypes=NUMBERS))
    y = data.draw(arrays(n=n, dtypes=NUMBERS, dims=3))
    report = inspected(X, y, validation_data=(X[: n // 2], y[: n // 2]))
    sound(report)
    assert (report is None) == (X.ndim == 1 and n > 0)


@FUZZ
@given(st.data(), st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -0.0, 1e308, 5e-324, 65504.0]))
def test_any_pattern_of_extremes_gets_a_report(data, extreme):
    x = data.draw(hnp.arrays("f8", (data.draw(st.integers(1, 70)), 6, 2), elements=st.floats(-3, 3), fill=st.just(0.5)))
    x[data.draw(hnp.arrays(bool, x.shape))] = extreme
    sound(inspected(x.astype("f4") if abs(extreme) < 1e300 else x, x[:, 0, 0]))


LISTS = [[], [[]], [[[]]], [[1.0]], [[[1]]], (), [[1, 2], [3]], [["a"]], [[None]], [[True, False]]]


@pytest.mark.parametrize("X", LISTS)
def test_any_nested_list_gets_a_report(X):
    sound(inspected(X, [0.0] * len(X)))
