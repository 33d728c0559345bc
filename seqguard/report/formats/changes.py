"""Two reports side by side: what is new in the later one, what is gone, and what is said otherwise."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from seqguard.core.escape import for_log, one_line
from seqguard.core.finding import Finding
from seqguard.core.text import count
from seqguard.report.formats.json import plain
from seqguard.report.report import Changes, Reading, Report


def changes(earlier: Report, later: Report) -> Changes:
    """See `Report.since`. Of several findings with one fingerprint each is held against one of the other report."""
    before: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in earlier:
        before[_key(finding)].append(finding)
    new, changed, same = [], [], 0
    for finding in later:
        held = before[_key(finding)]
        if not held:
            new.append(finding)
            continue
        twin = next((f for f in held if _said(f) == _said(finding)), held[0])
        held.remove(twin)
        if _said(twin) == _said(finding):
            same += 1
        else:
            changed.append((twin, finding))
    gone = tuple(finding for finding in earlier if any(finding is left for left in before[_key(finding)]))
    return Changes(tuple(new), gone, tuple(changed), same, tuple(_read(earlier, later)))


def to_dict(made: Changes) -> dict[str, Any]:
    """The changes as JSON values."""
    return {
        "new": [_finding(f) for f in made.new],
        "gone": [_finding(f) for f in made.gone],
        "changed": [{"before": _finding(a), "now": _finding(b)} for a, b in made.changed],
        "same": made.same,
        "read": [{"place": place, "before": before, "now": now} for place, before, now in made.read],
    }


def text(made: Changes) -> str:
    """A line for each, the new ones first."""
    return for_log("\n".join(_lines(made)) + "\n")


def _lines(made: Changes) -> Iterator[str]:
    for place, before, now in made.read:
        yield f"read     {one_line(place)}: {one_line(now)}; before: {one_line(before)}"
    for word, findings in (("new", made.new), ("gone", made.gone)):
        for f in findings:
            yield f"{word:8} {_named(f)}: {one_line(f.message)}"
    for earlier, later in made.changed:
        was = f"{earlier.severity} before; " if earlier.severity != later.severity else ""
        yield f"changed  {_named(later)}: {was}{one_line(later.message)}"
    told = [count(len(made.new), "new finding"), f"{len(made.gone):,} gone", f"{len(made.changed):,} changed"]
    yield f"{', '.join(told)}, {made.same:,} the same"


def _named(finding: Finding) -> str:
    return one_line(f"{finding.severity} {finding.slug} · {finding.place}")


def _key(finding: Finding) -> tuple[str, str]:
    return finding.fingerprint, finding.split


def _said(finding: Finding) -> tuple[Any, ...]:
    return finding.severity, finding.message, finding.also_in


def _read(earlier: Report, later: Report) -> Iterator[tuple[str, str, str]]:
    """Tensors that were read otherwise, or that only one of both has; the number of samples may differ."""
    before, now = ({(r.split, r.tensor): _reading(r) for r in report.readings} for report in (earlier, later))
    for place in dict.fromkeys((*before, *now)):
        a, b = before.get(place, "absent"), now.get(place, "absent")
        if a != b:
            yield " ".join(place), a, b


def _reading(reading: Reading) -> str:
    shape = ", ".join(["n", *map(str, reading.shape[1:])])
    return f"({shape}) {reading.dtype}, {reading.task}"


def _finding(finding: Finding) -> dict[str, Any]:
    return {"fingerprint": finding.fingerprint, "place": finding.place, **plain(vars(finding))}
