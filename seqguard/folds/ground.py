"""What is known of every sample before any fold is looked at: read once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from seqguard.core.arguments import DataOptions
from seqguard.core.plan import Array, Floats, Ints, Plan
from seqguard.engine.run import inspect
from seqguard.measures.windows import Places, places, read_hashed
from seqguard.reading.origins import MAX_SHIFT
from seqguard.reading.plans import plan_splits, unreadable
from seqguard.sources.base import Given, SplitData
from seqguard.sources.gather import gather
from seqguard.sources.split import Split

CLASSES = 1000
"""Classes up to which each is followed."""
ROW = 512
"""Shuffled windows that are put in a row to find their target in it."""
MOVES = 4
"""Steps in which a sample must move for an equal one to be its copy; what hardly moves is equal by nature."""


@dataclass(frozen=True, eq=False)
class Ground:
    """The samples under the folds.

    Attributes:
        n, T: samples and timesteps, as read.
        places: where windows of one series stand; None where samples share no rows, or it cannot be told.
        ahead: rows after a window that its target takes.
        nearest: rows from a window's end to the first of those.
        copies: (n,) a number that equal samples have in common, and no other sample; None without copies.
        groups: (n,) numbers of the groups given; None without.
        names: the groups, by number.
        times: (n,) when each sample ends; None without.
        classes: (n,) numbers of the classes; None where the target is none.
        labels: the classes, by number.
        low, high: (n,) the least and the largest value of a numeric target; None without.
        notes: what was read as what.
        unread: why something was not read.
        plans: what each tensor was read as, by its name.
    """

    n: int
    T: int = 1
    places: Places | None = None
    ahead: int = 0
    nearest: int = 0
    copies: Ints | None = None
    groups: Ints | None = None
    names: Array | None = None
    times: Array | None = None
    classes: Ints | None = None
    labels: Array | None = None
    low: Floats | None = None
    high: Floats | None = None
    notes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    order: Ints | None = field(default=None)
    plans: Mapping[str, Plan] = field(default_factory=dict)

    @property
    def width(self) -> int:
        """Rows from a window's first to the last that its target takes."""
        return self.T + self.ahead

    @property
    def independent(self) -> bool:
        """Whether the samples share no rows, so far as can be told."""
        return self.places is None


def read_ground(data: SplitData, asked: DataOptions, horizon: int | None) -> Ground:
    """Everything that folds are compared by, in one pass over the inputs and one over the targets."""
    n = max((len(t) for t in data.inputs), default=0)
    readable = [t for t in data.inputs if unreadable(t) is None and len(t) == n]
    unread = [reason for t in (*data.inputs, *data.targets) if (reason := unreadable(t)) is not None]
    groups, names = _numbered(data.groups)
    times = _last_of(data.timestamps)
    known: dict[str, Any] = {"groups": groups, "names": names, "times": times}
    if not readable:
        return Ground(n, **known, **_order(None, times), unread=tuple(unread))
    plans = plan_splits({data.name: data}, asked)[data.name]
    main = next((t for t in readable if plans[t.name].sliding), readable[0])
    plan = plans[main.name]
    target = next((t for t in data.targets if unreadable(t) is None and len(t) == n), None)
    unread += [f"{t.name} has {len(t):,} samples and {main.name} {n:,}" for t in data.targets if len(t) != n]
    ahead, nearest = _ahead(plans[target.name] if target else None, horizon)
    hashed = {t.name: read_hashed(t, plans[t.name]) for t in readable}
    found = places(main, plan, hashed[main.name], plan.T + max(ahead, MAX_SHIFT))
    if found is not None and found.shuffled and target is not None and horizon is None:
        ahead, nearest = _ahead(_plan_in_order(main, target, found, asked), None)
    if found is not None:
        known |= {"ahead": ahead, "nearest": nearest}
    moves = np.max([h.changes for h in hashed.values()], axis=0)
    key = np.bitwise_xor.reduce([h.key * np.uint64(2 * i + 1) for i, h in enumerate(hashed.values())])
    copies = _copies(key, moves >= min(MOVES, max(1, plan.T - 1)))
    if copies is not None and not _are_copies(data, target):
        copies = None
    return Ground(
        n,
        plan.T,
        places=found,
        copies=copies,
        **known,
        **_order(found, times),
        **(_target(target, plans[target.name]) if target else {}),
        notes=_notes(plan, found),
        unread=tuple(unread),
        plans=plans,
    )


