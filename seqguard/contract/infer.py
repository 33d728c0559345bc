"""A contract learnt from data that are known to be good."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from math import ceil, floor, isfinite
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from seqguard.contract.rows import frame_dtype, pieces
from seqguard.contract.terms import Terms
from seqguard.core.arguments import check_arguments
from seqguard.core.plan import Array, Plan
from seqguard.reading.plans import plan_split, unreadable
from seqguard.sources.base import Given
from seqguard.sources.gather import gather

MARGIN = 0.5
"""Bounds stand this share of the seen range beyond it, and never across zero where all values have one sign.

Of 55 real, sound data sets the later part goes beyond the least and greatest value of the earlier one in 40; by more
than half the range in 8, most of which trend; by more than the range in 2.
"""

VALUES = 12
ROWS_PER_VALUE = 20
"""At most `VALUES` different values, each in `ROWS_PER_VALUE` rows on average, are a set of values."""


def infer(
    X: Any, y: Any = None, *, feature_names: Any = None, target_names: Any = None, mask_value: float | None = None
) -> Terms:
    """See `seqguard.SequenceSchema.infer`."""
    asked = check_arguments(feature_names, target_names, "auto", "auto", mask_value, "auto", False)
    train = gather(X, y)[0]
    plans = plan_split(train.inputs, train.targets, asked, None)
    for given in (*train.inputs, *train.targets):
        if (reason := unreadable(given)) is not None:
            raise ValueError(f"{given.name} must hold numbers to learn from: {reason}")
    if len(train.inputs) != 1 or len(train.targets) > 1:
        raise ValueError("X and y must be one tensor each: a contract speaks of one X and one y")
    main = train.inputs[0]
    target = [_schema(given, plans[given.name]) for given in train.targets]
    plan = plans[main.name]
    return Terms(
        _schema(main, plan),
        target[0] if target else None,
        timesteps=plan.T if len(main.shape) > 1 else None,
        dtype=np.dtype(main.dtype),
    )


def _schema(given: Given, plan: Plan) -> pa.DataFrameSchema:
    columns = [Learnt() for _ in range(plan.F)]
    for piece in pieces(given, plan):
        for f, column in enumerate(columns):
            column.update(piece.rows[:, f])
    dtype = frame_dtype(given)
    return pa.DataFrameSchema({name: c.schema(dtype) for name, c in zip(plan.features, columns, strict=True)})


class Learnt:
    """What a contract is learnt from: extremes, missing values, and the different values while they are few."""

    def __init__(self) -> None:
        self.rows = 0
        self.missing = False
        self.low, self.high = np.inf, -np.inf
        self.values: Array | None = np.zeros(0)

    def update(self, values: Array) -> None:
        """Take in some rows."""
        self.rows += len(values)
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            self.missing |= bool(np.isnan(values).any())
            values = values[np.isfinite(values)]
        if not len(values):
            return
        self.low, self.high = min(self.low, _plain(values.min())), max(self.high, _plain(values.max()))
        if self.values is not None:
            found = np.asarray(pd.unique(values))
            found = np.union1d(self.values, found) if len(self.values) else np.sort(found)
            self.values = found if len(found) <= VALUES else None

    def schema(self, dtype: np.dtype[Any]) -> pa.Column:
        """The column that these values keep."""
        return pa.Column(dtype.name, self._check(dtype), nullable=self.missing)

    def _check(self, dtype: np.dtype[Any]) -> pa.Check | None:
        if not np.isfinite(self.low):
            return None
        if self.values is not None and self.rows >= ROWS_PER_VALUE * len(self.values):
            return pa.Check.isin([_plain(v) for v in self.values])
        low, high = bounds(self.low, self.high)
        return pa.Check.in_range(*(floor(low), ceil(high)) if dtype.kind in "iu" else (low, high))


def _plain(value: Any) -> Any:
    """A NumPy number as Python's, which YAML can hold."""
    return float(value) if isinstance(value, np.floating) else value.item()


def bounds(low: float, high: float) -> tuple[float, float]:
    """What is seen, widened by `MARGIN` and rounded outwards to two digits of that margin: bounds are read by people.

    >>> bounds(3.1, 27.4)
    (0.0, 40.0)
    >>> bounds(1013.2, 1013.9)
    (1012.85, 1014.25)
    """
    margin = MARGIN * high - MARGIN * low or float(abs(low)) or 1.0
    wide_low = max(low - margin, 0.0) if low >= 0 else low - margin
    wide_high = min(high + margin, 0.0) if high <= 0 else high + margin
    unit = Decimal(1).scaleb(Decimal(margin).adjusted() - 1)
    return _rounded(wide_low, unit, ROUND_FLOOR), _rounded(wide_high, unit, ROUND_CEILING)


def _rounded(value: float, unit: Decimal, towards: str) -> float:
    return float(Decimal(str(value)).quantize(unit, towards)) if isfinite(value) else value
