"""Further forms that people hold: records, pairs, loaders of their own."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from form import Form, lib
from forms_given import (
    LENGTHS,
    NAMES,
    PARTS,
    RAGGED,
    F,
    Loader,
    N,
    T,
    X,
    Y,
    batches,
    data_array,
    data_set,
    gluon,
    halves,
    hf,
    named,
    odd,
    panel,
    ragged,
    tested,
    tf_data,
    torch_set,
)

import seqguard


def alone() -> dict[str, Any]:
    return {"X": X}


def one_feature() -> dict[str, Any]:
    return {"X": X[..., 0], "y": Y}


Pair = collections.namedtuple("Pair", "X y")


class Indexed:
    """A data set of one's own: samples by number."""

    def __len__(self) -> int:
        return N

    def __getitem__(self, i: int) -> Any:
        return X[i], Y[i]


def records(x: str, y: str, pieces: Any = None) -> Any:
    return ({x: a, y: b} for a, b in (batches() if pieces is None else pieces))


def torch_loader(make: Callable[[Any, Any], Any], samples: Any = X, collate: Any = None) -> Any:
    torch = lib("torch")
    made = [make(torch.from_numpy(np.array(x)), torch.tensor(y)) for x, y in zip(samples, Y, strict=True)]
    return torch.utils.data.DataLoader(made, 32, collate_fn=collate)


def with_lengths(batch: Any) -> Any:
    torch = lib("torch")
    xs, ys = zip(*batch, strict=True)
    padded = torch.nn.utils.rnn.pad_sequence(list(xs), batch_first=True)
    return padded, torch.tensor([len(x) for x in xs]), torch.stack(ys)


def packed(batch: Any) -> Any:
    torch = lib("torch")
    xs, ys = zip(*batch, strict=True)
    return torch.nn.utils.rnn.pack_sequence(list(xs), enforce_sorted=False), torch.stack(ys)


def tree(**groups: Any) -> Any:
    return lib("xarray").DataTree.from_dict({f"/{name}": data_set(**parts) for name, parts in groups.items()})


def in_groups(group: Any) -> Any:
    for name, (x, y) in zip(("train", "val"), PARTS, strict=True):
        group[f"{name}/X"], group[f"{name}/y"] = x, y
    return group


def pandas_tensors() -> Any:
    return lib("pandas").DataFrame({"signal": list(X), "out": Y})


def polars_tensors() -> Any:
    return lib("polars").DataFrame({"x": X, "y": Y})


def arrow_tensors() -> Any:
    pa = lib("pyarrow")
    return pa.table({"x": pa.FixedShapeTensorArray.from_numpy_ndarray(X), "y": Y})


def vlen(folder: Path) -> Any:
    h5py = lib("h5py")
    made = h5py.File(folder / "v.h5", "w").create_dataset("X", (N,), h5py.vlen_dtype("f4"))
    for i, sample in enumerate(RAGGED):
        made[i] = sample[:, 0]
    return made


def shared_time() -> Any:
    times = lib("pandas").date_range("2024", periods=T, freq="h")
    return data_array().assign_coords(time=times)


def coordinate() -> Any:
    return data_array().to_dataset(name="load").assign(y=("sample", Y))


def by_time() -> Any:
    made = panel(X).swaplevel().sort_index()
    made.index.names = ["time", "id"]
    return made


def three_levels() -> Any:
    made = panel(X)
    index = lib("pandas").MultiIndex.from_tuples([("ward", *key) for key in made.index])
    return made.set_index(index)


def ragged_tf() -> Any:
    tf = lib("tensorflow")
    return tf.data.Dataset.from_tensor_slices((tf.ragged.stack(RAGGED), Y)).batch(32)


def records_of_tf(**names: Any) -> Any:
    return lib("tensorflow").data.Dataset.from_tensor_slices(names).batch(32)


