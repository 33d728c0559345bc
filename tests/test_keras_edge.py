"""What seqguard reads of Keras without its promise: all of it in one file, and all of it there."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")

from seqguard.keras import edge  # noqa: E402  # after the skip

pytestmark = pytest.mark.keras
L = keras.layers
FOLDER = Path(edge.__file__).parent
FOREIGN = re.compile(r"(?<!self)(?<!cls)(?<!sys)\._(?!repr|replace)[a-z]\w*|keras\.src|tensorflow\.python")


LOSS = keras.losses.BinaryCrossentropy(from_logits=True)


def compiled() -> Any:
    given = {"a": keras.Input((4,), name="a"), "b": keras.Input((4,), name="b")}
    hidden = L.Dropout(0.5)(L.Add()([given["a"], given["b"]]))
    model = keras.Model(given, {"out": L.Dense(1, name="out")(hidden), "side": L.Dense(1, name="side")(hidden)})
    model.compile("adam", {"out": LOSS, "side": "mse"}, metrics={"out": ["accuracy"]})
    x = {name: np.zeros((8, 4), "float32") for name in "ab"}
    model.fit(x, {name: np.zeros((8, 1), "float32") for name in ("out", "side")}, verbose=0)
    return model


def test_each_private_thing_of_the_table_is_there() -> None:
    import tensorflow as tf

    model = compiled()
    owners = {
        "KerasTensor": model.outputs[0],
        "Operation": model.layers[-1],
        "Functional": model,
        "Layer": model,
        "Loss": LOSS,
        "Optimizer": model.optimizer,
        "Model": model,
        "CompileLoss": model._compile_loss,
        "CompileMetrics": model._compile_metrics,
        "Dataset": tf.data.Dataset.range(3).map(lambda i: i + 1),
    }
    dropout = next(layer for layer in model.layers if isinstance(layer, L.Dropout))
    for private in edge.PRIVATE:
        owner = dropout if private.name == "_seed_generators" else owners[private.owner]
        assert hasattr(owner, private.name), f"{private.owner}.{private.name}, read for {private.purpose}"


def test_nothing_private_is_read_outside_of_the_edge() -> None:
    named = {private.name for private in edge.PRIVATE if private.name.startswith("_")}
    for path in FOLDER.glob("*.py"):
        if path.name == "edge.py":
            continue
        code = path.read_text(encoding="utf-8")
        code = re.sub(r"^(from|import) seqguard.*$", "", code, flags=re.MULTILINE)
        assert not FOREIGN.findall(code), f"{path.name} reaches past Keras's promises: {FOREIGN.findall(code)}"
        assert not [name for name in named if f'"{name}"' in code], path.name


def test_versions_of_the_table_are_those_that_were_tried() -> None:
    major_minor = tuple(int(part) for part in keras.__version__.split(".")[:2])
    floor = tuple(int(part) for part in edge.FLOOR.split(".")[:2])
    newest = tuple(int(part) for part in edge.NEWEST.split(".")[:2])
    assert floor <= major_minor <= newest, "run the tests of seqguard.keras and move FLOOR or NEWEST"
