"""What members are called tells what they are: inputs, targets, and of which split."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

from seqguard.core.errors import shortened, shown

VALIDATION = ("val", "valid", "validation")
ROLES = {
    "X": ("x", "xtrain", "trainx"),
    "y": ("y", "ytrain", "trainy"),
    "X_val": ("xval", "xv", "xvalid", "xvalidation", "valx", "validx", "validationx"),
    "y_val": ("yval", "yv", "yvalid", "yvalidation", "valy", "validy", "validationy"),
    "X_test": ("xtest", "testx"),
    "y_test": ("ytest", "testy"),
}
"""Names of members, in small letters without underscores, hyphens and dots."""

WORDS = {"X": ("data", "feature", "features", "input", "inputs"), "y": ("target", "targets", "label", "labels")}
"""What X and y are called where neither is called so: by scikit-learn, Hugging Face, archives of benchmarks."""

NAME_THEM = "Name the members with --x and --y (x=, y=), --x-val and --y-val, or open it and pass them"

Members = Mapping[str, Callable[[], Any]]


def _in_words(role: str) -> set[str]:
    side, _, split = role.partition("_")
    marks = {"": ("", "train"), "val": VALIDATION, "test": ("test",)}[split]
    return {made for word in WORDS[side] for mark in marks for made in (mark + word, word + mark)}


OTHER = {role: _in_words(role) for role in ROLES}
"""Names in words, asked where a role has none of its usual ones."""


def usual_names(role: str, members: Iterable[str]) -> list[str]:
    """The members with a usual name of this role; of members in groups the last part of a name, where no whole is."""
    names = list(members)
    whole = {name: re.sub(r"[_./-]", "", name.lower()) for name in names}
    last = {name: re.sub(r"[_.-]", "", name.lower().rpartition("/")[2]) for name in names if "/" in name}
    for wanted in (ROLES[role], OTHER[role]):
        for short in (whole, last):
            if fitting := [name for name, found in short.items() if found in wanted]:
                return fitting
    return []


def divided(names: Sequence[str], target: Any, what: str = "a column") -> tuple[list[str], list[str]]:
    """Names of inputs and of targets: `target`, or what is called y; all others are inputs.

    Raises:
        ValueError: the target is none of the names.
    """
    if target is None:
        y = usual_names("y", names)
    else:
        y = [target] if isinstance(target, str) or not isinstance(target, Iterable) else list(target)
        missing = [name for name in y if name not in names]
        if missing:
            listed = shortened(", ".join(names), 400)
            raise ValueError(f"target must name {what} of {listed}, got {shown(missing[0])}")
    return [name for name in names if name not in y], y


def alone(found: Mapping[str, Any]) -> Any:
    """One value as it is, several by name; None for none."""
    return next(iter(found.values()), None) if len(found) < 2 else dict(found)


def by_role(names: Collection[str], target: Any = None) -> dict[str, str]:
    """The member of each role that one member alone can have; the target is one that was named, or called y."""
    found = {role: fitting[0] for role in ROLES if len(fitting := usual_names(role, names)) == 1}
    if isinstance(target, str) and target in names:
        found = {role: name for role, name in found.items() if name != target} | {"y": target}
    return found


def assigned(
    path: Any, members: Members, named: Mapping[str, str | None], name_them: str = NAME_THEM
) -> dict[str, Any]:
    """Members by their role; those named win over the usual names.

    Args:
        path: what holds them, as messages call it.
        members: what opens each.
        named: members that were named, by role.
        name_them: what to do where they cannot be told.
    """
    listing = shortened(", ".join(sorted(members)), 400) or "no arrays"
    found = {}
    for role in ROLES:
        name = named.get(role)
        if name is not None and name not in members:
            option = {"X": "x", "X_val": "x_val"}.get(role, role)
            raise ValueError(f"{path} has no member {shown(name)} for {option}; it has {listing}")
        name = name or _usual(path, role, members, name_them)
        if (
            name is None
            and role == "X"
            and len(members) == 2
            and (y := named.get("y") or _usual(path, "y", members, ""))
        ):
            name = next(member for member in members if member != y)
        if name is not None:
            found[role] = members[name]()
    if "X" not in found:
        raise ValueError(f"{path} has no X under a usual name; it has {listing}. {name_them}")
    pairs = {"validation": ("X_val", "y_val"), "test": ("X_test", "y_test")}
    others = {split: (found[x], found.get(y)) for split, (x, y) in pairs.items() if x in found}
    lone = [y for x, y in pairs.values() if y in found and x not in found]
    if lone:
        raise ValueError(f"{path} has {lone[0]} and no inputs to it; it has {listing}")
    return {"X": found["X"], "y": found.get("y"), "validation_data": others or None}


def _usual(path: Any, role: str, members: Mapping[str, object], name_them: str) -> str | None:
    """The one member with a usual name of this role."""
    fitting = usual_names(role, members)
    if len(fitting) > 1:
        raise ValueError(
            f"{path} has several members that may be {role}: {shortened(', '.join(fitting), 400)}. {name_them}"
        )
    return fitting[0] if fitting else None
