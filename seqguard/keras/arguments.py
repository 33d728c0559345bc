"""What `Model.fit` was asked to do, and the arrays among its arguments."""

import inspect as python_inspect
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from numbers import Real
from typing import Any

import keras
import numpy as np

from seqguard.core.errors import shown
from seqguard.core.options import OPTIONS
from seqguard.facts.model.compiled import CallbackFacts, FitArguments
from seqguard.keras.ahead import Ahead
from seqguard.keras.edge import tensors
from seqguard.keras.steps import Batch
from seqguard.keras.tap import Unread, is_stream, kind_of
from seqguard.keras.targets import Targets, numeric
from seqguard.report.report import Unseen
from seqguard.sources.split import Split

WATCHING = (keras.callbacks.EarlyStopping, keras.callbacks.ModelCheckpoint, keras.callbacks.ReduceLROnPlateau)


@dataclass(frozen=True)
class Data:
    """Training and validation data as `fit` will use them, or why their values cannot be looked at before.

    Attributes:
        x, y, weight: structures of NumPy arrays (views where they were arrays); None for streams.
        validation: (x, y) of the same kind, or None.
        reason: why the values of the training data are not at hand; None where they are.
        unseen: why those of the validation data are not; None where they are, or where there are no validation data.
        problem: why what there is are no arrays of numbers, so that no batch can be taken; None where they are.
        length: samples; batches: per epoch. None where they are not known.
        parts: by split, what of a stream is at hand where it is not all.
        cut: whether the validation data were cut off the training data by validation_split.
        streamed: whether the training data come in batches of their own.
        unread: what was given and is not at hand, for the headline of the report.
        splits: the `Split` that stood for the data of each split, with what it knows of each sample.
    """

    x: Any = None
    y: Any = None
    weight: Any = None
    validation: tuple[Any, Any] | None = None
    reason: str | None = None
    unseen: str | None = None
    problem: str | None = None
    length: int | None = None
    batches: int | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    streamed: bool = False
    cut: bool = False
    unread: tuple[Unseen, ...] = ()
    splits: Mapping[str, Split] = field(default_factory=dict)


def bind(model: Any, x: Any, y: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """All arguments of `Model.fit`, defaults included; TypeError names one that it does not have."""
    signature = python_inspect.signature(model.fit)
    unknown = next((name for name in given if name not in signature.parameters), None)
    if unknown is not None:
        near = get_close_matches(unknown, [*OPTIONS, *signature.parameters], 1)
        meant = f"; did you mean {near[0]}=?" if near else "."
        raise TypeError(f"{unknown}= is no option of seqguard and no argument of Model.fit{meant}")
    try:
        bound = signature.bind(x, y, **given)
    except TypeError as error:
        raise TypeError(f"Model.fit does not take these arguments: {error}") from None
    bound.apply_defaults()
    check_numbers(bound.arguments)
    return dict(bound.arguments)


COUNTS = {"batch_size": 1, "epochs": 0, "initial_epoch": 0, "steps_per_epoch": 0}
"""Whole numbers among the arguments of `Model.fit`, and the least that each may be."""
MOST = 2**63 - 1


def check_numbers(given: Mapping[str, Any]) -> None:
    """Raise TypeError or ValueError for a number that training could not take, before anything is made of it."""
    for name, least in COUNTS.items():
        value = given.get(name)
        if value is None:
            continue
        if not _is_number(value) or value != value // 1:
            raise TypeError(f"{name} must be a whole number, got {shown(value)}")
        if not least <= value <= MOST:
            raise ValueError(f"{name} must be from {least} to {MOST:,}, got {shown(value)}")
    share = given.get("validation_split")
    if share is not None and not _is_number(share):
        raise TypeError(f"validation_split must be a number, got {shown(share)}")
    if share is not None and not 0 <= share < 1:
        raise ValueError(f"validation_split must be from 0 to below 1, got {shown(share)}")


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _check_weights(weight: Any, n: int) -> None:
    """Raise ValueError unless there is a weight for each sample."""
    for part in keras.tree.flatten(weight):
        if part is not None and np.shape(part)[:1] != (n,):
            raise ValueError(f"sample_weight must have one entry for each of {n:,} samples, got shape {np.shape(part)}")


def unsplit(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Split]]:
    """The arguments with arrays in the place of a `Split` or of windows, and these by split."""
    held, splits = dict(given), {}
    x, validation = given.get("x"), given.get("validation_data")
    if isinstance(x, Split):
        if given.get("y") is not None:
            raise TypeError("y must be None where x is a seqguard.Split, which brings its own y")
        splits["train"] = x
        held["x"], held["y"] = _materialised(x.X), _materialised(x.y)
        if x.sample_weight is not None and given.get("sample_weight") is None:
            held["sample_weight"] = x.sample_weight
    if isinstance(validation, Split):
        splits["validation"] = validation
        weight = () if validation.sample_weight is None else (validation.sample_weight,)
        held["validation_data"] = (_materialised(validation.X), _materialised(validation.y), *weight)
    return held, splits


