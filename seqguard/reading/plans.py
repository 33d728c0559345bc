"""Makes the plan of a tensor from a few deterministic peeks at it.

A plan that peeked wrong costs repeated counts, never a missed value: links are verified window by window in the pass.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from seqguard.core.arguments import DataOptions, holds
from seqguard.core.hashing import mix
from seqguard.core.plan import (
    BLOCK,
    FILLER,
    NO_LIMIT,
    Array,
    Layout,
    Numbered,
    Padding,
    Plan,
    Task,
)
from seqguard.core.shifts import FEWEST_PAIRS, LINKED_SHARE, shift_of
from seqguard.core.text import count, num
from seqguard.reading.origins import aligned, origin_of
from seqguard.reading.peeks import SINGLES, VALUES, pairs, peeked, singles, spread
from seqguard.reading.tokens import next_tokens, tokens
from seqguard.reading.values import counts_on, is_one_hot, nan_padding, padding, task_of
from seqguard.sources.base import Given, SplitData

NGRAMS = 2**17  # n-grams of train that are kept, in expectation
FEWEST_BLOCKS = 4  # sampled blocks, if there are as many samples: one block would be one place of the data


def plan_splits(
    splits: Mapping[str, SplitData], asked: DataOptions, like: Mapping[str, Plan] | None = None
) -> dict[str, dict[str, Plan]]:
    """The plans of all splits, train first, by split and tensor; `like` are those of data that train goes on from."""
    hashed = _common_types(splits.values())
    plans: dict[str, dict[str, Plan]] = {}
    for name, data in splits.items():
        found = plan_split(data.inputs, data.targets, asked, plans.get("train", like))
        plans[name] = {tensor: replace(p, hashed=hashed.get(tensor, "")) for tensor, p in found.items()}
    return plans


def _common_types(splits: Iterable[SplitData]) -> dict[str, str]:
    """For each tensor whose type differs between splits the one in which its rows are compared: the narrowest of the
    float types, so that what was cast to float32 in one split is found in another that was not; else the widest."""
    types: dict[str, set[str]] = {}
    for data in splits:
        for given in (*data.inputs, *data.targets):
            if unreadable(given) is None:
                types.setdefault(given.name, set()).add(_compared(given))
    common = {}
    for name, found in types.items():
        floats = sorted((t for t in found if np.dtype(t).kind == "f"), key=lambda t: np.dtype(t).itemsize)
        if len(found) > 1:
            common[name] = floats[0] if floats else str(np.result_type(*found))
    return common


def _compared(given: Given) -> str:
    """The type that a tensor's rows were written in, in native byte order: float16 as such, long doubles as read."""
    assert given.source is not None
    written, read = np.dtype(given.dtype), np.dtype(given.source.dtype)
    return str(written.newbyteorder("=") if written.kind == read.kind and written.itemsize < read.itemsize else read)


def plan_split(
    inputs: Sequence[Given], targets: Sequence[Given], asked: DataOptions, train: Mapping[str, Plan] | None
) -> dict[str, Plan]:
    """The plans of one split's readable tensors, by name. `train` gives task, layout, span and thresholds to the
    others."""
    plans: dict[str, Plan] = {}
    inputs = [peeked(given, bool(targets)) for given in inputs]
    targets = [peeked(given, True) for given in targets]
    if train is None:
        _check_mask_value(inputs, asked.mask_value)
    for given in inputs:
        if unreadable(given) is None:
            plans[given.name] = _plan_input(given, asked, (train or {}).get(given.name))
    for given in targets:
        if unreadable(given) is None:
            main = next(iter(plans.values()), None)
            source = next((g for g in inputs if main is not None and g.name == main.tensor), None)
            plans[given.name] = _plan_target(given, source, main, asked, (train or {}).get(given.name))
    if plans:
        width = max(p.T * p.F for p in plans.values())
        plans = {name: _sampled(p, width, asked.budget) for name, p in plans.items()}
    return plans


def _check_mask_value(inputs: Sequence[Given], mask_value: float | None) -> None:
    """Raise ValueError for a value that no readable input can hold: cut to its dtype it would mask real readings."""
    read = [given for given in inputs if unreadable(given) is None]
    if mask_value is not None and read and not any(_can_hold(given, mask_value) for given in read):
        held = ", ".join(dict.fromkeys(f"{given.name} is {given.dtype}" for given in read))
        raise ValueError(f"mask_value must be a value that X can hold, got {mask_value!r} where {held}")


def _can_hold(given: Given, value: float) -> bool:
    return given.source is not None and holds(np.dtype(given.source.dtype), value)


