"""`seqguard rules` and `seqguard explain`: the catalogue, printed without importing the checks."""

from __future__ import annotations

from seqguard.catalogue import FAMILIES, find, load, nearest, offered
from seqguard.cli.usage import Usage, columns
from seqguard.core.errors import shown

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from seqguard.catalogue import Entry


def rules(arguments: argparse.Namespace) -> int:
    """Print the checks that were named, or all of them."""
    entries = load()
    if offered("seqguard.checks"):
        entries = _discovered() | entries
    chosen = _chosen(entries, arguments.names)
    if arguments.format == "json":
        import json

        print(json.dumps({e["code"]: e for e in chosen}, indent=2, ensure_ascii=False))
    elif arguments.format == "markdown":
        print("| code | check | severity | what it says |\n|---|---|---|---|")
        for e in chosen:
            print(f"| {e['code']} | {e['slug']} | {e['severity']} | {e['title']} |")
    else:
        print("\n".join(_table(chosen)))
    return 0


def explain(arguments: argparse.Namespace) -> int:
    """Print the argument of each check that was named, the checks of a family, or what answers a symptom."""
    entries = load()
    if not all(_known(name, entries) for name in arguments.names) and offered("seqguard.checks"):
        entries = _discovered() | entries
    names = arguments.names
    if any(_known(name, entries) for name in names) or _is_slip(names, entries):
        for name in names:
            _require(name, entries)
        blocks = [list(_explanation(e)) if (e := find(name, entries)) else _family(name, entries) for name in names]
    else:
        blocks = _answers(" ".join(names), entries)
    print("\n\n".join("\n".join(block) for block in blocks))
    return 0


def _discovered() -> dict[str, Entry]:
    from seqguard.cli.main import say
    from seqguard.cli.reference import entry
    from seqguard.engine.registry import broken, discover

    found = {code: entry(check) for code, check in discover().items()}
    for crash in broken():
        say(crash.error)
    return found


def _chosen(entries: dict[str, Entry], names: list[str]) -> list[Entry]:
    """The checks that are named: each by itself, or, where none is a name, by words that they hold."""
    if not names:
        return list(entries.values())
    if not any(_known(name, entries) for name in names) and not _is_slip(names, entries):
        from seqguard.catalogue.search import by_symptom, by_words, symptoms

        query = " ".join(names)
        answers = [slug for s in by_symptom(query, symptoms(), 1) for slug in s["checks"]]
        found = by_words(query, entries) or [e for e in entries.values() if e["slug"] in answers]
        if found:
            return found
        raise Usage(f"no check speaks of {shown(query)}; `seqguard rules` lists them all")
    chosen: dict[str, Entry] = {}
    for name in names:
        _require(name, entries)
        entry = find(name, entries)
        chosen |= {entry["code"]: entry} if entry else _under(name, entries)
    return list(chosen.values())


def _under(name: str, entries: dict[str, Entry]) -> dict[str, Entry]:
    """The checks whose code begins so."""
    return {c: e for c, e in entries.items() if c.startswith(name.strip().upper())}


def _known(name: str, entries: dict[str, Entry]) -> bool:
    return find(name, entries) is not None or bool(_under(name, entries))


def _is_slip(names: list[str], entries: dict[str, Entry]) -> bool:
    """Whether somebody meant a name and mistyped it, and did not describe something in words."""
    from difflib import get_close_matches

    if len(names) > 1 or " " in names[0]:
        return False
    name, slugs = names[0][:100], [e["slug"] for e in entries.values()]
    return "-" in name or name[-1:].isdigit() or bool(get_close_matches(name.lower(), slugs, 1, 0.8))


def _require(name: str, entries: dict[str, Entry]) -> None:
    """Raise Usage, with what was probably meant, unless a name is a code, a family or a slug."""
    if _known(name, entries):
        return
    letters = name.strip().upper()
    family = next((f for f in FAMILIES if letters.startswith(f) and letters[2:].isdigit()), None)
    if family:
        raise Usage(f"no check has the code {shown(name)}; `seqguard explain {family}` lists its family")
    near = nearest(name[:100].lower(), [e["slug"] for e in entries.values()])
    raise Usage(f"no check and no family is called {shown(name)}{near} `seqguard rules` lists them.")


def _family(name: str, entries: dict[str, Entry]) -> list[str]:
    return [*_table(list(_under(name, entries).values())), "", "`seqguard explain CODE` says more of each."]


