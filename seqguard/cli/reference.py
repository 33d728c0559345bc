"""Derives the catalogue and the reference pages from the checks: nothing about a check is typed twice."""

from __future__ import annotations

import csv
import json
import pkgutil
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from seqguard.catalogue import CONTAINERS, FAMILIES, FILES, FLAGS, FORMATS, PATH, page_name
from seqguard.cli import files, kinds, messages, sections, symptoms
from seqguard.core.declare import Check
from seqguard.core.options import OPTIONS
from seqguard.engine.registry import discover
from seqguard.report.registry import Format
from seqguard.sources.adapters import Container
from seqguard.sources.registry import FileKind

if TYPE_CHECKING:
    from seqguard.catalogue import Entry, Rate

DOCS = Path(__file__).parents[2] / "docs" / "checks"
KINDS = DOCS.parent / "kinds.md"
FILES_PAGE = DOCS.parent / "files.md"
CONTAINERS_PAGE = DOCS.parent / "containers.md"
CONTAINERS_HEAD = """# What is read, and how

Derived from the table of containers by `python -m seqguard.cli.reference`; what became of each form in a run stands in
[measured/containers.md](measured/containers.md), files in [files.md](files.md). `seqguard.inspect`, `validate`,
`seqguard.keras`, `SequenceGuard`, contracts and pytest ask this one table. A value is recognised by the names of its
classes or by a protocol, so no library is imported that you do not use; a package adds its own containers by the entry
point `seqguard.containers` ([extending](extending.md)).

- **Streams** are gone through once, front to back, in flat memory: what comes is kept in memory up to 32 MB a tensor,
  and else in a file without a name in `TMPDIR`. `max_samples=` bounds it; a stream that does not say where it ends is
  read up to 1,048,576 samples or 1 GiB. The report says what part was read. Random states are put back; a generator is
  used up.
- **Samples of different length** are one tensor. Checks run on what is real, places read `X[12][5, 1]`. An array that
  was padded says so by `lengths=`.
- **Axes** are (samples, timesteps, features). `layout="NFT"` (aeon, sktime, channels first) and `layout="TNF"` (time
  first) read X as if it were transposed; places stay those of your array.
- **What was not read**, and a check asked for by name that could not run, is the headline of the report and closes the
  gate, unless `allow_unseen=True`.

| container | read | left out, or refused | example |
|---|---|---|---|
"""
RATES = DOCS.parent / "measured" / "false_alarms.csv"
SYMPTOMS = DOCS.parent / "symptoms.md"
SOURCES = (
    "A threshold has a range, outside of which `configured()` refuses a value, and a source. *Formula* can be checked",
    "by reading. *60 sound sets*, *corpus* and shares of injected faults that were found are what",
    "`benchmarks/detection.py` measures. *143 real sets*, *98 real sets*, *549 configurations*, *257 sound features*,",
    "*29 sound sets*, *264 runs* and *113 default models* were measured once, when the threshold was chosen, by",
    "scripts that are not kept. *Judgement* says what the threshold separates; nothing was measured. *That of*",
    "another check: the same figure for the same cause.",
)


def write() -> None:
    """Bring the catalogue, docs/checks and docs/kinds.md up to date with what stands in this package."""
    checks = builtin()
    Path(PATH).write_text(catalogue(checks), encoding="utf-8")
    Path(FORMATS).write_text(written(), encoding="utf-8")
    Path(FILES).write_text(kept(), encoding="utf-8")
    Path(CONTAINERS).write_text(contained(), encoding="utf-8")
    CONTAINERS_PAGE.write_text(containers_page(), encoding="utf-8")
    Path(FLAGS).write_text(flags(), encoding="utf-8")
    DOCS.mkdir(parents=True, exist_ok=True)
    KINDS.write_text(kinds.page(), encoding="utf-8")
    FILES_PAGE.write_text(files.page(kinds_of_files().values()), encoding="utf-8")
    SYMPTOMS.write_text(symptoms.page(checks), encoding="utf-8")
    messages.PATH.write_text(messages.text(checks), encoding="utf-8")
    for name, page in pages(checks).items():
        (DOCS / name).write_text(page, encoding="utf-8")


def builtin() -> list[Check]:
    """The checks of this package, in the order of their codes."""
    return [c for c in discover().values() if c.function.__module__.startswith("seqguard.")]


def entry(check: Check) -> Entry:
    """A check as it stands in the catalogue."""
    from seqguard.report.formats.json import plain

    told: Entry = {
        "code": check.code,
        "slug": check.slug,
        "severity": check.severity,
        "title": check.title,
        "since": check.since,
        "explains": sorted(check.explains),
        "explains_in_splits": sorted(check.explains_in_splits),
        "explains_beside": sorted(check.explains_beside),
        "excuses": sorted(check.excuses),
        "on_request": check.on_request,
        "reads": [sections.read(r) for r in check.reads],
        "parameters": {k: plain(v) for k, v in check.parameters.items()},
        "thresholds": {k: {"range": t.range, "source": t.source} for k, t in check.thresholds.items()},
        "sections": check.sections,
        "file": check.function.__module__.replace(".", "/") + ".py",
    }
    if check.aliases:
        told["aliases"] = [*check.aliases]
    if check.renamed_from:
        told["renamed_from"] = dict(check.renamed_from)
    if check.removed_in:
        told["removed_in"] = check.removed_in
    return told


