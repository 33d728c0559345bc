"""Models without a fault get no warning; those of real bugs are named by their cause."""

import importlib.util
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")
from _keras_models import CLASSES, LABELS, LOGITS, SGD, Adam, Constant, X, Y, inspect, loud, model_of, remembers  # noqa: E402

import seqguard.keras  # noqa: E402  # after the skip

pytestmark = pytest.mark.keras
L = keras.layers

SHARED = Path(__file__).parents[2] / "shared"


def test_fixed_batches_of_one_give_no_false_finding() -> None:
    assert loud(inspect(remembers(), shuffle=False, batch_size=1)) == {"state-across-epochs"}


def test_one_weight_near_zero_is_no_high_rate() -> None:
    x = np.linspace(-1.7, 1.7, 200, dtype="float32")[:, None]
    model = keras.Sequential([keras.Input((1,)), L.Dense(1, kernel_initializer=Constant(1e-3))])
    model.compile(SGD(0.01), "mse")
    assert "learning-rate-too-high" not in loud(inspect(model, x, 2 * x))


class TwoAnswers(keras.Model):  # type: ignore[misc]  # Keras has no types
    def __init__(self) -> None:
        super().__init__()
        self.memory, self.level, self.rise = L.GRU(4), L.Dense(1), L.Dense(1)

    def call(self, x: Any) -> dict[str, Any]:
        hidden = self.memory(x)
        return {"level": self.level(hidden), "rise": self.rise(hidden)}


def two_answers() -> Any:
    model = TwoAnswers()
    model.compile("adam", {"level": "mse", "rise": "mae"})
    return model


