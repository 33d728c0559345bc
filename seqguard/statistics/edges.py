"""The first and the last sample of a split."""

from dataclasses import dataclass

from seqguard.core.places import Readable
from seqguard.core.plan import Array, Block, Plan
from seqguard.core.statistic import Statistic, statistic


@dataclass(frozen=True, eq=False, repr=False)
class Edges(Readable):
    """(T, F) each."""

    first: Array
    last: Array


@statistic
class EdgesStatistic(Statistic[Edges]):
    """Copies of two samples."""

    result = Edges

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._first: Array | None = None
        self._last: Array | None = None

    def update(self, block: Block) -> None:
        if self._first is None:
            self._first = block.values[0].copy()
        self._last = block.values[-1].copy()

    def merge(self, later: "EdgesStatistic") -> None:
        if later._first is not None:
            self._first = later._first if self._first is None else self._first
            self._last = later._last

    def finalize(self) -> Edges:
        assert self._first is not None
        assert self._last is not None
        return Edges(self._first, self._last)
