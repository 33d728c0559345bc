"""The tables of a detection run: sound sets, injected faults, natural faults, public projects."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from textwrap import shorten

from _corpus import Fault
from _count import SEVERITIES, reaches, said, stronger_half
from _ledger import where
from _run import Options, Outcome, Result, Seen
from _tables import Table, share
from _verdicts import Ruling, verdict_on
from _vocabulary import AUDIT, WEAKENING, excused

from seqguard import Finding

CLASSES = ("certain", "likely", "weak")
ENOUGH_ROWS = 10
"""Filled rows from which on a fill can leave a trace that separates."""


def brief(finding: Finding) -> str:
    """Place and message in one line."""
    return f"[{finding.place}] {' '.join(finding.message.split())}"


def sound_tables(results: Sequence[Result], options: Options, judged: Sequence[Ruling]) -> list[Table]:
    """Alarms: how many sets, by check, and every one of them with its message and what a person held of it."""
    alarms = [
        (r, f, excused(f.slug, r.quirks) if f.severity == "warning" else "")
        for r in results
        for f in r.findings
        if reaches(f.severity, "warning")
    ]
    errors = {r.case for r, f, _ in alarms if f.severity == "error"}
    warned = {r.case for r, f, _ in alarms if f.severity == "warning"}
    bare = {r.case for r, f, quirk in alarms if f.severity == "warning" and not quirk}
    totals = [
        ("sets", len(results)),
        ("sets with any error", len(errors)),
        ("sets with any warning", len(warned)),
        ("sets with any warning outside their quirks", len(bare)),
        ("checks that crashed", sum(len(r.crashed) for r in results)),
    ]
    by_check = []
    for slug, (code, severity) in sorted(options.checks.items(), key=lambda c: c[1]):
        sets = [{r.case for r in results for f in r.findings if f.slug == slug and f.severity == s} for s in SEVERITIES]
        uncovered = {r.case for r, f, quirk in alarms if f.slug == slug and f.severity == "warning" and not quirk}
        if any(sets):
            by_check.append((code, slug, severity, len(sets[0]), len(sets[1]), len(uncovered), len(sets[2])))
    columns = ("code", "check", "level", "error", "warning", "outside quirks", "info")
    shown = ("set", "level", "check", "quirk", "verdict", "message")
    rows = [(r.case, f.severity, f.slug, quirk or "-", opinion(judged, r.case, f), brief(f)) for r, f, quirk in alarms]
    crashed = [(r.case, crash) for r in results for crash in r.crashed]
    return [
        Table("Sound sets", ("", "count"), totals),
        Table("Sound sets by check", columns, by_check),
        Table("Sound sets: every error and warning", shown, rows),
        *optional("Sound sets: crashed checks", crashed),
    ]


def opinion(judged: Sequence[Ruling], name: str, finding: Finding) -> str:
    """`false: humidity reaches its ceiling`, or a dash where nobody has looked at it."""
    known = verdict_on(judged, name, finding.slug, where(finding))
    return f"{known.verdict}: {known.why}" if known else "-"


def found(outcomes: Sequence[Outcome], how: str) -> int:
    """How many came out as `own`, `accepted` or `loose`."""
    return sum(bool(getattr(o.verdict, how)) for o in outcomes)


def rates(outcomes: Sequence[Outcome]) -> tuple[str, str, str, str]:
    """n, own slug, own or accepted slug, any new finding above info."""
    n = len(outcomes)
    own, accepted, loose = (share(found(outcomes, how), n) for how in ("own", "accepted", "loose"))
    return str(n), own, accepted, loose


RATES = ("n", "own", "own or accepted", "loose")


def fault_tables(
    results: Sequence[Result], table: Sequence[Fault], options: Options, prototype: Mapping[tuple[str, str], str]
) -> list[Table]:
    """Detection by fault and strength, pooled, and what was missed. Faults whose slug no check has stand apart."""
    outcomes = [o for r in results for o in r.outcomes]
    groups = grouped(results)
    owned = [f for f in table if f.slug in options.checks]
    apart = [f for f in table if f.slug not in options.checks]

    def lines(faults: Iterable[Fault], code: Callable[[Fault], str]) -> list[tuple[str, ...]]:
        return [
            (f.name, str(s), f.detect, code(f), *rates(group), prototype.get((f.name, str(s)), "-"))
            for f in faults
            for s in f.strengths
            if (group := groups.get((f.name, str(s))))
        ]

    columns = ("fault", "strength", "class", "code", *RATES, "prototype")
    unheard = [f.name for f in apart if not any((f.name, str(s)) in groups for s in f.strengths)]
    note = f"{len(apart)} of {len(table)} faults; not run, since no check has any of their slugs: {', '.join(unheard)}"
    broken = [
        (f"{o.set}, {o.fault} {o.strength}", o.raised or "; ".join(o.crashed))
        for o in outcomes
        if o.raised or o.crashed
    ]
    return [
        Table(
            "Injected faults, pooled",
            ("pool", *RATES),
            [(name, *rates(pool)) for name, pool in pools(results, table, options).items()],
        ),
        Table("Injected faults by strength", columns, lines(owned, lambda f: options.checks[f.slug][0])),
        Table("Faults whose own slug no check has, not pooled", columns, lines(apart, lambda f: "-"), note),
        fills(owned, groups),
        misses(owned, groups),
        *optional("Injected faults: inspect raised, or a check crashed", broken),
    ]


def grouped(results: Sequence[Result]) -> dict[tuple[str, str], list[Outcome]]:
    """The outcomes of all sets by fault and strength."""
    groups: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for result in results:
        for outcome in result.outcomes:
            groups[outcome.fault, outcome.strength].append(outcome)
    return groups


def pools(results: Sequence[Result], table: Sequence[Fault], options: Options) -> dict[str, list[Outcome]]:
    """Pooled over injections: by class, "likely" at its stronger half, and the same by family of the owning check.

    Faults whose own slug no check has make pools of their own, for what their accepted slugs reach.
    """
    groups = grouped(results)
    owned = [f for f in table if f.slug in options.checks]
    apart = [f for f in table if f.slug not in options.checks]

    def pool(faults: Iterable[Fault], half: bool) -> list[Outcome]:
        return [
            o
            for f in faults
            for s in (stronger_half(f.strengths, f.name in WEAKENING) if half else f.strengths)
            for o in groups.get((f.name, str(s)), ())
        ]

    pooled: dict[str, list[Outcome]] = {}
    families = sorted({options.checks[f.slug][0][:-2] for f in owned})
    members_of = {f: [m for m in owned if options.checks[m.slug][0].startswith(f)] for f in families}
    for family, members in (("all", owned), *members_of.items(), ("apart:", apart)):
        for detect in CLASSES:
            these = [f for f in members if f.detect == detect]
            label = f"{family} {detect}"
            pooled[label] = pool(these, False)
            if detect == "likely":
                pooled[f"{label}, stronger half"] = pool(these, True)
    return {name: outcomes for name, outcomes in pooled.items() if outcomes}


def fills(owned: Sequence[Fault], groups: Mapping[tuple[str, str], Sequence[Outcome]]) -> Table:
    """Fills that replaced enough rows of the training series."""
    rows = [
        (f.name, str(s), *rates(enough))
        for f in owned
        for s in f.strengths
        if (enough := [o for o in groups.get((f.name, str(s)), ()) if (o.filled or 0) >= ENOUGH_ROWS])
    ]
    return Table(f"Fills of at least {ENOUGH_ROWS} rows", ("fault", "strength", *RATES), rows)


def misses(owned: Sequence[Fault], groups: Mapping[tuple[str, str], Sequence[Outcome]]) -> Table:
    """Sets in which neither the own nor an accepted slug was found: "certain", and "likely" at its stronger half."""
    rows = []
    for f in owned:
        strong = f.strengths if f.detect == "certain" else stronger_half(f.strengths, f.name in WEAKENING)
        for s in strong if f.detect != "weak" else ():
            missed = [o for o in groups.get((f.name, str(s)), ()) if not o.verdict.accepted]
            if missed:
                instead = Counter(said for o in missed for said in o.verdict.new or ("nothing",))
                rows.append((f.name, str(s), f.detect, len(missed), listed(instead), ", ".join(o.set for o in missed)))
    return Table("Misses", ("fault", "strength", "class", "n", "new instead", "sets"), rows)


def listed(said: Counter[str]) -> str:
    """`tiny-target (warning), 7 sentinel-value (warning)`: a count where it is more than one."""
    return ", ".join(f"{n} {what}" if n > 1 else what for what, n in said.most_common())


def natural_tables(seen: Sequence[Seen], table: Sequence[Fault], options: Options) -> list[Table]:
    """Natural faults: by which finding each was named, and whether at its place."""
    rows, named = [], 0
    for s in seen:
        slug = s.case.facts["fault"]
        hits = naming(s, table, options)
        best = hits[0] if hits else None
        named += best is not None and placed(best, s)
        told = f"{best.slug} ({best.severity})" if best else "not named" if slug in options.checks else "no check"
        touched = s.touched.get("train")
        width = "-" if touched is None else f"{len(touched)} of {len(s.case.X)}"
        others = ", ".join(
            f"{f.slug} ({f.severity})" for f in said(s.findings) if f not in hits and f.severity != "info"
        )
        place = ("yes" if placed(best, s) else "no") if best else "-"
        rows.append((s.case.name, slug, told, place, width, others or "-", brief(best) if best else "-"))
    columns = ("set", "fault", "named by", "at its place", "windows touched", "other warnings", "message")
    note = f"{named} of {len(seen)} named at their place: a sample that the finding names holds a row at fault."
    crashed = [(s.case.name, crash) for s in seen for crash in s.crashed]
    return [Table("Natural faults", columns, rows, note), *optional("Natural faults: crashed checks", crashed)]


def naming(seen: Seen, table: Sequence[Fault], options: Options) -> list[Finding]:
    """The findings that name a natural fault, those at its place first, then those with its own slug."""
    slug = seen.case.facts["fault"]
    accepted = {a for f in table if f.slug == slug for a in f.accept} | {f.slug for f in table if slug in f.accept}
    hits = [
        f
        for f in said(seen.findings)
        if f.slug in {slug, *accepted} and reaches(f.severity, options.severities[f.slug])
    ]
    return sorted(hits, key=lambda f: (not placed(f, seen), f.slug != slug))


def placed(finding: Finding, seen: Seen) -> bool:
    """Whether a sample that the finding names is at fault; a finding that names none has no place."""
    return bool(seen.touched.get(finding.split, frozenset()) & set(finding.samples))


def optional(title: str, crashed: Sequence[tuple[str, str]]) -> list[Table]:
    """A table of crashes, where there were any."""
    return [Table(title, ("set", "crash"), crashed)] if crashed else []


def meaning(word: str, options: Options) -> tuple[str, ...]:
    """The slugs that an auditor's word stands for."""
    return AUDIT.get(word, (word,) if word in options.checks else ())


