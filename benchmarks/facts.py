"""The facts' ledger: what facts come to, and what checks say, on examples and wider sets; what a change does to it.

    python benchmarks/facts.py                                 # write benchmarks/ledger/facts.csv anew
    python benchmarks/facts.py --check                         # compare; 1 on any difference
    python benchmarks/facts.py --add "ramp outlier/0/noise=0.3"   # a step of a ramp more, where a number decides

A threshold inside a fact moves figures before it moves a finding. One line is a fact in a set, or what a check says of
it, with a few sums over all numbers in it, in all tensors and splits: enough to notice, too little to tell data by.
"""

import argparse
import csv
import dataclasses
import math
import sys
import warnings
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from _ramps import SERIES, given_at
from _wide import WIDE

from seqguard.core.declare import Missing
from seqguard.core.finding import Finding
from seqguard.core.options import Options
from seqguard.core.plan import Plan
from seqguard.engine.intake import read
from seqguard.engine.registry import discover
from seqguard.engine.resolve import TRAIN, Known, needs
from seqguard.sources.gather import gather

FILE = Path(__file__).resolve().parent / "ledger" / "facts.csv"
CLOSE = 1e-4
"""Relative difference that versions of NumPy and the order of a sum may make."""
SLOW = {"no-signal"}
"""It fits models."""
Row = tuple[int, float, float]
"""Numbers in a fact, their sum weighted by place, and the sum of their sizes."""


def names() -> list[str]:
    """The sets: examples of checks, as `slug bad 0`, `wide NAME`, and each `ramp RAMP=STEP` that the table has."""
    examples = [
        f"{c.slug} {how} {i}"
        for c in discover().values()
        if not needs(c.function).outside and c.slug not in SLOW and c.function.__module__.startswith("seqguard.")
        for how, examples in (("bad", c.bads), ("good", c.goods))
        for i in range(len(examples))
    ]
    ramps = {example for example, _ in written() if example.startswith("ramp ")}
    return [*examples, *sorted(ramps), *(f"wide {name}" for name in WIDE)]


def about(slugs: Collection[str]) -> list[str]:
    """The sets to look at for a change that these checks read: their own first, then those that are nobody's."""
    ramps = [name for name in names() if name.startswith("ramp ")]
    own = [name for name in names() if name.split()[0] in slugs]
    others = [name for name in ramps if name[5:].split("/")[0] in SERIES]
    return [*own, *(n for n in ramps if n[5:].split("/")[0] in slugs), *others, *(f"wide {name}" for name in WIDE)]


def given_of(name: str) -> dict[str, Any]:
    """The arguments of `inspect`: of `slug bad 0`, `wide NAME` or `ramp RAMP=STEP`."""
    first, _, rest = name.partition(" ")
    if first == "wide":
        return dict(WIDE[rest](np.random.default_rng(7)))
    if first == "ramp":
        ramp, _, step = rest.rpartition("=")
        return dict(given_at(ramp, float(step)))
    how, _, i = rest.partition(" ")
    check = next(c for c in discover().values() if c.slug == first)
    return dict((check.bads if how == "bad" else check.goods)[int(i)](np.random.default_rng(0)))


def figures(name: str) -> dict[str, Row]:
    """Each fact of a set, and what each check says, by its kind."""
    given = given_of(name)
    X, y, validation = given.pop("X"), given.pop("y", None), given.pop("validation_data", None)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        known, said = computed(X, y, validation, given)
        return _together([*_all(known), *said])


def _together(found: Iterable[tuple[str, Row]]) -> dict[str, Row]:
    """One row for each kind: those of all places, each with a weight of its own."""
    table: dict[str, Row] = {}
    for name, (n, weighted, size) in found:
        kind, _, place = name.partition(" ")
        weight = 1 + zlib.crc32(place.encode()) % 101 / 101
        before = table.get(kind, (0, 0.0, 0.0))
        table[kind] = before[0] + n, before[1] + weight * weighted, before[2] + weight * size
    return table


def computed(X: Any, y: Any, validation: Any, given: Mapping[str, Any]) -> tuple[Known, list[tuple[str, Row]]]:
    """Everything that the checks ask for, and what they say."""
    from seqguard.engine.progress import Progress

    asked = Options.of(**given)
    splits = {s.name: s for s in gather(X, y, validation_data=validation)}
    checks = [c for c in discover().values() if not needs(c.function).outside and c.slug not in SLOW]
    with Progress(False) as shown:
        known = read(splits, checks, asked.data, shown)
    said = []
    for check in checks:
        if len(splits) == 1 and {"base", "other"} & needs(check.function).splits:
            continue
        for scope in known.places(check.function):
            try:
                found = [*check.function(**known.arguments(check.function, scope))]
            except Missing:
                continue  # what cannot be had has no figures
            said += [(f"{check.slug} {scope.split} {scope.x} {scope.y}", _of(finding)) for finding in found]
    return known, said


