"""Containers that know more than an array: names of axes, lengths, instances, members; libraries: tests/lab."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import seqguard
from seqguard.sources.gather import gather
from seqguard.sources.named_axes import order_of
from seqguard.testing import forecast

DATA = forecast(np.random.default_rng(6))
X, Y = np.array(DATA["X"], "float32"), np.array(DATA["y"], "float32").reshape(-1)
N, T, F = X.shape


def one(value, y=None):
    (given,) = gather(value, y)[0].inputs
    assert given.problem is None, given.problem
    return given, given.source.read(0, len(given))


@pytest.mark.parametrize(
    ("dims", "dated", "worded", "order"),
    [
        (("sample", "time", "channel"), (), (), "NTF"),
        (("sample", "channel", "time"), (), (), "NFT"),
        (("time", "sample", "feature"), (), (), "TNF"),
        (("time", "lag", "variable"), ("time",), (), "NTF"),
        (("station", "when", "what"), ("when",), ("what",), "NTF"),
        (("what", "station", "when"), ("when",), ("what",), "FNT"),
        (("x", "y", "z"), (), (), "NTF"),
        (("instance", "timestep"), (), (), "NT"),
        (("time", "channel"), (), (), "TF"),
        (("a", "b"), (), (), "NT"),
    ],
)
def test_axes_are_told_by_names_then_by_what_their_coordinates_hold(dims, dated, worded, order):
    assert order_of(dims, dated, worded) == order


def panel(index=None):
    index = pd.MultiIndex.from_product([range(N), range(T)], names=["store", "day"]) if index is None else index
    return pd.DataFrame(X.reshape(-1, F), index=index, columns=["a", "b", "c"])


def test_a_panel_is_one_sample_an_instance_whatever_the_order_of_its_rows():
    given, values = one(panel(), Y)
    np.testing.assert_array_equal(values, X)
    assert given.features == ("a", "b", "c")
    mixed = panel().iloc[np.random.default_rng(0).permutation(N * T)]
    np.testing.assert_array_equal(one(mixed, Y)[1], X)


def test_a_panel_of_unequal_length_keeps_its_lengths():
    short = panel().drop([(0, T - 1), (3, 0), (3, 1)])
    given, _ = one(short, Y)
    assert given.lengths[[0, 3, 5]].tolist() == [T - 1, T - 2, T]


def test_a_panel_with_words_is_refused_by_the_column():
    with pytest.raises(TypeError, match=r"^X must hold numbers, but its column 'kind' holds"):
        gather(panel().assign(kind="a"), Y)


def test_a_table_of_rows_is_answered_by_windows():
    with pytest.raises(TypeError, match=r"^X must .*a table: cut it with seqguard.windows\(frame, window=24"):
        gather(panel().reset_index(drop=True), Y)
    with pytest.raises(TypeError, match=r"a table: cut it with seqguard.windows"):
        gather(pa.table({"a": [1.0]}))


def test_cells_that_are_series_are_samples():
    nested = pd.DataFrame({n: [pd.Series(x[:, i]) for x in X] for i, n in enumerate("abc")})
    np.testing.assert_array_equal(one(nested, Y)[1], X)
    np.testing.assert_array_equal(one(pd.Series(list(X)), Y)[1], X)


LISTS = {
    "tensor": lambda: pa.FixedShapeTensorArray.from_numpy_ndarray(X),
    "chunks of tensors": lambda: pa.chunked_array(
        [pa.FixedShapeTensorArray.from_numpy_ndarray(x) for x in (X[:9], X[9:])]
    ),
    "lists": lambda: pa.array([x.tolist() for x in X], pa.list_(pa.list_(pa.float32()))),
    "fixed lists": lambda: pa.array([x.tolist() for x in X], pa.list_(pa.list_(pa.float32(), F), T)),
    "slice": lambda: pa.array([*[x.tolist() for x in X[:5]], *[x.tolist() for x in X]])[5:],
    "chunks of lists": lambda: pa.chunked_array([pa.array([x.tolist() for x in part]) for part in (X[:9], X[9:])]),
    "in pandas": lambda: pd.Series(
        pa.array([x.tolist() for x in X]), dtype=pd.ArrowDtype(pa.list_(pa.list_(pa.float64())))
    ),
}


@pytest.mark.parametrize("form", LISTS)
def test_columns_of_arrow_that_hold_tensors_are_tensors(form):
    np.testing.assert_array_equal(one(LISTS[form](), Y)[1].astype("f4"), X)


@pytest.mark.parametrize(
    ("column", "why"),
    [
        (pa.array([[1.0], None]), "1 samples that are null"),
        (pa.array([["a"], ["b"]]), "lists of no numbers"),
        (pa.array([[[1.0], [1.0, 2.0]], [[1.0]]]), "ragged within the timesteps"),
    ],
)
def test_what_is_no_tensor_in_arrow_is_a_fault_of_the_data(column, why):
    assert why in gather(column)[0].inputs[0].problem


@pytest.mark.parametrize(("layout", "axes"), [("NFT", (0, 2, 1)), ("TNF", (1, 0, 2))])
def test_another_order_of_axes_is_read_and_places_are_those_of_the_array(layout, axes):
    bad = X.copy()
    bad[41, 2, 1] = np.inf
    turned = np.ascontiguousarray(bad.transpose(np.argsort(axes)))
    report = seqguard.inspect(turned, Y, layout=layout)
    assert [(f.slug, f.severity) for f in report] == [(f.slug, f.severity) for f in seqguard.inspect(bad, Y)]
    place = {"NFT": "X[41, 1, 2]", "TNF": "X[2, 41, 1]"}[layout]
    assert np.isinf(eval(place, {"X": turned}))
    assert any(place in f.message for f in report)


def test_a_layout_needs_three_axes():
    with pytest.raises(ValueError, match=r"layout must be None where X has other than three axes, .*\(400, 4\)"):
        seqguard.inspect(np.ones((400, 4)), layout="NFT")


def walks():
    rng = np.random.default_rng(0)
    return rng.normal(size=(200, 2, 40)).cumsum(2), rng.integers(0, 2, 200)


def test_a_layout_that_the_data_contradict_is_a_finding_with_the_transpose_to_make():
    x, y = walks()
    (found,) = [f for f in seqguard.inspect(x, y) if f.slug == "time-on-last-axis"]
    turned = eval(found.remedy.partition("X = ")[2].partition(", of shape")[0], {"X": x})
    assert "time-on-last-axis" not in {f.slug for f in seqguard.inspect(turned, y)}
    wrong = seqguard.inspect(turned, y, layout="NFT")
    assert any("under layout='NFT'" in f.message for f in wrong)


def test_nothing_is_to_be_dropped_along_an_axis_that_was_guessed():
    x, y = walks()
    x[:, :, 7] = 3.0
    slugs = {f.slug for f in seqguard.inspect(x, y)}
    assert "time-on-last-axis" in slugs
    assert "constant-feature" not in slugs


class Symbolic:
    shape, dtype = (None, 12, 3), "float32"


def test_a_shape_that_is_no_number_yet_ends_in_a_sentence():
    with pytest.raises(TypeError, match=r"^X must be an array"):
        gather(Symbolic(), Y)
    with pytest.raises(TypeError, match=r"^y must be an array"):
        gather(X, Symbolic())


@pytest.mark.parametrize("call", [seqguard.inspect, seqguard.validate])
def test_validation_data_without_a_name_are_answered_by_the_call(call):
    with pytest.raises(TypeError, match=rf"{call.__name__}\(X, y, validation_data=\(X_val, y_val\)\)"):
        call(X, Y, X, Y)


def test_an_open_archive_is_read_by_usual_names_with_its_further_splits(tmp_path):
    np.savez(tmp_path / "d.npz", X=X[:200], y=Y[:200], X_val=X[200:], y_val=Y[200:])
    report = seqguard.inspect(np.load(tmp_path / "d.npz"))
    same = seqguard.inspect(X[:200], Y[:200], validation_data=(X[200:], Y[200:]))
    assert report.to_dict()["findings"] == same.to_dict()["findings"]
    with pytest.raises(ValueError, match=r"^validation_data must be None here: an open archive"):
        seqguard.inspect(np.load(tmp_path / "d.npz"), validation_data=(X, Y))


def test_an_object_in_an_open_archive_is_never_unpickled(tmp_path):
    held = np.empty(1, object)
    held[0] = print
    np.savez(tmp_path / "d.npz", X=held)
    with pytest.raises(
        ValueError, match=r"^X\['X'\] holds objects, which are pickles: if you wrote the file, pass .*allow_pickle=True"
    ):
        seqguard.inspect(np.load(tmp_path / "d.npz"))
