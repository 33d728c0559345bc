"""False alarms of each check on every sound set at hand, with the rate that they do not exclude.

    python benchmarks/false_alarms.py [--write] [--jobs N]

An alarm is an error or a warning that benchmarks/verdicts.csv does not hold for true. See benchmarks/README.md.
"""

import argparse
import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import comb
from pathlib import Path

from _bars import bars, missed
from _corpus import Case, second, sound, sound_names
from _ledger import shared, where
from _run import Options, crashes, inspect, registered
from _tables import Table, page
from _verdicts import Ruling, verdict_on, verdicts
from _vocabulary import excused

MEASURED = Path(__file__).resolve().parents[1] / "docs" / "measured"
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Alarm:
    """An error or a warning on a sound set. `verdict` is empty where nobody has looked at it."""

    set: str
    severity: str
    slug: str
    place: str
    verdict: str
    message: str


@dataclass(frozen=True)
class Heard:
    """One sound set: the checks that ran on it, what they raised the alarm about, and which of them broke down."""

    set: str
    ran: frozenset[str]
    alarms: tuple[Alarm, ...]
    crashed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One check: sets that it ran on, and of these the ones with an alarm that is not, or is, held for true."""

    slug: str
    sets: int
    alarms: int
    true: int

    @property
    def bound(self) -> float:
        """The rate of alarms on sound sets that is not excluded at 95 %."""
        return upper(self.alarms, self.sets)


def upper(found: int, of: int) -> float:
    """The exact one-sided (Clopper-Pearson) 95 % bound of a rate: at it, so few would be seen in 5 % of draws."""
    if found >= of:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(50):  # halves the interval to 1e-15
        p = (low + high) / 2
        so_few = sum(comb(of, k) * p**k * (1 - p) ** (of - k) for k in range(found + 1))
        low, high = (p, high) if so_few > 1 - CONFIDENCE else (low, p)
    return high


def look(at: tuple[str, str], root: Path) -> Heard:
    """One sound set of one collection, inspected whole."""
    folder, name = at
    case: Case = (sound if folder == "corpus" else second)(root / folder, name)
    report = inspect(case, Options(root))
    table = verdicts()
    alarms = tuple(
        Alarm(name, f.severity, f.slug, where(f), judged(table, case, f.severity, f.slug, where(f)), f.message)
        for f in report.findings
        if f.severity in ("error", "warning")
    )
    return Heard(name, frozenset(report.ran), alarms, crashes(report))


def judged(table: Sequence[Ruling], case: Case, severity: str, slug: str, place: str) -> str:
    """What a person held of it; a warning that a quirk of the set covers is true."""
    known = verdict_on(table, case.name, slug, place)
    if known is not None:
        return known.verdict
    return "true" if severity == "warning" and excused(slug, case.quirks) else ""


def lines(heard: Sequence[Heard], slugs: Sequence[str]) -> list[Line]:
    """One line for each check that ran on any set, or raised the alarm on one."""
    table = []
    for slug in slugs:
        wrong = {h.set for h in heard for a in h.alarms if a.slug == slug and a.verdict != "true"}
        right = {h.set for h in heard for a in h.alarms if a.slug == slug and a.verdict == "true"}
        ran = {h.set for h in heard if slug in h.ran} | wrong | right
        if ran:
            table.append(Line(slug, len(ran), len(wrong), len(right - wrong)))
    return table


def figures(heard: Sequence[Heard]) -> dict[str, float]:
    """What the bars are about."""
    unmarked = [(h.set, a.severity) for h in heard for a in h.alarms if a.verdict != "true"]
    warned = {name for name, severity in unmarked if severity == "warning"}
    return {
        "sound sets with an error not marked true": float(
            len({name for name, severity in unmarked if severity == "error"})
        ),
        "share of sound sets with a warning not marked true": len(warned) / len(heard),
        "checks that crashed on sound sets": float(sum(len(h.crashed) for h in heard)),
    }


def tables(heard: Sequence[Heard], known: Mapping[str, tuple[str, str]]) -> list[Table]:
    """Totals, checks, and every alarm that is not held for true."""
    rows = [
        (known[c.slug][0], c.slug, known[c.slug][1], c.sets, c.alarms, c.true, f"{100 * c.bound:.1f} %")
        for c in sorted(lines(heard, list(known)), key=lambda c: (-c.alarms, known[c.slug]))
    ]
    totals = [("sound sets", len(heard)), *((name, f"{value:.4g}") for name, value in figures(heard).items())]
    wrong = [
        (a.set, a.severity, a.slug, a.place, a.verdict or "new", " ".join(a.message.split()))
        for h in heard
        for a in h.alarms
        if a.verdict != "true"
    ]
    columns = ("code", "check", "level", "sets it ran on", "sets with an alarm", "held for true", "95 % upper bound")
    note = (
        f"The bound is the exact one-sided one: a check that was never wrong on all {len(heard)} sets may yet be wrong "
        f"on {100 * upper(0, len(heard)):.1f} % of such sets."
    )
    return [
        Table("Sound sets", ("", "count"), totals),
        Table("Alarms not held for true", ("set", "level", "check", "place", "verdict", "message"), wrong),
        Table("By check", columns, rows, note),
    ]


def at_hand(root: Path) -> list[tuple[str, str]]:
    """(collection, set) of every sound set below the folder."""
    folders = [folder for folder in ("corpus", "sound2") if (root / folder / "manifest.csv").exists()]
    return [(folder, name) for folder in folders for name in sound_names(root / folder)]


def run(sets: Sequence[tuple[str, str]], root: Path, jobs: int) -> Iterator[Heard]:
    """Each set, in processes where there is more than one job."""
    if jobs == 1:
        yield from (look(at, root) for at in sets)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(partial(look, root=root), sets)


def write(heard: Sequence[Heard], known: Mapping[str, tuple[str, str]], folder: Path) -> None:
    """The page, and the table that the catalogue's pages are made from."""
    folder.mkdir(parents=True, exist_ok=True)
    intro = [
        "Written by `benchmarks/false_alarms.py --write`; `benchmarks/README.md` says what is counted and how.",
        "An alarm is an error or a warning on a sound set that `benchmarks/verdicts.csv` does not hold for true.",
    ]
    (folder / "false_alarms.md").write_text(
        page("False alarms, measured", intro, tables(heard, known)), encoding="utf-8"
    )
    with (folder / "false_alarms.csv").open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("slug", "sets", "alarms", "upper"))
        out.writerows((c.slug, c.sets, c.alarms, f"{c.bound:.4f}") for c in lines(heard, list(known)))


def main(given: Sequence[str] | None = None) -> int:
    """Print; 1 when a bar was missed."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--shared", type=Path, default=shared(), metavar="DIR", help="holds corpus and sound2")
    words.add_argument("--write", action="store_true", help="docs/measured/false_alarms.md and .csv")
    words.add_argument("--jobs", type=int, default=1, metavar="N", help="processes")
    args = words.parse_args(given)
    sets = at_hand(args.shared)
    if not sets:
        print(f"no sound set is at hand below {args.shared}")
        return 0
    known = registered(())
    heard = list(run(sets, args.shared, args.jobs))
    print("\n".join(t.text() for t in tables(heard, known)))
    if args.write:
        write(heard, known, MEASURED)
    told = missed(bars(), "false_alarms", figures(heard))
    print("\n".join(told) or "every bar was reached")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
