"""Ramps: each example of a check, and a few series, changed little by little, so that one sees where a check begins to
speak. A threshold that moves threefold moves the step on which it does.
"""

import csv
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

import seqguard
from seqguard.core.declare import Check
from seqguard.core.finding import Finding
from seqguard.engine.registry import discover
from seqguard.engine.resolve import needs
from seqguard.testing import cut

Array = npt.NDArray[Any]
Given = dict[str, Any]
Change = Callable[[Given, float, np.random.Generator], Given]
SHARES = (0.01, 0.05, 0.3, 0.8)
SIZES = (1e-5, 1e-2, 0.3)
DEVIATIONS = (0.7, 4.0, 15.0, 100.0)
FILE = Path(__file__).resolve().parent / "ledger" / "ramps.csv"
NOT_RAMPED = {"no-signal"}
"""It fits models to each step of a ramp: seconds each."""


@dataclass(frozen=True)
class Ramp:
    """A change of data by degrees."""

    steps: Sequence[float]
    change: Change


def on_inputs(change: Callable[[Array, float, np.random.Generator], Array]) -> Change:
    """A change of X alone, where X is an array of numbers."""

    def changed(given: Given, step: float, rng: np.random.Generator) -> Given:
        return {**given, "X": change(given["X"], step, rng)}

    return changed


def on_validation(change: Callable[[Array, float], Array]) -> Change:
    """A change of the inputs of validation alone."""

    def changed(given: Given, step: float, _: np.random.Generator) -> Given:
        X, *rest = given["validation_data"]
        return {**given, "validation_data": (change(X, step), *rest)}

    return changed


def on_targets(change: Callable[[Array, float, np.random.Generator], Array]) -> Change:
    """A change of y alone."""

    def changed(given: Given, step: float, rng: np.random.Generator) -> Given:
        return {**given, "y": change(given["y"], step, rng)}

    return changed


def size(values: Array) -> float:
    """The deviation of what is finite in an array; 1 where there is none."""
    finite = values[np.isfinite(values)].astype(float)
    return float(finite.std()) if len(finite) and finite.std() > 0 else 1.0


def first(given: Given, n: float, _: np.random.Generator) -> Given:
    """The first samples, in every split."""
    k = int(n)
    held = given.get("validation_data")
    more = {} if not isinstance(held, tuple) else {"validation_data": tuple(a[:k] for a in held)}
    return {**given, **more, **{name: given[name][:k] for name in ("X", "y") if given.get(name) is not None}}


def last_steps(given: Given, steps: float, _: np.random.Generator) -> Given:
    """The last timesteps of each window, in every split."""
    held = given.get("validation_data")
    more = {} if not isinstance(held, tuple) else {"validation_data": (held[0][:, -int(steps) :], *held[1:])}
    return {**given, **more, "X": given["X"][:, -int(steps) :]}


def some(values: Array, share: float, rng: np.random.Generator, by: Any) -> Array:
    """A share of the samples taken from `by`, of the same shape or one that fits."""
    chosen = rng.random(len(values)) < share
    chosen[rng.integers(len(values))] = True
    changed = values.copy()
    changed[chosen] = np.broadcast_to(by, values.shape)[chosen]
    return changed


def noisy(values: Array, level: float, rng: np.random.Generator) -> Array:
    """Noise of so many deviations."""
    if values.dtype.kind != "f":
        return values + (rng.random(values.shape) < level).astype(values.dtype)
    return values + (level * size(values) * rng.standard_normal(values.shape)).astype(values.dtype)


def levels(values: Array, count: float, _: np.random.Generator) -> Array:
    """Values rounded to so many levels of their range."""
    width = float(np.nanmax(values) - np.nanmin(values)) or 1.0
    return (np.round(values / width * count) * width / count).astype(values.dtype)


