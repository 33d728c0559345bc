"""An audit as text, as HTML and as JSON text: the folds as a table, then the report as its formats give it."""

import json
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Protocol

from seqguard.core.escape import for_json, for_log, for_markup, printable
from seqguard.core.finding import Impact
from seqguard.core.text import count
from seqguard.folds.drawing import svg
from seqguard.folds.judge import AuditedFold
from seqguard.report.formats import html, terminal
from seqguard.report.formats.cards import worth
from seqguard.report.report import Report

SHOWN = 10
"""Folds in the table of a text."""
COLUMNS = ("fold", "train", "validation", "share rows", "independent", "groups in both", "earlier")


class Audited(Protocol):
    """What is written of an audit."""

    @property
    def splitter(self) -> str:
        """What was audited."""

    @property
    def notes(self) -> tuple[str, ...]:
        """What the samples were read as."""

    @property
    def needed(self) -> int | None:
        """Rows from which on windows share none."""

    @property
    def folds(self) -> tuple[AuditedFold, ...]:
        """The numbers of each fold."""

    @property
    def report(self) -> Report:
        """The findings."""

    @property
    def code(self) -> str:
        """The splitter that fits."""

    @property
    def impact(self) -> Impact | None:
        """What the folds are worth."""


def as_json(value: dict[str, Any], indent: int | None) -> str:
    """JSON text that any reader takes."""
    return for_json(json.dumps(value, indent=indent, ensure_ascii=False, allow_nan=False))


def text(audit: Audited) -> str:
    """Head, table, findings, and the splitter that fits."""
    parts = [_head(audit), "\n".join(_lines(audit)), terminal.text(audit.report, shown=terminal.EVERYTHING)]
    if audit.impact is not None:
        parts.append(audit.impact.sentence)
    if audit.code:
        indented = "\n".join(f"    {line}" if line else "" for line in audit.code.split("\n"))
        parts.append(f"These folds have no error and no warning:\n\n{indented}")
    return for_log("\n\n".join(parts))


def _head(audit: Audited) -> str:
    needed = f"; windows share no rows from {count(audit.needed, 'row')} on" if audit.needed is not None else ""
    return printable(f"{count(len(audit.folds), 'fold')} of {audit.splitter} · {', '.join(audit.notes)}{needed}")


def _lines(audit: Audited) -> Iterator[str]:
    rows = [COLUMNS, *_cells(audit.folds[:SHOWN])]
    keep = [i for i in range(len(COLUMNS)) if i < 3 or any(row[i] not in ("0", "-") for row in rows[1:])]
    widths = [max(len(row[i]) for row in rows) for i in keep]
    for row in rows:
        cells = [row[i].ljust(w) if i == 0 else row[i].rjust(w) for i, w in zip(keep, widths, strict=True)]
        yield "  ".join(cells).rstrip()
    if len(audit.folds) > SHOWN:
        yield f"and {len(audit.folds) - SHOWN:,} more"


def _cells(folds: Sequence[AuditedFold]) -> Iterator[tuple[str, ...]]:
    for f in folds:
        yield (
            printable(f.name),
            f"{f.train:,}",
            f"{f.validation:,}",
            f"{f.sharing:,}",
            f"{f.validation_windows:,}" if f.validation_windows != f.validation else "-",
            f"{f.groups:,}",
            f"{f.earlier:,}",
        )


def fragment(audit: Audited) -> str:
    """For a notebook's cell."""
    return for_markup(f"{_body(audit)}{html.fragment(audit.report)}")


def page(audit: Audited) -> str:
    """A page of its own: the report's, with the figure and the table in front."""
    made = html.page(audit.report, title=f"audit of {audit.splitter}")
    return made.replace('<main class="seqguard">', f'<main class="seqguard">{for_markup(_body(audit))}', 1)


def _body(audit: Audited) -> str:
    head = "".join(f"<th>{c}</th>" for c in COLUMNS)
    rows = "".join("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in row) + "</tr>" for row in _cells(audit.folds))
    code = f"<p>These folds have no error and no warning:</p><pre>{escape(audit.code)}</pre>" if audit.code else ""
    drawn = svg(audit.splitter, audit.folds)
    told = f"<p>{escape(audit.impact.sentence)}</p>{worth(audit.impact)}" if audit.impact is not None else ""
    return f"<p>{escape(_head(audit))}</p>{drawn}{told}<table><tr>{head}</tr>{rows}</table>{code}"
