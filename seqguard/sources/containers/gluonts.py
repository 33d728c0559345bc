"""Data sets of GluonTS: one series an entry."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from seqguard.core.plan import Array
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.ragged import open_samples
from seqguard.sources.split import Split


def open_entries(value: Any, asked: Asked) -> Split:
    """Each entry's target as one sample (timesteps, 1), of any length."""
    return Split(open_samples(list(_series(value, asked))))


def _series(value: Any, asked: Asked) -> Iterator[Array]:
    for number, entry in enumerate(value):
        if asked.most is not None and number >= asked.most:
            return
        if "target" not in entry:
            raise TypeError(f"{asked.argument} is a GluonTS data set whose entry {number} has no target")
        target = np.asarray(entry["target"])
        yield target[:, None] if target.ndim == 1 else target.T


CONTAINER = Container(
    "GluonTS ListDataset, PandasDataset",
    "split",
    open_entries,
    types=("gluonts.ListDataset", "gluonts.PandasDataset", "gluonts.Map", "gluonts.FileDataset"),
    read="the target of each entry as one sample, of any length",
    left="start, item_id and dynamic features",
    example="seqguard.inspect(dataset.train)",
)
