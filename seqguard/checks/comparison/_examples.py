"""Figures to damage: what a profile keeps of a sound tensor."""

from dataclasses import replace
from typing import Any

import numpy as np

from seqguard.core.plan import Array
from seqguard.facts.kept import LEVELS, PARTS, Codes, Compared, Figures


def figures(rng: np.random.Generator, features: int = 3, **more: Any) -> Figures:
    """Features that vary about 10, 20, 30 by 1, 2, 3."""
    scale = np.arange(1.0, features + 1)
    shares = np.array(LEVELS)
    normal = np.interp(shares, np.linspace(0, 1, 2001), np.sort(rng.standard_normal(2001)))
    names = tuple(f"f{i}" for i in range(features))
    whole = np.full(features, 2000)
    wobble = 1 + 0.1 * rng.random((features, PARTS))
    made = Figures(
        "X", "x", (2000, 12, features), "float32", "values", "steps", 12, features, True, 167.0, False,
        np.arange(features), names, ("continuous",) * features, np.zeros(features, bool), whole, 0 * whole, 0 * whole,
        7 * scale, 13 * scale, 10 * scale, scale, scale[:, None] * (10 + normal), 0.3 * scale, 0 * scale,
        np.full(features, np.nan), (9.5 * scale)[:, None] * wobble, (3.3 * scale)[:, None] * wobble,
        (0.3 * scale)[:, None] * wobble, (None,) * features,
    )  # fmt: skip
    return replace(made, **more)


SIZED = ("min", "max", "mean", "std", "quantiles", "step", "grid", "part_level", "part_width", "part_step")


def scaled(old: Figures, feature: int, factor: float) -> Figures:
    """The same in another unit."""
    changed: dict[str, Any] = {name: _with(getattr(old, name), feature, factor, 0.0) for name in SIZED}
    return replace(old, **changed)


def shifted(old: Figures, feature: int, by: float) -> Figures:
    """The same at another level."""
    names = ("min", "max", "mean", "quantiles", "part_level")
    changed: dict[str, Any] = {name: _with(getattr(old, name), feature, 1.0, by) for name in names}
    return replace(old, **changed)


def coded(old: Figures, feature: int, values: list[float], counts: list[int]) -> Figures:
    """The same with few values in one feature."""
    codes, kinds = list(old.codes), list(old.kinds)
    codes[feature] = Codes(np.array(values), np.array(counts), True)
    kinds[feature] = "discrete"
    return replace(old, codes=tuple(codes), kinds=tuple(kinds))


def without(old: Figures, feature: int) -> Figures:
    """The same without one feature, those behind it one place further to the front."""
    kept = [i for i in range(old.F) if i != feature]
    fields: dict[str, Any] = {
        name: getattr(old, name)[kept] for name in (*SIZED, "static", "count", "nan", "inf", "rest")
    }
    codes, kinds = (tuple(values[i] for i in kept) for values in (old.codes, old.kinds))
    names = tuple(f"f{i}" for i in range(len(kept))) if not old.named else tuple(old.names[i] for i in kept)
    rest: dict[str, Any] = {
        "F": len(kept),
        "numbers": np.arange(len(kept)),
        "names": names,
        "codes": codes,
        "kinds": kinds,
    }
    return replace(old, shape=(*old.shape[:2], len(kept)), **rest, **fields)


def both(old: Figures, new: Figures) -> dict[str, Any]:
    """What a check of this family reads."""
    return {"compared": Compared({old.tensor: old}, {new.tensor: new})}


def _with(values: Array, feature: int, factor: float, by: float) -> Array:
    changed = values.copy()
    changed[feature] = changed[feature] * factor + by
    return changed
