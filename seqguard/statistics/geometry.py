"""How the samples hang together: links between windows, breaks of the series, padding."""

from dataclasses import dataclass

import numpy as np

from seqguard.core.places import Readable
from seqguard.core.plan import Block, Ints, Plan
from seqguard.core.statistic import Statistic, statistic

BREAKS = 4096


@dataclass(frozen=True, eq=False, repr=False)
class Geometry(Readable):
    """`rows` of the series under `n` windows, of which `links` continue the one before.

    `breaks` holds the first samples (at most 4,096) that continue nothing, sample 0 among them; `padded` counts padded
    steps, `padded_samples` the samples with any, `all_padded` those with nothing else and `all_padded_first` the
    first of them.
    """

    n: int
    links: int
    rows: int
    breaks: tuple[int, ...]
    padded: int
    padded_samples: int
    all_padded: int
    all_padded_first: tuple[int, ...]


@statistic
class GeometryStatistic(Statistic[Geometry]):
    """Counts over the links of the blocks."""

    result = Geometry

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._n = self._links = self._rows = self._padded = self._padded_samples = self._all = 0
        self._breaks: list[int] = []
        self._all_first: list[int] = []

    def update(self, block: Block) -> None:
        n, links = len(block), int(block.link.sum())
        self._n += n
        self._links += links
        self._rows += links * self.plan.step + (n - links) * self.plan.T
        if links < n:
            self._keep(self._breaks, block.start + np.flatnonzero(~block.link))
        if block.padded is not None:
            steps = block.padded.sum(1)
            self._padded += int(steps.sum())
            self._padded_samples += int((steps > 0).sum())
            whole = steps == self.plan.T
            self._all += int(whole.sum())
            self._keep(self._all_first, block.start + np.flatnonzero(whole))

    @staticmethod
    def _keep(kept: list[int], more: Ints) -> None:
        kept += more[: max(0, BREAKS - len(kept))].tolist()

    def merge(self, later: "GeometryStatistic") -> None:
        for name in ("_n", "_links", "_rows", "_padded", "_padded_samples", "_all"):
            setattr(self, name, getattr(self, name) + getattr(later, name))
        self._keep(self._breaks, np.array(later._breaks, int))
        self._keep(self._all_first, np.array(later._all_first, int))

    def move(self, by: int) -> None:
        self._breaks = [i + by for i in self._breaks]
        self._all_first = [i + by for i in self._all_first]

    def finalize(self) -> Geometry:
        return Geometry(
            self._n, self._links, self._rows, tuple(self._breaks), self._padded, self._padded_samples, self._all,
            tuple(self._all_first),
        )  # fmt: skip