def _materialised(given: Any) -> Any:
    """What Keras can train on: windows of a table, which are cut as they are read, become an array."""
    if given is None or isinstance(given, Mapping | list | tuple | np.ndarray):
        return given
    return given.read(0, given.shape[0]) if hasattr(given, "read") else np.asarray(given)


def data_of(ahead: Ahead, splits: Mapping[str, Split]) -> Data:
    """The data as far as they are at hand before training."""
    data = read_data(ahead.held)
    batches = ahead.batches if ahead.batches is not None else _batches(ahead.given.get("x"))
    unread = tuple(
        Unseen(split, held.given, held.why, held.call)
        for split, held in (("train", ahead.held.get("x")), ("validation", ahead.held.get("validation_data")))
        if isinstance(held, Unread)
    )
    return replace(data, batches=batches, parts=ahead.parts, streamed=ahead.streamed, unread=unread, splits=splits)


def read_data(given: Mapping[str, Any]) -> Data:
    """The arrays among fit's arguments, cut by validation_split as Keras cuts them: the last part, before shuffling."""
    x, y, weight = _inputs(given.get("x")), _arrays(given.get("y")), _arrays(given.get("sample_weight"))
    validation, unseen = _validation(given.get("validation_data"))
    if isinstance(given.get("x"), Unread) or is_stream(given.get("x")):
        reason = _why("x", given.get("x"))
        return Data(reason=reason, unseen=unseen, batches=_batches(given.get("x")), validation=validation)
    if x is None or (y is None and given.get("y") is not None):
        problem = f"{'x' if x is None else 'y'} holds what are no numbers"
        return Data(given.get("x"), given.get("y"), problem=problem, unseen=unseen, validation=validation)
    n = min(len(a) for a in keras.tree.flatten((x, y)) if a is not None)
    _check_weights(weight, n)
    share = given.get("validation_split") or 0.0
    if given.get("validation_data") is not None or not share:
        return Data(x, y, weight, validation, unseen=unseen, length=n)
    cut = math.floor(n * (1.0 - share))
    held = None if y is None else (_cut(x, slice(cut, n)), _cut(y, slice(cut, n)))
    first = slice(0, cut)
    return Data(_cut(x, first), _cut(y, first), _cut(weight, first), held, length=cut, cut=True)


def read_arguments(given: Mapping[str, Any], data: Data) -> FitArguments:
    """The arguments as the checks read them."""
    size = given.get("batch_size") or 32
    batches = given.get("steps_per_epoch") or data.batches
    if batches is None and data.length is not None and not data.streamed:
        batches = math.ceil(data.length / size)
    epochs = max(0, int(given.get("epochs") or 1) - int(given.get("initial_epoch") or 0))
    callbacks = given_callbacks(given.get("callbacks"))
    return FitArguments(
        samples=data.length,
        batch_size=size if data.reason is None and not data.streamed else None,
        epochs=epochs,
        steps=None if batches is None else int(batches) * epochs,
        shuffle=None if data.reason is not None or data.streamed else given.get("shuffle", True) is not False,
        validation=given.get("validation_data") is not None or bool(given.get("validation_split")),
        callbacks=tuple(_callback(c) for c in callbacks if _watches(c)),
        targets=tuple(map(str, given["y"])) if isinstance(given.get("y"), Mapping) else (),
        foreign_callbacks=any(_foreign(c) for c in callbacks),
        may_reset=any(_foreign(c) or isinstance(c, keras.callbacks.LambdaCallback) for c in callbacks),
        class_weight=given.get("class_weight") is not None,
        sample_weight=given.get("sample_weight") is not None,
    )


