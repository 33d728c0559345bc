"""Sorted labels that are not shuffled."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.text import num
from seqguard.facts.model.compiled import MODEL, FitArguments, LayerFacts, NetworkFacts, TargetFacts


@check("SG747", severity="warning")
def ordered_labels(model: NetworkFacts, model_target: TargetFacts, model_fit: FitArguments) -> Iterable[Finding]:
    """The labels are sorted, and training keeps their order.

    Why: Each batch holds one class, so each step teaches the model to answer that class always, and the next block of
        batches to forget it.
    Evidence: shuffle=False, and the labels change exactly as often as there are classes less one, with more samples a
        class than a batch has.
    Remedy: shuffle=True, or a permutation of X and y.
    Limits: Models with stateful layers, whose order must be kept, and data that come in batches of their own are left
        alone.
    """
    t = model_target
    if model_fit.shuffle is not False or t.changes is None or t.classes is None or t.classes < 2:
        return
    if any(layer.stateful for layer in model.layers) or t.changes != t.classes - 1:
        return
    batch = model_fit.batch_size or 32
    each = t.shape[0] / t.classes
    if each <= batch:
        return
    yield Finding(
        message=f"The {t.shape[0]:,} labels are sorted into {t.classes:,} blocks of {num(each)} on average, and "
        f"shuffle=False keeps that order: nearly every batch of {batch:,} has one class only.",
        remedy="Set `shuffle=True`, or shuffle once: `order = np.random.default_rng(0).permutation(len(y))` and "
        "`X, y = X[order], y[order]`.",
        evidence={"classes": t.classes, "changes": t.changes, "batch_size": batch},
        tensor=MODEL,
    )


def _given(changes: int, shuffle: bool = False, stateful: bool = False) -> dict[str, Any]:
    target = TargetFacts(shape=(600,), values=600, whole=True, classes=4, changes=changes)
    layer = LayerFacts(name="lstm", kind="LSTM", recurrent=True, stateful=stateful)
    arguments = FitArguments(shuffle=shuffle, batch_size=32)
    return {"model": NetworkFacts(layers=(layer,)), "model_target": target, "model_fit": arguments}


@ordered_labels.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _given(3)


@ordered_labels.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _given(4)


@ordered_labels.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _given(3, shuffle=True)
