"""A run as SARIF 2.1.0, within what GitHub's code scanning accepts.

GitHub refuses a whole upload for one result without an artifact location, knows no `originalUriBaseIds`, and shows at
most 5,000 results of a run (docs.github.com, "SARIF support for code scanning"). A binary file has no lines, so every
result stands on line 1. Results are per check, tensor and feature, so that mending one feature closes one alert.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from seqguard.catalogue import load
from seqguard.core.escape import for_json
from seqguard.core.finding import SEVERITIES, Finding, Severity
from seqguard.core.version import __version__
from seqguard.report.formats.json import plain
from seqguard.report.formats.phrases import not_looked_at
from seqguard.report.registry import Format, Run

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LIMIT = 5_000
LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def document(run: Run) -> str:
    """The run as one SARIF log with one run in it; the worst results are kept where there are more than 5,000."""
    merged = _merged(run)
    kept = sorted(merged.items(), key=lambda item: SEVERITIES.index(_worst(item[1])))[:LIMIT]
    codes = sorted({code for (_, code, _, _), _ in kept})
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "seqguard",
                        "semanticVersion": __version__,
                        "rules": [_rule(code, _slug(code, merged)) for code in codes],
                    }
                },
                "invocations": [_invocation(run, dropped=len(merged) - len(kept))],
                "results": [_result(key, found, codes) for key, found in kept],
                "columnKind": "unicodeCodePoints",
            }
        ],
    }
    return for_json(json.dumps(log, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


Key = tuple[str, str, str, str]
"""Path, code, tensor, feature: the identity of one result, without a number in it."""


def _merged(run: Run) -> dict[Key, list[Finding]]:
    """The findings behind each result: two faults of one kind in one feature are one alert with both messages."""
    merged: dict[Key, list[Finding]] = {}
    for path, report in run.reports:
        for f in report.findings:
            for feature in f.features or ("",):
                merged.setdefault((path, f.code, f.tensor or "", feature), []).append(f)
    return merged


def _worst(findings: list[Finding]) -> Severity:
    return min((f.severity or "info" for f in findings), key=SEVERITIES.index)


def _slug(code: str, merged: dict[Key, list[Finding]]) -> str:
    return next(findings[0].slug for (_, c, _, _), findings in merged.items() if c == code)


def _rule(code: str, slug: str) -> dict[str, Any]:
    entry = load().get(code)
    if entry is None:  # a third party's check: only its findings are known here
        return {"id": code, "name": slug, "shortDescription": {"text": slug}}
    sections = entry["sections"]
    help_ = "\n\n".join(f"{heading}: {words}" for heading, words in sections.items())
    return {
        "id": code,
        "name": slug,
        "shortDescription": {"text": entry["title"]},
        "fullDescription": {"text": sections.get("Why", entry["title"])},
        "help": {"text": help_ or entry["title"]},
        "defaultConfiguration": {"level": LEVELS[entry["severity"]]},
        "properties": {"tags": ["data", f"SG{code[2]}"] if code.startswith("SG") else ["data"]},
    }


def _result(key: Key, findings: list[Finding], codes: list[str]) -> dict[str, Any]:
    path, code, tensor, feature = key
    place = " · ".join(part for part in (tensor, feature) if part)
    argument = "\n\n".join(dict.fromkeys(f"{f.argument}\nFix: {f.remedy}" for f in findings))
    identity = "|".join((path, code, tensor, feature)).encode("utf-8", "backslashreplace")
    worst = _worst(findings)
    return {
        "ruleId": code,
        "ruleIndex": codes.index(code),
        "level": LEVELS[worst],
        "message": {"text": f"{findings[0].slug} · {place}: {argument}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": quote(path, errors="backslashreplace")},
                    "region": {"startLine": 1},
                }
            }
        ],
        "partialFingerprints": {"seqguard/v1": hashlib.sha256(identity).hexdigest()[:32]},
        "properties": {
            "splits": list(dict.fromkeys(s for f in findings for s in (f.split, *f.also_in))),
            "evidence": [plain(f.evidence) for f in findings],
            **(
                {"impact": [plain(vars(f.impact)) for f in findings if f.impact]}
                if any(f.impact for f in findings)
                else {}
            ),
        },
    }


def _invocation(run: Run, *, dropped: int) -> dict[str, Any]:
    """Whether the run itself went well, and what of it must not be read as "nothing found"."""
    notes = list(_notifications(run))
    if dropped:
        notes.append(_note("warning", f"the {dropped:,} mildest results beyond {LIMIT:,} were left out"))
    failed = any(f.problem or (f.report is not None and f.report.crashed) for f in run.files)
    return {"executionSuccessful": not failed, "toolExecutionNotifications": notes}


def _notifications(run: Run) -> Iterator[dict[str, Any]]:
    for f in run.files:
        if f.problem:
            yield _note("error", f"{f.path} could not be read: {f.problem}")
        if f.notice:
            yield _note("note", f"{f.path}: {f.notice}")
        for headline, why in not_looked_at(f.report) if f.report else ():
            yield _note("warning", ": ".join(filter(None, (f.path, headline, why))))
        for c in f.report.crashed if f.report else ():
            yield _note("error", f"{f.path}: {c.slug} crashed: {c.error}")
        for s in f.report.skipped if f.report else ():
            yield _note("note", f"{f.path}: {s.slug} was skipped: {s.reason}")


def _note(level: str, words: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": words}}


FORMAT = Format("sarif", document, (".sarif", ".sarif.json"), repository_paths=True)
