"""What must not change a verdict: the order of samples and features, types, names, other splits, the sign of zero."""

import csv
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from _kinds import KINDS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import seqguard
from seqguard.core.plan import Array
from seqguard.testing import forecast, labelled

Arguments = dict[str, Any]
Signature = set[tuple[str, str, str, str]]

LEVELS = ("info", "warning", "error")


def signature(report: seqguard.Report, *, above: str = "info", split: str | None = None) -> Signature:
    """What a report accuses: (severity, slug, split, tensor) of each finding above a severity."""
    worse = LEVELS[LEVELS.index(above) + 1 :]
    return {
        (str(f.severity), f.slug, where, str(f.tensor))
        for f in report.findings
        for where in (f.split, *f.also_in)
        if f.severity in worse and split in (None, where)
    }


def inspected(arguments: Arguments, **options: Any) -> seqguard.Report:
    report = seqguard.inspect(**arguments, **options)
    assert not report.crashed, report.crashed[0].traceback
    return report


def each(arguments: Arguments, x: Callable[[Array], Array], y: Callable[[Array], Array] = lambda v: v) -> Arguments:
    """The arguments with X and y of every split changed."""
    out = dict(arguments, X=x(arguments["X"]))
    if arguments.get("y") is not None:
        out["y"] = y(arguments["y"])
    if arguments.get("validation_data") is not None:
        X, target = arguments["validation_data"]
        out["validation_data"] = (x(X), None if target is None else y(target))
    return out


def permuted(arguments: Arguments, rng: np.random.Generator) -> Arguments:
    """Train's samples in another order."""
    order = rng.permutation(len(arguments["X"]))
    y = arguments.get("y")
    return dict(arguments, X=arguments["X"][order], y=None if y is None else y[order])


def as_float(kind: str) -> Callable[[Array], Array]:
    return lambda values: values.astype(kind) if values.dtype.kind == "f" else values


def backwards(values: Array) -> Array:
    return values[..., ::-1].copy() if values.ndim == 3 else values


def signed(rng: np.random.Generator) -> Callable[[Array], Array]:
    """Half of the zeros as -0.0, as a product with a mask leaves them."""

    def change(values: Array) -> Array:
        if values.dtype.kind != "f":
            return values
        return np.where((values == 0) & (rng.random(values.shape) < 0.5), -np.zeros_like(values), values)

    return change


def floored(rng: np.random.Generator) -> Arguments:
    """Windows of a series that rests at zero at times."""
    data = forecast(rng, n=150, steps=int(rng.integers(5, 20)))
    return each(data, lambda v: np.maximum(v, 0), lambda v: np.maximum(v, 0))


def padded(rng: np.random.Generator) -> Arguments:
    data = labelled(rng, n=150)
    there = np.arange(16)[:, None] < rng.integers(5, 17, (150, 1, 1))
    return dict(data, X=data["X"] * there)


def texts(rng: np.random.Generator) -> Arguments:
    return {"X": rng.zipf(1.3, (150, 12)).clip(0, 400), "y": rng.integers(0, 3, 150)}


def resting(rng: np.random.Generator) -> Arguments:
    """Counts of which one holds one value at first."""
    s = rng.poisson(1, (160, 3)).astype("f8")
    s[: int(rng.integers(2, 30)), 1] = rng.integers(0, 3)
    X = np.lib.stride_tricks.sliding_window_view(s, 9, axis=0)[:-1].swapaxes(1, 2)
    return {"X": X.copy(), "y": s[9:, 0]}


MAKERS = (forecast, labelled, floored, padded, texts, resting, *(k.sound for k in KINDS), *(k.faulty for k in KINDS))
SOUND = (forecast, labelled, floored, padded, resting, *(k.sound for k in KINDS))

