"""Whatever holds numbers is read as the same numbers; what does not is named, never raised."""

import pickle

import numpy as np
import pytest

import seqguard
from seqguard.sources.gather import gather
from seqguard.sources.split import Split

RNG = np.random.default_rng(0)
BASE = RNG.normal(0, 50, (12, 5, 3))
FLOATS = ["f2", ">f2", "f4", ">f4", "f8", ">f8", "longdouble"]
WHOLE = ["i1", "i2", "i4", ">i4", "i8", "u1", "u2", "u4", "u8", ">u8", "?"]


def strided(x):
    wide = np.zeros((24, 10, 6), x.dtype)
    wide[::2, ::2, ::2] = x
    return wide[::2, ::2, ::2]


def unaligned(x):
    raw = np.empty(x.nbytes + 1, "u1")
    out = raw[1:].view(x.dtype).reshape(x.shape)
    out[...] = x
    return out


LAYOUTS = {
    "contiguous": np.ascontiguousarray,
    "fortran": np.asfortranarray,
    "reversed": lambda x: np.ascontiguousarray(x[::-1, ::-1, ::-1])[::-1, ::-1, ::-1],
    "strided": strided,
    "unaligned": unaligned,
    "broadcast": lambda x: np.broadcast_to(x[:1], x.shape),
}


def one(X, y=None, **kwargs):
    return gather(X, y, **kwargs)[0].inputs[0]


def whole(given):
    return given.source.read(0, len(given))


@pytest.mark.parametrize("dtype", FLOATS + WHOLE)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_dtype_and_layout_gives_the_same_numbers(dtype, layout):
    x = LAYOUTS[layout]((np.abs(BASE) if "u" in dtype else BASE).astype(dtype))
    before = x.tobytes()
    if x.flags.writeable:
        x.flags.writeable = False
    given = one(x)
    assert given.shape == x.shape
    assert given.dtype == str(x.dtype)
    pieces = np.concatenate([given.source.read(i, min(i + 5, 12)) for i in range(0, 12, 5)])
    assert np.array_equal(pieces.astype(float), x.astype(float))
    assert pieces.dtype == given.source.dtype
    assert pieces.dtype.isnative
    assert pieces.dtype.kind in "fiu"
    assert pieces.dtype.itemsize <= 8
    assert x.tobytes() == before


def test_a_native_array_is_read_without_a_copy_and_cannot_be_written():
    x = BASE.copy()
    piece = one(x).source.read(2, 4)
    assert np.shares_memory(piece, x)
    with pytest.raises(ValueError, match="read-only"):
        piece[0] = 0
    assert x.flags.writeable


def test_masked_cells_are_nan_and_the_array_stays():
    x = np.ma.masked_less(np.arange(24, dtype="i4").reshape(4, 3, 2), 5)
    read = whole(one(x))
    assert np.isnan(read).sum() == 5
    assert read[3, 2, 1] == 23
    assert x.data[0, 0, 1] == 1
    assert x.mask.sum() == 5
    plain = np.ma.array(np.arange(24, dtype="i4").reshape(4, 3, 2))
    assert whole(one(plain)).dtype == np.int32


def test_a_matrix_is_read_as_an_array():
    with pytest.warns(PendingDeprecationWarning):
        x = np.matrix(np.arange(6.0).reshape(3, 2))
    assert one(x).source.read(0, 1).shape == (1, 2)


def test_memmap_and_nested_lists(tmp_path):
    np.save(tmp_path / "x.npy", BASE)
    assert np.array_equal(whole(one(np.load(tmp_path / "x.npy", mmap_mode="r"))), BASE)
    assert np.array_equal(whole(one(BASE.tolist())), BASE)
    assert one([[1, 2], [3, 4]]).source.dtype == np.int64