def one_far(values: Array, deviations: float, _: np.random.Generator) -> Array:
    """One value so many deviations above the largest."""
    changed = values.copy()
    changed[len(values) // 2].flat[0] = np.nanmax(values) + deviations * size(values)
    return changed


RAMPS = {
    "samples": Ramp((3, 8, 15, 25, 45, 90, 200), first),
    "steps": Ramp((1, 3, 5, 8), last_steps),
    "noise": Ramp(SIZES, on_inputs(noisy)),
    "noise in some": Ramp(SHARES, on_inputs(lambda X, q, rng: some(X, q, rng, noisy(X, 1.0, rng)))),
    "levels": Ramp((4, 15, 80), on_inputs(levels)),
    "mean in some": Ramp(SHARES, on_inputs(lambda X, q, rng: some(X, q, rng, np.nanmean(X).astype(X.dtype)))),
    "copies": Ramp(SHARES, on_inputs(lambda X, q, rng: some(X, q, rng, X[:1]))),
    "one far": Ramp(DEVIATIONS, on_inputs(one_far)),
    "scale": Ramp((1e-6, 0.01, 1e3), on_inputs(lambda X, s, _: (X * s).astype(X.dtype))),
    "target scale": Ramp((1e-6, 0.01, 30.0), on_targets(lambda y, s, _: (y * s).astype(y.dtype))),
    "targets mixed": Ramp(SHARES, on_targets(lambda y, q, rng: some(y, q, rng, rng.permutation(y)))),
    "one target": Ramp(SHARES, on_targets(lambda y, q, rng: some(y, q, rng, y[:1]))),
    "validation up": Ramp(DEVIATIONS, on_validation(lambda X, d: (X + d * size(X)).astype(X.dtype))),
    "validation wide": Ramp((2.0, 6.0, 40.0), on_validation(lambda X, s: (X * s).astype(X.dtype))),
}


def given_at(ramp: str, step: float) -> Given:
    """The data at a step of a ramp, such as `outlier/0/samples` or `smooth/mean`.

    Raises:
        Unfit: the ramp does not apply to that example, which has no validation data, say.
    """
    place = ramp.split("/")
    if len(place) == 2:
        rng = np.random.default_rng(7)
        return windows_of(SPOILS[place[1]][1](series(place[0], rng), step, rng))
    given = on_data()[place[0]].bads[int(place[1])](np.random.default_rng(0))
    if not isinstance(given["X"], np.ndarray) or given["X"].dtype.kind not in "fiu":
        raise Unfit(ramp)
    try:
        return RAMPS[place[2]].change(given, step, np.random.default_rng(1))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise Unfit(ramp) from error


class Unfit(Exception):
    """A ramp that an example has no room for."""


Rows = dict[tuple[str, str], dict[float, str]]
"""What a check says, by ramp and slug, at each step that is kept."""


def made(progress: Callable[[str], None] = lambda _: None) -> Rows:
    """Every ramp climbed: each check's on its own examples, and all of them on each series."""
    slugs = list(on_data())
    ramps = {
        **{
            f"{slug}/{i}/{name}": (r.steps, [slug])
            for slug, c in on_data().items()
            for i in range(len(c.bads))
            for name, r in RAMPS.items()
        },
        **{f"{kind}/{name}": (steps, slugs) for kind in KINDS for name, (steps, _) in SPOILS.items()},
    }
    rows: Rows = {}
    for ramp, (steps, asked) in ramps.items():
        try:
            heard = {step: told(given_at(ramp, step), asked) for step in steps}
        except Unfit:
            continue
        for slug in asked:
            said = {step: words.get(slug, "-") for step, words in heard.items()}
            if at := edges(said):
                rows[ramp, slug] = at
        progress(ramp)
    return rows


def edges(said: dict[float, str]) -> dict[float, str]:
    """The steps just before and just after each change; of a ramp on which all is one, none."""
    steps = list(said)
    near = {i + k for i in range(len(steps) - 1) if said[steps[i]] != said[steps[i + 1]] for k in (0, 1)}
    return {steps[i]: said[steps[i]] for i in sorted(near)}


def read() -> Rows:
    """The committed table."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            (ramp, slug): {float(step): word for step, word in (pair.split("=") for pair in said.split())}
            for ramp, slug, said in list(csv.reader(file))[1:]
        }


def write(rows: Rows) -> None:
    """Commit the table."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(("ramp", "slug", "said"))
        for (ramp, slug), said in sorted(rows.items()):
            table.writerow((ramp, slug, " ".join(f"{step:g}={word}" for step, word in said.items())))


def differences(slugs: Sequence[str], all_of_them: bool = False) -> str:
    """Where a check says something else than is committed: the first place, or every one, a line each; "" for none."""
    wanted: dict[tuple[str, float], dict[str, str]] = {}
    for (ramp, slug), said in read().items():
        if slug in slugs:
            for step, word in said.items():
                wanted.setdefault((ramp, step), {})[slug] = word
    lines = []
    for (ramp, step), words in wanted.items():
        heard = told(given_at(ramp, step), list(words))
        lines += [
            f"ramp: {ramp} {step:g} {s}: {w} is {heard.get(s, '-')}" for s, w in words.items() if heard.get(s, "-") != w
        ]
        if lines and not all_of_them:
            break
    return "\n".join(lines)


def told(given: Given, slugs: Sequence[str]) -> dict[str, str]:
    """What each check of `slugs` says, none of it absorbed: worst severity and how many findings and features."""
    try:
        with patch("seqguard.engine.reporting.absorb", lambda findings, *_, **__: tuple(findings)):
            report = seqguard.inspect(**given, select=list(slugs), progress=False)
    except (TypeError, ValueError) as refused:
        return dict.fromkeys(slugs, f"refused:{type(refused).__name__}")
    heard: dict[str, list[Finding]] = {}
    for finding in report.findings:
        heard.setdefault(finding.slug, []).append(finding)
    return {s: f"{found[0].severity[0]}{len(found)}.{len(found[0].features)}" for s, found in heard.items()} | {
        c.slug: "crash" for c in report.crashed
    }


@cache
def on_data() -> dict[str, Check]:
    """The checks that read data alone, by slug."""
    return {c.slug: c for c in discover().values() if not needs(c.function).outside and c.slug not in NOT_RAMPED}


def series(kind: str, rng: np.random.Generator, n: int = 1_200) -> Array:
    """(n, 2) a series of a kind: smooth, noisy, coarse, counts, or with a season."""
    t = np.arange(n)[:, None]
    walk = np.cumsum(rng.standard_normal((n, 2)), axis=0)
    pull = np.zeros((n, 2))
    for i in range(1, n):
        pull[i] = 0.95 * pull[i - 1] + rng.standard_normal(2)
    made = {
        "smooth": pull,
        "coarse": np.round(2 * pull) / 2,
        "counts": rng.poisson(np.exp(1 + 0.3 * pull)).astype(float),
        "season": 5 * np.sin(2 * np.pi * t / 24 + [0, 1]) + 0.3 * pull,
        "trend": walk + 0.05 * t,
        "rests": np.maximum(pull, 0),
    }
    return np.asarray(made[kind])


def windows_of(rows: Array) -> Given:
    """Windows of 12 steps of the first three quarters and of the rest, with a gap."""
    k = int(0.75 * len(rows))
    return {
        "X": cut(rows[:k].astype(np.float32), 12)[0],
        "y": cut(rows[:k].astype(np.float32), 12)[1],
        "validation_data": cut(rows[k + 12 :].astype(np.float32), 12),
    }


def at_random(rows: Array, value: Any, share: float, rng: np.random.Generator, length: int = 1) -> Array:
    """A share of the first feature set to `value`, in stretches of `length`."""
    starts = rng.choice(len(rows) - length - 1, max(1, int(share * len(rows) / length)), replace=False) + 1
    for start in starts:
        at = slice(start, start + length)
        rows[at, 0] = value(rows, start) if callable(value) else value
    return rows


Spoil = Callable[[Array, float, np.random.Generator], Array]


def lined(rows: Array, share: float, rng: np.random.Generator) -> Array:
    """Gaps of five readings filled by straight lines."""
    for start in rng.choice(len(rows) - 8, max(1, int(share * len(rows) / 5)), replace=False) + 1:
        rows[start : start + 5, 0] = np.interp(range(5), (-1, 5), (rows[start - 1, 0], rows[start + 5, 0]))
    return rows


SPOILS: dict[str, tuple[Sequence[float], Spoil]] = {
    "none": ((0.0,), lambda s, _q, _r: s),
    "mean": (SHARES[:3], lambda s, q, r: at_random(s, s[:, 0].mean(), q, r)),
    "median": (SHARES[:3], lambda s, q, r: at_random(s, np.median(s[:, 0]), q, r)),
    "zero": (SHARES[:3], lambda s, q, r: at_random(s, 0.0, q, r)),
    "constant": (SHARES[:3], lambda s, q, r: at_random(s, 1.2345, q, r, 3)),
    "-999": ((0.0005, 0.004, 0.02, 0.2, 0.6), lambda s, q, r: at_random(s, -999.0, q, r)),
    "far": ((0.0005, 0.004, 0.02, 0.2), lambda s, q, r: at_random(s, s[:, 0].max() + 3 * np.ptp(s[:, 0]), q, r)),
    "held": (SHARES[:3], lambda s, q, r: at_random(s, lambda rows, i: rows[i - 1, 0], q, r, 5)),
    "stuck": ((8, 40, 200), lambda s, n, _: at_stretch(s, int(n))),
    "lines": (SHARES[:3], lined),
    "top": ((0.6, 0.95, 0.995), lambda s, q, _: np.minimum(s, np.quantile(s, q, axis=0))),
    "units": ((0.02, 0.1, 0.4, 0.8), lambda s, q, _: in_part(s, q, 1000.0)),
    "offset": ((1e4, 1e7), lambda s, q, _: s + q),
    "scale": ((1e-5, 1e4), lambda s, q, _: s * [q, 1]),
    "twice": (SHARES[:3], lambda s, q, r: np.repeat(s, 1 + (r.random(len(s)) < q), axis=0)),
    "short": ((60, 120, 300), lambda s, n, _: s[: int(n)]),
}


def at_stretch(rows: Array, n: int) -> Array:
    """One stretch of `n` rows in which the first feature stands still."""
    rows[200 : 200 + n, 0] = rows[200, 0]
    return rows


def in_part(rows: Array, share: float, factor: float) -> Array:
    """A stretch of the first feature in another unit."""
    rows[100 : 100 + int(share * len(rows)), 0] *= factor
    return rows


KINDS = ("smooth", "coarse", "counts")
SERIES = (*KINDS, "season", "trend", "rests")
"""Of `series`, that ramps name; those of `KINDS` are climbed for every check."""


def main(given: Sequence[str] | None = None) -> int:
    """`python benchmarks/_ramps.py --check` compares, without it the table is written anew."""
    asked = sys.argv[1:] if given is None else given
    warnings.simplefilter("ignore")
    if "--check" not in asked:
        write(made(lambda ramp: print(ramp, flush=True) if ramp.count("/") == 1 or ramp.endswith("/samples") else None))
        return 0
    found = differences(list(on_data()), all_of_them=True)
    print(found or f"{len(read())} ramps as committed")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
