"""`seqguard check`: opens the paths, inspects them one after the other, writes the reports, and judges."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqguard._cli import Usage
from seqguard.render import FORMATS, Inspected, Run, document
from seqguard.render.terminal import COLOUR, EVERYTHING, PLAIN, WORTH_READING, Style, render

if TYPE_CHECKING:
    import argparse


def check(arguments: argparse.Namespace) -> int:
    """Inspect every path; 0 when no report closes the gate, 1 when one does, 2 when a path could not be read."""
    outputs = _outputs(arguments.output or [], arguments.format)
    options = {
        "select": split_commas(arguments.select) or None,
        "ignore": silenced(split_commas(arguments.ignore)) or None,
    }
    named = {"x": arguments.x, "y": arguments.y, "x_val": arguments.x_val, "y_val": arguments.y_val}
    files = []
    for path in arguments.paths:
        file = inspect_path(path, named, options, verbose=arguments.verbose)
        if file.problem:
            print(f"seqguard: {path}: {file.problem}", file=sys.stderr)
        files.append(file)
    run = Run(tuple(files), arguments.fail_on or "error")
    for name, target in outputs:
        Path(target).write_text(_written(name, run), encoding="utf-8", errors="backslashreplace", newline="\n")
    if not arguments.quiet:
        _print(run, "text" if outputs else arguments.format or "text", arguments)
    return status(run)


def status(run: Run) -> int:
    """The exit status of a run; what could not be read outweighs findings, since the answer is not known."""
    if any(f.problem for f in run.files):
        return 2
    return int(any(report.fails(run.fail_on) for _, report in run.reports))


def inspect_path(path: str, named: Mapping[str, str | None], options: Mapping[str, Any], *, verbose: bool) -> Inspected:
    """Open and inspect one path; what goes wrong with one file does not keep the others from being read."""
    from seqguard._engine import inspect
    from seqguard.sources.files import PointerFile, open_path

    try:
        report = inspect(**open_path(path, **named), **options)
    except PointerFile as pointer:
        return Inspected(path, notice=str(pointer))
    except (OSError, ValueError, TypeError, ImportError) as error:
        return Inspected(path, problem=str(error) or type(error).__name__)
    except Exception as error:
        if verbose:
            import traceback

            traceback.print_exc()
        return Inspected(path, problem=f"{type(error).__name__}: {error} (-v shows where)")
    return Inspected(path, report)


def split_commas(values: Iterable[str] | None) -> list[str]:
    """`["SG1,SG5", "nan-values"]` as `["SG1", "SG5", "nan-values"]`."""
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]


def silenced(patterns: Iterable[str]) -> dict[str, list[str]]:
    """`CHECK` and `CHECK:FEATURE` as `ignore` takes them; an empty list stands for everywhere."""
    places: dict[str, list[str]] = {}
    whole = set()
    for pattern in patterns:
        name, colon, feature = pattern.partition(":")
        if not colon:
            whole.add(name)
        places.setdefault(name, []).extend([feature] if colon else [])
    return {name: [] if name in whole else features for name, features in places.items()}


def repository_path(path: str) -> str:
    """`path` as seen from the root of its repository, with slashes; a path outside of one by its name alone."""
    absolute = Path(path).absolute()
    root = next((p for p in [Path.cwd(), *Path.cwd().parents] if (p / ".git").exists()), Path.cwd())
    try:
        return Path(os.path.normpath(absolute)).relative_to(root).as_posix()
    except ValueError:
        return absolute.name


def colours(choice: str) -> Style:
    """The style for standard output: the option, then NO_COLOR, FORCE_COLOR and CLICOLOR's question, a terminal."""
    if choice != "auto":
        return COLOUR if choice == "always" else PLAIN
    if os.environ.get("NO_COLOR"):
        return PLAIN
    if os.environ.get("FORCE_COLOR"):
        return COLOUR
    return COLOUR if sys.stdout.isatty() and os.environ.get("TERM") != "dumb" else PLAIN


def _print(run: Run, name: str, arguments: argparse.Namespace) -> None:
    if name == "text":
        shown = EVERYTHING if arguments.verbose else WORTH_READING
        sys.stdout.write(render(run, shown=shown, style=colours(arguments.color)))
    else:
        sys.stdout.write(_written(name, run))


def _written(name: str, run: Run) -> str:
    if FORMATS[name].repository_paths:
        files = tuple(Inspected(repository_path(f.path), f.report, f.notice, f.problem) for f in run.files)
        run = Run(files, run.fail_on)
    return document(name, run)


def _outputs(targets: Sequence[str], format: str | None) -> list[tuple[str, str]]:
    """(format, file) for each `-o`; its suffix decides where `--format` does not."""
    if format and len(targets) > 1:
        raise Usage("--format decides for one -o; with several, leave it out and let their suffixes decide")
    by_suffix = {suffix: name for name, f in FORMATS.items() for suffix in f.suffixes}
    outputs = []
    for target in targets:
        name = format or next((by_suffix[s] for s in by_suffix if target.lower().endswith(s)), None)
        if name is None:
            raise Usage(f"-o {target}: the suffix says no format; give --format, or one of {', '.join(by_suffix)}")
        if not Path(target).parent.is_dir():
            raise Usage(f"-o {target}: there is no folder {str(Path(target).parent)!r}")
        outputs.append((name, target))
    return outputs
