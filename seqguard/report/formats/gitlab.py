"""A run as GitLab's Code Quality report, which merge requests compare with that of their target branch.

The keys are those of https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format; GitLab drops an entry
whose fingerprint stands twice.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from seqguard.core.escape import for_json, one_line
from seqguard.report.registry import Format, Inspected, Run

SEVERITY = {"error": "critical", "warning": "major", "info": "info"}
"""`blocker` is left for what could not be read or crashed: there the answer is not known."""


def document(run: Run) -> str:
    """A JSON array with an entry for each finding, crash, and file that could not be read."""
    entries = [entry for file in run.files for entry in _entries(file)]
    return for_json(json.dumps(entries, indent=1, ensure_ascii=False)) + "\n"


def _entries(file: Inspected) -> Iterator[dict[str, Any]]:
    if file.problem:
        yield _entry(file.path, "unread", "blocker", file.problem, "")
    if file.report is None:
        return
    for u in file.report.unseen:
        yield _entry(file.path, "unread", "blocker", f"{u.given}: {u.reason}", f"{u.split}|{u.given}")
    for f in file.report.findings:
        said = f"{f.place}: {f.argument} Fix: {f.remedy}"
        yield _entry(file.path, f.slug, SEVERITY[f.severity or "info"], said, f"{f.fingerprint}|{f.split}|{f.steps}")
    for c in file.report.crashed:
        yield _entry(file.path, c.slug, "blocker", f"The check crashed: {c.error}", f"{c.code}|{c.split}|crash")


def _entry(path: str, name: str, severity: str, description: str, identity: str) -> dict[str, Any]:
    """`identity` holds no numbers of the data, so that a finding stays itself when a file grows."""
    told = f"{path}|{name}|{identity}".encode("utf-8", "surrogatepass")
    return {
        "description": one_line(description),
        "check_name": name,
        "fingerprint": hashlib.sha256(told).hexdigest()[:32],
        "severity": severity,
        "location": {"path": path, "lines": {"begin": 1}},
    }


FORMAT = Format("gitlab", document, (".gitlab.json", "gl-code-quality-report.json"), repository_paths=True)
