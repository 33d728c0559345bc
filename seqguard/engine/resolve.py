"""Hands a check or a fact what its signature asks for, each thing computed once."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple

import seqguard.facts
import seqguard.statistics  # noqa: F401  # registers the statistics, as facts above registers the facts
from seqguard.core.declare import FACTS, RENEWED, Missing
from seqguard.core.owners import KINDS
from seqguard.core.plan import Plan
from seqguard.core.signature import Read, reads
from seqguard.core.statistic import STATISTICS
from seqguard.engine.clock import ENDLESS, Clock
from seqguard.engine.fold import Profile
from seqguard.report.report import Unseen
from seqguard.sources.base import Given, SplitData

TRAIN = "train"
BEFORE = 8
"""Further splits before it that a split is compared with, besides train: all pairs of 200 folds took a minute."""


class Scope(NamedTuple):
    """Where a check stands: a split, the tensor that counts as x, the one that counts as y, and the split that it is
    compared with."""

    split: str
    x: str
    y: str | None
    base: str = TRAIN


@dataclass(frozen=True)
class Needs:
    """The statistics that a function reads, directly or through facts, by role; which places it depends on; the types
    that come from outside the data, such as facts about a model; and what it reads itself of values.
    """

    statistics: frozenset[tuple[str, type]]
    roles: frozenset[str]
    splits: frozenset[str]
    outside: frozenset[type]
    direct: frozenset[type] = frozenset()

    @cached_property
    def among(self) -> Literal["base", "other", "train", "here"]:
        """The splits that it runs on: further ones with each of their bases, or with train; train alone; or each."""
        if "base" in self.splits:
            return "base"
        if "other" in self.splits:
            return "other"
        alone = self.splits <= {TRAIN} or not self.roles.isdisjoint({"model", "log", "profile"})
        return "train" if alone else "here"

    @cached_property
    def sides(self) -> "Sides":
        """What it puts side by side."""
        both = "y" in self.roles and not self.roles.isdisjoint({"", "x"})
        against = tuple(word for word in (TRAIN, "base") if word in self.splits)
        return Sides(both, not self.roles.isdisjoint({"", "x", "each"}), "y" in self.roles, against)


class Sides(NamedTuple):
    """What a function puts side by side: x and y sample by sample (`both`), and either with other splits."""

    both: bool
    x: bool
    y: bool
    against: tuple[str, ...]


@cache
def needs(function: Callable[..., Any]) -> Needs:
    """What a check or fact needs, worked out from its signature and those of the facts it reads."""
    statistics: set[tuple[str, type]] = set()
    roles: set[str] = set()
    splits: set[str] = set()
    outside: set[type] = set()
    for read in reads(function):
        splits.add(read.split)
        if read.kind in FACTS:
            inner = needs(FACTS[read.kind])
            # what a fact reads without a place is of the tensor that it is asked of
            statistics |= {(role or read.role, kind) for role, kind in inner.statistics}
            roles |= {role or read.role for role in inner.roles}
            splits |= inner.splits - {"here"}
            outside |= inner.outside
        else:
            roles.add(read.role)
            if read.kind in STATISTICS:
                statistics.add((read.role, read.kind))
            elif KINDS[read.kind].needs:
                outside.add(read.kind)
    direct = frozenset(read.kind for read in reads(function)) - {Given, SplitData}
    return Needs(frozenset(statistics), frozenset(roles), frozenset(splits), frozenset(outside), direct)


RENEWED.append(needs.cache_clear)


def wanted_statistics(functions: Iterable[Callable[..., Any]]) -> dict[str, set[type]]:
    """The results to compute for tensors of role x and of role y."""
    out: dict[str, set[type]] = {"x": set(), "y": set()}
    for function in functions:
        for role, kind in needs(function).statistics:
            for tensor_role in ("x", "y") if role == "each" else (role or "x",):
                out[tensor_role].add(kind)
    return out


@dataclass(frozen=True)
class Absent:
    """Stands among what is `given` where there is none of a kind: whoever reads it is skipped with the reason."""

    reason: str


@dataclass
class Known:
    """Everything that is known about the data, and what has been computed out of it so far.

    `given` holds objects from outside the data (facts about a model, a training log): by type, then by the name of the
    target they belong to, "" for all. `unread` is what the `clock` left no time to read.
    """

    splits: Mapping[str, SplitData]
    plans: Mapping[str, Mapping[str, Plan]]
    profiles: Mapping[str, Mapping[str, Profile]]
    unreadable: Mapping[tuple[str, str], str]
    given: "Mapping[type, Mapping[str, Any] | Absent]"
    unread: tuple[Unseen, ...] = ()
    clock: Clock = ENDLESS

    def __post_init__(self) -> None:
        self._facts: dict[tuple[Any, ...], Any] = {}
        self._had: dict[tuple[Any, ...], Any] = {}
        self._unequal: dict[tuple[Sides, Scope], str] = {}
        self._places: dict[tuple[Any, ...], tuple[Scope, ...]] = {}

    @property
    def facts(self) -> "Mapping[tuple[Any, ...], Any]":
        """What was computed so far, by kind, split, tensor, target and base; the `Missing` of what could not be had."""
        return self._facts

    def arguments(self, function: Callable[..., Any], scope: Scope) -> dict[str, Any]:
        """The arguments of a check or fact at a scope; raises `Missing` with the reason where one cannot be had."""
        self._refuse_unequal(function, scope)
        return {r.name: self._every(r, scope) if r.split == "every" else self._get(r, scope) for r in reads(function)}

    def _every(self, read: Read, scope: Scope) -> tuple[Any, ...]:
        """What a read comes to in each split where it can be had."""
        found = []
        for split in self.splits:
            try:
                found.append(self._get(read._replace(split="here"), scope._replace(split=split)))
            except Missing:
                continue  # the check on that split itself says why
        return tuple(found)

    def _get(self, read: Read, scope: Scope) -> Any:
        """What a read comes to: worked out once, for a hundred checks read the same plan, kinds and series."""
        key = read.kind, read.role, read.split, scope
        if key not in self._had:
            try:
                self._had[key] = self._worked_out(read, scope)
            except Missing as reason:
                self._had[key] = reason
        found = self._had[key]
        if isinstance(found, Missing):
            raise found.with_traceback(None)  # else each raise makes it longer, and it keeps what its frames hold
        return found

    def _worked_out(self, read: Read, scope: Scope) -> Any:
        if read.kind in self.given:
            objects = self.given[read.kind]
            if isinstance(objects, Absent):
                raise Missing(objects.reason)
            name = scope.y if scope.y is not None and scope.y in objects else ""
            if name not in objects:
                raise Missing(f"no {read.kind.__name__} for {scope.y}")
            return objects[name]
        scope = self._move(read, scope)
        if read.kind is SplitData:
            return self.splits[scope.split]
        if read.kind is Given:
            return self.tensor(scope.split, scope.x)
        if read.kind in FACTS:
            return self._fact(read.kind, scope)
        if (reason := self.unreadable.get((scope.split, scope.x))) is not None:
            raise Missing(reason)
        if read.kind is Plan:
            return self.plans[scope.split][scope.x]
        profile = self.profiles[scope.split][scope.x]
        if read.kind not in profile:
            raise TypeError(f"{read.kind.__name__} is no statistic, no fact and was not given")
        return profile[read.kind]

    def at_hand(self, kind: type, scope: Scope) -> Any:
        """A statistic, a fact, or what was handed over, at a scope; None where it cannot be had from what was read."""
        if scope.split not in self.splits or not self._was_read(kind, scope):
            return None
        try:
            return self._get(Read("", kind, "", "here"), scope)
        except Missing:
            return None

    def _was_read(self, kind: type, scope: Scope) -> bool:
        """Whether the statistics that a kind stands on were computed, which is so where a check asked for them."""
        if kind in (SplitData, Given) or kind in self.given:
            return True
        if KINDS[kind].needs:
            return False
        if kind is Plan:
            return scope.x in self.plans.get(scope.split, {})
        needed = needs(FACTS[kind]) if kind in FACTS else Needs(frozenset({("", kind)}), *[frozenset()] * 3)
        splits = {scope.split, *({TRAIN, scope.base} if needed.splits - {"here"} else ())}
        if "every" in needed.splits:
            splits |= {*self.splits}
        return all(
            statistic in self.profiles.get(split, {}).get((scope.y if role == "y" else scope.x) or "", {})
            for role, statistic in needed.statistics
            for split in splits
        )

    def _move(self, read: Read, scope: Scope) -> Scope:
        if read.split in (TRAIN, "base"):
            scope = scope._replace(split=TRAIN if read.split == TRAIN else scope.base)
        if read.role == "y":
            if scope.y is None:
                raise Missing("no y was given")
            scope = scope._replace(x=scope.y)
        return scope

    def _fact(self, kind: type, scope: Scope) -> Any:
        function = FACTS[kind]
        needed = needs(function)
        y, base = scope.y if "y" in needed.roles else None, scope.base if "base" in needed.splits else TRAIN
        key = (kind, scope.split, scope.x, y, base)
        if key not in self._facts:
            try:
                self._facts[key] = function(**self.arguments(function, scope))
            except Missing as reason:
                self._facts[key] = reason
        found = self._facts[key]
        if isinstance(found, Missing):
            raise found.with_traceback(None)
        return found

    def alone(self, tensor: Given) -> "Known":
        """What is known of one tensor, as of the only input of a training split."""
        plan = replace(self.plans[tensor.split][tensor.name], role="x", task="values", origin=None)
        data = SplitData(TRAIN, (replace(tensor, role="x"),), ())
        profile = {tensor.name: self.profiles[tensor.split][tensor.name]}
        return Known({TRAIN: data}, {TRAIN: {tensor.name: plan}}, {TRAIN: profile}, {}, {})

    def tensor(self, split: str, name: str) -> Given:
        """One tensor as it was given."""
        return next(t for t in (*self.splits[split].inputs, *self.splits[split].targets) if t.name == name)

    def _refuse_unequal(self, function: Callable[..., Any], scope: Scope) -> None:
        """Values are not put side by side where they do not belong together; the structure checks say what is wrong."""
        needed = needs(function)
        if needed.direct <= self.given.keys():
            return
        key = needed.sides, scope
        if key not in self._unequal:
            self._unequal[key] = self._apart(*key)
        if self._unequal[key]:
            raise Missing(self._unequal[key])

    def _apart(self, sides: Sides, scope: Scope) -> str:
        """Why what a function puts side by side does not belong together; "" where it does."""
        if scope.y is not None and sides.both and scope.x != scope.y:
            x, y = self.tensor(scope.split, scope.x), self.tensor(scope.split, scope.y)
            if len(x) != len(y):
                return f"{x.name} has {len(x):,} samples and {y.name} {len(y):,}"
        names = [scope.x] * sides.x + [scope.y] * sides.y
        for word, name in itertools.product(sides.against, names):
            split = TRAIN if word == TRAIN else scope.base
            here, there = (self.plans[s].get(name or "") for s in (scope.split, split))
            if here is not None and there is not None and (here.T, here.F) != (there.T, there.F):
                return f"{name} has shape {here.shape[1:]} in {scope.split} and {there.shape[1:]} in {split}"
        return ""

    def places(self, function: Callable[..., Any]) -> tuple[Scope, ...]:
        """Where a check runs: each split, compared with each of its bases, and there each input, each target, or each
        pair of both; for each target only where what it reads differs by target.
        """
        needed = needs(function)
        by_target = "y" in needed.roles or any(_names(self.given[kind]) for kind in needed.outside)
        key = needed.among, "each" in needed.roles, "x" in needed.roles, by_target
        if key not in self._places:
            self._places[key] = tuple(
                scope
                for split, base in _compared(needed.among, list(self.splits))
                for scope in self._tensors(split, base, *key[1:])
            )
        return self._places[key]

    def _tensors(self, split: str, base: str, each: bool, by_input: bool, by_target: bool) -> list[Scope]:
        inputs: list[str] = [t.name for t in self.splits[split].inputs]
        targets: list[str | None] = [t.name for t in self.splits[split].targets] or [None]
        if each:
            return [Scope(split, t, targets[0], base) for t in (*inputs, *targets) if t is not None]
        of_x = inputs if by_input else inputs[:1]
        of_y = targets if by_target else targets[:1]
        return [Scope(split, x, y, base) for x, y in itertools.product(of_x, of_y)]


def _names(given: Mapping[str, Any] | Absent) -> set[str]:
    """The targets for which something was given apart."""
    return set() if isinstance(given, Absent) else set(given) - {""}


def _compared(among: str, splits: Sequence[str]) -> list[tuple[str, str]]:
    """The splits of a check with their bases; those of `base` are train and each of the 8 before."""
    further = [s for s in splits if s != TRAIN]
    if among == "base":
        return [(s, base) for i, s in enumerate(further) for base in (TRAIN, *further[max(0, i - BEFORE) : i])]
    if among == "other":
        return [(s, TRAIN) for s in further]
    return [(TRAIN, TRAIN)] if among == "train" else [(s, TRAIN) for s in splits]


@dataclass(frozen=True)
class AtHand:
    """What is known, as who draws it asks for it: by names, and without a scope."""

    known: Known

    def at_hand(self, kind: type, split: str, x: str, y: str | None, base: str) -> object:
        """See `Known.at_hand`."""
        return self.known.at_hand(kind, Scope(split, x, y, base))

    def names(self, split: str, role: str) -> tuple[str, ...]:
        """The readable tensors of a split in a role."""
        data = self.known.splits.get(split)
        tensors = () if data is None else data.inputs if role == "x" else data.targets
        return tuple(t.name for t in tensors if t.name in self.known.plans.get(split, {}))
