"""Whether whole numbers are the ids of tokens rather than counts or readings."""

from collections.abc import Callable

import numpy as np

from seqguard.core.arguments import DataOptions
from seqguard.core.plan import Array, Plan
from seqguard.core.text import count, num
from seqguard.sources.base import Given

STRAY = 0.05
"""Of the integers may be below 0 for them to be taken for ids."""
DENSE = 0.5
"""Of the numbers between the lowest and the highest id that short texts use; measurements leave most empty."""
FEWEST = 20
"""Different ids of a vocabulary."""
APART = 1.5
"""Mean square step over the variance, from which neighbours tell nothing of each other: 2 for independent draws, the
von Neumann ratio, and well under it for counts and quantised signals, which follow themselves."""
APART_IN_TEXTS = 1.0
"""The same in short texts, padded and with most numbers of a vocabulary in use, where frequent and rare words keep
together more."""


def tokens(
    given: Given, plan: Plan, windows: Array, asked: DataOptions, singles: Callable[[], Array]
) -> tuple[bool, str]:
    """Whether integers are ids rather than counts, and what told: ids next to each other are not close in value.

    Ids are at least 20 different whole numbers from 0 up, but for a stray -1.
    """
    if asked.tokens is True and plan.F > 1:
        return False, f"tokens=True was given, but a step holds {plan.F} numbers and an id is one"
    if asked.tokens != "auto":
        return bool(asked.tokens), f"tokens={asked.tokens} was given"
    if len(given.shape) != 2 or not plan.integral or plan.T < 3:
        return False, ""
    x = windows[..., 0].astype(float)
    if plan.padding is not None:
        x = np.where(x == plan.padding.row[0], np.nan, x)
    negative = x < 0
    if not len(x) or negative.mean() > STRAY or len(np.unique(x[negative])) > 2:
        return False, "ids do not go below 0"
    x = np.where(negative, np.nan, x)  # a -1 here and there is a fault among ids, not a reason to take them for values
    different = len(np.unique(x[np.isfinite(x)]))
    if different < FEWEST:
        return False, f"{count(different, 'different value')} in the samples looked at; a vocabulary has {FEWEST}"
    ids = np.unique(singles().astype(float))
    ids = ids[np.isfinite(ids)]
    texts = plan.padding is not None and 100 <= len(ids) >= DENSE * (float(ids[-1]) - float(ids[0]))
    least = APART_IN_TEXTS if texts else APART
    ratio = float(np.nanmean(np.diff(x, axis=1) ** 2) / np.nanvar(x))
    said = (
        f"the mean squared step between neighbours is {num(ratio)} times the variance; and {num(least)} or more of ids"
    )
    return ratio > least, said


def next_tokens(wanted: Array, plan: Plan, source: Array, x: Plan) -> bool:
    """Whether integers after token ids are ids of the same vocabulary: as many different ones as in as many tokens of
    the input (half), with frequencies that have 60 % in common. The numbers of a few classes are neither.
    """
    if not plan.integral or plan.layout == "one-hot":
        return False
    pad = x.padding.row[0] if x.padding is not None else 0
    ids, wanted = source.ravel(), wanted.ravel()
    ids = ids[(ids != pad) & np.isfinite(ids)]
    wanted = wanted[(wanted != pad) & np.isfinite(wanted)]
    if not len(ids) or not len(wanted) or wanted.min() < ids.min():
        return False
    drawn = np.random.default_rng(0).choice(ids, len(wanted))
    if len(np.unique(wanted)) < 0.5 * len(np.unique(drawn)):
        return False
    known, number = np.unique(np.concatenate([ids, wanted]), return_inverse=True)
    shares = [np.bincount(part, minlength=len(known)) / len(part) for part in np.split(number, [len(ids)])]
    return bool(np.minimum(*shares).sum() >= 0.6)
