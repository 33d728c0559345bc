"""Datasets and loaders of torch."""

from collections.abc import Iterator
from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.streams import Each, Stream, Streamed, read_stream


def open_torch(value: Any, asked: Asked) -> Streamed:
    """Samples of a Dataset by number or as it yields them, batches of a DataLoader."""
    if hasattr(value, "collate_fn"):
        # Without a batch size PyTorch hands on what the dataset yields, which it documents for both: shapes must tell.
        unbatched = value.batch_size is None and value.batch_sampler is None
        each: Each = "auto" if unbatched else "batch"
        stream = Stream("torch DataLoader", lambda: iter(value), each, _counted(value) is not None, weighs=False)
        return read_stream(stream, asked)
    count = _counted(value)
    if count is None:
        return read_stream(Stream("torch IterableDataset", lambda: iter(value), "sample", weighs=False), asked)

    def samples() -> Iterator[Any]:
        yield from (value[i] for i in range(count))

    return read_stream(Stream("torch Dataset", samples, "sample", ends=True, weighs=False), asked)


def _counted(value: Any) -> int | None:
    """Its length; None where it has none, as an IterableDataset and its loader have."""
    try:
        return len(value)
    except (TypeError, NotImplementedError):
        return None


CONTAINER = Container(
    "torch Dataset, IterableDataset, DataLoader",
    "stream",
    open_torch,
    types=("torch.Dataset", "torch.DataLoader"),
    read="front to back, once; samples of a Dataset, batches of a DataLoader: (x, y), records by name, (x, lengths, "
    "y) of padded samples, packed sequences",
    left="three parts of which none is lengths: refused; what follows max_samples, said in the report",
    example="seqguard.inspect(train_loader, validation_data=val_loader)",
)
