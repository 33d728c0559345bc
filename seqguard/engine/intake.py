"""plan -> fold: each split is planned and each tensor read once, and what is known of them is handed on."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from seqguard.core.arguments import DataOptions
from seqguard.core.declare import Check
from seqguard.core.plan import Plan
from seqguard.engine.clock import MORE_TIME, Overdue
from seqguard.engine.fold import Fold, Profile
from seqguard.engine.passes import Job, read_all
from seqguard.engine.progress import Progress
from seqguard.engine.resolve import Absent, Known, needs, wanted_statistics
from seqguard.engine.summary import SUMMARY
from seqguard.reading.plans import plan_splits, unreadable
from seqguard.report.report import Unseen
from seqguard.sources.base import SplitData

Reader = Callable[[Sequence[Job], Progress], Iterable[tuple[Any, Fold | Overdue]]]
"""Gives the key and the fold of each tensor."""


def read(
    splits: Mapping[str, SplitData],
    chosen: Iterable[Check],
    asked: DataOptions,
    progress: Progress,
    given: Mapping[type, Mapping[str, Any] | Absent] | None = None,
    each: Iterable[Check] = (),
    like: Mapping[str, Plan] | None = None,
    reader: Reader | None = None,
) -> Known:
    """Plan every split and read each tensor once; `each` are checks that every tensor will be asked for as an input.

    `like` are the plans of data that these go on from; `reader` reads the tensors in place of `read_all`.
    """
    given = given or {}
    running = [
        c for c in chosen if (len(splits) > 1 or not c.compares) and not needs(c.function).outside - given.keys()
    ]
    wanted = wanted_statistics([*(c.function for c in running), *SUMMARY])
    for kind in {k for c in each for role, k in needs(c.function).statistics if role != "y"}:
        wanted["x"].add(kind)
        wanted["y"].add(kind)
    plans = plan_splits(splits, asked, like)
    profiles: dict[str, dict[str, Profile]] = {name: {} for name in splits}
    problems: dict[tuple[str, str], str] = {}
    jobs = []
    for name, data in splits.items():
        for tensor in (*data.inputs, *data.targets):
            if (reason := unreadable(tensor)) is not None:
                problems[name, tensor.name] = reason
                continue
            assert tensor.source is not None
            jobs.append(Job((name, tensor.name), tensor.source, plans[name][tensor.name], tuple(wanted[tensor.role])))
    unread = []
    for (name, tensor_name), part in (reader or read_all)(jobs, progress):
        if isinstance(part, Overdue):
            label = plans[name][tensor_name].label
            problems[name, tensor_name] = f"{label} was not read to its end: {part.reason}"
            unread.append(Unseen(name, label, part.reason, MORE_TIME))
        else:
            profiles[name][tensor_name] = part.finalize()
    return Known(splits, plans, profiles, problems, given, tuple(unread), progress.clock)
