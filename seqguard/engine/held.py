"""The contract that a run is held to, judged on what the engine knows of the data."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from seqguard.contract.statistical import BEHIND, Behind
from seqguard.core.arguments import DataOptions
from seqguard.core.declare import Check
from seqguard.core.errors import NotInstalled
from seqguard.core.finding import Finding, Skipped
from seqguard.engine.absorb import absorb, worst_first
from seqguard.engine.outcome import Outcome
from seqguard.engine.registry import choose, explanations, of_data
from seqguard.engine.resolve import TRAIN, Absent, Known, Scope
from seqguard.facts.contract import Verdict
from seqguard.sources.base import Given, SplitData

if TYPE_CHECKING:
    from seqguard.contract.schema import SequenceSchema


@dataclass(frozen=True)
class Held:
    """A contract, or none, and the checks behind each check of `seqguard.pandera` in it."""

    contract: "SequenceSchema | None" = None
    behind: Mapping[str, Sequence[Check]] = field(default_factory=dict)

    @property
    def checks(self) -> tuple[Check, ...]:
        """The checks that every tensor will be asked for."""
        return tuple(check for checks in self.behind.values() for check in checks)

    def named(self, data: DataOptions, train: SplitData) -> DataOptions:
        """Features without names take those of the contract, where it has as many."""
        if (
            self.contract is None
            or data.feature_names is not None
            or len(train.inputs) != 1
            or train.inputs[0].features
        ):
            return data
        names = self.contract.feature_names(math.prod(train.inputs[0].shape[2:]))
        return data if names is None else replace(data, feature_names=names)

    def judged(self, known: Known) -> Known:
        """The same with what the contract says of it."""
        if self.contract is None:
            return known
        verdict = self.contract.judge(known.splits, known.plans, partial(_of_tensor, known, self.behind))
        return replace(known, given={**known.given, Verdict: {"": verdict}})


def not_judged(known: Known) -> tuple[Skipped, ...]:
    """What of the contract could not be judged."""
    verdicts = known.given.get(Verdict)
    return (
        ()
        if verdicts is None or isinstance(verdicts, Absent)
        else tuple(s for v in verdicts.values() for s in v.skipped)
    )


def held_to(schema: Any) -> Held:
    """What holds the data to a contract, to the one in a file where a path is given, or to none where it is None.

    Raises:
        NotInstalled: Pandera is not.
        ValueError: the file holds no contract.
    """
    if schema is None:
        return Held()
    contract = _opened(schema)
    return Held(contract, {name: _behind(BEHIND[name]) for name in contract.statistical})


def _opened(schema: Any) -> "SequenceSchema":
    """Pandera is imported where a contract is in play."""
    try:
        from seqguard.contract.opening import open_contract
    except ImportError as error:
        missing = error.name or "pandera"
        raise NotInstalled(
            f"schema needs {missing}, which is not installed: pip install 'pandera[pandas,io]'"
        ) from error
    return open_contract(schema)


def _behind(behind: Behind) -> tuple[Check, ...]:
    return choose(of_data().values(), behind.select, ())


def _of_tensor(known: Known, behind: Mapping[str, Sequence[Check]], tensor: Given, name: str) -> list[Finding]:
    """What the checks behind a Pandera check find in one tensor, which they are asked of as of an input.

    Raises:
        RuntimeError: one of them crashed.
    """
    outcome, alone = Outcome(), known.alone(tensor)
    for check in behind[name]:
        outcome.run(check, alone, Scope(TRAIN, tensor.name, None))
    if outcome.crashed:
        raise RuntimeError(f"{outcome.crashed[0].slug}: {outcome.crashed[0].error}")
    causes = absorb(outcome.findings, explanations(behind[name]))
    return [f for f in worst_first(causes) if f.severity in BEHIND[name].levels]
