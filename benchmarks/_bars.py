"""The bars that a benchmark has to reach: benchmarks/bars.csv, and a sentence for each that was missed."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

BARS = Path(__file__).with_name("bars.csv")
PINNED_BELOW = 0.01
"""A pool may lose a point before it is missed: a few cases of some hundreds flip with the versions of NumPy."""

Side = Literal["most", "least"]
SIDES: dict[str, Side] = {"most": "most", "least": "least"}


@dataclass(frozen=True)
class Bar:
    """A figure of a script is `at` `most` or `least` so much; `source` says why.

    `pinned` bars follow what was measured on certain sets and faults, and hold for these alone.
    """

    script: str
    figure: str
    at: Side
    bar: float
    pinned: bool
    source: str

    def kept(self, measured: float) -> bool:
        """Whether a figure is on the right side. What is no number is not."""
        return measured <= self.bar if self.at == "most" else measured >= self.bar

    def missed(self, measured: float | None) -> str:
        """What is said of a miss."""
        told = "was not measured" if measured is None else f"is {measured:.4g}"
        return f"Missed: {self.script}: {self.figure} {told}, and must be {self.bar:.4g} at {self.at} ({self.source})."


def bars(path: Path = BARS) -> list[Bar]:
    """The table; a bar that is neither `most` nor `least` is refused."""
    with path.open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    table = []
    for row in rows:
        if row["at"] not in SIDES:
            raise ValueError(f"{path.name}: {row['figure']}: at is {row['at']!r}, neither 'most' nor 'least'")
        table.append(
            Bar(
                row["script"], row["figure"], SIDES[row["at"]], float(row["bar"]), row["pinned"] == "yes", row["source"]
            )
        )
    return table


def of(script: str) -> dict[str, Bar]:
    """The bars of one script by figure."""
    return {bar.figure: bar for bar in bars() if bar.script == script}


def missed(table: Iterable[Bar], script: str, figures: Mapping[str, float], *, pools: bool = True) -> list[str]:
    """A sentence for each bar of a script that its figures miss; a figure that is not there is a miss.

    `pools=False` leaves the pinned bars out: they hold for the sets and faults that they were measured on.
    """
    return [
        bar.missed(figures.get(bar.figure))
        for bar in table
        if bar.script == script
        and (pools or not bar.pinned)
        and not (bar.figure in figures and bar.kept(figures[bar.figure]))
    ]


def pinned(table: Sequence[Bar], script: str, figures: Mapping[str, float], source: str) -> list[Bar]:
    """The table with the pinned bars of a script a point below these figures; those that were not measured go."""
    kept = [bar for bar in table if bar.script != script or not bar.pinned]
    new = [
        Bar(script, figure, "least", round(max(0.0, value - PINNED_BELOW), 4), True, source)
        for figure, value in figures.items()
    ]
    return kept + new


def write(table: Sequence[Bar], path: Path = BARS) -> None:
    """The table as committed."""
    with path.open("w", newline="", encoding="utf-8") as lines:
        out = csv.writer(lines, lineterminator="\n")
        out.writerow(("script", "figure", "at", "bar", "pinned", "source"))
        for bar in table:
            out.writerow((bar.script, bar.figure, bar.at, f"{bar.bar:g}", "yes" if bar.pinned else "no", bar.source))
