"""The folds on the time axis, as SVG."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from seqguard.core.escape import for_markup, printable
from seqguard.folds.judge import AuditedFold

LEFT, WIDTH, ROW, TOP = 130, 720, 20, 44
MOST = 60
"""Folds that are drawn: a page of 1,200 points."""
LEVELS = 4
"""Strengths in which a piece's share of validation samples is set."""
STYLE = (
    "text{font:12px system-ui,sans-serif;fill:light-dark(#1f2328,#e6edf3)}"
    ".t{fill:light-dark(#b6cbe3,#35506e)}.v{fill:light-dark(#e08a00,#e8b04c)}.s{fill:light-dark(#b3261e,#ff8f88)}"
    ".g{fill:light-dark(#eef1f4,#20262e)}"
)


def svg(title: str, folds: Sequence[AuditedFold]) -> str:
    """One row a fold: training pale, validation strong, red where it shares rows with training, else grey."""
    shown = folds[:MOST]
    height = TOP + ROW * len(shown) + 24
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 10} {height}" role="img" '
        f'style="color-scheme:light dark"><style>{STYLE}</style>',
        f'<text x="0" y="14">{_words(title)}</text>',
        *_key(),
    ]
    for i, fold in enumerate(shown):
        y = TOP + ROW * i
        parts.append(f'<text x="0" y="{y + 12}">{_words(fold.name[:18])}</text>')
        parts += _row(fold, y)
    more = f"{len(folds) - MOST:,} more folds · " if len(folds) > MOST else ""
    parts.append(f'<text x="{LEFT}" y="{height - 6}">{more}samples in the order of time →</text></svg>')
    return for_markup("".join(parts))


def _key() -> Iterator[str]:
    for i, (kind, said) in enumerate((("t", "train"), ("v", "validation"), ("s", "shares rows"), ("g", "left out"))):
        x = LEFT + 120 * i
        yield f'<rect class="{kind}" x="{x}" y="22" width="12" height="12"/><text x="{x + 17}" y="32">{said}</text>'


def _row(fold: AuditedFold, y: int) -> Iterator[str]:
    step = WIDTH / max(1, len(fold.bins))
    at = 0
    for kind, run in groupby(_kind(piece) for piece in fold.bins):
        length = len(list(run))
        x, width = LEFT + at * step, length * step
        at += length
        base, strength = kind
        yield f'<rect class="{base}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW - 4}"/>'
        if strength:
            over = "s" if strength < 0 else "v"
            opacity = abs(strength) / LEVELS
            yield (
                f'<rect class="{over}" x="{x:.1f}" y="{y}" width="{width:.1f}" height="{ROW - 4}" '
                f'opacity="{opacity:g}"/>'
            )


def _kind(piece: tuple[int, int, int]) -> tuple[str, int]:
    """(what lies under it, how strongly validation lies over it: below 0 where half of it or more shares rows)."""
    train, validation, sharing = piece
    base = "t" if train else "g"
    if not validation:
        return base, 0
    strength = max(1, -(-LEVELS * validation // (train + validation)))
    return base, -strength if 2 * sharing >= validation else strength


def _words(words: str) -> str:
    return escape(printable(words))
