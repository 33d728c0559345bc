"""What a bad call gets: a TypeError or a ValueError whose text names the argument, and is never longer than a screen.

What is not found or not installed is both what Python calls it and a ValueError, as io.UnsupportedOperation is both an
OSError and a ValueError: who guards a call by `except (TypeError, ValueError)` has them all.
"""

SHOWN = 80
"""Characters of a value in a message: enough to recognise it by, and a message of one line."""
LONGEST = 2_000
"""Characters of a message: of what a file holds (10**5 names of members, a cell of 3 MB) one screen is shown."""


LONGEST_NAME = 500
"""Characters of a column's or feature's name: it stands in messages, and contracts match it by expressions."""


class NotFound(FileNotFoundError, ValueError):
    """Nothing is there, or not what it was said to be."""


class NotInstalled(ImportError, ValueError):
    """A package is needed that is not installed; the message says which, and how to get it."""


class SeqguardWarning(UserWarning):
    """The warnings of a report that passed its gate, as one Python warning; what unpacks beyond its budget."""


class PointerFile(ValueError):
    """The file is a pointer left by Git LFS, DVC or git-annex; the data are not here."""


class NoData(ValueError):
    """The file is sound and holds no data: the weights of a model."""


def shown(value: object) -> str:
    """The beginning of a value's `repr`, or its type where it has none: an int of 5,000 digits, a foreign class."""
    if isinstance(value, str | bytes) and len(value) > SHOWN:
        value = value[:SHOWN]  # the repr of a gigabyte is not made for its first line
    try:
        text = repr(value)
    except Exception:
        return f"<{type(value).__name__}>"
    return f"{text[:SHOWN]} ..." if len(text) > SHOWN else text


def shortened(words: str, most: int = LONGEST) -> str:
    """The beginning of a long message, with how much more there was."""
    return words if len(words) <= most else f"{words[:most]} ... ({len(words) - most:,} characters more)"


def named(argument: str, error: Exception) -> TypeError | ValueError:
    """The same refusal with the argument in front, for what was raised by what knows no argument."""
    said = str(error)
    if not said:
        said = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        said = f"{error.strerror}: {shown(str(error.filename))}" if error.filename else error.strerror
    text = shortened(f"{argument}: {said}")
    for kind, ours in _KINDS.items():
        if isinstance(error, kind):
            return ours(text)
    return ValueError(text)


_KINDS: dict[type[Exception], type[TypeError] | type[ValueError]] = {
    FileNotFoundError: NotFound,
    ImportError: NotInstalled,
    PointerFile: PointerFile,
    TypeError: TypeError,
}
