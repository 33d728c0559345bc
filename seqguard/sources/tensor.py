"""The tensors of a split: what was handed in as X, y or an entry of them, recognised as tensors or refused by name."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np

from seqguard.core.arguments import attribute
from seqguard.core.errors import shown
from seqguard.core.plan import Role
from seqguard.core.shapes import axes, is_listed, length
from seqguard.sources.adapters import Asked, container_of, opened_by
from seqguard.sources.arrays import Opened
from seqguard.sources.base import Given, SplitData
from seqguard.sources.declared import Declared
from seqguard.sources.mappings import said_of_fields
from seqguard.sources.opening import as_said
from seqguard.sources.ragged import open_samples
from seqguard.sources.refusal import EXPECTED, described, refuse_rows
from seqguard.sources.split import Split


def open_split(declared: Declared) -> SplitData:
    """The tensors of a split by name, those of a dict or a list each by its own."""
    split, at_x, at_y = declared.split, declared.inputs, declared.targets
    sizes = (_length(split.X), _length(split.y))
    inputs = _entries(split.X, "X", at_x, sizes[1])
    targets = {} if split.y is None else _entries(split.y, "y", at_y, sizes[0])
    inputs = {key: as_said(opened, declared.layout, declared.lengths, at_x) for key, opened in inputs.items()}
    if not isinstance(split.X, Mapping):
        inputs = {key: _with_axes(opened, at_x) for key, opened in inputs.items()}
    return SplitData(
        declared.name,
        tuple(_given(key, declared.name, "x", opened) for key, opened in inputs.items()),
        tuple(_given(key, declared.name, "y", opened) for key, opened in targets.items()),
        split.groups,
        split.timestamps,
        split.sample_weight,
        getattr(split, "table", None),
        getattr(split, "part", None),
    )


def _given(name: str, split: str, role: Role, opened: Opened) -> Given:
    return Given(
        name, split, role, opened.shape, opened.dtype, opened.source, opened.problem, opened.features, opened.lengths,
        opened.nested, opened.pre, opened.layout,
    )  # fmt: skip


def _entries(value: Any, name: str, argument: str, n: int | None) -> dict[str, Opened]:
    """The named tensors of one argument; `n` is the length of the other one, by which a list of arrays is told."""
    role: Role = "x" if name == "X" else "y"
    if isinstance(value, Mapping) and type(value).__module__.split(".")[0] not in ("numpy", "h5py", "zarr"):
        if not value:
            raise ValueError(f"{argument} must hold at least one array, got an empty dict")
        wrong = [key for key in value if not isinstance(key, str)]
        if wrong:
            raise TypeError(
                f"{argument} must have strings as keys, got {shown(wrong[0])}: where each entry is one sample, pass "
                f"list({argument}.values())"
            )
        if n == len(value) > 1 and all(axes(v) > 0 and v.shape[0] != n for v in value.values()):
            raise TypeError(
                f"{argument} is a dict of {n:,} arrays for {n:,} samples, and the entries of a dict are inputs, each "
                f"with all samples: where each entry is one sample, pass list({argument}.values())"
            )
        return {f"{name}[{key!r}]": open_tensor(entry, f"{argument}[{key!r}]", role) for key, entry in value.items()}
    if is_listed(value) and value and all(axes(v) > 0 for v in value):
        return _list_of_arrays(value, name, argument, n)
    if name == "X" and attribute(value, "columns") is not None and _is_rows(value):
        refuse_rows(value, argument)
    return {name: open_tensor(value, argument, role)}


def _is_rows(value: Any) -> bool:
    """Whether a table is one of rows, of which nothing else is known; pandas' may be panels."""
    known = container_of(value)
    return known is None or (known.holds == "table" and not type(value).__module__.startswith("pandas"))


def _list_of_arrays(value: Any, name: str, argument: str, n: int | None) -> dict[str, Opened]:
    """Several tensors, where each has as many samples as the other side; samples of different lengths are ragged."""
    role: Role = "x" if name == "X" else "y"
    lengths = [int(v.shape[0]) for v in value]
    if all(length == (lengths[0] if n is None else n) for length in lengths) and (n is not None or name == "y"):
        return {f"{name}[{i}]": open_tensor(v, f"{argument}[{i}]", role) for i, v in enumerate(value)}
    if n == len(value) or (n is None and (len(set(lengths)) > 1 or all(axes(v) == 2 for v in value))):
        return {name: open_samples(value)}
    other = "X" if name == "y" else "y"
    sizes = f"{min(lengths):,}" if len(set(lengths)) == 1 else f"{min(lengths):,} to {max(lengths):,}"
    raise TypeError(
        f"{argument} is a list of {len(value):,} arrays of {sizes} samples, read as several tensors only where each "
        f"has the samples of {other} ({'none given' if n is None else f'{n:,}'}); "
        f"pass a dict of named arrays, or numpy.stack({argument}) where each array is one sample"
    )


def _length(value: Any) -> int | None:
    """Samples of a tensor or dict of them; for a list of arrays its own length is no evidence, so None."""
    if isinstance(value, Mapping):
        return _length(next(iter(value.values()))) if value else None
    if is_listed(value):
        return None if value and all(axes(v) > 0 for v in value) else len(value)
    return length(value.shape) if axes(value) else None


def _with_axes(opened: Opened, argument: str) -> Opened:
    """X that is one row of numbers cannot be read as samples and timesteps; whatever is no numbers or empty passes."""
    if len(opened.shape) != 1 or opened.problem:
        return opened
    if not opened.shape[0]:
        return replace(opened, source=None, problem="no samples, and only one axis")
    raise ValueError(
        f"{argument} must have at least the axes (samples, timesteps), got shape {opened.shape}: a series is cut into "
        f"windows by numpy.lib.stride_tricks.sliding_window_view({argument}, 24); one value for each sample is "
        f"{argument}[:, None]"
    )


def open_tensor(value: Any, argument: str, role: Literal["x", "y"] = "x") -> Opened:
    """Recognise one tensor. `argument` is how the caller named it, such as "validation_data[0]".

    Values that cannot be read as numbers come back with `problem` set: they are the data's fault, not the call's.

    Raises:
        TypeError: nothing that holds a tensor, or a container that is not read; the message says what to pass instead.
    """
    if isinstance(value, Opened):
        return value
    known = None if isinstance(value, type | np.generic) else container_of(value)
    if known is None:
        said = said_of_fields(value, argument)
        if callable(attribute(value, "train_dataloader")):
            said = (
                f"; pass seqguard.inspect({argument}.train_dataloader(), validation_data={argument}.val_dataloader())"
            )
        if not said and callable(value) and not isinstance(value, type) and attribute(value, "fit") is None:
            said = f"; pass what it gives when it is called, {argument}()"
        raise TypeError(f"{argument} must be {EXPECTED}, got {described(value)}{said}")
    if known.holds == "stream":
        article = "an" if known.name[0] in "aeiou" else "a"
        said = f"{article} {known.name} stands for X and y together, so it is passed as X, or as validation_data"
        if role == "y" and (attribute(value, "__next__") or attribute(value, "__iter__")):
            said += f"; targets that it yields are passed as list({argument})"
        raise TypeError(f"{argument} must be {EXPECTED}, got {described(value)}: {said}")
    opened = opened_by(known, value, Asked(argument, role))
    if isinstance(opened, Split) and opened.y is None and isinstance(opened.X, Opened):
        return opened.X
    if not isinstance(opened, Opened):
        raise TypeError(f"{argument} must be {EXPECTED}, got a {known.name}, which holds more than one tensor")
    return opened