@pytest.mark.parametrize(
    ("X", "problem"),
    [
        (np.array([["a", "b"], ["c", "d"]]), "dtype <U1 (text)"),
        (np.array([[1 + 2j, 0]]), "dtype complex128"),
        (np.array([["2020-01-01"]], "M8[D]"), "dtype datetime64[D] (dates)"),
        (np.array([[1]], "m8[s]"), "dtype timedelta64[s] (durations)"),
        (np.array([[1, None], ["a", 2.0]], object), "dtype object, holding int and NoneType and str"),
        (np.zeros((2, 2), [("a", "f4"), ("b", "i4")]), "structured dtype with the fields a, b"),
        (np.array(3.0), "a single value of dtype float64, not an array of samples"),
        (np.array([b"x"]), "dtype |S1 (bytes)"),
        ([], "no samples, and only one axis"),
        ([[[1.0, 2.0]], [[1.0]]], "ragged: timesteps of 1 to 2 features"),
        ([[1.0, 2.0], 3.0], "ragged: 1 of 2 samples are sequences, the others single values"),
        ([np.zeros((3, 2)), np.zeros((9, 3))], "ragged: samples whose timesteps have shapes (2,) to (3,)"),
        ([[2**70, 1]], "dtype object, holding int"),
    ],
)
def test_what_is_no_number_is_a_fault_of_the_data(X, problem):
    given = one(X, np.zeros(2))
    assert given.problem == problem
    assert given.source is None


def test_object_arrays_of_samples_are_read_with_their_lengths():
    x = np.empty(3, object)
    x[:] = [np.zeros((n, 2)) for n in (4, 7, 5)]
    given = one(x)
    assert given.lengths.tolist() == [4, 7, 5]
    assert given.shape == (3, 7, 2)
    x[:] = [np.zeros((4, 2)), np.zeros((4, 2)), [[1, 2]] * 4]
    assert one(x).shape == (3, 4, 2)
    x[1] = "abcd"
    assert one(x).problem == "dtype object, holding ndarray and str and list"


def test_lengths_that_differ_and_empty_arrays_pass():
    splits = gather(np.zeros((0, 5, 3)), np.zeros(7))
    assert splits[0].inputs[0].shape == (0, 5, 3)
    assert splits[0].targets[0].shape == (7,)
    assert whole(splits[0].inputs[0]).shape == (0, 5, 3)


@pytest.mark.parametrize("problem", [None, "object"])
def test_sources_pickle(problem):
    given = one(BASE.astype(">f4"))
    again = pickle.loads(pickle.dumps(given))
    assert np.array_equal(whole(again), whole(given))


def test_hdf5_and_zarr_are_read_in_pieces(tmp_path):
    h5py = pytest.importorskip("h5py")
    with h5py.File(tmp_path / "x.h5", "w") as file:
        file["x"] = BASE.astype(">f4")
        assert np.array_equal(whole(one(file["x"])), BASE.astype("f4"))
        with pytest.raises(ValueError, match=r"^X, an open Group, has no X under a usual name; it has no arrays"):
            gather(file.create_group("empty"))
        assert gather(file)[0].inputs[0].shape == BASE.shape
        file["s"] = [b"text"]
        assert one(file["s"]).problem.startswith("dtype")
    zarr = pytest.importorskip("zarr")
    x = zarr.array(BASE, store=tmp_path / "x.zarr")
    assert np.array_equal(whole(one(x)), BASE)


def test_own_sources_are_taken_as_they_are():
    source = one(BASE).source
    assert one(source).source is source
    assert one(Split(source)).source is source


@pytest.mark.parametrize("dtype", [object, str, "StringDType"])
def test_the_first_cell_that_is_no_number_is_named(dtype):
    if isinstance(dtype, str):
        if not hasattr(np.dtypes, dtype):
            pytest.skip("NumPy has variable text from 2.0 on")
        dtype = getattr(np.dtypes, dtype)()
    cells = np.round(np.arange(60.0).reshape(5, 4, 3), 1).astype(str).astype(dtype)
    cells[2, 1, 0], cells[4, 0, 0] = "n/a", "-"
    (found,) = [f for f in seqguard.inspect(cells) if f.slug == "non-numeric"]
    assert "; 'n/a' at [2, 1, 0] is no number" in found.message
    assert found.remedy.startswith("Mend the cells that are no number")
    words = np.array([["a", "b"], ["c", "d"]])
    (found,) = [f for f in seqguard.inspect(words) if f.slug == "non-numeric"]
    assert "is no number" not in found.message
