"""What a person held of an error or a warning on a sound set: benchmarks/verdicts.csv."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

VERDICTS = Path(__file__).with_name("verdicts.csv")
WORDS = ("true", "debatable", "false")


class Ruling(NamedTuple):
    """`place` is a place of the ledger or the head of one: `validation X` stands for all features there.

    `verdict` is `true` (the source itself has the fault, or the sentence is right and useful), `debatable` or `false`.
    """

    set: str
    slug: str
    place: str
    verdict: str
    why: str


def verdicts(path: Path = VERDICTS) -> list[Ruling]:
    """The table, in order. A word that is none of the three is refused, since it would silently count as an alarm."""
    with path.open(newline="", encoding="utf-8") as lines:
        table = [Ruling(**row) for row in csv.DictReader(lines)]
    for row in table:
        if row.verdict not in WORDS:
            raise ValueError(f"{path.name}: {row.set}, {row.slug}: {row.verdict!r} is none of {', '.join(WORDS)}")
    return table


def parted(place: str) -> tuple[frozenset[str], str, str]:
    """`train+validation X · f0` as its splits, its tensor and its features."""
    head, _, features = place.partition(" · ")
    splits, _, tensor = head.rpartition(" ")
    return frozenset(splits.split("+")), tensor, features


def verdict_on(table: Sequence[Ruling], name: str, slug: str, place: str) -> Ruling | None:
    """The verdict on a finding: of this set and slug, in one of its splits and its tensor, on these features or all.

    None where nobody has looked at it: what is new is a false alarm until somebody has.
    """
    splits, tensor, features = parted(place)
    for row in table:
        if (row.set, row.slug) == (name, slug):
            known, at, those = parted(row.place)
            if at == tensor and known & splits and those in ("", features):
                return row
    return None
