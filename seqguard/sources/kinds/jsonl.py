"""JSON lines: records, and lists within them."""

from functools import partial

from seqguard.sources.jsonl import open_jsonl
from seqguard.sources.registry import FileKind

rows = partial(open_jsonl, lists=False)
SOURCE = FileKind(
    "jsonl",
    (".jsonl", ".ndjson"),
    "table",
    open_jsonl,
    rows=rows,
    read="one record a line; fields that hold lists are named arrays",
    example="seqguard check load.jsonl --window 24 --target load",
)
