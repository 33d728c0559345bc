"""A feature that is another one once more."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.basis.kinds import Kinds
from seqguard.checks.examples.arrays import forecast
from seqguard.checks.values._affine import Affine, Copy
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.fixes import drop_features
from seqguard.core.places import Input, Train
from seqguard.core.plan import Plan
from seqguard.core.text import count, evidence, listing, num
from seqguard.core.thresholds import threshold


@check("SG109", severity="warning")
def duplicate_feature(
    plan: Input[Plan],
    copies: Input[Affine],
    kinds: Input[Kinds],
    train_copies: Train[Input[Affine]],
    *,
    rarest: int = threshold(10, 1, source="judgement: flags of fewer events may agree by chance"),
) -> Iterable[Finding]:
    """A feature is a copy of another one, exactly or up to scale and offset.

    Situation: A merge left two columns of the same readings, or a unit was converted and the original stayed.
    Why: it adds weights and no information, doubles the say of that quantity in every distance and penalty, and splits
        its importance in two. It comes from a join that brought a column twice, or one quantity in two units.
    Evidence: after fitting a line, all compared rows agree to 4 float32 roundings (up to 20,000 rows of the series).
        Two flags that exclude each other, flags of fewer than 10 events, and features of a further split that differ in
        train are an info: a price and its adjusted price are one where no dividend was paid. On 143 real sets it fired
        once, truly (a close and its adjusted close).
    Remedy: drop one of the two.
    Limits: copies shifted in time, with noise, or that are sums of several features are not looked for.
    """
    if plan.task == "tokens":
        return
    in_train = {(c.copy, c.of) for c in train_copies.pairs}
    quiet = [c for c in copies.pairs if _innocent(c, kinds, rarest) or (c.copy, c.of) not in in_train]
    loud = [c for c in copies.pairs if c not in quiet]
    for pairs, severity in ((loud, None), (quiet, "info")):
        if not pairs:
            continue
        names = plan.names(dict.fromkeys(f for c in pairs for f in (c.copy, c.of)))
        shown = "; ".join(_equation(plan, c) for c in pairs[:3])
        yield Finding(
            message=f"{count(len(pairs), 'feature is a copy', 'features are copies')} of another: "
            f"{shown}{f'; and {len(pairs) - 3} more' if len(pairs) > 3 else ''}, in all {copies.rows:,} rows compared, "
            f"to float32 rounding{'' if {(c.copy, c.of) for c in pairs} & in_train else '; in train they differ'}.",
            remedy=f"Drop {listing(plan.names(c.copy for c in pairs))}, or look for the column that should have been "
            "there.",
            fix="" if severity else drop_features(plan, {c.copy for c in pairs}),
            evidence={
                "copies": len(pairs),
                "pairs": [
                    [plan.features[c.copy], plan.features[c.of], evidence(c.slope), evidence(c.offset)]
                    for c in pairs[:20]
                ],
            },
            features=names,
            severity=severity,  # type: ignore[arg-type]  # a literal of the loop above
        )


def _innocent(copy: Copy, kinds: Kinds, rarest: int) -> bool:
    column = kinds[copy.copy]
    return len(column.values) == 2 and (not copy.exact or int(column.counts.min()) < rarest)


def _equation(plan: Plan, c: Copy) -> str:
    copy, of = plan.features[c.copy], plan.features[c.of]
    if c.exact:
        return f"`{copy}` = `{of}`"
    sign = "-" if c.offset < 0 else "+"
    return f"`{copy}` = {num(c.slope)} * `{of}` {sign} {num(abs(c.offset))}"


@duplicate_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][..., 2] = data["X"][..., 0]
    return {k: data[k] for k in ("X", "y")}


@duplicate_feature.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][..., 2] = 1.8 * data["X"][..., 1] + 32
    return {k: data[k] for k in ("X", "y")}


@duplicate_feature.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    noise = 1e-3 * rng.standard_normal(data["X"].shape[:2]).astype(np.float32)
    data["X"][..., 2] = data["X"][..., 0] + noise
    return {k: data[k] for k in ("X", "y")}
