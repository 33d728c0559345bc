"""The target stands in the input."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from seqguard._check import check
from seqguard._plan import Plan
from seqguard._report import Finding
from seqguard._synthetic import forecast
from seqguard._words import evidence, num
from seqguard.facts.lags import Lags


@check("SG601", severity="error")
def target_leak(
    plan: Plan, y_plan: Plan, lags: Lags, *, equal: float = 0.995, affine: float = 1e-5, beside: float = 0.01
) -> Iterable[Finding]:
    """A cell of the input is the target, exactly or up to scale.

    Why: the network copies it. Training and validation look brilliant, and in use, where the target is not known, nothing is
        left.
    Evidence: at one timestep a feature equals y in 99.5 % of the samples in which it moves; or 1 - r**2 against y is under 1e-5 and
        under a hundredth of that of the neighbouring timesteps. A persistent series is no leak: the ratio to the
        neighbours in time is about 0.5 for a random walk and 0.25 for a smooth one, under 0.03 for a copy. 1 - r**2 under
        0.005 and three hundredths of the neighbours is a warning. No false alarm on 143 real sets; exact copies found .99,
        affine ones .97.
    Remedy: drop the feature, or end the window one step earlier.
    Limits: needs 20 finite samples. A feature that is known beforehand and determines y (a calendar, a plan) is reported: then
        nothing has to be learnt.
    """
    if lags.reconstructs:
        return
    exact_cells = np.argwhere(lags.equal.T >= equal)[:, ::-1]
    if len(exact_cells):
        for f in np.unique(exact_cells[:, 1]):
            steps = exact_cells[exact_cells[:, 1] == f, 0]
            yield _finding(plan, y_plan, int(f), steps, lags, "equals", "error")
        return
    yield from _up_to_scale(plan, y_plan, lags, affine, beside)


def _up_to_scale(plan: Plan, y_plan: Plan, lags: Lags, affine: float, beside: float) -> Iterator[Finding]:
    if y_plan.task == "classification" and lags.distinct >= 2:
        at = np.flatnonzero(lags.static & (lags.rest.min(0) < 1e-9))
        for f in at:
            yield _finding(plan, y_plan, int(f), np.arange(plan.T), lags, "is, up to scale,", "error")
        return
    if y_plan.task not in ("regression", "ambiguous") or lags.distinct <= 10:
        return
    for t, f in (divmod(int(i), plan.F) for i in np.argsort(lags.rest, axis=None, kind="stable")[: 3 * plan.F + 3]):
        rest, near = float(lags.rest[t, f]), _beside(lags, t, f)
        if rest > 5e-3:
            return
        if not lags.static[f] and (lags.rest[:, f] < affine).sum() >= 2:
            return  # a ramp, a calendar or a noise-free cycle: every step tells every other
        if rest < affine and (lags.static[f] or (near > 1e-6 and rest < beside * near)):
            steps = np.arange(plan.T) if lags.static[f] else np.array([t])
            yield _finding(plan, y_plan, f, steps, lags, "is, up to scale,", "error")
            return
        if rest < 3 * beside * near:
            yield _finding(plan, y_plan, f, np.array([t]), lags, "nearly is", "warning")
            return


def _beside(lags: Lags, t: int, f: int) -> float:
    """1 - r**2 of the nearest cells that do not hold the same thing: the timesteps beside it, or the moving features."""
    if lags.static[f]:
        other = lags.rest[:, ~lags.static]
        return float(other.min()) if other.size else 1.0
    steps = [s for s in (t - 2, t - 1, t + 1, t + 2) if 0 <= s < len(lags.rest)]
    return float(lags.rest[steps, f].min()) if steps else 1.0


def _finding(
    plan: Plan, y_plan: Plan, f: int, steps: "np.typing.NDArray[np.int64]", lags: Lags, how: str, severity: Any
) -> Finding:
    t = int(steps[-1])
    name, near = plan.features[f], _beside(lags, t, f)
    everywhere = len(steps) == plan.T and plan.T > 1
    where = "at every timestep" if everywhere else f"at timestep {', '.join(str(int(s)) for s in steps[:5])}"
    if how == "equals":
        proof = f"in {lags.equal[t, f]:.1%} of the samples where it moves ({lags.n:,} compared)"
    else:
        proof = f"1 - r² = {num(lags.rest[t, f])} over {lags.n:,} samples, against {num(near)} beside it"
    last = not everywhere and t == plan.T - 1
    return Finding(
        message=f"`{name}` {where} {how} {y_plan.tensor}: {proof}. The network will copy it, and in use it is not known.",
        remedy="End the window one step earlier, or shift y one step on: the last step of the window is the target."
        if last and not lags.static[f]
        else f"Drop `{name}`, or shift it so that it holds what is known when the forecast is made.",
        evidence={
            "equal": evidence(lags.equal[t, f]),
            "one_minus_r2": evidence(lags.rest[t, f]),
            "beside": evidence(near),
            "samples": lags.n,
        },
        features=(name,),
        steps=tuple(int(s) for s in steps[:5]),
        severity=severity,
    )


@target_leak.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, -1, 0] = data["y"]
    return {k: data[k] for k in ("X", "y")}


@target_leak.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    data["X"][:, :, 2] = 2.5 * data["y"][:, None] - 4
    return {k: data[k] for k in ("X", "y")}


@target_leak.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    smooth = np.cumsum(data["X"][:, :, :1], axis=1)  # a persistent feature next to its own target
    return {"X": smooth, "y": smooth[:, -1, 0] + rng.standard_normal(len(smooth)) * 0.5}
