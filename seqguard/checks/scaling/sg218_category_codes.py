"""Categories that were numbered."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.basis.series import Series
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Floats, Plan
from seqguard.core.text import evidence, listing, share
from seqguard.core.thresholds import threshold

ROWS = 20_000
ALIKE = 0.5
TOLERANCE = 1e-3
"""Of a step between levels by which a level may be off its lattice: codes that a scaler divided in float32."""


@dataclass(frozen=True)
class Codes:
    """A feature of `levels` equally spaced values; `near` the share of its changes that go to a neighbouring one, and
    `chance` what that share is where the next value does not depend on the last."""

    feature: int
    levels: int
    near: float
    chance: float
    changes: int


@check(
    "SG218",
    severity="info",
    aliases=(
        "ordinal codes of categories",
        "LabelEncoder on a feature",
        "categories as numbers",
        "wind direction by LabelEncoder",
    ),
)
def category_codes(
    plan: Input[Plan],
    series: Input[Series],
    *,
    levels: int = threshold(
        4, 3, source="formula: of three codes each has a neighbour, and two of three changes go to it"
    ),
    most: int = threshold(40, 4, source="judgement: more levels are readings of a coarse sensor"),
    changes: int = threshold(100, 10, source="formula: a share of 100 changes has a standard error of 0.05"),
    errors: float = threshold(2.0, 0, source="judgement: two standard errors above chance, where levels have an order"),
) -> Iterable[Finding]:
    """A feature of a few equally spaced values moves between them as if they had no order, as numbered categories do.

    Situation: `LabelEncoder` or `.cat.codes` made numbers of names, and the LSTM reads them as sizes.
    Why: a label encoder made numbers of names. The network takes 3 for thrice 1 and for the neighbour of 2, which they
        are not, and one weight has to serve them all.
    Evidence: 4 to 40 equally spaced values beside continuous features; of 100 or more changes, those to a neighbouring
        value are no more than chance gives from the shares of the values, by two standard errors, and the shares do not
        rise to one peak and fall, as those of counts do.
    Remedy: one-hot columns (`pandas.get_dummies`), or an Embedding of an input of its own.
    Limits: a note: counts of independent events move so as well. Categories that follow one another in the order of
        their codes look like a quantity; two or three codes are not looked at.
    """
    if plan.task != "values" or plan.F < 2:
        return
    rows, starts = series.rows[:ROWS], series.starts[:ROWS]
    if len(rows) <= changes:
        return  # fewer changes than that
    found = [c for f in plan.moving if (c := _codes(int(f), rows[:, f], starts, levels, most)) is not None]
    found = [c for c in found if c.changes >= changes and c.near <= c.chance + errors * _error(c)]
    if not found or len(found) == plan.F:
        return
    worst = found[0]
    names = plan.names(c.feature for c in found)
    yield Finding(
        message=f"{listing(names)} {'takes' if len(names) == 1 else 'take'} a few equally spaced values (`{names[0]}`: "
        f"{worst.levels}) and {'moves' if len(names) == 1 else 'move'} between them as if they had no order: "
        f"{share(worst.near, 1)} of {worst.changes:,} changes go to a neighbouring value, as "
        f"chance alone would give ({share(worst.chance, 1)}). Categories that were numbered look like this, and to the "
        "network 3 is then three times 1.",
        remedy=f"If they are categories, give one-hot columns, `pd.get_dummies(df, columns=[{names[0]!r}])`, or an "
        "Embedding.",
        evidence={
            "levels": worst.levels,
            "changes": worst.changes,
            "to_a_neighbour": evidence(worst.near),
            "by_chance": evidence(worst.chance),
            "threshold": errors,
        },
        features=names,
    )


def _error(found: Codes) -> float:
    return float((found.chance * (1 - found.chance) / found.changes) ** 0.5)


def _codes(feature: int, values: Floats, starts: Any, fewest: int, most: int) -> Codes | None:
    few = np.unique(values[:: max(1, len(values) // 512)])
    if len(few) > most or not np.isfinite(few).all():
        return None
    levels, at, counts = np.unique(values, return_inverse=True, return_counts=True)
    if not fewest <= len(levels) <= most or not np.isfinite(levels).all():
        return None
    steps = np.diff(levels.astype(np.float64))
    if np.ptp(steps) > TOLERANCE * steps.mean() or _one_peak(counts):
        return None
    moves = np.abs(np.diff(at.ravel()))[~starts[1:]]
    moved = moves > 0
    shares = counts / counts.sum()
    together = 1 - float((shares**2).sum())
    chance = 2 * float((shares[1:] * shares[:-1]).sum()) / together
    near = float((moves[moved] == 1).mean()) if moved.any() else 1.0
    return Codes(feature, len(levels), near, chance, int(moved.sum()))


def _one_peak(counts: Any) -> bool:
    """Whether the counts rise to one level and fall from there, but for chance, and are not all alike."""
    if counts.min() > ALIKE * counts.max():
        return False
    slack = 2 * np.sqrt(counts.astype(np.float64))
    top = int(counts.argmax())
    rises = np.diff(counts[: top + 1]) >= -(slack[:top] + slack[1 : top + 1])
    falls = np.diff(counts[top:]) <= slack[top:-1] + slack[top + 1 :]
    return bool(rises.all() and falls.all())


def _windows(rng: np.random.Generator, ordered: bool) -> dict[str, Any]:
    codes = rng.choice(6, 700, p=[0.3, 0.05, 0.25, 0.05, 0.3, 0.05])
    steps = np.clip(np.cumsum(rng.integers(-1, 2, 700)) % 12, 0, 5)
    X, y = cut(np.concatenate([random_walk(rng, 700, 2), (steps if ordered else codes)[:, None]], 1), 12)
    return {"X": X, "y": y}


@category_codes.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _windows(rng, ordered=False)


@category_codes.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _windows(rng, ordered=True)


@category_codes.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(np.concatenate([random_walk(rng, 700, 2), rng.poisson(3, (700, 1))], 1), 12)  # counts
    return {"X": X, "y": y}