def _answers(query: str, entries: dict[str, Entry]) -> list[list[str]]:
    """For each symptom that the words describe: where to look first, and the checks; else the checks that hold them."""
    from seqguard.catalogue.search import by_symptom, by_words, symptoms

    slugs = {e["slug"]: e for e in entries.values()}
    blocks = []
    for symptom in by_symptom(query, symptoms()):
        wide = max(map(len, symptom["checks"]))
        rows = [
            line
            for slug, meaning in symptom["checks"].items()
            for line in _wrap(f"{slugs[slug]['code']}  {slug:{wide}}  {meaning}", "  ", " " * (11 + wide))
        ]
        blocks.append([symptom["title"], *_wrap(symptom["look"], "  "), "", *rows])
    if (not blocks or len(query.split()) == 1) and (found := by_words(query, entries)):
        blocks.append([f"Checks that speak of {query}", "", *_table(found)])
    if not blocks:
        asked = shown(query)
        raise Usage(f"no symptom and no check speaks of {asked}; docs/symptoms.md lists the symptoms, `seqguard rules` "
                    "the checks")  # fmt: skip
    return [*blocks, ["`seqguard explain CODE` says more of each."]]


def _table(entries: list[Entry]) -> Iterator[str]:
    wide = max((len(e["slug"]) for e in entries), default=0)
    family = ""
    for e in entries:
        if e["code"][:3] != family:
            if family:
                yield ""
            family = e["code"][:3]
            yield f"{family}  {FAMILIES.get(family, 'checks of other packages')}"
        yield f"  {e['code']}  {e['severity']:7}  {_alarms(e):>7}  {e['slug']:{wide}}  {e['title']}"


def _alarms(entry: Entry) -> str:
    """False alarms of sound sets, `0/206`; "" of a check that none was measured of."""
    return f"{entry['measured']['alarms']}/{entry['measured']['sets']}" if "measured" in entry else ""


def _explanation(entry: Entry) -> Iterator[str]:
    yield from _wrap(f"{entry['code']} {entry['slug']} · {entry['severity']} · since {entry['since']}")
    yield from ("", *_wrap(entry["title"]))
    for heading, words in entry["sections"].items():
        yield from ("", heading)
        for line in paragraphs(words):
            yield from _wrap(line, "  ")
    if "measured" in entry:
        rate = entry["measured"]
        said = f"False alarms: {rate['alarms']:,} on {rate['sets']:,} sound sets; at 95 % the rate is below "
        yield from ("", *_wrap(said + f"{100 * rate['upper']:.1f} %."))
    if entry["parameters"]:
        yield from ("", "Thresholds")
        for name, value in entry["parameters"].items():
            origin = entry["thresholds"][name]
            yield from _wrap(f"{name} = {value!r}  ({origin['range']})", "  ")
            yield from _wrap(origin["source"], "    ")
    for codes, where in (
        (entry["explains"], "at the same place"),
        (entry["explains_in_splits"], "in every split"),
        (entry["explains_beside"], "on any tensor of the split"),
        (entry["excuses"], "at the same place, where it is no fault"),
    ):
        if codes:
            yield from ("", *_wrap(f"Absorbs {', '.join(codes)} {where}."))
    if entry["on_request"]:
        yield from ("", *_wrap(f"Runs only where it is named: --select SG,{entry['slug']}"))
    yield from ("", *_wrap(f"Reads {'; '.join(entry['reads'])}." if entry["reads"] else ""))
    yield from _wrap(f'Silence: --ignore {entry["slug"]}, or ignore=["{entry["slug"]}"]')


def _wrap(line: str, indent: str = "", hanging: str | None = None) -> list[str]:
    """Prose folded to the width of the terminal; indented lines are code and stay whole."""
    width = min(columns(), 110) - 2
    if line.startswith("    ") or len(line) + len(indent) <= width:
        return [(indent + line).rstrip()]
    from textwrap import wrap

    after = indent if hanging is None else hanging
    return wrap(
        line, width, initial_indent=indent, subsequent_indent=after, break_long_words=False, break_on_hyphens=False
    )


def paragraphs(words: str) -> Iterator[str]:
    """The paragraphs of a docstring's section, each in one line, so that they are folded once and not twice; an
    indented line, an item of a list and an empty line begin a new one."""
    held = ""
    for line in words.split("\n"):
        alone = not line.strip() or line.startswith(("    ", "- ", "* ", "|"))
        if held and alone:
            yield held
            held = ""
        if not line.strip() or line.startswith(("    ", "|")):
            yield line
        else:
            held = f"{held} {line.strip()}" if held else line
    if held:
        yield held
