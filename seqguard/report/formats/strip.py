"""A figure as a few lines of characters, for where no picture can stand: GitHub shows no SVG of a comment's own."""

from collections.abc import Sequence

from seqguard.core.escape import one_line
from seqguard.core.figure import Figure, Line
from seqguard.core.text import num

WIDTH = 60
BLOCKS = "▁▂▃▄▅▆▇█"
NAME = 16
MOST_BARS = 8


def strip(figure: Figure) -> str:
    """The lines as blocks, one under the other, and beneath them where something was found; "" of a cloud of points."""
    if figure.kind == "scatter" or not figure.lines:
        return ""
    draw = {"stretches": _stretches, "bars": _bars, "map": _map}.get(figure.kind, _lines)
    title = one_line(figure.title) + ("" if not figure.x_label or figure.kind == "bars" else f" ({figure.x_label})")
    return "\n".join([one_line(title), *(line.rstrip() for line in draw(figure))])


def _lines(figure: Figure) -> list[str]:
    found = [v for line in figure.lines for v in line.y if v is not None]
    low, high = min(found, default=0.0), max(found, default=0.0)
    if figure.kind == "histogram":
        low = 0.0
    ends = [x for line in figure.lines for x in line.x]
    first, last = min(ends), max(ends)
    out = []
    for line in figure.lines:
        name = f"{_name(line.name):{NAME}} " if len(figure.lines) > 1 else ""
        out.append(f"{name}{_blocks(_spread(figure, line, first, last), low, high)}")
    hits = {_column(m.low, first, last) for m in figure.marks if m.shape == "point"}
    for m in figure.marks:
        if m.shape == "span":
            hits |= {*range(_column(m.low, first, last), _column(m.high, first, last) + 1)}
        elif m.shape == "level" and figure.kind == "histogram":
            hits.add(_column(m.low, first, last))
    indent = " " * (NAME + 1) if len(figure.lines) > 1 else ""
    if hits:
        out.append(indent + "".join("^" if i in hits else " " for i in range(WIDTH)))
    levels = [f"{m.label}: {num(m.low)}" for m in figure.marks if m.shape == "level" and figure.kind == "curves"]
    out.append(f"{indent}x {num(first)} to {num(last)}, y {num(low)} to {num(high)}{''.join(f'; {x}' for x in levels)}")
    return out


def _spread(figure: Figure, line: Line, first: float, last: float) -> list[float | None]:
    """The largest of what falls on each character, which of a series is what sticks out furthest from its middle."""
    cells: list[list[float]] = [[] for _ in range(WIDTH)]
    n = len(line.y)
    if figure.kind == "histogram":
        xs = [line.x[0] + (i + 0.5) * (line.x[1] - line.x[0]) / n for i in range(n)]
    else:
        xs = list(line.x)
    for x, v in zip(xs, line.y, strict=True):
        if v is not None:
            cells[_column(x, first, last)].append(v)
    found = [v for v in line.y if v is not None]
    middle = 0.0 if figure.kind == "histogram" else sorted(found)[len(found) // 2] if found else 0.0
    return [max(c, key=lambda v: abs(v - middle)) if c else None for c in cells]


def _column(x: float, first: float, last: float) -> int:
    return 0 if last <= first else min(WIDTH - 1, max(0, int((x - first) / (last - first) * WIDTH)))


def _blocks(found: Sequence[float | None], low: float, high: float) -> str:
    size = (high - low) or 1.0
    return "".join(" " if v is None else BLOCKS[min(7, max(0, int(8 * (v - low) / size)))] for v in found)


def _stretches(figure: Figure) -> list[str]:
    ends = [x for line in figure.lines for x in line.x]
    first, last = min(ends), max(ends)
    out = []
    for line in figure.lines:
        a, b = line.x
        cells = [" "] * WIDTH
        for i, v in enumerate(line.y):
            if v:
                low = _column(a + (b - a) * i / len(line.y), first, last)
                high = _column(a + (b - a) * (i + 1) / len(line.y), first, last)
                for k in range(low, max(low, high) + (b >= last and i == len(line.y) - 1)):
                    cells[k] = BLOCKS[min(7, int(8 * v))]
        out += ["".join(cells), one_line(line.name)]
    return out


def _bars(figure: Figure) -> list[str]:
    most = max([abs(v) for line in figure.lines for v in line.y if v is not None], default=0.0) or 1.0
    out = []
    for i, label in enumerate(figure.labels[:MOST_BARS]):
        for line in figure.lines:
            v = line.y[i] or 0.0
            name = f"{label} {line.name}" if len(figure.lines) > 1 else label
            out.append(f"{_name(name):{NAME}} {'█' * round(40 * abs(v) / most)} {num(v)}")
    return out


def _map(figure: Figure) -> list[str]:
    most = max([v for line in figure.lines for v in line.y if v is not None], default=0.0) or 1.0
    shades = " ░▒▓█"
    return [
        f"{_name(line.name):{NAME}} |" + "".join(shades[0 if v is None else round(4 * v / most)] for v in line.y) + "|"
        for line in figure.lines
    ]


def _name(name: str) -> str:
    name = one_line(name)
    return name if len(name) <= NAME else name[: NAME - 1] + "…"
