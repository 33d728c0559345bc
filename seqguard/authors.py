"""What the author of a check, a fact or a statistic imports: public, and kept by docs/stability.md.

    from collections.abc import Iterable

    from seqguard.authors import Finding, Input, Moments, Plan, check, num, threshold


    @check("ACME001", severity="warning")
    def negative_demand(
        plan: Input[Plan], x: Input[Moments], *, least: float = threshold(0.0, -1e9, 1e9, source="demand is a count")
    ) -> Iterable[Finding]:
        '''Demand falls below zero.'''
        low = x.feature_min()
        if (low < least).any():
            yield Finding(message=f"The lowest demand is {num(low.min())}.", remedy="Check the sign of returns.")

Declaring: `check`, `fact`, `statistic`, `threshold`; `DeclarationError` is raised for what cannot be meant, `Missing`
by a fact that cannot be had. Places, in which kinds are read: `Input`, `Target`, `Each`, and of which split `Train`,
`Other`, `Base`, `Every`. What a finding is made of: `Finding`, and the words of its sentences (`count`, `share`, `num`,
`exact`, `listing`, `evidence`, `first`). What a new statistic or fact derives from: `Statistic` over `Block`s under a
`Plan`; `Readable`.

Statistics that are promised: `Moments`, `WindowMoments`, `Sample`, `Geometry`, `RunLengths`, `LabelCounts`,
`Fingerprints`. Facts that are promised: `Series`, `Places`, `Kinds` (of `Column`), `Labels`, `Padded`, `Stamps`.
`Given` and `SplitData` are a tensor and a split as they were handed over. A format of a report is a `Format`, which
writes the `Inspected` paths of a `Run` and their `Report`s; a kind of file is a `FileKind`, a
container in memory a `Container`, which is `Asked` for what `open_array` gives, an `Opened` tensor. docs/extending.md
lists them all with their shapes. Importing this loads NumPy and nothing heavier.
"""

from seqguard.basis.kinds import Column, Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import Check, Missing, check, fact
from seqguard.core.finding import Finding, JsonValue, Severity
from seqguard.core.places import Base, DeclarationError, Each, Every, Input, Other, Readable, Target, Train
from seqguard.core.plan import Array, Block, Bools, Floats, Ints, Plan
from seqguard.core.statistic import Statistic, statistic
from seqguard.core.text import count, evidence, exact, first, listing, num, share
from seqguard.core.thresholds import threshold
from seqguard.facts.series.padding import Padded
from seqguard.facts.series.places import Places
from seqguard.facts.series.stamps import Stamps
from seqguard.facts.target.labels import Labels
from seqguard.report.registry import Format, Inspected, Run
from seqguard.report.report import Report
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_array
from seqguard.sources.base import Given, SplitData
from seqguard.sources.registry import FileKind
from seqguard.statistics.fingerprints import Fingerprints
from seqguard.statistics.geometry import Geometry
from seqguard.statistics.labels import LabelCounts
from seqguard.statistics.moments import Moments
from seqguard.statistics.runs import RunLengths
from seqguard.statistics.sample import Sample
from seqguard.statistics.window_moments import WindowMoments

__all__ = [
    "Array",
    "Asked",
    "Base",
    "Block",
    "Bools",
    "Check",
    "Column",
    "Container",
    "DeclarationError",
    "Each",
    "Every",
    "FileKind",
    "Finding",
    "Fingerprints",
    "Floats",
    "Format",
    "Geometry",
    "Given",
    "Input",
    "Inspected",
    "Ints",
    "JsonValue",
    "Kinds",
    "LabelCounts",
    "Labels",
    "Missing",
    "Moments",
    "Opened",
    "Other",
    "Padded",
    "Places",
    "Plan",
    "Readable",
    "Report",
    "Run",
    "RunLengths",
    "Sample",
    "Series",
    "Severity",
    "SplitData",
    "Stamps",
    "Statistic",
    "Target",
    "Train",
    "WindowMoments",
    "check",
    "count",
    "evidence",
    "exact",
    "fact",
    "first",
    "listing",
    "num",
    "open_array",
    "share",
    "statistic",
    "threshold",
]
