"""What is read and probed of real Keras models: each rule on a model that breaks it, none on models that break none."""

import contextlib
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

import seqguard.keras  # noqa: E402  # after the skip
from seqguard import Report  # noqa: E402
from seqguard.keras.reading import read_outputs  # noqa: E402
from seqguard.keras.state import untouched, variables_of  # noqa: E402
from seqguard.keras.targets import target_facts  # noqa: E402

pytestmark = pytest.mark.keras
L = keras.layers
Adam, SGD = keras.optimizers.Adam, keras.optimizers.SGD
Constant, RandomNormal = keras.initializers.Constant, keras.initializers.RandomNormal
LOGITS = keras.losses.BinaryCrossentropy(from_logits=True)
SHARED = Path(__file__).parents[2] / "shared"

RNG = np.random.default_rng(0)
X = RNG.standard_normal((256, 12, 3)).astype("float32")
Y = (2 * X[:, -4:, 0].mean(1, keepdims=True) + 0.05 * RNG.standard_normal((len(X), 1))).astype("float32")
LABELS = (Y > 0).astype("float32")
CLASSES = np.digitize(Y, [-0.5, 0.5]).astype("int32")


def loud(report: Report) -> set[str]:
    assert not report.crashed, report.crashed
    return {f.slug for f in report if f.severity != "info"}


def model_of(*layers: Any, loss: Any = "mse", optimizer: Any = "adam", **given: Any) -> Any:
    model = keras.Sequential([keras.Input((12, 3)), *layers])
    model.compile(optimizer, loss, **given)
    return model


def inspect(model: Any, x: Any = X, y: Any = Y, **given: Any) -> Report:
    return seqguard.keras.inspect(model, x, y, **{"epochs": 50, **given})


ones = {"kernel_initializer": "ones"}
zeros = {"kernel_initializer": "zeros", "recurrent_initializer": "zeros"}
FAULTS: dict[str, tuple[Callable[[], Any], Any]] = {
    "softmax-over-one-unit": (
        lambda: model_of(L.GRU(4), L.Dense(1, activation="softmax"), loss="binary_crossentropy"),
        LABELS,
    ),
    "single-column-crossentropy": (
        lambda: model_of(L.GRU(4), L.Dense(1, activation="sigmoid"), loss="categorical_crossentropy"),
        LABELS,
    ),
    "loss-needs-probabilities": (lambda: model_of(L.GRU(4), L.Dense(1), loss="binary_crossentropy"), LABELS),
    "double-activation": (
        lambda: model_of(L.GRU(4), L.Dense(1), L.Activation("sigmoid"), loss=LOGITS),
        LABELS,
    ),
    "label-out-of-range": (
        lambda: model_of(L.GRU(4), L.Dense(3, activation="softmax"), loss="sparse_categorical_crossentropy"),
        CLASSES + 1,
    ),
    "loss-shape-mismatch": (
        lambda: model_of(L.GRU(4), L.Dense(3, activation="softmax"), loss="categorical_crossentropy"),
        CLASSES,
    ),
    "output-range": (lambda: model_of(L.GRU(4), L.Dense(1, activation="tanh")), 3 * Y),
    "output-broadcast": (lambda: model_of(L.GRU(4, return_sequences=True), L.Dense(1)), Y),
    "loss-domain": (lambda: model_of(L.GRU(4), L.Dense(1), loss="poisson"), Y),
    "exclusive-class-mismatch": (
        lambda: model_of(L.GRU(4), L.Dense(3, activation="sigmoid"), loss="categorical_crossentropy"),
        np.eye(3, dtype="float32")[CLASSES[:, 0]],
    ),
    "unmasked-padding": (lambda: model_of(L.Masking(), L.Conv1D(4, 3), L.GRU(4), L.Dense(1)), Y),
    "unscaled-input": (lambda: model_of(L.GRU(4), L.Dense(1)), Y),
    "learning-rate-too-high": (lambda: model_of(L.GRU(4), L.Dense(1), optimizer=keras.optimizers.RMSprop(1.0)), Y),
    "learning-rate-too-low": (lambda: model_of(L.GRU(4), L.Dense(1), optimizer=Adam(1e-8)), Y),
    "extreme-learning-rate": (lambda: model_of(L.GRU(4), L.Dense(1), optimizer=SGD(-1.0)), Y),
    "no-gradient-at-start": (
        lambda: model_of(
            L.LSTM(4, return_sequences=True, **zeros), L.LSTM(4, **zeros), L.Dense(1, kernel_initializer="zeros")
        ),
        Y,
    ),
    "dead-layer": (
        lambda: model_of(L.Flatten(), L.Dense(16, activation="relu", bias_initializer=Constant(-50)), L.Dense(1)),
        Y,
    ),
    "saturated-layer": (
        lambda: model_of(L.SimpleRNN(16, kernel_initializer=RandomNormal(stddev=10)), L.Dense(1)),
        Y,
    ),
    "loss-at-start": (lambda: model_of(L.GRU(4), L.Dense(1)), 5_000 + Y),
    "unreachable-target": (lambda: model_of(L.GRU(4), L.Dense(1)), 1_000 * Y),
    "dropout-after-output": (lambda: model_of(L.GRU(4), L.Dense(1), L.Dropout(0.2)), Y),
    "large-epsilon": (lambda: model_of(L.GRU(4), L.Dense(1), optimizer=Adam(epsilon=1.0)), Y),
    "nonfinite-at-start": (
        lambda: model_of(
            L.SimpleRNN(64, activation="relu", recurrent_initializer=RandomNormal(stddev=1e4)),
            L.Dense(1),
        ),
        Y,
    ),
}


