"""Targets that are a formula of their own window."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import cut, forecast, random_walk
from seqguard.checks.leakage._computed import Formula, formula, require_numbers
from seqguard.core.declare import Missing, check
from seqguard.core.finding import Finding
from seqguard.core.places import Input, Target
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, num
from seqguard.core.thresholds import threshold
from seqguard.statistics.sample import Sample


@check(
    "SG630",
    severity="warning",
    about="x",
    aliases=(
        "data leakage",
        "look-ahead bias",
        "next return among the features",
        "target is a linear function of the inputs",
        "y can be computed from X",
        "difference computed forwards",
    ),
)
def computed_target(
    plan: Input[Plan],
    sample: Input[Sample],
    y_plan: Target[Plan],
    y_sample: Target[Sample],
    *,
    exact: float = threshold(
        1e-9, 0, 1, source="309 sound sets: the least of measured series is 2e-7; a sum of cells in float32: 1e-13"
    ),
    least: int = threshold(100, 20, source="formula: half of them fit 8 weights with 6 rows to each, half judge"),
) -> Iterable[Finding]:
    """The target can be computed from its window: it is a weighted sum of it, or a ratio that stands in it.

    Situation: A feature holds the next change or return, or y was made of the window itself.
    Why: a feature holds the next change or return, or y was made of the window itself. The network solves an equation;
        the score is astonishing, and either the row is missing in use or there was nothing to learn.
    Evidence: a line fitted on half of up to 768 samples, over up to 128 cells at the end of the window or its means,
        tells the other half to 1 - r² < 1e-9. Or y over a feature's last value, or the logarithm of that, is another
        feature in the last row. No single cell is y (target-leak), and the series does not settle its own last row from
        the rows before as exactly, as simulations and calendars do. Of 309 sound sets one was told so, and was so.
    Remedy: drop the feature that holds the next change, or shift it by a row: `df["return"].shift(1)`; of a sum by
        intent, compute it.
    Limits: of samples that are no windows of one series a sum is a note: it may be what y means, as in toy problems.
        Products of more than two cells, thresholds and other bends are not seen, nor sums that need more than the
        last 128 cells or the means over the window.
    """
    require_numbers(plan, y_plan)
    if len(sample.values) < least or len(sample.values) != len(y_sample.values):
        raise Missing(f"needs {least} samples")
    for step in dict.fromkeys((0, y_sample.values.shape[1] - 1)):
        found = formula(plan, sample.values, y_sample.values[:, step, 0].astype(np.float64), exact)
        if found is not None:
            yield _finding(plan, y_plan, found, exact)
            return


def _finding(plan: Plan, y_plan: Plan, found: Formula, exact: float) -> Finding:
    if found.way == "sum":
        what = f"is a weighted sum of the cells of its window in {plan.tensor}"
        remedy = (
            f"Look for the feature of {plan.tensor} that holds the next change, and shift it by a row; a sum that is "
        )
        remedy += "meant needs no network."
        names: tuple[str, ...] = ()
    else:
        names = plan.names(found.features)
        what = (
            f"is `{names[0]}` in the last row of the window times "
            f"{'exp' if found.way == 'log ratio' else 'one plus'} of `{names[1]}` there, up to its scale"
        )
        remedy = f"Shift `{names[1]}` by a row, or drop it: it holds the next change of `{names[0]}`."
    return Finding(
        message=f"{y_plan.tensor} {what} (1 - r² = {num(found.rest)} over {found.n:,} samples): it can be computed, "
        "and the loss will say nothing.",
        remedy=remedy,
        evidence={"one_minus_r2": evidence(found.rest), "samples": found.n, "threshold": exact},
        features=names,
        severity="info" if found.way == "sum" and not plan.sliding else None,
    )


def _prices(rng: np.random.Generator) -> np.ndarray:
    return 100 + random_walk(rng, 402, 1)[:, 0]


@computed_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    price = _prices(rng)
    X, y = cut(np.stack([price[:-1], np.diff(price)], 1), 12)  # the change to the row after it
    return {"X": X, "y": y}


@computed_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    price = _prices(rng)
    X, y = cut(np.stack([price[:-1], price[1:] / price[:-1] - 1], 1), 12)
    return {"X": X, "y": y}


@computed_target.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": data["X"], "y": data["X"][..., :2].mean((1, 2))}


@computed_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    price = _prices(rng)
    X, y = cut(np.stack([price[1:], np.diff(price), price[1:] / price[:-1] - 1], 1), 12)  # the changes so far
    return {"X": X, "y": y}


@computed_target.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    t = np.arange(500)
    X, y = cut(np.stack([np.sin(t / 9), np.cos(t / 9)], 1), 12)  # a series that settles itself
    return {"X": X, "y": y}
