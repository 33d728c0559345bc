"""What the user hands in becomes splits of named tensors: the one place that knows the table of inputs."""

import os
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from seqguard.core.arguments import DataOptions, attribute
from seqguard.core.errors import NotFound, SeqguardWarning, named, shown
from seqguard.core.plan import Role
from seqguard.sources.adapters import container_of
from seqguard.sources.arrays import Opened
from seqguard.sources.base import Given, SplitData
from seqguard.sources.opening import PLAIN, Opening, Said, as_wide
from seqguard.sources.ragged import open_samples
from seqguard.sources.refusal import refuse_rows
from seqguard.sources.roles import by_role
from seqguard.sources.split import Split, as_list, axes, is_listed, length
from seqguard.sources.tensor import is_array, open_tensor
from seqguard.sources.urls import is_url

PAIR = "a tuple (X, y) or (X, y, sample_weight), or a seqguard.Split"


def gather(
    X: Any, y: Any = None, *, validation_data: Any = None, asked: DataOptions = PLAIN, most: int | None = None
) -> tuple[SplitData, ...]:
    """The splits under what was handed in: "train" first, then "validation" or the names of the dict given.

    Args:
        X: an array (samples, timesteps, features) or of another number of axes from two up, nested lists, a masked or
            memory-mapped array, anything sliceable with a shape (h5py, zarr, torch on the CPU), a dict of them, a list
            of them where each has len(y) samples, a `Split`, `seqguard.windows`, or the path of a file (`Path`, or a
            string that names an existing file).
        y: array of targets, a column, a dict of them, or None.
        validation_data: a tuple (X, y) or (X, y, sample_weight), a `Split`, or a dict of name to either.
        asked: what the caller said of the data: layout, lengths, target.
        most: samples that are read of a stream.

    Raises:
        TypeError, ValueError: an argument is no such thing; the message names it. Bad data never raise: lengths that
            differ, no samples, and values that are no numbers come back as they are, for the checks to speak of.
    """
    opening = Opening(asked, most)
    X, y = as_list(X), as_list(y)
    train, validation_data = _train(X, y, validation_data, opening)
    splits = [_split("train", train, "X", "y", opening.of(train, train=True))]
    for name, split, at in _others(validation_data, opening):
        splits.append(_split(name, split, f"{at}[0]", f"{at}[1]", opening.of(split)))
        _same_names(splits[0], splits[-1], at)
    return as_wide(splits)


def _train(X: Any, y: Any, validation_data: Any, opening: Opening) -> tuple[Split, Any]:
    """The training split, and the validation data that its file may bring along."""
    if _names_file(X):
        try:
            held = _opened(X)
        except (TypeError, ValueError, OSError, ImportError) as error:
            raise named("X", error) from error
        for name, given in (("y", y), ("validation_data", validation_data)):
            if given is not None and held[name] is not None:
                raise ValueError(f"{name} must be None here: {shown(str(X))} holds it already")
        X, y = held["X"], held["y"] if y is None else y
        validation_data = held["validation_data"] if validation_data is None else validation_data
    brings = "a seqguard.Split" if isinstance(X, Split) else None
    if (whole := opening.whole(X, "X", with_y=y is not None)) is not None:
        (X, brings) = whole
        others = getattr(X, "others", None)
        if others is not None and validation_data is not None:
            raise ValueError(f"validation_data must be None here: {brings} holds it already")
        validation_data = others if validation_data is None else validation_data
        if X.y is None and y is not None:
            X, y = replace(X, y=y), None
    if not isinstance(X, Split):
        return Split(X, y), validation_data
    if y is not None:
        raise TypeError(f"y must be None where X is {brings}, which brings its own y")
    return X, validation_data


def _opened(X: "str | os.PathLike[str]") -> dict[str, Any]:
    """What stands at a path or URL; of a folder that is no data set, the one data set below it.

    Raises:
        ValueError: several stand there; they are listed.
    """
    from seqguard.sources.files import open_path
    from seqguard.sources.folders import walked

    path = os.fspath(X)
    if is_url(path) or not os.path.isdir(path):
        return open_path(path)
    found = walked(Path(path), {}, tables=False)
    if found is None or not (found.taken or found.left):
        return open_path(path)
    if len(found.taken) != 1:
        raise ValueError(
            f"{found.sentence(path)}; inspect each by itself, or all of them by seqguard check {shown(path)}"
        )
    warnings.warn(found.sentence(path), SeqguardWarning, stacklevel=5)
    return open_path(found.taken[0])


def _names_file(X: Any) -> bool:
    """Any path or URL stands for a file; a string does where the file exists (a text is no X otherwise)."""
    if not isinstance(X, os.PathLike | str):
        return False
    if is_url(X):
        return True
    there = os.path.exists(X)  # which no name is too long for
    if isinstance(X, os.PathLike) and not there:
        raise NotFound(f"X must name an existing file or folder, got {shown(str(X))}")
    return there


