"""Where each window stands in the series under it: read once, so that a fold costs index arithmetic."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from seqguard.core.hashing import mix, power_table
from seqguard.core.plan import Array, Block, Ints, Plan, Words
from seqguard.core.shifts import fits, last_change, window_hashes
from seqguard.measures.chance import lookup
from seqguard.reading.chunks import grid_samples
from seqguard.reading.peeks import view
from seqguard.sources.base import Given
from seqguard.statistics.rows import hashed_rows

ORDERED = 0.6
"""Share of the windows that must continue another one: those of independent samples are equal to none."""
PROBES = 256
"""Windows by which the shift of shuffled windows is looked for."""
MOST_ROWS = 2**22
"""Rows up to which every shift of shuffled windows is tried, half a second; beyond only a shift of one row."""
FEWEST = 8
"""Windows below which an order is not looked for."""


class Hashed(NamedTuple):
    """What one pass keeps of each sample: the rows by which it is later than the one before (0: it continues nothing),
    the hash of the whole, and the steps that differ from the one before."""

    shift: Ints
    key: Words
    changes: Ints


class Places(NamedTuple):
    """The row at which each window begins, on an axis on which different series stand further apart than any window
    reaches, and the number of its series; `step` rows from one window to the next (0: they vary)."""

    starts: Ints
    series: Ints
    step: int
    shuffled: bool


def read_hashed(given: Given, plan: Plan) -> Hashed:
    """One pass from front to back."""
    source = given.source
    assert source is not None
    shift, changes = np.zeros(plan.n, np.int64), np.zeros(plan.n, np.int64)
    key = np.zeros(plan.n, np.uint64)
    size = grid_samples(plan)
    last: Array | None = None
    for start in range(0, plan.n, size):
        stop = min(start + size, plan.n)
        values = view(source.read(start, stop), plan)
        before = values[:1] if last is None else last
        link = np.empty(len(values), bool)
        link[:1] = plan.linked(values[:1], before) if last is not None else False
        link[1:] = plan.linked(values[1:], values[:-1])
        block = Block(plan, start, values, link)
        rows, runs = hashed_rows(block)
        changed = np.zeros(len(rows) + 1, np.int64)
        np.cumsum(rows[1:] != rows[:-1], out=changed[2:])
        key[start:stop] = runs.ending(block.ends, plan.T)
        changes[start:stop] = changed[block.ends] - changed[block.ends - plan.T + 1] if plan.T > 1 else 1
        shift[start:stop] = np.where(link, plan.step, 0)
        last = values[-1:].copy()
    if plan.T > 2:
        _mend(shift, given, plan)
    return Hashed(shift, key, changes)


def _mend(shift: Ints, given: Given, plan: Plan) -> None:
    """The shift of windows that do not slide by the plan's step: where some were left out, or at varying steps."""
    source = given.source
    assert source is not None
    size = grid_samples(plan)
    at = np.flatnonzero(shift[1:] == 0)
    for start in np.unique(at // size) * size:
        stop = min(start + size + 1, plan.n)
        values = view(source.read(int(start), int(stop)), plan)
        here = at[(at >= start) & (at < start + size)] - start
        moving = values[..., plan.moving] if plan.still else values
        hashes = window_hashes(moving)
        earlier, later = hashes[here], hashes[here + 1]
        tells = np.arange(1, plan.T) < last_change(earlier)[:, None]
        same = fits(earlier, later) & tells
        shift[start + here + 1] = np.where(same.any(1), same.argmax(1) + 1, 0)


def places(given: Given, plan: Plan, hashed: Hashed, width: int) -> Places | None:
    """Where the windows stand; None where they are samples that share no rows. `width` is what a window reaches."""
    if plan.T < 3 or plan.n < FEWEST or plan.padding is not None:
        return None
    if plan.sliding or (hashed.shift[1:] > 0).mean() >= ORDERED:
        return _in_order(hashed.shift, plan, width)
    return _shuffled(given, plan, hashed, width)


def _in_order(shift: Ints, plan: Plan, width: int) -> Places:
    series = np.cumsum(shift == 0) - 1
    starts = np.cumsum(np.where(shift == 0, 2 * (plan.T + width), shift))
    return Places(starts - starts[0], series, plan.step, False)


def _shuffled(given: Given, plan: Plan, hashed: Hashed, width: int) -> Places | None:
    """Windows of one series in any order are put in a row by what their ends and beginnings hold."""
    step = _step_of(given, plan, hashed)
    if not step:
        return None
    _, distinct, number = np.unique(hashed.key, return_index=True, return_inverse=True)
    heads, tails = (part[distinct] for part in _ends(given, plan, step))
    order = np.argsort(heads, kind="stable")
    after = lookup(tails, heads[order])
    after = np.where(after >= 0, order[after], -1)
    moving = hashed.changes[distinct] > 1
    follows = np.flatnonzero((after >= 0) & moving & (after != np.arange(len(after))))
    before = np.arange(len(heads))
    before[after[follows]] = follows
    root, steps = _ranked(before)
    reach = np.zeros(len(heads), np.int64)
    np.maximum.at(reach, root, steps * step)
    begin = np.cumsum(reach + 2 * (plan.T + width)) - reach
    _, series = np.unique(root, return_inverse=True)
    starts = (begin[root] + steps * step)[number]
    return Places(starts - starts.min(), series[number].astype(np.int64), step, True)


def _ranked(before: Ints) -> tuple[Ints, Ints]:
    """(first window of the chain, how many windows on) of each window, by doubling; `before` of a first is itself."""
    root, steps = before.copy(), (before != np.arange(len(before))).astype(np.int64)
    for _ in range(len(before).bit_length()):
        steps += steps[root]
        root = root[root]
    ring = before[root] != root  # a series that returns to its beginning has no first window
    root[ring], steps[ring] = np.flatnonzero(ring), 0
    return root, steps


def _step_of(given: Given, plan: Plan, hashed: Hashed) -> int:
    """The smallest number of rows by which most of some windows are followed by another one."""
    source = given.source
    assert source is not None
    moving = np.flatnonzero(hashed.changes > 1)
    if len(moving) < FEWEST:
        return 0
    chosen = moving[np.unique(np.linspace(0, len(moving) - 1, PROBES).astype(int))]
    windows = np.concatenate([view(source.read(int(i), int(i) + 1), plan) for i in chosen])
    probes = window_hashes(windows[..., plan.moving] if plan.still else windows)
    most = plan.T - 2 if plan.n * plan.T <= MOST_ROWS else 1
    found = np.zeros((most, len(chosen)), bool)
    tails = [_run(probes[:, k:]) for k in range(1, most + 1)]
    for _, hashes in _chunks(given, plan):
        for k, tail in enumerate(tails):
            found[k] |= np.isin(tail, _run(hashes[:, : plan.T - k - 1]))
    varied = np.array([[len(np.unique(row[k:])) > 2 for row in probes] for k in range(1, most + 1)])
    share = (found & varied).sum(1) / len(chosen)
    enough = np.flatnonzero(share >= ORDERED)
    return int(enough[0]) + 1 if len(enough) else 0


def _ends(given: Given, plan: Plan, step: int) -> tuple[Words, Words]:
    """Hashes of what each window shares with the one before it, and with the one after it, `step` rows on."""
    heads, tails = np.zeros(plan.n, np.uint64), np.zeros(plan.n, np.uint64)
    for start, hashes in _chunks(given, plan):
        heads[start : start + len(hashes)] = _run(hashes[:, : plan.T - step])
        tails[start : start + len(hashes)] = _run(hashes[:, step:])
    return heads, tails


def _run(hashes: Words) -> Words:
    """(n,) hashes of (n, rows) row hashes, in their order."""
    powers, _ = power_table(hashes.shape[1])
    return mix((hashes * powers[: hashes.shape[1]]).sum(1, dtype=np.uint64))


def _chunks(given: Given, plan: Plan) -> Iterator[tuple[int, Words]]:
    """(first sample, row hashes) of each piece of the tensor."""
    source = given.source
    assert source is not None
    size = grid_samples(plan)
    for start in range(0, plan.n, size):
        values = view(source.read(start, min(start + size, plan.n)), plan)
        yield start, window_hashes(values[..., plan.moving] if plan.still else values)
