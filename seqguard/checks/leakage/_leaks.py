"""How the checks on leaks phrase what they found."""

from collections.abc import Iterable, Iterator

from seqguard.core.finding import Finding, Severity
from seqguard.core.plan import Plan
from seqguard.core.text import count, evidence, listing, num, share
from seqguard.facts.target.leaks import Cause, Leak, Leaks

VERBS = {
    "equal": "equals",
    "affine": "is, up to scale,",
    "monotone": "rises and falls exactly with",
    "noisy": "nearly is",
    "noisy everywhere": "nearly is",
}


def groups(leaks: Leaks, train: Leaks, cause: Cause) -> Iterator[list[Leak]]:
    """The leaks of one cause that are one fault: found in the same way, at the same steps.

    A noisy copy at one step counts in another split only where train has one in that feature: among a few samples, one
    is soon near.
    """
    noisy = {leak.feature for leak in train.found}
    found: dict[tuple[object, ...], list[Leak]] = {}
    for leak in leaks.found:
        if leak.cause == cause and (leak.how != "noisy" or leak.feature in noisy):
            found.setdefault((leak.how, leak.steps), []).append(leak)
    yield from found.values()


def severity(group: list[Leak]) -> Severity:
    """A noisy copy might be a forecast that is known in time; an exact one is the target."""
    return "error" if group[0].exact else "warning"


def finding(
    plan: Plan, y_plan: Plan, leaks: Leaks, group: list[Leak], *, tail: str, remedy: str, fix: str = ""
) -> Finding:
    """One finding for a group; `tail` ends its message."""
    worst = max(group, key=lambda leak: leak.rest)
    features = tuple(dict.fromkeys(plan.names(leak.feature for leak in group)))
    steps = worst.steps
    everywhere = len(steps) == plan.T and plan.T > 1
    where = "at every timestep" if everywhere else f"at timestep {', '.join(str(s) for s in steps[:5])}"
    return Finding(
        message=f"{listing(features)} {where} {VERBS[worst.how]} {_target(y_plan, group)}: "
        f"{_proof(worst, leaks, plan)}. {tail}",
        remedy=remedy,
        fix=fix,
        evidence={
            "one_minus_r2": evidence(worst.rest),
            "beside": evidence(worst.beside),
            "equal": evidence(worst.equal),
            "samples": leaks.n,
        },
        features=features,
        steps=steps[:5],
        severity=severity(group),
    )


def _target(y_plan: Plan, group: Iterable[Leak]) -> str:
    """`y`, `y[:, 3]` or `y[:, 0] and 4 more columns`."""
    if y_plan.T * y_plan.F == 1:
        return y_plan.tensor
    columns = list(dict.fromkeys(leak.column for leak in group))
    step, column = columns[0]
    axes = {"steps": f"{step}, {column}", "horizon": f"{step}"}.get(y_plan.layout, f"{column}")
    more = f" and {count(len(columns) - 1, 'more column')}" if len(columns) > 1 else ""
    return f"{y_plan.tensor}[:, {axes}]{more}"


def _proof(leak: Leak, leaks: Leaks, plan: Plan) -> str:
    if leak.how == "equal":
        return f"in {share(leak.equal, 1)} of the samples that can tell ({leaks.n:,} compared)"
    if leak.how == "monotone":
        return f"the order of {min(leaks.n, 1000):,} samples is the same, though 1 - r² = {num(leak.rest)}"
    if plan.T * plan.F == 1:
        return f"1 - r² = {num(leak.rest)} over {leaks.n:,} samples"
    what = " of its mean over time" if leak.how == "noisy everywhere" else ""
    others = leak.how == "noisy everywhere" or len(leak.steps) > 1 or plan.T == 1
    than = "the best other feature" if others else "the timesteps beside it"
    return f"1 - r²{what} = {num(leak.rest)} over {leaks.n:,} samples, against {num(leak.beside)} of {than}"
