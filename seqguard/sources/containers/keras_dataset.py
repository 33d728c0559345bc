"""PyDatasets of Keras (the former Sequence)."""

from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.streams import Stream, Streamed, by_index, read_stream


def open_py_dataset(value: Any, asked: Asked) -> Streamed:
    """Its batches by number; on_epoch_end is not called."""
    count = value.num_batches if hasattr(value, "num_batches") else len(value)
    most = None if count is None else int(count)
    stream = Stream("Keras PyDataset", lambda: by_index(value, most), "batch", ends=most is not None)
    return read_stream(stream, asked)


CONTAINER = Container(
    "Keras PyDataset",
    "stream",
    open_py_dataset,
    types=("keras.PyDataset",),
    attributes=("__getitem__", "__len__", "on_epoch_end"),
    rank=6,
    read="its batches by number, once each; its random generators are put back",
    left="what follows max_samples, said in the report",
    example="seqguard.inspect(py_dataset)",
)
