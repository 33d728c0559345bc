"""Which checks there are, and which of them were asked for."""

import pkgutil
import traceback
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from seqguard.catalogue import nearest
from seqguard.core.declare import Check
from seqguard.core.errors import shortened, shown
from seqguard.core.extensions import entries
from seqguard.core.finding import Crash, Explained, Explains
from seqguard.core.options import RuleOptions

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "seqguard.checks"


OUTSIDE = ("model", "training", "comparison")
"""Families whose checks read a model, a training or two profiles: they do not run on data alone."""


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
    for entry in entries(ENTRY_POINTS):
        found = _with(entry, found)
    require_explained(found.values(), found.keys())
    return dict(sorted(found.items()))


def _with(entry: "EntryPoint", found: dict[str, Check]) -> dict[str, Check]:
    """What was found, and the checks of one entry point; as it was where they cannot be had."""
    more = dict(found)
    try:
        _collect(entry.load(), more, entry.name)
        require_explained(more.values(), more.keys())
        explanations(more.values())
    except (Exception, SystemExit) as error:  # a package's own code, at import
        _BROKEN[entry.value] = _broken(entry, error)
        return found
    return more


_BROKEN: dict[str, Crash] = {}


def broken() -> tuple[Crash, ...]:
    """A crash for each entry point whose checks could not be had: the rest runs, and the gate is closed."""
    return tuple(_BROKEN.values())


def _broken(entry: "EntryPoint", error: BaseException) -> Crash:
    package = f"{entry.dist.name} {entry.dist.version}" if entry.dist is not None else "a package"
    what = f"{package}: the entry point {entry.name} = {entry.value} of {ENTRY_POINTS} cannot be loaded"
    said = shortened(f"{what}: {type(error).__name__}: {error}")
    text = "".join(traceback.format_exception(error))
    return Crash("", f"plugin-{entry.name.lower()}", said, text)


@cache
def codes() -> frozenset[str]:
    """The codes of the built-in checks, by the names of their files, so that none of them is imported."""
    import seqguard.checks as builtin

    names = (m.name.rpartition(".")[2] for m in pkgutil.walk_packages(builtin.__path__, f"{builtin.__name__}."))
    return frozenset(name[:5].upper() for name in names if name.startswith("sg"))


def require_explained(checks: Iterable[Check], known: Set[str]) -> None:
    """Raise ValueError for a check that explains a code which is neither in `known` nor built in."""
    for check in checks:
        unknown = (check.explains | check.excuses) - known
        if unknown and (unknown := unknown - codes()):
            raise ValueError(f"{check.code} {check.slug} explains {', '.join(sorted(unknown))}, which no check has")


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
        if twin := next((c for c in found.values() if c is not value and c.slug == value.slug), None):
            raise ValueError(f"slug {value.slug} is taken by both {twin.code} and {value.code}")


def matches(check: Check, pattern: str) -> bool:
    """Whether a pattern names a check: its code, the beginning of it from its letters on (SG, SG1), or its slug, the
    former ones included."""
    letters = check.code.rstrip("0123456789")
    by_code = pattern.startswith(letters) and check.code.startswith(pattern)
    return by_code or pattern == check.slug or pattern in check.renamed_from


def asks(check: Check, select: Sequence[str] | None) -> bool:
    """Whether a check is to run under `select`; one on request only where it is named itself."""
    if check.on_request:
        return select is not None and not {check.code, check.slug, *check.renamed_from}.isdisjoint(select)
    return select is None or any(matches(check, p) for p in select)


def choose(checks: Iterable[Check], select: Sequence[str] | None, ignore: Iterable[str]) -> tuple[Check, ...]:
    """The checks that `select` names (all without it, but those on request) and `ignore` does not."""
    checks = tuple(checks)
    require_known("select", select or (), checks)
    require_known("ignore", ignore, checks)
    return tuple(c for c in checks if asks(c, select) and not any(matches(c, p) for p in ignore))


