"""The command line: what can be asked, and where the answers are. Each command's work is in a module of its name.

`--help`, `rules` and `explain` are to start as fast as they can be typed, so this module imports argparse and nothing
of seqguard; a command's module is imported when it is called.
"""

from __future__ import annotations

import argparse
import errno
import gc
import io
import os
import sys
from importlib import import_module

from seqguard.catalogue import file_words, flags, format_names
from seqguard.cli.examples import (
    AUDIT_EXAMPLES,
    BASELINE_EXAMPLES,
    CHECK_EXAMPLES,
    COMPARE_EXAMPLES,
    COMPLETION_EXAMPLES,
    EXAMPLES,
    EXPLAIN_EXAMPLES,
    INFER_EXAMPLES,
    MERGE_EXAMPLES,
    OVERVIEW,
    PROFILE_EXAMPLES,
    RULES_EXAMPLES,
)
from seqguard.cli.parser import Help, Parser, environment
from seqguard.cli.usage import PRESET_NAMES, Usage
from seqguard.core.errors import shortened
from seqguard.core.escape import for_log, one_line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType
    from typing import Any


CONTRACT = "a contract that the data must keep, such as of `seqguard infer`"


def _imported(name: str, *, stays: bool) -> ModuleType:
    """A command's module. In a process of its own what is imported stays: looking through it for garbage is 4 % of a
    small check. Whoever calls `main` many times has garbage of their own, which must not be kept."""
    if not stays:
        return import_module(name)
    gc.disable()
    module = import_module(name)
    gc.freeze()
    gc.enable()
    return module


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; `argv` None stands for the arguments of the process."""
    if sys.stdout is None:  # it was closed before Python started
        sys.stdout = Closed()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name that the terminal cannot show must not end the run
            stream.reconfigure(errors="backslashreplace")
    arguments = parse(sys.argv[1:] if argv is None else argv)
    try:
        module = _imported(f"seqguard.cli.{arguments.module}", stays=argv is None)
        status: int = getattr(module, arguments.command)(arguments)
        emit("")
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        drop_stdout()
        return 0
    except KeyboardInterrupt:
        return 130
    except (Usage, OSError) as error:
        say(error.strerror or str(error) if isinstance(error, OSError) else str(error))
        drop_stdout()
        return 2
    except Exception:  # Python would exit with 1, which stands for findings
        import traceback

        traceback.print_exc()
        say("this is a fault of seqguard itself; please report it with the lines above")
        return 2
    return status


def say(words: str) -> None:
    """One sentence on stderr, in one line however many it was made of."""
    if sys.stderr is None:
        return
    try:
        print(for_log(one_line(shortened(f"seqguard: {words}"))), file=sys.stderr)
    except OSError:  # nobody is there to be told that nobody is there; the exit status says it
        return


def emit(text: str) -> None:
    """Write to standard output, and at once; where the reader, such as `head`, has seen enough, to nothing.

    Raises:
        Usage: it cannot be written to: the disk is full, or it was closed.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        drop_stdout()
    except (OSError, ValueError) as error:
        drop_stdout()
        reason = getattr(error, "strerror", None) or str(error)
        raise Usage(f"standard output could not be written: {reason}") from error


def drop_stdout() -> None:
    """Let what is still to be written go nowhere, so that Python does not fail on it when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError, AttributeError):  # it is no file, as under a test
        return


class Closed(io.TextIOBase):
    """A standard output that was closed."""

    def write(self, text: str) -> int:
        if text:
            raise OSError(errno.EBADF, "it is closed")
        return 0


def parse(given: Sequence[str]) -> argparse.Namespace:
    """The arguments of one command. Only that command's parser is made: making them all would take 3 of 25 ms."""
    if given and given[0] in COMMANDS:
        name, *rest = given
        command = parser(name)
        arguments = command.parse_args(rest, argparse.Namespace(command=name, module=COMMANDS[name][0]))
        environment(command, arguments)
        return arguments
    top = overview()
    top.parse_args(given)
    return top.error("the command comes first")


def overview() -> argparse.ArgumentParser:
    """The commands without their options: what `seqguard --help` shows."""
    top = Parser("seqguard", description=OVERVIEW, epilog=EXAMPLES, formatter_class=Help)
    top.add_argument("--version", action=_Version, help="print the version")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True, prog="seqguard")
    for name, (_, help, *_) in COMMANDS.items():
        commands.add_parser(name, help=help, add_help=False)
    return top


def parser(name: str) -> argparse.ArgumentParser:
    """One command with its options."""
    _, help, epilog, options = COMMANDS[name]
    said = f"{help[0].upper()}{help[1:]}."
    command = Parser(f"seqguard {name}", description=said, epilog=epilog, formatter_class=Help)
    options(command)
    return command


