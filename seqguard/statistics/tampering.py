"""Windows that contradict both their neighbours although those agree with each other."""

from dataclasses import dataclass, replace

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Bools, Plan, bits
from seqguard.core.statistic import Statistic, statistic

AROUND = 2
"""Windows on each side that are looked at: the neighbours must hang together with theirs as well."""
FEWEST = 3
"""Different rows that the bridge between the neighbours must hold: in a resting series everything fits everything."""
MOST = 256
"""Samples of each kind that are kept by number."""


@dataclass(frozen=True, eq=False, repr=False)
class Tampering(Readable):
    """Windows of one series that do not fit between their neighbours, whose rows they must share.

    `windows` could be compared. The first samples (at most 256) and the count of windows that hold the right rows in
    another order (`shuffled`), backwards (`reversed`), nothing but one value (`blank`), or other finite rows
    (`altered`).
    """

    windows: int
    shuffled: int
    shuffled_first: tuple[int, ...]
    reversed: int
    reversed_first: tuple[int, ...]
    blank: int
    blank_first: tuple[int, ...]
    altered: int
    altered_first: tuple[int, ...]


KINDS = ("shuffled", "reversed", "blank", "altered")


@statistic
class TamperingStatistic(Statistic[Tampering]):
    """A window is judged when the two after it are known; the ends of a part are kept until then.

    The row in the middle of five windows is judged by the geometry alone: windows 1 and 3 overlap as windows two
    steps apart must, and hang together with windows 0 and 4; window 2 hangs together with neither.
    """

    result = Tampering

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._n = self._windows = 0
        self._head = self._tail = _Stretch.none(plan)
        self._found: dict[str, list[int]] = {kind: [] for kind in KINDS}
        self._counts = dict.fromkeys(KINDS, 0)
        self._judges = plan.sliding and 2 * plan.step < plan.T - 1

    def update(self, block: Block) -> None:
        if not self._judges:
            return
        new = _Stretch(block.start, block.values, block.link)
        last = new.cut(max(0, len(block) - 2 * AROUND), len(block))
        if block.link.all():  # nothing to judge inside: only the seam
            self._join(new.cut(0, 2 * AROUND), last, len(block))
            self._windows += max(0, len(block) - 2 * AROUND)
            return
        self._join(new.cut(0, 2 * AROUND), last, len(block))
        self._judge(new)

    def merge(self, later: "TamperingStatistic") -> None:
        if not later._n:
            return
        self._join(later._head, later._tail, later._n)
        self._windows += later._windows
        for kind in KINDS:
            self._counts[kind] += later._counts[kind]
            self._found[kind] = (self._found[kind] + later._found[kind])[:MOST]

    def move(self, by: int) -> None:
        self._head, self._tail = (replace(s, start=s.start + by) for s in (self._head, self._tail))
        self._found = {kind: [i + by for i in found] for kind, found in self._found.items()}

    def finalize(self) -> Tampering:
        figures: dict[str, object] = {"windows": self._windows}
        for kind in KINDS:
            figures[kind] = self._counts[kind]
            figures[f"{kind}_first"] = tuple(self._found[kind])
        return Tampering(**figures)  # type: ignore[arg-type]  # the names are those of the fields

    def _join(self, head: "_Stretch", tail: "_Stretch", count: int) -> None:
        """Judge the windows at the seam to a later part, and remember the new ends."""
        seam = self._tail.then(head)
        self._judge(seam, since=len(self._tail) - AROUND, until=len(self._tail) + AROUND)
        if self._n < 2 * AROUND:
            self._head = self._head.then(head).copied(0, 2 * AROUND) if self._n else head.copied(0, 2 * AROUND)
        whole = self._tail.then(tail) if count < 2 * AROUND else tail
        self._tail = whole.copied(max(0, len(whole) - 2 * AROUND), len(whole))
        self._n += count

    def _judge(self, windows: "_Stretch", since: int = 0, until: int | None = None) -> None:
        """Judge the windows from number `since` to before `until` of a stretch that have two on either side."""
        low = max(AROUND, since)
        high = min(len(windows) - AROUND, len(windows) if until is None else until)
        if high <= low:
            return
        self._windows += high - low
        link = windows.link
        at = np.arange(low, high)
        suspect = at[~link[at] & ~link[at + 1] & link[at - 1] & link[at + 2]]
        for i in suspect.tolist():
            kind = self._kind(windows.values[i - 1], windows.values[i], windows.values[i + 1])
            if kind is not None:
                self._counts[kind] += 1
                if len(self._found[kind]) < MOST:
                    self._found[kind].append(windows.start + i)

    def _kind(self, before: Array, window: Array, after: Array) -> str | None:
        k, T = self.plan.step, self.plan.T
        moving = self.plan.moving
        a, b, x = (bits(np.ascontiguousarray(v[:, moving])) for v in (before, after, window))
        if not (b[: T - 2 * k] == a[2 * k :]).all() or len(np.unique(b[: T - 2 * k], axis=0)) < FEWEST:
            return None
        if window.dtype.kind == "f" and not np.isfinite(window[:, moving]).all():
            return None  # NaN and inf are said as such
        right = np.concatenate([a[k:], b[T - 2 * k : T - k]])
        if (x == x[:1]).all():
            return "blank"
        if (x == right[::-1]).all():
            return "reversed"
        return "shuffled" if (np.sort(_rows(x)) == np.sort(_rows(right))).all() else "altered"


@dataclass(frozen=True, eq=False, repr=False)
class _Stretch:
    """Consecutive samples, the first of which is number `start`; `link`: whether each continues the one before."""

    start: int
    values: Array
    link: Bools

    @classmethod
    def none(cls, plan: Plan) -> "_Stretch":
        return cls(0, np.zeros((0, plan.T, plan.F)), np.zeros(0, bool))

    def __len__(self) -> int:
        return len(self.link)

    def cut(self, start: int, stop: int) -> "_Stretch":
        return _Stretch(self.start + start, self.values[start:stop], self.link[start:stop])

    def copied(self, start: int, stop: int) -> "_Stretch":
        part = self.cut(start, stop)
        return _Stretch(part.start, part.values.copy(), part.link.copy())

    def then(self, later: "_Stretch") -> "_Stretch":
        if not len(self):
            return later
        return _Stretch(
            self.start, np.concatenate([self.values, later.values]), np.concatenate([self.link, later.link])
        )


def _rows(words: Array) -> Array:
    """Each row as one value that can be sorted."""
    words = np.ascontiguousarray(words)
    return words.view(np.dtype((np.void, words.dtype.itemsize * words.shape[1])))[:, 0]
