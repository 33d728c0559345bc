"""A run as one line a finding: for a terminal full of files, an editor's list of problems, or `grep`."""

from collections.abc import Iterator

from seqguard.core.escape import for_log, one_line
from seqguard.report.formats.phrases import over_files
from seqguard.report.registry import Format, Inspected, Run


def document(run: Run) -> str:
    """`train.npz: error SG501 constant-target · y: All 1,976 targets are 0.0 ...`, then the line over all files.

    Notes are listed where the run is verbose, else counted in the last line.
    """
    return render(run)


def render(run: Run, *, problems: bool = True) -> str:
    """`problems`: whether to say what could not be read, which on a terminal stands above already, on stderr."""
    lines = [line for file in run.files for line in _lines(file, run.verbose, problems)]
    return for_log("".join(f"{one_line(line)}\n" for line in (*lines, over_files(run))))


def _lines(file: Inspected, verbose: bool, problems: bool) -> Iterator[str]:
    if file.problem and problems:
        yield f"{file.path}: unread {file.problem}"
    if file.notice:
        yield f"{file.path}: not inspected: {file.notice}"
    if file.report is None:
        return
    for u in file.report.unseen:
        yield f"{file.path}: unread {u.given}: {u.reason}"
    for f in file.report.findings:
        if verbose or f.severity != "info":
            yield f"{file.path}: {f.severity} {f.code} {f.slug} · {f.place}: {f.argument}"
    for c in file.report.crashed:
        yield f"{file.path}: crash {c.code} {c.slug}: {c.error}"


FORMAT = Format("concise", document, (".concise",))
