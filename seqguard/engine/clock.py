"""The seconds that a run may take: it stops between two pieces or two checks, and says what was not reached."""

import time
from dataclasses import dataclass

from seqguard.core.text import num

MORE_TIME = "seqguard.inspect(..., max_seconds=None)"
"""Reads what there was no time for."""


@dataclass(frozen=True)
class Overdue:
    """Stands in for what was not read to its end."""

    reason: str


@dataclass(frozen=True)
class Clock:
    """`seconds` from the reading of `time.perf_counter` at `started` on; None for as long as it takes."""

    seconds: float | None = None
    started: float = 0.0

    @property
    def over(self) -> bool:
        """Whether nothing further is begun."""
        return self.seconds is not None and time.perf_counter() - self.started >= self.seconds

    @property
    def said(self) -> str:
        """What whoever was not reached is told."""
        return f"max_seconds={num(self.seconds or 0)} was over"


ENDLESS = Clock()
