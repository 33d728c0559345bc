"""Holds a contract against every split: structure first, then the values, read once more in pieces."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from seqguard._plan import Plan
from seqguard._report import Finding, JsonValue, Skipped
from seqguard._verdict import Verdict
from seqguard.contract import sequences
from seqguard.contract.findings import to_findings
from seqguard.contract.frames import Judge
from seqguard.sources.base import Given, SplitData

if TYPE_CHECKING:
    from seqguard.contract import SequenceSchema

CODE, SLUG = "SG010", "contract-violation"


def judge(
    contract: "SequenceSchema", splits: Mapping[str, SplitData], plans: Mapping[str, Mapping[str, Plan]]
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
            own = sequences.breaches((rule for rule in work.rules if rule.how == "sequences"), tensor, work.plan)
            findings += to_findings(dict.fromkeys([*found, *rest, *own]), work.plan)
            for reason in reasons:
                skip(reason, name)
    return Verdict(tuple(findings), tuple(skipped))


def _structure(contract: "SequenceSchema", given: Given) -> list[Finding]:
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
