"""The colours of pages and figures, each for light and for dark: told apart without red and green, text at 4.5 to 1."""

PAPER = ("#ffffff", "#0d1117")
SOFT = ("#f6f8fa", "#151b23")
INK = ("#1f2328", "#e6edf3")
QUIET = ("#59636e", "#9198a1")
LINE = ("#d0d7de", "#3d444d")
"""A border: it separates and says nothing."""
TONES = {
    "error": ("#b3261e", "#ff8f88"),
    "warning": ("#8a5300", "#e8b04c"),
    "info": ("#0b5cad", "#79b8ff"),
    "clean": ("#1a6b38", "#6fd08c"),
}
"""Of a severity, which its word says as well."""
FIRST = ("#0b5cad", "#79b8ff")
SECOND = ("#c2410c", "#ff9e57")
"""Of figures: the data, or train; and what was found, or the other split."""


def variables() -> str:
    """As custom properties of CSS."""
    named = {"soft": SOFT, "quiet": QUIET, "line": LINE, **TONES, "paper": PAPER, "ink": INK, "1": FIRST, "2": SECOND}
    return "".join(f"--sg-{name}:light-dark({light},{dark});" for name, (light, dark) in named.items())
