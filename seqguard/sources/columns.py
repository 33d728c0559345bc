"""The columns of a frame and the levels of its index, by the names that they are called by."""

from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from seqguard.core.errors import shown

if TYPE_CHECKING:
    import pandas as pd


def column(frame: "pd.DataFrame", name: Hashable) -> Any:
    """A column, or else the level of the index that has this name, as a Series."""
    if name in frame.columns:
        return frame[name]
    return frame.index.get_level_values(levels(frame).index(name)).to_series()


def levels(frame: "pd.DataFrame") -> list[Hashable]:
    """The names by which levels of the index are called; those of several without a name are level_0, level_1."""
    several = frame.index.nlevels > 1
    return [f"level_{i}" if several and name is None else name for i, name in enumerate(frame.index.names)]


def panel(frame: "pd.DataFrame", time: Any, group: Any) -> tuple[Any, Any]:
    """Time and group, taken from an index of two levels where they were not said: dates, or the last level, are time.

    Raises:
        ValueError: the levels do not say which of them orders the rows.
    """
    names = levels(frame)
    if len(names) < 2 or (time is not None and group is not None):
        return time, group
    free = [name for name in names if name not in (time, group)]
    dated = [name for name in names if _is_dated(column(frame, name).dtype)]
    if time is None and free:
        likely = [name for name in free if name in dated]
        time = likely[0] if len(likely) == 1 else names[-1] if names[-1] in free else None
        free = [name for name in free if name != time]
    if group is None and len(free) == 1:
        (group,) = free
    elif group is None and free:
        time = None
    if time is None or group is None or (time not in dated and time in names and not _rises(frame, time, group)):
        listed = ", ".join(map(str, names))
        raise ValueError(
            f"frame has an index of the levels {listed}: say which orders the rows and which tells series apart, "
            f"such as group={shown(names[0])}, time={shown(names[-1])}"
        )
    return time, group


def _is_dated(dtype: Any) -> bool:
    return getattr(dtype, "kind", "") == "M" or hasattr(dtype, "freq")


def _rises(frame: "pd.DataFrame", time: Any, group: Any) -> bool:
    """Whether time rises within each group, in the order of the rows, so that it is no second label."""
    when = column(frame, time).reset_index(drop=True)
    if when.dtype.kind not in "iuf":
        return False
    step = when.groupby(column(frame, group).reset_index(drop=True)).diff().dropna()
    return bool((step > 0).mean() > 0.5) if len(step) else True
