"""Holds a contract against every split: structure first, then the values, read once more in pieces."""

from collections.abc import Mapping

import numpy as np

from seqguard.contract import sequences
from seqguard.contract.findings import to_findings
from seqguard.contract.frames import Judge
from seqguard.contract.statistical import BEHIND, Ask
from seqguard.contract.terms import Terms
from seqguard.core.finding import Finding, JsonValue, Skipped
from seqguard.core.plan import Plan
from seqguard.facts.contract import Verdict
from seqguard.sources.base import Given, SplitData

CODE, SLUG = "SG010", "contract-violation"


def judge(
    contract: Terms, splits: Mapping[str, SplitData], plans: Mapping[str, Mapping[str, Plan]], ask: Ask
) -> Verdict:
    """What breaks the contract, and what of it could not be judged."""
    findings: list[Finding] = []
    skipped: list[Skipped] = []

    def skip(reason: str, split: str) -> None:
        skipped.append(Skipped(CODE, SLUG, reason, split))

    for name, split in splits.items():
        for role, schema, tensors in (("X", contract.features, split.inputs), ("y", contract.target, split.targets)):
            if role == "X" and len(tensors) == 1:
                findings += _structure(contract, tensors[0])
            if schema is None:
                continue
            if len(tensors) != 1:
                given = "none was" if not tensors else f"{len(tensors)} were"
                skip(f"the contract speaks of one {role}, and {given} given", name)
                continue
            tensor = tensors[0]
            if tensor.name not in plans[name]:
                skip(f"{tensor.name} of {name} holds nothing that can be read: {tensor.problem or 'it is empty'}", name)
                continue
            plan = plans[name][tensor.name]
            work = Judge(schema, tensor, plan, contract.rowwise)
            found = work.breaches()
            rest, reasons = work.whole_breaches(contract.row_limit)
            own = sequences.breaches((rule for rule in work.rules if rule.how == "sequences"), tensor, work.plan, ask)
            findings += to_findings(dict.fromkeys([*found, *rest, *own]), work.plan)
            for reason in reasons:
                skip(reason, name)
    return Verdict(tuple(findings), tuple(skipped))


def statistical(contract: Terms) -> tuple[str, ...]:
    """Names of the checks of `seqguard.pandera` that the contract holds."""
    named = set()
    for schema in (contract.features, contract.target):
        for owner in () if schema is None else (schema, *schema.columns.values()):
            named |= {check.name for check in owner.checks if check.name in BEHIND}
    return tuple(sorted(named))


def _structure(contract: Terms, given: Given) -> list[Finding]:
    """Timesteps and dtype of X beside those of the contract."""
    wrong: list[tuple[str, str, dict[str, JsonValue]]] = []
    if contract.timesteps is not None and len(given.shape) > 1 and given.shape[1] != contract.timesteps:
        wrong.append(
            (
                f"{given.name} has {given.shape[1]:,} timesteps, the contract says {contract.timesteps:,}.",
                f"Cut the windows again with {contract.timesteps:,} rows, or write timesteps: {given.shape[1]}.",
                {"timesteps": given.shape[1], "contract": contract.timesteps},
            )
        )
    if contract.dtype is not None and np.dtype(given.dtype).name != contract.dtype:
        wrong.append(
            (
                f"{given.name} is {given.dtype}, the contract says {contract.dtype}.",
                f'{given.name} = {given.name}.astype("{contract.dtype}")',
                {"dtype": given.dtype, "contract": contract.dtype},
            )
        )
    return [
        Finding(message=message, remedy=remedy, evidence=evidence, tensor=given.name, split=given.split)
        for message, remedy, evidence in wrong
    ]
