"""Two profiles, one after the other, as one: the folds of the later rows are moved behind those of the earlier."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy, deepcopy
from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.core.hashing import mix
from seqguard.core.plan import Plan
from seqguard.engine.clock import Overdue
from seqguard.engine.fold import Fold
from seqguard.engine.passes import Job, read_all
from seqguard.engine.progress import Progress
from seqguard.reading.chunks import grid_samples
from seqguard.reading.peeks import view

Parts = Mapping[str, Mapping[str, Fold]]


class Folds:
    """Reads tensors as the engine does, and keeps of each a fold that goes behind another one: with its first sample
    held back, until the sample before it is known."""

    def __init__(self) -> None:
        self.parts: dict[str, dict[str, Fold]] = {}

    def __call__(self, jobs: Sequence[Job], progress: Progress) -> Iterator[tuple[Any, Fold | Overdue]]:
        begun, held, rest = {}, {}, []
        for job in jobs:
            plan, size = job.plan, min(grid_samples(job.plan), job.plan.n)
            first = view(job.source.read(0, size), plan)
            begun[job.key], held[job.key] = Fold(plan, job.results, first[:0]), Fold(plan, job.results)
            for part in (begun[job.key], held[job.key]):
                part.update(0, first)
            if size < plan.n:
                rest.append(replace(job, start=size))
            else:
                yield self._kept(job.key, begun[job.key], held[job.key])
        for key, later in read_all(rest, progress):
            if isinstance(later, Overdue):
                yield key, later
            else:
                yield self._kept(key, begun.pop(key).merge(later), held.pop(key).merge(later))

    def _kept(self, key: tuple[str, str], begun: Fold, held: Fold) -> tuple[tuple[str, str], Fold]:
        self.parts.setdefault(key[0], {})[key[1]] = held
        return key, begun


def differences(earlier: Plan, later: Plan) -> Iterator[str]:
    """Why two tensors cannot be one behind the other; each a sentence without its end."""
    name = f"{earlier.tensor} of {earlier.split}"
    for word, of in (("samples of shape", "shape"), ("dtype", "dtype"), ("the features", "features")):
        ours, theirs = (tuple(p.shape[1:]) if of == "shape" else getattr(p, of) for p in (earlier, later))
        if ours != theirs and not (of == "features" and tuple(ours) == tuple(theirs)):
            yield f"{name} has {word} {_short(ours)} in the earlier and {_short(theirs)} in the later"
            return
    read: dict[str, Callable[[Plan], object]] = {
        "layout": lambda p: p.layout,
        "task": lambda p: p.task,
        "step from window to window": lambda p: p.step,
        "features that stand still in a window": lambda p: p.still,
        "padding": lambda p: repr(p.padding),
        "length of compared runs": lambda p: p.span,
        "type in which rows are compared": lambda p: p.hashed,
    }
    for word, of_plan in read.items():
        if of_plan(earlier) != of_plan(later):
            ours, theirs = _short(of_plan(earlier)), _short(of_plan(later))
            yield f"the {word} of {name} is {ours} in the earlier and {theirs} in the later"


def joined(earlier: Fold, later: Fold) -> Fold:
    """The fold of both, the samples of the later one numbered on. Neither is changed."""
    plan = _plan_of_both(earlier, later)
    whole, rest, n = deepcopy(earlier), deepcopy(later), earlier.plan.n
    for own in whole.statistics.values():
        own.thin(plan, MOST)
    for own in rest.statistics.values():
        own.move(n)
        own.thin(plan, MOST)
    whole.plan = rest.plan = plan
    if rest._head is not None:
        rest._head = (rest._head[0] + n, rest._head[1])
    return whole.merge(rest)


MOST = 2**20
"""Entries of a table of hashes, as many as one fold keeps."""


def thinned(part: Fold, samples: int, entries: int) -> Fold:
    """The same with so many sampled samples and hashes. What is exact stays so."""
    plan = part.plan
    blocks = _fewest(plan.blocks, samples // plan.block)
    rows = max(1, samples * plan.T // (plan.block * (plan.step or plan.T)))
    fewer = replace(plan, blocks=blocks, row_blocks=_fewest(plan.row_blocks, rows) if plan.own_rows else blocks)
    less = copy(part)
    less.plan, less.statistics = fewer, {result: copy(own) for result, own in part.statistics.items()}
    for own in less.statistics.values():
        own.thin(fewer, entries)
    return less


def _plan_of_both(earlier: Fold, later: Fold) -> Plan:
    a, b = earlier.plan, later.plan
    blocks, rows = (_behind(ours, theirs, a) for ours, theirs in ((a.blocks, b.blocks), (a.row_blocks, b.row_blocks)))
    n = a.n + b.n
    agreed = a.origin if b.origin in (None, a.origin) else b.origin if a.origin is None else None
    return replace(
        a,
        n=n,
        shape=(n, *a.shape[1:]),
        keep=min(a.keep, b.keep),
        origin=agreed,
        blocks=blocks,
        row_blocks=rows if a.own_rows or b.own_rows else blocks,
    )


def _behind(ours: tuple[int, ...], theirs: tuple[int, ...], plan: Plan) -> tuple[int, ...]:
    """The blocks of the earlier, and those of the grid of both that the later ones reach into."""
    reached = {(i * plan.block + plan.n + at) // plan.block for i in theirs for at in (0, plan.block - 1)}
    return tuple(sorted({*ours, *reached}))


def _fewest(blocks: tuple[int, ...], most: int) -> tuple[int, ...]:
    """Those whose number has the lowest hash, as many as may be kept."""
    if len(blocks) <= max(1, most):
        return blocks
    numbers = np.array(blocks, np.uint64)
    order = np.argsort(mix(numbers + np.uint64(1)), kind="stable")
    return tuple(np.sort(numbers[order[: max(1, most)]]).astype(int).tolist())


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 80 else f"{text[:77]}..."