TAGS = np.where(np.arange(12) < (4 + np.arange(256) % 6)[:, None], RNG.integers(1, 6, (256, 12)), 0).astype("int32")
FILLED_UP = np.where((np.arange(12) < np.arange(256)[:, None] % 6)[..., None], np.float32(-1), X)
DECAY = keras.optimizers.schedules.ExponentialDecay(0.01, decay_steps=8, decay_rate=0.5)
CALLBACKS = keras.callbacks


def tagger(**embedding: Any) -> Any:
    body = [L.Embedding(6, 4, **embedding), L.LSTM(4, return_sequences=True), L.Dense(6, activation="softmax")]
    model = keras.Sequential([keras.Input((12,)), *body])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def attention(axis: int) -> Any:
    given = keras.Input((12, 3))
    read = L.GRU(4, return_sequences=True)(given)
    weights = L.Softmax(axis=axis)(L.Dense(1, activation="tanh")(read))
    model = keras.Model(given, L.Dense(1)(L.Flatten()(L.Multiply()([read, weights]))))
    model.compile("adam", "mse")
    return model


def remembers(**given: Any) -> Any:
    model = keras.Sequential([keras.Input(batch_shape=(1, 12, 3)), L.LSTM(4, stateful=True, name="memory"), L.Dense(1)])
    model.compile("adam", "mse")
    return model


def deep(activation: str) -> Any:
    return model_of(L.Flatten(), *[L.Dense(5, activation=activation) for _ in range(9)], L.Dense(1))