def _of(finding: Finding) -> Row:
    """A finding without its words: severity, places and evidence."""
    places = (finding.features, finding.steps, finding.samples)
    return summary((finding.severity or "", *places, *(len(p) for p in places), finding.evidence))


def _all(known: Known) -> Iterator[tuple[str, Row]]:
    for split, tensors in known.plans.items():
        for tensor, plan in tensors.items():
            yield f"Plan {split} {tensor}", summary(plan)
            for kind, found in known.profiles[split][tensor].items():
                yield f"{kind.__name__} {split} {tensor}", summary(found)
    for (kind, *place), found in known.facts.items():
        if not isinstance(found, Missing):
            yield f"{kind.__name__} {' '.join(str(p) for p in place if p not in (None, TRAIN))}", summary(found)


def summary(found: Any) -> Row:
    """A few sums over all numbers in an object."""
    leaves = np.fromiter(_leaves(found, 0), float)
    if not len(leaves):
        return 0, 0.0, 0.0
    weights = 1 + np.arange(len(leaves)) % 97 / 97
    return len(leaves), float(leaves @ weights), float(np.abs(leaves).sum())


def _leaves(thing: Any, depth: int) -> Iterator[float]:
    """The finite numbers in an object, its lists and dataclasses included; words by their checksum."""
    if isinstance(thing, bool | int | float | np.number | np.bool_):
        yield _bounded(float(thing))
    elif isinstance(thing, str):
        yield float(zlib.crc32(thing.encode()) % 1009)
    elif isinstance(thing, np.ndarray):
        if thing.dtype == np.uint64:  # hashes
            yield from (thing % np.uint64(1009)).astype(float).ravel().tolist()
        elif thing.dtype.kind in "fiub":
            yield from (_bounded(v) for v in thing.astype(float).ravel().tolist())
        else:
            yield float(thing.size)
    elif isinstance(thing, Mapping):
        for key in sorted(thing, key=str):
            yield from _leaves(thing[key], depth + 1)
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from _leaves(part, depth + 1)
    elif dataclasses.is_dataclass(thing) and depth < 6 and not (depth and isinstance(thing, Plan)):
        for field in dataclasses.fields(thing):
            yield from _leaves(getattr(thing, field.name), depth + 1)


def _bounded(value: float) -> float:
    """What is not finite, or has no digits to spare, as a number that has."""
    if not math.isfinite(value):
        return 1.0 if value != value else math.copysign(2.0, value)
    return 0.0 if abs(value) < 1e-12 else min(max(value, -1e12), 1e12)


def written() -> dict[tuple[str, str], Row]:
    """The committed table."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return {
            (r["example"], r["fact"]): (int(r["numbers"]), float(r["weighted"]), float(r["size"]))
            for r in csv.DictReader(lines)
        }


def equal(a: Row, b: Row) -> bool:
    """Whether two rows are the same but for the last digits."""
    room = CLOSE * (1e-6 + max(a[2], b[2]))
    return a[0] == b[0] and abs(a[1] - b[1]) <= room and abs(a[2] - b[2]) <= room


def differences(committed: Mapping[tuple[str, str], Row], wanted: Iterable[str]) -> Iterator[str]:
    """What differs from the table, a line each, in these sets."""
    known_of: dict[str, dict[str, Row]] = {}
    for (example, fact), row in committed.items():
        known_of.setdefault(example, {})[fact] = row
    for name in wanted:
        found, known = figures(name), known_of.get(name, {})
        for fact in sorted(found.keys() | known.keys()):
            if fact not in known or fact not in found:
                yield f"{name}: {'now' if fact in found else 'no longer'} {fact}"
            elif not equal(known[fact], found[fact]):
                yield f"{name}: {fact} was {known[fact]}, is {found[fact]}"


def main() -> int:
    """Write or compare."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--check", action="store_true", help="write nothing; 1 when anything differs from the table")
    words.add_argument("--add", default=[], nargs="*", metavar="SET", help="steps of ramps that the table gets as well")
    words.add_argument("--jobs", type=int, default=1, metavar="N", help="processes")
    asked = words.parse_args()
    with ProcessPoolExecutor(asked.jobs) as pool:
        wanted = [*dict.fromkeys([*names(), *asked.add])]
        found = dict(zip(wanted, pool.map(figures, wanted), strict=True))
    rows = {(name, fact): row for name, facts in found.items() for fact, row in facts.items()}
    if not asked.check:
        with FILE.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(("example", "fact", "numbers", "weighted", "size"))
            table.writerows((*key, n, f"{a:.7g}", f"{b:.7g}") for key, (n, a, b) in sorted(rows.items()))
        return 0
    committed = written()
    lines = [f"{key[0]}: {'now' if key in rows else 'no longer'} {key[1]}" for key in committed.keys() ^ rows.keys()]
    lines += [f"{key[0]}: {key[1]}" for key in committed.keys() & rows.keys() if not equal(committed[key], rows[key])]
    print("\n".join([*sorted(lines)[:50], f"{len(rows):,} facts, {len(lines):,} differ"]))
    return int(bool(lines))


if __name__ == "__main__":
    sys.exit(main())
