"""A finding as a card: what, where, why and the change on the left, its figure beside them, the evidence folded."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from seqguard.catalogue import load
from seqguard.core.escape import one_line
from seqguard.core.figure import Figure
from seqguard.core.finding import Crash, Finding, Impact
from seqguard.core.text import num
from seqguard.report.formats.json import plain
from seqguard.report.formats.markup import prose, words
from seqguard.report.formats.phrases import explained, silencing
from seqguard.report.formats.svg import svg

MOST_ROWS = 50
"""Features of which the evidence is written out."""


def card(finding: Finding, anchor: str = "") -> str:
    """One finding."""
    also = f' <span class="quiet">and in {words(", ".join(finding.also_in))}</span>' if finding.also_in else ""
    picture = figure(finding.figure)
    named = f' id="{words(anchor)}"' if anchor else ""
    return (
        f'<section class="finding {words(finding.severity or "info")}"{named}><div class="head">'
        f'<span class="code quiet">{words(finding.code)}</span>'
        f'<span class="severity">{words(finding.severity or "info")}</span>'
        f"<strong>{words(finding.slug)}</strong><span>{words(one_line(finding.place))}{also}</span></div>"
        f'<div class="body{" with" if picture else ""}"><div><p class="message">{prose(finding.argument)}</p>'
        f"{worth(finding.impact)}"
        f'<p class="fix"><b>Fix:</b> {prose(finding.remedy)}</p>{change(finding.fix)}</div>{picture}</div>'
        f"{folded('evidence, how to silence it', _details(finding))}"
        "</section>"
    )


def change(fix: str) -> str:
    """The change as code, which one click selects as a whole, to be copied without a script."""
    return f'<pre class="change" title="one click selects it">{words(fix)}</pre>' if fix else ""


def figure(shown: Figure | None) -> str:
    """A figure with its title; "" where there is none."""
    return "" if shown is None else f"<figure>{svg(shown)}<figcaption>{words(shown.title)}</figcaption></figure>"


def worth(impact: Impact | None) -> str:
    """The scores of an impact on one line: the interval without the fault, what was given, and the baseline."""
    if impact is None:
        return ""
    marks = [impact.as_given, impact.without, *impact.interval, *([] if impact.baseline is None else [impact.baseline])]
    low, high = min(marks), max(marks)
    at = [10 + 280 * (mark - low) / ((high - low) or 1) for mark in marks]
    tick = f'<path d="M{at[4]:.0f} 5v14" stroke="currentColor"/>' if impact.baseline is not None else ""
    said = f"{impact.metric} as given {num(impact.as_given)}, without the fault {num(impact.without)}"
    return (
        f'<svg class="worth" viewBox="0 0 300 24" width="300" height="24" role="img"><title>{words(said)}</title>'
        f'<path d="M10 12h280" stroke="var(--sg-line)"/>{tick}'
        f'<path d="M{at[2]:.0f} 12H{at[3]:.0f}" stroke="var(--sg-clean)" stroke-width="6"/>'
        f'<circle cx="{at[1]:.0f}" cy="12" r="5" fill="var(--sg-clean)"/>'
        f'<circle cx="{at[0]:.0f}" cy="12" r="5" fill="var(--sg-error)"/></svg>'
    )


def crashed(crash: Crash) -> str:
    """A check that did not finish."""
    return (
        f'<section class="finding error"><div class="head"><span class="code quiet">{words(crash.code)}</span>'
        f'<span class="severity">crash</span><strong>{words(crash.slug)}</strong></div>'
        f"<p>{words(crash.error)}. The check did not finish, so the gate is closed.</p>"
        f"{folded('traceback', f'<pre>{words(crash.traceback)}</pre>')}</section>"
    )


def folded(summary: str, body: str) -> str:
    """What is unfolded on request; the summary is markup."""
    return f"<details><summary>{summary}</summary>{body}</details>"


def table(rows: Sequence[tuple[str, str]]) -> str:
    """Two columns of words; a row without a value is left out."""
    return f"<table>{cells([row for row in rows if row[1] != ''])}</table>"


def cells(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows of words."""
    return "".join("<tr>" + "".join(f"<td>{words(cell)}</td>" for cell in row) + "</tr>" for row in rows)


def _details(finding: Finding) -> str:
    rows = [
        ("features", ", ".join(finding.features[:MOST_ROWS]) + (" ..." if len(finding.features) > MOST_ROWS else "")),
        ("timesteps", ", ".join(map(str, finding.steps))),
        ("samples", ", ".join(map(str, finding.samples))),
        ("explains", one_line("; ".join(explained(finding)))),
    ]
    by_feature = ""
    for key, value in plain(finding.evidence).items():
        if isinstance(value, dict) and value and all(isinstance(v, dict) for v in value.values()):
            by_feature += _by_feature(_named(key), value)
        else:
            rows.append((_named(key), _said(value)))
    entry = load().get(finding.code)
    limits = (
        f"<p><b>Limits:</b> {prose(entry['sections']['Limits'])}</p>" if entry and "Limits" in entry["sections"] else ""
    )
    return f"{table(rows)}{by_feature}{limits}<pre>{words(silencing(finding))}</pre>"


def _by_feature(name: str, found: Mapping[str, Mapping[str, Any]]) -> str:
    """One row a feature, one column a number."""
    columns = list(dict.fromkeys(key for values in found.values() for key in values))
    head = "".join(f"<th>{words(_named(c))}</th>" for c in (name, *columns))
    rows = [(key, *(_said(values.get(c)) for c in columns)) for key, values in list(found.items())[:MOST_ROWS]]
    return f'<div class="scroll"><table><tr>{head}</tr>{cells(rows)}</table></div>'


def _named(key: str) -> str:
    return key.replace("_", " ")


def _said(value: Any) -> str:
    """A value of the evidence, numbers as they are read."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return num(value)
    if isinstance(value, list) and all(isinstance(v, int | float | str) for v in value):
        return ", ".join(_said(v) for v in value)
    if isinstance(value, dict) and all(isinstance(v, int | float | str | None) for v in value.values()):
        return ", ".join(f"{k}: {_said(v)}" for k, v in value.items())
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
