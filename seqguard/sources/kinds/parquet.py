"""Parquet: tables, also in partitioned folders, and columns of tensors."""

from functools import partial

from seqguard.sources.arrow import is_parquet, open_parquet
from seqguard.sources.registry import FileKind

rows = partial(open_parquet, tensors=False)
SOURCE = FileKind(
    "parquet",
    (".parquet", ".pq"),
    "table",
    open_parquet,
    is_parquet,
    rows,
    read="a file or a partitioned folder; columns of tensors or lists as named arrays, one row group at a time",
    left="files of one folder with other columns than their neighbours",
    example="seqguard check load.parquet --window 24 --target load",
)
