"""Frames of Dask."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_dask_frame(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    if asked.role == "y":
        refuse(value, asked, "a column of a Dask frame is computed when it is asked for; pass {a}.compute()")
    refuse(value, asked, "a Dask frame is cut as a pandas one: seqguard.windows({a}.compute(), window=24)")


CONTAINER = Container(
    "Dask frame or column",
    "nothing",
    refuse_dask_frame,
    types=("dask.FrameBase", "dask.DataFrame", "dask.Series", "dask_expr.FrameBase"),
    left="seqguard.windows(frame.compute(), window=24)",
)
