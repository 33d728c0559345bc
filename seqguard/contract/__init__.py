"""A team's Pandera schema of a table, held against the tensor that was cut from it.

A row of the table is a timestep, a column a feature. `seqguard.contract.SequenceSchema` imports Pandera, so it is
loaded when a contract is in play.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seqguard.contract.schema import SequenceSchema as SequenceSchema

__all__ = ["SequenceSchema"]


def __getattr__(name: str) -> Any:
    if name == "SequenceSchema":
        from seqguard.contract import schema

        return schema.SequenceSchema
    raise AttributeError(f"module 'seqguard.contract' has no attribute {name!r}")
