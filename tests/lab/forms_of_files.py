"""The lines of the table that are files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from form import Form, lib
from forms_files import (
    ALL,
    ARRAYS,
    CUT,
    TABLES,
    array,
    command,
    configured,
    frame,
    hooked,
    in_memory,
    over_http,
    table,
    written,
    zarr_array,
)

import seqguard
from seqguard.sources.files import open_path


def like(name: str) -> Callable[[], Any]:
    return zarr_array if name.endswith(".zarr") else array


def cut() -> tuple[Any, ...]:
    return (seqguard.windows(frame(), **CUT),)


WORDS = ["--window", "12", "--target", "load", "--features", "load,dead"]
LINES = "window = 12\ntarget = 'load'\nfeatures = ['load', 'dead']\n"


def arrays(name: str, *needs: str) -> list[Form]:
    """A file of arrays, four ways."""
    needs = (*ALL, *needs)

    def by_path(p: Path) -> Any:
        return (written(p, name),)

    def by_command(p: Path) -> Any:
        return lambda: command([str(written(p, name))], p)

    def by_configuration(p: Path) -> Any:
        written(p, name)
        return lambda: configured(name, p)

    def by_hook(p: Path) -> Any:
        return lambda: hooked()[f"of {name}"]

    ways = {"": by_path, ", command line": by_command, ", [tool.seqguard]": by_configuration}
    forms = [Form(f"file {name}{way}", make, needs, like(name)) for way, make in ways.items()]
    return [*forms, Form(f"file {name}, pre-commit", by_hook, (*needs, "pre_commit"), like(name))]


def tables(name: str, *needs: str) -> list[Form]:
    """A table in a file, three ways."""

    def by_command(p: Path) -> Any:
        return lambda: command([str(table(p, name)), *WORDS], p)

    def by_configuration(p: Path) -> Any:
        table(p, name)
        return lambda: configured(name, p, LINES)

    forms = [
        Form(f"table {name}, command line", by_command, (*ALL, *needs), cut),
        Form(f"table {name}, [tool.seqguard]", by_configuration, (*ALL, *needs), cut),
    ]
    if name != "a.arff" and name != "a.txt":  # in Python their suffix stands for arrays, or for nothing
        forms.append(Form(f"table {name}", lambda p: (seqguard.windows(table(p, name), **CUT),), (*ALL, *needs), cut))
    else:
        forms.append(Form(f"table {name}", lambda p: open_path(table(p, name), cut=CUT), (*ALL, *needs), cut))
    return forms


def single(folder: Path, name: str) -> Path:
    """y in a file of its own, beside x.npy."""
    x, y = array()["X"], array()["y"]
    np.save(folder / "x.npy", x)
    path = folder / name
    if name.endswith(".npy"):
        np.save(path, y)
    elif name.endswith(".npz"):
        np.savez(path, y=y)
    elif name.endswith(".h5"):
        with lib("h5py").File(path, "w") as file:
            file["labels"] = y
    elif name.endswith(".parquet"):
        lib("pandas").DataFrame({"load": y}).to_parquet(path)
    else:
        lib("pandas").DataFrame({"load": y}).to_csv(path, index=name != "bare.csv")
    return path


def beside(name: str, *needs: str) -> Form:
    return Form(f"x.npy and y in {name}", lambda p: (p / "x.npy", single(p, name)), (*ALL, *needs), array)


def spec(p: Path) -> Any:
    """A TFRecord whose shapes are said on the command line."""
    path = written(p, "a.tfrecord")
    (p / "features.json").unlink()
    return lambda: command([str(path), "--shapes", "x=12x3"], p)


def spec_configured(p: Path) -> Any:
    written(p, "a.tfrecord")
    (p / "features.json").unlink()
    return lambda: configured("a.tfrecord", p, "shapes = {x = [12, 3]}\n")


def times(p: Path) -> Path:
    """A .ts whose values have a time each."""
    lines = [
        ":".join([*(",".join(f"({t},{v!r})" for t, v in enumerate(c.tolist())) for c in x.T), str(int(y > 0))])
        for x, y in zip(array()["X"], array()["y"], strict=True)
    ]
    head = ["@problemName p", "@timeStamps true", "@univariate false", "@classLabel true 0 1", "@data"]
    (p / "a.ts").write_text("\n".join([*head, *lines]).replace("nan", "?"))
    return p / "a.ts"


def hdf_of_pandas(p: Path) -> Path:
    frame()[["load", "dead"]].to_hdf(p / "a.h5", key="load")
    return p / "a.h5"


def plain() -> Any:
    return (seqguard.windows(frame()[["load", "dead"]], window=12, target="load"),)


def net_cdf(p: Path) -> Path:
    made = lib("xarray").Dataset({"x": (("sample", "time", "channel"), array()["X"]), "y": (("sample",), array()["y"])})
    made.to_netcdf(p / "a.nc")
    return p / "a.nc"


def large(p: Path) -> Any:
    """A store that is larger than the budget for what lies elsewhere."""
    return in_memory(p, "v3.zarr")


URL = (*ALL, "fsspec")
FORMS = [
    *(form for name, needs in ARRAYS.items() for form in arrays(name, *needs)),
    *(form for name, needs in TABLES.items() for form in tables(name, *needs)),
    *map(beside, ("y.npy", "y.npz", "y.csv", "bare.csv")),
    beside("y.h5", "h5py"),
    beside("y.parquet", "pyarrow"),
    Form("file a.tfrecord, --shapes", spec, ALL, array),
    Form("file a.tfrecord, shapes in [tool.seqguard]", spec_configured, ALL, array),
    Form("URL memory://", lambda p: (in_memory(p, "a.npz"),), URL, array),
    Form("URL memory://, command line", lambda p: lambda: command([in_memory(p, "a.npz")], p), URL, array),
    Form(
        "URL memory://, [tool.seqguard]",
        lambda p: lambda: configured(in_memory(p, "a.npz"), p, allow=True),
        URL,
        array,
    ),
    Form("URL memory:// of a Zarr store", lambda p: (in_memory(p, "v3.zarr"),), (*URL, "zarr"), zarr_array),
    Form("URL http://", over_http(lambda url: seqguard.inspect(url, progress=False)), (*URL, "aiohttp"), array),
    Form(
        "URL http://, command line",
        lambda p: over_http(lambda url: command([url], p))(p),
        (*URL, "aiohttp"),
        array,
    ),
    Form(
        "URL http://, [tool.seqguard]",
        lambda p: over_http(lambda url: configured(url, p, allow=True))(p),
        (*URL, "aiohttp"),
        array,
    ),
    Form(
        "file .ts with times",
        lambda p: (times(p),),
        (*ALL, "sktime"),
        lambda: {**array(), "feature_names": ["dim_0", "dim_1", "dim_2"]},
        said="seqguard.inspect(*sktime.datasets.load_from_tsfile('a.ts'))",
        then=lambda p: (lib("sktime.datasets").load_from_tsfile(str(times(p)))[0], array()["y"]),
    ),
    Form(
        "file .h5 that pandas wrote",
        lambda p: (hdf_of_pandas(p),),
        (*ALL, "tables"),
        plain,
        said="pandas.read_hdf('a.h5', 'load') to seqguard.windows",
        then=lambda p: (seqguard.windows(lib("pandas").read_hdf(hdf_of_pandas(p), "load"), window=12, target="load"),),
    ),
    Form(
        "file .nc",
        lambda p: (net_cdf(p),),
        (*ALL, "xarray", "netCDF4"),
        array,
        said="xarray.open_dataset",
        then=lambda p: (lib("xarray").open_dataset(net_cdf(p)),),
    ),
    Form(
        "Zarr store opened at a URL",
        lambda p: (lib("zarr").open(large(p))["X"], array()["y"]),
        (*URL, "zarr"),
        lambda: {**zarr_array(), "y": array()["y"]},
    ),
]
