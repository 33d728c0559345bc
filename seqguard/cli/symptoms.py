"""Derives docs/symptoms.md from the table of symptoms, with the severity of each check and a link to its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqguard.catalogue import page_name
from seqguard.catalogue.search import symptoms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from seqguard.catalogue.search import Symptom
    from seqguard.core.declare import Check


def page(checks: Iterable[Check]) -> str:
    """The text of docs/symptoms.md."""
    table, known = symptoms(), {c.slug: c for c in checks}
    head = [
        "# By symptom",
        "",
        "What people see, where to look first, and the checks that answer.",
        '`seqguard explain "loss is nan"` finds the same.',
        "Derived from seqguard/catalogue/symptoms.json by `python -m seqguard.cli.reference`; the figures are of runs,",
        "by tools/symptom_figures.py.",
        "",
        *(f"- [{s['title']}](#{anchor(s['title'])})" for s in table),
        "",
    ]
    return "\n".join([*head, *(line for s in table for line in _section(s, known))])


def anchor(title: str) -> str:
    """The anchor that Markdown gives a heading: small letters, hyphens for blanks, no other signs."""
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c == "-")


def _section(symptom: Symptom, known: dict[str, Check]) -> Iterator[str]:
    yield from (f"## {symptom['title']}", "", f"Also said: {', '.join(symptom['words'])}.", "", symptom["look"], "")
    plain = symptom["picture"].replace("`", "")
    yield from (f"![{plain}](img/symptoms/{symptom['id']}.svg)", "", f"*{symptom['picture']}*", "")
    yield from ("| check | severity | what it would mean |", "|---|---|---|")
    for slug, meaning in symptom["checks"].items():
        check = known[slug]
        yield f"| [{slug}](checks/{page_name(check.code[:3])}#{slug}) | {check.severity} | {meaning} |"
    yield ""
