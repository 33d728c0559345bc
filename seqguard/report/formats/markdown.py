"""A run as Markdown: for a pull request's comment and for GitHub's step summary."""

import re
from collections.abc import Iterator

from seqguard.core.escape import for_log, one_line, printable
from seqguard.core.finding import Finding
from seqguard.report.formats.phrases import (
    beaten_by,
    checks_ran,
    counts,
    first_line,
    not_looked_at,
    nothing,
    read_as,
    seconds,
    silencing,
)
from seqguard.report.formats.strip import strip
from seqguard.report.registry import Format, Inspected, Run
from seqguard.report.report import Report

SPECIAL = re.compile(r"([\\*_{}\[\]<>#|~&])")
LIMIT = 100
"""Findings written out for one path: GitHub cuts a step summary off at 1 MiB."""


def document(run: Run) -> str:
    """A section for each path: what was read as what, the findings with their remedies, what was not checked."""
    return for_log("\n\n".join("\n\n".join(_section(file)) for file in run.files) + "\n") if run.files else ""


def section(report: Report) -> str:
    """One report, under its verdict."""
    return for_log("\n\n".join([f"### {counts(report) or nothing(report)}", *_body(report)]) + "\n")


def _section(file: Inspected) -> Iterator[str]:
    if file.report is None:
        yield f"### {code(file.path)}: {'could not be read' if file.problem else 'not inspected'}"
        yield prose(file.problem or file.notice)
        return
    yield f"### {code(file.path)}: {counts(file.report) or nothing(file.report)}"
    yield from _body(file.report)


def _body(report: Report) -> Iterator[str]:
    for headline, why in not_looked_at(report):
        yield f"**{prose(headline)}** {prose(why)}".rstrip()
    if report.readings:
        train = [r for r in report.readings if r.split == "train"]
        said = [prose(first_line(report.readings))] + ([f"read as: {prose(read_as(train))}"] if read_as(train) else [])
        yield "  \n".join(said)
    for f in report.findings[:LIMIT]:
        yield _finding(f)
    if len(report.findings) > LIMIT:
        yield f"... and {len(report.findings) - LIMIT:,} more findings."
    for c in report.crashed:
        yield f"**crash** `{c.slug}` {c.code}: {prose(c.error)}. The check did not finish, so the gate is closed."
    yield "  \n".join(_footer(report))


def _finding(finding: Finding) -> str:
    heading = f"**{finding.severity}** `{finding.slug}` · {prose(one_line(finding.place))} · {finding.code}"
    if finding.also_in:
        heading += f" (and in {prose(', '.join(finding.also_in))})"
    lines = [heading, "", f"> {_quoted(finding.argument)}", ">", f"> **Fix:** {_quoted(finding.remedy)}"]
    if finding.figure is not None and finding.severity != "info" and (drawn := strip(finding.figure)):
        lines += [">", "> ```text", *(f"> {line}" for line in drawn.replace("`", "'").split("\n")), "> ```"]
    return "\n".join([*lines, ">", f"> Silence: {code(silencing(finding))}"])


def _footer(report: Report) -> Iterator[str]:
    for line in beaten_by(report.baselines):
        yield f"baseline {prose(line)}"
    yield prose(checks_ran(report)) + seconds(report)


def prose(words: str) -> str:
    """Escaped, except inside a pair of backticks, where nothing needs to be."""
    parts = printable(words).split("`")
    if len(parts) % 2 == 0:
        return SPECIAL.sub(r"\\\1", "`".join(parts)).replace("`", "\\`")
    return "`".join(part if i % 2 else SPECIAL.sub(r"\\\1", part) for i, part in enumerate(parts))


def code(words: str) -> str:
    """A code span, fenced by more backticks than stand in it."""
    words = one_line(words)
    fence = "`" * (max((len(run) for run in re.findall("`+", words)), default=0) + 1)
    pad = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{pad}{words}{pad}{fence}"


def _quoted(words: str) -> str:
    return prose(words).replace("\n", "\n> ")


FORMAT = Format("markdown", document, (".md",))
