"""Any table as a pandas DataFrame: pandas itself, what narwhals knows, and what converts by a method of its own."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqguard.core.errors import LONGEST_NAME, NotInstalled, named, shown
from seqguard.sources.limits import check_regular
from seqguard.sources.registry import kind_of
from seqguard.sources.urls import PACKED, Temporary, fetch, is_url, unpacked

if TYPE_CHECKING:
    import pandas as pd

OWN = ("to_pandas", "to_dataframe", "df")
"""Methods by which containers that narwhals does not know convert themselves: xarray, darts, DuckDB."""

EXPECTED = (
    "a pandas DataFrame or Series, any frame that narwhals reads (polars, pyarrow, DuckDB), or the path of a table"
)


def to_frame(frame: Any) -> "pd.DataFrame":
    """A DataFrame with different column names; pandas is recognised without importing it.

    Raises:
        TypeError: no table.
        ValueError: two columns have one name, or a name is too long.
        NotInstalled: a package is missing through which it would be read.
    """
    try:
        table = _converted(frame)
    except Exception as error:  # lazy frames of other libraries raise what they like, and files name themselves
        if isinstance(error, TypeError | ValueError) and str(error).startswith("frame"):
            raise
        raise named("frame", error) from error
    if not table.columns.is_unique:
        twice = table.columns[table.columns.duplicated()][0]
        raise ValueError(f"frame must have different column names, got {twice!r} twice")
    for name in table.columns:
        if isinstance(name, str) and len(name) > LONGEST_NAME:
            raise ValueError(f"frame must have column names of at most {LONGEST_NAME} characters, got {shown(name)}")
    return table


def _converted(frame: Any) -> "pd.DataFrame":
    if isinstance(frame, str | Path):
        return _in_file(frame)
    if _is_pandas(frame):
        return _framed(frame)
    root = type(frame).__module__.split(".")[0]
    if root == "pyarrow" and hasattr(frame, "to_table"):  # a data set in files
        frame = frame.to_table()
    if root in ("dask", "dask_expr") and hasattr(frame, "compute"):  # narwhals is about to leave it to another package
        return _converted(frame.compute())
    known = _through_narwhals(frame)
    if known is not None:
        return known
    for method in OWN:
        if not isinstance(frame, type) and callable(getattr(frame, method, None)):
            made = getattr(frame, method)()
            if _is_pandas(made):
                return _framed(made)
    if callable(getattr(frame, "collect", None)):
        root = f"{type(frame).__module__.split('.')[0]} {type(frame).__name__}"
        raise NotInstalled(
            f"frame is a {root}, read through narwhals: pip install 'seqguard[tables]', or .collect() it"
        )
    hint = "; pass its .compute()" if hasattr(frame, "compute") else ""
    raise TypeError(f"frame must be {EXPECTED}, got {type(frame).__name__}{hint}")


def _is_pandas(frame: Any) -> bool:
    classes = type(frame).__mro__
    return any(c.__module__.split(".")[0] == "pandas" and c.__name__ in ("DataFrame", "Series") for c in classes)


def _framed(frame: Any) -> "pd.DataFrame":
    """A Series as the one column of a frame."""
    table: pd.DataFrame = frame if hasattr(frame, "columns") else frame.to_frame(frame.name or "value")
    return table


def _through_narwhals(frame: Any) -> "pd.DataFrame | None":
    """What narwhals makes of it; None where it is not installed, or does not know it. A lazy frame is collected."""
    try:
        import narwhals as nw
    except ImportError:
        return None
    known: Any = nw.from_native(frame, pass_through=True, allow_series=True)
    if known is frame and not isinstance(frame, nw.DataFrame | nw.LazyFrame | nw.Series):
        return None
    if isinstance(known, nw.LazyFrame):
        known = known.collect()
    elif isinstance(known, nw.Series):
        known = known.alias(known.name or "value").to_frame()
    try:
        table: pd.DataFrame = known.to_pandas()
    except ImportError as error:  # polars converts through PyArrow
        raise NotInstalled(f"frame needs {error.name or 'pyarrow'}: pip install {error.name or 'pyarrow'}") from error
    return table


def _in_file(given: str | Path) -> "pd.DataFrame":
    """The table in a file, which may be packed or lie elsewhere; how files are opened in general is known elsewhere."""
    folder = Temporary() if is_url(given) else None  # it is deleted with the last who holds it
    path = Path(given) if folder is None else fetch(str(given), folder.path)
    check_regular(path)
    kind = kind_of(path)
    if kind is None and path.suffix.lower() in PACKED:
        inside = Temporary()
        path = unpacked(path, inside.path)
        kind = kind_of(path)
    if kind is None or kind.holds != "table":
        raise ValueError(f"frame must be {EXPECTED}, and {path} is none; seqguard.inspect takes files of arrays")
    table: pd.DataFrame = (kind.rows or kind.open)(path)
    return table
