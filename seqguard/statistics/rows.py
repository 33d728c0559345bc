"""Row hashes of a block, computed once for all statistics that read them."""

from weakref import WeakKeyDictionary

from seqguard.core.hashing import RunHashes, row_hashes
from seqguard.core.plan import Array, Block, Plan, Words

_HASHED: "WeakKeyDictionary[Block, tuple[Words, RunHashes]]" = WeakKeyDictionary()


def hashes(rows: Array, plan: Plan) -> Words:
    """Hashes of (rows, F) values, in the type that the splits have in common."""
    return row_hashes(rows.astype(plan.hashed) if plan.hashed else rows)


def hashed_rows(block: Block) -> tuple[Words, RunHashes]:
    """Hashes of `block.rows`, features that stand still left out, and of runs of them."""
    known = _HASHED.get(block)
    if known is None:
        rows = hashes(block.rows if not block.plan.still else block.rows[:, block.plan.moving], block.plan)
        known = _HASHED[block] = rows, RunHashes(rows)
    return known