def _order(found: Places | None, times: Array | None) -> dict[str, Any]:
    """The samples in the order of time, where it is known and not the one in which they stand."""
    if times is not None and (times[1:] < times[:-1]).any():
        return {"order": np.argsort(times, kind="stable")}
    return {"order": np.argsort(found.starts, kind="stable") if found is not None and found.shuffled else None}


def _numbered(groups: Array | None) -> tuple[Ints | None, Array | None]:
    if groups is None:
        return None, None
    names, numbers = np.unique(groups.astype(str) if groups.dtype.kind == "O" else groups, return_inverse=True)
    return numbers.reshape(-1).astype(np.int64), names


def _last_of(times: Array | None) -> Array | None:
    if times is None or times.ndim == 1:
        return times
    last: Array = times[:, -1]
    return last


def _ahead(plan: Plan | None, horizon: int | None) -> tuple[int, int]:
    """(rows after the window up to the target's last one, up to its first)."""
    if horizon is not None:
        return horizon, 1 if horizon else 0
    if plan is None:
        return 0, 0
    steps = plan.T if plan.layout == "horizon" else 1
    if plan.origin is not None:
        return max(0, plan.origin.shift + steps - 1), max(0, plan.origin.shift)
    return (steps, 1) if plan.layout == "horizon" else (0, 0)


def _plan_in_order(main: Given, target: Given, found: Places, asked: DataOptions) -> Plan | None:
    """The plan of the target of shuffled windows, from the first of them put in a row."""
    longest = np.bincount(found.series).argmax()
    chosen = np.flatnonzero(found.series == longest)
    chosen = chosen[np.argsort(found.starts[chosen], kind="stable")][:ROW]
    X, y = (np.concatenate([t.source.read(int(i), int(i) + 1) for i in chosen]) for t in (main, target) if t.source)
    data = gather(X, y)[0]
    return plan_splits({data.name: data}, replace(asked, feature_names=None, target_names=None))[data.name].get("y")


def _copies(key: Array, moving: Array) -> Ints | None:
    _, number, times = np.unique(key, return_inverse=True, return_counts=True)
    again = (times[number] > 1) & moving
    if not again.any():
        return None
    return np.where(again, number, len(times) + np.arange(len(key))).astype(np.int64)


def _are_copies(data: SplitData, target: Given | None) -> bool:
    """Whether equal samples are more than what chance gives, as duplicate-samples tells of the whole."""
    X = {t.name: t.source for t in data.inputs} if len(data.inputs) > 1 else data.inputs[0].source
    y = target.source if target is not None else None
    return bool(inspect(Split(X, y), select=["duplicate-samples"], progress=False).findings)


def _target(given: Given, plan: Plan) -> dict[str, Any]:
    source = given.source
    assert source is not None
    values = source.read(0, plan.n).reshape(plan.n, plan.T, plan.F)
    if plan.task == "classification" and plan.T == 1:
        labels, numbers = np.unique(values[:, 0].argmax(1) if plan.F > 1 else values[:, 0, 0], return_inverse=True)
        return {"classes": numbers.astype(np.int64), "labels": labels} if len(labels) <= CLASSES else {}
    if plan.task in ("regression", "ambiguous") and plan.F == 1:
        with np.errstate(invalid="ignore"):
            return {"low": np.fmin.reduce(values[..., 0], 1), "high": np.fmax.reduce(values[..., 0], 1)}
    return {}


def _notes(plan: Plan, found: Places | None) -> tuple[str, ...]:
    if found is None:
        return ("one timestep" if plan.T == 1 else "independent samples",)
    series = int(found.series.max()) + 1
    of = "one series" if series == 1 else f"{series:,} stretches of series"
    step = f"step {found.step}" if found.step else "varying steps"
    return (f"{'shuffled' if found.shuffled else 'sliding'} windows of {of} ({step})",)