def _others(validation_data: Any, opening: Opening) -> list[tuple[str, Split, str]]:
    """(name, split, how the caller would write it) of each further split."""
    if validation_data is None:
        return []
    if isinstance(validation_data, type) or not isinstance(validation_data, Mapping) or _is_whole(validation_data):
        return [("validation", _pair(validation_data, "validation_data", opening), "validation_data")]
    if not validation_data:
        raise ValueError("validation_data must name at least one split, got an empty dict")
    for name in validation_data:
        if not isinstance(name, str) or name in ("", "train"):
            raise ValueError(f"validation_data must have names other than 'train' as keys, got {shown(name)}")
    written = {name: f"validation_data[{shown(name)}]" for name in validation_data}
    return [(name, _pair(validation_data[name], at, opening), at) for name, at in written.items()]


def _is_whole(value: Mapping[Any, Any]) -> bool:
    """Whether a mapping is one split, and holds none: an open file, or arrays under the names of X and y."""
    known = container_of(value)
    if known is not None and known.holds == "split":
        return True
    return {"X", "y"} <= by_role([n for n in value if isinstance(n, str)]).keys() and all(
        axes(v) > 0 for v in value.values()
    )


def _pair(value: Any, argument: str, opening: Opening) -> Split:
    if isinstance(value, Split):
        return value
    if isinstance(value, str | os.PathLike) and (is_url(value) or os.path.exists(value)):
        try:
            held = _opened(value)
        except (TypeError, ValueError, OSError, ImportError) as error:
            raise named(argument, error) from error
        return held["X"] if isinstance(held["X"], Split) else Split(held["X"], held["y"])
    if not _are_inputs_and_targets(value) and (whole := opening.whole(as_list(value), argument)) is not None:
        return whole[0]
    if not isinstance(value, tuple | list) or not 1 <= len(value) <= 3:
        got = f"{type(value).__name__} of {len(value)}" if isinstance(value, tuple | list) else type(value).__name__
        raise TypeError(f"{argument} must be {PAIR}, or a dict of name to either, got {got}")
    if isinstance(value[0], Split):
        raise TypeError(f"{argument} must be {PAIR}, got a Split inside a {type(value).__name__}")
    try:
        y, weight = value[1] if len(value) > 1 else None, value[2] if len(value) > 2 else None
        if (whole := opening.whole(value[0], f"{argument}[0]", with_y=y is not None)) is not None:
            return _completed(*whole, y, weight, argument)
        return Split(value[0], y, sample_weight=weight)
    except (TypeError, ValueError) as error:
        raise named(argument, error) from error


def _are_inputs_and_targets(value: Any) -> bool:
    """Whether a tuple holds a dict of inputs and one of targets, and no two batches: those have the same names."""
    if not isinstance(value, tuple) or not 2 <= len(value) <= 3:
        return False
    return all(isinstance(v, Mapping) for v in value[:2]) and set(value[0]) != set(value[1])


def _completed(split: Split, what: str, y: Any, weight: Any, argument: str) -> Split:
    """A container that stood for the inputs of a pair, with the rest of the pair."""
    if split.y is not None and y is not None:
        raise TypeError(f"{argument}[1] must be None where {argument}[0] is {what}, which brings its own y")
    split = split if y is None else replace(split, y=y)
    return split if weight is None else replace(split, sample_weight=weight)


def _split(name: str, split: Split, at_x: str, at_y: str, said: Said) -> SplitData:
    sizes = (_length(split.X), _length(split.y))
    inputs = _entries(split.X, "X", at_x, sizes[1])
    targets = {} if split.y is None else _entries(split.y, "y", at_y, sizes[0])
    inputs = {key: said.applied(opened, at_x) for key, opened in inputs.items()}
    if not isinstance(split.X, Mapping):
        inputs = {key: _with_axes(opened, at_x) for key, opened in inputs.items()}
    return SplitData(
        name,
        tuple(_given(key, name, "x", opened) for key, opened in inputs.items()),
        tuple(_given(key, name, "y", opened) for key, opened in targets.items()),
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
    if is_listed(value) and value and all(is_array(v) for v in value):
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
        return None if value and all(is_array(v) for v in value) else len(value)
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


def _same_names(train: SplitData, other: SplitData, argument: str) -> None:
    """Raise ValueError unless the further split has the inputs and targets of train."""
    for role, ours, theirs in (("inputs", train.inputs, other.inputs), ("targets", train.targets, other.targets)):
        want, have = [g.name for g in ours], [g.name for g in theirs]
        missing, extra = [n for n in want if n not in have], [n for n in have if n not in want]
        if missing or extra:
            wrong = [f"missing {', '.join(missing)}"] * bool(missing) + [f"unexpected {', '.join(extra)}"] * bool(extra)
            raise ValueError(f"{argument} must have the same {role} as the training data: {'; '.join(wrong)}")