makers, sound, seeds = st.sampled_from(MAKERS), st.sampled_from(SOUND), st.integers(0, 2**32 - 1)
few = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def never_crashes(make: Callable[[np.random.Generator], Arguments], seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = permuted(make(rng), rng)
    inspected(data)
    inspected(dict(data, X=rng.permuted(data["X"], axis=1)))
    if data["X"].ndim == 3:
        inspected(dict(data, X=rng.permuted(data["X"], axis=2)))


def sign_of_zero(make: Callable[[np.random.Generator], Arguments], seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = make(rng)
    change = signed(rng)
    before, after = inspected(data), inspected(each(data, change, change))
    assert after.findings == before.findings
    assert after.readings == before.readings


def order_of_features(make: Callable[[np.random.Generator], Arguments], seed: int) -> None:
    data = make(np.random.default_rng(seed))
    assert signature(inspected(each(data, backwards))) == signature(inspected(data))


def type_of_floats(make: Callable[[np.random.Generator], Arguments], seed: int) -> None:
    data = each(make(np.random.default_rng(seed)), as_float("f4"), as_float("f4"))
    wide = each(data, as_float("f8"), as_float("f8"))
    assert signature(inspected(wide)) == signature(inspected(data))


def names_and_splits(make: Callable[[np.random.Generator], Arguments], seed: int) -> None:
    data = make(np.random.default_rng(seed))
    before = inspected(data)
    alone = inspected({"X": data["X"], "y": data.get("y")})
    assert signature(alone) == signature(before, split="train")
    names = [f"a b {i}" for i in range(data["X"].shape[2] if data["X"].ndim == 3 else 1)]
    renamed = inspected(data, feature_names=names)
    assert [(f.slug, f.severity, len(f.features)) for f in renamed] == [
        (f.slug, f.severity, len(f.features)) for f in before
    ]


def order_of_samples(make: Callable[[np.random.Generator], Arguments], seed: int) -> None:
    rng = np.random.default_rng(seed)
    data = make(rng)
    assert signature(inspected(permuted(data, rng))) <= signature(inspected(data))


PROPERTIES = {
    never_crashes: makers,
    sign_of_zero: makers,
    order_of_features: sound,
    type_of_floats: makers,
    names_and_splits: makers,
    order_of_samples: sound,
}


@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda p: p.__name__)
def test_property(holds: Callable[..., None]) -> None:
    few(given(PROPERTIES[holds], seeds)(holds))()


@pytest.mark.slow
@pytest.mark.parametrize("holds", PROPERTIES, ids=lambda p: p.__name__)
def test_property_on_many(holds: Callable[..., None]) -> None:
    many(given(PROPERTIES[holds], seeds)(holds))()


def variants(data: Arguments) -> Iterator[tuple[str, Arguments]]:
    """The variants under which nothing above info may change."""
    yield "alone", {"X": data["X"], "y": data["y"]}
    if data["X"].ndim == 3 and data["X"].shape[2] > 1:
        yield "features reversed", each(data, backwards)
    for kind in ("f4", "f8"):
        if data["X"].dtype.kind == "f" and data["X"].dtype != np.dtype(kind):
            yield kind, each(data, as_float(kind), as_float(kind))


def shipped(corpus: Path) -> Iterator[tuple[str, Arguments]]:
    roots = [(corpus / "manifest.csv", corpus / "clean"), (corpus.parent / "sound2" / "manifest.csv",) * 2]
    for manifest, folder in roots:
        with manifest.open() as lines:
            names = [row["name"] for row in csv.DictReader(lines)]
        for name in names:
            with np.load((folder if folder.is_dir() else folder.parent) / f"{name}.npz") as arrays:
                validation = (arrays["X_val"], arrays["y_val"]) if "X_val" in arrays else None
                yield name, {"X": arrays["X"], "y": arrays["y"], "validation_data": validation}


@pytest.mark.corpus
@pytest.mark.parametrize("every", [pytest.param(9, marks=pytest.mark.slow), pytest.param(1, marks=pytest.mark.lab)])
def test_variants_of_shipped_sets(corpus: Path, every: int) -> None:
    changed = {}
    for name, data in itertools.islice(shipped(corpus), 0, None, every):
        before = signature(inspected(data))
        inspected(permuted(data, np.random.default_rng(0)))
        inspected(dict(data, X=data["X"][:100], y=data["y"][:100]))
        for variant, arguments in variants(data):
            known = {f for f in before if f[2] == "train"} if variant == "alone" else before
            if (after := signature(inspected(arguments))) != known:
                changed[name, variant] = after ^ known
    assert not changed
