"""64-bit hashes of rows and of runs of rows, in NumPy alone.

A multilinear hash over 64-bit words with the bits mixed first: without the first mixing 100,000 distinct binary windows
gave 4,096 hashes. One prefix sum of row hashes, times inverse powers of an odd constant, yields every n-gram of rows.
"""

from functools import lru_cache

import numpy as np

from seqguard.core.plan import Array, Ints, Words

ODD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio, odd
CELLS = 2**16
"""Values that are hashed at once: half a million, whose words leave the cache, take three times as long each."""
_MIX = np.uint64(0xFF51AFD7ED558CCD)  # from the finaliser of MurmurHash3
_INVERSE = np.uint64(pow(int(ODD), -1, 2**64))


def mix(words: Words) -> Words:
    """Spread every bit of a word over the whole word."""
    words = words ^ (words >> np.uint64(32))
    words *= _MIX
    words ^= words >> np.uint64(29)
    return words


def row_hashes(rows: Array) -> Words:
    """(rows,) hashes of (rows, F) values; -0.0 counts as 0.0, and NaN by its bits.

    Two shifts spread the bits that are set (round numbers set the upper ones alone) before one product per word:
    an einsum over odd multipliers takes a third of the time of mixing every word.
    """
    step = max(1, CELLS // max(1, rows.shape[1]))
    if len(rows) > step:
        out = np.empty(len(rows), np.uint64)
        for start in range(0, len(rows), step):
            out[start : start + step] = row_hashes(rows[start : start + step])
        return out
    words = _words(rows)
    if words.shape[1] == 1:
        return mix(words[:, 0] * ODD)
    words ^= words >> np.uint64(32)
    words ^= words >> np.uint64(23)
    return mix(np.einsum("ij,j->i", words, _multipliers(words.shape[1])))


def _words(rows: Array) -> Words:
    """A copy of the rows as (rows, words) of 64 bits; two float32 share one."""
    n, width = rows.shape
    if rows.dtype.itemsize == 4 and width > 1:
        even = np.zeros((n, width + width % 2), rows.dtype)
        np.add(rows, rows.dtype.type(0), out=even[:, :width])  # folds -0.0
        return even.view(np.uint64)
    values = np.ascontiguousarray(rows + rows.dtype.type(0))
    return values.view(f"u{values.itemsize}").astype(np.uint64, copy=False)


@lru_cache(maxsize=16)
def _multipliers(count: int) -> Words:
    return mix(np.arange(1, count + 1, dtype=np.uint64) * ODD) | np.uint64(1)


class RunHashes:
    """Hashes of any run of consecutive rows, from one prefix sum over their row hashes."""

    def __init__(self, hashes: Words) -> None:
        self._powers, inverse = power_table(len(hashes) + 1)
        self._sums = np.zeros(len(hashes) + 1, np.uint64)
        np.cumsum(hashes * inverse[: len(hashes)], out=self._sums[1:])

    def ending(self, ends: Ints, length: int) -> Words:
        """Hashes of the runs of `length` rows that end before the row numbers `ends`."""
        return mix((self._sums[ends] - self._sums[ends - length]) * self._powers[ends])

    def every(self, length: int) -> Words:
        """Hashes of the runs of `length` rows that end before the row numbers `length`, `length + 1`, ..."""
        return mix((self._sums[length:] - self._sums[:-length]) * self._powers[length : len(self._sums)])


def power_table(count: int) -> tuple[Words, Words]:
    """At least so many powers of an odd constant and of its inverse."""
    return _power_table(max(1024, 1 << count.bit_length()))


@lru_cache(maxsize=4)
def _power_table(size: int) -> tuple[Words, Words]:
    def powers(base: np.uint64) -> Words:
        out: Words = np.cumprod(np.concatenate([[np.uint64(1)], np.full(size, base, np.uint64)]), dtype=np.uint64)
        return out

    return powers(ODD), powers(_INVERSE)
