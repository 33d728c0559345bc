"""A run as workflow commands, which GitHub shows as annotations beside the files of a pull request.

GitHub shows at most ten annotations of each level per step, so the worst come first; the Markdown format has them all.
"""

from collections.abc import Iterator

from seqguard.core.escape import one_line, printable
from seqguard.report.formats.phrases import not_looked_at
from seqguard.report.registry import Format, Inspected, Run

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
"""Worst first."""


def document(run: Run) -> str:
    """One command a line: `::error file=train.npz,line=1,title=SG501 constant-target · y::message`."""
    commands = [command for file in run.files for command in _commands(file)]
    return "".join(f"{command}\n" for command in sorted(commands, key=_rank))


def _commands(file: Inspected) -> Iterator[str]:
    if file.problem:
        yield _command("error", file.path, "could not be read", file.problem)
    if file.notice:
        yield _command("notice", file.path, "not inspected", file.notice)
    if file.report is not None:
        for headline, why in not_looked_at(file.report):
            level = "notice" if file.report.allow_unseen else "error"
            yield _command(level, file.path, "not looked at", ": ".join(filter(None, (headline, why))))
        for crash in file.report.crashed:
            yield _command("error", file.path, f"{crash.code} {crash.slug} crashed", crash.error)
        for f in file.report.findings:
            title = f"{f.code} {f.slug} · {f.place}"
            yield _command(COMMANDS[f.severity or "info"], file.path, title, f"{f.argument}\nFix: {f.remedy}")


def _rank(command: str) -> int:
    return [*COMMANDS.values()].index(command[2:].split(" ", 1)[0])


def _command(command: str, path: str, title: str, message: str) -> str:
    file, title = _property(one_line(path)), _property(one_line(title))
    return f"::{command} file={file},line=1,title={title}::{_data(printable(message))}".replace("##[", r"#\#[")


def _data(words: str) -> str:
    """As actions/toolkit escapes a command's message."""
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(words: str) -> str:
    """As actions/toolkit escapes a command's property."""
    return _data(words).replace(":", "%3A").replace(",", "%2C")


FORMAT = Format("github", document, (".github",), repository_paths=True)
