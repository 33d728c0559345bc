"""Dask collections."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_dask(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "a Dask collection is not read yet; pass {a}.compute(), or one partition")


CONTAINER = Container(
    "Dask collection",
    "nothing",
    refuse_dask,
    types=(
        "dask.Array",
        "dask.DataFrame",
        "dask.Series",
        "dask_expr.FrameBase",
        "dask.FrameBase",
    ),
    left="pass X.compute()",
)
