"""One line of progress on stderr, on a terminal and only where it takes long."""

import sys
import time
from types import TracebackType
from typing import Any, Literal, Self

from seqguard.engine.clock import ENDLESS, Clock

PATIENCE = 1.0
"""Seconds before the first line, and a tenth of them between updates."""


class Progress:
    """Shows how far the pass has come; a no-op in a pipe unless `shown` is True. It brings along who reads, None for
    this thread, and the clock that stops it."""

    def __init__(self, shown: bool | Literal["auto"], executor: Any = None, clock: Clock = ENDLESS) -> None:
        self.executor, self.clock = executor, clock
        self._shown = sys.stderr.isatty() if shown == "auto" else shown
        self._next = time.monotonic() + PATIENCE
        self._width = 0

    def step(self, what: str, done: int, total: int) -> None:
        """Say that `done` of `total` samples of a tensor have been read."""
        if self._shown and time.monotonic() >= self._next:
            line = f"seqguard: {what} {done:,} of {total:,} samples"
            sys.stderr.write("\r" + line.ljust(self._width))
            sys.stderr.flush()
            self._width = len(line)
            self._next = time.monotonic() + PATIENCE / 10

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._width:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()
