"""Breaches of a contract as findings: one for each rule, whatever number of features breaks it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from seqguard.core.finding import Finding, JsonValue
from seqguard.core.plan import Plan
from seqguard.core.text import count, exact, listing, share

SHOWN = 5


@dataclass(frozen=True)
class Breach:
    """One rule that does not hold.

    Attributes:
        rule: what it says of itself, such as "in_range(0, 1)".
        feature: the column it fails for, None where it is about the frame.
        failing, rows: rows that break it and rows that were judged; None where Pandera gives no places.
        places: (sample, timestep) of the first few.
        value: the first value that breaks it.
        text: the whole sentence, where the rule is not about single values.
        warns: Pandera was told to warn only (`raise_warning`).
    """

    rule: str
    feature: int | None = None
    failing: int | None = None
    rows: int = 0
    places: tuple[tuple[int, int], ...] = ()
    value: float | None = None
    text: str = ""
    warns: bool = False


def to_findings(breaches: Iterable[Breach], plan: Plan) -> list[Finding]:
    """One finding for each rule, the feature with most failing rows first."""
    groups: dict[tuple[str, bool, bool], list[Breach]] = {}
    for breach in breaches:
        groups.setdefault((breach.rule, breach.warns, bool(breach.text)), []).append(breach)
    return [_finding(sorted(group, key=lambda b: -(b.failing or 0)), plan) for group in groups.values()]


def _finding(group: list[Breach], plan: Plan) -> Finding:
    worst = group[0]
    features = plan.names(b.feature for b in group if b.feature is not None)
    evidence: dict[str, JsonValue] = {"rule": worst.rule}
    if worst.failing is not None:
        by_feature = {plan.features[b.feature]: b.failing for b in group if b.feature is not None}
        evidence |= {"rows": worst.rows, "failing": by_feature or worst.failing}
    if worst.value is not None and np.isfinite(worst.value):
        evidence["value"] = float(worst.value)
    return Finding(
        message=" ".join(dict.fromkeys(b.text for b in group[:SHOWN]))
        if worst.text
        else _message(group, features, plan),
        remedy=_remedy(worst, features, plan),
        evidence=evidence,
        features=features,
        steps=tuple(dict.fromkeys(t for _, t in worst.places)),
        samples=tuple(dict.fromkeys(i for i, _ in worst.places)),
        severity="warning" if worst.warns else None,
        tensor=plan.tensor,
        split=plan.split,
    )


def _message(group: list[Breach], features: tuple[str, ...], plan: Plan) -> str:
    worst = group[0]
    nullable = worst.rule == "not_nullable"
    said = "The contract allows no missing values" if nullable else f"The contract says {worst.rule}"
    who = "the rows" if not features else listing(features)
    if worst.failing is None:
        return f"{said}, which does not hold for {who}."
    which = f" of `{features[0]}`" if len(features) > 1 else ""
    what = "nan" if worst.value is None or np.isnan(worst.value) else exact(worst.value)
    first = f", first {what} at {plan.at(*worst.places[0], worst.feature)}" if worst.places else ""
    return (
        f"{said}; {who} {'breaks' if len(features) == 1 else 'break'} it: {worst.failing:,} of "
        f"{count(worst.rows, 'row')}{which} ({share(worst.failing, worst.rows)}){first}. "
        "The model would be trained on what the contract rules out."
    )


def _remedy(worst: Breach, features: tuple[str, ...], plan: Plan) -> str:
    if worst.text:
        return "Mend what wrote the data, or change the contract where the data are right."
    where = "Mend the data"
    if worst.places:
        where = f"Look at {plan.at(*worst.places[0], worst.feature)} and at what wrote it"
    name = f" of `{features[0]}`" if features else ""
    return f"{where}; where the value is right, the contract is too narrow: change {worst.rule}{name}."