def contradicted(seen: Seen, finding: Finding, options: Options) -> list[str]:
    """The aspects, audited as clean, that a finding speaks against."""
    return [a for a in seen.case.facts["clean_aspects"] if finding.slug in meaning(a, options)]


def wild_tables(seen: Sequence[Seen], options: Options) -> list[Table]:
    """Audited faults beside the findings, and every finding above info against an aspect audited as clean."""
    audited, further, against = [], [], []
    for s in seen:
        named: set[str] = set()
        for fault in s.case.facts["faults"]:
            slugs = meaning(fault["slug"], options)
            named |= set(slugs)
            hits = Counter(f"{f.slug} ({f.severity})" for f in said(s.findings) if f.slug in slugs)
            checkable = [slug for slug in slugs if slug in options.checks]
            told = listed(hits) or ("not named" if checkable else "no check")
            audited.append((s.case.name, fault["slug"], fault["visible"], told, shorten(fault["evidence"], 90)))
        for f in (f for f in s.findings if reaches(f.severity, "warning")):
            if aspects := contradicted(s, f, options):
                against.append((s.case.name, f.severity, f.slug, ", ".join(aspects), brief(f)))
            elif f.slug not in named:
                further.append((s.case.name, f.severity, f.slug, brief(f)))
    words = {w for s in seen for w in (*s.case.facts["clean_aspects"], *(f["slug"] for f in s.case.facts["faults"]))}
    unknown = sorted(w for w in words if w not in AUDIT and w not in options.checks)
    note = f"Words of the auditors without a meaning in our slugs: {', '.join(unknown) or 'none'}."
    crashed = [(s.case.name, crash) for s in seen for crash in s.crashed]
    shown = ("case", "level", "check", "message")
    return [
        Table("Public projects: against an aspect audited as clean", (*shown[:3], "aspect", "message"), against),
        Table("Public projects: audited faults", ("case", "fault", "visible", "named by", "evidence"), audited, note),
        Table("Public projects: findings that no audit speaks of", shown, further),
        *optional("Public projects: crashed checks", crashed),
    ]