SOUND: dict[str, tuple[Callable[[], Any], Any]] = {
    "regression": (lambda: model_of(L.LSTM(16), L.Dropout(0.2), L.Dense(1)), Y),
    "binary": (
        lambda: model_of(L.Bidirectional(L.GRU(8)), L.Dense(1, activation="sigmoid"), loss="binary_crossentropy"),
        LABELS,
    ),
    "logits": (lambda: model_of(L.GRU(8), L.Dense(1), loss=LOGITS), LABELS),
    "classes": (
        lambda: model_of(
            L.Conv1D(8, 3, activation="relu"),
            L.GlobalAveragePooling1D(),
            L.Dense(3, activation="softmax"),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        ),
        CLASSES,
    ),
    "flat target": (
        lambda: model_of(L.SimpleRNN(8), L.Dense(1), optimizer=SGD(0.01, momentum=0.9)),
        Y[:, 0],
    ),
    "autoencoder": (lambda: model_of(L.LSTM(8, return_sequences=True), L.TimeDistributed(L.Dense(3))), X),
    "gradients of four batches": (
        lambda: model_of(L.GRU(8), L.Dense(1), optimizer=Adam(gradient_accumulation_steps=4)),
        Y,
    ),
    "loss in a list": (lambda: model_of(L.GRU(8), L.Dense(1), loss=["mse"]), Y),
    "loss in a dict": (lambda: model_of(L.GRU(8), L.Dense(1, name="level"), loss={"level": "mse"}), Y),
    "subclassed, two outputs": (two_answers, {"level": Y, "rise": 2 * Y}),
    "masked": (lambda: model_of(L.Masking(), L.LSTM(8), L.Dense(1)), Y),
    "normalised": (
        lambda: model_of(L.BatchNormalization(), L.Flatten(), L.Dense(16, activation="relu"), L.Dense(1)),
        Y,
    ),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_models_give_no_warning(name: str) -> None:
    make, y = SOUND[name]
    report = inspect(make(), X, y, ignore=["target-leak"])  # an autoencoder's target is its input
    assert not {f.slug for f in report if f.severity != "info" and f.code.startswith("SG7")}
    assert not report.crashed


class FillGaps(L.Layer):  # type: ignore[misc]  # Keras has no types
    def call(self, x: Any) -> Any:
        return keras.ops.where(keras.ops.isnan(x), 0.0, x)


def test_nan_is_an_error_where_it_reaches_the_loss_and_a_note_where_a_layer_takes_it() -> None:
    padded, scattered = X.copy(), X.copy()
    padded[np.arange(12)[None] >= np.random.default_rng(1).integers(5, 13, len(X))[:, None]] = np.nan
    scattered[np.random.default_rng(1).random(X.shape) < 0.05] = np.nan
    unmasked, filled = model_of(L.Masking(np.nan), L.GRU(4), L.Dense(1)), model_of(FillGaps(), L.GRU(4), L.Dense(1))
    assert loud(inspect(unmasked, padded)) == {"nan-reaches-loss"}
    assert loud(inspect(unmasked, scattered)) == {"nan-values"}
    for x in (padded, scattered):
        report = inspect(filled, x, validation_data=(x[::-1] + 1, Y[::-1]), ignore=["SG6"])
        assert not loud(report)
        assert "nan-taken-by-model" in {f.slug for f in report}


def test_text_is_no_fault_where_the_model_takes_it() -> None:
    words = np.array(["rain", "sun", "wind", "fog"])[np.random.default_rng(1).integers(0, 4, (256, 6))]
    tokens = L.StringLookup(vocabulary=["rain", "sun", "wind", "fog"])
    reads = keras.Sequential([keras.Input((6,), dtype="string"), tokens, L.Embedding(5, 4), L.GRU(4), L.Dense(1)])
    reads.compile("adam", "mse")
    report = seqguard.keras.inspect(reads, words[:200], Y[:200], validation_data=(words[200:], Y[200:]))
    assert not loud(report)
    assert "text-taken-by-model" in {f.slug for f in report}
    assert "non-numeric" in loud(inspect(model_of(L.GRU(4), L.Dense(1)), X.astype(str)))


def benchmark() -> Any:
    folder = Path(__file__).parents[1] / "benchmarks"
    sys.path.insert(0, str(folder))
    try:
        specification = importlib.util.spec_from_file_location("benchmark_models", folder / "models.py")
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        return module
    finally:
        sys.path.remove(str(folder))


def shared(*names: str) -> Path:
    """A folder of the measured material; the test is skipped where it is absent."""
    root = Path(os.environ.get("SEQGUARD_CORPUS", SHARED))
    folder = root.joinpath(*names)
    if not folder.exists():
        pytest.skip(f"{folder} is absent: it is not part of the project")
    return folder


CAUSES = {
    "01": "softmax-over-one-unit",
    "03": "output-range",
    "05": "loss-domain",
    "07": "output-broadcast",
    "09": "learning-rate-too-high",
    "11": "learning-rate-too-high",
    "13": "dead-layer",
    "15": "constant-target",
    "17": "stateful-shuffle",
    "19": "window-overlap",
    "21": "unscaled-input",
}


@pytest.mark.corpus
@pytest.mark.parametrize("number", CAUSES)
@pytest.mark.slow
def test_real_bug_is_named_before_the_first_epoch(number: str) -> None:
    path = shared("cases") / f"case_{number}.py"
    specification = importlib.util.spec_from_file_location(path.stem, path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    case = module.make()
    report = inspect(case["model"], case["X"], case["y"], validation_data=case["validation_data"], epochs=5)
    assert CAUSES[number] in loud(report)


@pytest.mark.corpus
@pytest.mark.slow
def test_wild_models_have_no_fault_but_their_known_ones() -> None:
    folder = shared("wild")
    known = {"loctt_hand": {"loss-shape-mismatch"}, "dsiri_airquality": {"learning-rate-too-high"}}
    rebuilt = benchmark().rebuilt
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        with np.load(folder / f"{entry['name']}.npz") as held:
            x, y = held["X"], held["y"]
        report = inspect(rebuilt(entry["model"], x.shape[1:]), x, y, epochs=entry["model"].get("epochs", 10))
        found = {f.slug for f in report if f.code.startswith("SG7") and f.severity != "info"}
        assert found <= known.get(entry["name"], set()), entry["name"]


@pytest.mark.corpus
@pytest.mark.lab
def test_sound_models_on_real_data_give_no_warning() -> None:
    """A few of the 30 models and 10 sets that benchmarks/models.py looks at in a quarter of an hour."""
    assert not any(benchmark().run_sound(shared("corpus"), sets=3, models=10).values())
