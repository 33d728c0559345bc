"""Files under an array: noticed when they shrink, since reading what is no longer there would end Python (SIGBUS)."""

import mmap
from typing import Any

import numpy as np


class Watched:
    """The file that an array is a window of.

    What happens between a look and the reading after it is not seen. An array that seqguard opened itself is copied
    at once, piece by piece, so that this takes microseconds; views of a caller's own map are used a little longer.
    """

    def __init__(self, mapping: mmap.mmap, offset: int) -> None:
        self._mapping = mapping
        self._end = offset - offset % mmap.ALLOCATIONGRANULARITY + len(mapping)

    @classmethod
    def find(cls, values: Any) -> "Watched | None":
        """The file under an array or a view of one; None where it is in memory."""
        offset = 0
        while values is not None:
            if isinstance(values, mmap.mmap):
                return cls(values, offset)
            if isinstance(values, np.memmap) and isinstance(values.base, mmap.mmap):
                offset = values.offset
            values = getattr(values, "base", None)
        return None

    def check(self) -> None:
        """Raise ValueError where the file has become shorter than what was mapped of it."""
        try:
            size = self._mapping.size()
        except (OSError, ValueError):  # shared memory without a file, or a map that was closed
            return
        if size < self._end:
            raise ValueError(f"the file was cut to {size:,} bytes while it was read; {self._end:,} were mapped")
