"""How well new data are judged against a kept profile: the second half of sound sets against the first half.

    python benchmarks/compare.py --corpus CORPUS [--second SOUND2] [--few] [--markdown FILE]

Each set is halved in its own order. The first half is profiled, saved and loaded again; the second half is compared
with it as it is, and once with each of four changes in one feature: its unit, its level, its codes, or the column lost.
Sets have two features and 200 samples at least; `--few` takes 20 of them. See benchmarks/README.md.
"""

import argparse
import csv
import sys
import tempfile
import warnings
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _bars import bars, missed
from _tables import Table, page, share

import seqguard

SETS = 20
FEWEST, WIDEST = 200, 3_000_000
"""Samples of a set that is halved, and values of it that are read."""
UNITS = (1000.0, 0.001, 100.0, 60.0, 3.6, 25.4, 1 / 2.20462)
LEVELS = (3.0, -3.0, 5.0, -5.0)
"""Deviations of the first half by which a level is moved."""
CODED = 0.2
"""Share of the values that get a code of their own."""
NAMED = {
    "unit": ("changed-unit",),
    "level": ("moved-level",),
    "code": ("new-code",),
    "lost": ("lost-feature",),
}
"""The check that has to name each change, at its feature (of a lost column, which without names only values tell, in
its tensor), by a finding that the untouched half does not have at that severity."""


@dataclass(frozen=True)
class Told:
    """What was said of one comparison: errors and warnings as (slug, features)."""

    set: str
    change: str
    feature: str
    detail: str
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    named: bool
    loud: bool
    bytes: int


