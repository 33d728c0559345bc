"""Hands a check or a fact what its signature asks for, each thing computed once."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from seqguard._check import FACTS, Check, Missing, Read, reads
from seqguard._fold import Profile
from seqguard._plan import Plan
from seqguard.sources.base import Given, SplitData
from seqguard.stats.base import STATISTICS

TRAIN = "train"


@dataclass(frozen=True)
class Scope:
    """Where a check stands: a split, the tensor that counts as x, and the one that counts as y."""

    split: str
    x: str
    y: str | None


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
            # a fact asked for y computes its own x on y
            statistics |= {(read.role if role == "x" else role, kind) for role, kind in inner.statistics}
            roles |= {read.role if role == "x" else role for role in inner.roles}
            splits |= inner.splits - {"here"}
            outside |= inner.outside
        else:
            roles.add(read.role)
            if read.kind in STATISTICS:
                statistics.add((read.role, read.kind))
            elif read.kind not in (Plan, Given, SplitData):
                outside.add(read.kind)
    return Needs(frozenset(statistics), frozenset(roles), frozenset(splits), frozenset(outside))


def wanted_statistics(functions: Iterable[Callable[..., Any]]) -> dict[str, set[type]]:
    """The results to compute for tensors of role x and of role y."""
    out: dict[str, set[type]] = {"x": set(), "y": set()}
    for function in functions:
        for role, kind in needs(function).statistics:
            for tensor_role in ("x", "y") if role == "tensor" else (role,):
                out[tensor_role].add(kind)
    return out


@dataclass
class Known:
    """Everything that is known about the data, and what has been computed out of it so far.

    `given` holds objects from outside the data (facts about a model, a training log): by type, then by the name of the
    target they belong to, "" for all.
    """

    splits: Mapping[str, SplitData]
    plans: Mapping[str, Mapping[str, Plan]]
    profiles: Mapping[str, Mapping[str, Profile]]
    unreadable: Mapping[tuple[str, str], str]
    given: Mapping[type, Mapping[str, Any]]

    def __post_init__(self) -> None:
        self._facts: dict[tuple[Any, ...], Any] = {}

    def arguments(self, function: Callable[..., Any], scope: Scope) -> dict[str, Any]:
        """The arguments of a check or fact at a scope; raises `Missing` with the reason where one cannot be had."""
        self._refuse_unequal(function, scope)
        return {read.name: self._get(read, scope) for read in reads(function)}

    def _get(self, read: Read, scope: Scope) -> Any:
        if read.kind in self.given:
            objects = self.given[read.kind]
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

    def _move(self, read: Read, scope: Scope) -> Scope:
        if read.split == TRAIN:
            scope = replace(scope, split=TRAIN)
        if read.role == "y":
            if scope.y is None:
                raise Missing("no y was given")
            scope = replace(scope, x=scope.y)
        return scope

    def _fact(self, kind: type, scope: Scope) -> Any:
        function = FACTS[kind]
        needed = needs(function)
        key = (kind, scope.split, scope.x, scope.y if "y" in needed.roles else None)
        if key not in self._facts:
            try:
                self._facts[key] = function(**self.arguments(function, scope))
            except Missing as reason:
                self._facts[key] = reason
        if isinstance(self._facts[key], Missing):
            raise self._facts[key]
        return self._facts[key]

    def tensor(self, split: str, name: str) -> Given:
        """One tensor as it was given."""
        return next(t for t in (*self.splits[split].inputs, *self.splits[split].targets) if t.name == name)

    def _refuse_unequal(self, function: Callable[..., Any], scope: Scope) -> None:
        """Values are not put side by side where they do not belong together; the structure checks say what is wrong."""
        kinds = {read.kind for read in reads(function)} - {Given, SplitData, *self.given}
        if not kinds:
            return
        needed = needs(function)
        if scope.y is not None and {"x", "y"} <= needed.roles and scope.x != scope.y:
            x, y = self.tensor(scope.split, scope.x), self.tensor(scope.split, scope.y)
            if len(x) != len(y):
                raise Missing(f"{x.name} has {len(x):,} samples and {y.name} {len(y):,}")
        if TRAIN not in needed.splits:
            return
        names = [scope.x] * bool({"x", "tensor"} & needed.roles) + [scope.y] * ("y" in needed.roles)
        for name in names:
            here, train = (self.plans[s].get(name or "") for s in (scope.split, TRAIN))
            if here is not None and train is not None and (here.T, here.F) != (train.T, train.F):
                raise Missing(f"{name} has shape {here.shape[1:]} in {scope.split} and {train.shape[1:]} in train")


def scopes(check: Check, known: Known) -> Iterator[Scope]:
    """Where a check runs: each split (only further ones if it reads `other`, only train if it reads nothing else), and
    there each input, each target, or each pair of both.
    """
    needed = needs(check.function)
    if "other" in needed.splits:
        splits = [s for s in known.splits if s != TRAIN]
    elif needed.splits <= {TRAIN} or needed.roles & {"model", "log"}:
        splits = [TRAIN]
    else:
        splits = list(known.splits)
    for name in splits:
        data = known.splits[name]
        inputs: list[str] = [t.name for t in data.inputs]
        targets: list[str | None] = [t.name for t in data.targets] or [None]
        if "tensor" in needed.roles:
            yield from (Scope(name, t, targets[0]) for t in [*inputs, *(t for t in targets if t is not None)])
            continue
        of_x = inputs if "x" in needed.roles else inputs[:1]
        of_y = targets if needed.roles & {"y", "model"} else targets[:1]
        yield from (Scope(name, x, y) for x, y in itertools.product(of_x, of_y))
