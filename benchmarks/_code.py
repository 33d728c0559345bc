"""The code in a report: each piece of it, and whether it is Python."""

import ast
import re
from collections.abc import Iterable, Iterator

from seqguard.core.finding import Finding

SPAN = re.compile(r"`([^`]+)`")
THOUSANDS = re.compile(r"\d,\d{3}\b")
"""Such a comma makes a tuple of a number, where the syntax allows it."""


def pieces(findings: Iterable[Finding]) -> Iterator[tuple[str, str]]:
    """(slug, code) of each code span of a remedy and of each fix; the name of a feature in backticks is no code."""
    for finding in findings:
        for span in SPAN.findall(finding.remedy):
            if span not in finding.features:
                yield finding.slug, span
        if finding.fix:
            yield finding.slug, finding.fix


def compiles(code: str) -> bool:
    """Whether it is Python as it stands, without thousands commas, and without an ellipsis but in an index."""
    if THOUSANDS.search(code):
        return False
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return False
    indices = {id(e) for n in ast.walk(tree) if isinstance(n, ast.Subscript) for e in ast.walk(n.slice)}
    dots = [n for n in ast.walk(tree) if isinstance(n, ast.Constant) and n.value is ...]
    return all(id(n) in indices for n in dots)
