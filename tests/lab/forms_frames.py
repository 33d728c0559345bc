"""Forms, one line each: tables: columns, panels and frames of pandas, polars and pyarrow."""

from __future__ import annotations

from form import Form, lib
from forms_given import NAMES, RAGGED, F, N, T, X, Y, frame, named, panel, ragged, rows

import seqguard

FORMS: list[Form] = [
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
]
