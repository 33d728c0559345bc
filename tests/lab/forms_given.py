"""What the forms hold: windows of one series with a dead channel and a NaN; and ways to hold them that many share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from form import lib

from seqguard.testing import forecast

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


def saved(folder: Path) -> Path:
    np.savez(folder / "d.npz", X=X, y=Y)
    return folder / "d.npz"


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


def tf_data(**_: Any) -> Any:
    return lib("tensorflow").data.Dataset.from_tensor_slices((X, Y))


def torch_set() -> Any:
    torch = lib("torch")
    return torch.utils.data.TensorDataset(torch.from_numpy(X), torch.from_numpy(Y))


def hf() -> Any:
    return lib("datasets").Dataset.from_dict({"x": list(X), "y": Y.tolist()})


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


def channels_first() -> Any:
    """Independent samples as aeon and sktime hold them."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(200, 2, 40)).cumsum(2), rng.integers(0, 2, 200)


def turned() -> Any:
    x, y = channels_first()
    return {"X": np.ascontiguousarray(x.transpose(0, 2, 1)), "y": y}


def gluon() -> Any:
    pd = lib("pandas")
    entries = [{"target": s[:, 0], "start": pd.Period("2024-01-01", freq="h")} for s in RAGGED]
    return lib("gluonts.dataset.common").ListDataset(entries, freq="h")


HALVES = {"X": X[:200], "y": Y[:200], "validation_data": (X[200:], Y[200:])}
PARTS = (X[:200], Y[:200]), (X[200:], Y[200:])


def halves() -> dict[str, Any]:
    return HALVES


def tested() -> dict[str, Any]:
    return {**HALVES, "validation_data": {"test": PARTS[1]}}


class Loader:
    """A loader of one's own."""

    def __iter__(self) -> Any:
        return batches()


def odd(group: Any, *names: str) -> Any:
    for name, values in zip(names, (X, Y, Y), strict=False):
        group[name] = values
    return group
