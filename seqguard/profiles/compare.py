"""`seqguard.compare`: new data against a kept profile, without the old data."""

import os
import platform
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Unpack

import numpy as np

from seqguard.core.declare import Check
from seqguard.core.errors import named, shown
from seqguard.core.options import Options, Words, takes_options
from seqguard.core.version import __version__
from seqguard.engine.absorb import absorb, worst_first
from seqguard.engine.clock import Clock
from seqguard.engine.intake import read
from seqguard.engine.outcome import Outcome
from seqguard.engine.progress import Progress
from seqguard.engine.registry import chosen, discover, explanations, silenced
from seqguard.engine.reporting import is_silent
from seqguard.engine.resolve import TRAIN, Known, needs
from seqguard.facts.kept import Compared, Figures
from seqguard.profiles.figures import FIGURES, figures_of
from seqguard.profiles.profile import Profile
from seqguard.report.report import Circumstances, Reading, Report
from seqguard.sources.gather import gather
from seqguard.sources.split import Split, said_with

SUFFIX = ".sgp"


@takes_options
def compare(old: Any, new: Any, **options: Unpack[Words]) -> Report:
    """Judge new data against a kept profile, without the data that it was made of.

    Args:
        old: a `Profile`, or the path of one.
        new: a `Profile` or the path of one, or the new data: X, a tuple (X, y), a `Split` or `seqguard.windows`.
        **options: those of `seqguard.inspect`. `select`, `ignore`, `thresholds` and `checks` are about the checks that
            compare (SG9), the others say what the new data are.

    Returns:
        A report: lost, added and reordered features, changed units, levels, spreads and shapes, new codes, missing
        values, drift. It prints, passes gates and is written as one of `inspect` is.

    Raises:
        TypeError, ValueError: an argument is not what is described above; the message names it.
    """
    started = time.perf_counter()
    if isinstance(new, Report) or isinstance(old, Report):
        raise TypeError(
            "compare takes profiles and data; of two reports, new_report.since(old_report) says what changed"
        )
    before = _profile("old", old)
    given = _opened("new", new)
    asked = Options.of(**(options if isinstance(given, Profile) else said_with(_x(given), options)))
    if asked.rules.schema is not None:
        raise ValueError("schema must be None here: a contract is judged on values, by seqguard.inspect(X, schema=...)")
    figures = given.figures[TRAIN] if isinstance(given, Profile) else _figures(given, before, asked)
    offered = {check.code: check for check in discover().values() if Compared in needs(check.function).outside}
    checks = chosen(asked.rules, offered)
    return _judged(Compared(before.figures[TRAIN], figures), checks, silenced(asked.rules), before, started)


def _judged(
    compared: Compared, checks: tuple[Check, ...], silent: Mapping[str, Any], before: Profile, started: float
) -> Report:
    known = Known({TRAIN: before.splits[TRAIN]}, {TRAIN: {}}, {TRAIN: {}}, {}, {Compared: {"": compared}})
    outcome = Outcome()
    with np.errstate(all="ignore"):
        for check in checks:
            for scope in known.places(check.function):
                outcome.run(check, known, scope)
    heard = [f for f in outcome.findings if not is_silent(f, silent)]
    return Report(
        findings=worst_first(absorb(heard, explanations(checks))),
        skipped=tuple(outcome.skipped),
        crashed=tuple(outcome.crashed),
        readings=tuple(_reading(f, compared.old.get(name)) for name, f in compared.new.items()),
        ran=tuple(sorted(outcome.ran)),
        run=Circumstances(
            seconds=round(time.perf_counter() - started, 4),
            seqguard=__version__,
            numpy=np.__version__,
            python=platform.python_version(),
        ),
    )


def _reading(new: Figures, old: Figures | None) -> Reading:
    against = f"held against a profile of {old.shape[0]:,} samples" if old is not None else "not in the profile"
    notes = (against,) if old is None or new.role == "x" else ()
    role: Any = new.role
    return Reading(TRAIN, new.tensor, new.shape, new.dtype, role, new.task, notes)


def _figures(given: Any, before: Profile, asked: Options) -> dict[str, Figures]:
    """The figures of new data, read as the profile's were."""
    X, y = (*given, None)[:2] if isinstance(given, tuple) else (given, None)
    running = asked.running
    splits = {s.name: s for s in gather(X, y, asked=asked.data, most=running.max_samples)}
    clock = Clock(running.max_seconds, time.perf_counter())
    with Progress(running.progress, running.executor, clock) as progress, np.errstate(all="ignore"):
        known = read(splits, [FIGURES], asked.data, progress, like=before.plans() or None)
        return figures_of(known, TRAIN)


def _profile(argument: str, value: Any) -> Profile:
    opened = _opened(argument, value)
    if not isinstance(opened, Profile):
        raise TypeError(f"{argument} must be a seqguard.Profile or the path of one, got {type(value).__name__}")
    return opened


def _opened(argument: str, value: Any) -> Any:
    """A profile where a path names one; else what was given, as it is."""
    if not isinstance(value, str | os.PathLike):
        return value
    if str(value).endswith(SUFFIX):
        try:
            return Profile.load(value)
        except (TypeError, ValueError) as error:
            raise named(argument, error) from error
    if argument == "old":
        raise ValueError(f"{argument} must be the path of a profile ({SUFFIX}), got {shown(str(value))}")
    return Path(value)


def _x(given: Any) -> Any:
    if isinstance(given, tuple):
        if not 1 <= len(given) <= 2 or isinstance(given[0], Split):
            raise TypeError("new must be a tuple (X, y), X, a Split, or a seqguard.Profile or its path")
        return given[0]
    return given
