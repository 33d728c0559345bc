"""Which checks there are, and which of them were asked for."""

import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib import import_module

from seqguard.catalogue import offered
from seqguard.core.declare import Check
from seqguard.core.errors import shown
from seqguard.core.options import Rules

ENTRY_POINTS = "seqguard.checks"


OUTSIDE = ("model", "training")
"""Families whose checks read a model or a training: they do not run on data alone."""


@lru_cache(maxsize=1)
def discover() -> Mapping[str, Check]:
    """All checks by code: the modules of `seqguard.checks`, then those of the entry points.

    The name of an entry point is the prefix of its checks' codes, so that nobody can take a code of another.
    """
    return _found(())


@lru_cache(maxsize=1)
def of_data() -> Mapping[str, Check]:
    """The checks that may run on data alone, which spares importing the others: a tenth of a small `seqguard check`."""
    return _found(OUTSIDE)


def _found(without: tuple[str, ...]) -> Mapping[str, Check]:
    import seqguard.checks as builtin

    found: dict[str, Check] = {}
    for family in pkgutil.iter_modules(builtin.__path__):
        if family.name in without:
            continue
        room = import_module(f"seqguard.checks.{family.name}")
        for module in pkgutil.iter_modules(room.__path__):
            if module.name.startswith("sg"):
                _collect(import_module(f"{room.__name__}.{module.name}"), found, "SG")
    if offered(ENTRY_POINTS):
        from importlib.metadata import entry_points

        for entry in entry_points(group=ENTRY_POINTS):
            _collect(entry.load(), found, entry.name)
    return dict(sorted(found.items()))


def available(*patterns: Iterable[str] | None) -> Mapping[str, Check]:
    """The checks of data, or all of them where a pattern names none of those."""
    checks = of_data()
    named = [p for given in patterns for p in given or () if isinstance(p, str)]
    return checks if all(any(matches(c, p) for c in checks.values()) for p in named) else discover()


def _collect(module: object, found: dict[str, Check], prefix: str) -> None:
    for value in vars(module).values():
        if not isinstance(value, Check):
            continue
        if not value.code.startswith(prefix):
            raise ValueError(
                f"check {value.slug} has code {value.code}; checks of entry point {prefix!r} start with it"
            )
        if found.setdefault(value.code, value) is not value:
            raise ValueError(f"code {value.code} is taken by both {found[value.code].slug} and {value.slug}")


def matches(check: Check, pattern: str) -> bool:
    """Whether a pattern names a check: its code, the beginning of it from its letters on (SG, SG1), or its slug."""
    letters = check.code.rstrip("0123456789")
    return pattern == check.slug or (pattern.startswith(letters) and check.code.startswith(pattern))


def asks(check: Check, select: Sequence[str] | None) -> bool:
    """Whether a check is to run under `select`; one on request only where it is named itself."""
    if check.on_request:
        return select is not None and (check.code in select or check.slug in select)
    return select is None or any(matches(check, p) for p in select)


def choose(checks: Iterable[Check], select: Sequence[str] | None, ignore: Iterable[str]) -> tuple[Check, ...]:
    """The checks that `select` names (all without it, but those on request) and `ignore` does not."""
    checks = tuple(checks)
    require_known("select", select or (), checks)
    require_known("ignore", ignore, checks)
    return tuple(c for c in checks if asks(c, select) and not any(matches(c, p) for p in ignore))


def chosen(rules: Rules, offered: Mapping[str, Check] | None = None) -> tuple[Check, ...]:
    """The checks that run under these rules, with their thresholds; of those `offered`, all of data where None.

    Raises:
        ValueError: a pattern names no check, a further check takes another's code, or a threshold is none.
    """
    offered = available(rules.select, rules.ignore, rules.thresholds) if offered is None else offered
    for check in rules.checks:
        taken = available([check.code]).get(check.code)
        if taken is not None and taken.function is not check.function:
            raise ValueError(f"checks holds {check.slug}, whose code {check.code} is that of {taken.slug}")
    known = tuple({**offered, **{check.code: check for check in rules.checks}}.values())
    require_known("ignore", rules.ignore, known)
    require_known("thresholds", rules.thresholds, known)
    everywhere = [pattern for pattern, places in rules.ignore.items() if not places]
    return choose((_tuned(check, rules) for check in known), rules.select, everywhere)


def silenced(rules: Rules) -> Mapping[str, Sequence[str]]:
    """The features that each pattern is silent about."""
    return {pattern: places for pattern, places in rules.ignore.items() if places}


def _tuned(check: Check, rules: Rules) -> Check:
    values = {name: v for p, named in rules.thresholds.items() if matches(check, p) for name, v in named.items()}
    if not values:
        return check
    try:
        return check.configured(level=None, **values)
    except (TypeError, ValueError) as error:
        raise type(error)(f"thresholds: {error}") from error


def require_known(argument: str, patterns: Iterable[str], checks: Sequence[Check]) -> None:
    """Raise ValueError for a pattern that names no check."""
    for pattern in patterns:
        if not any(matches(c, pattern) for c in checks):
            raise ValueError(
                f"{argument} names {shown(pattern)}, which is no code, beginning of a code, or slug of a check"
            )


def explanations(checks: Iterable[Check]) -> dict[str, frozenset[str]]:
    """Which codes each check absorbs, causes of causes included; a circle is refused."""
    direct = {c.code: c.explains for c in checks}

    def closure(code: str, above: tuple[str, ...]) -> frozenset[str]:
        if code in above:
            raise ValueError(f"checks explain each other in a circle: {' -> '.join((*above, code))}")
        below = direct.get(code, frozenset())
        return below.union(*(closure(c, (*above, code)) for c in below))

    return {code: closure(code, ()) for code in direct}
