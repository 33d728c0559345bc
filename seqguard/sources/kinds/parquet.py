"""Parquet tables."""

from seqguard.sources.registry import FileKind
from seqguard.sources.tables import read_table

SOURCE = FileKind("parquet", (".parquet", ".pq"), "table", read_table)
