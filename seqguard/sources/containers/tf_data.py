"""Pipelines of tf.data, batched or not."""

from typing import Any, Literal

from seqguard.core.errors import named
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.streams import Stream, Streamed, read_stream


def open_dataset(value: Any, asked: Asked) -> Streamed:
    """All of a pipeline that ends, in the order in which it yields."""
    count = int(value.cardinality())
    try:
        each = _each(value)
    except TypeError as error:
        raise named(asked.argument, error) from error
    stream = Stream("tf.data.Dataset", lambda: iter(value), each, ends=count >= 0)
    return read_stream(stream, asked)


def _each(value: Any) -> Literal["batch", "sample", "auto"]:
    """Whether its elements are batches: their number of samples is open, or batching ends the pipeline."""
    import tensorflow as tf

    specs = tf.nest.flatten(value.element_spec)
    if any(not hasattr(spec, "shape") for spec in specs):
        raise TypeError("its elements are data sets; batch them, .flat_map(lambda w: w.batch(24))")
    shapes = [spec.shape for spec in specs]
    if any(shape.rank == 0 for shape in shapes):
        return "sample"
    if all(shape.rank and shape[0] is None for shape in shapes) or "Batch" in type(value).__name__:
        return "batch"
    return "auto"


CONTAINER = Container(
    "tf.data.Dataset",
    "stream",
    open_dataset,
    types=("tensorflow.DatasetV2",),
    read="front to back, once, into a file without a name; unbatched pipelines sample by sample",
    left="what follows max_samples, said in the report",
    example="seqguard.inspect(dataset, validation_data=validation)",
)
