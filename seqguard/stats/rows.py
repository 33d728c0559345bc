"""Row hashes of a block, computed once for all statistics that read them."""

from weakref import WeakKeyDictionary

from seqguard._hash import RunHashes, row_hashes
from seqguard._plan import Block, Words

_HASHED: "WeakKeyDictionary[Block, tuple[Words, RunHashes]]" = WeakKeyDictionary()


def hashed_rows(block: Block) -> tuple[Words, RunHashes]:
    """Hashes of `block.rows`, features that stand still left out, and of runs of them."""
    known = _HASHED.get(block)
    if known is None:
        rows = row_hashes(block.rows if not block.plan.still else block.rows[:, block.plan.moving])
        known = _HASHED[block] = rows, RunHashes(rows)
    return known
