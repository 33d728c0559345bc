"""What a painter may look at: a finding, and what is at hand of the tensors that it is about."""

from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

import numpy as np

from seqguard.basis.series import Series
from seqguard.core.finding import Finding
from seqguard.core.places import Readable
from seqguard.core.plan import Array, Bools, Floats, Ints, Plan
from seqguard.facts.series.places import Places
from seqguard.figures.shape import bounded
from seqguard.statistics.sample import Sample

K = TypeVar("K", bound=Readable)


class Source(Protocol):
    """What is known of the data, without another look at them."""

    def at_hand(self, kind: type, split: str, x: str, y: str | None, base: str) -> Any:
        """A statistic, a fact, or what was handed over; None where it takes what the pass did not leave."""

    def names(self, split: str, role: str) -> tuple[str, ...]:
        """The tensors of a split in a role."""


@dataclass(frozen=True)
class Rows:
    """One feature over the rows under the samples, each once.

    Attributes:
        plan: of the tensor.
        feature: its number.
        x: where each row stands on the axis that `axis` names.
        values: (r,), NaN where there is no finite one.
        starts: rows that time does not lead into.
        cells: `sample * T + timestep` of each.
    """

    plan: Plan
    feature: int
    x: Array
    values: Floats
    starts: Bools
    cells: Ints
    axis: str

    @property
    def name(self) -> str:
        return self.plan.features[self.feature] if self.plan.F > 1 or self.plan.role == "x" else self.plan.label

    @property
    def place(self) -> str:
        """The expression that gives these values."""
        if len(self.plan.shape) > 2:
            return f"{self.plan.label}[:, :, {self.feature}]"
        return f"{self.plan.label}[:, {self.feature}]" if self.plan.layout == "columns" else self.plan.label

    def at(self, sample: int, step: int = 0) -> int | None:
        """The number of the row that comes at or after a cell, None where the rows end before it, or its sample is not
        among them."""
        wanted = sample * self.plan.T + step
        found = int(np.searchsorted(self.cells, wanted))
        if found >= len(self.cells) or self.cells[found] // self.plan.T > sample + self.plan.T:
            return None
        return found

    def cut(self, first: int, width: int) -> "Rows":
        """`width` rows from about the `first` on."""
        first = max(0, min(first, len(self.x) - width))
        part = slice(first, first + width)
        return replace(self, x=self.x[part], values=self.values[part], starts=self.starts[part], cells=self.cells[part])


class Scene:
    """A finding and the data it is about. What is not at hand is None: a figure is then not drawn."""

    def __init__(self, finding: Finding, source: Source) -> None:
        self.finding, self._source = finding, source
        self.evidence = finding.evidence
        self.split = finding.split or "train"
        inputs, targets = source.names(self.split, "x"), source.names(self.split, "y")
        self.tensor = finding.tensor or (inputs or ("X",))[0]
        self.target = self.tensor if self.tensor in targets else (targets or (None,))[0]
        self.input = self.tensor if self.tensor in inputs else (inputs or ("X",))[0]
        self.base = str(finding.evidence.get("base", "train"))

    def get(self, kind: type[K], *, split: str | None = None, tensor: str | None = None) -> K | None:
        """Something of the finding's tensor, or of another one."""
        found: K | None = self._source.at_hand(kind, split or self.split, tensor or self.tensor, self.target, self.base)
        return found

    def features(self, plan: Plan) -> list[int]:
        """Numbers of the features that the finding names, in its order."""
        return [plan.features.index(name) for name in self.finding.features if name in plan.features]

    def rows(self, feature: int | None = None, *, split: str | None = None, tensor: str | None = None) -> Rows | None:
        """The rows of a feature, of the first that the finding names where none is given."""
        plan = self.get(Plan, split=split, tensor=tensor)
        series, places = self.get(Series, split=split, tensor=tensor), self.get(Places, split=split, tensor=tensor)
        if plan is None or series is None or places is None or not len(series.rows):
            return None
        if feature is None:
            feature = next(iter(self.features(plan)), 0)
        whole = len(series.rows) == series.of
        x: Array
        if whole and (plan.sliding or plan.T == 1):
            x, axis = np.arange(len(series.rows)), "row" if plan.sliding else "sample"
        else:
            x, axis = places.cell / plan.T, "sample"
        return Rows(plan, feature, x, bounded(series.rows[:, feature]), series.starts, places.cell, axis)

    def against(self, *, mean: bool = False) -> tuple[str, Floats, Floats] | None:
        """A cell that the finding names, by name, and the target, sample by sample: (name, x, y).

        Where it names no timestep, the last one; with `mean` the mean over all of them.
        """
        plan, sample = self.get(Plan, tensor=self.input), self.get(Sample, tensor=self.input)
        target = self.get(Sample, tensor=self.target) if self.target is not None else None
        if plan is None or sample is None or target is None or not len(sample.values):
            return None
        feature = next(iter(self.features(plan)), 0)
        step = next(iter(self.finding.steps), plan.T - 1)
        if step >= plan.T or len(target.values) != len(sample.values):
            return None
        y = bounded(target.values.reshape(len(sample.values), -1)[:, 0])
        over = mean and not self.finding.steps and plan.T > 1
        x = bounded(sample.values[:, :, feature]).mean(1) if over else bounded(sample.values[:, step, feature])
        both = np.isfinite(x) & np.isfinite(y)
        if both.sum() < 3:
            return None
        at = ", mean over time" if over else f" at timestep {step}" if plan.T > 1 else ""
        return f"{plan.features[feature]}{at}", x[both], y[both]