def chosen(rules: RuleOptions, offered: Mapping[str, Check] | None = None) -> tuple[Check, ...]:
    """The checks that run under these rules, with their thresholds; of those `offered`, all of data where None.

    Raises:
        ValueError: a pattern names no check, a further check takes another's code, or a threshold is none.
    """
    offered = available(rules.select, rules.ignore, rules.thresholds) if offered is None else offered
    _hold_own(rules.checks)
    known = tuple({**offered, **{check.code: check for check in rules.checks}}.values())
    require_known("ignore", rules.ignore, known)
    require_known("thresholds", rules.thresholds, known)
    everywhere = [pattern for pattern, places in rules.ignore.items() if not places]
    return choose((_tuned(check, rules) for check in known), rules.select, everywhere)


def _hold_own(checks: Sequence[Check]) -> None:
    """Raise ValueError where a further check has a code or slug of another one, or explains a code that none has."""
    for i, own in enumerate(checks):
        for other in (*available([own.code]).values(), *checks[:i]):
            if other.function is own.function and other not in checks[:i]:
                continue  # configured, it stands in for its original
            if other.code == own.code:
                raise ValueError(f"checks holds {own.slug}, whose code {own.code} is that of {other.slug}")
            if other.slug == own.slug:
                raise ValueError(f"checks holds {own.code}, whose slug {own.slug} is that of {other.code}")
    if checks:
        require_explained(checks, {*(c.code for c in checks), *of_data()})


def silenced(rules: RuleOptions) -> Mapping[str, Sequence[str]]:
    """The features that each pattern is silent about."""
    return {pattern: places for pattern, places in rules.ignore.items() if places}


def _tuned(check: Check, rules: RuleOptions) -> Check:
    values = {name: v for p, named in rules.thresholds.items() if matches(check, p) for name, v in named.items()}
    if not values:
        return check
    try:
        return check.configured(level=None, **values)
    except (TypeError, ValueError) as error:
        raise type(error)(f"thresholds: {error}") from error


def require_known(argument: str, patterns: Iterable[str], checks: Sequence[Check]) -> None:
    """Raise ValueError for a pattern that names no check; DeprecationWarning for a former slug, or a check on its way
    out."""
    for pattern in patterns:
        named = [c for c in checks if matches(c, pattern)]
        if not named:
            near = nearest(pattern[:100].lower(), [name for c in checks for name in (c.slug, c.code)])
            meant = near if near != "." else "; `seqguard rules` lists them"
            raise ValueError(
                f"{argument} names {shown(pattern)}, which is no code, beginning of a code, or slug of a check{meant}"
            )
        for check in named:
            if said := ageing(check, pattern):
                warnings.warn(f"{argument}: {said}", DeprecationWarning, stacklevel=3)


def current(checks: Iterable[Check], pattern: str) -> str:
    """A pattern as it is written today: a former slug becomes the slug."""
    return next((c.slug for c in checks if pattern in c.renamed_from), pattern)


def ageing(check: Check, name: str) -> str:
    """What to say where a check is named by a slug that it had, or will go; "" where nothing is."""
    if name in check.renamed_from:
        return f"{name!r} is called {check.slug!r} since seqguard {check.renamed_from[name]}; write that"
    if check.removed_in and name in (check.code, check.slug):
        return f"{check.slug!r} goes with seqguard {check.removed_in}; take it out"
    return ""


@cache
def _explained(offered: Callable[[], Mapping[str, Check]]) -> Explains:
    """What all checks of `discover` or `of_data` absorb: a tenth of the time of inspecting a small array."""
    return explanations(offered().values())


def explained(chosen: Iterable[Check], *, everywhere: bool) -> Explains:
    """`explanations` of the checks of data, or, `everywhere`, of all; and of those chosen that are none of them."""
    offered = discover if everywhere else of_data
    known = offered()
    own = [c for c in chosen if c.code not in known or known[c.code].function is not c.function]
    return explanations([*known.values(), *own]) if own else _explained(offered)


def explanations(checks: Iterable[Check]) -> Explains:
    """Which codes each check absorbs and where, causes of causes included; a circle is refused."""
    direct = {c.code: c.absorbs for c in checks}

    def closure(code: str, above: tuple[str, ...]) -> frozenset[Explained]:
        if code in above:
            raise ValueError(f"checks explain each other in a circle: {' -> '.join((*above, code))}")
        below = direct.get(code, frozenset())
        deeper = (
            Explained(e.code, e.splits or via.splits, e.tensors or via.tensors, e.excused or via.excused)
            for via in below
            for e in closure(via.code, (*above, code))
        )
        return below.union(deeper)

    return {code: closure(code, ()) for code in direct}
