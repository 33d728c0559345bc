"""Hands a check or a fact what its signature asks for, each thing computed once."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from seqguard.core.declare import FACTS, RENEWED, Check, Missing
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


@dataclass(frozen=True)
class Scope:
    """Where a check stands: a split, the tensor that counts as x, the one that counts as y, and the split that it is
    compared with."""

    split: str
    x: str
    y: str | None
    base: str = TRAIN


@dataclass(frozen=True)
class Needs:
    """The statistics that a function reads, directly or through facts, by role; which places it depends on; and the
    types that come from outside the data, such as facts about a model.
    """

    statistics: frozenset[tuple[str, type]]
    roles: frozenset[str]
    splits: frozenset[str]
    outside: frozenset[type]


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
    return Needs(frozenset(statistics), frozenset(roles), frozenset(splits), frozenset(outside))


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

    @property
    def facts(self) -> "Mapping[tuple[Any, ...], Any]":
        """What was computed so far, by kind, split, tensor, target and base; the `Missing` of what could not be had."""
        return self._facts

    def arguments(self, function: Callable[..., Any], scope: Scope) -> dict[str, Any]:
        """The arguments of a check or fact at a scope; raises `Missing` with the reason where one cannot be had."""
        self._refuse_unequal(function, scope)
        return {r.name: (self._every if r.split == "every" else self._get)(r, scope) for r in reads(function)}

    def _every(self, read: Read, scope: Scope) -> tuple[Any, ...]:
        """What a read comes to in each split where it can be had."""
        found = []
        for split in self.splits:
            try:
                found.append(self._get(replace(read, split="here"), replace(scope, split=split)))
            except Missing:
                continue  # the check on that split itself says why
        return tuple(found)

    def _get(self, read: Read, scope: Scope) -> Any:
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
            scope = replace(scope, split=TRAIN if read.split == TRAIN else scope.base)
        if read.role == "y":
            if scope.y is None:
                raise Missing("no y was given")
            scope = replace(scope, x=scope.y)
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
        if isinstance(self._facts[key], Missing):
            raise self._facts[key]
        return self._facts[key]

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
        kinds = {read.kind for read in reads(function)} - {Given, SplitData, *self.given}
        if not kinds:
            return
        needed = needs(function)
        if scope.y is not None and "y" in needed.roles and {"", "x"} & needed.roles and scope.x != scope.y:
            x, y = self.tensor(scope.split, scope.x), self.tensor(scope.split, scope.y)
            if len(x) != len(y):
                raise Missing(f"{x.name} has {len(x):,} samples and {y.name} {len(y):,}")
        names = [scope.x] * bool({"", "x", "each"} & needed.roles) + [scope.y] * ("y" in needed.roles)
        against = [split for word, split in ((TRAIN, TRAIN), ("base", scope.base)) if word in needed.splits]
        for split, name in itertools.product(against, names):
            here, there = (self.plans[s].get(name or "") for s in (scope.split, split))
            if here is not None and there is not None and (here.T, here.F) != (there.T, there.F):
                raise Missing(f"{name} has shape {here.shape[1:]} in {scope.split} and {there.shape[1:]} in {split}")


def scopes(check: Check, known: Known) -> Iterator[Scope]:
    """Where a check runs: each split, compared with each of its bases, and there each input, each target, or each pair
    of both; for each target only where what it reads differs by target.
    """
    needed = needs(check.function)
    by_target = "y" in needed.roles or any(_names(known.given[kind]) for kind in needed.outside)
    for split, base in _compared(needed, list(known.splits)):
        data = known.splits[split]
        inputs: list[str] = [t.name for t in data.inputs]
        targets: list[str | None] = [t.name for t in data.targets] or [None]
        if "each" in needed.roles:
            tensors = [*inputs, *(t for t in targets if t is not None)]
            yield from (Scope(split, t, targets[0], base) for t in tensors)
            continue
        of_x = inputs if "x" in needed.roles else inputs[:1]
        of_y = targets if by_target else targets[:1]
        yield from (Scope(split, x, y, base) for x, y in itertools.product(of_x, of_y))


def _names(given: Mapping[str, Any] | Absent) -> set[str]:
    """The targets for which something was given apart."""
    return set() if isinstance(given, Absent) else set(given) - {""}


def _compared(needed: Needs, splits: Sequence[str]) -> list[tuple[str, str]]:
    """The splits of a check with their bases: only further ones if it reads `other`, with train, or with each of
    the 8 before if it reads `base`; only train if it reads nothing else."""
    further = [s for s in splits if s != TRAIN]
    if "base" in needed.splits:
        return [(s, base) for i, s in enumerate(further) for base in (TRAIN, *further[max(0, i - BEFORE) : i])]
    if "other" in needed.splits:
        return [(s, TRAIN) for s in further]
    if needed.splits <= {TRAIN} or needed.roles & {"model", "log", "profile"}:
        return [(TRAIN, TRAIN)]
    return [(s, TRAIN) for s in splits]
