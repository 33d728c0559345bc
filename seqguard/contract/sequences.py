"""The checks of `seqguard.pandera` in a contract, judged on the sequences themselves.

The flattened frame holds each row of sliding windows once per timestep: a value that stands 5 times in the series stood
100 times in it, and on 2 of 58 sound sets one was taken for a fill or a placeholder. The engine has read the sequences
already, and is asked what its checks find in them.
"""

from collections.abc import Iterable, Iterator

from seqguard.contract.findings import Breach
from seqguard.contract.rules import Rule
from seqguard.contract.statistical import Ask
from seqguard.core.finding import Finding
from seqguard.core.plan import Plan
from seqguard.sources.base import Given


def breaches(rules: Iterable[Rule], given: Given, plan: Plan, ask: Ask) -> Iterator[Breach]:
    """What the checks of seqguard behind these rules find."""
    found: dict[str, list[Finding]] = {}
    for rule in rules:
        name = rule.check.name
        if name not in found:
            found[name] = ask(given, name)
        for finding in found[name]:
            yield from _of_finding(finding, rule, plan)


def _of_finding(finding: Finding, rule: Rule, plan: Plan) -> Iterator[Breach]:
    text = f"The contract says {rule.text}. {finding.message}"
    places = tuple(zip(finding.samples, finding.steps, strict=False))
    for name in finding.features:
        feature = plan.features.index(name)
        if rule.column in (None, feature):
            yield Breach(rule.text, feature, places=places, text=text, warns=rule.check.raise_warning)
