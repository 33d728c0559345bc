"""Bunches of scikit-learn: what its loaders give."""

from typing import Any

from seqguard.core.shapes import axes
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.split import Split


def open_bunch(value: Any, asked: Asked) -> Split:
    """Its data and target, and the names of features where there is one for each."""
    if "data" not in value:
        raise TypeError(f"{asked.argument} is a Bunch without data: pass its arrays, {asked.argument}[name]")
    X, names = value["data"], value.get("feature_names")
    fits = names is not None and axes(X) > 1 and len(names) == X.shape[-1]
    return Split(X, value.get("target"), feature_names=[str(n) for n in names] if fits else None)


CONTAINER = Container(
    "Bunch of scikit-learn",
    "split",
    open_bunch,
    types=("sklearn.Bunch",),
    read="data, target and feature_names",
    left="the description and names of classes",
    example="seqguard.inspect(sklearn.utils.Bunch(data=X, target=y))",
)
