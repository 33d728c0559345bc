"""The pass over the data: each tensor is read once, here, by an executor, or where a Dask graph computes it.

An executor is whatever has `submit(function, *arguments)` and gives futures that have `result()` and `cancel()`. The
parts of all tensors of all splits go to it in one queue, end on the grid, and are merged in their order; so the result
is the same to the last digit whoever reads, and however many.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from seqguard.core.errors import named, shown
from seqguard.core.plan import Array, Plan
from seqguard.engine.clock import Overdue
from seqguard.engine.fold import Fold
from seqguard.engine.progress import Progress
from seqguard.reading.chunks import grid_samples, pieces
from seqguard.reading.peeks import view
from seqguard.sources.base import Source, chunk_starts, in_memory
from seqguard.sources.travel import Span

PART_BYTES = 32 * 2**20
"""Of a tensor that one task takes, about: far more than a task costs, few enough for some to be under way at once."""
PART_CHUNKS = 16
"""Stored chunks in a part: parts end on the grid and not on chunks, so that one more is decoded in each."""
FEWEST_IN_FLIGHT = 8
"""Parts that are under way at once at least; twice the workers where the executor says how many it has."""


@dataclass(frozen=True, eq=False)
class Job:
    """One tensor to read, from sample `start` on, which is a multiple of the grid: `key` is whatever it is asked for
    by."""

    key: Any
    source: Source
    plan: Plan
    results: tuple[type, ...]
    start: int = 0

    def parts(self, *, whole_chunks: bool) -> list[tuple[int, int]]:
        """Where it is cut for others to read, on the grid; `whole_chunks`: parts that share a chunk decode it twice."""
        grid, n = grid_samples(self.plan), self.plan.n
        size = PART_BYTES // (self.plan.T * self.plan.F * self.source.dtype.itemsize)
        starts = chunk_starts(self.source)
        if starts is not None and whole_chunks:
            size = max(size, min(PART_CHUNKS * n // len(starts), 8 * size), n // len(starts))
        size = max(1, size // grid) * grid
        return [(start, min(start + size, n)) for start in range(self.start, n, size)]


def fold_span(span: Source, plan: Plan, results: Iterable[type], start: int, stop: int) -> Fold:
    """The fold of the samples [start, stop), read piece by piece: what a worker is given."""
    part = Fold(plan, results, view(span.read(max(start - 1, 0), start), plan))
    with np.errstate(all="ignore"):
        for i, j in pieces(span, plan, start, stop):
            part.update(i, view(span.read(i, j), plan))
    return part


def read_all(jobs: Sequence[Job], progress: Progress) -> Iterator[tuple[Any, Fold | Overdue]]:
    """The key and the fold of each tensor, or what says that the seconds were over before."""
    graphs = [job for job in jobs if _is_graph(job.source)]
    abroad = [job for job in jobs if job not in graphs and progress.executor is not None and _travels(job.source)]
    yield from _graphs(graphs, progress)
    yield from _by_executor(abroad, progress)
    for job in jobs:
        if job not in graphs and job not in abroad:
            yield job.key, _here(job, progress)


def _here(job: Job, progress: Progress) -> Fold | Overdue:
    whole = Fold(job.plan, job.results, view(job.source.read(max(job.start - 1, 0), job.start), job.plan))
    for start, stop in pieces(job.source, job.plan, job.start):
        if progress.clock.over:
            return Overdue(f"{progress.clock.said} when {start:,} of {job.plan.n:,} samples had been read")
        whole.update(start, view(job.source.read(start, stop), job.plan))
        progress.step(job.plan.label, stop, job.plan.n)
    return whole


def _travels(source: Source) -> bool:
    """Whether parts can be read apart: a stream would be gone through from its beginning for each."""
    return in_memory(source) or chunk_starts(source) is not None


def _is_graph(source: Source) -> bool:
    return hasattr(source, "fold_parts")


def _graphs(jobs: Sequence[Job], progress: Progress) -> Iterator[tuple[Any, Fold | Overdue]]:
    """Tensors that are graphs themselves, all computed at once by their own scheduler."""
    if jobs and progress.clock.over:
        yield from ((job.key, Overdue(f"{progress.clock.said} before anything was read")) for job in jobs)
    elif jobs:
        asked = [(job.source, PartOf(job.plan, job.results), job.parts(whole_chunks=False)) for job in jobs]
        source: Any = jobs[0].source
        yield from zip((job.key for job in jobs), source.fold_parts(asked, merged), strict=True)


@dataclass(frozen=True)
class PartOf:
    """Makes the fold of a part out of its values, in front of which stands the one sample before it, if there is."""

    plan: Plan
    results: tuple[type, ...]

    def __call__(self, values: Array, start: int) -> Fold:
        before = min(start, 1)
        part = Fold(self.plan, self.results, view(values[:before], self.plan))
        with np.errstate(all="ignore"):
            part.update(start, view(values[before:], self.plan))
        return part


def merged(parts: Sequence[Fold]) -> Fold:
    """Consecutive parts as one."""
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.merge(part)
    return whole


def _by_executor(jobs: Sequence[Job], progress: Progress) -> Iterator[tuple[Any, Fold | Overdue]]:
    """The parts of all tensors in one queue; of a tensor whose clock ran out nothing is kept."""
    cuts = [(job, start, stop) for job in jobs for start, stop in job.parts(whole_chunks=True)]
    whole: Fold | Overdue | None = None
    for (job, _, stop), part in zip(cuts, _results(progress, cuts), strict=True):
        if not isinstance(whole, Overdue):
            whole = part if whole is None or isinstance(part, Overdue) else whole.merge(part)
        progress.step(job.plan.label, stop, job.plan.n)
        if stop == job.plan.n:
            yield job.key, whole
            whole = None


def _results(progress: Progress, cuts: Sequence[tuple[Job, int, int]]) -> Iterator[Fold | Overdue]:
    """What the parts come to, in their order; a bounded number of them is under way. Whatever stops the run, such as
    Ctrl-C, cancels those."""
    executor, clock = progress.executor, progress.clock
    workers = getattr(executor, "_max_workers", None) or os.cpu_count() or 1
    most = max(FEWEST_IN_FLIGHT, 2 * workers)
    flight: deque[Any] = deque()
    ahead = iter(cuts)
    try:
        while True:
            while len(flight) < most and not clock.over and (cut := next(ahead, None)) is not None:
                job, start, stop = cut
                span = Span(job.source, start, stop)
                flight.append(_submitted(executor, span, job, start, stop))
            if not flight:
                break
            yield _awaited(flight.popleft())
        for job, start, _ in ahead:
            yield Overdue(f"{clock.said} when {start:,} of {job.plan.n:,} samples had been read")
    finally:
        for future in flight:
            future.cancel()


def _submitted(executor: Any, span: Span, job: Job, start: int, stop: int) -> Any:
    """The future of a part.

    Raises:
        TypeError, ValueError: the executor takes no work, or gives no futures.
    """
    try:
        future = executor.submit(fold_span, span, job.plan, job.results, start, stop)
    except Exception as error:  # an executor is foreign code: a pool that was shut down, a cluster that is gone
        raise named("executor", error) from error
    if not (callable(getattr(future, "result", None)) and callable(getattr(future, "cancel", None))):
        raise TypeError(f"executor must give futures with result() and cancel(), got {shown(future)}")
    return future


def _awaited(future: Any) -> Fold:
    """What a part came to.

    Raises:
        TypeError, ValueError, MemoryError: what reading raised, as it was raised; or the worker died, or gave
            something else.
    """
    try:
        part = future.result()
    except (TypeError, ValueError, MemoryError):
        raise
    except Exception as error:  # a worker that died, in whatever way its executor says so
        raise named("executor", error) from error
    if not isinstance(part, Fold):
        raise TypeError(f"executor must give futures of what the function returns, got {shown(part)}")
    return part
