"""Compile every code span and `fix` of the reports of archives: `python tools/spans.py FOLDER ...`.

The tests do so over the examples of all checks; this is for data that are no part of the project.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import seqguard

SPAN = re.compile(r"`([^`]+)`")


def broken(path: Path) -> Iterator[tuple[str, str]]:
    """(slug, code) of each piece of code in the report of one archive that is no Python."""
    with np.load(path) as archive:
        names = {name.lower(): name for name in archive.files}
        X = next((names[n] for n in ("x", "x_train") if n in names), None)
        y = next((names[n] for n in ("y", "y_train") if n in names), None)
        if X is None:
            return
        report = seqguard.inspect(archive[X], archive[y] if y else None, progress=False)
    for finding in report:
        for code in (*SPAN.findall(finding.remedy), finding.fix):
            try:
                ast.parse("" if code in finding.features else code)
            except SyntaxError:
                yield finding.slug, code


def main() -> int:
    """1 where any code does not compile."""
    paths = sorted(p for folder in sys.argv[1:] for p in Path(folder).rglob("*.npz"))
    found = {pair for path in paths for pair in broken(path)}
    print(f"{len(paths)} archives, {len(found)} pieces of code that do not compile")
    for slug, code in sorted(found):
        print(f"{slug}: {code}")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
