"""Words on their way into HTML and SVG: the one function by which every value from outside passes."""

from html import escape

from seqguard.core.escape import printable


def words(text: str) -> str:
    """Escaped for text and for attributes in double quotes; control characters are spelt out."""
    return escape(printable(text))


def prose(text: str) -> str:
    """Escaped, with `code` between backticks set as code."""
    parts = words(text).split("`")
    if len(parts) % 2 == 0:
        return "`".join(parts)
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))
