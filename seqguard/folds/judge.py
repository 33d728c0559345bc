"""One fold in numbers: index arithmetic over what is known of every sample, and nothing is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from seqguard.core.finding import JsonValue
from seqguard.core.plan import Bools, Ints
from seqguard.folds.given import Given
from seqguard.folds.ground import Ground
from seqguard.measures.windows import Places

BINS = 240
"""Pieces of the time axis in the figure: 4 points each at the width of a page."""


@dataclass(frozen=True)
class AuditedFold:
    """What one fold holds, and what its validation part shares with its training part.

    Attributes:
        name: "fold_1", or the name given.
        train, validation: samples.
        both: validation samples that train too.
        sharing: validation windows that share a row, of input or target, with a training window.
        told: those among them whose target's rows stand in a training window; of a label, that lie half in one.
        pair: (validation sample, training sample, rows from one's beginning to the other's) of the first that shares.
        gap: the fewest rows between the beginnings of a validation and a training window; None of samples that share
            none.
        copies: validation samples that are equal to a training sample; `copy` is the first such pair.
        groups: groups in both parts, `group` the first of them, and `grouped` the validation samples of such groups.
        earlier: validation samples that end before some training sample, of their own series where no times are known.
        pieces: stretches of consecutive samples that the validation part consists of.
        unseen: classes of validation without a training sample; `absent`, those that validation lacks; `held`, its own.
        outside: validation targets outside what the training targets span.
        train_windows, validation_windows: windows side by side that hold as many rows as the part does.
    """

    name: str
    train: int
    validation: int
    both: int = 0
    sharing: int = 0
    told: int = 0
    pair: tuple[int, int, int] | None = None
    gap: int | None = None
    copies: int = 0
    copy: tuple[int, int] | None = None
    groups: int = 0
    group: str = ""
    grouped: int = 0
    earlier: int = 0
    pieces: int = 0
    unseen: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    held: int = 0
    outside: int = 0
    train_windows: int = 0
    validation_windows: int = 0
    bins: tuple[tuple[int, int, int], ...] = field(default=(), repr=False)

    def to_dict(self) -> dict[str, JsonValue]:
        """The numbers as JSON values, without those of the figure."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in vars(self).items() if name != "bins"}


def judge(fold: Given, ground: Ground) -> AuditedFold:
    """The fold against what is known of every sample."""
    mask = np.zeros(ground.n, bool)
    mask[fold.train] = True
    validation = np.sort(fold.validation)
    found: dict[str, object] = {"both": int(mask[validation].sum())}
    ranked, at = _in_time(mask, validation, ground)
    train = np.flatnonzero(ranked)
    shares = np.zeros(len(at), bool)
    if ground.places is not None and len(train) and len(at):
        told, shares = _shared(train, at, ground, ground.places)
        found |= told
    found |= _independent(train, at, ground)
    found |= _copied(mask, validation, ground) | _grouped(mask, validation, ground)
    found |= _timed(mask, validation, ground) | _covered(mask, validation, ground)
    found["pieces"] = int((np.diff(at) != 1).sum()) + bool(len(at))
    found["bins"] = _bins(train, at, shares, ground.n)
    return AuditedFold(fold.name, len(train), len(validation), **found)  # type: ignore[arg-type]  # by name, as the functions below fill them


def _in_time(mask: Bools, validation: Ints, ground: Ground) -> tuple[Bools, Ints]:
    """Both parts in the order of time: which places train, and the places that validate."""
    if ground.order is None:
        return mask, validation
    rank = np.empty(ground.n, np.int64)
    rank[ground.order] = np.arange(ground.n)
    return mask[ground.order], np.sort(rank[validation])


def _by_start(places: Places, ground: Ground) -> Ints:
    return places.starts if ground.order is None else places.starts[ground.order]


