"""The baseline of the gate: findings that a team has looked at and lives with, so that only new ones close it.

A file of JSON with one line for each check, tensor and feature, sorted, and no number in it: it merges, it can be read
in a review, and it does not change because the data grew.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from seqguard.cli.usage import Usage
from seqguard.core.errors import NotFound, shortened, shown
from seqguard.core.escape import for_json
from seqguard.core.finding import Explains, Finding, JsonValue
from seqguard.engine.absorb import without
from seqguard.report.report import Report
from seqguard.sources.limits import read_text

VERSION = 1
LONGEST = 64 * 2**20
"""Bytes of a baseline: a million entries."""


@dataclass(frozen=True)
class Accepted:
    """Fingerprints of known findings, by the path they were found in."""

    files: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, file: str) -> "Accepted":
        """Raises Usage where the file is not a baseline."""
        try:
            value = json.loads(read_text(Path(file), LONGEST))
            if value["version"] != VERSION:
                raise Usage(
                    f"--baseline {file}: version {shown(value['version'])} is not known; this one writes {VERSION}"
                )
            files = {path: frozenset(prints) for path, prints in value["files"].items()}
            if not all(isinstance(p, str) for prints in files.values() for p in prints):
                raise TypeError("entries must be texts")
            return cls(files)
        except NotFound as error:
            raise Usage(f"--baseline {shortened(file, 200)}: {error}; `seqguard baseline PATH` writes one") from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Usage(f"--baseline {file} is no baseline: {shortened(str(error), 200)}") from error

    def text(self) -> str:
        """One fingerprint a line, sorted."""
        files = {path: sorted(prints) for path, prints in sorted(self.files.items()) if prints}
        return for_json(json.dumps({"version": VERSION, "files": files}, indent=1, ensure_ascii=False) + "\n")

    def apply(self, path: str, report: Report, codes: Mapping[str, str], explains: Explains) -> Report:
        """The report without the findings that are known; `run["baseline"]` says how many, and which no longer occur.

        A finding is known when every feature it names is: one more dead feature is news. What a known one had absorbed
        comes back unless it is known itself. `codes` gives the slug of each code: an entry is stale only when its check
        ran; `explains` what each code absorbs.
        """
        entries = self.files.get(path, frozenset())

        def known(finding: Finding) -> bool:
            return fingerprints(finding) <= entries

        seen = frozenset().union(*(fingerprints(f) for f in _with_absorbed(report.findings)))
        stale = sorted(p for p in entries - seen if codes.get(p.split("|", 1)[0]) in report.ran)
        said: dict[str, JsonValue] = {"known": sum(map(known, report.findings)), "stale": stale}
        new = without(report.findings, known, explains)
        return replace(report, findings=new, run=replace(report.run, baseline=said))


def _with_absorbed(findings: Iterable[Finding]) -> Iterator[Finding]:
    for finding in findings:
        yield from (finding, *finding.absorbed)


def fingerprints(finding: Finding) -> frozenset[str]:
    """`SG105|X|holiday` for each feature, or `SG501|y|`: what, where, and no number."""
    return frozenset(replace(finding, features=(f,)).fingerprint for f in finding.features or ("",))


def learnt(reports: Iterable[tuple[str, Report]]) -> Accepted:
    """Everything that was found, as known, and what it explains."""
    return Accepted(
        {path: frozenset().union(*map(fingerprints, _with_absorbed(report.findings))) for path, report in reports}
    )
