"""A report as lines of text: what was read as what, the findings worst first, and what was and was not checked."""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from seqguard.core.escape import for_log, one_line, printable
from seqguard.core.finding import SEVERITIES, Baseline, Crash, Finding, Severity
from seqguard.report.formats.phrases import (
    aligned_elsewhere,
    beaten_by,
    checks_ran,
    explained,
    first_line,
    named,
    not_looked_at,
    notes_named,
    over_files,
    read_as,
    seconds,
    skipped_by_reason,
    verdict,
)
from seqguard.report.registry import Format, Run
from seqguard.report.report import Reading, Report

WIDTH = 110
"""Columns of a text that goes elsewhere than to a terminal."""
WIDEST = 140
"""Columns that are used of a terminal: of a wider one, lines would be too long to find the next one's beginning."""
INDENT = " " * 9
"""Under the message's first letter: the longest severity and a space."""

Style = Mapping[str, str]
PLAIN: Style = {}
COLOUR: Style = {
    "error": "1;31",
    "warning": "1;33",
    "info": "1;36",
    "crash": "1;35",
    "slug": "1",
    "code": "2",
    "fix": "1;32",
    "quiet": "2",
}
"""Which part is set how, as the numbers of ANSI's SGR sequence."""

Shown = Sequence[Severity]
CALL = 'report.show("all")'
WORTH_READING: Shown = ("error", "warning")
EVERYTHING: Shown = SEVERITIES


def colours(choice: str = "auto") -> Style:
    """The style for standard output: the choice, then NO_COLOR, FORCE_COLOR and CLICOLOR's question, a terminal."""
    if choice != "auto":
        return COLOUR if choice == "always" else PLAIN
    if os.environ.get("NO_COLOR"):
        return PLAIN
    if os.environ.get("FORCE_COLOR"):
        return COLOUR
    return COLOUR if on_terminal() and os.environ.get("TERM") != "dumb" else PLAIN


def on_terminal() -> bool:
    """Whether standard output is read by a person as it is written; what stands in for it may not know."""
    isatty = getattr(sys.stdout, "isatty", None)
    return bool(isatty is not None and not getattr(sys.stdout, "closed", False) and isatty())


def for_stdout(report: Report, *, shown: Shown = WORTH_READING) -> str:
    """The report as `print` shows it: in colour and in its whole width on a terminal, plain elsewhere."""
    return text(report, shown=shown, style=colours(), call=CALL)


def text(
    report: Report, *, shown: Shown = WORTH_READING, style: Style = PLAIN, width: int | None = None, call: str = ""
) -> str:
    """The report as text without a final newline.

    Severities that are not in `shown` are named in the last line only, with the `call` that would list them. `width`
    None stands for the terminal's, at most 140 of it, and for 110 where there is none.
    """
    if width is None:
        width = max(40, min(shutil.get_terminal_size((WIDTH, 24)).columns, WIDEST))
    blocks = [
        list(_unseen(report, style, width)),
        list(_readings(report.readings, shown, width)),
        *(list(_finding(f, style, width, "info" in shown)) for f in report.findings if f.severity in shown),
        *(list(_crash(c, style, width)) for c in report.crashed),
        [*_baselines(report.baselines, width), *_last_lines(report, shown, style, width, call)],
    ]
    return for_log("\n\n".join("\n".join(lines) for lines in blocks if lines))


def document(run: Run) -> str:
    """The reports of a run one under the other, each under its path."""
    return render(run, shown=EVERYTHING if run.verbose else WORTH_READING, width=WIDTH)


def render(
    run: Run,
    *,
    shown: Shown = WORTH_READING,
    style: Style = PLAIN,
    width: int | None = None,
    problems: bool = True,
) -> str:
    """The reports of a run one under the other, each under its path, as `text` gives them; then a line over all files.

    `problems`: whether to say what could not be read, which on a terminal stands above already, on stderr.
    """
    parts = []
    for file in run.files:
        if file.problem and not problems:
            continue
        said = one_line(file.notice or (f"could not be read: {file.problem}" if file.problem else ""))
        body = f" {said}"
        if file.report is not None:
            body = "\n" + text(file.report, shown=shown, style=style, width=width, call="-v")
        parts.append(f"{_set(one_line(file.path) + ':', 'slug', style)}{body}")
    if len(run.files) > 1:
        parts.append(_set(over_files(run), "slug", style))
    return for_log("\n\n".join(parts) + "\n") if parts else ""


