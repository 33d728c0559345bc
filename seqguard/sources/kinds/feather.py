"""Feather and the other files of Arrow's IPC."""

from functools import partial

from seqguard.sources.arrow import open_feather
from seqguard.sources.registry import FileKind

rows = partial(open_feather, tensors=False)
SOURCE = FileKind(
    "feather",
    (".feather", ".arrow", ".ipc", ".arrows"),
    "table",
    open_feather,
    rows=rows,
    read="Feather, Arrow's file and stream; columns of tensors or lists as named arrays",
    example="seqguard check load.feather --window 24 --target load",
)
