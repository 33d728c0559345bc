"""The times of the rows, each once, in the order in which the samples hold them."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.declare import Missing, fact
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Bools, Floats, Ints
from seqguard.sources.base import SplitData

MAX_STEP = 64
"""Largest shift between the times of consecutive windows that is looked for."""


@dataclass(frozen=True, eq=False, repr=False)
class Stamps(Readable):
    """Times of one split.

    Attributes:
        time: (r,) as numbers that rise with time: seconds where dates were given, else the numbers themselves.
        cell: (r,) `sample * steps + step` of each; the times of consecutive windows that overlap stand once.
        starts: (r,) rows that begin a window which continues nothing.
        steps: times per sample; 1 where each sample has one.
        dates: dates were given.
    """

    time: Floats
    cell: Ints
    starts: Bools
    steps: int
    dates: bool

    @property
    def step(self) -> Floats:
        """(s,): the time from each row to the next, where one follows the other."""
        return np.diff(self.time)[~self.starts[1:]]

    @property
    def row(self) -> Ints:
        """(s,): the rows that those steps lead to."""
        return np.flatnonzero(~self.starts)

    def at(self, row: int) -> tuple[int, int]:
        """(sample, step) of a row."""
        sample, step = divmod(int(self.cell[row]), self.steps)
        return sample, step

    def show(self, row: int) -> str:
        """A row's time as it would be written."""
        if not self.dates:
            return f"{self.time[row]:.15g}"
        moment = np.datetime64(round(float(self.time[row])), "s")
        return str(moment).replace("T00:00:00", "").replace("T", " ")

    def span(self, length: float) -> str:
        """A length of time in words."""
        if not self.dates:
            return f"{length:.6g}"
        for unit, seconds in (("days", 86400), ("hours", 3600), ("minutes", 60)):
            if length >= seconds:
                value = length / seconds
                return f"{value:.3g} {unit[:-1] if value == 1 else unit}"
        return f"{length:.3g} s"


@fact
def stamps(data: SplitData) -> Stamps:
    """The times given in `seqguard.Split(X, y, timestamps=...)`."""
    given = data.timestamps
    if given is None:
        raise Missing("needs timestamps: seqguard.Split(X, y, timestamps=...)")
    dates = given.dtype.kind == "M"
    time = seconds(given) if dates else given.astype(np.float64)
    if time.size < 3 or not np.isfinite(time).all():
        raise Missing("timestamps are missing (NaT or NaN), or fewer than three")
    return _once(time.reshape(len(time), -1), dates)


def seconds(given: Array) -> Floats:
    """Dates as seconds since 1970, NaT as NaN. Of whatever unit: in nanoseconds the year 3000 would wrap to 1830."""
    unit, count = np.datetime_data(given.dtype)
    if unit in ("Y", "M"):  # of no fixed length
        given, unit, count = given.astype("datetime64[D]"), "D", 1
    length = 1.0 if unit == "generic" else (np.ones(1, f"m8[{count}{unit}]") / np.timedelta64(1, "s"))[0]
    return np.where(np.isnat(given), np.nan, given.astype(np.int64) * length)


def _once(time: Floats, dates: bool) -> Stamps:
    n, T = time.shape
    cells = np.arange(n * T).reshape(n, T)
    if T == 1:
        starts = np.zeros(n, bool)
        starts[0] = True
        return Stamps(time[:, 0], cells[:, 0], starts, 1, dates)
    fresh, starts = np.ones((n, T), bool), np.zeros((n, T), bool)
    linked, k = _linked(time)
    fresh[1:][linked, : T - k] = False
    starts[0, 0] = True
    starts[1:, 0] = ~linked
    return Stamps(time[fresh], cells[fresh], starts[fresh], T, dates)


def _linked(time: Array) -> tuple[Bools, int]:
    """Windows whose times continue those of the window before, and the shift under which most do."""
    best, shift = np.zeros(len(time) - 1, bool), 1
    for k in range(1, min(time.shape[1] - 1, MAX_STEP) + 1):
        fits = (time[:-1, k:] == time[1:, :-k]).all(1)
        if fits.sum() > best.sum():
            best, shift = fits, k
        if len(best) and best.mean() >= 0.6:
            break
    return best, shift