def _reading(command: argparse.ArgumentParser, paths: str | int = "*") -> argparse._ArgumentGroup:
    """Options of every command that opens data; the group of those that say what is checked."""
    command.usage = f"{command.prog} [OPTION ...] {'PATH' if paths == 1 else '[PATH ...]'}"
    command.add_argument("paths", metavar="PATH", nargs=paths, help=file_words())
    arrays = command.add_argument_group("arrays, where their names do not say what they are")
    arrays.add_argument("--x", metavar="NAME", help="the inputs")
    arrays.add_argument("--y", metavar="NAME", help="the targets")
    arrays.add_argument("--x-val", metavar="NAME", help="the inputs of validation")
    arrays.add_argument("--y-val", metavar="NAME", help="the targets of validation")
    said = "shapes of a sample, x=24x3 by comma, where a .tfrecord does not say them"
    arrays.add_argument("--shapes", metavar="SHAPES", help=said)
    table = command.add_argument_group("a table, and the windows that it will be cut into")
    table.add_argument("--window", metavar="ROWS", type=int, help="rows of a window")
    table.add_argument("--horizon", metavar="ROWS", type=int, help="rows after the window that are predicted (1)")
    table.add_argument("--stride", metavar="ROWS", type=int, help="rows from one window to the next (1)")
    table.add_argument("--target", metavar="COLUMNS", help="what is predicted, by comma")
    table.add_argument("--time", metavar="COLUMN", help="what orders the rows")
    table.add_argument("--group", metavar="COLUMN", help="what tells apart series that stand below each other")
    table.add_argument("--features", metavar="COLUMNS", help="what goes into X, by comma (all but --time and --group)")
    _flags(command.add_argument_group("what the data are, where they do not tell"), "data")
    rules = command.add_argument_group("what is checked")
    said = "only these, by comma: codes, beginnings of codes (SG5) or slugs"
    rules.add_argument("--select", metavar="CHECKS", action="append", help=said)
    said = "not these; CHECK:FEATURE silences one feature only"
    rules.add_argument("--ignore", metavar="CHECKS", action="append", help=said)
    said = "another threshold, CHECK.NAME=VALUE; may be repeated; `seqguard explain CHECK` lists them"
    rules.add_argument("--threshold", metavar="SETTING", action="append", help=said)
    said = "a pyproject.toml; default: the nearest one with [tool.seqguard]"
    rules.add_argument("--config", metavar="FILE", help=said)
    _flags(command.add_argument_group("how it is run"), "running")
    return rules


def _flags(group: argparse._ArgumentGroup, part: str) -> None:
    """The flags of one part of the options; their values stay text here, which saves importing what reads them."""
    for name, flag in flags().items():
        if flag["part"] == part:
            alone: dict[str, Any] = {"nargs": "?", "const": "yes"} if flag["kind"] == "yes" else {}
            choices = flag["choices"] or None
            group.add_argument(
                flag["flag"], dest=name, metavar=flag["metavar"], choices=choices, help=flag["help"], **alone
            )


def _check(command: argparse.ArgumentParser) -> None:
    _reading(command).add_argument("--contract", metavar="FILE", help=CONTRACT)
    gate = command.add_argument_group("gate")
    said = "what makes the exit status 1: error (default), warning or never"
    gate.add_argument("--fail-on", metavar="LEVEL", choices=("error", "warning", "never"), help=said)
    said = "exploratory (never fails, lists all), ci (default), strict (fails on warnings)"
    gate.add_argument("--preset", metavar="NAME", choices=PRESET_NAMES, help=said)
    gate.add_argument("--baseline", metavar="FILE", help="known findings, written by `seqguard baseline`")
    output = command.add_argument_group("output")
    known = format_names()
    said = f"{', '.join(known[:-1])} or {known[-1]}"
    output.add_argument("--format", metavar="FORMAT", choices=known, help=said)
    said = "write there, in --format or the format of its suffix; may be repeated"
    output.add_argument("-o", "--output", metavar="FILE", action="append", help=said)
    output.add_argument("-v", "--verbose", action="store_true", help="list the notes and what was skipped as well")
    output.add_argument("-q", "--quiet", action="store_true", help="print no report, only what could not be read")
    said = "instead of the reports, how often each check found something"
    output.add_argument("--statistics", action="store_true", help=said)
    output.add_argument("--watch", action="store_true", help="inspect again whenever a file changes")
    said = "print what the options and the configuration come to for each path, and read no data"
    output.add_argument("--show-settings", action="store_true", help=said)
    said = "print the files that would be inspected, one a line, and read no data"
    output.add_argument("--show-files", action="store_true", help=said)
    said = "auto (default: by NO_COLOR, FORCE_COLOR and the terminal), always or never"
    output.add_argument("--color", metavar="WHEN", choices=("auto", "always", "never"), default="auto", help=said)


def _baseline(command: argparse.ArgumentParser) -> None:
    _reading(command).add_argument("--contract", metavar="FILE", help=CONTRACT)
    output = command.add_argument_group("output")
    said = "default: `baseline` of the configuration, else seqguard-baseline.json"
    output.add_argument("-o", "--output", metavar="FILE", help=said)


