"""What checks read, made by hand for the boundary tests: as much of it as a check asks for."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from seqguard.basis.kinds import Columns, Kinds, _part
from seqguard.engine.registry import discover

Given = dict[str, Any]
CHECKS = {c.slug: c for c in discover().values()}


def some(**given: Any) -> Any:
    """What has these attributes, in place of a fact of many more."""
    return SimpleNamespace(**given)


def plan(**more: Any) -> Any:
    """As much of a plan as a sentence needs."""
    given: Given = {
        "n": 1_000, "T": 12, "F": 3, "step": 0, "sliding": False, "role": "x", "split": "train", "tensor": "X",
        "label": "X", "task": "regression", "layout": "columns", "origin": None, "padding": None,
        "told": False, "nested": False, "axes": "NTF",
        "shape": (1_000, 12, 3), "dtype": "float32",
        "features": ("f0", "f1", "f2"), "names": lambda at: tuple(f"f{i}" for i in at), "at": lambda *_: "X[0]",
        "beside": lambda *_: "X[0]",
    }  # fmt: skip
    whole = {**given, **more}
    return some(**{"independent": whole["n"] * whole["step"] / whole["T"] if whole["sliding"] else whole["n"], **whole})


def continuous(width: int = 1) -> Kinds:
    """Features of fifty values that stand once."""
    values = np.arange(50.0)[:, None] + np.arange(width)
    return Kinds(Columns([_part(values, np.arange(width), False, None)], width))


def moments(low: float, high: float, deviation: float = 1.0) -> Any:
    return some(
        feature_min=lambda: np.array([low]), feature_max=lambda: np.array([high]),
        feature_var=lambda: np.array([deviation**2]), finite=np.array([[100]]),
    )  # fmt: skip


def columns(low: Any, high: Any, deviation: Any) -> Any:
    """Moments of features."""
    low, high, deviation = (np.atleast_1d(np.asarray(v, float)) for v in (low, high, deviation))
    return some(
        feature_min=lambda: low, feature_max=lambda: high, feature_var=lambda: deviation**2,
        feature_mean=lambda: np.zeros(len(low)), finite=np.full((1, len(low)), 100), mean=np.zeros((1, len(low))),
        var=deviation[None] ** 2,
    )  # fmt: skip
