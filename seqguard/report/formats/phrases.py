"""Sentences that several formats share: what was read as what, how much was found, what was skipped and why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from seqguard.core.escape import printable
from seqguard.core.finding import SEVERITIES, Baseline, Finding, Skipped
from seqguard.core.text import count, num
from seqguard.report.registry import Run
from seqguard.report.report import Reading, Report


def counts(report: Report) -> str:
    """`2 errors, 1 warning, 3 notes`; empty where nothing was found."""
    nouns = {"error": "error", "warning": "warning", "info": "note"}
    found = Counter(f.severity for f in report.findings)
    return ", ".join(count(found[s], nouns[s]) for s in SEVERITIES if found[s])


def explained(finding: Finding) -> list[str]:
    """`constant-target (warning) in validation y` for each finding that this one explains, once each."""
    found = dict.fromkeys((f.slug, f.severity, f.place) for f in finding.absorbed)
    return [f"{slug} ({severity}) in {place}" for slug, severity, place in found]


def skipped_reasons(skipped: Sequence[Skipped], limit: int = 2) -> str:
    """`6: no timestamps, 3: no groups`: checks by what they would have needed, the commonest first.

    A reason may go on after a colon with what to do about it, which a count has no room for.
    """
    named = dict.fromkeys((s.slug, s.reason.split(": ")[0].rstrip(".")) for s in skipped)
    reasons = Counter(reason for _, reason in named)
    parts = [f"{n}: {printable(reason)}" for reason, n in reasons.most_common(limit)]
    rest = sum(n for _, n in reasons.most_common()[limit:])
    return ", ".join([*parts, f"{rest}: other reasons"] if rest else parts)


def skipped_by_reason(skipped: Sequence[Skipped]) -> dict[str, list[str]]:
    """The checks that did not run, by what they would have needed: the commonest reason first, each check once."""
    found: dict[str, dict[str, None]] = {}
    for s in skipped:
        found.setdefault(s.reason.rstrip("."), {})[s.slug] = None
    return {reason: list(slugs) for reason, slugs in sorted(found.items(), key=lambda item: -len(item[1]))}


def over_files(run: Run) -> str:
    """`3 errors, 1 warning in 2 of 5 files; 1 could not be read`: the last line of a run."""
    found = Counter(f.severity for _, report in run.reports for f in report.findings)
    crashed = sum(len(report.crashed) for _, report in run.reports)
    nouns = {"error": "error", "warning": "warning"}
    said = [count(found[s], noun) for s, noun in nouns.items() if found[s]]  # type: ignore[index]  # keys are severities
    said += [count(crashed, "crash", "crashes")] if crashed else []
    hit = sum(bool(report.errors or report.warnings or report.crashed) for _, report in run.reports)
    line = (
        f"{', '.join(said)} in {hit} of {count(len(run.files), 'file')}"
        if said
        else (f"no errors, no warnings in {count(len(run.reports), 'file')}")
    )
    if found["info"]:
        line += f", {count(found['info'], 'note')}"
    unread, left = sum(bool(f.problem) for f in run.files), sum(bool(f.notice) for f in run.files)
    line += f"; {unread} could not be read" if unread else ""
    return line + (f"; {left} not inspected" if left else "")


def notes_named(report: Report, limit: int = 4) -> str:
    """`3 notes: val-shift, too-few-steps, unscaled-target`: each slug once, so that none is only a number."""
    slugs = list(dict.fromkeys(f.slug for f in report.notes))
    more = f" and {len(slugs) - limit} more" if len(slugs) > limit else ""
    return printable(f"{count(len(report.notes), 'note')}: {', '.join(slugs[:limit])}{more}")


def first_line(readings: Sequence[Reading]) -> str:
    """`X (1976, 24, 4) float32 · y (1976, 1) float32 · validation (494, 24, 4)`."""
    dtypes = {r.tensor: r.dtype for r in readings if r.split == "train"}
    parts = []
    for r in readings:
        if r.split == "train":
            parts.append(f"{r.tensor} {r.shape} {r.dtype}")
        elif r.role == "x":
            parts.append(f"{named(r)} {r.shape}" + (f" {r.dtype}" if r.dtype != dtypes.get(r.tensor) else ""))
    return printable(" · ".join(parts))


def named(reading: Reading) -> str:
    """`X`, `y`, `validation`, `validation y`: the tensor that was read."""
    if reading.split == "train":
        return reading.tensor
    return reading.split if reading.tensor == "X" else f"{reading.split} {reading.tensor}"


def read_as(readings: Sequence[Reading]) -> str:
    """The task, then what each tensor was taken for: `regression; sliding windows of one series (step 1)`."""
    several = sum(r.role == "x" for r in readings) > 1
    parts = [r.task for r in readings if r.role == "y"][:1]
    for r in readings:
        kinds = ", ".join(f"{n:,} {kind}" for kind, n in r.kinds.items()) if r.role == "x" else ""
        notes = [*([r.task] if r.role == "x" and r.task != "values" else []), *r.notes]
        notes += [f"features: {kinds}"] if kinds else []
        if notes:
            parts.append((f"{r.tensor}: " if several else "") + ", ".join(notes))
    return printable("; ".join(parts))


def aligned_elsewhere(readings: Sequence[Reading]) -> Iterator[str]:
    """`validation y is feature `load` 3 steps after the window`, of splits whose targets stand elsewhere."""

    def place(reading: Reading) -> tuple[object, object]:
        return reading.details.get("origin_feature"), reading.details.get("origin_shift")

    train = {r.tensor: place(r) for r in readings if r.split == "train"}
    for r in readings:
        if r.split != "train" and "origin_shift" in r.details and place(r) != train.get(r.tensor):
            yield printable(f"{r.split} {r.notes[-1]}")


def beaten_by(baselines: Sequence[Baseline]) -> Iterator[str]:
    """`mse to beat on validation: 0.0214 (last value), 0.0873 (mean)`, a line for each metric, split and target."""

    def place(b: Baseline) -> tuple[str, str, str]:
        return b.split, b.tensor, b.metric

    for (split, tensor, metric), group in groupby(sorted(baselines, key=place), key=place):
        scores = ", ".join(f"{num(b.score)} ({b.rule})" for b in sorted(group, key=lambda b: b.score))
        yield printable(f"{metric} to beat on {split}{'' if tensor == 'y' else ' ' + tensor}: {scores}")


def not_looked_at(report: Report) -> Iterator[tuple[str, str]]:
    """(`not looked at: x is a generator`, why and which call would read it) of each thing that was not read."""
    for u in report.unseen:
        yield printable(f"not looked at: {u.given}"), printable(u.reason + (f" Call {u.call}" if u.call else ""))
    for s in report.unchecked:
        yield printable(f"not checked: {s.slug} {_lacks(s.reason)}"), ""


def _lacks(reason: str) -> str:
    """`needs scikit-learn (pip install scikit-learn)`, `could not run: no targets were given`."""
    what, colon, way = reason.rstrip(".").partition(": ")
    if what.startswith("needs "):
        return f"{what} ({way})" if colon else what
    return f"could not run: {reason.rstrip('.')}"


def verdict(report: Report) -> str:
    """`2 errors, 1 warning`, `nothing found in X, y, validation`; then what a baseline file knew already."""
    baseline = report.run.baseline
    known = baseline.get("known") if isinstance(baseline, Mapping) else None
    return _found(report) + (f", {known} known" if known else "")


def _found(report: Report) -> str:
    unread = any(u.split == "train" for u in report.unseen)
    if unread and not report.errors and not report.warnings:
        return "data not looked at" + (f", {counts(report)} on the rest" if report.findings else "")
    if not report.findings and not report.ran and (report.unchecked or report.unseen):
        return nothing(report)
    if not report.findings:
        tensors = ", ".join(dict.fromkeys(r.tensor if r.split == "train" else r.split for r in report.readings))
        return printable("nothing found" + (f" in {tensors}" if tensors else ""))
    if not any(f.severity in ("error", "warning") for f in report.findings):
        return f"no errors, no warnings, {counts(report)}"
    return counts(report)


def nothing(report: Report) -> str:
    """What a report without findings says; that nothing was found says only who looked."""
    return "nothing was checked" if not report.ran and (report.unchecked or report.unseen) else "nothing found"


def checks_ran(report: Report) -> str:
    """`41 checks ran; 9 did not (6: no timestamps, 3: no groups); 1 crashed`."""
    parts = [f"{count(len(report.ran), 'check')} ran"]
    if report.skipped:
        parts.append(f"{len({s.slug for s in report.skipped})} did not ({skipped_reasons(report.skipped)})")
    if report.crashed:
        parts.append(f"{len(report.crashed)} crashed")
    return "; ".join(parts)


def seconds(report: Report) -> str:
    """` · 0.09 s`, or nothing where the time is not known."""
    taken = report.run.seconds
    return f" · {taken:.2f} s" if isinstance(taken, int | float) else ""


def silencing(finding: Finding) -> str:
    """The argument of `inspect` and `validate` that silences this finding and leaves the check on elsewhere."""
    if finding.features:
        return f"ignore={{{finding.slug!r}: {[*finding.features]!r}}}"
    return f"ignore=[{finding.slug!r}]"
