"""Windows that do not fit between their neighbours."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.core.plan import Plan
from seqguard.core.text import agree, count, first, share
from seqguard.statistics.tampering import Tampering


@check("SG405", severity="error")
def window_tampered(plan: Input[Plan], x: Input[Tampering]) -> Iterable[Finding]:
    """Some windows were changed after they had been cut.

    Situation: Augmentation, noise or a fill was applied to windows after they had been cut.
    Why: a window of a series shares its rows with its neighbours. One that holds other rows, or the same ones in
        another order, is not what was measured, and y belongs to what was.
    Evidence: exact, by geometry: window i continues neither the one before nor flows into the one after, while those
        two overlap as windows two steps apart must, hang together with the windows before and after them, and have
        three different rows in common. An error where the right rows stand in another order or backwards; a warning
        where other rows stand there. Windows with NaN or inf are left to those checks. No sound set of 60 has one.
    Remedy: look what touches X between cutting the windows and fit: an augmentation, a shuffle along axis 1, a mask.
    Limits: windows further apart than half their length share too little to tell.
    """
    ordered = x.shuffled + x.reversed
    if ordered:
        samples = tuple(sorted((*x.shuffled_first, *x.reversed_first))[:5])
        i = samples[0]
        how = (
            "in the reverse of the order that"
            if not x.shuffled
            else "in a different order than" + (" (or the reverse of what)" if x.reversed else "")
        )
        yield Finding(
            message=f"The rows of {count(ordered, 'window')} are {how} {agree(ordered, 'its', 'their')} "
            f"neighbours imply ({share(ordered, x.windows)} of {x.windows:,}). First {plan.at(i)}: {plan.at(i - 1)} "
            "and "
            f"{plan.at(i + 1)} "
            f"overlap as they should, and {plan.at(i)} fits neither. The target belongs to the true order.",
            remedy=f"Look what touches X between cutting and fit; cut {plan.at(i)} again and compare.",
            evidence={"tampered": ordered, "shuffled": x.shuffled, "reversed": x.reversed, "windows_of": x.windows},
            samples=samples,
        )
    if x.altered:
        i = x.altered_first[0]
        yield Finding(
            message=f"{count(x.altered, 'window holds', 'windows hold')} other rows than "
            f"{agree(x.altered, 'its', 'their')} "
            f"neighbours imply ({share(x.altered, x.windows)} of {x.windows:,}). First {plan.at(i)}: "
            f"{plan.at(i - 1)} and "
            f"{plan.at(i + 1)} "
            f"overlap as they should, and {plan.at(i)} fits neither.",
            remedy="Look what touches X between cutting and fit (noise, masks, copies of other samples); cut "
            f"{plan.at(i)} again and compare.",
            evidence={"altered": x.altered, "windows_of": x.windows},
            samples=first(x.altered_first),
            severity="warning",
        )


@window_tampered.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][100] = rng.permutation(data["X"][100])
    return data


@window_tampered.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    keep = np.r_[0:100, 101:250, 300:400]  # windows are missing
    return {"X": data["X"][keep], "y": data["y"][keep]}