TWINS: dict[str, tuple[Callable[[], Any], Callable[[], Any], dict[str, Any], dict[str, Any]]] = {
    "normalisation-over-one": (lambda: attention(-1), lambda: attention(1), {}, {}),
    "schedule-runs-out": (
        lambda: model_of(L.GRU(4), L.Dense(1), optimizer=Adam(DECAY)),
        lambda: model_of(L.GRU(4), L.Dense(1), optimizer=Adam(0.01)),
        {},
        {},
    ),
    "monitor-mode": (
        lambda: model_of(L.GRU(4), L.Dense(1, activation="sigmoid"), loss="binary_crossentropy", metrics=["accuracy"]),
        lambda: model_of(L.GRU(4), L.Dense(1, activation="sigmoid"), loss="binary_crossentropy", metrics=["accuracy"]),
        {"y": LABELS, "callbacks": [CALLBACKS.ModelCheckpoint("m.keras", "accuracy", mode="min", save_best_only=True)]},
        {"y": LABELS, "callbacks": [CALLBACKS.ModelCheckpoint("m.keras", "accuracy", mode="max", save_best_only=True)]},
    ),
    "patience-order": (
        lambda: model_of(L.GRU(4), L.Dense(1)),
        lambda: model_of(L.GRU(4), L.Dense(1)),
        {"callbacks": [CALLBACKS.EarlyStopping("loss", patience=3), CALLBACKS.ReduceLROnPlateau("loss", patience=9)]},
        {"callbacks": [CALLBACKS.EarlyStopping("loss", patience=9), CALLBACKS.ReduceLROnPlateau("loss", patience=3)]},
    ),
    "state-across-epochs": (
        remembers,
        remembers,
        {"shuffle": False, "batch_size": 1},
        {
            "shuffle": False,
            "batch_size": 1,
            "callbacks": [CALLBACKS.LambdaCallback(on_epoch_begin=lambda epoch, logs: None)],
        },
    ),
    "ordered-labels": (
        lambda: model_of(L.GRU(4), L.Dense(3, activation="softmax"), loss="sparse_categorical_crossentropy"),
        lambda: model_of(L.GRU(4), L.Dense(3, activation="softmax"), loss="sparse_categorical_crossentropy"),
        {"x": X[np.argsort(CLASSES[:, 0])], "y": np.sort(CLASSES, 0), "shuffle": False},
        {"x": X[np.argsort(CLASSES[:, 0])], "y": np.sort(CLASSES, 0)},
    ),
    "class-weight-shape": (
        lambda: tagger(mask_zero=True),
        lambda: tagger(mask_zero=True),
        {"x": TAGS, "y": TAGS, "class_weight": {0: 1.0, 1: 5.0}, "ignore": ["SG5", "SG6"]},
        {"x": TAGS, "y": TAGS, "sample_weight": np.where(TAGS == 1, 5.0, 1.0), "ignore": ["SG5", "SG6"]},
    ),
    "padded-accuracy": (
        tagger,
        lambda: tagger(mask_zero=True),
        {"x": TAGS, "y": TAGS, "ignore": ["SG5", "SG6"]},
        {"x": TAGS, "y": TAGS, "ignore": ["SG5", "SG6"]},
    ),
    "heavy-penalty": (
        lambda: model_of(L.GRU(4), L.Dense(8, kernel_regularizer=keras.regularizers.L1(2.0)), L.Dense(1)),
        lambda: model_of(L.GRU(4), L.Dense(8, kernel_regularizer=keras.regularizers.L1(1e-4)), L.Dense(1)),
        {},
        {},
    ),
    "heavy-dropout": (
        lambda: model_of(L.GRU(8), L.Dropout(0.8), L.Dense(1)),
        lambda: model_of(L.GRU(8), L.Dropout(0.2), L.Dense(1)),
        {},
        {},
    ),
    "fading-gradient": (lambda: deep("sigmoid"), lambda: deep("selu"), {}, {}),
    "input-scale-at-start": (
        lambda: model_of(L.Flatten(), L.Dense(16, activation="tanh"), L.Dense(1)),
        lambda: model_of(L.Rescaling(1 / 50), L.Flatten(), L.Dense(16, activation="tanh"), L.Dense(1)),
        {"x": 50 * X},
        {"x": 50 * X},
    ),
    "mask-misses-padding": (
        lambda: model_of(L.Masking(0.0), L.GRU(4), L.Dense(1)),
        lambda: model_of(L.Masking(-1.0), L.GRU(4), L.Dense(1)),
        {"x": FILLED_UP},
        {"x": FILLED_UP},
    ),
    "identical-units": (
        lambda: model_of(L.Flatten(), L.Dense(8, "tanh", kernel_initializer=Constant(0.02)), L.Dense(1, **ones)),
        lambda: model_of(L.Flatten(), L.Dense(8, "tanh"), L.Dense(1, **ones)),
        {},
        {},
    ),
    "exclusive-class-mismatch": (
        lambda: model_of(L.GRU(4), L.Dense(3, activation="sigmoid"), loss="binary_crossentropy"),
        lambda: model_of(L.GRU(4), L.Dense(3, activation="softmax"), loss="categorical_crossentropy"),
        {"y": np.eye(3, dtype="float32")[CLASSES[:, 0]]},
        {"y": np.eye(3, dtype="float32")[CLASSES[:, 0]]},
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("slug", TWINS)
def test_fault_is_named_and_its_mended_twin_is_not(slug: str) -> None:
    faulty, mended, given, right = TWINS[slug]
    keras.utils.set_random_seed(0)
    assert slug in loud(inspect(faulty(), **given))
    keras.utils.set_random_seed(0)
    assert not loud(inspect(mended(), **right))


@pytest.mark.slow
def test_a_layer_frozen_between_two_fits_is_named_until_the_model_is_compiled_anew() -> None:
    model = model_of(L.GRU(4, name="memory"), L.Dense(1))
    model.layers[0].trainable = False  # before the first fit Keras takes it as it is
    assert "trainable-after-training" not in loud(inspect(model))
    model.layers[0].trainable = True
    model.fit(X, Y, verbose=0)
    assert "trainable-after-training" not in loud(inspect(model))
    model.layers[0].trainable = False
    before = model.layers[0].get_weights()[0]
    (finding,) = (f for f in inspect(model) if f.slug == "trainable-after-training")
    assert finding.features == ("memory",)
    model.fit(X, Y, verbose=0)
    assert np.abs(model.layers[0].get_weights()[0] - before).max() > 0  # as the finding says
    model.compile("adam", "mse")
    assert "trainable-after-training" not in loud(inspect(model))


def test_layer_normalisation_of_one_feature_is_named_in_place_of_the_dead_layer_behind_it() -> None:
    x = X[:, :, :1]
    model = keras.Sequential([keras.Input((12, 1)), L.LayerNormalization(), L.Conv1D(8, 3, activation="relu")])
    model.add(L.GlobalAveragePooling1D())
    model.add(L.Dense(1))
    model.compile("adam", "mse")
    found = loud(inspect(model, x))
    assert "normalisation-over-one" in found
    assert "dead-layer" not in found


def test_images_and_flat_rows_turn_the_checks_of_sequences_off() -> None:
    images = np.zeros((64, 8, 8, 1), "float32")
    images[:, 2:6, 2:6, 0] = RNG.random((64, 4, 4))
    model = keras.Sequential([keras.Input((8, 8, 1)), L.Conv2D(4, 3, activation="relu"), L.Flatten(), L.Dense(1)])
    model.compile("adam", "mse")
    report = inspect(model, images, images.mean((1, 2)))
    assert not loud(report)
    (finding,) = (f for f in report if f.slug == "not-sequences")
    assert "reads X as images" in finding.message
    rows = np.concatenate([RNG.standard_normal((200, 4)), np.zeros((200, 2))], 1).astype("float32")
    flat = keras.Sequential([keras.Input((6,)), L.Dense(4, activation="relu"), L.Dense(1)])
    flat.compile("adam", "mse")
    report = inspect(flat, rows, rows[:, :1] * rows[:, 1:2])
    assert not loud(report)
    assert "not-sequences" in {f.slug for f in report}


def test_fixed_batches_of_one_give_no_false_finding() -> None:
    assert loud(inspect(remembers(), shuffle=False, batch_size=1)) == {"state-across-epochs"}


def test_batch_normalisation_in_front_is_probed_as_it_trains() -> None:
    model = model_of(L.BatchNormalization(), L.GRU(8), L.Dense(1))
    assert not loud(inspect(model, 3 + 5 * X, Y))


def test_one_weight_near_zero_is_no_high_rate() -> None:
    x = np.linspace(-1.7, 1.7, 200, dtype="float32")[:, None]
    model = keras.Sequential([keras.Input((1,)), L.Dense(1, kernel_initializer=Constant(1e-3))])
    model.compile(SGD(0.01), "mse")
    assert "learning-rate-too-high" not in loud(inspect(model, x, 2 * x))


def test_custom_train_step_in_keras_own_idiom_is_probed() -> None:
    class Own(keras.Model):  # type: ignore[misc]  # Keras has no types
        def train_step(self, data: Any) -> dict[str, Any]:
            import tensorflow as tf

            x, y = data
            with tf.GradientTape() as tape:
                loss = self.compute_loss(y=y, y_pred=self(x, training=True))
            gradients = tape.gradient(loss, self.trainable_variables)
            self.optimizer.apply_gradients(zip(gradients, self.trainable_variables, strict=True))
            return {"loss": loss}

    given = keras.Input((12, 3))
    model = Own(given, L.Dense(1)(L.GRU(4)(given)))
    model.compile(Adam(10.0), "mse")
    assert "learning-rate-too-high" in loud(inspect(model))


@pytest.mark.slow
def test_model_under_a_strategy_trains_as_without_seqguard() -> None:
    import tensorflow as tf

    strategy = tf.distribute.MirroredStrategy(["/cpu:0"])

    def train(look: bool) -> list[float]:
        keras.utils.set_random_seed(1)
        with strategy.scope():
            model = model_of(L.GRU(4), L.Dense(1))
        if look:
            report = inspect(model)
            assert {s.reason for s in report.skipped if s.slug == "dead-layer"} == {"a distribution strategy is in use"}
        losses: list[float] = model.fit(X, Y, epochs=2, verbose=0).history["loss"]
        return losses

    assert train(look=False) == train(look=True)


def test_warnings_of_the_probe_do_not_reach_the_user(recwarn: pytest.WarningsRecorder) -> None:
    inspect(model_of(L.GRU(4), L.Dense(1, activation="softmax"), loss="binary_crossentropy"), y=LABELS)
    assert not [str(w.message) for w in recwarn if w.category is UserWarning and "softmax" in str(w.message)]


@pytest.mark.filterwarnings("ignore:Layer 'conv1d.* does not support masking:UserWarning")
@pytest.mark.parametrize("slug", FAULTS)
def test_fault_is_named_and_alone(slug: str) -> None:
    keras.utils.set_random_seed(0)
    make, y = FAULTS[slug]
    x = 5_000 * X if slug == "unscaled-input" else X
    assert loud(inspect(make(), x, y)) == {slug}


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


def test_layer_that_stands_in_another_model_too_is_looked_at_in_this_one() -> None:
    encoder = L.GRU(4)
    keras.Sequential([keras.Input((12, 3)), encoder, L.Dense(2)])
    model = model_of(L.Dropout(0.1), encoder, L.Dense(8, activation="relu", bias_initializer=Constant(-50)), L.Dense(1))
    assert loud(inspect(model)) == {"dead-layer"}


def test_each_output_is_judged_by_its_own_loss_and_target() -> None:
    given = keras.Input((12, 3))
    hidden = L.LSTM(4)(given)
    outputs = {"level": L.Dense(1)(hidden), "kind": L.Dense(3, activation="softmax", name="head")(hidden)}
    model = keras.Model(given, outputs)
    model.compile("adam", {"level": "mse", "kind": "sparse_categorical_crossentropy"})
    report = inspect(model, X, {"level": Y, "kind": CLASSES + 1})
    (finding,) = (f for f in report if f.severity == "error")
    assert (finding.slug, finding.tensor) == ("label-out-of-range", "y['kind']")
    once = [f.slug for f in report if f.tensor == "model"]
    assert len(once) == len(set(once)), "what holds for the whole model is said once"


def test_key_of_y_that_names_no_output() -> None:
    given = keras.Input((12, 3))
    hidden = L.LSTM(4)(given)
    model = keras.Model(given, {"level": L.Dense(1)(hidden), "rise": L.Dense(1)(hidden)})
    model.compile("adam", "mse")
    (finding,) = (f for f in inspect(model, X, {"lvl": Y, "rise": Y}, ignore=["SG5"]) if f.severity == "error")
    assert (finding.slug, finding.tensor) == ("unknown-output", "y")
    assert not loud(inspect(model, X, {"level": Y, "rise": -Y}))


@pytest.mark.parametrize(
    ("last", "activation"),
    [
        (lambda h: L.Dense(2)(h), "linear"),
        (lambda h: L.Softmax()(L.Dense(2)(h)), "softmax"),
        (lambda h: keras.ops.softmax(L.Dense(2)(h)), "softmax"),
        (lambda h: L.Dropout(0.1)(L.Reshape((2, 1))(L.Dense(2, activation="sigmoid")(h))), "sigmoid"),
        (lambda h: L.ReLU()(L.Dense(2)(h)), "relu"),
        (lambda h: keras.Sequential([L.Dense(2, activation="tanh")])(h), "tanh"),
        (lambda h: L.Lambda(lambda t: t * 2)(L.Dense(2)(h)), None),
        (lambda h: L.Bidirectional(L.LSTM(2))(L.RepeatVector(3)(h)), "tanh"),
    ],
)
def test_activation_of_an_output_is_found_behind_what_passes_it_on(
    last: Callable[[Any], Any], activation: str | None
) -> None:
    given = keras.Input((4,))
    model = keras.Model(given, last(given))
    model.compile("adam", "mse")
    assert read_outputs(model)[""].activation == activation


@pytest.mark.slow
def test_probe_restores_every_variable_and_random_state() -> None:
    model = model_of(L.LSTM(4, dropout=0.5), L.BatchNormalization(), L.Dense(1), metrics=["mae"])
    model.fit(X, Y, epochs=1, verbose=0)
    before = [np.array(v.numpy()) for v in variables_of(model)]
    python, legacy = __import__("random").getstate(), np.random.get_state()[1].copy()  # noqa: NPY002
    inspect(model)
    for expected, variable in zip(before, variables_of(model), strict=True):
        np.testing.assert_array_equal(expected, variable.numpy())
    assert __import__("random").getstate() == python
    np.testing.assert_array_equal(np.random.get_state()[1], legacy)  # noqa: NPY002


def test_untouched_restores_after_an_exception() -> None:
    model = model_of(L.Dense(1))
    with contextlib.suppress(RuntimeError), untouched(model):
        model.layers[0].bias.assign([7.0])
        raise RuntimeError("on purpose")
    assert float(model.layers[0].bias.numpy()[0]) == 0.0


def test_subclassed_model_is_checked_as_far_as_it_can_be_read() -> None:
    class Opaque(keras.Model):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__()
            self.memory, self.head = L.LSTM(4, return_sequences=True), L.Dense(1)

        def call(self, x: Any) -> Any:
            return self.head(self.memory(x))

    model = Opaque()
    model.compile("adam", "mse")
    report = inspect(model)
    assert loud(report) == {"output-broadcast"}
    reasons = {s.slug: s.reason for s in report.skipped}
    assert "cannot be read" in reasons["softmax-over-one-unit"]
    assert "one by one" in reasons["dead-layer"]


@pytest.mark.slow
def test_thorough_probe_finds_closed_gates() -> None:
    keras.utils.set_random_seed(0)
    shut = Constant(-12.0)
    closed = model_of(L.LSTM(8, bias_initializer=shut, unit_forget_bias=False), L.Dense(1))
    assert "unlearnable-batch" in loud(inspect(closed, probe="thorough"))
    assert not loud(inspect(model_of(L.LSTM(8), L.Dense(1)), probe="thorough"))


@pytest.mark.slow
def test_schedule_is_judged_by_its_largest_rate_and_its_sum() -> None:
    warm_up = keras.optimizers.schedules.CosineDecay(0.0, 400, warmup_target=5.0, warmup_steps=40)
    high = inspect(model_of(L.GRU(4), L.Dense(1), optimizer=Adam(warm_up)))
    assert loud(high) == {"learning-rate-too-high"}
    usual = keras.optimizers.schedules.CosineDecay(0.0, 400, warmup_target=1e-3, warmup_steps=40)
    assert not loud(inspect(model_of(L.GRU(4), L.Dense(1), optimizer=Adam(usual))))


def test_callback_on_a_metric_that_will_not_exist() -> None:
    saves = keras.callbacks.ModelCheckpoint("best.keras", monitor="val_acc", save_best_only=True)
    model = model_of(L.GRU(4), L.Dense(1, activation="sigmoid"), loss="binary_crossentropy", metrics=["accuracy"])
    report = inspect(model, X, LABELS, validation_split=0.2, callbacks=[saves])
    (finding,) = (f for f in report if f.slug == "missing-metric")
    assert "val_accuracy" in finding.remedy


def test_facts_of_targets_count_every_value() -> None:
    y = np.array([[0.0], [1.0], [2.0], [-1.0], [np.nan], [1e-9]])
    facts = target_facts(y)
    assert (facts.values, facts.smallest, facts.largest) == (5, -1.0, 2.0)
    assert (facts.unit.any, facts.unit.first, facts.negative.any, facts.tiny, facts.below) == (2, 2, 1, 2, 1)
    assert facts.constant == {}
    labels = target_facts(np.array([0, 0, 1, 2]))
    assert labels.classes == 3
    assert labels.constant["sparse_categorical_crossentropy"] == pytest.approx(1.0397, abs=1e-4)


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
