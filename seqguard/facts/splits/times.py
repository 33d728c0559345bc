"""When the samples of two splits are."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import fact
from seqguard.core.places import Other, Readable, Train
from seqguard.core.plan import Array, Floats
from seqguard.sources.base import SplitData


@dataclass(frozen=True, eq=False, repr=False)
class Times(Readable):
    """First and last time of train and of the split, as they were given; all empty where not both have `known` times.

    `before`: all of the split is earlier than all of train. `within`: the share of the split's samples that lie between
    train's first and last time. `grouped`: groups were given, whose times run side by side, or all samples of train end
    at one time.
    """

    known: bool
    train_first: str = ""
    train_last: str = ""
    first: str = ""
    last: str = ""
    before: bool = False
    within: float = 0.0
    grouped: bool = False


@fact
def times(train_data: Train[SplitData], other_data: Other[SplitData]) -> Times:
    """Compare the times of the last steps."""
    given = [_last(data) for data in (train_data, other_data)]
    if not all(len(g) for g in given):
        return Times(False)
    a, b = (_numbers(g) for g in given)
    train_first, train_last, first, last = (
        str(g[i]) for g, t in ((given[0], a), (given[1], b)) for i in (t.argmin(), t.argmax())
    )
    within = float(((b >= a.min()) & (b <= a.max())).mean())
    aside = bool(a.min() == a.max())  # samples that share their steps, as series of one recording do
    grouped = aside or (train_data.groups is not None and other_data.groups is not None)
    return Times(True, train_first, train_last, first, last, bool(b.max() < a.min()), within, grouped)


def _last(data: SplitData) -> Array:
    """The time of each sample's last step, without the missing ones."""
    if data.timestamps is None:
        return np.zeros(0)
    last = data.timestamps.reshape(len(data.timestamps), -1)[:, -1]
    return (
        last[~np.isnan(last)] if last.dtype.kind in "fc" else last[~np.isnat(last)] if last.dtype.kind == "M" else last
    )


def _numbers(times: Array) -> Floats:
    if times.dtype.kind == "M":
        times = times.astype("datetime64[ns]").astype(np.int64)
    return times.astype(np.float64)
