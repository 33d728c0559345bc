"""How many samples are read at once."""

from seqguard.core.plan import Plan

CHUNK_BYTES = 2 * 2**20
"""Half of it is Python's overhead, all data at once cost twice as much (measured on (20000, 50, 16) float32)."""


def chunk_samples(plan: Plan, itemsize: int) -> int:
    """Samples of a chunk of about `CHUNK_BYTES`, and one where a sample alone is larger."""
    return max(1, CHUNK_BYTES // max(1, plan.T * plan.F * itemsize))
