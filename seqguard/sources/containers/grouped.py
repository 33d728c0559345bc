"""What a frame or array becomes before it is aggregated: groups, rolling windows."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_grouped(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    root = type(value).__module__.partition(".")[0]
    if root == "xarray" and "Rolling" in type(value).__name__:
        refuse(value, asked, "rolling windows are made by {a}.construct('window')")
    if root == "xarray":
        refuse(value, asked, "groups of an array are not read; pass the array that was grouped")
    refuse(
        value,
        asked,
        "groups and rolling windows of a frame are not read; cut the frame, seqguard.windows(frame, window=24, "
        "group='...')",
    )


CONTAINER = Container(
    "groups and rolling windows of frames",
    "nothing",
    refuse_grouped,
    types=(
        "pandas.BaseGroupBy",
        "pandas.BaseWindow",
        "polars.GroupBy",
        "polars.LazyGroupBy",
        "polars.RollingGroupBy",
        "polars.DynamicGroupBy",
        "xarray.GroupBy",
        "xarray.Rolling",
        "xarray.Coarsen",
    ),
    left="pass the frame to seqguard.windows(frame, window=24, group=...); of xarray, .construct('window')",
)
