"""Cells of a table that are no numbers: what stands there, what was probably meant, and whether it is times."""

import re
from collections import Counter
from collections.abc import Collection, Hashable
from typing import TYPE_CHECKING, Any

import numpy as np

from seqguard.core.errors import shown

if TYPE_CHECKING:
    import pandas as pd

LOOKED = 50
"""Cells of a column that are looked at for dates."""

DATE = re.compile(r"\d{1,4}([-/. ])\w{1,9}\1\d{1,4}|\d{4}-\d\d\b|\d{1,2}:\d\d")
"""Two separators of one kind, a year and a month, or a time of day: `2024-03-01`, `1.3.2024`, `1 Mar 2024`, `12:30`."""

COMMA = re.compile(r"^[-+]?\d+,\d+(e[-+]?\d+)?$", re.I)
THOUSANDS = re.compile(r"^[-+]?\d{1,3}(,\d{3})+(\.\d+)?$")

TIMES = ("date", "time", "timestamp", "datetime", "ds", "epoch", "unix", "unixtime")
"""Names under which numbers are times."""


def described(cells: "pd.Series[Any]") -> str:
    """The dtype, the first value that is no number with its row, and what to do about it."""
    row = first_strange(cells)
    dtype = str(cells.dtype)
    encode = "Encode it yourself, so that you know what the network sees (get_dummies, .cat.codes, pandas.to_numeric)"
    if row is None:
        return f"{dtype}. {encode}"
    here = f"{dtype} ({shown(cells.iloc[row])} in row {row:,})"
    texts = [value for value in cells if isinstance(value, str)]
    strange = Counter(text.strip() for text in texts if not _is_number(text))
    if texts and not strange:
        return f"{here}, numbers kept as text. Make them numbers: pandas.to_numeric(frame[{cells.name!r}])"
    read = f"pandas.read_csv(path, {_meant(strange)})"
    if sum(strange.values()) == len(texts) and "decimal" not in read and "thousands" not in read:
        return f"{here}. {encode}"
    count = sum(strange.values())
    return f"{here}; {count:,} of {len(cells):,} cells {'is' if count == 1 else 'are'} no number: read it with {read}"


def first_strange(cells: "pd.Series[Any]") -> int | None:
    """The row of the first value that is no number; of text that is all numbers the first; None of dates."""
    texts = []
    for row, value in enumerate(cells):
        if isinstance(value, str):
            texts.append(row)
            if not _is_number(value):
                return row
        elif not isinstance(value, int | float | np.number) and value is not None and type(value).__name__ != "NAType":
            return row if cells.dtype.kind == "O" else None
    return texts[0] if texts else None


def _meant(strange: "Counter[str]") -> str:
    """The arguments of read_csv that make numbers of what is none."""
    total = sum(strange.values())
    if total and sum(n for text, n in strange.items() if THOUSANDS.match(text)) == total:
        return "thousands=','"
    if total and sum(n for text, n in strange.items() if COMMA.match(text)) > total / 2:
        return "decimal=','"
    return f"na_values={[text for text, _ in strange.most_common(5)]!r}"


def _is_number(text: str) -> bool:
    """Whether a text is a number: where one cell of a column is none, pandas gives all of them as text."""
    try:
        float(text)
    except ValueError:
        return False
    return True


def time_like(frame: "pd.DataFrame", taken: Collection[Any] = ()) -> Hashable | None:
    """The first column that looks like times; None where none does."""
    free = [(name, frame.iloc[:, i]) for i, name in enumerate(frame.columns) if name not in taken]  # names may repeat
    for name, cells in free:
        if cells.dtype.kind == "M" or _are_dates(cells):
            return name
    for name, cells in free:
        if str(name).lower() in TIMES and cells.dtype.kind in "iuf" and cells.is_monotonic_increasing:
            return name
    return None


def _are_dates(cells: "pd.Series[Any]") -> bool:
    first = [value for value, _ in zip(cells.dropna(), range(LOOKED), strict=False)] if cells.dtype.kind != "f" else []
    return bool(first) and all(isinstance(v, str) and DATE.search(v[:LOOKED]) is not None for v in first)


def offered(name: Hashable | None) -> str:
    """The sentence that offers a column as time; none where there is none."""
    return "" if name is None else f"; column `{name}` looks like times: time={shown(name)} (--time {_quoted(name)})"


def _quoted(name: Hashable) -> str:
    text = str(name)
    return text if re.fullmatch(r"[\w.-]+", text) else repr(text)
