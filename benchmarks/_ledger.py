"""The ledger's rows: what was found in each case, as tables that diff well, and their differences in words."""

import csv
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from seqguard import Finding, Report

NAMED = 5
"""Features that a place names; the others are counted."""


class Key(NamedTuple):
    """One case of a collection. `fault` and `strength` are empty for a set as it is."""

    set: str
    fault: str = ""
    strength: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.set, self.fault, self.strength)))


class Said(NamedTuple):
    """What was said of a case.

    `change` is empty where everything that was said stands in the table; `new` and `gone` where only the difference to
    the same samples without the fault does. `severity` is that of the finding, or `crash` (a check raised; `slug` is
    its) or `raised` (`inspect` itself did; `slug` is the exception). A case of which nothing is to be said has one line
    of dashes.
    """

    change: str
    severity: str
    slug: str
    place: str

    def __str__(self) -> str:
        return f"{self.severity} {self.slug} at {self.place}" if self.slug != "-" else "nothing"


NOTHING = Said("", "-", "-", "-")
Cases = Mapping[Key, Sequence[Said]]
COLUMNS = (*Key._fields, *Said._fields)


def shared() -> Path:
    """The folder beside the checkout, or the one that holds SEQGUARD_CORPUS."""
    given = os.environ.get("SEQGUARD_CORPUS")
    return Path(given).resolve().parent if given else Path(__file__).resolve().parents[2] / "shared"


def where(finding: Finding) -> str:
    """`train+validation X · f0 · f1 and 3 more`: every split that a finding names, its tensor, its first features."""
    splits = "+".join(filter(None, (finding.split, *finding.also_in)))
    more = f" and {len(finding.features) - NAMED} more" if len(finding.features) > NAMED else ""
    return " · ".join([f"{splits} {finding.tensor or ''}".strip(), *finding.features[:NAMED]]) + more


def said(report: Report) -> list[Said]:
    """The findings and crashes of a report."""
    found = [Said("", f.severity or "info", f.slug, where(f)) for f in report.findings]
    return found + [Said("", "crash", c.slug, c.split or "-") for c in report.crashed]


def difference(before: Sequence[Said], after: Sequence[Said]) -> list[Said]:
    """What is new and what is gone."""
    old, new = Counter(before), Counter(after)
    return [s._replace(change="new") for s in (new - old).elements()] + [
        s._replace(change="gone") for s in (old - new).elements()
    ]


def read(path: Path) -> dict[Key, list[Said]]:
    """The committed table; empty where there is none."""
    if not path.exists():
        return {}
    cases: dict[Key, list[Said]] = {}
    with path.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            key = Key(*(row[name] for name in Key._fields))
            cases.setdefault(key, []).append(Said(*(row[name] for name in Said._fields)))
    return cases


def write(path: Path, cases: Cases) -> None:
    """One line for each thing said, ordered by case, so that a change of one case is a change of its lines alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(COLUMNS)
        for key in sorted(cases):
            table.writerows((*key, *s) for s in sorted(cases[key]) or [NOTHING])


def compare(committed: Cases, now: Cases, *, whole: bool) -> list[str]:
    """The difference in words, a line for each change; `whole`: a committed case that was not run is one too."""
    lines = []
    for key in sorted(now.keys() | (committed.keys() if whole else set())):
        if key not in committed:
            lines.append(f"{key}: not in the ledger; says {listed(now[key])}")
        elif key not in now:
            lines.append(f"{key}: in the ledger, and no longer a case")
        else:
            lines += [f"{key}: {change}" for change in changes(committed[key], now[key])]
    return lines


def listed(things: Sequence[Said]) -> str:
    """What is said of a case, in one line."""
    return "; ".join(str(s) for s in things) or "nothing"


def changes(before: Sequence[Said], after: Sequence[Said]) -> Iterable[str]:
    """One clause for each change between two readings of a case: another severity, another place, come or gone."""
    old = Counter(s for s in before if s.slug != "-")
    new = Counter(s for s in after if s.slug != "-")
    lost, come = sorted((old - new).elements()), sorted((new - old).elements())
    for same in (("change", "slug", "place"), ("change", "slug", "severity")):
        for a in tuple(lost):
            b = next((b for b in come if all(getattr(a, name) == getattr(b, name) for name in same)), None)
            if b is not None:
                lost.remove(a)
                come.remove(b)
                yield f"{a.slug}: {a.severity} at {a.place} is now {b.severity} at {b.place}" + hidden(a)
    yield from (f"no longer {s}{hidden(s)}" for s in lost)
    yield from (f"now {s}{hidden(s)}" for s in come)


def hidden(said: Said) -> str:
    """What a line that tells of an absence adds to its words."""
    return ", which the fault takes away" if said.change == "gone" else ""
