"""The splitter that fits the data, as code to paste, and its folds, so that it is audited before it is recommended."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from seqguard.folds.findings import gap_of
from seqguard.folds.given import Given
from seqguard.folds.ground import Ground
from seqguard.folds.purged import PurgedKFold


class Proposal(NamedTuple):
    """A splitter: the line that makes `cv`, where it is imported from, the line that makes `folds`, and the folds."""

    made: str
    source: str
    call: str
    folds: Callable[[], Iterable[Any]]

    def given(self) -> Iterator[Given]:
        """The folds by name."""
        return (Given(f"fold_{i}", *pair) for i, pair in enumerate(self.folds(), 1))

    @property
    def code(self) -> str:
        """Lines that run where X, y and, where named, groups and audit are at hand."""
        return f"from {self.source} import {self.made.split('(')[0]}\n\ncv = {self.made}\n{self.call}"


SKLEARN = "sklearn.model_selection"
SEED = "shuffle=True, random_state=0"
USUAL = 5
"""Folds that are proposed in place of a single one, as scikit-learn has by default."""


def proposals(ground: Ground, folds: int) -> Iterator[Proposal]:
    """Splitters that may fit, the first choice first. What needs scikit-learn is left out where it is not installed."""
    X = np.empty((ground.n, 0))
    y = ground.classes
    wanted = min(folds if folds > 1 else USUAL, ground.n)
    if wanted < 2:
        return
    if ground.groups is not None:
        yield from _grouped(X, y, ground.groups, wanted, "groups")
    if ground.places is not None:
        yield from _of_windows(X, ground, wanted)
        return
    if ground.times is not None:
        yield from _in_time(X, ground, wanted, 0)
    if ground.copies is not None:
        yield from _grouped(X, y, ground.copies, wanted, "audit.copies")
    yield from _at_random(X, y, wanted)


def _of_windows(X: Any, ground: Ground, folds: int) -> Iterator[Proposal]:
    places = ground.places
    assert places is not None
    series = int(places.series.max()) + 1
    forward = ground.groups is None and places.step > 0 and not places.shuffled
    if forward and (series == 1 or ground.times is not None):
        yield from _in_time(X, ground, folds, gap_of(ground))
    if ground.groups is None and series >= 2 * folds:
        yield from _grouped(X, ground.classes, places.series, folds, "audit.series")
    if forward:
        yield from _in_time(X, ground, folds, gap_of(ground))
    width = ground.width
    starts = "" if places.step == 1 and series == 1 and not places.shuffled else ", starts=audit.starts"
    yield Proposal(
        f"PurgedKFold({folds}, width={width}{starts})",
        "seqguard",
        "folds = list(cv.split(X))",
        lambda: PurgedKFold(folds, width=width, starts=places.starts).split(X),
    )


def _in_time(X: Any, ground: Ground, folds: int, gap: int) -> Iterator[Proposal]:
    """Forward in time, in as many folds as there is room for; by `audit.order` where the samples do not stand so."""
    while folds > 1 and (ground.n <= folds or ground.n - gap - folds * (ground.n // (folds + 1)) < 1):
        folds -= 1
    splitter = _splitter("TimeSeriesSplit")
    if folds < 2 or splitter is None:
        return
    words = f"{folds}, gap={gap}" if gap else f"{folds}"
    cv = splitter(folds, gap=gap)
    if ground.order is None:
        yield Proposal(f"TimeSeriesSplit({words})", SKLEARN, "folds = list(cv.split(X))", lambda: cv.split(X))
        return
    order = ground.order
    yield Proposal(
        f"TimeSeriesSplit({words})",
        SKLEARN,
        "folds = [(audit.order[train], audit.order[val]) for train, val in cv.split(X)]",
        lambda: ((order[train], order[val]) for train, val in cv.split(X)),
    )


def _grouped(X: Any, y: Any, groups: Any, folds: int, name: str) -> Iterator[Proposal]:
    """By group; stratified too where the plain one leaves classes out."""
    folds = min(folds, len(np.unique(groups)))
    if folds < 2:
        return
    call = f"folds = list(cv.split(X, y, groups={name}))"
    for kind in ("GroupKFold", "StratifiedGroupKFold") if y is not None else ("GroupKFold",):
        splitter = _splitter(kind)
        if splitter is not None:
            yield Proposal(f"{kind}({folds})", SKLEARN, call, _bound(splitter(folds), X, y, groups))


def _bound(cv: Any, *given: Any) -> Callable[[], Iterable[Any]]:
    return lambda: cv.split(*given)


def _at_random(X: Any, y: Any, folds: int) -> Iterator[Proposal]:
    """Shuffled, and by class where each has a sample for two folds at least."""
    fewest = int(np.bincount(y).min()) if y is not None else 0
    name, folds = ("StratifiedKFold", min(folds, fewest)) if fewest > 1 else ("KFold", folds)
    splitter = _splitter(name)
    if splitter is not None:
        cv = splitter(folds, shuffle=True, random_state=0)
        yield Proposal(f"{name}({folds}, {SEED})", SKLEARN, "folds = list(cv.split(X, y))", _bound(cv, X, y))


def _splitter(name: str) -> Any:
    try:
        from sklearn import model_selection
    except ImportError:
        return None
    return getattr(model_selection, name)
