"""What a team's own contract rules out."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.contract import Verdict
from seqguard.sources.base import SplitData


@check("SG010", severity="error")
def contract_violation(verdict: Verdict, split: SplitData) -> Iterable[Finding]:
    """X or y breaks the contract that was given with `schema=` or `--contract`.

    Situation: New data come from somebody else, and you want to know whether they are what the model was made for.
    Why: a contract is what the team knows of its data: ranges of sensors, allowed codes, whether a value may be
        missing. What lies beyond it is learnt like everything else, and no loss says so.
    Evidence: Pandera's verdict on the tensor as a table, a row for each timestep. Bounds are judged on the extremes of
        each feature, value sets on its different values, element-wise checks on those too, and any other function on
        the whole table up to a limit of rows. Padded steps are left out.
    Remedy: look at the place that is named; where the value is right, widen the contract in a reviewed commit.
    Limits: a function that must see all rows is skipped above `row_limit`, and said so: in pieces its answer would be
        another. Checks with `raise_warning=True` are warnings.
    """
    return [f for f in verdict.findings if f.split == split.name]


@contract_violation.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    broken = Finding(message="The contract says ge(0).", remedy="Look.", tensor="X", split="train")
    return {"verdict": Verdict((broken,)), "split": SplitData("train", (), ())}


@contract_violation.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    elsewhere = Finding(message="The contract says ge(0).", remedy="Look.", tensor="X", split="test")
    return {"verdict": Verdict((elsewhere,)), "split": SplitData("train", (), ())}
