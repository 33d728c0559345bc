"""Ids of classes that the windows hold as numbers."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Array, Floats, Plan
from seqguard.core.text import count, evidence, num
from seqguard.core.thresholds import threshold
from seqguard.measures.unexplained import unexplained
from seqguard.statistics.sample import Sample

EXACT = 1e-9
"""1 - r**2 of ids and the numbers that stand for them: float32 leaves 1e-13."""
FEWEST = 100


@check(
    "SG522",
    severity="warning",
    explains=("SG303",),
    explains_beside=("SG506",),
    about="x",
    aliases=(
        "scaled tokens",
        "tokens that were scaled",
        "characters divided by n_vocab",
        "ids normalised to [0, 1]",
        "X = X / float(n_vocab)",
    ),
)
def ids_as_numbers(
    plan: Input[Plan],
    sample: Input[Sample],
    y_plan: Target[Plan],
    y_sample: Target[Sample],
    *,
    classes: int = threshold(8, 3, source="judgement: fewer are states, which may have an order"),
    rough: float = threshold(
        0.7,
        0,
        2,
        source="half of von Neumann's ratio: 1 where neighbours are unrelated; a waveform in bins 0.1 or less",
    ),
) -> Iterable[Finding]:
    """X holds the ids of the classes that are predicted, as numbers.

    Situation: Characters were numbered and divided by the size of the vocabulary, and the next one is predicted as a
        class.
    Why: a text was numbered, X divided by the size of the vocabulary, and the next character is predicted as a class.
        The number of a character is a name: as a number, `b` lies between `a` and `c`, and the network has to undo it.
    Evidence: windows of one series with one feature; the class of each window is, up to one factor and one offset, the
        number that stands after it, to 1 - r² < 1e-9; eight classes or more, and neighbours in time are unrelated, so
        that their order means nothing.
    Remedy: give the ids as they are to an Embedding, or one-hot rows.
    Limits: needs windows in the order of the series, and targets that are read as classes (one-hot rows, or
        task="classification"): counts that are forecast are whole numbers as well. A signal that is predicted in bins,
        as a waveform is, has an order and is left alone.
    """
    if not plan.sliding or plan.F != 1 or plan.task == "tokens" or plan.step != 1:
        raise Missing("needs windows that slide row by row over one series of numbers")
    if y_plan.task != "classification" or y_plan.T > 1:
        raise Missing("needs one class for each window")
    values: Array = y_sample.values[:, 0]
    ids = values.argmax(1).astype(np.float64) if values.shape[1] > 1 else values[:, 0].astype(np.float64)
    pairs = np.flatnonzero(sample.follows)
    if (
        len(sample.values) != len(ids)
        or len(pairs) < FEWEST
        or not np.isfinite(ids).all()
        or (ids != np.rint(ids)).any()
    ):
        raise Missing(f"needs {FEWEST} neighbouring windows with classes")
    after, named = sample.values[pairs, -1, 0].astype(np.float64), ids[pairs - 1]
    if not np.isfinite(after).all() or len(np.unique(named)) < classes or _rough(named) < rough:
        return
    rest = unexplained(named, after)
    if rest > EXACT:
        return
    slope = float(np.cov(named, after)[0, 1] / named.var(ddof=1))
    yield Finding(
        message=f"{plan.tensor} holds class ids as numbers: the number after each window is {num(slope)} times the "
        f"class in {y_plan.tensor}{_offset(named, after, slope)}, over {count(len(pairs), 'window')} and "
        f"{count(len(np.unique(named)), 'class', 'classes')}, and neighbours are unrelated. To the network, ids that "
        "are near each other mean nearly the same.",
        remedy="Give the ids themselves to a keras.layers.Embedding, or one-hot rows of them.",
        evidence={
            "one_minus_r2": evidence(rest),
            "classes": len(np.unique(named)),
            "half_von_neumann": evidence(_rough(named)),
            "windows": len(pairs),
        },
    )


def _rough(values: Floats) -> float:
    """Half of von Neumann's ratio: 0 where neighbours are alike, 1 where they are unrelated."""
    return float(np.mean(np.diff(values) ** 2) / max(2 * float(values.var()), 1e-300))


def _offset(ids: Floats, numbers: Floats, slope: float) -> str:
    offset = float(numbers.mean() - slope * ids.mean())
    if abs(offset) < 1e-6 * abs(slope):
        return ""
    return f" {'-' if offset < 0 else '+'} {num(abs(offset))}"


def _text(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    often = 1 / np.arange(1, 41)
    return cut(rng.choice(40, (600, 1), p=often / often.sum()), 20)


@ids_as_numbers.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = _text(rng)
    return {"X": (X / 40).astype(np.float32), "y": np.eye(40)[y]}


@ids_as_numbers.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = _text(rng)
    return {"X": (X - X.mean()) / X.std(), "y": y, "task": "classification"}


@ids_as_numbers.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = _text(rng)
    return {"X": X[..., 0], "y": y}


@ids_as_numbers.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(rng.poisson(6, (600, 1)), 20)  # counts, of which the next is forecast
    return {"X": X / 6 - 1, "y": y}


@ids_as_numbers.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    X, y = cut(np.rint(4 * random_walk(rng, 600, 1)).astype(int) + 60, 20)  # a waveform in bins
    return {"X": X / 60 - 1, "y": y, "task": "classification"}
