"""A figure as SVG: some 2 kB each, drawn in half pixels so that coordinates are short whole numbers."""

import math
from collections.abc import Sequence

from seqguard.core.figure import Figure, Line, Mark
from seqguard.core.text import num
from seqguard.report.formats.markup import words
from seqguard.report.formats.palette import variables

WIDTH, HEIGHT = 560, 250
LEFT, RIGHT, TOP, BOTTOM = 84, 12, 38, 36
ROW = 28
"""Height of a row of a map; twice of a stretch."""
SHADES = 4
LONGEST = 6
"""Characters of a number at an axis."""
FLAT = 0.2
"""Share of its size that the axis of a loss spans at least: what moves less should look as if it stands still."""

STYLE = """\
.sgf{display:block;width:100%;max-width:26rem;height:auto;font:22px system-ui,sans-serif;overflow:hidden}
.sgf text{fill:var(--sg-quiet);stroke:var(--sg-paper);stroke-width:6;paint-order:stroke}
.sgf path,.sgf rect{fill:none;stroke-linejoin:round}
.sgf .a{stroke:var(--sg-line);stroke-width:2} .sgf .l1{stroke:var(--sg-1);stroke-width:2.5}
.sgf .l2{stroke:var(--sg-2);stroke-width:2.5;stroke-dasharray:9 4} .sgf .l3{stroke:var(--sg-quiet);stroke-width:2}
.sgf .b1{fill:var(--sg-1);fill-opacity:.35;stroke:var(--sg-1);stroke-width:1.5}
.sgf .f1{fill:var(--sg-1)} .sgf .f2{fill:var(--sg-2)}
.sgf text.t1{fill:var(--sg-1)} .sgf text.t2{fill:var(--sg-2)}
.sgf .dot{stroke:var(--sg-1);stroke-width:6;stroke-linecap:round;stroke-opacity:.7}
.sgf .hit{stroke:var(--sg-2);stroke-width:10;stroke-linecap:round}
.sgf .span{fill:var(--sg-2);fill-opacity:.2;stroke:var(--sg-2);stroke-width:1.5}
.sgf .level{stroke:var(--sg-2);stroke-width:2;stroke-dasharray:4 4}
.sgs{display:block;width:8rem;height:1.6rem} .sgs path{fill:none;stroke:var(--sg-1);stroke-width:1.5;
stroke-linejoin:round;vector-effect:non-scaling-stroke}
"""


def svg(figure: Figure, *, alone: bool = False) -> str:
    """The figure. `alone` makes a file of it, with its own colours; else the page brings `STYLE` and the colours."""
    draw = {"map": _map, "stretches": _stretches, "bars": _bars}.get(figure.kind, _plane)
    height, body = draw(figure)
    root = ""
    if alone:
        colours = f".sgf{{{variables()}color-scheme:light dark;background:var(--sg-paper)}}"
        root = f"<title>{words(figure.title)}</title><style>{colours}{STYLE}</style>"
        head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH // 2}" height="{height // 2}" '
    else:
        head = "<svg "
    return (
        f'{head}class="sgf" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{words(figure.alt)}">'
        f"{root}{body}</svg>"
    )


def spark(points: Sequence[float | None]) -> str:
    """A line of a feature without axes; nothing where there is nothing to draw."""
    finite = [v for v in points if v is not None]
    if len(finite) < 2:
        return ""
    low, high = min(finite), max(finite)
    across, down = _scale(0, len(points) - 1, 1, 127), _scale(low, high, 22, 2)
    path = _path([(across(i), None if v is None else down(v)) for i, v in enumerate(points)])
    return (
        f'<svg class="sgs" viewBox="0 0 128 24" preserveAspectRatio="none" aria-hidden="true"><path d="{path}"/></svg>'
    )


