"""Axes with names, as xarray has them: which dimension holds samples, which time, which features."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from seqguard.core.plan import Array
from seqguard.sources.adapters import Asked
from seqguard.sources.arrays import Opened, SliceSource, open_array, problem
from seqguard.sources.refusal import EXPECTED

TIMES = ("timestep", "timesteps", "step", "steps", "window", "lag", "seq", "sequence", "t", "time", "date", "datetime")
"""Names of the dimension that runs within a sample, the likelier first: rolling(...).construct("window") leaves `time`
to the samples."""
FEATURES = (
    "channel", "channels", "feature", "features", "variable", "variables", "var", "vars", "sensor", "sensors", "band",
    "component", "f", "c",
)  # fmt: skip
SAMPLES = (
    "sample", "samples", "instance", "instances", "case", "cases", "batch", "series", "id", "n", "event", "trial",
    "subject",
)  # fmt: skip

SHARED = 2**22
"""Steps of all samples up to which times that they share are taken for each: 32 MB."""


def open_named_axes(value: Any, asked: Asked) -> tuple[Opened, Array | None]:
    """A tensor (samples, timesteps, features) over an xarray array, without a copy, and the times of its samples.

    Raises:
        TypeError: it has no dimension of samples.
    """
    dims = [str(d) for d in value.dims]
    if asked.role == "y":
        order = _order_of_target(dims)
    else:
        order = order_of(dims, _dated(value), _worded(value))
        if "N" not in order:
            raise TypeError(
                f"{asked.argument} must be {EXPECTED}, got an array of ({', '.join(dims)}), one long series: cut it "
                f"with seqguard.windows({asked.argument}.to_pandas(), window=24)"
            )
    names = [dims[order.index(axis)] for axis in "NTF" if axis in order]
    if len(names) < len(dims):
        names += [d for d in dims if d not in names]
        if names != dims:
            raise TypeError(
                f"{asked.argument} must have its axes in the order of samples, timesteps, features; pass "
                f"{asked.argument}.transpose({', '.join(map(repr, names))})"
            )
    turned = value.transpose(*names) if names != dims else value
    held = _open(turned)
    layout = order if len(order) == len(dims) == 3 and asked.role == "x" else "NTF"
    features = _labels(value, dims[order.index("F")]) if "F" in order and asked.role == "x" else ()
    made = Opened(held.shape, held.dtype, held.source, held.problem, features, layout=layout)
    return made, _stamps(value, dims, order)


def order_of(dims: Sequence[str], dated: Sequence[str] = (), worded: Sequence[str] = ()) -> str:
    """The axis that each dimension is, "N", "T" or "F"; as they stand where neither names nor coordinates tell."""
    left = list(dims)
    found: dict[str, str] = {}
    short = {d: d.lower() for d in dims}

    def claim(axis: str, named: Sequence[str], kept: int) -> None:
        fitting = [d for n in named for d in left if short[d] == n]
        if fitting and len(left) > kept:
            found[axis] = fitting[0]
            left.remove(fitting[0])

    if len(dims) > 1:
        claim("N", SAMPLES, 0)
        claim("T", TIMES, 0)
        claim("F", FEATURES, 0)
        claim("F", worded, 0)
        claim("T", dated, 0) if "T" not in found else None
    for axis in "NTF":
        if axis not in found and left and len(found) < len(dims):
            if axis == "N" and len(dims) == 2 and {"T", "F"} <= found.keys():
                continue
            found[axis] = left.pop(0)
    called = {dim: name for name, dim in found.items()}
    return "".join(called[d] for d in dims if d in called)


def _order_of_target(dims: Sequence[str]) -> str:
    order = order_of(dims) if len(dims) > 1 else "N"
    return order if order.startswith("N") or "N" in order else "NTF"[: len(dims)]


def _dated(value: Any) -> list[str]:
    """Dimensions whose coordinate holds times."""
    return [str(d).lower() for d in value.dims if d in value.coords and value.coords[d].dtype.kind in "mM"]


def _worded(value: Any) -> list[str]:
    """Dimensions whose coordinate holds words."""
    return [str(d).lower() for d in value.dims if d in value.coords and value.coords[d].dtype.kind in "UOT"]


def _open(value: Any) -> Opened:
    """The values: those in memory as they are, lazy ones piece by piece."""
    data = value.variable._data if isinstance(getattr(value.variable, "_data", None), np.ndarray) else None
    if data is not None:
        return open_array(data)
    shape = tuple(int(n) for n in value.shape)
    empty = np.asarray(value[0:0].values)
    why = problem(empty) if shape else "a single value"
    source = None if why else SliceSource(value, shape, empty.dtype)
    return Opened(shape, str(empty.dtype), source, why)


def _labels(value: Any, dim: Hashable) -> tuple[str, ...]:
    if dim not in value.coords or value.coords[dim].dtype.kind not in "UOT":
        return ()
    return tuple(str(v) for v in value.coords[dim].values)


def _stamps(value: Any, dims: Sequence[str], order: str) -> Array | None:
    """(n,) times along the samples, or (n, T) of each of their steps; those that all samples share stand for each."""
    if "N" not in order:
        return None
    sample = dims[order.index("N")]
    step = dims[order.index("T")] if "T" in order else None
    n, steps = value.sizes[sample], value.sizes[step] if step is not None else 0
    for wanted in ((sample,), (sample, step)):
        for coordinate in value.coords.values():
            if coordinate.dtype.kind == "M" and tuple(coordinate.dims) == wanted:
                stamps: Array = np.asarray(coordinate.values)
                return stamps
    shared = [c.values for c in value.coords.values() if c.dtype.kind == "M" and tuple(c.dims) == (step,)]
    if not shared or n * steps > SHARED:
        return None
    everywhere: Array = np.broadcast_to(np.asarray(shared[0]), (n, steps))
    return everywhere


class Stacked:
    """Variables (samples, timesteps) side by side: the features of one input."""

    def __init__(self, made: Mapping[str, Any]) -> None:
        first = next(iter(made.values()))
        self._sources = [tensor.source for tensor in made.values()]
        self.features, self.shape = tuple(made), (*first.shape, len(made))
        self.dtype = np.result_type(*(source.dtype for source in self._sources))

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop), read-only."""
        out = np.stack([np.asarray(s.read(start, stop), self.dtype) for s in self._sources], -1)
        out.flags.writeable = False
        return out
