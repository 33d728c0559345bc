"""Moves the fragments of changelog.d into CHANGELOG.md under a version, or checks their form.

python tools/changelog.py --check      each is ISSUE-slug.md and holds a sentence
python tools/changelog.py 0.2.0        the section of 0.2.0 gains one item a fragment, and they are deleted
"""

import argparse
import datetime
import re
import sys
import textwrap
from pathlib import Path

NAME = re.compile(r"^\d+-[a-z0-9-]+\.md$")
VERSION = re.compile(r"^\d+\.\d+\.\d+$")
WIDTH = 120


def main(argv: list[str] | None = None, root: Path = Path(__file__).parents[1]) -> int:
    """0, or 1 with the reasons on stderr; argparse ends a wrong call with 2."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("version", nargs="?", help="such as 0.2.0")
    parser.add_argument("--check", action="store_true", help="look at the fragments and change nothing")
    parser.add_argument("--date", default=datetime.date.today().isoformat(), help="of the release; today")
    given = parser.parse_args(argv)
    if given.check == (given.version is not None):
        parser.error("give either a version or --check")
    if given.version is not None and not VERSION.match(given.version):
        parser.error(f"a version is MAJOR.MINOR.PATCH, got {given.version!r}")
    fragments = sorted(p for p in (root / "changelog.d").glob("*") if p.name != "README.md")
    problems = [said for path in fragments if (said := problem(path))]
    if problems:
        print(*problems, sep="\n", file=sys.stderr)
        return 1
    if given.version is not None:
        changelog = root / "CHANGELOG.md"
        text = assembled(changelog.read_text(encoding="utf-8"), given.version, given.date, fragments)
        changelog.write_text(text, encoding="utf-8")
        for path in fragments:
            path.unlink()
    return 0


def problem(path: Path) -> str:
    """What is wrong with a fragment; "" where nothing is."""
    if not NAME.match(path.name):
        return f"{path.name}: a fragment is called ISSUE-slug.md, such as 12-authors.md"
    text = path.read_text(encoding="utf-8").strip()
    if not text or not text.endswith((".", "`", ")")):
        return f"{path.name}: a fragment is one or two whole sentences for users"
    if re.search(r"(?m)^(#|[-*] )", text):
        return f"{path.name}: a fragment is one item, without headings and lists of its own"
    return ""


def assembled(changelog: str, version: str, date: str, fragments: list[Path]) -> str:
    """The changelog with one item a fragment, by issue, at the end of the section of `version`.

    A section "VERSION (unreleased)" becomes that of the release; where there is none, one is put before the others.
    """
    ordered = sorted(fragments, key=lambda p: (int(p.name.split("-")[0]), p.name))
    items = [item(path.read_text(encoding="utf-8")) for path in ordered]
    heading = f"## {version} ({date})"
    sections = re.split(r"(?m)^(?=## )", changelog)
    at = next((i for i, s in enumerate(sections) if re.match(rf"## {re.escape(version)}\b", s)), None)
    if at is None:
        sections.insert(1, f"{heading}\n\n" + "\n".join(items) + "\n\n")
    else:
        body = sections[at].partition("\n")[2].strip("\n")
        last = "\n" if at == len(sections) - 1 else "\n\n"
        sections[at] = "\n".join([heading, "", *([body] if body else []), *items]) + last
    return "".join(sections).rstrip("\n") + "\n"


def item(text: str) -> str:
    """A fragment as an item of a list."""
    words = " ".join(text.split())
    return textwrap.fill(
        words, WIDTH, initial_indent="- ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


if __name__ == "__main__":
    sys.exit(main())
