"""The checks of `seqguard.pandera` in a contract, judged on the sequences themselves.

The flattened frame holds each row of sliding windows once per timestep: a value that stands 5 times in the series stood
100 times in it, and on 2 of 58 sound sets one was taken for a fill or a placeholder.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from seqguard._peek import view
from seqguard._plan import Array, Plan
from seqguard._report import Finding
from seqguard.contract.findings import Breach
from seqguard.contract.rules import Rule
from seqguard.sources.base import Given

PLACE = re.compile(r"\bX\[(\d+)(?:, (\d+))?(?:, (\d+))?\]")


class Sequences:
    """A tensor as (samples, timesteps, features), to be read again."""

    def __init__(self, given: Given, plan: Plan) -> None:
        assert given.source is not None
        self._source, self._plan = given.source, plan
        self.shape, self.dtype = (plan.n, plan.T, plan.F), np.dtype(given.source.dtype)

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop)."""
        return view(self._source.read(start, stop), self._plan)


def breaches(rules: Iterable[Rule], given: Given, plan: Plan) -> Iterator[Breach]:
    """What the checks of seqguard behind these rules find."""
    from seqguard.pandera import findings

    padding = plan.padding
    mask_value = padding.row[0] if padding is not None and padding.side == "any" else None
    found: dict[str, list[Finding]] = {}
    for rule in rules:
        name = rule.check.name
        if name not in found:
            found[name] = findings(Sequences(given, plan), name, plan.features, mask_value)
        for finding in found[name]:
            yield from _of_finding(finding, rule, plan)


def _of_finding(finding: Finding, rule: Rule, plan: Plan) -> Iterator[Breach]:
    text = f"The contract says {rule.text}. {PLACE.sub(lambda match: _place(match, plan), finding.message)}"
    places = tuple(zip(finding.samples, finding.steps, strict=False))
    for name in finding.features:
        feature = plan.features.index(name)
        if rule.column in (None, feature):
            yield Breach(rule.text, feature, places=places, text=text, warns=rule.check.raise_warning)


def _place(match: "re.Match[str]", plan: Plan) -> str:
    """The place in the axes of the tensor as it was given."""
    numbers: list[Any] = [None if group is None else int(group) for group in match.groups()]
    return plan.at(*numbers)