def _shared(train: Ints, at: Ints, ground: Ground, places: Places) -> tuple[Mapping[str, object], Bools]:
    """How far each validation window's beginning lies from those of the nearest training windows."""
    starts = _by_start(places, ground)
    here, there, row = starts[at], starts[train], train
    if (np.diff(there) < 0).any():  # times that run otherwise than the series do
        order = np.argsort(there, kind="stable")
        there, row = there[order], train[order]
    after = np.searchsorted(there, here, "left")
    behind = np.searchsorted(there, here, "right") - 1
    far = np.iinfo(np.int64).max
    ahead = np.where(after < len(there), there[np.minimum(after, len(there) - 1)] - here, far)
    back = np.where(behind >= 0, here - there[np.maximum(behind, 0)], far)
    shares = (ahead < ground.width) | (back < ground.width)
    if ground.ahead:
        told = (ahead < ground.width) | (back <= ground.ahead - ground.nearest)
    else:
        told = (ahead <= ground.T // 2) | (back <= ground.T // 2)
    nearest = int(min(ahead.min(), back.min()))
    found: dict[str, object] = {"sharing": int(shares.sum()), "told": int(told.sum()), "gap": nearest}
    if shares.any():
        i = int(shares.argmax())
        j = after[i] if ahead[i] <= back[i] else behind[i]
        pair = (int(at[i]), int(row[j]))
        if ground.order is not None:
            pair = (int(ground.order[pair[0]]), int(ground.order[pair[1]]))
        found["pair"] = (*pair, int(here[i] - there[j]))
    return found, shares


def _independent(train: Ints, at: Ints, ground: Ground) -> dict[str, object]:
    if ground.places is None:
        return {"train_windows": len(train), "validation_windows": len(at)}
    starts = _by_start(ground.places, ground)
    return {"train_windows": _windows(starts[train], ground.T), "validation_windows": _windows(starts[at], ground.T)}


def _windows(starts: Ints, T: int) -> int:
    """Windows side by side that hold as many rows as these."""
    if not len(starts):
        return 0
    apart = np.diff(starts)
    if (apart < 0).any():
        apart = np.diff(np.sort(starts))
    return max(1, int(np.minimum(apart, T).sum() + T) // T)


def _copied(mask: Bools, validation: Ints, ground: Ground) -> dict[str, object]:
    if ground.copies is None:
        return {}
    trains = np.full(int(ground.copies.max()) + 1, -1)
    trains[ground.copies[mask]] = np.flatnonzero(mask)
    hit = np.flatnonzero((trains[ground.copies[validation]] >= 0) & ~mask[validation])
    if not len(hit):
        return {}
    first = int(validation[hit[0]])
    return {"copies": len(hit), "copy": (first, int(trains[ground.copies[first]]))}


def _grouped(mask: Bools, validation: Ints, ground: Ground) -> dict[str, object]:
    if ground.groups is None or ground.names is None:
        return {}
    trains = np.zeros(len(ground.names), bool)
    trains[ground.groups[mask]] = True
    own = ground.groups[validation]
    hit = trains[own]
    both = np.unique(own[hit])
    if not len(both):
        return {}
    return {"groups": len(both), "group": str(ground.names[both[0]]), "grouped": int(hit.sum())}


def _timed(mask: Bools, validation: Ints, ground: Ground) -> dict[str, object]:
    """How many validation samples lie before a training sample in time."""
    if not len(validation) or not mask.any():
        return {}
    if ground.times is not None:
        return {"earlier": int((ground.times[validation] < ground.times[mask].max()).sum())}
    if ground.places is None:
        return {}
    last = np.full(int(ground.places.series.max()) + 1, -1)
    np.maximum.at(last, ground.places.series[mask], ground.places.starts[mask])
    return {"earlier": int((ground.places.starts[validation] < last[ground.places.series[validation]]).sum())}


def _covered(mask: Bools, validation: Ints, ground: Ground) -> dict[str, object]:
    """Classes and range of the targets."""
    if not len(validation) or not mask.any():
        return {}
    if ground.classes is not None and ground.labels is not None:
        trains = np.bincount(ground.classes[mask], minlength=len(ground.labels)) > 0
        holds = np.bincount(ground.classes[validation], minlength=len(ground.labels)) > 0
        return {
            "unseen": tuple(map(str, ground.labels[holds & ~trains])),
            "absent": tuple(map(str, ground.labels[~holds & trains])),
            "held": int(holds.sum()),
        }
    if ground.low is None or ground.high is None:
        return {}
    with np.errstate(invalid="ignore"):
        low, high = np.fmin.reduce(ground.low[mask]), np.fmax.reduce(ground.high[mask])
        outside = (ground.low[validation] < low) | (ground.high[validation] > high)
    return {"outside": int(outside.sum())}


def _bins(train: Ints, at: Ints, shares: Bools, n: int) -> tuple[tuple[int, int, int], ...]:
    """(training, validation, sharing samples) of each piece of the time axis."""
    count = min(BINS, max(1, n))
    edges = np.linspace(0, n, count + 1).astype(np.int64)
    parts = [np.diff(np.searchsorted(part, edges)) for part in (train, at, at[shares])]
    return tuple(zip(*(part.tolist() for part in parts), strict=True))