def _callback(callback: Any) -> CallbackFacts:
    return CallbackFacts(
        kind=type(callback).__name__,
        monitor=callback.monitor,
        mode=_mode(callback),
        patience=getattr(callback, "patience", None),
        restores=bool(getattr(callback, "restore_best_weights", False) or getattr(callback, "save_best_only", False)),
        delayed=bool(getattr(callback, "start_from_epoch", 0)) or getattr(callback, "baseline", None) is not None,
    )


def _mode(callback: Any) -> str:
    """ "min", "max" or "auto"; ModelCheckpoint of Keras 3.5 keeps the comparison alone, and no word of it."""
    compares = getattr(getattr(callback, "monitor_op", None), "__name__", "")
    return str(getattr(callback, "mode", None) or {"less": "min", "greater": "max"}.get(compares, "auto"))


def _foreign(callback: Any) -> bool:
    return not type(callback).__module__.startswith(("keras.", "seqguard."))


def given_callbacks(callbacks: Any) -> list[Any]:
    """The callbacks as a list, whatever form `fit` accepts."""
    if callbacks is None:
        return []
    if hasattr(callbacks, "callbacks"):
        return list(callbacks.callbacks)
    return list(callbacks) if isinstance(callbacks, Sequence) else [callbacks]


def sample_batch(model: Any, data: Data, most: int) -> Batch:
    """Samples spread over the training data; the first ones where the model's batch size is fixed (stateful)."""
    n = data.length or 0
    fixed = next((t.shape[0] for t in tensors(model, "inputs") if t.shape[0] is not None), None)
    at = np.arange(min(fixed, n)) if fixed else np.unique(np.linspace(0, n - 1, min(n, most)).astype(int))

    def take(part: Any) -> Any:
        return None if part is None else keras.tree.map_structure(lambda a: _as_keras(np.asarray(a[at])), part)

    return take(data.x), take(data.y), take(data.weight)


def _as_keras(array: Targets) -> Targets:
    """Keras casts floats to its float type before the model sees them."""
    return array.astype(keras.config.floatx()) if array.dtype.kind == "f" else array


def _watches(callback: Any) -> bool:
    saves_all = isinstance(callback, keras.callbacks.ModelCheckpoint) and not callback.save_best_only
    return isinstance(callback, WATCHING) and not saves_all


def _arrays(given: Any) -> Any:
    """The same structure of NumPy arrays, views where possible; None where something in it is no array of numbers."""
    if given is None:
        return None
    if isinstance(given, Mapping):
        parts = {key: _arrays(value) for key, value in given.items()}
        return None if any(v is None for v in parts.values()) else parts
    if isinstance(given, list | tuple) and given and all(hasattr(v, "shape") for v in given):
        items = [_arrays(value) for value in given]
        return None if any(v is None for v in items) else items
    return numeric(given)


def _inputs(given: Any) -> Any:
    """Inputs as arrays; one number for each sample is a column, as Keras sees it."""
    arrays = _arrays(given)
    return None if arrays is None else keras.tree.map_structure(lambda a: a[:, None] if a.ndim == 1 else a, arrays)


def _cut(given: Any, part: slice) -> Any:
    return None if given is None else keras.tree.map_structure(lambda a: a[part], given)


def _validation(given: Any) -> tuple[tuple[Any, Any] | None, str | None]:
    """Inputs and targets of the validation data, or the reason that there are none; neither where none were given."""
    if given is None:
        return None, None
    if isinstance(given, Unread) or is_stream(given):
        return None, _why("validation_data", given)
    if not isinstance(given, list | tuple) or len(given) < 2:
        return None, f"validation_data is a {type(given).__name__} and no tuple (x, y)"
    x, y = _inputs(given[0]), _arrays(given[1])
    if x is None or y is None:
        return None, f"the {'x' if x is None else 'y'} of validation_data holds what are no numbers"
    return (x, y), None


def _why(name: str, given: Any) -> str:
    if isinstance(given, Unread):
        return given.reason
    return f"{name} is a {kind_of(given)}, whose values are seen as training reads them"


def _batches(x: Any) -> int | None:
    """Batches in an epoch of a stream that tells its length."""
    if isinstance(x, keras.utils.PyDataset):
        return None if x.num_batches is None else int(x.num_batches)
    cardinality = getattr(x, "cardinality", None)
    if callable(cardinality):
        count = int(cardinality())
        return count if count >= 0 else None
    return None
