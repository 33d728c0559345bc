"""What is read and probed of real Keras models: each rule on a model that breaks it, none on models that break none."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")
from _keras_models import (  # noqa: E402
    CLASSES,
    LABELS,
    LOGITS,
    RNG,
    SGD,
    Adam,
    Constant,
    RandomNormal,
    X,
    Y,
    inspect,
    loud,
    model_of,
    remembers,
)

from seqguard.keras.reading import read_outputs  # noqa: E402
from seqguard.keras.targets import target_facts  # noqa: E402

pytestmark = pytest.mark.keras
L = keras.layers

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


@pytest.mark.filterwarnings("ignore:Layer 'conv1d.* does not support masking:UserWarning")
@pytest.mark.parametrize("slug", FAULTS)
def test_fault_is_named_and_alone(slug: str) -> None:
    keras.utils.set_random_seed(0)
    make, y = FAULTS[slug]
    x = 5_000 * X if slug == "unscaled-input" else X
    assert loud(inspect(make(), x, y)) == {slug}


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
