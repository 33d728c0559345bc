"""A check's section of its family's page: the situation, before and after, why, and where to read on."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from seqguard.catalogue.search import symptoms
from seqguard.cli.messages import Message, kept
from seqguard.cli.snippets import script
from seqguard.cli.symptoms import anchor
from seqguard.core.declare import Check
from seqguard.core.signature import Read
from seqguard.engine.resolve import needs

if TYPE_CHECKING:
    from seqguard.catalogue import Rate
    from seqguard.catalogue.search import Symptom

SITUATION = "Situation"
WHERE = {
    "x": "X",
    "y": "y",
    "each": "X and y",
    "split": "the split",
    "model": "the model",
    "log": "the training log",
    "contract": "the contract",
    "profile": "two profiles",
}
SPLITS = {
    "here": "",
    "train": " of train",
    "base": " of train, or of a split before",
    "every": " of every split",
    "other": " of each further split",
}


@dataclass(frozen=True)
class Known:
    """What a section needs of the others: their pages, slugs, rates, messages, and who explains whom."""

    pages: Mapping[str, str]
    slugs: Mapping[str, str]
    rates: Mapping[str, Rate]
    messages: Mapping[str, Message]
    symptoms: tuple[Symptom, ...]
    causes: Mapping[str, list[str]]

    @classmethod
    def of(cls, checks: Iterable[Check], pages: Mapping[str, str], rates: Mapping[str, Rate]) -> Known:
        """Of all checks that have a section."""
        checks = list(checks)
        causes: dict[str, list[str]] = {}
        for c in checks:
            for code in sorted(c.explains | c.explains_in_splits | c.explains_beside):
                causes.setdefault(code, []).append(c.code)
        return cls(pages, {c.code: c.slug for c in checks}, rates, kept(), tuple(symptoms()), causes)

    def link(self, code: str) -> str:
        """A link to the section of a code."""
        slug = self.slugs.get(code, code)
        return f"[{slug}]({self.pages.get(code[:3], '')}#{slug})"


def section(check: Check, known: Known) -> Iterator[str]:
    """The lines of one check."""
    yield from (f'<a id="{check.slug}"></a>', "", f"## {check.code} {check.slug}", "", f"**{check.title}**", "")
    yield from _situation(check, known)
    yield from _before(check, known.messages.get(check.code))
    for heading, words in check.sections.items():
        if heading != SITUATION:
            yield from (f"### {heading}", "", _begun(words), "")
    yield from _standing(check, known)
    if check.thresholds:
        yield from ("| threshold | default | range | where it comes from |", "|---|---|---|---|")
        yield from (f"| `{name}` | `{t.value!r}` | {t.range} | {t.source} |" for name, t in check.thresholds.items())
        yield ""
    yield from _links(check, known)
    yield from (f'Reads {"; ".join(read(r) for r in check.reads)}. Silence: `ignore=["{check.slug}"]`.', "")
    yield from _examples(check)


def _begun(words: str) -> str:
    """With a capital, where a sentence begins and not a name or a formula."""
    return words[0].upper() + words[1:] if re.match(r"(?!seqguard)(?:a|[a-z]{2,}),? [^=<>]", words) else words


def _situation(check: Check, known: Known) -> Iterator[str]:
    """What the user sees: the sentence of the docstring, the symptoms that the check answers, its other names."""
    lines = [check.sections[SITUATION]] if SITUATION in check.sections else []
    lines += [
        f"[{s['title']}](../symptoms.md#{anchor(s['title'])}): {s['checks'][check.slug]}."
        for s in known.symptoms
        if check.slug in s["checks"]
    ]
    if lines:
        yield from ("\n>\n".join(f"> {line}" for line in lines), "")
    if check.aliases:
        yield from (f"Also called: {', '.join(check.aliases)}.", "")


def _before(check: Check, message: Message | None) -> Iterator[str]:
    """Code that has the fault, what is said of it, and the change."""
    code = "" if needs(check.function).outside else script(check.bads[0])
    if code:
        yield from ("### Before", "", "```python", code, "```", "")
    if message is None:
        return
    place = f" · {message['place']}" if message["place"] else ""
    said = [f"{message['severity']} {check.slug}{place}", *textwrap.wrap(message["message"], 100)]
    yield from ("```text", *said, "```", "")
    yield from ("### After", "", message["remedy"], "")
    if message["fix"]:
        yield from ("```python", message["fix"], "```", "")


def _standing(check: Check, known: Known) -> Iterator[str]:
    """Its severity, what it takes the place of, and how often it was wrong."""
    yield (
        f"*{check.severity}*, since {check.since}"
        + _absorbs(check.explains, known, "at the same place")
        + _absorbs(check.explains_in_splits, known, "in every split")
        + _absorbs(check.explains_beside, known, "on any tensor of the split")
        + _absorbs(check.excuses, known, "at the same place, where it is no fault")
        + (f'; runs only where it is named: `select=["SG", "{check.slug}"]`' if check.on_request else "")
    )
    yield ""
    if rate := known.rates.get(check.slug):
        yield (
            f"False alarms: {rate['alarms']:,} on {rate['sets']:,} sound sets; at 95 % the rate is below "
            f"{100 * rate['upper']:.1f} % ([how it was measured](../measured/false_alarms.md))."
        )
        yield ""


def _absorbs(codes: Iterable[str], known: Known, where: str) -> str:
    links = [known.link(code) for code in sorted(codes)]
    return f"; absorbs {', '.join(links)} {where}" if links else ""


def _links(check: Check, known: Known) -> Iterator[str]:
    """The checks that may be the cause of this one, and its code."""
    causes = [known.link(code) for code in known.causes.get(check.code, [])]
    file = check.function.__module__.replace(".", "/") + ".py"
    source = f"[Source](../../{file})"
    yield from ((f"May come from {', '.join(causes)}. " if causes else "") + source, "")


def _examples(check: Check) -> Iterator[str]:
    """The examples that test it, where the page has not shown them as a script."""
    shown = not needs(check.function).outside and script(check.bads[0])
    groups = (("It fires on", [] if shown else check.bads), ("It stays silent on", check.goods))
    for title, examples in groups:
        for example in examples[:1]:
            yield from (f"{title}:", "", "```python", *_body(example), "```", "")


def read(read: Read) -> str:
    """`Moments of X of train`."""
    return f"{read.kind.__name__} of {WHERE[read.role]}{SPLITS[read.split]}"


def _body(example: object) -> list[str]:
    """The source of an example without its decorator."""
    lines = textwrap.dedent(inspect.getsource(example)).splitlines()  # type: ignore[arg-type]  # Example is a Callable
    return [line for line in lines if not line.startswith("@")]
