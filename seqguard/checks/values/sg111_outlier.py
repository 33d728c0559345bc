"""Single values far from all others."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.checks.examples.arrays import cut, forecast, random_walk
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each
from seqguard.core.plan import Plan
from seqguard.core.text import evidence, exact, listing, num, share
from seqguard.core.thresholds import threshold
from seqguard.measures.isolation import Isolated, isolated, tail_chance
from seqguard.statistics.moments import Moments


@check("SG111", severity="warning", explains=("SG202", "SG203"))
def outlier(
    tensor_plan: Each[Plan],
    tensor: Each[Moments],
    tensor_kinds: Each[Kinds],
    *,
    gap: float = threshold(4.0, 1, source="60 sound sets: the largest gap is 3.4 ranges"),
    most: float = threshold(
        0.001, 0, 0.5, source="60 sound sets: none; one value a hundred robust spreads away found in .86"
    ),
    chance: float = threshold(0.03, 0, 1, source="drawn from a Pareto law of exponent 1.2: speaks in 2 of 100 columns"),
    least: int = threshold(20, 4, source="judgement: a tail of fewer values says nothing of how far it reaches"),
) -> Iterable[Finding]:
    """A few values lie several ranges away from all others.

    Why: a min-max scaler squeezes everything else into what is left of the range, a standardised feature has one step
        that saturates every unit, and with a squared loss one such target outweighs a thousand others.
    Evidence: at one end at most 0.1 % of the values (or one, or one sample) are cut off by a gap of more than 4 times
        the range of all others, and a power law fitted to the upper tail of the others (Hill) reaches so far with a
        probability under 0.03. On 60 real sets it never spoke; the largest gap there is 3.4 ranges (a bulk import in
        hourly counts). Drawn from a Pareto law of exponent 1.2 it speaks in 2 of 100 columns, from log-normal and t
        distributions in 1. One value 20, 100 and 10,000 robust spreads away is found in .81, .86 and .95. Three
        different values or more that lie closer to each other than the others do are a second level, as of a switch: a
        note. The features of one row are one finding.
    Remedy: look at the raw value. Correct or drop it before any scaler is fitted; keep it with a clip or a logarithm if
        it is real.
    Limits: inside a heavy tail an outlier is not seen. Columns whose other values are fewer than 12 different ones are
        left alone.
    """
    plan, m = tensor_plan, tensor
    if plan.task in ("tokens", "classification", "multilabel"):
        return
    low, high = m.feature_min(), m.feature_max()
    rows: dict[tuple[int, int], list[tuple[int, Isolated]]] = {}
    for f, column in tensor_kinds.least(2, least):
        few = 1 if plan.step and plan.role == "x" else plan.T
        found = isolated(column, float(low[f]), float(high[f]), most, few, gap)
        if found is None or not found.gap > gap or tail_chance(column, found) >= chance:
            continue
        at_end = m.max[:, f].argmax() if found.side == "high" else m.min[:, f].argmin()
        place = int((m.max_place if found.side == "high" else m.min_place)[int(at_end), f])
        rows.setdefault(divmod(place, plan.T), []).append((f, found))
    for (sample, step), cells in rows.items():
        yield _finding(plan, sample, step, sorted(cells, key=lambda cell: -cell[1].gap), gap)


def _finding(plan: Plan, sample: int, step: int, cells: list[tuple[int, Isolated]], gap: float) -> Finding:
    """One for a row, whatever the number of its features that stand apart."""
    f, found = cells[0]
    where, others = plan.at(sample, step, f), found.times - 1
    beside = [g for g, _ in cells[1:]]
    same = f" The same row stands out in {listing(plan.names(beside))}." if beside else ""
    level = all(isolated.level for _, isolated in cells)
    return Finding(
        message=f"{where} is {exact(found.extreme)}, {num(found.gap)} times the range of all other "
        f"values of `{plan.features[f]}` away from them ([{num(found.low)}, {num(found.high)}]"
        f"{f', but for {others:,} more out there' if others else ''}). A scaler fitted on it "
        f"leaves them {share(1, 1 + found.gap)} of the scale.{same}",
        remedy=f"Look at the raw row behind {where}. Correct or drop it before the scaler is fitted; if it is "
        "real, clip or take logarithms, or use a RobustScaler.",
        evidence={
            "value": evidence(found.extreme),
            "rest": [evidence(found.low), evidence(found.high)],
            "gap_in_ranges": evidence(found.gap),
            "features": len(cells),
            "threshold": gap,
        },
        features=plan.names(g for g, _ in cells) if plan.role == "x" or plan.F > 1 else (),
        steps=(step,),
        samples=(sample,),
        severity="info" if level else None,
    )


@outlier.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    series = random_walk(rng, 600, 2)
    series[300, 1] = 300
    X, y = cut(series, 12)
    return {"X": X, "y": y}


@outlier.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["y"][7] = -1e5
    return data


@outlier.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {"X": np.exp(2 * data["X"][..., :2].astype(float)), "y": np.exp(2 * data["y"].astype(float))}
