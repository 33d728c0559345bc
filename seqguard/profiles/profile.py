"""`seqguard.profile`: a data set as what is known of it, to be joined, kept, judged again and compared with."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Unpack

import numpy as np

from seqguard.core.arguments import check_path
from seqguard.core.declare import FACTS
from seqguard.core.finding import Skipped
from seqguard.core.options import Options, RuleOptions, Words, takes_options
from seqguard.core.plan import Plan
from seqguard.core.signature import reads
from seqguard.engine.clock import Clock
from seqguard.engine.fold import Fold
from seqguard.engine.held import held_to
from seqguard.engine.intake import read
from seqguard.engine.progress import Progress
from seqguard.engine.registry import chosen, of_data, silenced
from seqguard.engine.reporting import report_on
from seqguard.engine.resolve import TRAIN, Known, needs
from seqguard.engine.run import require_models, worth
from seqguard.engine.wanted import Wanted
from seqguard.facts.kept import Figures
from seqguard.profiles import storing
from seqguard.profiles.figures import FIGURES, by_split
from seqguard.profiles.joining import Folds, differences, joined
from seqguard.report.report import Report
from seqguard.sources.base import SplitData
from seqguard.sources.gather import gather
from seqguard.sources.split import said_with

Tensors = Mapping[str, Mapping[str, Figures]]


@dataclass(frozen=True, eq=False, repr=False)
class Profile:
    """What `seqguard.profile` returns: a data set without its data.

    `a | b` is the profile of both, the samples of `b` after those of `a`: the next day's rows after today's. `report()`
    is the report of the whole, `save(path)` writes under 2 MB, `seqguard.compare(old, new)` judges new data against it.

    Attributes:
        splits: the splits with the shapes and types of their tensors; no values, groups or times.
        figures: of each split the figures of each tensor.
        samples: how many the training split has.
        joined: of how many profiles it is.
    """

    splits: Mapping[str, SplitData]
    figures: Tensors
    joined: int = 1
    rules: RuleOptions = field(default_factory=RuleOptions, repr=False)
    unreadable: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False)
    lost: tuple[str, ...] = ()
    _parts: Mapping[str, Mapping[str, Fold]] | None = field(default=None, repr=False)
    _why: str = field(default="", repr=False)
    _report: list[Report] = field(default_factory=list, repr=False, compare=False)

    @property
    def samples(self) -> int:
        """Samples of the training split."""
        return len(self.splits[TRAIN].inputs[0])

    def report(self) -> Report:
        """The report of the whole.

        Of one data set it is that of `seqguard.inspect`. Of a joined profile it is made from what both kept: sums may
        differ from those over all rows in their last digits, and what is sampled is sampled from both.

        Raises:
            ValueError: a file held no state to make it from; the message says why.
        """
        if not self._report:
            self._report.append(self._judged())
        return self._report[0]

    def save(self, path: "str | os.PathLike[str]") -> None:
        """Write it to a file of under 2 MB (`.sgp`), whatever the shape of the data. What does not fit is thinned:
        fewer sampled samples, fewer hashes; what is counted exactly stays exact.

        Raises:
            OSError: it cannot be written; a file that stood there is as it was.
        """
        storing.save(self, check_path("path", path))

    @staticmethod
    def load(path: "str | os.PathLike[str]") -> "Profile":
        """The profile in a file, of this version or an earlier one. Nothing is unpickled, and no code of it runs.

        Raises:
            ValueError: it is no profile, is damaged, or asks for more than a profile needs.
        """
        return Profile(**storing.load(check_path("path", path)))

    def __or__(self, later: object) -> "Profile":
        if not isinstance(later, Profile):
            return NotImplemented
        return _both(self, later)

    def __repr__(self) -> str:
        tensors = ", ".join(f"{f.tensor} {f.shape} {f.dtype}" for f in self.figures[TRAIN].values())
        parts = f", {self.joined} joined" if self.joined > 1 else ""
        return f"<seqguard.Profile of {tensors or 'nothing that can be read'}{parts}>"

    def plans(self, split: str = TRAIN) -> dict[str, Plan]:
        """What each tensor of a split was read as; empty where a file held no state."""
        return {name: part.plan for name, part in (self._parts or {}).get(split, {}).items()}

    def _judged(self) -> Report:
        if self._parts is None:
            raise ValueError(f"this profile holds no report, and nothing to make one from: {self._why}")
        started = time.perf_counter()
        known = self.known()
        made = {t: {r for p in tensors.values() for r in p.statistics} for t, tensors in self._parts.items()}
        has = set.intersection(*made.values()) if made else set()
        checks = chosen(self.rules)
        alone = len(self.splits) == 1
        runs = [
            c
            for c in checks
            if {kind for _, kind in needs(c.function).statistics} <= has
            or (alone and any(r.split == "other" for r in c.reads))
        ]
        with np.errstate(all="ignore"):
            report = report_on(known, runs, silenced(self.rules), started)
        left = [Skipped(c.code, c.slug, "the profile kept nothing that it reads") for c in checks if c not in runs]
        note = (f"{self.joined} profiles joined",) if self.joined > 1 else ()
        readings = tuple(replace(r, notes=(*r.notes, *note)) for r in report.readings)
        return replace(report, readings=readings, skipped=(*self._skipped(report), *left))

    def _skipped(self, report: Report) -> tuple[Skipped, ...]:
        """What was skipped, and why where it was for what a profile does not keep."""
        if not self.lost:
            return report.skipped
        reason = f"a profile keeps no {' and no '.join(self.lost)}"
        reads_them = {c.code for c in of_data().values() if _reads_split(c.function)}
        return tuple(replace(s, reason=reason) if s.code in reads_them else s for s in report.skipped)

    def known(self) -> Known:
        """What the engine would know of the data, but for what only their values tell."""
        parts = self._parts or {}
        plans = {split: {name: p.plan for name, p in parts.get(split, {}).items()} for split in self.splits}
        results = {split: {name: p.finalize() for name, p in parts.get(split, {}).items()} for split in self.splits}
        return Known(self.splits, plans, results, self.unreadable, {})


@takes_options
def profile(
    X: Any, y: Any = None, *, validation_data: Any = None, like: Profile | None = None, **options: Unpack[Words]
) -> Profile:
    """Profile sequence data: what `inspect` reads of them, to be joined with later data, kept, and compared with.

    Args:
        X, y, validation_data: see `seqguard.inspect`.
        like: a profile that this one is to be joined to: what a few samples cannot show (how windows slide, what pads)
            is taken from there.
        **options: those of `seqguard.inspect`. `report()` follows them.

    Returns:
        The profile. `profile.report()` is what `inspect` says of the same arguments.

    Raises:
        TypeError, ValueError: an argument is not what is described above; the message names it.
    """
    if like is not None and not isinstance(like, Profile):
        raise TypeError(f"like must be a seqguard.Profile or None, got {type(like).__name__}")
    return profiled(X, y, validation_data, Options.of(**said_with(X, options)), like)


def profiled(X: Any, y: Any, validation_data: Any, options: Options, like: Profile | None = None) -> Profile:
    """`profile` with its options made."""
    started = time.perf_counter()
    require_models(options)
    held = held_to(options.rules.schema)
    asked, running = options.data, options.running
    given = gather(X, y, validation_data=validation_data, asked=asked, most=running.max_samples)
    splits = {s.name: s for s in given}
    data = held.named(asked, splits[TRAIN])
    checks, folds = chosen(options.rules), Folds()
    before = like.plans() if like is not None else None
    clock = Clock(running.max_seconds, started)
    with Progress(running.progress, running.executor, clock) as shown, np.errstate(all="ignore"):
        known = read(splits, [*checks, FIGURES], data, shown, each=held.checks, like=before or None, reader=folds)
        known = held.judged(known)
        wanted = Wanted.of(options.rules, checks, open_gate=running.allow_unseen)
        report = report_on(known, checks, silenced(options.rules), started, wanted, running.figures)
        figures = by_split(known)
    report = worth(report, known) if running.impact else report
    return Profile(
        {name: _without_data(split) for name, split in splits.items()},
        figures,
        rules=options.rules,
        unreadable=known.unreadable,
        lost=_left(splits),
        _parts={name: folds.parts.get(name, {}) for name in splits},
        _report=[report],
    )


def _without_data(split: SplitData) -> SplitData:
    inputs, targets = (tuple(replace(t, source=None) for t in given) for given in (split.inputs, split.targets))
    return SplitData(split.name, inputs, targets)


def _left(splits: Mapping[str, SplitData]) -> tuple[str, ...]:
    """What was known of the samples besides their values."""
    words = {"groups": "groups", "timestamps": "timestamps", "sample_weight": "sample weights", "table": "table rows"}
    given = [word for name, word in words.items() if any(getattr(s, name) is not None for s in splits.values())]
    return tuple(given)


def _reads_split(function: Any) -> bool:
    return any(r.kind is SplitData or (r.kind in FACTS and _reads_split(FACTS[r.kind])) for r in reads(function))


def _both(earlier: Profile, later: Profile) -> Profile:
    for which, one in (("earlier", earlier), ("later", later)):
        if one._parts is None:
            raise ValueError(f"the {which} profile cannot be joined: {one._why}")
    if earlier.splits.keys() != later.splits.keys():
        ours, theirs = (", ".join(p.splits) for p in (earlier, later))
        raise ValueError(f"profiles of other splits cannot be joined: {ours} in the earlier, {theirs} in the later")
    assert earlier._parts is not None
    assert later._parts is not None
    for split, tensors in earlier._parts.items():
        others = later._parts[split]
        if tensors.keys() != others.keys():
            named = [", ".join(map(str, t)) or "none" for t in (tensors, others)]
            raise ValueError(f"other tensors of {split} were read: {named[0]} in the earlier, {named[1]} in the later")
        for name, part in tensors.items():
            for difference in differences(part.plan, others[name].plan):
                hint = "make the later one with profile(..., like=earlier)"
                raise ValueError(f"these profiles cannot be joined: {difference}; {hint}")
    for s, data in earlier.splits.items():
        if (ours := _tensors(data)) != (theirs := _tensors(later.splits[s])):
            raise ValueError(f"other tensors of {s} were given: {ours} in the earlier, {theirs} in the later")
    parts = {s: {n: joined(p, later._parts[s][n]) for n, p in ts.items()} for s, ts in earlier._parts.items()}
    splits = {name: _longer(split, later.splits[name]) for name, split in earlier.splits.items()}
    whole = Profile(
        splits,
        {},
        joined=earlier.joined + later.joined,
        rules=replace(earlier.rules, schema=None),
        unreadable={**earlier.unreadable, **later.unreadable},
        lost=tuple(dict.fromkeys((*earlier.lost, *later.lost, *(["contract"] * (earlier.rules.schema is not None))))),
        _parts=parts,
    )
    with np.errstate(all="ignore"):
        return replace(whole, figures=by_split(whole.known()))


def _tensors(split: SplitData) -> str:
    return ", ".join(given.name for given in (*split.inputs, *split.targets)) or "none"


def _longer(ours: SplitData, theirs: SplitData) -> SplitData:
    """A split with the samples of both."""

    def both(a: Any, b: Any) -> Any:
        return tuple(
            replace(x, shape=(len(x) + len(z), *x.shape[1:]), problem=x.problem or z.problem)
            for x, z in zip(a, b, strict=True)
        )

    return SplitData(ours.name, both(ours.inputs, theirs.inputs), both(ours.targets, theirs.targets))