def catalogue(checks: Iterable[Check]) -> str:
    """The text of `catalogue.json`."""
    measured = rates()
    told = {c.code: entry(c) for c in checks}
    for e in told.values():
        if e["slug"] in measured:
            e["measured"] = measured[e["slug"]]
    return json.dumps(told, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def rates() -> dict[str, Rate]:
    """What `benchmarks/false_alarms.py --write` measured of each check, by slug."""
    with RATES.open(encoding="utf-8", newline="") as table:
        return {
            row["slug"]: {"alarms": int(row["alarms"]), "sets": int(row["sets"]), "upper": float(row["upper"])}
            for row in csv.DictReader(table)
        }


def flags() -> str:
    """The text of flags.json: the options that a command line can say."""
    table = {
        name: {
            "part": o.part,
            "flag": f"--{name.replace('_', '-')}",
            "help": o.help,
            "metavar": o.metavar,
            "kind": o.kind,
            "choices": [*o.choices],
        }
        for name, o in OPTIONS.items()
        if o.metavar
    }
    return json.dumps(table, indent=1) + "\n"


def written() -> str:
    """The text of formats.json."""
    import seqguard.report.formats as room

    found: dict[str, Format] = {}
    for module in pkgutil.iter_modules(room.__path__, f"{room.__name__}."):
        if (made := getattr(import_module(module.name), "FORMAT", None)) is not None:
            found[module.name] = made
    ranked = sorted(found.items(), key=lambda item: (item[1].name != "text", item[1].name))
    table = {
        f.name: {"module": module, "suffixes": [*f.suffixes], "repository_paths": f.repository_paths}
        for module, f in ranked
    }
    return json.dumps(table, indent=1) + "\n"


def kept() -> str:
    """The text of sources.json."""
    table = {
        k.name: {"module": name, "suffixes": [*k.suffixes], "holds": k.holds, "folders": k.claims is not None}
        for name, k in kinds_of_files().items()
    }
    return json.dumps(table, indent=1) + "\n"


def kinds_of_files() -> dict[str, FileKind]:
    """The built-in kinds of files by their modules, as messages list them."""
    import seqguard.sources.kinds as room

    modules = [m.name for m in pkgutil.iter_modules(room.__path__, f"{room.__name__}.")]
    return dict(sorted(((name, import_module(name).SOURCE) for name in modules), key=lambda item: _holds(item[1])))


def contained() -> str:
    """The text of containers.json."""
    table = {
        c.name: {
            "module": name,
            "holds": c.holds,
            "types": [*c.types],
            "attributes": [*c.attributes],
            "rank": c.rank,
        }
        for name, c in containers_by_module().items()
    }
    return json.dumps(table, indent=1) + "\n"


def containers_page() -> str:
    """The text of docs/containers.md."""
    rows = sorted(containers_by_module().values(), key=lambda c: (c.holds == "nothing", c.name.lower()))
    lines = [f"| {c.name} | {c.read} | {c.left} | {f'`{c.example}`' if c.example else ''} |" for c in rows]
    return CONTAINERS_HEAD + "\n".join(lines) + "\n"


def containers_by_module() -> dict[str, Container]:
    """The built-in containers, in the order of their modules."""
    import seqguard.sources.containers as room

    modules = sorted(m.name for m in pkgutil.iter_modules(room.__path__, f"{room.__name__}."))
    return {name: import_module(name).CONTAINER for name in modules}


def _holds(kind: FileKind) -> tuple[int, str]:
    """Arrays before tables, as messages list them."""
    return ("array", "arrays", "table").index(kind.holds), kind.name


def pages(checks: Iterable[Check]) -> dict[str, str]:
    """The reference: file name and text of the index and of a page for each family."""
    families: dict[str, list[Check]] = {}
    for c in checks:
        families.setdefault(c.code[:3], []).append(c)
    named = {family: page_name(family) for family in families}
    index = [
        "# Checks",
        "",
        "Derived from the checks by `python -m seqguard.cli.reference`; `seqguard explain CODE` prints the same.",
        "",
        *SOURCES,
        "",
    ]
    for family, members in families.items():
        index += [
            f"## {family} {FAMILIES[family]}",
            "",
            "| code | check | severity | what it says |",
            "|---|---|---|---|",
        ]
        index += [_row(c, f"{named[family]}#{c.slug}") for c in members] + [""]
    found = {"README.md": "\n".join(index)}
    known = sections.Known.of([c for members in families.values() for c in members], named, rates())
    for family, members in families.items():
        head = [f"# {family} {FAMILIES[family]}", ""]
        found[named[family]] = "\n".join([*head, *(line for c in members for line in sections.section(c, known))])
    return found


def _row(check: Check, link: str) -> str:
    return f"| {check.code} | [{check.slug}]({link}) | {check.severity} | {check.title} |"


if __name__ == "__main__":
    write()