def unreadable(given: Given) -> str | None:
    """Why nothing can be computed from a tensor, or None."""
    if given.problem is not None:
        return f"{given.name} of {given.split} has {given.problem}"
    if math.prod(given.shape) == 0:
        return f"{given.name} of {given.split} is empty"
    return None


def _sampled(plan: Plan, width: int, budget: int) -> Plan:
    """The plan with what is kept of the tensor: cells of whole samples, the widest tensor of the split having `width`
    of them, and its own rows, of which windows that slide share most."""
    block = max(1, min(BLOCK, budget // (FEWEST_BLOCKS * width)))
    fresh = plan.step or plan.T
    whole = (plan.n * fresh + plan.T - fresh) * plan.F <= budget
    rows = plan.F * (fresh if whole else fresh + (plan.T - fresh) / block)  # a lone block begins with a whole window
    return replace(
        plan,
        block=block,
        blocks=choose_blocks(plan.n, block, budget // width),
        row_blocks=choose_blocks(plan.n, block, plan.n if whole else int(budget / rows)),
    )


def choose_blocks(n: int, block: int, samples: int) -> tuple[int, ...]:
    """Numbers of the blocks of consecutive samples that are kept whole, so many `samples` together: those whose number
    has the lowest hash."""
    count = -(-n // block)
    keep = max(1, -(-samples // block) if samples >= n else samples // block)
    if count <= keep:
        return tuple(range(count))
    order = np.argsort(mix(np.arange(1, count + 1, dtype=np.uint64)), kind="stable")
    return tuple(np.sort(order[:keep]).tolist())


def _plan_input(given: Given, asked: DataOptions, train: Plan | None) -> Plan:
    n, *rest = given.shape
    if not rest:
        steps, width = 1, 1
    elif len(rest) == 1:
        static = given.name != "X" and np.dtype(given.dtype).kind == "f"  # a flat entry among several inputs
        steps, width = (1, rest[0]) if static else (rest[0], 1)
    else:
        steps, width = rest[0], math.prod(rest[1:])
    plan = Plan(
        given.name, given.split, "x", given.shape, given.dtype, n, steps, width,
        _names(given, asked.feature_names if given.name == "X" else None, width, "f"), "values", axes=given.layout,
    )  # fmt: skip
    beside = pairs(given, plan)
    slide = shift_of(beside, plan)
    plan = replace(plan, step=slide.step, still=slide.still)
    why = {"order": slide.why}
    alike = train if train is not None and (steps, width) == (train.T, train.F) else None
    if alike is not None:
        plan = _as_train_slides(plan, alike, beside)
        if plan.step != slide.step:
            why["order"] = f"{slide.why}; {count(len(beside[0]), 'pair')} slide as train's do"
    plan, why["padding"] = _padded(given, plan, asked, alike)
    ids, why["tokens"] = tokens(given, plan, beside[0], asked, lambda: singles(given, plan))
    task: Task = train.task if train is not None else "tokens" if ids else "values"
    span = train.span if train is not None else min(steps, max(4, min(8, steps // 2)))
    ngrams = n * (plan.step or steps - span + 1)
    keep = train.keep if train is not None else NO_LIMIT if ngrams <= NGRAMS else int(NO_LIMIT * (NGRAMS / ngrams))
    overlap = plan.T / plan.step if plan.sliding else 1.0
    return replace(plan, task=task, span=min(span, steps), keep=keep, overlap=overlap, why=_said(why))


def _said(why: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The reasons as sentences; a decision that was not asked for has none."""
    return tuple((decision, f"{text[0].upper()}{text[1:]}.") for decision, text in why.items() if text)


def _padded(given: Given, plan: Plan, asked: DataOptions, train: Plan | None) -> tuple[Plan, str]:
    """The plan with the rows that fill short sequences up, and what told."""
    if given.lengths is not None:
        side: Literal["pre", "post"] = "pre" if given.pre else "post"
        told = Padding(side, (FILLER,) * plan.F, told=True)
        low, high = int(given.lengths.min()), int(given.lengths.max())
        said = f"lengths were given: {count(low, 'timestep')} to {high:,}"
        return replace(plan, padding=told, step=0, still=(), nested=given.nested), said
    if asked.mask_value is not None and _can_hold(given, asked.mask_value):
        row = (float(asked.mask_value),) * plan.F
        return replace(plan, padding=Padding("any", row)), f"mask_value={num(asked.mask_value)} was given"
    found, said = nan_padding(singles(given, plan))
    if found is not None:
        return replace(plan, padding=found, step=0, still=()), said  # windows that end in NaN continue nothing
    if plan.step:
        return plan, ""
    found, said = padding(singles(given, plan))
    if found is None and train is not None and train.padding is not None:  # a few samples do not show it
        return replace(plan, padding=train.padding), "train is padded, and these samples do not show otherwise"
    return replace(plan, padding=found), said


def _as_train_slides(plan: Plan, train: Plan, pairs: tuple[Array, Array]) -> Plan:
    """The split with the features that stand still in train, so that its rows have the hashes that train's have, where
    its windows are linked then too; and a split of fewer windows than prove a shift slides as train does, where most of
    its windows are so linked."""
    earlier, later = pairs
    few = not plan.sliding and train.sliding and 0 < len(earlier) < FEWEST_PAIRS
    guess = replace(plan, step=train.step if few else plan.step, still=train.still)
    linked = guess.linked(later, earlier)
    if len(linked) and linked.mean() >= LINKED_SHARE:
        return guess
    return plan if plan.sliding else replace(guess, step=0)


def _plan_target(given: Given, source: Given | None, x: Plan | None, asked: DataOptions, train: Plan | None) -> Plan:
    n, *rest = given.shape
    alike = train is not None and len(train.shape) == len(given.shape)
    steps, width, layout = 1, math.prod(rest), train.layout if train is not None and alike else _layout(given, x)
    if layout == "one-hot" and asked.task == "multilabel":
        layout = "columns"  # labels of which each sample happens to have one
    if layout == "horizon":
        steps, width = rest[0], 1
    elif layout == "steps" or len(rest) > 1:
        steps, width = rest[0], math.prod(rest[1:])
    names = _names(given, asked.target_names if given.name == "y" else None, width, given.name)
    plan = Plan(given.name, given.split, "y", given.shape, given.dtype, n, steps, width, names, "regression", layout)
    if steps == 1:
        plan = replace(plan, step=int(x is not None and x.step > 0 and n == x.n))
    else:
        plan = replace(plan, step=shift_of(pairs(given, plan), plan).step)
    why: dict[str, str] = {}
    if source is not None and x is not None and x.n == n and x.task == "values":
        origin = origin_of(source, x, given, plan, train.origin if train is not None else None)
        plan = replace(plan, origin=origin)
        why["alignment"] = aligned(origin, x)
    task = train.task if train is not None else asked.task
    why["task"] = "train decides" if train is not None else f"task={asked.task!r} was given"
    if task == "auto":
        task, why["task"] = _task(spread(given, VALUES), plan, source, x)
    overlap = x.overlap if x is not None else 1.0
    if given.lengths is not None:
        plan, why["padding"] = _padded(given, plan, asked, train)
    return replace(plan, task=task, overlap=overlap, why=_said(why))  # type: ignore[arg-type]  # the public argument is checked in _engine


def _task(values: Array, plan: Plan, source: Given | None, x: Plan | None) -> tuple[Task, str]:
    if x is not None and source is not None and source.source is not None:
        if x.task == "tokens" and next_tokens(values, plan, spread(source, SINGLES), x):
            return "tokens", "the target holds ids of X's vocabulary, about as often as X does"
        task, said = task_of(values, plan)
        if task == "classification" and plan.F == 1 and not plan.integral:
            counted = counts_on(values, spread(source, SINGLES).reshape(-1, x.F))
            return ("ambiguous", f"{said}; but {counted}") if counted else (task, said)
        return task, said
    return task_of(values, plan)


def _names(given: Given, asked: Sequence[str] | None, width: int, stem: str) -> Sequence[str]:
    """The names asked for, those that the container brings, or numbered ones."""
    if asked is not None and len(asked) != width:
        argument = "feature_names" if given.role == "x" else "target_names"
        raise ValueError(
            f"{argument} must hold one name for each of the {width} columns of {given.name}, got {len(asked)}"
        )
    if asked is not None:
        return tuple(asked)
    if len(given.features) == width:
        return given.features
    return (stem,) if width == 1 and given.role == "y" else Numbered(stem, width)


def _layout(given: Given, x: Plan | None) -> Layout:
    """How the axes of a target were meant; see `Layout`."""
    n, *rest = given.shape
    if math.prod(rest) == 1:
        return "scalar"
    values = spread(given, 4096)
    if len(rest) > 1:
        return "one-hot" if len(rest) == 2 and rest[1] > 1 and _spells(values) else "steps"
    if is_one_hot(values):
        return "one-hot"
    whole = x is not None and x.T > 1 and rest[0] == x.T
    as_horizon = Plan(given.name, given.split, "y", given.shape, given.dtype, n, rest[0], 1, ("y",), "regression")
    return "horizon" if whole or shift_of(pairs(given, as_horizon), as_horizon).step else "columns"


def _spells(values: Array) -> bool:
    """Whether each step of a target (n, T, K) names one of K classes; steps without any are padding."""
    rows = values.reshape(-1, values.shape[2])
    named = rows[rows.any(1)]
    return 2 * len(named) >= len(rows) and is_one_hot(named)
