"""Data sets of one's own that are asked by number, as those of torch are."""

from seqguard.sources.adapters import Container
from seqguard.sources.containers.iterable import LAST, open_indexed

CONTAINER = Container(
    "data set of your own, asked by number",
    "stream",
    open_indexed,
    attributes=("__getitem__", "__len__"),
    rank=LAST + 1,
    read="batches or samples at 0, 1, ... below its length",
    left="what follows max_samples, said in the report",
    example="seqguard.inspect(dataset)",
)
