"""Frames of Spark."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_pyspark(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    refuse(value, asked, "a Spark frame is not read; pass {a}.toPandas() to seqguard.windows")


CONTAINER = Container(
    "Spark frame",
    "nothing",
    refuse_pyspark,
    types=("pyspark.DataFrame",),
    left="seqguard.windows(frame.toPandas(), window=24)",
)
