"""Calls of `seqguard.keras.inspect` with a small model, data and arguments of all kinds: a report without a crash, or a
refusal that names the argument."""

import importlib.util
import inspect as signatures
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from fuzz_calls import ARGUMENTS, WRONG, array
from fuzz_entries import Broken, given, pick, slip, words

import seqguard

AT_HAND = importlib.util.find_spec("keras") is not None and importlib.util.find_spec("tensorflow") is not None
FIT: dict[str, list[Any]] = {
    "epochs": [1, 20, 0, -1, None, "a"],
    "batch_size": [None, 1, 32, 0, -5, 10**9, 1.5],
    "validation_split": [0.0, 0.2, 1.0, -0.1, float("nan"), "a"],
    "shuffle": [True, False, "batch", 3],
    "callbacks": [None, [], [None], 5],
    "class_weight": [None, {0: 1.0}, {0: 0.5, 1: 2.0}, 5, []],
    "sample_weight": [None, np.ones(40), np.ones(3), "a"],
    "steps_per_epoch": [None, 3, 0],
    "verbose": [0],
}
OWN = {"model", "x", "probe", *FIT, "validation_data", "Model.fit", "initial_epoch"}


@cache
def models() -> list[Any]:
    """Compiled models of both tasks, and what is none."""
    import keras

    made: list[Any] = []
    for loss, units, activation in (("mse", 1, None), ("sparse_categorical_crossentropy", 3, "softmax")):
        layers = [keras.layers.Input((5, 3)), keras.layers.GRU(4), keras.layers.Dense(units, activation=activation)]
        model = keras.Sequential(layers)
        model.compile("adam", loss)
        made.append(model)
    raw = keras.Sequential([keras.layers.Input((5, 3)), keras.layers.Flatten(), keras.layers.Dense(1)])
    return [*made, *made, *made, raw]


def attempt(seed: int, folder: Path) -> str | None:
    """What went wrong with the call of this seed; None where nothing did."""
    rng = np.random.default_rng(seed)
    X: Any = rng.normal(size=(40, 5, 3)).astype("f4")
    y: Any = X[:, -1, 0] if rng.random() < 0.5 else rng.integers(0, 3, 40)
    if rng.random() < 0.3:
        X, y = given(rng)
    elif rng.random() < 0.3:
        y = array(rng, 40, 2)
    model = pick(rng, models()) if rng.random() < 0.95 else pick(rng, [*WRONG, Broken()])
    arguments = slip(rng, {"model": model, "X": X, "y": y, "probe": pick(rng, ["off", "off", "auto"])}, 0.2)
    told = {**words(rng, 0.2), **{name: pick(rng, values) for name, values in FIT.items() if rng.random() < 0.1}}
    known = {*signatures.signature(seqguard.keras.inspect).parameters, *ARGUMENTS, *OWN}
    try:
        report = seqguard.keras.inspect(**arguments, **told)
    except (TypeError, ValueError) as error:
        first = str(error).split(" ")[0].split("[")[0].split("=")[0].rstrip(":,.")
        return None if first in known else f"no argument named: {type(error).__name__}: {str(error)[:300]}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
    if report.crashed:
        return f"{report.crashed[0].slug} crashed: {report.crashed[0].traceback[-700:]}"
    str(report)
    return None
