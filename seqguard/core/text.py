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


def agree(n: float, one: str, many: str) -> str:
    """The verb that agrees with a number: `1 of 400 targets is NaN`, `2 of 400 targets are NaN`."""
    return one if n == 1 else many


def times(n: int) -> str:
    """`once`, `41 times`."""
    return "once" if n == 1 else f"{n:,} times"


def often(n: float) -> str:
    """`once`, `1.5 times`: of a mean of counts."""
    return "once" if num(n) == "1" else f"{num(n)} times"


def few(expected: float) -> str:
    """What chance alone would give: `12`, `fewer than one in a million`."""
    for size, name in ((1e-9, "a billion"), (1e-6, "a million"), (1e-3, "a thousand")):
        if expected < size:
            return f"fewer than one in {name}"
    return num(expected)


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
