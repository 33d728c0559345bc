"""Numbers and lists in sentences: at most four significant digits, thousands separated, shares with their counts."""

from collections.abc import Iterable, Sequence

import numpy as np


def num(value: float) -> str:
    """`61.42`, `1,976`, `1e-07`: at most four significant digits, whole numbers below a million in full."""
    value = float(value)
    if np.isfinite(value) and value == round(value) and abs(value) < 1e6:
        return f"{int(value):,}"
    return f"{value:,.4g}"


def exact(value: float) -> str:
    """A stored value that the reader will search for: up to seven digits, so that it can be found again."""
    return f"{float(value) + 0.0:.7g}"  # -0.0 is written as 0


def count(n: int, noun: str, plural: str | None = None) -> str:
    """`1 window`, `1,976 windows`."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def among(n: int, of: int | None, noun: str) -> str:
    """What was counted over: `2,999 rows`, or `a sample of 50,000 of 320,000 rows`."""
    if of is None:
        return f"a sample of {count(n, noun)}"
    return f"a sample of {n:,} of {of:,} {noun}s" if n < of else count(n, noun)


def share(part: float, whole: float) -> str:
    """`15.6 %`; a part that is not nothing never reads as 0 %."""
    percent = 100 * part / whole if whole else 0.0
    if 0 < percent < 0.01:
        return "under 0.01 %"
    return f"{percent:.3g} %"


def listing(names: Sequence[str], limit: int = 5) -> str:
    """`a`, `b` and 38 more."""
    shown = ", ".join(f"`{n}`" for n in names[:limit])
    return shown + (f" and {len(names) - limit} more" if len(names) > limit else "")


def evidence(value: float) -> float:
    """A number as it enters the evidence: six digits, since sums differ in the last ones between cuts of the data."""
    return float(f"{float(value) + 0.0:.6g}")


def first(values: Iterable[int], limit: int = 5) -> tuple[int, ...]:
    """The first few, as plain integers."""
    return tuple(int(v) for v, _ in zip(values, range(limit), strict=False))
