"""A column of a Hugging Face Dataset: `ds["x"]`."""

from seqguard.sources.adapters import Container
from seqguard.sources.containers.hf_dataset import open_rows

CONTAINER = Container(
    "Hugging Face Column",
    "tensor",
    open_rows,
    types=("datasets.Column", "datasets.IterableColumn"),
    read="its rows, of any length",
    example="seqguard.inspect(ds['x'], ds['y'])",
)