def _readings(readings: Sequence[Reading], shown: Shown, width: int) -> Iterator[str]:
    if not readings:
        return
    yield from _wrap(first_line(readings), width)
    train = [r for r in readings if r.split == "train"]
    if said := read_as(train):
        yield from _clauses(f"read as: {said}", width)
    for said in aligned_elsewhere(readings):
        yield from _clauses(said, width)
    if "info" in shown:
        for split in dict.fromkeys(r.split for r in readings if r.split != "train"):
            if said := read_as([r for r in readings if r.split == split]):
                yield from _clauses(f"{split}: {said}", width)
        for r in readings:
            for decision, sentence in r.why.items():
                yield from _wrap(printable(f"{decision} of {named(r)}: {sentence}"), width)


def _unseen(report: Report, style: Style, width: int) -> Iterator[str]:
    for headline, why in not_looked_at(report):
        yield from (_set(line, "warning", style) for line in _wrap(headline, width))
        yield from _wrap(why, width, INDENT) if why else ()


def _finding(finding: Finding, style: Style, width: int, verbose: bool) -> Iterator[str]:
    severity = finding.severity or "info"
    also = f" (and in {', '.join(finding.also_in)})" if finding.also_in else ""
    yield from _heading(severity, finding.slug, one_line(finding.place + also), finding.code, style, width)
    yield from _wrap(printable(finding.argument), width, INDENT)
    if finding.remedy:
        first, *rest = _wrap(f"Fix: {printable(finding.remedy)}", width, INDENT)
        yield first.replace("Fix:", _set("Fix:", "fix", style), 1)
        yield from rest
    yield from (f"{INDENT}     {printable(line)}" for line in finding.fix.splitlines())
    if verbose and finding.absorbed:
        yield from _wrap(printable(f"Explains: {one_line('; '.join(explained(finding)))}."), width, INDENT)


def _crash(crash: Crash, style: Style, width: int) -> Iterator[str]:
    yield from _heading("crash", crash.slug, crash.split, crash.code, style, width)
    yield from _wrap(f"{printable(crash.error)}. The check did not finish, so the gate is closed.", width, INDENT)
    fix = f"Fix: report it with the traceback in `report.crashed`; ignore={[crash.slug]} goes on without it."
    if not crash.code:  # no check of ours, but a package whose checks could not be had
        fix = "Fix: repair or uninstall that package; its traceback is in `report.crashed`."
    yield from _wrap(fix, width, INDENT)


def _heading(severity: str, slug: str, place: str, code: str, style: Style, width: int) -> Iterator[str]:
    """`error    constant-target · y            SG501`: the code flush right, a long place on further lines."""
    room = max(width - len(INDENT) - len(code) - 2, len(slug))
    named, *rest = _wrap(f"{slug} · {place}" if place else slug, room)
    gap = " " * max(width - len(INDENT) - len(named) - len(code), 2)
    marked = _set(slug, "slug", style) + named[len(slug) :]
    yield _set(f"{severity:9}", severity, style) + marked + gap + _set(code, "code", style)
    yield from (INDENT + line for line in rest)


def _baselines(baselines: Sequence[Baseline], width: int) -> Iterator[str]:
    for line in beaten_by(baselines):
        yield from _wrap(f"baseline {line}", width)


def _last_lines(report: Report, shown: Shown, style: Style, width: int, call: str) -> Iterator[str]:
    if "info" in shown:
        for reason, slugs in skipped_by_reason(report.skipped).items():
            yield from _wrap(printable(f"skipped {len(slugs)}: {reason}: {', '.join(slugs)}"), width)
    words = f"{verdict(report)} · {checks_ran(report)}{seconds(report)}"
    if explained := next((f.code for f in report.findings if f.severity in shown and f.code), None):
        words += f" · seqguard explain {explained}"
    yield from (_set(line, "quiet", style) for line in _wrap(words, width))
    if report.notes and "info" not in shown:
        listed = f" · {call} lists them" if call else ""
        yield from (_set(line, "quiet", style) for line in _wrap(f"{notes_named(report)}{listed}", width))


def _wrap(words: str, width: int, indent: str = "") -> Iterator[str]:
    """Lines of at most `width` characters; a place or a piece of code is never broken, a given line break is kept."""
    for line in words.split("\n"):
        hanging = indent or ("  " if len(line) > width else "")
        yield from textwrap.wrap(
            line,
            width,
            initial_indent=indent,
            subsequent_indent=hanging,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [indent.rstrip()]


def _clauses(words: str, width: int) -> Iterator[str]:
    """Broken after commas and semicolons only: what was read as what is looked for, not read through."""
    glued = list(_wrap(re.sub("(?<![;,]) ", "\N{NO-BREAK SPACE}", words), width))
    if max(map(len, glued)) > width:
        yield from _wrap(words, width)
    else:
        yield from (line.replace("\N{NO-BREAK SPACE}", " ") for line in glued)


def _set(words: str, part: str, style: Style) -> str:
    return f"\033[{style[part]}m{words}\033[0m" if part in style else words


FORMAT = Format("text", document, (".txt", ".log"))
