"""Examples of tables, for checks that read how the rows stood. pandas is imported when one is made."""

from typing import TYPE_CHECKING, Any

import numpy as np

from seqguard.checks.examples.arrays import random_walk

if TYPE_CHECKING:
    import pandas as pd


def table(rng: np.random.Generator, rows: int = 300) -> "pd.DataFrame":
    """Hourly rows with the columns `date`, `load` and `temp`."""
    import pandas as pd

    frame = pd.DataFrame(random_walk(rng, rows, 2), columns=["load", "temp"])
    return frame.assign(date=pd.date_range("2024-01-01", periods=rows, freq="h"))


def as_windows(frame: "pd.DataFrame", group: str | None = None) -> dict[str, Any]:
    """Arguments of `inspect`: the windows of such a table, in the order of `date`."""
    from seqguard.sources.tables import windows

    return {"X": windows(frame, window=12, target="load", time="date", group=group)}
