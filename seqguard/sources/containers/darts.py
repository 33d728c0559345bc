"""Series of darts."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_series(value: Any, asked: Asked) -> NoReturn:
    """Say how one series is cut."""
    refuse(value, asked, "one series is cut into windows: seqguard.windows({a}.to_dataframe(), window=24)")


CONTAINER = Container(
    "darts TimeSeries",
    "nothing",
    refuse_series,
    types=("darts.TimeSeries",),
    read="a list of them: one sample each, of any length",
    left="a single one: seqguard.windows(series.to_dataframe(), window=24, target='...')",
)