def sets(corpus: Path, second: Path | None, every: bool) -> Iterator[tuple[str, np.ndarray, np.ndarray | None]]:
    """The sound sets that are long and wide enough."""
    paths = [corpus / "clean" / f"{row['name']}.npz" for row in _manifest(corpus)]
    paths += sorted(second.glob("*.npz")) if second is not None else []
    found = []
    for path in paths:
        with np.load(path) as held:
            X = held["X"]
            if X.ndim == 3 and X.shape[-1] > 1 and len(X) >= FEWEST:
                found.append((path.stem, X, held["y"] if "y" in held.files else None))
    chosen = found if every else [found[i] for i in np.linspace(0, len(found) - 1, SETS).astype(int).tolist()]
    for name, X, y in chosen:
        most = max(FEWEST, WIDEST // int(np.prod(X.shape[1:])))
        yield name, X[:most], None if y is None else y[:most]


def _manifest(corpus: Path) -> list[dict[str, str]]:
    with (corpus / "manifest.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def changes(name: str, X: np.ndarray, old: seqguard.Profile) -> Iterator[tuple[str, int, str, np.ndarray]]:
    """(change, feature, how, the changed half), each at a feature that the set has for it."""
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    kinds = old.figures["train"]["X"].kinds
    measured = [f for f, k in enumerate(kinds) if k in ("quantised", "continuous")]
    coded = [f for f, k in enumerate(kinds) if k in ("binary", "discrete")]
    floats = X.astype(np.float64) if X.dtype.kind != "f" else X
    if measured:
        f = int(rng.choice(measured))
        factor = float(rng.choice(UNITS))
        yield "unit", f, f"times {factor:.4g}", _with(floats, f, floats[..., f] * factor)
        f = int(rng.choice(measured))
        by = float(rng.choice(LEVELS))
        yield (
            "level",
            f,
            f"{by:+g} deviations",
            _with(floats, f, floats[..., f] + by * old.figures["train"]["X"].std[f]),
        )
    if coded:
        f = int(rng.choice(coded))
        values = X[..., f].copy()
        rows = rng.random(len(X)) < CODED
        values[rows] = np.nanmax(values) + 1
        yield "code", f, f"{CODED:.0%} of the samples", _with(X, f, values)
    f = int(rng.integers(X.shape[-1]))
    yield "lost", f, "", np.delete(X, f, -1)


def _with(X: np.ndarray, feature: int, values: np.ndarray) -> np.ndarray:
    out = X.copy()
    out[..., feature] = values
    return out


def look(name: str, X: np.ndarray, y: np.ndarray | None, folder: Path) -> Iterator[Told]:
    """Every comparison of one set."""
    half = len(X) // 2
    path = folder / f"{name}.sgp"
    seqguard.profile(X[:half], None if y is None else y[:half]).save(path)
    old, size = seqguard.Profile.load(path), path.stat().st_size
    later = None if y is None else y[half:]
    before: set[tuple[str, tuple[str, ...], str | None]] = set()
    for change, f, how, half_changed in [("none", -1, "", X[half:]), *changes(name, X[half:], old)]:
        report = seqguard.compare(old, (half_changed, later))
        if report.crashed:
            raise RuntimeError(f"{name}, {change}: {report.crashed[0].traceback}")
        loud = [x for x in report if x.severity != "info"]
        before = before if change != "none" else {(x.slug, x.features, x.severity) for x in report}
        own = [x for x in report if x.slug in NAMED.get(change, ()) and (x.slug, x.features, x.severity) not in before]
        at = [x for x in own if f"f{f}" in x.features]
        said = [[f"{x.slug} {x.place}" for x in loud if x.severity == level] for level in ("error", "warning")]
        yield Told(
            name, change, f"f{f}" if f >= 0 else "", how, tuple(said[0]), tuple(said[1]),
            bool(own if change == "lost" else at), any(x.severity != "info" for x in (own if change == "lost" else at)),
            size,
        )  # fmt: skip


def figures(told: Sequence[Told]) -> dict[str, float]:
    """The measured figures, by the names of their bars."""
    sound = [t for t in told if t.change == "none"]
    changed = [t for t in told if t.change != "none"]
    return {
        "sets": len(sound),
        "second halves with an error": sum(bool(t.errors) for t in sound),
        "share of changes named": sum(t.named for t in changed) / max(1, len(changed)),
        "bytes of the largest profile": max(t.bytes for t in told),
    }


def tables(told: Sequence[Told]) -> list[Table]:
    """What docs/measured/compare.md shows."""
    rows = []
    for change, slugs in NAMED.items():
        own = [t for t in told if t.change == change]
        rows.append(
            [
                change,
                slugs[0],
                len(own),
                share(sum(t.named for t in own), len(own)),
                share(sum(t.loud for t in own), len(own)),
            ]
        )
    missed_ones = [
        [t.set, t.change, t.feature, t.detail, ", ".join((*t.errors, *t.warnings)) or "nothing"]
        for t in told
        if t.change != "none" and not t.named
    ]
    sound = [t for t in told if t.change == "none"]
    said = [[t.set, ", ".join(t.errors) or "-", ", ".join(t.warnings)] for t in sound if t.errors or t.warnings]
    return [
        Table("Changes that are named", ("change", "by", "changes", "named", "as an error or a warning"), rows),
        Table("Changes that are not", ("set", "change", "feature", "how", "said instead"), missed_ones),
        Table(
            f"Second halves as they are: {len(sound)}", ("set", "errors", "warnings"), said, "The other sets: neither."
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write the page, and hold the figures to their bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--second", type=Path)
    parser.add_argument("--few", action="store_true", help="20 sets")
    parser.add_argument("--markdown", type=Path)
    asked = parser.parse_args(arguments)
    told: list[Told] = []
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore", seqguard.SeqguardWarning)
        for name, X, y in sets(asked.corpus, asked.second, not asked.few):
            told += look(name, X, y, Path(folder))
    made = tables(told)
    measured = figures(told)
    intro = [
        "`benchmarks/compare.py`: the second half of each sound set against the profile of its first half.",
        "",
        ", ".join(f"{name}: {value:.4g}" for name, value in measured.items()) + ".",
    ]
    print("\n".join(t.text() for t in made), measured, sep="\n")
    if asked.markdown is not None:
        asked.markdown.write_text(page("New data against a kept profile", intro, made), encoding="utf-8")
    for sentence in (said := missed(bars(), "compare", measured)):
        print(sentence)
    return int(bool(said))


if __name__ == "__main__":
    sys.exit(main())
