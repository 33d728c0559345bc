"""A report as HTML: `fragment` for a notebook's cell, `page` for a file that stands alone.

No script, nothing fetched, and every word that comes from the data is escaped. A page lists at most `LIMIT` findings,
so that it opens at once whatever was found; the JSON in it has them all.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from seqguard.catalogue import load
from seqguard.core.escape import for_json, for_markup, one_line, printable
from seqguard.core.finding import SEVERITIES, Finding, Skipped
from seqguard.core.text import count
from seqguard.report.formats.json import plain, to_dict
from seqguard.report.formats.phrases import (
    beaten_by,
    explained,
    first_line,
    named,
    not_looked_at,
    read_as,
    seconds,
    silencing,
    verdict,
)
from seqguard.report.registry import Format, Run
from seqguard.report.report import Reading, Report

LIMIT = 200
"""Findings written out; 200 make a page of about 300 kB."""
JSON_LIMIT = 2_000_000
"""Characters of JSON that are put into a page; a larger report says where it can be had."""

STYLE = """\
.seqguard { --sg-line: light-dark(#d0d7de, #3d444d); --sg-soft: light-dark(#f6f8fa, #151b23);
  --sg-quiet: light-dark(#59636e, #9198a1); --sg-error: light-dark(#b3261e, #ff8f88);
  --sg-warning: light-dark(#8a5300, #e8b04c); --sg-info: light-dark(#0b5cad, #79b8ff);
  --sg-clean: light-dark(#1a6b38, #6fd08c);
  font: 14px/1.5 system-ui, sans-serif; max-width: 62rem; overflow-wrap: anywhere; }
.seqguard h1 { font-size: 1.35rem; margin: 0 0 .25rem; }
.seqguard h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
.seqguard p { margin: .25rem 0; }
.seqguard code, .seqguard pre { font: .92em/1.45 ui-monospace, monospace; background: var(--sg-soft);
  border-radius: 3px; }
.seqguard code { padding: .1em .3em; }
.seqguard pre { padding: .5rem .75rem; overflow-x: auto; margin: .25rem 0; white-space: pre-wrap; }
.seqguard .quiet { color: var(--sg-quiet); }
.seqguard .error { --sg-tone: var(--sg-error); } .seqguard .warning { --sg-tone: var(--sg-warning); }
.seqguard .info { --sg-tone: var(--sg-info); } .seqguard .clean { --sg-tone: var(--sg-clean); }
.seqguard .verdict { font-size: 1.1rem; font-weight: 600; color: var(--sg-tone); margin: .75rem 0; }
.seqguard .finding { border: 1px solid var(--sg-line); border-left: 4px solid var(--sg-tone); border-radius: 4px;
  padding: .6rem .9rem; margin: .6rem 0; }
.seqguard .head strong { font-size: 1.02rem; margin: 0 .5rem; }
.seqguard .severity { color: var(--sg-tone); font-weight: 600; }
.seqguard .code { float: right; margin-left: 1rem; }
.seqguard .fix { border-left: 2px solid var(--sg-line); padding-left: .6rem; margin: .4rem 0; white-space: pre-wrap; }
.seqguard .message { white-space: pre-wrap; }
.seqguard table { border-collapse: collapse; margin: .25rem 0; font-size: .95em; }
.seqguard th, .seqguard td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0;
  border-bottom: 1px solid var(--sg-line); background: none; overflow-wrap: break-word; }
.seqguard summary { cursor: pointer; color: var(--sg-quiet); }
"""

PAGE_STYLE = """\
:root { color-scheme: light dark; }
body { background: light-dark(#fff, #0d1117); color: light-dark(#1f2328, #e6edf3); margin: 2rem auto;
  padding: 0 1.25rem; max-width: 62rem; }
@media print { body { margin: 0; } .seqguard .finding { break-inside: avoid; } }
"""

NOTEBOOK_STYLE = """\
.seqguard.cell { color: inherit; background: none; }
.jp-RenderedHTMLCommon .seqguard table { margin: .25rem 0; }
[data-jp-theme-light="true"] .seqguard { color-scheme: light; }
[data-jp-theme-light="false"] .seqguard { color-scheme: dark; }
html[theme="dark"] .seqguard { color-scheme: dark; }
.vscode-light .seqguard { color-scheme: light; } .vscode-dark .seqguard { color-scheme: dark; }
"""
"""A notebook's theme is not the system's: JupyterLab, Colab and VS Code say which it is above the cell."""


def fragment(report: Report) -> str:
    """The report for a notebook's cell: what a terminal shows, with evidence and notes folded away."""
    notes = report.of("info")
    body = [
        *_unseen(report),
        _readings_brief(report.readings),
        _verdict(report),
        *(_finding(f) for f in report.findings[:LIMIT] if f.severity != "info"),
        *_crashes(report),
        _folded(count(len(notes), "note"), "".join(_finding(f) for f in notes[:LIMIT])) if notes else "",
        _baselines(report),
        _checked(report),
    ]
    return for_markup(f'<div class="seqguard cell"><style>{STYLE}{NOTEBOOK_STYLE}</style>{"".join(body)}</div>')


def page(report: Report, *, title: str = "seqguard") -> str:
    """The report as one self-contained HTML page."""
    return _page(title, _body(report, title), {"": report})


def document(run: Run) -> str:
    """The reports of a run on one page."""
    parts = []
    for file in run.files:
        if file.report is not None:
            parts.append(_body(file.report, one_line(file.path)))
        else:
            said = file.notice or f"could not be read: {file.problem}"
            parts.append(f"<h1>{_words(one_line(file.path))}</h1><p>{_words(one_line(said))}</p>")
    return _page(", ".join(f.path for f in run.files[:3]), "<hr>".join(parts), dict(run.reports))


def _page(title: str, body: str, reports: Mapping[str, Report]) -> str:
    return for_markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_words(title)} · seqguard</title><style>{PAGE_STYLE}{STYLE}</style></head>\n"
        f'<body><main class="seqguard">{body}</main>\n{_embedded(reports)}</body></html>\n'
    )


def _body(report: Report, title: str) -> str:
    return "\n".join(
        [
            f"<h1>{_words(title)}</h1>",
            *_unseen(report),
            _readings_brief(report.readings),
            _verdict(report),
            *(_finding(f) for f in report.findings[:LIMIT]),
            f'<p class="quiet">{len(report.findings) - LIMIT:,} more findings are in the JSON of this page.</p>'
            if len(report.findings) > LIMIT
            else "",
            *_crashes(report),
            _baselines(report),
            _readings(report.readings),
            _not_checked(report.skipped),
            _circumstances(report),
        ]
    )


def _unseen(report: Report) -> Iterator[str]:
    for headline, why in not_looked_at(report):
        yield f'<p class="verdict warning">{_words(headline)}</p>' + (f"<p>{_words(why)}</p>" if why else "")


def _verdict(report: Report) -> str:
    worst = next((s for s in SEVERITIES if report.of(s)), "clean")
    return f'<p class="verdict {"error" if report.crashed else worst}">{_words(verdict(report))}</p>'


def _finding(finding: Finding) -> str:
    also = f' <span class="quiet">and in {_words(", ".join(finding.also_in))}</span>' if finding.also_in else ""
    return (
        f'<section class="finding {finding.severity}"><div class="head">'
        f'<span class="code quiet">{_words(finding.code)}</span><span class="severity">{finding.severity}</span>'
        f"<strong>{_words(finding.slug)}</strong><span>{_words(one_line(finding.place))}{also}</span></div>"
        f'<p class="message">{_prose(finding.message)}</p><p class="fix"><b>Fix:</b> {_prose(finding.remedy)}</p>'
        f"{_folded('evidence, and how to silence it', _details(finding))}</section>"
    )


def _details(finding: Finding) -> str:
    rows = [
        ("features", ", ".join(finding.features[:50]) + (" ..." if len(finding.features) > 50 else "")),
        ("timesteps", ", ".join(map(str, finding.steps))),
        ("samples", ", ".join(map(str, finding.samples))),
        ("explains", one_line("; ".join(explained(finding)))),
        *(
            (k, v if isinstance(v, str) else json.dumps(v, ensure_ascii=False))
            for k, v in plain(finding.evidence).items()
        ),
    ]
    entry = load().get(finding.code)
    limits = (
        f"<p><b>Limits:</b> {_prose(entry['sections']['Limits'])}</p>"
        if entry and "Limits" in entry["sections"]
        else ""
    )
    return f"{_table(rows)}{limits}<pre>{_words(silencing(finding))}</pre>"


def _crashes(report: Report) -> Iterator[str]:
    for crash in report.crashed:
        yield (
            f'<section class="finding error"><div class="head"><span class="code quiet">{_words(crash.code)}</span>'
            f'<span class="severity">crash</span><strong>{_words(crash.slug)}</strong></div>'
            f"<p>{_words(crash.error)}. The check did not finish, so the gate is closed.</p>"
            f"{_folded('traceback', f'<pre>{_words(crash.traceback)}</pre>')}</section>"
        )


def _baselines(report: Report) -> str:
    return "".join(f"<p>baseline {_words(line)}</p>" for line in beaten_by(report.baselines))


def _readings_brief(readings: Sequence[Reading]) -> str:
    if not readings:
        return ""
    said = read_as([r for r in readings if r.split == "train"])
    return f"<p><code>{_words(first_line(readings))}</code></p>" + (f"<p>read as: {_prose(said)}</p>" if said else "")


def _readings(readings: Sequence[Reading]) -> str:
    if not readings:
        return ""
    rows = [
        (
            f"{r.split} {r.tensor}",
            f"{r.shape} {r.dtype}",
            r.task,
            ", ".join(r.notes),
            ", ".join(f"{n:,} {kind}" for kind, n in r.kinds.items()),
        )
        for r in readings
    ]
    head = "".join(f"<th>{h}</th>" for h in ("tensor", "given", "task", "read as", "features"))
    why = [(f"{decision} of {named(r)}", sentence) for r in readings for decision, sentence in r.why.items()]
    told = _folded("Why it was read so", _table(why)) if why else ""
    return f"<h2>What was read as what</h2><table><tr>{head}</tr>{_rows(rows)}</table>{told}"


def _not_checked(skipped: Sequence[Skipped]) -> str:
    if not skipped:
        return ""
    reasons: dict[str, list[str]] = {}
    for s in skipped:
        name = s.slug if s.split in ("", "train") else f"{s.slug} ({s.split})"
        if name not in reasons.setdefault(s.reason, []):
            reasons[s.reason].append(name)
    return f"<h2>What was not checked</h2>{_table([(', '.join(names), reason) for reason, names in reasons.items()])}"


def _checked(report: Report) -> str:
    parts = [f"{len(report.ran)} checks ran"]
    if report.skipped:
        parts.append(f"{len({s.slug for s in report.skipped})} skipped")
    line = f"{', '.join(parts)}{seconds(report)}"
    return _folded(line, _not_checked(report.skipped)) if report.skipped else f'<p class="quiet">{line}</p>'


def _circumstances(report: Report) -> str:
    run = {
        k: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)
        for k, v in plain(report.run.to_dict()).items()
    }
    ran = _folded(f"{len(report.ran)} checks ran", f"<p>{_words(', '.join(report.ran))}</p>")
    return f"<h2>This run</h2>{ran}{_table(list(run.items()))}"


def _embedded(reports: Mapping[str, Report]) -> str:
    """The JSON as data; `<` is spelt out, since a feature named `</script>` or `<!--` would break the page."""
    values = [{**({"path": path} if path else {}), **to_dict(report)} for path, report in reports.items()]
    value = json.dumps(values[0] if len(values) == 1 else {"reports": values}, ensure_ascii=True, allow_nan=False)
    value = for_json(value)
    if len(value) > JSON_LIMIT:
        return "<p>The JSON of this report is too large for a page: <code>report.to_json()</code> has it.</p>"
    return f'<script type="application/json" id="seqguard-report">{value.replace("<", chr(92) + "u003c")}</script>\n'


def _folded(summary: str, body: str) -> str:
    return f"<details><summary>{summary}</summary>{body}</details>"


def _table(rows: Sequence[tuple[str, str]]) -> str:
    return f"<table>{_rows([row for row in rows if row[1] != ''])}</table>"


def _rows(rows: Sequence[tuple[str, ...]]) -> str:
    return "".join("<tr>" + "".join(f"<td>{_words(cell)}</td>" for cell in row) + "</tr>" for row in rows)


def _words(words: str) -> str:
    return escape(printable(words))


def _prose(words: str) -> str:
    """Escaped, with `code` between backticks set as code."""
    parts = _words(words).split("`")
    if len(parts) % 2 == 0:
        return "`".join(parts)
    return "".join(f"<code>{part}</code>" if i % 2 else part for i, part in enumerate(parts))


FORMAT = Format("html", document, (".html", ".htm"))
