"""The figures of a report, drawn from what the pass left; nothing is read for them, and no check knows of them."""

from collections.abc import Sequence

from seqguard.basis.kinds import Kinds
from seqguard.basis.series import Series
from seqguard.core.figure import Figure, Outline, Pictures
from seqguard.core.finding import Baseline, Finding
from seqguard.core.plan import Plan
from seqguard.facts.model.training import TrainingLog
from seqguard.figures.outlines import outlines
from seqguard.figures.scene import Scene, Source
from seqguard.figures.splits import sample_counts, target_over_time, where
from seqguard.figures.table import painters
from seqguard.figures.training import of_log
from seqguard.statistics.moments import Moments

MOST_FIGURES = 100
"""Findings that get one, the worst first: 100 of 2 kB leave room in a page of 300 kB."""


def draw(finding: Finding, source: Source) -> Figure | None:
    """The first figure that the finding's code and what is at hand allow."""
    scene = Scene(finding, source)
    return next((figure for paint in painters(finding.code) if (figure := paint(scene)) is not None), None)


def pictures(
    source: Source,
    samples: Sequence[tuple[str, int]],
    baselines: Sequence[Baseline],
    shared: bool,
) -> Pictures:
    """What the report shows beside its findings; `samples` are the splits and how many each has."""
    scene = Scene(Finding(message="", remedy=""), source)
    log = scene.get(TrainingLog)
    return Pictures(
        splits=_splits(scene, samples),
        training=None if log is None else of_log(log, None, baselines),
        outlines=tuple(_outlines(scene, source)) if samples else (),
        shared=shared,
    )


def _splits(scene: Scene, samples: Sequence[tuple[str, int]]) -> Figure | None:
    if not samples:
        return None
    if len(samples) == 1:
        return target_over_time(scene)
    return where(scene, [name for name, _ in samples]) or sample_counts(scene, samples)


def _outlines(scene: Scene, source: Source) -> list[Outline]:
    found: list[Outline] = []
    for tensor in (*source.names("train", "x"), *source.names("train", "y")):
        plan = scene.get(Plan, split="train", tensor=tensor)
        series, kinds = scene.get(Series, split="train", tensor=tensor), scene.get(Kinds, split="train", tensor=tensor)
        if plan is not None and series is not None and kinds is not None:
            found += outlines(plan, series, kinds, scene.get(Moments, split="train", tensor=tensor))
    return found
