"""Forms that are refused, or found, with the way on: what looks like data and is none yet."""

from __future__ import annotations

import array
import dataclasses
import io
import types
from pathlib import Path
from typing import Any

import numpy as np
from form import Form, lib
from forms_given import (
    FLAT,
    NAMES,
    PARTS,
    F,
    Loader,
    N,
    T,
    X,
    Y,
    batches,
    data_array,
    frame,
    h5,
    halves,
    named,
    odd,
    panel,
    rows,
    saved,
    tested,
    torch_set,
)

import seqguard

Record = dataclasses.make_dataclass("Record", ["x", "y"])


class Called:
    """What gives batches when it is called."""

    def __call__(self) -> Any:
        return batches()


def fields() -> Any:
    made = np.zeros((N, T), [(name, "f4") for name in NAMES])
    for i, name in enumerate(NAMES):
        made[name] = X[..., i]
    return made


def unstructured() -> Any:
    import numpy.lib.recfunctions as functions

    return functions.structured_to_unstructured(fields())


def halves_of_torch() -> Any:
    utils = lib("torch.utils.data")
    return [utils.Subset(torch_set(), range(200)), utils.Subset(torch_set(), range(200, N))]


def paths(folder: Path) -> list[Path]:
    for i in range(4):
        np.save(folder / f"{i}.npy", X[i * 100 : i * 100 + 100])
    return [folder / f"{i}.npy" for i in range(4)]


def closed(folder: Path) -> Any:
    file = h5(folder)
    made = file["X"]
    file.close()
    return made


def doubled() -> Any:
    return lib("pandas").concat([panel(X), panel(X)])


def rows_cut() -> dict[str, Any]:
    return {"X": X, "feature_names": list(NAMES)}


def windows_of_tf() -> Any:
    return lib("tensorflow").data.Dataset.from_tensor_slices(X[:, 0]).window(4, 1, drop_remainder=True)


def slid() -> dict[str, Any]:
    return {"X": np.lib.stride_tricks.sliding_window_view(X[:, 0], 4, 0).transpose(0, 2, 1)}


def flat_samples(made: Any) -> Any:
    return made.to_numpy().reshape(N, F, T).transpose(0, 2, 1)


def refused(name: str, make: Any, said: str, then: Any, *needs: str, like: Any = None) -> Form:
    return Form(name, make, needs, like, said, then)


