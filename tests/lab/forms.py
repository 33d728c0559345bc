"""The forms in which people hold sequences, one line each: how each is made, and what must come of it.

A form gives the findings of the array (slug, severity, place), or it is refused by a sentence that names a way on, and
that way is gone here. `needs` are the modules without which it cannot be tried: those of the test environment, of the
extra `test-containers`, or of a requirements file beside this one.
"""

from __future__ import annotations

import array
import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

from form import Form, called, lib

import seqguard
from seqguard.testing import forecast

__all__ = ["FORMS", "Form", "X", "Y", "called"]

NAMES = ("a", "b", "c")


def data() -> tuple[Any, Any]:
    """Windows of one series with a dead channel and a NaN, and the target."""
    made = forecast(np.random.default_rng(4))
    cut = np.array(made["X"], "float32")
    series = np.concatenate([cut[:, 0], cut[-1, 1:]])
    series[:, 1] = 3.0
    series[43, 0] = np.nan
    X = np.lib.stride_tricks.sliding_window_view(series, cut.shape[1], 0).transpose(0, 2, 1)
    return np.ascontiguousarray(X), np.array(made["y"], "float32").reshape(-1)


X, Y = data()
N, T, F = X.shape
FLAT = {f"{n}{t}": X[:, t, i] for i, n in enumerate(NAMES) for t in range(T)}
LENGTHS = np.random.default_rng(7).integers(T // 2, T + 1, N)
RAGGED = [x[:k] for x, k in zip(X, LENGTHS, strict=True)]


def named(**more: Any) -> Callable[[], Any]:
    return lambda: {"X": X, "y": Y, "feature_names": list(NAMES), **more}


def ragged(**more: Any) -> Callable[[], Any]:
    return lambda: {"X": RAGGED, "y": Y, **more}


def objects(values: Any) -> Any:
    out = np.empty(len(values), object)
    out[:] = list(values)
    return out


def saved(folder: Path) -> Path:
    np.savez(folder / "d.npz", X=X, y=Y)
    return folder / "d.npz"


def mapped(folder: Path) -> Any:
    np.save(folder / "x.npy", X)
    return np.load(folder / "x.npy", mmap_mode="r")


class Held:
    """An object of one protocol."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


class WithArray(Held):
    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return self.__dict__["values"]


class WithDLPack(Held):
    def __dlpack__(self, **words: Any) -> Any:
        return self.__dict__["values"].__dlpack__(**words)

    def __dlpack_device__(self) -> Any:
        return self.__dict__["values"].__dlpack_device__()


def with_interface(values: Any) -> Any:
    return Held(held=values, __array_interface__=values.__array_interface__)


def batches(size: int = 32) -> Any:
    for i in range(0, N, size):
        yield X[i : i + size], Y[i : i + size]


def frame(pd: Any) -> Any:
    return pd.DataFrame(FLAT)


def rows(pd: Any) -> Any:
    """The rows under the windows, in time."""
    index = pd.date_range("2024-01-01", periods=N + T - 1, freq="h")
    values = np.concatenate([X[:, 0], X[-1, 1:]])
    return pd.DataFrame({**dict(zip(NAMES, values.T, strict=True)), "y": np.arange(N + T - 1.0)}, index=index)


def panel(samples: Any) -> Any:
    pd = lib("pandas")
    index = pd.MultiIndex.from_tuples([(i, t) for i, s in enumerate(samples) for t in range(len(s))])
    return pd.DataFrame(np.concatenate(list(samples)), index=index, columns=list(NAMES))


def nested_frame() -> Any:
    pd = lib("pandas")
    return pd.DataFrame({name: [pd.Series(x[:, i]) for x in X] for i, name in enumerate(NAMES)})


def arrow_table() -> Any:
    return lib("pyarrow").Table.from_pandas(rows(lib("pandas")))


def shuffled() -> Any:
    return tf_data().shuffle(N, seed=3, reshuffle_each_iteration=False)


def as_arrays(samples: Any) -> dict[str, Any]:
    x, y = zip(*samples, strict=True)
    return {"X": np.stack(x), "y": np.stack(y)}


def tf_data(**_: Any) -> Any:
    return lib("tensorflow").data.Dataset.from_tensor_slices((X, Y))


def tf_records(folder: Path) -> Any:
    tf = lib("tensorflow")
    path = str(folder / "d.tfrecord")
    with tf.io.TFRecordWriter(path) as file:
        for x, y in zip(X, Y, strict=True):
            feature = {
                "x": tf.train.Feature(float_list=tf.train.FloatList(value=x.ravel())),
                "y": tf.train.Feature(float_list=tf.train.FloatList(value=[y])),
            }
            file.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
    spec = {"x": tf.io.FixedLenFeature((T, F), tf.float32), "y": tf.io.FixedLenFeature((), tf.float32)}

    def parsed(record: Any) -> Any:
        found = tf.io.parse_single_example(record, spec)
        return found["x"], found["y"]

    return tf.data.TFRecordDataset(path).map(parsed).batch(32)


def timeseries(_: Path) -> Any:
    keras = lib("keras")
    table = np.concatenate([X[:, 0], X[-1, 1:]])
    return keras.utils.timeseries_dataset_from_array(table[: N + T - 1], Y, sequence_length=T, batch_size=32)


def py_dataset() -> Any:
    keras = lib("keras")

    class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
        def __len__(self) -> int:
            return -(-N // 32)

        def __getitem__(self, i: int) -> Any:
            return X[32 * i : 32 * i + 32], Y[32 * i : 32 * i + 32]

    return Batches()


def torch_iterable() -> Any:
    torch = lib("torch")

    class Samples(torch.utils.data.IterableDataset):  # type: ignore[misc]  # untyped here
        def __iter__(self) -> Any:
            return iter(zip(torch.from_numpy(X), torch.from_numpy(Y), strict=True))

    return Samples()


def torch_set() -> Any:
    torch = lib("torch")
    return torch.utils.data.TensorDataset(torch.from_numpy(X), torch.from_numpy(Y))


def packed(samples: Any) -> Any:
    torch = lib("torch")
    return torch.nn.utils.rnn.pack_sequence([torch.from_numpy(np.array(s)) for s in samples], enforce_sorted=False)


def hf() -> Any:
    return lib("datasets").Dataset.from_dict({"x": list(X), "y": Y.tolist()})


def hf_ragged() -> Any:
    return lib("datasets").Dataset.from_dict({"x": [s.tolist() for s in RAGGED], "y": Y.tolist()})


def data_array(order: str = "NTF") -> Any:
    xr = lib("xarray")
    dims = {"N": "sample", "T": "time", "F": "channel"}
    turned = np.ascontiguousarray(X.transpose(["NTF".index(a) for a in order]))
    return xr.DataArray(turned, dims=[dims[a] for a in order], coords={"channel": list(NAMES)})


def data_set(**variables: Any) -> Any:
    xr = lib("xarray")
    made = {name: (("sample", "time", "channel")[: v.ndim], v) for name, v in variables.items()}
    return xr.Dataset(made)


def h5(folder: Path) -> Any:
    file = lib("h5py").File(folder / "d.h5", "w")
    file["X"], file["y"] = X, Y
    return file


def zarr_group(version: int = 3) -> Any:
    group = lib("zarr").group(zarr_format=version)
    group["X"], group["y"] = X, Y
    return group


def channels_first() -> Any:
    """Independent samples as aeon and sktime hold them."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(200, 2, 40)).cumsum(2), rng.integers(0, 2, 200)


def turned() -> Any:
    x, y = channels_first()
    return {"X": np.ascontiguousarray(x.transpose(0, 2, 1)), "y": y}


def darts_list() -> Any:
    darts, pd = lib("darts"), lib("pandas")
    index = pd.date_range("2024", periods=T, freq="h")
    return [darts.TimeSeries.from_times_and_values(index, x) for x in X]


def gluon() -> Any:
    pd = lib("pandas")
    entries = [{"target": s[:, 0], "start": pd.Period("2024-01-01", freq="h")} for s in RAGGED]
    return lib("gluonts.dataset.common").ListDataset(entries, freq="h")


def gluon_frames() -> Any:
    pd = lib("pandas")

    def one(values: Any) -> Any:
        index = pd.period_range("2024-01-01", periods=len(values), freq="h")
        return pd.DataFrame({"target": values.astype("f8")}, index=index)

    return lib("gluonts.dataset.pandas").PandasDataset({f"{i:04}": one(s[:, 0]) for i, s in enumerate(RAGGED)})


def strided() -> Any:
    wide = np.zeros((N, T, 2 * F), "float32")
    wide[:, :, ::2] = X
    return wide[:, :, ::2]


def masked() -> Any:
    return np.ma.masked_array(np.nan_to_num(X, nan=7.0), np.isnan(X))


FORMS: list[Form] = [
    Form("ndarray float16", lambda p: (X.astype("f2"), Y), like=lambda: {"X": X.astype("f2").astype("f4"), "y": Y}),
    Form("ndarray float32", lambda p: (X, Y)),
    Form("ndarray float64", lambda p: (X.astype("f8"), Y)),
    Form("ndarray of the other byte order", lambda p: (X.astype(">f4"), Y)),
    Form("memory map of a .npy", lambda p: (mapped(p), Y)),
    Form("view of a memory map", lambda p: (mapped(p)[:], Y)),
    Form("masked array", lambda p: (masked(), Y)),
    Form("strided view", lambda p: (strided(), Y)),
    Form("nested lists", lambda p: (X.tolist(), Y.tolist())),
    Form("path of an .npz", lambda p: (saved(p),)),
    Form("open NpzFile", lambda p: (np.load(saved(p)),)),
    Form("list of equal arrays", lambda p: (list(X), Y)),
    Form("list of unequal arrays", lambda p: (RAGGED, Y), like=ragged()),
    Form("object array of unequal arrays", lambda p: (objects(RAGGED), Y), like=ragged()),
    Form("nested lists of unequal length", lambda p: ([s.tolist() for s in RAGGED], Y), like=ragged()),
    Form(
        "padded array with lengths=",
        lambda p: {"X": np.where(np.arange(T)[:, None] < LENGTHS[:, None, None], X, 9e9), "y": Y, "lengths": LENGTHS},
        like=ragged(),
    ),
    Form("complex", lambda p: (X.astype("c8"), Y), said="non-numeric", then=lambda p: (X.astype("c8").real, Y)),
    Form(
        "structured",
        lambda p: (np.zeros((N, T), [("a", "f4"), ("b", "f4")]), Y),
        said="non-numeric",
        then=lambda p: (X, Y),
    ),
    Form("list of batches", lambda p: (list(batches()),)),
    Form("list of samples (x, y)", lambda p: (list(zip(X, Y, strict=True)),)),
    Form("pandas Series y", lambda p: (X, lib("pandas").Series(Y)), ("pandas",)),
    Form("pandas frame of one column y", lambda p: (X, lib("pandas").DataFrame({"y": Y})), ("pandas",)),
    Form("pandas Float32 y", lambda p: (X, lib("pandas").Series(Y, dtype="Float32")), ("pandas",)),
    Form(
        "pandas y in pyarrow", lambda p: (X, lib("pandas").Series(Y, dtype="float32[pyarrow]")), ("pandas", "pyarrow")
    ),
    Form(
        "pandas text labels y",
        lambda p: (X, lib("pandas").Series(["a", "b"] * (N // 2))),
        ("pandas",),
        said="non-numeric",
        then=lambda p: (X, Y),
    ),
    Form(
        "frame of rows as X",
        lambda p: (rows(lib("pandas")),),
        ("pandas",),
        said="seqguard.windows(frame, window=24",
        then=lambda p: (seqguard.windows(rows(lib("pandas")), window=T, features=list(NAMES)),),
        like=lambda: {"X": X, "feature_names": list(NAMES)},
    ),
    Form(
        "frame whose rows are whole samples",
        lambda p: (frame(lib("pandas")), Y),
        ("pandas",),
        said=".to_numpy().reshape(n, timesteps, features)",
        then=lambda p: (frame(lib("pandas")).to_numpy().reshape(N, F, T).transpose(0, 2, 1), Y),
    ),
    Form("panel (instance, time)", lambda p: (panel(X), Y), ("pandas",), like=named()),
    Form(
        "panel of unequal length",
        lambda p: (panel(RAGGED), Y),
        ("pandas",),
        like=ragged(feature_names=list(NAMES)),
    ),
    Form("Series of arrays", lambda p: (lib("pandas").Series(list(X)), Y), ("pandas",)),
    Form(
        "frame whose cells are series (sktime nested)",
        lambda p: (
            lib("pandas").DataFrame({n: [lib("pandas").Series(x[:, i]) for x in X] for i, n in enumerate(NAMES)}),
            Y,
        ),
        ("pandas",),
        like=named(),
    ),
    Form("polars Series y", lambda p: (X, lib("polars").Series(Y)), ("polars",)),
    Form("polars Array column", lambda p: (lib("polars").Series(X), Y), ("polars",)),
    Form("polars List column", lambda p: (lib("polars").Series([x.tolist() for x in X]), Y), ("polars", "pyarrow")),
    Form(
        "polars List column of unequal length",
        lambda p: (lib("polars").Series([x.tolist() for x in RAGGED]), Y),
        ("polars", "pyarrow"),
        like=ragged(),
    ),
    Form(
        "polars frame in windows()",
        lambda p: (seqguard.windows(lib("polars").from_pandas(rows(lib("pandas"))), window=T, features=list(NAMES)),),
        ("polars", "pandas", "pyarrow"),
        like=lambda: {"X": X, "feature_names": list(NAMES)},
    ),
    Form(
        "pyarrow table in windows()",
        lambda p: (
            seqguard.windows(lib("pyarrow").Table.from_pandas(rows(lib("pandas"))), window=T, features=list(NAMES)),
        ),
        ("pyarrow", "pandas"),
        like=lambda: {"X": X, "feature_names": list(NAMES)},
    ),
    Form(
        "pyarrow FixedShapeTensorArray",
        lambda p: (lib("pyarrow").FixedShapeTensorArray.from_numpy_ndarray(X), Y),
        ("pyarrow",),
    ),
    Form(
        "pyarrow ChunkedArray of tensors",
        lambda p: (
            lib("pyarrow").chunked_array(
                [lib("pyarrow").FixedShapeTensorArray.from_numpy_ndarray(x) for x in (X[:100], X[100:])]
            ),
            Y,
        ),
        ("pyarrow",),
    ),
    Form("pyarrow list array", lambda p: (lib("pyarrow").array([x.tolist() for x in X]), Y), ("pyarrow",)),
    Form(
        "pyarrow list array of unequal length",
        lambda p: (lib("pyarrow").array([x.tolist() for x in RAGGED]), Y),
        ("pyarrow",),
        like=ragged(),
    ),
    Form("xarray DataArray", lambda p: (data_array(), Y), ("xarray",), like=named()),
    Form("xarray (sample, channel, time)", lambda p: (data_array("NFT"), Y), ("xarray",), like=named(layout=None)),
    Form("xarray (time, sample, channel)", lambda p: (data_array("TNF"), Y), ("xarray",), like=named()),
    Form("xarray Dataset with target=", lambda p: {"X": data_set(load=X, out=Y), "target": "out"}, ("xarray",)),
    Form("xarray Dataset with y", lambda p: (data_set(x=X, y=Y),), ("xarray",)),
    Form(
        "xarray Dataset of variables (sample, time)",
        lambda p: (data_set(**{n: X[..., i] for i, n in enumerate(NAMES)}, y=Y),),
        ("xarray",),
        like=named(),
    ),
    Form(
        "xarray Dataset without a word",
        lambda p: (data_set(load=X, out=Y),),
        ("xarray",),
        said="say which is predicted by target=",
        then=lambda p: {"X": data_set(load=X, out=Y), "target": "out"},
    ),
    Form("xarray over Dask", lambda p: (data_array().chunk({"sample": 50}), Y), ("xarray", "dask"), like=named()),
    Form(
        "xarray long series",
        lambda p: (data_array()[0],),
        ("xarray", "pandas"),
        said="seqguard.windows(X.to_pandas(), window=24)",
        then=lambda p: (seqguard.windows(data_array()[0].to_pandas(), window=4),),
        like=lambda: {
            "X": np.lib.stride_tricks.sliding_window_view(X[0], 4, 0).transpose(0, 2, 1),
            "feature_names": list(NAMES),
        },
    ),
    Form("Dask array", lambda p: (lib("dask.array").from_array(X, chunks=(50, -1, -1)), Y), ("dask",)),
    Form(
        "Dask frame",
        lambda p: (lib("dask.dataframe").from_pandas(rows(lib("pandas")), npartitions=2),),
        ("dask", "pandas", "pyarrow"),
        said="seqguard.windows(X.compute(), window=24)",
        then=lambda p: (
            seqguard.windows(
                lib("dask.dataframe").from_pandas(rows(lib("pandas")), npartitions=2).compute(),
                window=T,
                features=list(NAMES),
            ),
        ),
        like=lambda: {"X": X, "feature_names": list(NAMES)},
    ),
    Form(
        "KerasTensor",
        lambda p: (lib("keras").Input((T, F)), Y),
        ("keras",),
        said="pass the array that goes in there",
        then=lambda p: (X, Y),
    ),
    Form("zarr v3 array", lambda p: (zarr_group()["X"], Y), ("zarr",)),
    Form("zarr v2 array", lambda p: (zarr_group(2)["X"], Y), ("zarr",)),
    Form("zarr group", lambda p: (zarr_group(),), ("zarr",)),
    Form("h5py dataset", lambda p: (h5(p)["X"], Y), ("h5py",)),
    Form("h5py file", lambda p: (h5(p),), ("h5py",)),
    Form("tf.Tensor", lambda p: (lib("tensorflow").constant(X), Y), ("tensorflow",)),
    Form("tf.Variable", lambda p: (lib("tensorflow").Variable(X), Y), ("tensorflow",)),
    Form("jax array", lambda p: (lib("jax.numpy").asarray(X), Y), ("jax",)),
    Form(
        "jax bfloat16",
        lambda p: (lib("jax.numpy").asarray(X, "bfloat16"), Y),
        ("jax",),
        like=lambda: {"X": np.asarray(lib("jax.numpy").asarray(X, "bfloat16").astype("float32")), "y": Y},
    ),
    Form("tf.RaggedTensor, even", lambda p: (lib("tensorflow").ragged.stack(list(X)), Y), ("tensorflow",)),
    Form("tf.RaggedTensor", lambda p: (lib("tensorflow").ragged.stack(RAGGED), Y), ("tensorflow",), like=ragged()),
    Form(
        "tf.SparseTensor",
        lambda p: (lib("tensorflow").sparse.from_dense(X), Y),
        ("tensorflow",),
        said="pass tf.sparse.to_dense(X)",
        then=lambda p: (lib("tensorflow").sparse.to_dense(lib("tensorflow").sparse.from_dense(X)), Y),
    ),
    Form(
        "SciPy sparse matrix",
        lambda p: (lib("scipy.sparse").csr_matrix(X[..., 0]), Y),
        ("scipy",),
        said="pass X.toarray()",
        then=lambda p: (lib("scipy.sparse").csr_matrix(X[..., 0]).toarray(), Y),
        like=lambda: {"X": X[..., 0], "y": Y},
    ),
    Form("tf.data batched", lambda p: (tf_data().batch(32),), ("tensorflow",)),
    Form("tf.data of samples", lambda p: (tf_data(),), ("tensorflow",)),
    Form("tf.data with prefetch and cache", lambda p: (tf_data().batch(32).cache().prefetch(2),), ("tensorflow",)),
    Form(
        "tf.data shuffled",
        lambda p: (shuffled().batch(32),),
        ("tensorflow",),
        like=lambda: as_arrays(shuffled().as_numpy_iterator()),
    ),
    Form("tf.data without an end", lambda p: {"X": tf_data().batch(32).repeat(), "max_samples": N}, ("tensorflow",)),
    Form("timeseries_dataset_from_array", lambda p: (timeseries(p),), ("tensorflow", "keras")),
    Form("TFRecordDataset", lambda p: (tf_records(p),), ("tensorflow",)),
    Form(
        "tf.data as validation_data",
        lambda p: {"X": X[:200], "y": Y[:200], "validation_data": tf_data().skip(200).batch(32)},
        ("tensorflow",),
        like=lambda: {"X": X[:200], "y": Y[:200], "validation_data": (X[200:], Y[200:])},
    ),
    Form("Keras PyDataset", lambda p: (py_dataset(),), ("keras",)),
    Form("generator of batches", lambda p: (batches(),)),
    Form("generator of samples", lambda p: (zip(X, Y, strict=True),)),
    Form("function that makes a generator", lambda p: (batches,)),
    Form("functools.partial", lambda p: (functools.partial(batches, size=50),)),
    Form("function that gives arrays", lambda p: (lambda: (X, Y),)),
    Form("torch Tensor", lambda p: (lib("torch").from_numpy(X), lib("torch").from_numpy(Y)), ("torch",)),
    Form("torch Tensor in a gradient", lambda p: (lib("torch").from_numpy(X).requires_grad_(), Y), ("torch",)),
    Form(
        "torch nested tensor",
        lambda p: (lib("torch").nested.nested_tensor([lib("torch").from_numpy(np.array(s)) for s in RAGGED]), Y),
        ("torch",),
        like=ragged(),
    ),
    Form("torch PackedSequence", lambda p: (packed(RAGGED), Y), ("torch",), like=ragged()),
    Form("torch Dataset", lambda p: (torch_set(),), ("torch",)),
    Form("torch IterableDataset", lambda p: (torch_iterable(),), ("torch",)),
    Form("torch DataLoader", lambda p: (lib("torch.utils.data").DataLoader(torch_set(), 32),), ("torch",)),
    Form("Hugging Face Dataset", lambda p: (hf(),), ("datasets",)),
    Form("Hugging Face Dataset, NumPy format", lambda p: (hf().with_format("numpy"),), ("datasets",)),
    Form("Hugging Face Column", lambda p: (hf()["x"], hf()["y"]), ("datasets",)),
    Form("Hugging Face Dataset of unequal length", lambda p: (hf_ragged(),), ("datasets",), like=ragged()),
    Form("Hugging Face IterableDataset", lambda p: (hf().to_iterable_dataset(),), ("datasets",)),
    Form(
        "Hugging Face DatasetDict",
        lambda p: (lib("datasets").DatasetDict({"train": hf()}),),
        ("datasets",),
        said="pass its splits: seqguard.inspect(ds['train'])",
        then=lambda p: (lib("datasets").DatasetDict({"train": hf()})["train"],),
    ),
    Form("awkward, even", lambda p: (lib("awkward").from_numpy(X), Y), ("awkward",)),
    Form("awkward", lambda p: (lib("awkward").Array([s.tolist() for s in RAGGED]), Y), ("awkward",), like=ragged()),
    Form("__array__", lambda p: (WithArray(values=X), Y)),
    Form("__array_interface__", lambda p: (with_interface(X), Y)),
    Form("__dlpack__", lambda p: (WithDLPack(values=X.copy()), Y)),
    Form("memoryview", lambda p: (memoryview(X), Y)),
    Form("array.array y", lambda p: (X, array.array("f", Y.tolist()))),
    Form("range y", lambda p: (X, range(N)), like=lambda: {"X": X, "y": np.arange(N)}),
    Form("layout='NFT'", lambda p: {"X": np.ascontiguousarray(X.transpose(0, 2, 1)), "y": Y, "layout": "NFT"}),
    Form("layout='TNF'", lambda p: {"X": np.ascontiguousarray(X.transpose(1, 0, 2)), "y": Y, "layout": "TNF"}),
    Form(
        "aeon, sktime numpy3D as it is",
        lambda p: channels_first(),
        said="time-on-last-axis",
        then=lambda p: {**dict(zip(("X", "y"), channels_first(), strict=True)), "layout": "NFT"},
        like=turned,
    ),
    Form(
        "inspect(X, y, Xv, yv)",
        lambda p: lambda: seqguard.inspect(X, Y, X, Y),  # type: ignore[arg-type]  # what is refused
        said="inspect(X, y, validation_data=(X_val, y_val))",
        then=lambda p: {"X": X[:200], "y": Y[:200], "validation_data": (X[200:], Y[200:])},
        like=lambda: {"X": X[:200], "y": Y[:200], "validation_data": {"validation": (X[200:], Y[200:])}},
    ),
    Form(
        "inspect(X, y, validation_split=.2)",
        lambda p: {"X": X, "y": Y, "validation_split": 0.2},
        said="inspect(X[:-k], y[:-k], validation_data=(X[-k:], y[-k:]))",
        then=lambda p: {"X": X[:-80], "y": Y[:-80], "validation_data": (X[-80:], Y[-80:])},
        like=lambda: {"X": X[:-80], "y": Y[:-80], "validation_data": (X[-80:], Y[-80:])},
    ),
    Form("tslearn", lambda p: (lib("tslearn.utils").to_time_series_dataset(X), Y), ("tslearn",)),
    Form(
        "tslearn, filled up with NaN",
        lambda p: (lib("tslearn.utils").to_time_series_dataset(RAGGED), Y),
        ("tslearn",),
        said="nan-padding",
        then=lambda p: {"X": lib("tslearn.utils").to_time_series_dataset(RAGGED), "y": Y, "lengths": LENGTHS},
        like=lambda: {"X": [s.astype("f8") for s in RAGGED], "y": Y},
    ),
    Form(
        "aeon: convert_collection to numpy3D",
        lambda p: {
            "X": lib("aeon.utils.conversion").convert_collection(np.ascontiguousarray(X.transpose(0, 2, 1)), "numpy3D"),
            "y": Y,
            "layout": "NFT",
        },
        ("aeon",),
    ),
    Form(
        "aeon: np-list of unequal length, transposed",
        lambda p: ([s.T for s in lib("aeon.utils.conversion").convert_collection([s.T for s in RAGGED], "np-list")], Y),
        ("aeon",),
        like=ragged(),
    ),
    Form(
        "sktime pd-multiindex",
        lambda p: (
            lib("sktime.datatypes").convert_to(np.ascontiguousarray(X.transpose(0, 2, 1)), "pd-multiindex"),
            Y,
        ),
        ("sktime",),
        like=lambda: {"X": X, "y": Y, "feature_names": ["var_0", "var_1", "var_2"]},
    ),
    Form(
        "darts TimeSeries",
        lambda p: (darts_list()[0],),
        ("darts",),
        said="seqguard.windows(X.to_dataframe(), window=24)",
        then=lambda p: (seqguard.windows(darts_list()[0].to_dataframe(), window=4),),
        like=lambda: {
            "X": np.lib.stride_tricks.sliding_window_view(X[0], 4, 0).transpose(0, 2, 1),
            "feature_names": ["0", "1", "2"],
        },
    ),
    Form("list of darts TimeSeries", lambda p: (darts_list(), Y), ("darts",)),
    Form(
        "GluonTS PandasDataset",
        lambda p: (gluon_frames(),),
        ("gluonts", "pandas"),
        like=lambda: {"X": [s[:, :1].astype("f8") for s in RAGGED]},
    ),
    Form(
        "GluonTS ListDataset",
        lambda p: (gluon(),),
        ("gluonts",),
        like=lambda: {"X": [s[:, :1] for s in RAGGED]},
    ),
]
