"""What a figure shows, as data: lines, the places that are marked on them, and a sentence for who cannot see it.

Figures are made in `seqguard.figures` from what the pass left, and drawn by the formats.
"""

from dataclasses import dataclass
from typing import Literal

FigureKind = Literal["series", "histogram", "map", "scatter", "stretches", "curves", "bars"]
"""Values in their order; how often each value stands; a table of shades; one thing against another; who holds which
part of an axis; what training logged; a number for each of a few names."""
MOST_POINTS = 512
"""Points of all lines of a figure: a figure is a few hundred pixels wide."""
MOST_MARKS = 64
SPARK_POINTS = 64


@dataclass(frozen=True)
class Line:
    """One line of a figure.

    Attributes:
        name: of what it is.
        x: where each point stands; of a histogram and of stretches the two ends of the axis that `y` divides evenly;
            of bars and of a map the number of each.
        y: the values, None where there is none. Of stretches how much of each part is there.
    """

    name: str
    x: tuple[float, ...]
    y: tuple[float | None, ...]


@dataclass(frozen=True)
class Mark:
    """A place to look at: a `span` of x from `low` to `high`, a `level` of y (of x in a histogram) at `low`, or a
    `point` at x `low` and y `high`. `label` says what is there."""

    shape: Literal["span", "level", "point"]
    low: float
    high: float
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One picture.

    Attributes:
        kind: how it is to be drawn.
        title: what is seen, in a few words.
        alt: the same for who cannot see it, with what is marked.
        place: the expression of the data that are shown, such as `X[:, :, 3]`.
        x_label, y_label: of the axes; "" where they need none.
        lines: at most 512 points together.
        marks: what was found, at most 64.
        labels: names of the bars; of an axis of times its two ends.
        log: whether y is better seen as powers of ten.

    Raises:
        ValueError: there are more points or marks than that.
    """

    kind: FigureKind
    title: str
    alt: str
    place: str = ""
    x_label: str = ""
    y_label: str = ""
    lines: tuple[Line, ...] = ()
    marks: tuple[Mark, ...] = ()
    labels: tuple[str, ...] = ()
    log: bool = False

    def __post_init__(self) -> None:
        points = sum(len(line.y) for line in self.lines)
        if points > MOST_POINTS:
            raise ValueError(f"a figure holds at most {MOST_POINTS} points, got {points:,}")
        if len(self.marks) > MOST_MARKS:
            raise ValueError(f"a figure holds at most {MOST_MARKS} marks, got {len(self.marks):,}")


@dataclass(frozen=True, kw_only=True)
class Outline:
    """One feature at a glance.

    Attributes:
        tensor, feature: which.
        kind: constant, binary, discrete, quantised, continuous or empty.
        low, high: the smallest and the largest finite value, None where there is none.
        points: at most 64 values: the smallest and the largest of each part of the series, in their order.
    """

    tensor: str
    feature: str
    kind: str
    low: float | None
    high: float | None
    points: tuple[float | None, ...] = ()

    def __post_init__(self) -> None:
        if len(self.points) > SPARK_POINTS:
            raise ValueError(f"an outline holds at most {SPARK_POINTS} points, got {len(self.points)}")


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """What a report shows beside its findings.

    Attributes:
        splits: which split is where, and what they share; or how many samples each has.
        training: what training logged beside the losses to beat.
        outlines: one for each feature, inputs first.
        shared: whether they, and the figures of the findings, are part of the JSON, which may leave the house.
    """

    splits: Figure | None = None
    training: Figure | None = None
    outlines: tuple[Outline, ...] = ()
    shared: bool = False
