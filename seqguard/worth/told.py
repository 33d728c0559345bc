"""Each finding of a report with what it is worth, where that can be told."""

import time
import traceback
import warnings
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from seqguard.core.finding import SEVERITIES, Crash, Finding, Impact
from seqguard.core.plan import Plan
from seqguard.report.report import Report
from seqguard.sources.base import SplitData
from seqguard.worth.arena import pair_of
from seqguard.worth.splits import SPLITS, Bout
from seqguard.worth.values import VALUES, Case

SECONDS = 8.0
"""After which no further finding is looked at; the slowest of one, two models on (4000, 256), takes 2 s."""

Plans = Mapping[str, Mapping[str, Plan]]


def with_impact(report: Report, splits: Mapping[str, SplitData], plans: Plans) -> Report:
    """The report with the impact of its findings; those of one severity stand by it, the largest first."""
    begun = time.perf_counter()
    findings, crashed = [], list(report.crashed)
    for finding in report.findings:
        if time.perf_counter() - begun < SECONDS:
            try:
                with warnings.catch_warnings(), np.errstate(all="ignore"):
                    warnings.simplefilter("ignore")  # a fit that does not converge scores as it scores
                    finding = replace(finding, impact=_impact(finding, splits, plans))
            except Exception as error:  # as of a check: it is told, and the others go on
                said = f"impact: {type(error).__name__}: {error}"
                crashed.append(Crash(finding.code, finding.slug, said, traceback.format_exc(), finding.split))
        findings.append(finding)
    findings.sort(key=lambda f: (SEVERITIES.index(f.severity or "info"), -(f.impact.size if f.impact else 0.0)))
    return replace(report, findings=tuple(findings), crashed=tuple(crashed))


SAID_AS_NOTES = ("few-independent-windows",)
"""Notes that are worth a sentence; a note on sound data is no fault, and so has no worth."""


def _impact(finding: Finding, splits: Mapping[str, SplitData], plans: Plans) -> Impact | None:
    if finding.severity == "info" and finding.slug not in SAID_AS_NOTES:
        return None
    train = splits["train"]
    own = pair_of(train, plans["train"], finding.tensor, finding.tensor)
    if own is None:
        return None
    further = next((s for s in finding.splits if s in splits and s != "train"), None)
    if finding.slug in SPLITS and further is not None and finding.evidence.get("base", "train") == "train":
        other = pair_of(splits[further], plans[further], finding.tensor, finding.tensor)
        if other is None:
            return None
        bout = Bout(own, other, (train, splits[further]), own.y_plan.task)
        made: Impact | None = SPLITS[finding.slug](bout, finding)
        return made
    if finding.slug not in VALUES or (finding.split not in ("", "train") and "train" not in finding.also_in):
        return None
    beside = next((s for s in ("validation", *splits) if s in splits and s != "train"), None)
    held = pair_of(splits[beside], plans[beside], finding.tensor, finding.tensor) if beside is not None else None
    return VALUES[finding.slug](Case(own, held), finding)
