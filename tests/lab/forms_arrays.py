"""Forms, one line each: arrays of NumPy and lists: of equal and of unequal length, and what is no numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from form import Form
from forms_given import LENGTHS, RAGGED, F, N, T, X, Y, batches, ragged, saved


def objects(values: Any) -> Any:
    out = np.empty(len(values), object)
    out[:] = list(values)
    return out


def mapped(folder: Path) -> Any:
    np.save(folder / "x.npy", X)
    return np.load(folder / "x.npy", mmap_mode="r")


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
]
