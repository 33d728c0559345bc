"""What the user hands in becomes splits of named tensors: the one place that knows the table of inputs."""

from typing import Any

from seqguard.core.arguments import DataOptions
from seqguard.sources.base import SplitData
from seqguard.sources.declared import declared
from seqguard.sources.opening import as_wide
from seqguard.sources.tensor import open_split

PLAIN = DataOptions()


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
    splits: list[SplitData] = []
    for given in declared(X, y, validation_data, asked, most):
        splits.append(open_split(given))
        _check_names(splits[0], splits[-1], given.at)
    return as_wide(splits)


def _check_names(train: SplitData, other: SplitData, argument: str) -> None:
    """Raise ValueError unless the further split has the inputs and targets of train."""
    for role, ours, theirs in (("inputs", train.inputs, other.inputs), ("targets", train.targets, other.targets)):
        want, have = [g.name for g in ours], [g.name for g in theirs]
        missing, extra = [n for n in want if n not in have], [n for n in have if n not in want]
        if missing or extra:
            wrong = [f"missing {', '.join(missing)}"] * bool(missing) + [f"unexpected {', '.join(extra)}"] * bool(extra)
            raise ValueError(f"{argument} must have the same {role} as the training data: {'; '.join(wrong)}")
