"""Forms, one line each: protocols, orders of axes, and calls of Keras that are no calls of seqguard."""

from __future__ import annotations

import array
from typing import Any

import numpy as np
from form import Form
from forms_given import N, X, Y, channels_first, turned

import seqguard


class Held:
    """An object of one protocol."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


class WithArray(Held):
    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return self.__dict__["values"]


class WithDLPack(Held):
    def __dlpack__(self, **words: Any) -> Any:
        return self.__dict__["values"].__dlpack__(**words)

    def __dlpack_device__(self) -> Any:
        return self.__dict__["values"].__dlpack_device__()


def with_interface(values: Any) -> Any:
    return Held(held=values, __array_interface__=values.__array_interface__)


FORMS: list[Form] = [
    Form("__array__", lambda p: (WithArray(values=X), Y)),
    Form("__array_interface__", lambda p: (with_interface(X), Y)),
    Form("__dlpack__", lambda p: (WithDLPack(values=X.copy()), Y)),
    Form("memoryview", lambda p: (memoryview(X), Y)),
    Form("array.array y", lambda p: (X, array.array("f", Y.tolist()))),
    Form("range y", lambda p: (X, range(N)), like=lambda: {"X": X, "y": np.arange(N)}),
    Form("layout='NFT'", lambda p: {"X": np.ascontiguousarray(X.transpose(0, 2, 1)), "y": Y, "layout": "NFT"}),
    Form("layout='TNF'", lambda p: {"X": np.ascontiguousarray(X.transpose(1, 0, 2)), "y": Y, "layout": "TNF"}),
    Form(
        "aeon, sktime numpy3D as it is",
        lambda p: channels_first(),
        said="time-on-last-axis",
        then=lambda p: {**dict(zip(("X", "y"), channels_first(), strict=True)), "layout": "NFT"},
        like=turned,
    ),
    Form(
        "inspect(X, y, Xv, yv)",
        lambda p: lambda: seqguard.inspect(X, Y, X, Y),  # type: ignore[arg-type]  # what is refused
        said="inspect(X, y, validation_data=(X_val, y_val))",
        then=lambda p: {"X": X[:200], "y": Y[:200], "validation_data": (X[200:], Y[200:])},
        like=lambda: {"X": X[:200], "y": Y[:200], "validation_data": {"validation": (X[200:], Y[200:])}},
    ),
    Form(
        "inspect(X, y, validation_split=.2)",
        lambda p: {"X": X, "y": Y, "validation_split": 0.2},
        said="inspect(X[:-k], y[:-k], validation_data=(X[-k:], y[-k:]))",
        then=lambda p: {"X": X[:-80], "y": Y[:-80], "validation_data": (X[-80:], Y[-80:])},
        like=lambda: {"X": X[:-80], "y": Y[:-80], "validation_data": (X[-80:], Y[-80:])},
    ),
]
