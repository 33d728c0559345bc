"""Text that the model takes."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from seqguard.core.declare import check
from seqguard.core.finding import Finding
from seqguard.core.places import Input
from seqguard.facts.model.compiled import InputFacts, NetworkFacts
from seqguard.sources.base import Given


@check("SG740", severity="info", excuses=("SG004",))
def text_taken_by_model(x: Input[Given], model: NetworkFacts) -> Iterable[Finding]:
    """The input holds text, and the model is built to take it.

    Situation: X is text, and a TextVectorization layer takes it.
    Why: A model that begins with TextVectorization or StringLookup turns text into tokens itself; then non-numeric
        says what is not so.
    Evidence: The values are no numbers, and the dtype of the model's input is string.
    Remedy: None needed.
    Limits: What is in the text is not looked at. Several inputs are told by the keys of a dict.
    """
    names = {"X", f"X[{model.inputs[0].name!r}]"} if len(model.inputs) == 1 else set()
    takes = [i for i in model.inputs if i.dtype == "string" and x.name in {f"X[{i.name!r}]", *names}]
    if x.problem is None or not takes:
        return
    yield Finding(
        message=f"{x.name} has {x.problem}, and input `{takes[0].name}` of the model takes text. Its values are not "
        "read, and checks of them are skipped.",
        remedy="Leave it as it is. To look at what the model learns from, call seqguard.inspect on the token ids that "
        "TextVectorization gives.",
        evidence={"dtype": x.dtype, "input": takes[0].name},
    )


def _text(dtype: str) -> dict[str, Any]:
    given = Given("X", "train", "x", (300,), "<U20", None, "dtype <U20")
    return {"x": given, "model": NetworkFacts(inputs=(InputFacts(name="review", shape=(None,), dtype=dtype),))}


@text_taken_by_model.bad
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _text("string")


@text_taken_by_model.good
def _(rng: np.random.Generator) -> dict[str, Any]:
    return _text("float32")
