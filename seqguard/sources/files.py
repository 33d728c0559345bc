"""A path or URL as what `inspect` takes: which kind opens it, and which of its members are X and y."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from seqguard.core.errors import NoData, NotFound, NotInstalled, PointerFile, shortened, shown
from seqguard.core.text import agree
from seqguard.sources.arrays import Opened
from seqguard.sources.pointers import check_pointer
from seqguard.sources.registry import kind_of, listed
from seqguard.sources.roles import assigned, usual_names
from seqguard.sources.urls import PACKED, Temporary, fetch, held, is_url, spoken, unpacked

Members = Mapping[str, Callable[[], Opened]]

TEXTS = (".txt", ".dat")
"""Suffixes of any text, which are tables where it is said how they are cut."""


def open_path(
    path: str | Path,
    *,
    x: str | None = None,
    y: str | None = None,
    x_val: str | None = None,
    y_val: str | None = None,
    cut: Mapping[str, Any] | None = None,
    shapes: Mapping[str, tuple[int, ...]] | None = None,
    alone: Literal["x", "y"] | None = None,
) -> dict[str, Any]:
    """What `seqguard.inspect` takes, out of a file: `X`, `y` and `validation_data`.

    Args:
        path: a file or folder of a kind in docs/files.md, also packed (.gz, .bz2, .xz, .zst), a URL of one, or of
            a kind that an installed package offers by the entry point `seqguard.sources`.
        x, y, x_val, y_val: names of the members; those not given are found by the usual names (X, x_train, Xv, y_test).
        cut: of a table, the arguments of `seqguard.windows` (window, target, time ...).
        shapes: of one sample, by name, where the file does not say them (TFRecord).
        alone: one tensor is wanted, inputs or targets: it comes as `X`, of a table as a column.

    Raises:
        NotFound: nothing is there.
        PointerFile: a pointer of Git LFS, DVC or git-annex stands in its place.
        NoData: a model's weights.
        ValueError: it is damaged, of a kind that is not read, or its members cannot be told; they are listed.
        TypeError: a column of a table that is to be a feature holds no numbers.
    """
    if is_url(path):
        if not str(path).lower().startswith("file://"):
            return _elsewhere(
                str(path), fetch, str(path), x=x, y=y, x_val=x_val, y_val=y_val, cut=cut, shapes=shapes, alone=alone
            )
        path = unquote(urlsplit(str(path)).path)
    if path in ("-", "/dev/stdin"):
        raise ValueError(f"{path}: standard input is not read; write it to a file, and give its name")
    path = Path(path)
    check_pointer(path)
    kind = kind_of(path)
    if kind is None and path.suffix.lower() in PACKED and kind_of(path.with_suffix("")):
        return _elsewhere(
            str(path), unpacked, path, x=x, y=y, x_val=x_val, y_val=y_val, cut=cut, shapes=shapes, alone=alone
        )
    if kind is None and cut and path.suffix.lower() in TEXTS:
        kind = kind_of(Path("table.csv"))
    if kind is None:
        raise ValueError(f"{path} must be a {listed()}: {_advice(path.suffix)}")
    if shapes and not kind.shapes:
        raise ValueError(f"{path} says its shapes itself: shapes are for a .tfrecord")
    opened: Callable[..., Any] = kind.rows if cut and kind.rows else kind.open
    found = opened(path, shapes) if kind.shapes else opened(path)
    if alone is not None:
        return {"X": _one_of(path, found, alone)}
    return _by_role(path, found, {"X": x, "y": y, "X_val": x_val, "y_val": y_val}, cut)


def _one_of(path: Path, found: Any, role: str) -> Any:
    """The one array of a file, or that of a role; the one column of numbers of a table.

    Raises:
        ValueError: there are several, and nothing says which is meant.
    """
    if hasattr(found, "columns"):
        from seqguard.sources.frames import feature_columns

        names = feature_columns(found, None, set())
        if len(names) == 1:
            return found[names[0]]
        listed = shortened(", ".join(map(str, names)), 300)
        raise ValueError(
            f"{path} is a table of the columns {listed}: pass one, pandas.read_csv(path)[{shown(names[0])}]"
        )
    if not isinstance(found, Mapping):
        return found
    wanted = usual_names("X" if role == "x" else "y", found)
    if len(found) == 1 or len(wanted) == 1:
        return found[next(iter(found)) if len(found) == 1 else wanted[0]]()
    raise ValueError(
        f"{path} holds {shortened(', '.join(sorted(found)), 300)}: open it, and pass the one that is meant"
    )


def _by_role(path: Path, found: Any, named: Mapping[str, str | None], cut: Mapping[str, Any] | None) -> dict[str, Any]:
    """What a file held, by what `inspect` takes it as: a mapping is named arrays, what has columns a table."""
    if hasattr(found, "columns"):
        if any(named.values()):
            raise ValueError(f"{path} is a table: its columns are named by target, time, group and features")
        from seqguard.sources.tables import cut_table

        return {"X": cut_table(path, found, cut), "y": None, "validation_data": None}
    if cut:
        verb = agree(len(cut), "says", "say")
        raise ValueError(f"{path} is no table: {', '.join(cut)} {verb} how a .csv or .parquet is cut into windows")
    if isinstance(found, Mapping):
        return assigned(path, found, named)
    if any(named.values()):
        raise ValueError(f"{path} holds a single array: x, y, x_val and y_val name members of an .npz or a folder")
    return {"X": found, "y": None, "validation_data": None}


def _elsewhere(name: str, bring: Callable[[Any, Path], Path], what: Any, **opening: Any) -> dict[str, Any]:
    """What is first brought into a temporary folder; messages keep the name under which it was asked for."""
    folder, local = Temporary(), None
    try:
        local = bring(what, folder.path)
        found: dict[str, Any] = held(open_path(local, **opening), folder)
    except (TypeError, ValueError) as error:
        known = (NotFound, NotInstalled, NoData, PointerFile, TypeError)
        kind = next((k for k in known if isinstance(error, k)), ValueError)
        said = str(error)
        for inner in (str(local) if local else "", str(folder.path)):
            said = said.replace(inner, spoken(name)) if inner else said
        raise kind(said) from error
    return found


def _advice(suffix: str) -> str:
    advice = {
        ".nc": "open it with xarray.open_dataset and pass its arrays to seqguard.inspect",
        ".pkl": "a pickle can run any code and is never opened; save it with numpy.savez",
        ".pt": "a pickle can run any code and is never opened; save it with numpy.savez",
    }
    return advice.get(suffix, f"got the ending {suffix!r}" if suffix else "it has no ending")
