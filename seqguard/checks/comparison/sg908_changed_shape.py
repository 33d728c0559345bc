"""Samples of another shape, or read as something else, than in the profile."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.checks.comparison._examples import both, figures
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.facts.kept import Compared


@check("SG908", severity="error", explains=("SG901", "SG902", "SG904", "SG905", "SG906", "SG907", "SG909", "SG910"))
def changed_shape(compared: Compared) -> Iterable[Finding]:
    """Samples have other timesteps, or another kind of values, than in the profile, or a tensor is missing.

    Situation: The new windows have another length, or a tensor is missing.
    Why: the network that was trained on the one does not take the other, or reads it as something else.
    Evidence: shapes; what the tensor was read as; whole numbers in one data set and fractions in the other.
    Remedy: cut windows of the profile's length, in its layout.
    Limits: the number of samples may differ; that of features is the matter of `lost-feature` and `added-feature`.
    """
    for name in compared.old.keys() - compared.new.keys():
        yield Finding(
            message=f"{name} is in the profile, and is not in the new data, or cannot be read there.",
            remedy=f"Hand {name} over as well, or compare with a profile that was made without it.",
            tensor=name,
            severity="error" if compared.old[name].role == "x" else "info",
        )
    for name in compared.new.keys() - compared.old.keys():
        yield Finding(
            message=f"{name} is in the new data, and is not in the profile.",
            remedy=f"Leave {name} out, or make a profile with it.",
            tensor=name,
            severity="error" if compared.new[name].role == "x" else "info",
        )
    for old, new in compared.pairs:
        if old.T != new.T:
            yield Finding(
                message=f"{new.tensor} has {new.T:,} timesteps a sample, and the profile {old.T:,}: shape "
                f"{new.shape} against {old.shape}.",
                remedy=f"Cut windows of {old.T:,} timesteps.",
                evidence={"timesteps": new.T, "timesteps_of_profile": old.T},
                tensor=new.tensor,
            )
        elif old.task != new.task and "ambiguous" not in (old.task, new.task):
            yield Finding(
                message=f"{new.tensor} is read as {new.task}, and was read as {old.task} in the profile.",
                remedy="Look for a cast or another encoding; task= says what it is, where both are the same.",
                evidence={"task": new.task, "task_of_profile": old.task},
                tensor=new.tensor,
                severity="warning",
            )


@changed_shape.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, replace(old, T=24, shape=(2000, 24, 3)))


@changed_shape.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    old = figures(rng)
    return both(old, replace(old, shape=(5, 12, 3)))
