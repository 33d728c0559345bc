"""What the commands share, without importing anything heavy."""

from __future__ import annotations

import os
import sys

PRESET_NAMES = ("exploratory", "ci", "strict")


class Usage(Exception):
    """What was asked cannot be done; the message says what can."""


def columns() -> int:
    """The width of the terminal; through shutil it would cost 2 ms, a fifth of an empty Python."""
    try:
        return int(os.environ.get("COLUMNS", "")) or 80
    except ValueError:
        pass
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns
    except (OSError, ValueError):
        return 100
