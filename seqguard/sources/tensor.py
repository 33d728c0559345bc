"""One value that was handed in as X, y or an entry of them, recognised as a tensor or refused by name."""

from typing import Any, Literal

import numpy as np

from seqguard.core.arguments import attribute
from seqguard.sources.adapters import Asked, container_of, opened_by
from seqguard.sources.arrays import Opened
from seqguard.sources.mappings import said_of_fields
from seqguard.sources.refusal import EXPECTED, described
from seqguard.sources.split import Split, axes

__all__ = ["EXPECTED", "is_array", "open_tensor"]


def open_tensor(value: Any, argument: str, role: Literal["x", "y"] = "x") -> Opened:
    """Recognise one tensor. `argument` is how the caller named it, such as "validation_data[0]".

    Values that cannot be read as numbers come back with `problem` set: they are the data's fault, not the call's.

    Raises:
        TypeError: nothing that holds a tensor, or a container that is not read; the message says what to pass instead.
    """
    if isinstance(value, Opened):
        return value
    known = None if isinstance(value, type | np.generic) else container_of(value)
    if known is None:
        said = said_of_fields(value, argument)
        if callable(attribute(value, "train_dataloader")):
            said = (
                f"; pass seqguard.inspect({argument}.train_dataloader(), validation_data={argument}.val_dataloader())"
            )
        if not said and callable(value) and not isinstance(value, type) and attribute(value, "fit") is None:
            said = f"; pass what it gives when it is called, {argument}()"
        raise TypeError(f"{argument} must be {EXPECTED}, got {described(value)}{said}")
    if known.holds == "stream":
        article = "an" if known.name[0] in "aeiou" else "a"
        said = f"{article} {known.name} stands for X and y together, so it is passed as X, or as validation_data"
        if role == "y" and (attribute(value, "__next__") or attribute(value, "__iter__")):
            said += f"; targets that it yields are passed as list({argument})"
        raise TypeError(f"{argument} must be {EXPECTED}, got {described(value)}: {said}")
    opened = opened_by(known, value, Asked(argument, role))
    if isinstance(opened, Split) and opened.y is None and isinstance(opened.X, Opened):
        return opened.X
    if not isinstance(opened, Opened):
        raise TypeError(f"{argument} must be {EXPECTED}, got a {known.name}, which holds more than one tensor")
    return opened


def is_array(value: Any) -> bool:
    """Whether an entry of a list is an array of its own and not a number or a list of numbers."""
    return axes(value) > 0
