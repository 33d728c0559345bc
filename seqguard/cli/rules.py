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
    """Print the argument of each check that was named."""
    entries = load()
    if any(find(name, entries) is None for name in arguments.names):
        entries = _discovered() | entries
    found = []
    for name in arguments.names:
        entry = find(name, entries)
        if entry is None:
            known = [e["slug"] for e in entries.values()] + list(entries)
            raise Usage(f"no check is called {shown(name)}{nearest(name[:100], known)} `seqguard rules` lists them.")
        found.append(entry)
    print("\n\n".join("\n".join(_explanation(e)) for e in found))
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
    chosen: dict[str, Entry] = {}
    for name in names:
        entry = find(name, entries)
        under = {entry["code"]: entry} if entry else {c: e for c, e in entries.items() if c.startswith(name.upper())}
        if not under:
            near = nearest(name[:100], [e["slug"] for e in entries.values()])
            raise Usage(f"no check and no family is called {shown(name)}{near}")
        chosen |= under
    return list(chosen.values()) if names else list(entries.values())


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
    yield f"{entry['code']} {entry['slug']} · {entry['severity']} · since {entry['since']}"
    yield from ("", *_wrap(entry["title"]))
    for heading, words in entry["sections"].items():
        yield from ("", heading)
        for line in words.split("\n"):
            yield from _wrap(line, "  ")
    if "measured" in entry:
        rate = entry["measured"]
        yield ""
        yield (
            f"False alarms: {rate['alarms']:,} on {rate['sets']:,} sound sets; at 95 % the rate is below "
            f"{rate['upper']:.1%}."
        )
    if entry["parameters"]:
        yield from ("", "Thresholds")
        for name, value in entry["parameters"].items():
            origin = entry["thresholds"][name]
            yield f"  {name} = {value!r}  ({origin['range']})"
            yield from _wrap(origin["source"], "    ")
    for codes, where in (
        (entry["explains"], "at the same place"),
        (entry["explains_in_splits"], "in every split"),
        (entry["explains_beside"], "on any tensor of the split"),
        (entry["excuses"], "at the same place, where it is no fault"),
    ):
        if codes:
            yield from ("", f"Absorbs {', '.join(codes)} {where}.")
    if entry["on_request"]:
        yield from ("", f"Runs only where it is named: --select SG,{entry['slug']}")
    yield from ("", f"Reads {'; '.join(entry['reads'])}." if entry["reads"] else "")
    yield f'Silence: --ignore {entry["slug"]}, or ignore=["{entry["slug"]}"]'


def _wrap(line: str, indent: str = "") -> list[str]:
    """A line of prose folded to the width of the terminal; indented lines are code and stay whole."""
    width = min(columns(), 110) - 2
    if line.startswith("    ") or len(line) + len(indent) <= width:
        return [(indent + line).rstrip()]
    from textwrap import wrap

    return wrap(
        line, width, initial_indent=indent, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
