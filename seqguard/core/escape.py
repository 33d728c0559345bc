"""Words from outside on their way to a terminal, a log or a page: the one place where they lose their power.

A name of a feature, a file or a member may hold what moves a cursor, forges a line, or is a command to the runner of
GitHub's actions: `::` at the beginning of a line whatever blanks are before it, and `##[` anywhere in one (TryParseV2
and TryParse in src/Runner.Common/ActionCommand.cs of actions/runner).

This module imports `re` only: the command line needs it before anything else.
"""

import re

COMMAND = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)
"""The first colon of a line that a runner would take for a command."""


def printable(words: str) -> str:
    """Control characters spelt out, so that a feature's name cannot move the cursor; newlines stay."""
    if words.isprintable():
        return words
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in words)


def one_line(words: str) -> str:
    """`printable`, with newlines spelt out as well: for a heading, a path, a sentence on stderr."""
    return printable(words).replace("\n", "\\n")


def for_log(text: str) -> str:
    """A text whose lines no runner takes for commands: a backslash stands before what would be one.

    In Markdown, such a backslash before punctuation is not shown.
    """
    return COMMAND.sub(r"\1\\:", text).replace("##[", r"#\#[")


def for_json(text: str) -> str:
    """The same for JSON, whose values stay what they are: `##[` and control characters can only stand in a string."""
    text = text.replace("##[", "#\\u0023[")
    if text.replace("\n", "").isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else _in_json(c) for c in text)


def _in_json(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))


def for_markup(text: str) -> str:
    """The same for XML and HTML, as references to the characters."""
    return COMMAND.sub(r"\1&#58;", text).replace("##[", "#&#35;[")
