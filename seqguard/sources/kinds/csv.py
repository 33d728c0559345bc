"""Text tables, also compressed."""

from seqguard.sources.registry import FileKind
from seqguard.sources.tables import read_table

PACKED = ("", ".gz", ".zip", ".bz2", ".xz", ".zst")

SOURCE = FileKind("csv", tuple(f"{s}{packed}" for packed in PACKED for s in (".csv", ".tsv")), "table", read_table)
