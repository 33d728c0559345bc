"""Named arrays that hold targets beside inputs: dicts, named tuples, records, whose names tell which is which."""

from collections.abc import Mapping
from typing import Any

from seqguard.core.arguments import attribute
from seqguard.core.errors import shown
from seqguard.core.shapes import axes, is_listed
from seqguard.sources.adapters import Asked
from seqguard.sources.roles import alone, by_role, divided
from seqguard.sources.split import Archive, Split

SPLITS = ("train", "training", "val", "valid", "validation", "dev", "test", "testing", "holdout")
"""Names of splits, of which a dict is refused: it holds no inputs of one model."""


def open_mapping(value: Mapping[str, Any], asked: Asked) -> Split | None:
    """Inputs, targets and further splits of a mapping; None where no name speaks of any but inputs.

    Raises:
        TypeError: it holds splits, and not inputs.
        ValueError: `target` is none of its names.
    """
    value = from_matlab(value)
    names = [name for name in value if isinstance(name, str)]
    if not names or len(names) < len(value):
        return None
    check_splits(value, asked)
    roles = by_role(names, asked.target)
    others = [name for name in names if name not in roles.values()]
    if not others and "X" in roles and len(roles) > 1:
        return _archive(value, roles)
    x, y = divided(names, asked.target)
    if not y or not x:
        return None
    inputs = {name: value[name] for name in x}
    targets = {name: value[name] for name in y}
    return Split(alone(inputs), alone(targets))


def check_splits(value: Mapping[str, Any], asked: Asked) -> None:
    """Raise TypeError where the names of a mapping are those of splits."""
    names = list(value)
    short = [name.lower() for name in names if isinstance(name, str)]
    known = [name for name in names if isinstance(name, str) and name.lower() in SPLITS]
    if len(known) < len(names) or not any(name.startswith("train") for name in short):
        return
    if len(names) < 2 and axes(value[names[0]]) > 0:
        return
    first = next(name for name in names if name.lower().startswith("train"))
    a = asked.argument
    rest = {name: f"{a}[{shown(name)}]" for name in names if name != first}
    whole = axes(value[first]) > 0
    further = ", ".join(f"{shown(name)}: {f'({at}, None)' if whole else at}" for name, at in rest.items())
    inputs = f"{'*' if is_listed(value[first]) else ''}{a}[{shown(first)}]"
    held = f", validation_data={{{further}}}" if further else ""
    raise TypeError(f"{a} is a dict of splits, and not of inputs: pass seqguard.inspect({inputs}{held})")


def _archive(value: Mapping[str, Any], roles: Mapping[str, str]) -> Split | None:
    pairs = {"validation": ("X_val", "y_val"), "test": ("X_test", "y_test")}
    others = {
        split: (value[roles[x]], value[roles[y]] if y in roles else None)
        for split, (x, y) in pairs.items()
        if x in roles
    }
    if any(y in roles and x not in roles for x, y in pairs.values()):
        return None
    return Archive(value[roles["X"]], value[roles["y"]] if "y" in roles else None, others=others or None)


def from_matlab(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What scipy.io.loadmat gives without its header, rows of numbers as (n,); anything else as it is."""
    if "__header__" not in value:
        return value
    arrays = {name: held for name, held in value.items() if not name.startswith("__")}
    return {name: held[0] if axes(held) == 2 and held.shape[0] == 1 else held for name, held in arrays.items()}


def fields_of(value: Any) -> Mapping[str, Any]:
    """The arrays of an object that holds X and y as attributes, by name; none where it does not."""
    if isinstance(value, type):
        return {}
    held = attribute(value, "__dict__")
    if not isinstance(held, Mapping):
        return {}
    roles = by_role([name for name in held if isinstance(name, str)])
    return {role: name for role, name in roles.items() if role in ("X", "y")} if "X" in roles else {}


def said_of_fields(value: Any, argument: str) -> str:
    """The call that hands over what an object holds as attributes; "" where it holds none."""
    fields = fields_of(value)
    if not fields:
        return ""
    return f"; pass seqguard.inspect({', '.join(f'{argument}.{name}' for name in fields.values())})"
