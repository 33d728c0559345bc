"""Token ids that are fractions."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.checks.target._token_grid import TokenGrid
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan


@check("SG515", severity="warning", explains=("SG205",))
def token_not_integer(plan: Input[Plan], token_grid: Input[TokenGrid]) -> Iterable[Finding]:
    """X holds token ids that were scaled to [0, 1].

    Situation: Token ids went through a scaler, or were divided by the size of the vocabulary, in front of the
        Embedding.
    Why: the number of a word is a name. Divided by the vocabulary's size, words that have nothing in common become
        neighbours; and an embedding cuts every fraction to row 0.
    Evidence: a 2-D float X of at least 100 different values that are all k/m with whole k, up to exactly 1; at least
        0.3 of the m places are used, the lower third of them three times as often as the upper, and neighbours in time
        have no relation (von Neumann ratio over 1.5). On 60 real sets it never spoke.
    Remedy: feed the integer ids to an Embedding layer.
    Limits: ids that were standardised are not recognised. Noise-like counts with a long tail and over 100 levels,
        min-max scaled, look the same.
    """
    if not token_grid.size:
        return
    yield Finding(
        message=f"All values of {plan.label} are k/{token_grid.size:,} with whole k ({token_grid.levels:,} different "
        "ones), without relation between neighbours, the small ones most frequent: word ids divided by the size of the "
        "vocabulary. As numbers they mean nothing, and an Embedding cuts them all to 0.",
        remedy=f"Leave the ids as they are, or bring them back, and begin the model with an Embedding of "
        f"{token_grid.size + 1} rows.",
        fix=f"X_each = np.round(X_each * {token_grid.size}).astype('int32')",
        evidence={"vocabulary": token_grid.size, "levels": token_grid.levels},
    )


@token_not_integer.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    rank = np.arange(1, 301)
    words = rng.choice(rank, (400, 30), p=(1 / rank) / (1 / rank).sum())
    return {"X": (words / words.max()).astype(np.float32), "y": rng.integers(0, 2, 400)}


@token_not_integer.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng, features=1)
    X = np.round(100 * data["X"][..., 0])
    return {"X": (X - X.min()) / np.ptp(X), "y": data["y"]}  # a quantised signal, scaled
