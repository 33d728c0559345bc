"""What a contract says of the data; apart from `seqguard.contract`, so that nothing else needs to import Pandera."""

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from seqguard._arguments import Asked
from seqguard._report import Finding, Skipped
from seqguard.sources.base import SplitData

if TYPE_CHECKING:
    from seqguard.contract import SequenceSchema


@dataclass(frozen=True)
class Verdict:
    """What breaks the contract, with the split and tensor of each finding, and what of it could not be judged."""

    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def open_contract(schema: Any) -> "SequenceSchema | None":
    """The contract itself, read from its file where a path is given; TypeError for anything else."""
    if isinstance(schema, str | Path):
        from seqguard.contract import SequenceSchema

        return SequenceSchema.from_yaml(Path(schema))
    if schema is not None and type(schema).__name__ != "SequenceSchema":
        raise TypeError(f"schema must be a seqguard.SequenceSchema or the path of one, got {type(schema).__name__}")
    contract: SequenceSchema | None = schema
    return contract


def named_by(contract: "SequenceSchema", asked: Asked, train: SplitData) -> Asked:
    """Features without names take those of the contract, where it has as many."""
    if asked.feature_names is not None or len(train.inputs) != 1 or train.inputs[0].features:
        return asked
    names = contract.feature_names(math.prod(train.inputs[0].shape[2:]))
    return asked if names is None else replace(asked, feature_names=names)
