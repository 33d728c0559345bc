"""Forms, one line each: arrays with names, in stores, on devices: xarray, Dask, Zarr, HDF5, TensorFlow, jax, SciPy."""

from __future__ import annotations

from typing import Any

import numpy as np
from form import Form, lib
from forms_given import NAMES, RAGGED, F, T, X, Y, data_array, data_set, h5, named, ragged, rows

import seqguard


def zarr_group(version: int = 3) -> Any:
    group = lib("zarr").group(zarr_format=version)
    group["X"], group["y"] = X, Y
    return group


FORMS: list[Form] = [
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
]
