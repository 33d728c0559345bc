"""Opens a contract."""

from pathlib import Path
from typing import Any

from seqguard.contract.schema import SequenceSchema
from seqguard.core.errors import named


def open_contract(schema: Any) -> SequenceSchema:
    """The contract itself, read from its file where a path is given; TypeError for anything else."""
    if isinstance(schema, str | Path):
        try:
            return SequenceSchema.from_yaml(Path(schema))
        except (OSError, ValueError, TypeError) as error:
            raise named("schema", error) from error
    if not isinstance(schema, SequenceSchema):
        raise TypeError(f"schema must be a seqguard.SequenceSchema or the path of one, got {type(schema).__name__}")
    return schema
