"""The times of a table's rows, out of a column or the index."""

import warnings
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import numpy as np

from seqguard.core.errors import shortened, shown
from seqguard.core.plan import Array
from seqguard.sources.columns import column
from seqguard.sources.frames import is_numeric, numbers

if TYPE_CHECKING:
    import pandas as pd


def row_times(frame: "pd.DataFrame", time: Hashable | None) -> tuple[Array | None, str | None]:
    """(rows,) of datetime64 (UTC where there is a zone) or numbers, and the name of the column or index.

    Raises:
        ValueError: the column is text that pandas cannot read as dates of one format.
    """
    import pandas as pd

    if time is None:
        index = frame.index.to_timestamp() if isinstance(frame.index, pd.PeriodIndex) else frame.index
        if not isinstance(index, pd.DatetimeIndex):
            return None, None
        return index.tz_convert(None).to_numpy() if index.tz else index.to_numpy(), str(index.name or "index")
    cells = column(frame, time)
    if is_numeric(cells):
        return numbers(frame, [time], "time")[:, 0], str(time)
    if isinstance(cells.dtype, pd.PeriodDtype):
        return cells.dt.to_timestamp().to_numpy(), str(time)
    parsed = _parsed(cells, time)
    return (parsed.dt.tz_convert(None) if parsed.dt.tz else parsed).to_numpy(), str(time)


def _parsed(cells: Any, time: Hashable) -> Any:
    import pandas as pd

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # pandas warns where it would guess the format row by row
            parsed = pd.to_datetime(cells)
            if not hasattr(parsed.dt, "tz"):  # older pandas gives objects for several offsets
                raise ValueError("Mixed timezones detected")
            return parsed
    except (ValueError, TypeError, OverflowError, AttributeError, Warning) as error:
        said = " ".join(str(error).split())
        if "ixed time" in said or isinstance(error, AttributeError):  # each text says its offset: that is one clock
            return pd.to_datetime(cells, utc=True)
        raise ValueError(f"time must hold dates or numbers, but {shown(time)} {_why(cells, time, said)}") from error


def _why(cells: Any, time: Hashable, said: str) -> str:
    """What hinders a column from being read as dates: the day stands first, a cell is none, or what pandas said."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one_by_one = pd.to_datetime(cells, errors="coerce", dayfirst=True, format="mixed")
        monthly, daily = (pd.to_datetime(cells, errors="coerce", dayfirst=first) for first in (False, True))
    strange = np.flatnonzero((one_by_one.isna() & cells.notna()).to_numpy())
    if len(strange):
        return f"cannot be read as such: {shown(cells.iloc[strange[0]])} in row {strange[0]:,} is neither"
    late = np.flatnonzero((monthly.isna() & daily.notna()).to_numpy())
    if len(late):
        row = int(late[0])
        return (
            f"has the day first ({shown(cells.iloc[row])} in row {row:,}): pass it read, "
            f"frame[{time!r}] = pandas.to_datetime(frame[{time!r}], dayfirst=True), or write dates as 2024-12-31"
        )
    return f"cannot be read as such: {shortened(said, 300)}"
