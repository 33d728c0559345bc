"""Runs `seqguard.inspect` on the cases of a corpus and keeps what the tables need."""

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from _corpus import Case, Fault, Injected, faults, inject, load_injector, natural, sound, wild
from _count import Before, Counted, counted

import seqguard
from seqguard import Finding, Report
from seqguard.engine.registry import choose, discover


@dataclass(frozen=True)
class Options:
    """What a run is about: the corpus, the faults to inject, and what is handed on to `inspect`."""

    root: Path
    only: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    sample: Any = "auto"
    checks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """(code, severity) of each registered check that runs, by slug."""

    @property
    def severities(self) -> dict[str, str]:
        """Registered severity by slug."""
        return {slug: severity for slug, (_, severity) in self.checks.items()}

    def runs(self, fault: Fault) -> bool:
        """Whether the fault is injected: asked for by name, or, without names, one of its slugs has a check."""
        return fault.name in self.only if self.only else any(slug in self.checks for slug in fault.expected)


@dataclass(frozen=True)
class Outcome:
    """One injected fault: `raised` is the exception of an `inspect` that gave no report."""

    fault: str
    strength: str
    set: str
    verdict: Counted
    filled: int | None
    raised: str = ""
    crashed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """One sound set: its findings untouched and whole, and the outcome of every fault put into it."""

    case: str
    quirks: tuple[str, ...]
    notes: str
    findings: tuple[Finding, ...]
    crashed: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    seconds: Mapping[str, float]


def registered(select: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """(code, severity) of the checks that run on data alone, by slug: none that reads a model or a training log."""
    chosen = choose(discover().values(), select or None, ())
    on_data = [c for c in chosen if not {read.role for read in c.reads} & {"model", "log"}]
    return {check.slug: (check.code, check.severity) for check in on_data}


def inspect(case: Case, options: Options, **arguments: Any) -> Report:
    """`seqguard.inspect` with its defaults; only select and sample are handed on."""
    given = {**case.arguments, **arguments}
    select = list(options.select) or None
    return seqguard.inspect(**given, select=select, sample=options.sample, progress=False)


def crashes(report: Report) -> tuple[str, ...]:
    """`slug: error` of the checks that raised."""
    return tuple(f"{c.slug}: {c.error}" for c in report.crashed)


def run_set(name: str, options: Options) -> Result:
    """One sound set, untouched and whole; then its head with every fault at every strength."""
    injector = load_injector(options.root)
    case = sound(options.root, name)
    begun = time.perf_counter()
    whole = inspect(case, options)
    head = case.capped()
    untouched = whole if len(head.X) == len(case.X) and _same_validation(head, case) else inspect(head, options)
    spent = {"sound": time.perf_counter() - begun, "inject": 0.0, "inspect": 0.0}
    before = Before(untouched.findings)
    outcomes = []
    for fault in filter(options.runs, faults(injector)):
        for strength in fault.strengths:
            begun = time.perf_counter()
            injected = inject(injector, head, fault, strength)
            made = time.perf_counter()
            spent["inject"] += made - begun
            if injected is not None:
                outcomes.append(run_fault(injected, before, options))
                spent["inspect"] += time.perf_counter() - made
    return Result(name, case.quirks, case.notes, whole.findings, crashes(whole), tuple(outcomes), spent)


def _same_validation(head: Case, case: Case) -> bool:
    return head.X_val is None or case.X_val is None or len(head.X_val) == len(case.X_val)


def run_fault(injected: Injected, before: Before, options: Options) -> Outcome:
    """One injected fault. An `inspect` that raises has found nothing, and its exception is kept for the tables."""
    fault = injected.fault
    at = partial(Outcome, fault.name, str(injected.strength), injected.case.name, filled=injected.filled)
    try:
        report = inspect(injected.case, options)
    except Exception as error:  # shown in its own table: bad data must give findings, never an exception
        own = False if fault.slug in options.checks else None
        return at(verdict=Counted(own, False, False), raised=f"{type(error).__name__}: {error}"[:200])
    return at(verdict=counted(report.findings, before, injected, options.severities), crashed=crashes(report))


def run_sets(names: list[str], options: Options, jobs: int) -> Iterator[Result]:
    """Every set, in order; more than one job: in processes."""
    if jobs == 1:
        yield from (run_set(name, options) for name in names)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(partial(run_set, options=options), names)


@dataclass(frozen=True)
class Seen:
    """A natural or wild case beside what was found in it; `touched` are the samples at fault, by split, where known."""

    case: Case
    findings: tuple[Finding, ...]
    crashed: tuple[str, ...]
    touched: Mapping[str, frozenset[int]] = field(default_factory=dict)


def run_natural(options: Options) -> list[Seen]:
    """The natural faults, with their time stamps where they have any."""
    seen = []
    for case in natural(options.root):
        report = inspect(case, options, **timestamped(case))
        seen.append(Seen(case, report.findings, crashes(report), touched(case)))
    return seen


def run_wild(root: Path, options: Options) -> list[Seen]:
    """What public projects feed to `fit`."""
    reports = [(case, inspect(case, options)) for case in wild(root)]
    return [Seen(case, report.findings, crashes(report)) for case, report in reports]


def timestamped(case: Case) -> dict[str, Any]:
    """Arguments that hand over the time stamps of each window's rows, where the case has them."""
    if "t" not in case.extra:
        return {}
    rows = case.extra["start"][:, None] + np.arange(case.X.shape[1])
    return {"X": seqguard.Split(case.X, case.y, timestamps=case.extra["t"][rows]), "y": None}


def touched(case: Case) -> dict[str, frozenset[int]]:
    """Samples that hold a row at fault, in X or as the row after it; of duplicates every copy; by split."""
    if case.facts["fault"] == "duplicate-samples":
        return copies(case)
    if "where_raw" not in case.extra or "start" not in case.extra:
        return {}
    rows = case.extra["start"][:, None] + np.arange(case.X.shape[1] + 1)
    hit = np.isin(rows, case.extra["where_raw"]).any(1)
    return {"train": frozenset(np.flatnonzero(hit).tolist())}


def copies(case: Case) -> dict[str, frozenset[int]]:
    """Samples that stand more than once, within a split or across both."""
    splits = {"train": case.X} if case.X_val is None else {"train": case.X, "validation": case.X_val}
    where: dict[bytes, list[tuple[str, int]]] = {}
    for split, samples in splits.items():
        for i, sample in enumerate(samples):
            where.setdefault(sample.tobytes(), []).append((split, i))
    twice = [place for places in where.values() if len(places) > 1 for place in places]
    return {split: frozenset(i for at, i in twice if at == split) for split in splits}