FORMS = [
    refused("structured X", lambda p: (fields(), Y), "non-numeric", lambda p: (unstructured(), Y)),
    refused("cells that are objects", lambda p: (X.astype(object), Y), "non-numeric",
            lambda p: (np.stack(list(X.astype(object))).astype("float32"), Y)),
    refused("None among numbers", lambda p: (np.where(np.isnan(X), None, X).tolist(), Y), "non-numeric",
            lambda p: (np.stack(list(np.where(np.isnan(X), None, X))).astype("float32"), Y)),
    refused("numbers in text", lambda p: (X.astype(str), Y), "non-numeric",
            lambda p: (X.astype(str).astype("float32"), Y)),
    refused("bytes", lambda p: (X.tobytes(), Y), "pass numpy.frombuffer(X, dtype).reshape(shape)",
            lambda p: (np.frombuffer(X.tobytes(), "f4").reshape(N, T, F), Y)),
    refused("array.array X", lambda p: (array.array("f", X.ravel().tolist()), Y), "must have at least the axes",
            lambda p: (np.array(array.array("f", X.ravel().tolist())).reshape(N, T, F), Y)),
    refused("set y", lambda p: (X, set(Y.tolist())), "a set has no order", lambda p: (X, Y.tolist())),
    refused("generator y", lambda p: (X, iter(Y)), "passed as list(y)", lambda p: (X, list(iter(Y)))),
    refused("list [X, y]", lambda p: ([X, Y],), "pass a dict of named arrays", lambda p: ({"X": X, "y": Y},)),
    refused("dataclass of x and y", lambda p: (Record(X, Y),), "pass seqguard.inspect(X.x, X.y)",
            lambda p: (Record(X, Y).x, Record(X, Y).y)),
    refused("SimpleNamespace", lambda p: (types.SimpleNamespace(X=X, y=Y),), "pass seqguard.inspect(X.X, X.y)",
            lambda p: (X, Y)),
    refused("((X, y), (X_test, y_test))", lambda p: (PARTS,), "seqguard.inspect(*X[0], validation_data=X[1])",
            lambda p: {"X": PARTS[0][0], "y": PARTS[0][1], "validation_data": PARTS[1]}, like=halves),
    refused("dict of splits", lambda p: (dict(zip(("train", "test"), PARTS, strict=True)),),
            "seqguard.inspect(*X['train'], validation_data={'test': X['test']})",
            lambda p: {"X": PARTS[0][0], "y": PARTS[0][1], "validation_data": {"test": PARTS[1]}}, like=tested),
    refused("dict of samples", lambda p: ({f"patient {i}": x for i, x in enumerate(X)}, Y), "pass list(X.values())",
            lambda p: (list({f"patient {i}": x for i, x in enumerate(X)}.values()), Y)),
    refused("dict of samples by number", lambda p: (dict(enumerate(X)), Y), "pass list(X.values())",
            lambda p: (list(dict(enumerate(X)).values()), Y)),
    refused("list of paths", lambda p: (paths(p), Y), "numpy.concatenate([numpy.load(p) for p in X])",
            lambda p: (np.concatenate([np.load(q) for q in paths(p)]), Y)),
    refused("open file", lambda p: (saved(p).open("rb"),), "pass its path, X.name", lambda p: (saved(p),)),
    refused("BytesIO", lambda p: (io.BytesIO(saved(p).read_bytes()),), "numpy.load(X)",
            lambda p: (np.load(io.BytesIO(saved(p).read_bytes())),)),
    refused("class of a loader", lambda p: (Loader,), "pass one of it, Loader(...)", lambda p: (Loader(),)),
    refused("object that is called", lambda p: (Called(),), "pass what it gives when it is called, X()",
            lambda p: (Called()(),)),
    refused("function with arguments", lambda p: (lambda size: batches(size),), "lambda: make_data(...)",
            lambda p: (lambda: batches(32),)),
    refused("h5py data set of a closed file", lambda p: (closed(p), Y), "its file is closed; open it again",
            lambda p: (lib("h5py").File(p / "d.h5")["X"], Y), "h5py"),
    refused("h5py file under other names", lambda p: (odd(lib("h5py").File(p / "o.h5", "w"), "eeg", "sleep", "age"),),
            "X['eeg']", lambda p: (odd(lib("h5py").File(p / "o.h5", "w"), "eeg", "sleep", "age")["eeg"], Y), "h5py"),
    refused("torch TensorDataset of three", lambda p: (lib("torch.utils.data").TensorDataset(*map(
            lib("torch").from_numpy, (X, X[:, 0].copy(), Y))),), "lambda: ((x, y) for x, a, y in loader)",
            lambda p: (lambda: ((x, y) for x, a, y in zip(X, X[:, 0], Y, strict=True)),), "torch"),
    refused("torch random_split", lambda p: (halves_of_torch(),), "seqguard.inspect(X[0], validation_data=X[1])",
            lambda p: {"X": halves_of_torch()[0], "validation_data": halves_of_torch()[1]}, "torch", like=halves),
    refused("torch masked tensor", lambda p: (lib("torch").masked.masked_tensor(lib("torch").from_numpy(
            np.nan_to_num(X)), lib("torch").from_numpy(~np.isnan(X))), Y), "pass X.to_tensor(float('nan'))",
            lambda p: (lib("torch").masked.masked_tensor(lib("torch").from_numpy(np.nan_to_num(X)),
            lib("torch").from_numpy(~np.isnan(X))).to_tensor(float("nan")), Y), "torch"),
    refused("tf.data of windows", lambda p: (windows_of_tf(),), ".flat_map(lambda w: w.batch(24))",
            lambda p: (windows_of_tf().flat_map(lambda w: w.batch(4)).batch(32),), "tensorflow", like=slid),
    refused("Dask delayed", lambda p: (lib("dask").delayed(X), Y), "pass X.compute()",
            lambda p: (lib("dask").delayed(X).compute(), Y), "dask"),
    refused("list of delayed", lambda p: ([lib("dask").delayed(x) for x in X], Y), "pass list(dask.compute(*X))",
            lambda p: (list(lib("dask").compute(*[lib("dask").delayed(x) for x in X])), Y), "dask"),
    refused("Dask bag", lambda p: (lib("dask.bag").from_sequence(list(X)), Y), "pass list(X)",
            lambda p: (list(lib("dask.bag").from_sequence(list(X)).compute(scheduler="sync")), Y), "dask"),
    refused("groups of a frame", lambda p: (rows(lib("pandas")).groupby("y"),), "seqguard.windows(frame, window=24",
            lambda p: (seqguard.windows(rows(lib("pandas")), window=T, features=list(NAMES)),), "pandas",
            like=rows_cut),
    refused("rolling windows of xarray", lambda p: (data_array()[0].rolling(time=4),), "X.construct('window')",
            lambda p: (data_array()[0].rolling(time=4).construct("window")[3:],), "xarray",
            like=lambda: {"X": np.lib.stride_tricks.sliding_window_view(X[0], 4, 0).transpose(0, 2, 1),
                          "feature_names": list(NAMES)}),
    refused("panel with doubled rows", lambda p: (doubled(), Y), "X[~X.index.duplicated()]",
            lambda p: (doubled()[~doubled().index.duplicated()], Y), "pandas", like=named()),
    refused("polars frame of whole samples", lambda p: (lib("polars").DataFrame(FLAT), Y),
            "X.to_numpy().reshape(n, timesteps, features)",
            lambda p: (flat_samples(lib("polars").DataFrame(FLAT)), Y), "polars"),
    refused("pyarrow RecordBatch", lambda p: (lib("pyarrow").RecordBatch.from_pandas(frame(lib("pandas"))), Y),
            "X.to_pandas().to_numpy().reshape(n, timesteps, features)", lambda p: (flat_samples(
            lib("pyarrow").RecordBatch.from_pandas(frame(lib("pandas"))).to_pandas()), Y), "pyarrow", "pandas"),
    refused("DuckDB relation of whole samples", lambda p: (lib("duckdb").connect().from_df(frame(lib("pandas"))), Y),
            "X.df().to_numpy().reshape(n, timesteps, features)", lambda p: (flat_samples(
            lib("duckdb").connect().from_df(frame(lib("pandas"))).df()), Y), "duckdb", "pandas"),
    refused("awkward records", lambda p: (lib("awkward").Array([{"x": x.tolist()} for x in X]), Y), "X['x']",
            lambda p: (lib("awkward").Array([{"x": x.tolist()} for x in X])["x"], Y), "awkward"),
]  # fmt: skip
"""Forms that are refused, or found, with the way on."""