ONE = {
    "tuple (X, y)": lambda p: ((X, Y),),
    "tuple (X, y, weight)": lambda p: ((X, Y, np.ones(N)),),
    "named tuple (X, y)": lambda p: (Pair(X, Y),),
    "dict of X and y": lambda p: ({"X": X, "y": Y},),
    "dict of data and target": lambda p: ({"data": X, "target": Y},),
    "dict and target=": lambda p: {"X": {"load": X, "out": Y}, "target": "out"},
    "deque of samples": lambda p: (collections.deque(X), Y),
    "deque of batches": lambda p: (collections.deque(batches()),),
    "values of a dict": lambda p: (dict(enumerate(X)).values(), dict(enumerate(Y)).values()),
    "tuple of batches": lambda p: (tuple(batches()),),
    "list of pairs [x, y]": lambda p: ([[x, y] for x, y in zip(X, Y, strict=True)],),
    "list of records": lambda p: (list(records("x", "y", zip(X, Y, strict=True))),),
    "list of batches that are records": lambda p: (list(records("features", "label")),),
    "generator of records": lambda p: (records("inputs", "labels"),),
    "generator of named tuples": lambda p: (itertools.starmap(Pair, batches()),),
    "generator of nested lists": lambda p: (([x.tolist(), y.tolist()] for x, y in batches()),),
    "itertools.chain": lambda p: (itertools.chain(batches()),),
    "itertools.cycle": lambda p: {"X": itertools.cycle(batches()), "max_samples": N},
    "map": lambda p: (map(tuple, batches()),),
    "zip": lambda p: (zip(X, Y, strict=True),),
    "class with __iter__": lambda p: (Loader(),),
    "class with __getitem__ and __len__": lambda p: (Indexed(),),
    "masked array without a mask": lambda p: (np.ma.masked_array(X), Y),
    "memoryview y": lambda p: (X, memoryview(Y)),
    "list of rows that are arrays": lambda p: ([list(x) for x in X], Y),
}
"""Forms of Python and NumPy that give the findings of X and Y."""
MORE: list[tuple[str, str, Callable[[Path], Any]]] = [
    ("Bunch of scikit-learn", "sklearn", lambda p: (lib("sklearn.utils").Bunch(data=X, target=Y, DESCR="text"),)),
    ("list of pandas frames", "pandas", lambda p: ([lib("pandas").DataFrame(x) for x in X], Y)),
    ("list of polars frames", "polars", lambda p: ([lib("polars").DataFrame(np.array(x)) for x in X], Y)),
    ("list of xarray arrays", "xarray", lambda p: ([lib("xarray").DataArray(x) for x in X], Y)),
    ("list of jax arrays", "jax", lambda p: ([lib("jax.numpy").asarray(x) for x in X], Y)),
    ("list of tf.Tensors", "tensorflow", lambda p: ([lib("tensorflow").constant(x) for x in X], Y)),
    ("list of torch Tensors", "torch", lambda p: ([lib("torch").from_numpy(np.array(x)) for x in X], Y)),
    ("pandas frame of tensors, target=", "pandas", lambda p: {"X": pandas_tensors(), "target": "out"}),
    ("polars frame of tensors", "polars", lambda p: (polars_tensors(),)),
    ("polars LazyFrame of tensors", "polars", lambda p: (polars_tensors().lazy(),)),
    ("polars frame of tensors with y", "polars", lambda p: (polars_tensors().select("x"), Y)),
    ("polars frame y", "polars", lambda p: (X, lib("polars").DataFrame({"y": Y}))),
    ("polars LazyFrame y", "polars", lambda p: (X, lib("polars").DataFrame({"y": Y}).lazy())),
    ("pyarrow table of tensors", "pyarrow", lambda p: (arrow_tensors(),)),
    ("pyarrow RecordBatchReader of tensors", "pyarrow", lambda p: (arrow_tensors().to_reader(),)),
    ("pyarrow Dataset of tensors", "pyarrow", lambda p: (lib("pyarrow.dataset").dataset(arrow_tensors()),)),
    ("pyarrow ChunkedArray y", "pyarrow", lambda p: (X, lib("pyarrow").chunked_array([Y[:9], Y[9:]]))),
    ("pyarrow table y", "pyarrow", lambda p: (X, lib("pyarrow").table({"y": Y}))),
    ("pyarrow Tensor", "pyarrow", lambda p: (lib("pyarrow").Tensor.from_numpy(X), Y)),
    ("DuckDB relation y", "duckdb", lambda p: (X, lib("duckdb").connect().from_df(lib("pandas").DataFrame({"y": Y})))),
    ("xarray DataTree of one Dataset", "xarray", lambda p: (lib("xarray").DataTree(data_set(x=X, y=Y)),)),
    ("xarray Variable", "xarray", lambda p: (lib("xarray").Variable(("sample", "time", "channel"), X), Y)),
    ("xarray y", "xarray", lambda p: (X, lib("xarray").DataArray(Y, dims="sample"))),
    ("Dask array of uneven chunks", "dask", lambda p: (lib("dask.array").from_array(X, ((37, N - 37), 5, 2)), Y)),
    ("Dask array y", "dask", lambda p: (X, lib("dask.array").from_array(Y))),
    ("zarr group, y and one other", "zarr", lambda p: (odd(lib("zarr").group(), "signal", "y"),)),
    ("zarr group, target=", "zarr", lambda p: {"X": odd(lib("zarr").group(), "signal", "out"), "target": "out"}),
    ("h5py file, words for names", "h5py", lambda p: (odd(lib("h5py").File(p / "o.h5", "w"), "data", "labels"),)),
    ("h5py group", "h5py", lambda p: (odd(lib("h5py").File(p / "o.h5", "w").create_group("train"), "X", "y"),)),
    ("tf.data of records", "tensorflow", lambda p: (records_of_tf(features=X, label=Y),)),
    ("tf.data with weights", "tensorflow", lambda p: (tf_data().map(lambda x, y: (x, y, 1.0)).batch(32),)),
    ("tf.data zip", "tensorflow", lambda p: (lib("tensorflow").data.Dataset.zip((tf_data(),)).map(lambda xy: xy),)),
    ("iterator of tf.data", "tensorflow", lambda p: (tf_data().batch(32).as_numpy_iterator(),)),
    ("keras.Variable", "keras", lambda p: (lib("keras").Variable(X), Y)),
    ("tf.RaggedTensor of one row length", "tensorflow",
     lambda p: (lib("tensorflow").RaggedTensor.from_uniform_row_length(X.reshape(-1, F), T), Y)),
    ("torch DataLoader of records", "torch", lambda p: (torch_loader(lambda x, y: {"x": x, "labels": y}),)),
    ("torch Dataset of records", "torch", lambda p: (lib("torch.utils.data").Subset(
        torch_loader(lambda x, y: {"x": x, "y": y}).dataset, range(N)),)),
    ("torch DataLoader, shuffled once", "torch",
     lambda p: (lib("torch.utils.data").DataLoader(torch_set(), 32, sampler=range(N)),)),
    ("torch DataLoader with workers", "torch",
     lambda p: (lib("torch.utils.data").DataLoader(torch_set(), 32, num_workers=2),)),
    ("torch DataLoader without a batch size, of batches", "torch",
     lambda p: (lib("torch.utils.data").DataLoader(list(torch_loader(lambda x, y: (x, y))), batch_size=None),)),
    ("torch DataLoader without a batch size, of samples", "torch",
     lambda p: (lib("torch.utils.data").DataLoader(torch_set(), batch_size=None),)),
    ("torch Subset", "torch", lambda p: (lib("torch.utils.data").Subset(torch_set(), range(N)),)),
    ("torch ConcatDataset", "torch", lambda p: (lib("torch.utils.data").ConcatDataset([torch_set()]),)),
    ("torch Parameter", "torch", lambda p: (lib("torch").nn.Parameter(lib("torch").from_numpy(X)), Y)),
    ("Hugging Face Dataset, torch format", "datasets", lambda p: (hf().with_format("torch"),)),
    ("Hugging Face Dataset with a transform", "datasets", lambda p: (hf().with_transform(lambda b: b),)),
    ("Hugging Face Dataset, label", "datasets", lambda p: (hf().rename_column("y", "label"),)),
    ("Hugging Face to_tf_dataset", "datasets", lambda p: (hf().to_tf_dataset(32, columns="x", label_cols="y"),)),
]  # fmt: skip
"""(name, module, form) of what gives the findings of X and Y."""
OTHERS = [
    Form("dict of splits by name", lambda p: (dict(zip(("x_train", "y_train", "x_test", "y_test"),
         (*PARTS[0], *PARTS[1]), strict=True)),), like=tested),
    Form("validation_data as a path", lambda p: {"X": X[:200], "y": Y[:200], "validation_data": half(p)}, like=halves),
    Form("validation_data as a dict of X and y", lambda p: {"X": X[:200], "y": Y[:200], "validation_data":
         dict(zip("Xy", PARTS[1], strict=True))}, like=halves),
    Form("validation_data as a generator", lambda p: {"X": X[:200], "y": Y[:200], "validation_data":
         zip(*PARTS[1], strict=True)}, like=halves),
    Form("h5py file of train and val", lambda p: (in_groups(lib("h5py").File(p / "g.h5", "w")),), ("h5py",), halves),
    Form("zarr group of train and val", lambda p: (in_groups(lib("zarr").group()),), ("zarr",), halves),
    Form("xarray DataTree of train and test", lambda p: (tree(train=dict(zip("xy", PARTS[0], strict=True)),
         test=dict(zip("xy", PARTS[1], strict=True))),), ("xarray",), tested),
    Form("xarray time that all samples share", lambda p: (shared_time(), Y), ("xarray",), lambda: {
         "X": seqguard.Split(X, Y, timestamps=np.broadcast_to(shared_time().time.values, (N, T))),
         "feature_names": list(NAMES)}),
    Form("xarray Dataset, target=", lambda p: {"X": coordinate().rename(y="out"), "target": "out"}, ("xarray",),
         named()),
    Form("generator of samples of different length", lambda p: (zip(RAGGED, Y, strict=True),), like=ragged()),
    Form("tf.data of ragged batches", lambda p: (ragged_tf(),), ("tensorflow",), ragged()),
    Form("tf.data padded by the batch", lambda p: (padded_tf(),), ("tensorflow",), ragged()),
    Form("torch DataLoader (x, lengths, y)", lambda p: (torch_loader(lambda x, y: (x, y), RAGGED, with_lengths),),
         ("torch",), ragged()),
    Form("torch DataLoader of packed sequences", lambda p: (torch_loader(lambda x, y: (x, y), RAGGED, packed),),
         ("torch",), ragged()),
    Form("torch jagged tensor", lambda p: (lib("torch").nested.nested_tensor([lib("torch").from_numpy(np.array(s))
         for s in RAGGED], layout=lib("torch").jagged), Y), ("torch",), ragged()),
    Form("h5py data set of different lengths", lambda p: (vlen(p), Y), ("h5py",),
         lambda: {"X": [s[:, 0] for s in RAGGED], "y": Y}),
    Form("list of frames of different length", lambda p: ([lib("pandas").DataFrame(s) for s in RAGGED], Y),
         ("pandas",), ragged()),
    Form("tf.RaggedTensor by lengths", lambda p: (lib("tensorflow").RaggedTensor.from_row_lengths(
         np.concatenate(RAGGED), LENGTHS), Y), ("tensorflow",), ragged()),
    Form("any data set of GluonTS", lambda p: (iter(gluon()),), ("gluonts",),
         lambda: {"X": [s[:, :1] for s in RAGGED]}),
    Form("panel with the time first", lambda p: (by_time(), Y), ("pandas",), named()),
    Form("panel of three levels", lambda p: (three_levels(), Y), ("pandas",), named()),
    Form("panel whose rows are shuffled", lambda p: (panel(X).sample(frac=1, random_state=0), Y), ("pandas",), named()),
    Form("frame whose cells are lists", lambda p: (lib("pandas").DataFrame(
         {n: X[:, :, i].tolist() for i, n in enumerate(NAMES)}), Y), ("pandas",), named()),
    Form("stream without targets", lambda p: ((x for x, _ in batches()),), like=alone),
    Form("torch TensorDataset of X", lambda p: (lib("torch.utils.data").TensorDataset(lib("torch").from_numpy(X)),),
         ("torch",), alone),
    Form("numpy.matrix", lambda p: (np.asmatrix(X[..., 0]), Y), like=one_feature),
    Form("list of pandas Series", lambda p: ([lib("pandas").Series(x[:, 0]) for x in X], Y), ("pandas",), one_feature),
    Form("pyarrow list view", lambda p: (lib("pyarrow").array([x[:, 0].tolist() for x in X], lib("pyarrow").list_view(
         lib("pyarrow").float32())), Y), ("pyarrow",), one_feature),
    Form("torch float16", lambda p: (lib("torch").from_numpy(X).half(), Y), ("torch",),
         lambda: {"X": X.astype("f2").astype("f4"), "y": Y}),
]  # fmt: skip


def half(folder: Path) -> str:
    np.savez(folder / "half.npz", X=X[200:], y=Y[200:])
    return str(folder / "half.npz")


def padded_tf() -> Any:
    tf = lib("tensorflow")
    spec = (tf.TensorSpec((None, F)), tf.TensorSpec(()))
    made = tf.data.Dataset.from_generator(lambda: zip(RAGGED, Y, strict=True), output_signature=spec)
    return made.map(lambda x, y: (tf.RaggedTensor.from_tensor(x[None]), y[None]))


FORMS = [
    *(Form(name, make) for name, make in ONE.items()),
    *(Form(name, make, (module,)) for name, module, make in MORE),
    *OTHERS,
]
