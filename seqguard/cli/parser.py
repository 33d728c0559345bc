"""The parser of each command: help at the width of the terminal, and slips answered by what was probably meant."""

from __future__ import annotations

import argparse
import os

from seqguard.catalogue import nearest, sources
from seqguard.cli.usage import columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

ELSEWHERE = {"--exit-zero": "--fail-on never", "--output-format": "--format", "--output-file": "--output"}
"""How linters spell what is spelt otherwise here."""
ENVIRONMENT = ("config", "contract", "preset", "fail_on", "baseline", "format", "color")
"""Options that an environment variable may give, SEQGUARD_FAIL_ON: how a run is made and judged, which is decided by a
machine. What the data are and which checks run belongs beside the data, into pyproject.toml."""


class Help(argparse.RawDescriptionHelpFormatter):
    """Help at the width of the terminal; finding it through shutil would cost 2 ms, a fifth of an empty Python."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=30, width=min(columns(), 110) - 2)


class Parser(argparse.ArgumentParser):
    """One command's parser. `error` ends with the nearest option, choice or command."""

    def parse_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]  # the overloads of typeshed say no more
        """As argparse, with what is not known named one by one, each with what is near."""
        found, unknown = self.parse_known_args(args, namespace)
        if unknown:
            self.error("; ".join(self._unknown(word) for word in unknown if word.startswith("-")) or
                       f"unexpected argument {unknown[0]!r}")  # fmt: skip
        return found

    def _unknown(self, word: str) -> str:
        name = word.partition("=")[0]
        if name in ELSEWHERE:
            return f"unexpected option {name!r}; here it is {ELSEWHERE[name]}"
        near = nearest(name, (o for action in self._actions for o in action.option_strings))
        return f"unexpected option {name!r}{near if near != '.' else ''}"

    def _check_value(self, action: argparse.Action, value: object) -> None:
        """Raise ArgumentError for what is no choice, with the choice that is near or the command that takes a file."""
        if action.choices is None or value in action.choices:
            return
        words = [str(choice) for choice in action.choices]
        text = str(value)
        if isinstance(action, argparse._SubParsersAction):
            if _is_file(text):
                raise argparse.ArgumentError(None, f"{text!r} is no command; `seqguard check {text}` inspects it")
            near = nearest(text, words)
            said = near if near != "." else f"; the commands are {', '.join(words)}"
            raise argparse.ArgumentError(None, f"{text!r} is no command{said}")
        near = nearest(text, words)
        said = near if near != "." else ""
        raise argparse.ArgumentError(action, f"{text!r} is none of {', '.join(words)}{said}")

    def error(self, message: str) -> NoReturn:
        """Print what is wrong, then how it is called."""
        self.exit(2, f"{self.prog}: {message}\n{self.format_usage()}")


def _is_file(text: str) -> bool:
    endings = tuple(s for kind in sources().values() for s in kind["suffixes"])
    return text.lower().endswith(endings) or os.path.exists(text)


def environment(command: argparse.ArgumentParser, arguments: argparse.Namespace) -> None:
    """Fill what was not said on the command line from SEQGUARD_ variables: all of `ENVIRONMENT` for `check`, where the
    configuration is for the other commands, whose --format is another.

    Raises:
        SystemExit: a variable holds what its option does not take.
    """
    for action in command._actions:
        name = variable(action.dest)
        value = os.environ.get(name)
        read = action.dest in (ENVIRONMENT if arguments.command == "check" else ENVIRONMENT[:1])
        if not value or not read or getattr(arguments, action.dest) != action.default:
            continue
        if action.choices is not None and value not in action.choices:
            command.error(f"{name} must be one of {', '.join(map(str, action.choices))}, got {value!r}")
        setattr(arguments, action.dest, value)


def variable(dest: str) -> str:
    """`SEQGUARD_FAIL_ON` of `fail_on`."""
    return f"SEQGUARD_{dest.upper()}"
