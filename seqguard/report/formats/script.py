"""The changes that a report's findings propose, as one Python script; nothing of seqguard ever runs it."""

import re
from collections.abc import Iterator

from seqguard.core.escape import one_line
from seqguard.core.finding import Finding
from seqguard.report.report import Report

HEAD = """\
# What seqguard proposes for this report: read each change before it is run.
# X, y, and of validation X_val, y_val, stand for the arrays that were inspected.
import numpy as np
"""
LEFT_OUT = re.compile(r"(\w+) = np\.delete\(\1, \[([\d, ]+)\], axis=(-?\d+)\)")


def script(report: Report) -> str:
    """The changes worst first; what is left out comes last and at once, since it moves what stands behind it."""
    changes: list[str] = []
    left_out: dict[tuple[str, str], set[int]] = {}
    for finding in report.findings:
        lines = list(_kept(finding, left_out))
        changes += ["", *_heading(finding), *lines]
    changes += [""] if left_out else []
    changes += [
        f"{name} = np.delete({name}, {sorted(at)}, axis={axis})" for (name, axis), at in sorted(left_out.items())
    ]
    return HEAD + "".join(f"{line}\n" for line in changes)


def _heading(finding: Finding) -> Iterator[str]:
    yield f"# {finding.code} {finding.slug} · {one_line(finding.place)}: {one_line(finding.argument)}"
    yield f"# {'do' if finding.fix else 'look'}: {one_line(finding.remedy)}"


def _kept(finding: Finding, left_out: dict[tuple[str, str], set[int]]) -> Iterator[str]:
    for line in finding.fix.splitlines():
        if (match := LEFT_OUT.fullmatch(line)) is None:
            yield line
            continue
        name, at, axis = match.groups()
        left_out.setdefault((name, axis), set()).update(int(i) for i in at.split(","))
