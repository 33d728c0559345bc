"""A table, and what is said of it once it is cut."""

import numpy as np
import pandas as pd

RNG = np.random.default_rng(0)
N = 24 * 120
FRAME = pd.DataFrame(
    {
        "date": pd.date_range("2023-03-01", periods=N, freq="h"),
        "load": RNG.normal(size=N).cumsum(),
        "temp": RNG.normal(size=N).cumsum(),
    }
)
CUT = {"window": 24, "target": "load", "time": "date"}
