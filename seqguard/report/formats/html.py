"""A report as HTML: `fragment` for a notebook's cell, `page` for a file that stands alone.

No script, nothing fetched, and every word that comes from the data passes `markup.words`. A page lists at most `LIMIT`
findings, so that it opens at once whatever was found; the JSON in it has them all.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from seqguard.core.escape import for_json, for_markup, one_line
from seqguard.core.figure import Outline
from seqguard.core.finding import SEVERITIES, Finding, Skipped
from seqguard.core.text import count, num
from seqguard.report.formats.cards import card, crashed, figure, folded, table
from seqguard.report.formats.json import plain, to_dict
from seqguard.report.formats.markup import prose, words
from seqguard.report.formats.phrases import beaten_by, first_line, named, not_looked_at, read_as, seconds, verdict
from seqguard.report.formats.style import NOTEBOOK_STYLE, PAGE_STYLE, STYLE
from seqguard.report.formats.svg import spark
from seqguard.report.registry import Format, Run
from seqguard.report.report import Reading, Report

LIMIT = 200
"""Findings written out; 200 make a page of about 300 kB."""
JSON_LIMIT = 300_000
"""Characters of JSON that are put into a page; a larger report says where it can be had."""
FEATURES = 64
"""Features whose rows are shown at once; more are folded away."""


def fragment(report: Report) -> str:
    """The report for a notebook's cell: what a page shows, with all but the loud findings folded away."""
    body = [
        *_top(report, ""),
        _cards(report, anchors=False),
        _baselines(report),
        _notes(report, anchors=False),
        _features(report, open_up_to=0, anchors=False),
        _checked(report),
    ]
    return for_markup(f'<div class="seqguard cell"><style>{STYLE}{NOTEBOOK_STYLE}</style>{"".join(body)}</div>')


def page(report: Report, *, title: str = "seqguard") -> str:
    """The report as one self-contained HTML page."""
    return _page(title, _body(report, title), {"": report})


def document(run: Run) -> str:
    """The reports of a run on one page."""
    parts = []
    for i, file in enumerate(run.files):
        if file.report is not None:
            parts.append(_body(file.report, one_line(file.path), f"r{i}-"))
        else:
            said = file.notice or f"could not be read: {file.problem}"
            parts.append(f"<h1>{words(one_line(file.path))}</h1><p>{words(one_line(said))}</p>")
    return _page(", ".join(f.path for f in run.files[:3]), "<hr>".join(parts), dict(run.reports))


def _page(title: str, body: str, reports: Mapping[str, Report]) -> str:
    return for_markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{words(title)} · seqguard</title><style>{PAGE_STYLE}{STYLE}</style></head>\n"
        f'<body><main class="seqguard">{body}</main>\n{_embedded(reports)}</body></html>\n'
    )


def _body(report: Report, title: str, prefix: str = "") -> str:
    return "\n".join(
        [
            *_top(report, title),
            _cards(report, prefix),
            _baselines(report),
            _features(report, open_up_to=FEATURES, prefix=prefix),
            _notes(report, prefix),
            _not_checked(report.skipped),
            _readings(report.readings),
            _circumstances(report),
        ]
    )


def _top(report: Report, title: str) -> Iterator[str]:
    """What was found, of what, and the picture of it."""
    unseen = "".join(
        f'<p class="verdict warning">{words(headline)}</p>' + (f"<p>{words(why)}</p>" if why else "")
        for headline, why in not_looked_at(report)
    )
    worst = next((s for s in SEVERITIES if report.of(s)), "clean")
    tone = "error" if report.crashed else worst
    said = read_as([r for r in report.readings if r.split == "train"])
    left = "".join(
        [
            f"<h1>{words(title)}</h1>" if title else "",
            unseen,
            f'<p class="verdict {tone}">{words(verdict(report))}</p>',
            f"<p><code>{words(first_line(report.readings))}</code></p>" if report.readings else "",
            f"<p>read as: {prose(said)}</p>" if said else "",
        ]
    )
    shown = [f.figure.lines for f in report.findings[:LIMIT] if f.figure is not None and f.severity != "info"]
    pictures = (report.pictures.training, report.pictures.splits)
    right = figure(next((p for p in pictures if p is not None and p.lines not in shown), None))
    yield f'<header class="top{" with" if right else ""}"><div>{left}</div>{right}</header>'


def _cards(report: Report, prefix: str = "", *, anchors: bool = True) -> str:
    loud = [(i, f) for i, f in enumerate(report.findings[:LIMIT]) if f.severity != "info"]
    shown = [card(f, f"{prefix}f{i}" if anchors else "") for i, f in loud] + [crashed(c) for c in report.crashed]
    wide = " one" if len(shown) == 1 else ""
    more = len(report.findings) - LIMIT
    rest = f'<p class="quiet">{more:,} more findings are in the JSON of this report.</p>' if more > 0 else ""
    return (f'<div class="cards{wide}">{"".join(shown)}</div>' if shown else "") + rest


def _notes(report: Report, prefix: str = "", *, anchors: bool = True) -> str:
    notes = [(i, f) for i, f in enumerate(report.findings[:LIMIT]) if f.severity == "info"]
    if not notes:
        return ""
    shown = "".join(card(f, f"{prefix}f{i}" if anchors else "") for i, f in notes)
    named_ = ", ".join(dict.fromkeys(f.slug for _, f in notes))
    return folded(f"{count(len(notes), 'note')}: {words(named_)}", f'<div class="cards">{shown}</div>')


