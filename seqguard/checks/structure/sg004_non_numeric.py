"""Values that are no numbers."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.checks.examples.arrays import forecast
from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Each
from seqguard.sources.base import Given


@check("SG004", severity="error")
def non_numeric(tensor: Each[Given]) -> Iterable[Finding]:
    """A tensor holds objects, strings, dates or complex numbers instead of real numbers.

    Situation: The frame still has a column of strings or dates, or the sequences differ in length, and `fit` fails on a
        dtype.
    Why: the network cannot read it, or the backend converts it in a way nobody chose: strings of numbers become
        numbers in one place and raise in another, an array of lists of different length is one object per sample.
    Evidence: the dtype, or the lengths of the nested sequences.
    Remedy: convert once, explicitly, where the data are read: `X.astype("float32")` for numbers kept as objects,
        padding for sequences of different length, a numeric encoding for strings and dates.
    Limits: values are looked at only for the first text among numbers; nothing is unpickled, and nothing guessed.
    """
    if tensor.problem is None:
        return
    if "ragged" in tensor.problem or "length" in tensor.problem:
        padded = f"keras.utils.pad_sequences({tensor.name}, dtype='float32', padding='post')"
        remedy = f"Pad to one length: `{padded}`."
    elif "is no number" in tensor.problem:
        remedy = f"Mend the cells that are no number where {tensor.name} is made, and make numbers of it then."
    else:
        remedy = _remedy(tensor.name, tensor.problem)
    name = "X" if tensor.role == "x" else "y"
    yield Finding(
        message=f"{tensor.name} has {tensor.problem}, shape {tensor.shape}. Its values are not read and checks of them "
        "are skipped.",
        remedy=remedy,
        fix=f"{name} = np.stack(list({name})).astype('float32')"
        if "object" in tensor.problem and "is no number" not in tensor.problem and "str" not in tensor.problem
        else "",
        evidence={"dtype": tensor.dtype, "shape": list(tensor.shape)},
    )


def _remedy(name: str, problem: str) -> str:
    """What makes numbers of the values."""
    if "(text)" in problem or "holding str" in problem:
        return (
            f"Make numbers of {name}: `{name}.astype('float32')` where each text is a number, "
            f"`np.unique({name}, return_inverse=True)[1]` where each is a label."
        )
    if "object" in problem:
        return (
            f"Stack the samples of {name} into one array of numbers; if that raises, they differ in length or hold "
            "text."
        )
    if "structured" in problem:
        return f"Make features of its fields: `np.lib.recfunctions.structured_to_unstructured({name})`."
    if "complex" in problem:
        return f"Make two features of each complex one: `np.concatenate([{name}.real, {name}.imag], -1)`."
    if "dates" in problem:
        return f"Count the time: `({name} - {name}.min()) / np.timedelta64(1, 's')`."
    return f"Encode {name} as numbers before it reaches the network, and store it with a numeric dtype."


@non_numeric.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "X": data["X"].astype(object)}


@non_numeric.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "y": data["y"].astype(str)}


@non_numeric.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    X = data["X"].astype(str)
    X[12, 3, 0] = "-"
    return {**data, "X": X}


@non_numeric.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    data = forecast(rng)
    return {**data, "X": data["X"].astype(">f2")}
