"""Keras's own names of losses, activations and metrics, and which of them applies to which output."""

from collections.abc import Mapping, Sequence
from typing import Any

import keras

from seqguard.keras.edge import loss_arguments

LOSSES = {
    name
    for name in dir(keras.losses)
    if name.islower() and callable(getattr(keras.losses, name)) and name not in ("get", "serialize", "deserialize")
}


def loss_of(loss: Any) -> tuple[str | None, str, bool]:
    """(Keras's name or None, the name as the reader knows it, from_logits) of what was given to `compile`."""
    if loss is None:
        return None, "none", False
    resolved = keras.losses.get(loss)
    function = getattr(resolved, "fn", resolved)
    name = getattr(function, "__name__", type(resolved).__name__)
    known = name if name in LOSSES and getattr(keras.losses, name) is function else None
    kwargs = loss_arguments(resolved)
    return known, name, bool(kwargs.get("from_logits", False))


def the_one(given: Any) -> Any:
    """The loss of a model with one output, which may stand in a dict or list; None where there are several."""
    losses = list(given.values()) if isinstance(given, Mapping) else given
    if isinstance(losses, Sequence) and not isinstance(losses, str):
        return losses[0] if len(losses) == 1 else None
    return losses


def ignored_class(loss: Any) -> int | None:
    """The label that a sparse cross-entropy leaves out."""
    return loss_arguments(loss).get("ignore_class")


def by_output(given: Any, names: Sequence[str]) -> tuple[Any, ...]:
    """What was given for each output: one thing for all, a list in their order, or a dict by name."""
    if isinstance(given, Mapping):
        return tuple(given.get(name) for name in names)
    if isinstance(given, Sequence) and not isinstance(given, str):
        return tuple(given) if len(given) == len(names) else tuple(given[:1]) * len(names)
    return (given,) * len(names)


def metrics_by_output(given: Any, names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Names of the metrics on each output, from what was given to `compile`."""
    if len(names) == 1 and not isinstance(given, Mapping):
        return (tuple(_metric(m) for m in _flat(given)),)
    if isinstance(given, Sequence) and not isinstance(given, str) and len(given) != len(names):
        return (tuple(_metric(m) for m in _flat(given)),) * len(names)
    return tuple(tuple(_metric(m) for m in _flat(one)) for one in by_output(given, names))


def _flat(given: Any) -> list[Any]:
    if given is None:
        return []
    if isinstance(given, Mapping):
        return [m for one in given.values() for m in _flat(one)]
    if isinstance(given, Sequence) and not isinstance(given, str):
        return [m for one in given for m in _flat(one)]
    return [given]


def _metric(metric: Any) -> str:
    if isinstance(metric, str):
        return metric
    return str(getattr(metric, "name", None) or getattr(metric, "__name__", type(metric).__name__))
