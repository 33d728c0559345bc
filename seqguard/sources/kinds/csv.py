"""Text tables, also compressed."""

from seqguard.sources.registry import FileKind
from seqguard.sources.texts import read_table

PACKED = ("", ".gz", ".zip", ".bz2", ".xz", ".zst")

SOURCE = FileKind(
    "csv",
    tuple(f"{s}{packed}" for packed in PACKED for s in (".csv", ".tsv")),
    "table",
    read_table,
    read="the separator of the header (comma, semicolon, tab, bar); `.txt` and `.dat` too where `--window` "
    "says that they are tables",
    left="two columns of one name; a header of values",
    example="seqguard check load.csv --window 24 --target load --time date",
)
