"""The figures of a detection run that have a bar."""

from collections.abc import Sequence

from _corpus import Fault
from _count import reaches
from _ledger import where
from _run import Options, Result, Seen
from _sections import contradicted, found, naming, placed, pools
from _verdicts import Ruling, verdict_on
from _vocabulary import excused


def sound_figures(results: Sequence[Result], judged: Sequence[Ruling]) -> dict[str, float]:
    """Errors, warnings and crashes on sound sets. A warning is marked true by a verdict or by a quirk of the set."""
    errors, warned = set(), set()
    for r in results:
        for f in r.findings:
            known = verdict_on(judged, r.case, f.slug, where(f))
            if known is not None and known.verdict == "true":
                continue
            if f.severity == "error":
                errors.add(r.case)
            elif f.severity == "warning" and (known is not None or not excused(f.slug, r.quirks)):
                warned.add(r.case)
    crashed = sum(len(r.crashed) + sum(bool(o.raised or o.crashed) for o in r.outcomes) for r in results)
    return {
        "sound sets with an error not marked true": float(len(errors)),
        "share of sound sets with a warning not marked true": len(warned) / max(1, len(results)),
        "crashes on sound sets and with injected faults": float(crashed),
    }


def pool_figures(results: Sequence[Result], table: Sequence[Fault], options: Options) -> dict[str, float]:
    """The share found of each pool of injected faults, by the own slug where one is owned, and by the accepted ones."""
    figures = {}
    for name, outcomes in pools(results, table, options).items():
        if not name.startswith("apart:"):
            figures[f"{name}, own"] = found(outcomes, "own") / len(outcomes)
        figures[f"{name}, own or accepted"] = found(outcomes, "accepted") / len(outcomes)
    return figures


def natural_figures(seen: Sequence[Seen], table: Sequence[Fault], options: Options) -> dict[str, float]:
    """Natural faults named at their place, and checks that crashed on them."""
    best = [(naming(s, table, options)[:1], s) for s in seen]
    return {
        "natural faults named at their place": float(sum(placed(f, s) for hits, s in best for f in hits)),
        "crashes on natural faults": float(sum(len(s.crashed) for s in seen)),
    }


def wild_figures(seen: Sequence[Seen], options: Options) -> dict[str, float]:
    """Findings above info against an aspect of a public project that was audited as clean, and crashes."""
    against = [f for s in seen for f in s.findings if reaches(f.severity, "warning") and contradicted(s, f, options)]
    return {
        "findings against an aspect audited as clean": float(len(against)),
        "crashes on public projects": float(sum(len(s.crashed) for s in seen)),
    }
