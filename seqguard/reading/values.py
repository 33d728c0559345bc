"""What the values that a peek brought are read as: padding, one-hot rows, the task."""

import math

import numpy as np

from seqguard.core.hashing import row_hashes
from seqguard.core.plan import Array, Bools, Padding, Plan, Task, bits
from seqguard.core.text import count, share


def padding(x: Array) -> tuple[Padding | None, str]:
    """The row that fills short sequences up, if there is one, and what told.

    It stands at one side in runs of at least three different lengths from two rows on (two lengths from one row on,
    of four timesteps), in 5 % of the windows or more, and within the windows (at most 2 % of its cells) and on the
    other side (2 % of the windows) hardly ever.
    """
    n, T, _ = x.shape
    if n < 8 or T < 4:
        return None, ""
    words = bits(x)
    best: tuple[int, str, int] | None = None
    for side, edge in (("post", words[:, -1]), ("pre", words[:, 0])):
        if np.unique(row_hashes(edge), return_counts=True)[1].max() < max(3, 0.02 * n):
            continue  # rows themselves are sorted where many are alike: that takes ten times as long
        _, at, counts = np.unique(edge, axis=0, return_index=True, return_counts=True)
        if counts.max() >= max(3, 0.02 * n) and (best is None or counts.max() > best[0]):
            best = int(counts.max()), side, int(at[counts.argmax()])
    if best is None:
        return None, ""
    _, side, sample = best
    row = x[sample, -1 if side == "post" else 0]
    if row.any() and x.shape[2] > 1 and is_one_hot(x.reshape(-1, x.shape[2])):
        return (
            None,
            "samples begin or end alike, but each row spells a symbol",
        )  # one symbol of those that the rows spell, such as the space of a text
    same: Bools = (words == bits(row[None, None])).all(2)
    suffix = np.cumprod(same[:, ::-1], 1).sum(1)
    prefix = np.cumprod(same, 1).sum(1)
    whole = suffix == T
    run, other = (suffix, prefix) if side == "post" else (prefix, suffix)
    run, other = run[~whole], other[~whole]
    inner = same.sum() - suffix.sum() - prefix[~whole].sum()
    shortest, lengths = (2, 3) if T > 4 else (1, 2)
    padded = int((run >= shortest).sum())
    different = len(np.unique(run[run >= shortest]))
    if padded < max(3, 0.05 * n) or different < lengths:
        return None, ""
    place = "end" if side == "post" else "begin"
    said = f"{share(padded, n)} of {n:,} samples {place} with the same row, in {count(different, 'length')}"
    if inner > 0.02 * same.sum() or (other >= shortest).sum() > 0.02 * padded:
        return None, f"{said}; but it also stands within the samples or at their other side"
    return Padding(
        "post" if side == "post" else "pre", tuple(float(v) + 0.0 for v in row)
    ), f"{said}, and hardly elsewhere"


def nan_padding(x: Array) -> tuple[Padding | None, str]:
    """Rows of NaN at one side of three windows or more, in runs of at least two lengths, and else hardly ever (2 %).

    A gap in a series that windows slide over stands anywhere in them.
    """
    if x.dtype.kind != "f" or x.shape[1] < 3 or not np.isnan(x[:, [0, -1]].astype(np.float64)).any():
        return None, ""
    nan: Bools = np.isnan(x.astype(np.float64, copy=False))
    gone, whole = np.asarray(nan.any(2)), np.asarray(nan.all(2))
    for side, ordered, every in (("post", whole[:, ::-1], gone), ("pre", whole, gone)):
        run = np.cumprod(ordered, 1).sum(1)
        ends = run[(run > 0) & (run < x.shape[1])]
        if len(ends) >= 3 and len(np.unique(ends)) >= 2 and every.sum() - run.sum() <= 0.02 * run.sum():
            said = f"{count(len(ends), 'sample')} of {len(x):,} {'end' if side == 'post' else 'begin'} with rows of NaN"
            return Padding("post" if side == "post" else "pre", (float("nan"),) * x.shape[2]), said
    return None, ""


def is_one_hot(values: Array) -> bool:
    """Rows of zeros with a single one, apart from a tenth of them: more exceptions would be a multi-label target."""
    if not np.isin(values, (0, 1)).all():
        return False
    return bool((values.sum(1) == 1).mean() >= 0.9)


def task_of(values: Array, plan: Plan) -> tuple[Task, str]:
    """Labels or numbers, and what told. Whole numbers with few different values are labels when they came as integers,
    or are at most ten from 0 up; counts look the same, so a target that is found in the series under the windows is a
    number.
    """
    if plan.layout == "one-hot":
        return "classification", f"nine in ten rows hold a single 1 among {plan.F - 1} zeros"
    flat = values.reshape(len(values), -1)
    finite = flat[np.isfinite(flat)] if flat.dtype.kind == "f" else flat.ravel()
    if not len(finite):
        return "regression", "no value is finite"
    if plan.origin is not None and plan.origin.shift > 0:
        return "regression", "the target is a later value of a feature"
    if plan.F > 1 and (plan.layout == "columns" or plan.integral) and np.isin(finite, (0, 1)).all():
        return "multilabel", f"{plan.F} columns of 0 and 1, and several or none of them 1 in a row"
    if plan.F > 1:
        return "regression", f"{plan.F} columns, and not of 0 and 1"
    whole = float((finite == np.round(finite)).mean())
    if whole < 1:
        return "regression", f"{share(1 - whole, 1)} of the values are no whole numbers"
    distinct, counts = np.unique(finite, return_counts=True)
    said = f"{count(len(distinct), 'different whole number')} among {len(finite):,}, as {plan.dtype}"
    most = max(2, min(50, int(math.sqrt(len(finite)) / 1.5)))
    if len(distinct) == 1 and not plan.integral:
        return "regression", said  # one value is no label; that it is one value is said elsewhere
    if len(distinct) <= most or (plan.integral and _numbered(distinct, counts)):
        ids = distinct[0] >= 0 and distinct[-1] < 50 and len(distinct) <= 10
        return ("classification", said) if plan.integral or ids else ("ambiguous", f"{said}: counts or labels")
    return "regression", f"{said}, more than {most}"


def _numbered(distinct: Array, counts: Array) -> bool:
    """Whether at most twenty integers are class ids though there are few samples: 0, 1, ... without a gap, five samples
    each on average, or any that stand about equally often.
    """
    k = len(distinct)
    if k > 20:
        return False
    consecutive = distinct[0] == 0 and distinct[-1] == k - 1 and counts.sum() >= 5 * k
    return bool(consecutive or counts.min() >= max(3, counts.max() / 3))


def counts_on(values: Array, rows: Array) -> str:
    """Why few whole numbers that came as floats count something, or nothing: three or more that leave numbers out, as a
    sale of 5 may not have happened yet, or all that a feature of X (rows, F) holds too, about as often (nine in ten).
    """
    wanted = values[np.isfinite(values)]
    ids = np.unique(wanted)
    if len(ids) < 3:
        return ""
    if ids[-1] - ids[0] + 1 != len(ids):
        return "they leave numbers out, as counts do"
    often = np.array([(wanted == v).mean() for v in ids])
    for column in rows.T:
        here = np.array([(column == v).mean() for v in ids])
        if (here > 0).all() and np.minimum(here, often).sum() >= 0.9:
            return "a feature of X holds them about as often, and they go on from there"
    return ""