def _plane(figure: Figure) -> tuple[int, str]:
    """Lines, shares or points over an axis."""
    histogram = figure.kind == "histogram"
    x_low, x_high, y_low, y_high = _bounds(figure)
    across, down = _scale(x_low, x_high, LEFT, WIDTH - RIGHT), _scale(y_low, y_high, HEIGHT - BOTTOM, TOP)
    high = _unlogged(figure, y_high)
    low = _unlogged(figure, y_low)
    body = [
        f'<path class="a" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>',
        _text(LEFT - 6, TOP + 14, _share(high) if histogram else _short(high), "end"),
        _text(LEFT - 6, HEIGHT - BOTTOM, "0" if histogram else _short(low), "end"),
        _text(LEFT, HEIGHT - 8, _short(x_low)),
        _text(WIDTH - RIGHT, HEIGHT - 8, _short(x_high), "end"),
        _text((LEFT + WIDTH - RIGHT) // 2, HEIGHT - 8, _clip(figure.x_label, 26), "middle"),
    ]
    body += [_span(m, across) for m in figure.marks if m.shape == "span"]
    for i, line in enumerate(figure.lines):
        if figure.kind == "scatter":
            dots = (f"M{across(x)} {down(y)}h0" for x, y in zip(line.x, line.y, strict=True) if y is not None)
            body.append(f'<path class="dot" d="{"".join(dots)}"/>')
        elif histogram:
            body.append(f'<path class="{"b1" if i == 0 else "l2"}" d="{_steps(line, across, down)}"/>')
        else:
            points = [(across(x), None if v is None else down(v)) for x, v in _points(figure, line)]
            body.append(f'<path class="l{min(i, 2) + 1}" d="{_path(points)}"/>')
    body += _levels(figure, across, down)
    hits = [m for m in figure.marks if m.shape == "point"]
    if hits:
        dots = (f"M{across(m.low)} {down(_logged(figure, m.high) or y_low)}h0" for m in hits)
        body.append(f'<path class="hit" d="{"".join(dots)}"/>')
    return HEIGHT, "".join([*body, _legend(figure)])


def _bounds(figure: Figure) -> tuple[float, float, float, float]:
    xs = [x for line in figure.lines for x in line.x]
    ys = [v for line in figure.lines for _, v in _points(figure, line) if v is not None]
    if figure.kind == "histogram":
        return min(xs), max(xs), 0.0, max(ys, default=1.0) or 1.0
    ys += [v for m in figure.marks if m.shape == "level" and (v := _logged(figure, m.low)) is not None]
    low, high = min(ys, default=0.0), max(ys, default=1.0)
    if low == high:
        pad = abs(low) / 2 or 1.0
        low, high = low - pad, high + pad
    elif figure.kind == "curves" and not figure.log and (lacks := FLAT * max(abs(low), abs(high)) - (high - low)) > 0:
        low, high = low - lacks / 2, high + lacks / 2
    return min(xs, default=0.0), max(xs, default=1.0), low, high


def _points(figure: Figure, line: Line) -> list[tuple[float, float | None]]:
    if figure.kind == "histogram":
        return [(line.x[0], v) for v in line.y]
    return [(x, None if v is None else _logged(figure, v)) for x, v in zip(line.x, line.y, strict=True)]


def _logged(figure: Figure, value: float) -> float | None:
    if not figure.log:
        return value
    return math.log10(value) if value > 0 else None


def _unlogged(figure: Figure, value: float) -> float:
    return 10**value if figure.log else value


def _levels(figure: Figure, across: "_Scale", down: "_Scale") -> list[str]:
    """Lines at a value: across a plane, or upright in a histogram."""
    out = []
    for i, m in enumerate(m for m in figure.marks if m.shape == "level"):
        if figure.kind == "histogram":
            x = across(m.low)
            end = "end" if x > WIDTH * 0.7 else "start"
            out.append(f'<path class="level" d="M{x} {HEIGHT - BOTTOM}V{TOP}"/>')
            out.append(_text(x + (-8 if end == "end" else 8), TOP + 16 + 24 * (i % 3), m.label, end, "t2"))
            continue
        value = _logged(figure, m.low)
        if value is None:
            continue
        y = down(value)
        out.append(f'<path class="level" d="M{LEFT} {y}H{WIDTH - RIGHT}"/>')
        below = y < TOP + 30
        out.append(
            _text(
                WIDTH - RIGHT,
                y + 22 if below else y - 7,
                f"{m.label} {_also(m)}".strip() if m.label else "",
                "end",
                "t2",
            )
        )
    return out


def _also(mark: Mark) -> str:
    """The number of a level whose label does not say it."""
    said = any(c.isdigit() for c in mark.label)
    return "" if said else num(mark.low)


def _span(mark: Mark, across: "_Scale") -> str:
    x, width = across(mark.low), max(4, across(mark.high) - across(mark.low))
    box = f'<rect class="span" x="{x}" y="{TOP}" width="{width}" height="{HEIGHT - BOTTOM - TOP}"/>'
    return box + (_text(x + width // 2, TOP - 8, mark.label, _anchor(x + width // 2), "t2") if mark.label else "")


def _anchor(x: int) -> str:
    return "start" if x < WIDTH * 0.3 else "end" if x > WIDTH * 0.7 else "middle"


def _legend(figure: Figure) -> str:
    """Names of the lines where there are several: the second is dashed as well as of another colour."""
    if len(figure.lines) < 2:
        return ""
    x, out = LEFT, []
    for i, line in enumerate(figure.lines[:3]):
        name = _clip(line.name, 22)
        out.append(_text(x, TOP - 12, ("— ", "- - ", "· ")[i] + name, "start", f"t{i + 1}"))
        x += 12 * len(name) + 60
    return "".join(out)


def _steps(line: Line, across: "_Scale", down: "_Scale") -> str:
    low, high = line.x
    width = (high - low) / len(line.y)
    floor = down(0.0)
    path, at = [f"M{across(low)} {floor}"], floor
    for i, v in enumerate(line.y):
        y = down(v or 0.0)
        if y != at:
            path.append(f"H{across(low + i * width)}V{y}")
            at = y
    return "".join([*path, f"H{across(high)}V{floor}"])


def _bars(figure: Figure) -> tuple[int, str]:
    """A few numbers with names, upright, from zero or from the smallest one."""
    found = [v for line in figure.lines for v in line.y if v is not None]
    low, high = min([0.0, *found]), max([0.0, *found])
    slots, lines = len(figure.labels), len(figure.lines)
    down, slot = _scale(low, high if high > low else low + 1, HEIGHT - BOTTOM, TOP), (WIDTH - LEFT - RIGHT) / slots
    floor = down(0.0)
    body = [
        f'<path class="a" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}M{LEFT} {floor}H{WIDTH - RIGHT}"/>',
        _text(LEFT - 6, TOP + 14, _short(high), "end"),
        _text(LEFT - 6, HEIGHT - BOTTOM, _short(low), "end"),
    ]
    for i, line in enumerate(figure.lines):
        wide = max(2, int(slot * 0.7 / lines))
        at = [int(LEFT + slot * (k + 0.15) + wide * i) for k in range(slots)]
        bars = (f"M{x} {floor}h{wide}V{down(v)}h-{wide}z" for x, v in zip(at, line.y, strict=True) if v is not None)
        body.append(f'<path class="f{min(i, 1) + 1}" d="{"".join(bars)}"/>')
    shown = range(0, slots, max(1, -(-slots // 8)))
    room = int((WIDTH - LEFT) / len(shown) / 11)
    body += [_text(int(LEFT + slot * (k + 0.5)), HEIGHT - 8, _clip(figure.labels[k], room), "middle") for k in shown]
    return HEIGHT, "".join([*body, _legend(figure)])


def _map(figure: Figure) -> tuple[int, str]:
    """Rows of cells, the darker the more; equal neighbours are one stroke."""
    left, rows = 166, len(figure.lines)
    height = 8 + ROW * rows + 30
    columns = max(len(line.y) for line in figure.lines)
    wide = (WIDTH - RIGHT - left) / columns
    most = max([v for line in figure.lines for v in line.y if v is not None], default=0.0) or 1.0
    strokes: dict[int, list[str]] = {}
    body = []
    for r, line in enumerate(figure.lines):
        y = 8 + ROW * r + ROW // 2
        body.append(_text(left - 8, y + 7, _clip(line.name, 13), "end"))
        levels = [0 if v is None else math.ceil(SHADES * v / most) for v in line.y]
        start = 0
        for i in range(1, len(levels) + 1):
            if i == len(levels) or levels[i] != levels[start]:
                if levels[start]:
                    a, b = round(left + start * wide), round(left + i * wide)
                    strokes.setdefault(levels[start], []).append(f"M{a} {y}h{b - a}")
                start = i
    for level, cells in sorted(strokes.items()):
        body.append(
            f'<path d="{"".join(cells)}" stroke="var(--sg-2)" stroke-width="{ROW - 4}" '
            f'stroke-opacity="{(0.12, 0.35, 0.65, 1)[level - 1]}"/>'
        )
    body.append(f'<rect class="a" x="{left}" y="8" width="{WIDTH - RIGHT - left}" height="{ROW * rows}"/>')
    first, last = figure.lines[0].x[0], figure.lines[0].x[-1]
    body += [
        _text(left, height - 6, _short(first)),
        _text(WIDTH - RIGHT, height - 6, _short(last), "end"),
        _text((left + WIDTH - RIGHT) // 2, height - 6, f"{figure.x_label} (most: {num(most)})", "middle"),
    ]
    return height, "".join(body)


def _stretches(figure: Figure) -> tuple[int, str]:
    """One bar for each split on a common axis; where a split is thin, so is its bar."""
    left, bar = 12, 22
    step = bar + 36
    height = step * len(figure.lines) + 34
    ends = [x for line in figure.lines for x in line.x]
    low, high = min(ends), max(ends)
    across = _scale(low, high if high > low else low + 1, left, WIDTH - RIGHT)
    body = []
    for m in (m for m in figure.marks if m.shape == "span"):
        x = across(m.low)
        width = max(4, across(m.high) - x)
        body.append(f'<rect class="span" x="{x}" y="4" width="{width}" height="{height - 38}"/>')
    for i, line in enumerate(figure.lines):
        y = step * i + 32
        a, b = line.x
        part = (b - a) / len(line.y)
        body.append(_text(left, y - 8, _clip(line.name, 48), "start", f"t{min(i, 1) + 1}"))
        cells = []
        for k, v in enumerate(line.y):
            if v:
                x = across(a + k * part)
                cells.append(f"M{x} {y + bar}h{max(2, across(a + (k + 1) * part) - x)}v-{max(2, round(bar * v))}"
                             f"H{x}z")  # fmt: skip
        body.append(f'<path class="f{min(i, 1) + 1}" d="{"".join(cells)}"/>')
    ticks = figure.labels or (_short(low), _short(high))
    body += [
        _text(left, height - 8, ticks[0]),
        _text(WIDTH - RIGHT, height - 8, ticks[-1], "end"),
        _text(WIDTH // 2, height - 8, figure.x_label, "middle"),
    ]
    return height, "".join(body)


class _Scale:
    """From values to whole pixels."""

    def __init__(self, low: float, high: float, start: int, stop: int) -> None:
        self._low, self._start = low, start
        self._rate = (stop - start) / (high - low) if high > low else 0.0

    def __call__(self, value: float) -> int:
        return round(self._start + (value - self._low) * self._rate)


def _scale(low: float, high: float, start: int, stop: int) -> _Scale:
    return _Scale(low, high, start, stop)


def _path(points: Sequence[tuple[int, int | None]]) -> str:
    """A line through the points, broken where there is none, in relative steps."""
    parts: list[str] = []
    at: tuple[int, int] | None = None
    for x, y in points:
        if y is None:
            at = None
            continue
        if at is None:
            parts.append(f"M{x} {y}l0 0")
        elif (x, y) != at:
            dx, dy = x - at[0], y - at[1]
            parts.append(f"{'' if dx < 0 else ' '}{dx}{'' if dy < 0 else ' '}{dy}")
        at = (x, y)
    return "".join(parts)


def _text(x: int, y: int, said: str, anchor: str = "start", style: str = "") -> str:
    if not said:
        return ""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}"{where}{f" class={chr(34)}{style}{chr(34)}" if style else ""}>{words(said)}</text>'


def _clip(said: str, most: int) -> str:
    return said if len(said) <= most else said[: max(1, most - 1)] + "…"


def _short(value: float) -> str:
    """Three digits, or as many as there is room for beside an axis."""
    said = (num(float(f"{value:.{digits}g}")) for digits in (6, 3, 2, 1))
    return next((s for s in said if len(s) <= LONGEST), f"{value:.0e}")


def _share(value: float) -> str:
    return f"{100 * value:.3g} %"