def _infer(command: argparse.ArgumentParser) -> None:
    _reading(command, 1)
    output = command.add_argument_group("output")
    output.add_argument("-o", "--output", metavar="FILE", help="such as contract.yaml; default: standard output")
    output.add_argument("--force", action="store_true", help="learn from data with errors all the same")


def _profile(command: argparse.ArgumentParser) -> None:
    _reading(command)
    output = command.add_argument_group("output")
    output.add_argument("--format", metavar="FORMAT", choices=("text", "json"), default="text", help="text or json")
    said = "keep the profile of one PATH there (.sgp, under 2 MB) and print no table"
    output.add_argument("-o", "--output", metavar="FILE", help=said)
    said = "read it as this profile was, to which it will be merged"
    output.add_argument("--like", metavar="PROFILE", help=said)


def _merge(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "paths", metavar="PROFILE", nargs="+", help="profiles of `seqguard profile -o`, in their order"
    )
    command.add_argument("-o", "--output", metavar="FILE", required=True, help="the profile of all of them (.sgp)")


def _compare(command: argparse.ArgumentParser) -> None:
    command.add_argument("old", metavar="OLD", help="a profile (.sgp), or a report (.json)")
    _reading(command, 1)
    command.usage = f"{command.prog} [OPTION ...] OLD NEW"
    gate = command.add_argument_group("gate")
    said = "what makes the exit status 1: error (default), warning or never"
    gate.add_argument("--fail-on", metavar="LEVEL", choices=("error", "warning", "never"), help=said)
    output = command.add_argument_group("output")
    known = format_names()
    said = f"{', '.join(known[:-1])} or {known[-1]}; of two reports text or json"
    output.add_argument("--format", metavar="FORMAT", choices=known, help=said)
    output.add_argument("-v", "--verbose", action="store_true", help="list the notes as well")
    said = "auto (default: by NO_COLOR, FORCE_COLOR and the terminal), always or never"
    output.add_argument("--color", metavar="WHEN", choices=("auto", "always", "never"), default="auto", help=said)


def _audit(command: argparse.ArgumentParser) -> None:
    _reading(command, 1)
    split = command.add_argument_group("the split")
    said = "a splitter of scikit-learn with its arguments, a share, a number of folds, or a .npy file of fold numbers"
    split.add_argument("--cv", metavar="SPLIT", required=True, help=said)
    said = "what makes the exit status 1: error (default), warning or never"
    split.add_argument("--fail-on", metavar="LEVEL", choices=("error", "warning", "never"), help=said)
    output = command.add_argument_group("output")
    output.add_argument(
        "--format", metavar="FORMAT", choices=("text", "json", "html", "svg"), help="text, json, html or svg"
    )
    output.add_argument("-o", "--output", metavar="FILE", help="write there, in --format or the format of its suffix")


def _explain(command: argparse.ArgumentParser) -> None:
    command.add_argument("names", metavar="CHECK", nargs="+", help="codes, slugs, a family, or a symptom in words")


def _rules(command: argparse.ArgumentParser) -> None:
    said = "only these: codes, beginnings of codes, slugs, or words to look for"
    command.add_argument("names", metavar="CHECK", nargs="*", help=said)
    formats = ("text", "json", "markdown")
    command.add_argument("--format", metavar="FORMAT", choices=formats, default="text", help="text, json or markdown")


def _completion(command: argparse.ArgumentParser) -> None:
    command.add_argument("shell", choices=("bash", "zsh", "fish", "powershell"))


COMMANDS: Mapping[str, tuple[str, str, str, Callable[[argparse.ArgumentParser], None]]] = {
    "check": ("check", "inspect data files for what makes training meaningless", CHECK_EXAMPLES, _check),
    "baseline": (
        "check",
        "write down what is found, so that only new findings fail",
        BASELINE_EXAMPLES,
        _baseline,
    ),
    "infer": ("infer", "learn a contract from data that are known to be good", INFER_EXAMPLES, _infer),
    "audit": ("audit", "look at the folds of a split for what they share", AUDIT_EXAMPLES, _audit),
    "profile": ("profile", "print the figures of each feature, or keep them in a file", PROFILE_EXAMPLES, _profile),
    "merge": ("merge", "join kept profiles, the later rows behind the earlier", MERGE_EXAMPLES, _merge),
    "compare": (
        "compare",
        "judge new data against a kept profile, or a report against another",
        COMPARE_EXAMPLES,
        _compare,
    ),
    "explain": ("rules", "say why a check fires, what to change and where it errs", EXPLAIN_EXAMPLES, _explain),
    "rules": ("rules", "list the checks with their codes and severities", RULES_EXAMPLES, _rules),
    "completion": ("completion", "print what a shell needs to complete", COMPLETION_EXAMPLES, _completion),
}
"""Module, help, examples and options of each command; the function in the module has the command's name."""


class _Version(argparse.Action):
    def __init__(self, option_strings: Sequence[str], dest: str, help: str | None = None) -> None:
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from seqguard.core.version import __version__

        emit(f"seqguard {__version__}\n")
        parser.exit()
