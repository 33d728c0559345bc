"""Where the target stands in the series under the windows: which feature, and how many rows after the last."""

from dataclasses import replace

import numpy as np

from seqguard.core.line import line
from seqguard.core.plan import BLOCK, CERTAIN, Floats, Origin, Plan
from seqguard.core.shifts import LINKED_SHARE
from seqguard.core.text import count, share
from seqguard.reading.peeks import run_ranges, view
from seqguard.sources.base import Given

MAX_SHIFT = 48  # rows after the window within which the target is looked for
ALIKE = 0.25
"""r**2 from which a feature may be the target up to scale; nine tenths on a line and the rest anywhere keep .5."""


def origin_of(source: Given, x: Plan, target: Given, y: Plan, train: Origin | None) -> Origin | None:
    """Where the first column of the target stands in the series under the windows: feature and shift after the last
    row.

    Looked for in blocks of consecutive samples, by equality (to float32 rounding) on the samples where the series
    moves: in a series that rests at zero everything equals everything. Where nothing is equal, up to scale and offset.
    In further splits first where it stands in train: a short split that mostly rests could not tell.
    """
    if x.step == 0 or x.n < 16 or source.source is None or target.source is None:
        return None
    size, k = min(BLOCK, x.n), x.step
    tails = [view(source.source.read(i, j), x)[:, x.T - k :].astype(float) for i, j in run_ranges(x.n)]
    wanted = [view(target.source.read(i, j), y)[:, 0, 0].astype(float) for i, j in run_ranges(x.n)]

    def at(shift: int) -> tuple[Floats, Floats, Floats]:
        """The rows so many after the windows, those to move away from, and the targets."""
        ahead = -(-shift // k)  # the later window whose fresh rows hold the row in question
        column = k - 1 - (ahead * k - shift)
        here = np.concatenate([t[: size - ahead, k - 1] for t in tails])
        there = np.concatenate([t[ahead:, column] for t in tails])
        return there, here if shift else np.roll(there, 1, 0), np.concatenate([w[: size - ahead] for w in wanted])

    furthest = min(MAX_SHIFT, (size // 2) * k)
    if train is not None and train.certain and train.shift <= furthest and train.feature < x.F:
        there, _, values = at(train.shift)
        if (share := _kept(train, there[:, train.feature], values)) >= CERTAIN:
            return replace(train, share=share)
    for agreement in (_agreement, _agreement_up_to_scale):
        best: Origin | None = None
        for shift in [*range(1, furthest + 1), 0]:
            found = agreement(*at(shift))
            if found.share >= 0.9 and (best is None or found.share > best.share + 0.01):
                best = replace(found, shift=shift)
            if best is not None and best.share >= 0.99:
                break
        if best is not None:
            return best
    return None


def aligned(origin: Origin | None, x: Plan) -> str:
    """Where it stands, as a sentence says it."""
    if origin is None:
        return f"the target is no feature of X up to {MAX_SHIFT} rows after the window" if x.step else ""
    where = f"{count(origin.shift, 'row')} after the window" if origin.shift else "in the window's last row"
    scale = "equals" if (origin.slope, origin.offset) == (1, 0) else "is, up to scale,"
    part = share(origin.share, 1)
    return f"the target {scale} feature `{x.features[origin.feature]}` {where} in {part} of samples"


def _kept(train: Origin, rows: Floats, values: Floats) -> float:
    """The share of the targets that a feature gives by train's line."""
    finite = np.isfinite(rows) & np.isfinite(values)
    if not finite.any():
        return 0.0
    off = np.abs(train.slope * rows[finite] + train.offset - values[finite])
    return float((off <= 1e-6 * max(np.abs(values[finite]).max(), abs(train.offset))).mean())


def _agreement(rows: Floats, rest: Floats, values: Floats) -> Origin:
    """The feature whose row is the value in the largest share of the samples, among those in which it moved away from
    `rest` or among all, whichever is less: a flag meets a class number wherever it changes between 0 and 1."""
    finite = np.isfinite(rows)
    informative = finite & (rows != rest)
    scale = float(np.max(np.abs(values), initial=1e-300, where=np.isfinite(values)))
    close = np.abs(rows - values[:, None]) <= 1e-6 * scale
    enough = informative.sum(0) >= 8
    told, every = ((close & part).sum(0) / np.maximum(part.sum(0), 1) for part in (informative, finite))
    share = np.where(enough, np.minimum(told, every), 0.0)
    return Origin(int(share.argmax()), 0, float(share.max()))


def _agreement_up_to_scale(rows: Floats, rest: Floats, values: Floats) -> Origin:
    """The same for a line through the rows of each feature; only those are tried whose correlation leaves room for a
    tenth of the values to lie elsewhere. A ramp lies on a line with itself at any shift, which tells none."""
    finite = np.isfinite(values) & np.isfinite(rows).all(1)
    if not finite.any():
        return Origin(0, 0, 0.0)
    a, b = rows[finite] - rows[finite].mean(0), values[finite] - values[finite].mean()
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        r2 = np.nan_to_num((b @ a) ** 2 / ((a**2).sum(0) * (b @ b)), nan=0.0)
    best = Origin(0, 0, 0.0)
    for f in np.flatnonzero(r2 > ALIKE):
        found = line(rows[:, f], values)
        moved = rows[:, f] != rest[:, f]
        if found is None or moved.sum() < 8:
            continue
        if (ramp := line(rest[moved, f], rows[moved, f])) is not None and ramp.share > LINKED_SHARE:
            continue
        share = min(float(found.on[moved].mean()), found.share)
        if share > best.share:
            best = Origin(int(f), 0, share, found.slope, found.offset)
    return best