def _baselines(report: Report) -> str:
    return "".join(f"<p>baseline {words(line)}</p>" for line in beaten_by(report.baselines))


def _features(report: Report, *, open_up_to: int, prefix: str = "", anchors: bool = True) -> str:
    """One row a feature; "" where there are none."""
    outlines = report.pictures.outlines
    if not outlines:
        return ""
    found = _by_feature(report.findings[:LIMIT])
    rows = [_feature(o, found.get((o.tensor, o.feature), []), prefix, anchors) for o in outlines]
    head = (
        '<tr><th>feature</th><th></th><th>kind</th><th class="wide">lowest</th><th class="wide">highest</th>'
        "<th>found</th></tr>"
    )

    def made(part: Sequence[str]) -> str:
        return f'<div class="scroll"><table>{head}{"".join(part)}</table></div>'

    if not open_up_to:
        return folded(count(len(rows), "feature"), made(rows[: 4 * FEATURES]))
    rest = rows[open_up_to:]
    more = folded(f"{len(rest):,} more features", made(rest)) if rest else ""
    return f"<h2>Features</h2>{made(rows[:open_up_to])}{more}"


def _feature(outline: Outline, found: Sequence[tuple[int, Finding]], prefix: str, anchors: bool) -> str:
    def said(i: int, finding: Finding) -> str:
        name = f'<span class="severity">{words(finding.slug)}</span>'
        link = f'<a href="#{words(prefix)}f{i}">{name}</a>' if anchors else name
        return f'<span class="{words(finding.severity or "info")}">{link}</span>'

    low, high = ("" if v is None else num(v) for v in (outline.low, outline.high))
    name = outline.feature if outline.tensor == "X" else f"{outline.tensor} · {outline.feature}"
    if outline.tensor == outline.feature:
        name = outline.tensor
    return (
        f'<tr><td>{words(one_line(name))}</td><td class="s">{spark(outline.points)}</td><td>{words(outline.kind)}</td>'
        f'<td class="n wide">{words(low)}</td><td class="n wide">{words(high)}</td>'
        f"<td>{', '.join(said(i, f) for i, f in found)}</td></tr>"
    )


def _by_feature(findings: Sequence[Finding]) -> dict[tuple[str, str], list[tuple[int, Finding]]]:
    """The findings of each feature of train, with their numbers; of the whole tensor where they name no feature."""
    found: dict[tuple[str, str], list[tuple[int, Finding]]] = {}
    for i, finding in enumerate(findings):
        for name in finding.features or ((finding.tensor or "",) if finding.tensor != "X" else ()):
            there = found.setdefault((finding.tensor or "", name), [])
            if finding.slug not in {f.slug for _, f in there}:
                there.append((i, finding))
    return found


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
    made = "".join("<tr>" + "".join(f"<td>{prose(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    why = [(f"{decision} of {named(r)}", sentence) for r in readings for decision, sentence in r.why.items()]
    told = f"<p><b>Why it was read so</b></p>{table(why)}" if why else ""
    return folded("what was read as what", f'<div class="scroll"><table><tr>{head}</tr>{made}</table></div>{told}')


def _not_checked(skipped: Sequence[Skipped]) -> str:
    """What did not run, by the reason, the commonest first; a check is named once, with the splits it is about."""
    if not skipped:
        return ""
    reasons: dict[str, dict[str, list[str]]] = {}
    for s in skipped:
        reasons.setdefault(s.reason, {}).setdefault(s.slug, []).append(s.split)
    rows = []
    for reason, checks in sorted(reasons.items(), key=lambda item: -len(item[1])):
        splits = [s for found in checks.values() for s in found if s not in ("", "train")]
        where = f" (in {', '.join(dict.fromkeys(splits))})" if splits else ""
        rows.append((reason + where, f"{len(checks)}: {', '.join(checks)}"))
    total = len({s.slug for s in skipped})
    return folded(f"{count(total, 'check')} did not run, by reason", table(rows))


def _checked(report: Report) -> str:
    line = f"{len(report.ran)} checks ran{seconds(report)}"
    return _not_checked(report.skipped) + f'<p class="quiet">{line}</p>'


def _circumstances(report: Report) -> str:
    run = {
        k: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False)
        for k, v in plain(report.run.to_dict()).items()
    }
    ran = f"<p>{len(report.ran)} checks ran: {words(', '.join(report.ran))}</p>"
    return folded(f"this run: {len(report.ran)} checks ran{seconds(report)}", f"{table(list(run.items()))}{ran}")


def _embedded(reports: Mapping[str, Report]) -> str:
    """The JSON as data; `<` is spelt out, since a feature named `</script>` or `<!--` would break the page."""
    values = [{**({"path": path} if path else {}), **to_dict(report)} for path, report in reports.items()]
    value = json.dumps(values[0] if len(values) == 1 else {"reports": values}, ensure_ascii=True, allow_nan=False)
    value = for_json(value)
    if len(value) > JSON_LIMIT:
        return "<p>The JSON of this report is too large for a page: <code>report.to_json()</code> has it.</p>"
    return f'<script type="application/json" id="seqguard-report">{value.replace("<", chr(92) + "u003c")}</script>\n'


FORMAT = Format("html", document, (".html", ".htm"))
