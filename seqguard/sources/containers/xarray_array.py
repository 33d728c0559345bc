"""Arrays of xarray: axes are told by the names of the dimensions and by what their coordinates hold."""

from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened
from seqguard.sources.named_axes import open_named_axes
from seqguard.sources.split import Split


def open_data_array(value: Any, asked: Asked) -> Split | Opened:
    """A tensor with its axes in order, the names of its features, and the times of its samples."""
    tensor, times = open_named_axes(value, asked)
    return tensor if asked.role == "y" else Split(tensor, timestamps=times)


CONTAINER = Container(
    "xarray DataArray",
    "split",
    open_data_array,
    types=("xarray.DataArray",),
    read="axes by the names of dimensions (sample, time, channel ...), in any order and without a copy; names of "
    "features from the channel's coordinate; a time coordinate as timestamps, of the samples or of their steps",
    left="a time coordinate that more than 4,194,304 steps share; a series without samples: seqguard.windows",
    example="seqguard.inspect(array, y)",
)
