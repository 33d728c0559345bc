"""What was handed in as X, y and validation_data, told apart into named splits that are not opened yet."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from seqguard.core.arguments import DataOptions
from seqguard.core.errors import named, shown
from seqguard.core.plan import Ints
from seqguard.core.shapes import as_list, axes
from seqguard.sources.adapters import Asked, container_of
from seqguard.sources.locations import names_file, open_location
from seqguard.sources.roles import by_role
from seqguard.sources.split import Split
from seqguard.sources.urls import is_url
from seqguard.sources.whole import open_whole

PAIR = "a tuple (X, y) or (X, y, sample_weight), or a seqguard.Split"


@dataclass(frozen=True)
class Declared:
    """One split as it was handed in.

    Attributes:
        name: "train", "validation", or that of the caller's dict.
        split: its inputs and targets, and what is known of each sample.
        at: how the caller would write it; "" for train.
        layout, lengths: what was said of its inputs.
    """

    name: str
    split: Split
    at: str
    layout: str | None
    lengths: Ints | None

    @property
    def inputs(self) -> str:
        """How the caller would write its inputs."""
        return f"{self.at}[0]" if self.at else "X"

    @property
    def targets(self) -> str:
        """How the caller would write its targets."""
        return f"{self.at}[1]" if self.at else "y"


def declared(X: Any, y: Any, validation_data: Any, asked: DataOptions, most: int | None) -> Iterator[Declared]:
    """The splits that were handed in, train first; the others are looked at once it was taken.

    A split's own words on layout and lengths go before those of the call, whose lengths are those of train.

    Raises:
        TypeError, ValueError: an argument holds no inputs and targets; the message names it.
    """
    asking = Asked("X", "x", asked.target, asked.layout, most)
    train, validation_data = _train(as_list(X), as_list(y), validation_data, asking)
    yield _declared("train", train, "", asked, train.lengths if train.lengths is not None else asked.lengths)
    for name, split, at in _others(validation_data, asking):
        yield _declared(name, split, at, asked, split.lengths)


def _declared(name: str, split: Split, at: str, asked: DataOptions, lengths: Any) -> Declared:
    if lengths is not None and not isinstance(lengths, np.ndarray):
        lengths = np.asarray(lengths, np.int64)
    return Declared(name, split, at, split.layout or asked.layout, lengths)


def _train(X: Any, y: Any, validation_data: Any, asking: Asked) -> tuple[Split, Any]:
    """The training split, and the validation data that its file may bring along."""
    if names_file(X):
        try:
            held = open_location(X)
        except (TypeError, ValueError, OSError, ImportError) as error:
            raise named("X", error) from error
        for name, given in (("y", y), ("validation_data", validation_data)):
            if given is not None and held[name] is not None:
                raise ValueError(f"{name} must be None here: {shown(str(X))} holds it already")
        X, y = held["X"], held["y"] if y is None else y
        validation_data = held["validation_data"] if validation_data is None else validation_data
    brings = "a seqguard.Split" if isinstance(X, Split) else None
    if (whole := open_whole(X, replace(asking, with_y=y is not None))) is not None:
        (X, brings) = whole
        others = getattr(X, "others", None)
        if others is not None and validation_data is not None:
            raise ValueError(f"validation_data must be None here: {brings} holds it already")
        validation_data = others if validation_data is None else validation_data
        if X.y is None and y is not None:
            X, y = replace(X, y=y), None
    if not isinstance(X, Split):
        return Split(X, y), validation_data
    if y is not None:
        raise TypeError(f"y must be None where X is {brings}, which brings its own y")
    return X, validation_data


def _others(validation_data: Any, asking: Asked) -> list[tuple[str, Split, str]]:
    """(name, split, how the caller would write it) of each further split."""
    if validation_data is None:
        return []
    if isinstance(validation_data, type) or not isinstance(validation_data, Mapping) or _is_whole(validation_data):
        return [("validation", _pair(validation_data, "validation_data", asking), "validation_data")]
    if not validation_data:
        raise ValueError("validation_data must name at least one split, got an empty dict")
    for name in validation_data:
        if not isinstance(name, str) or name in ("", "train"):
            raise ValueError(f"validation_data must have names other than 'train' as keys, got {shown(name)}")
    written = {name: f"validation_data[{shown(name)}]" for name in validation_data}
    return [(name, _pair(validation_data[name], at, asking), at) for name, at in written.items()]


def _is_whole(value: Mapping[Any, Any]) -> bool:
    """Whether a mapping is one split, and holds none: an open file, or arrays under the names of X and y."""
    known = container_of(value)
    if known is not None and known.holds == "split":
        return True
    return {"X", "y"} <= by_role([n for n in value if isinstance(n, str)]).keys() and all(
        axes(v) > 0 for v in value.values()
    )


def _pair(value: Any, argument: str, asking: Asked) -> Split:
    asking = replace(asking, argument=argument)
    if isinstance(value, Split):
        return value
    if isinstance(value, str | os.PathLike) and (is_url(value) or os.path.exists(value)):
        try:
            held = open_location(value)
        except (TypeError, ValueError, OSError, ImportError) as error:
            raise named(argument, error) from error
        return held["X"] if isinstance(held["X"], Split) else Split(held["X"], held["y"])
    if not _are_inputs_and_targets(value) and (whole := open_whole(as_list(value), asking)) is not None:
        return whole[0]
    if not isinstance(value, tuple | list) or not 1 <= len(value) <= 3:
        got = f"{type(value).__name__} of {len(value)}" if isinstance(value, tuple | list) else type(value).__name__
        raise TypeError(f"{argument} must be {PAIR}, or a dict of name to either, got {got}")
    if isinstance(value[0], Split):
        raise TypeError(f"{argument} must be {PAIR}, got a Split inside a {type(value).__name__}")
    try:
        y, weight = value[1] if len(value) > 1 else None, value[2] if len(value) > 2 else None
        first = replace(asking, argument=f"{argument}[0]", with_y=y is not None)
        if (whole := open_whole(value[0], first)) is not None:
            return _completed(*whole, y, weight, argument)
        return Split(value[0], y, sample_weight=weight)
    except (TypeError, ValueError) as error:
        raise named(argument, error) from error


def _are_inputs_and_targets(value: Any) -> bool:
    """Whether a tuple holds a dict of inputs and one of targets, and no two batches: those have the same names."""
    if not isinstance(value, tuple) or not 2 <= len(value) <= 3:
        return False
    return all(isinstance(v, Mapping) for v in value[:2]) and set(value[0]) != set(value[1])


def _completed(split: Split, what: str, y: Any, weight: Any, argument: str) -> Split:
    """A container that stood for the inputs of a pair, with the rest of the pair."""
    if split.y is not None and y is not None:
        raise TypeError(f"{argument}[1] must be None where {argument}[0] is {what}, which brings its own y")
    split = split if y is None else replace(split, y=y)
    return split if weight is None else replace(split, sample_weight=weight)
