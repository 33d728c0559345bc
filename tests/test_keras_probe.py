"""How the probe spares CPU seconds: updates in one piece, steps that show the hidden layers, as many samples as pay."""

from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")

from seqguard.keras.edge import hastily_compiled  # noqa: E402  # after the skip
from seqguard.keras.layers import products, timesteps_of  # noqa: E402
from seqguard.keras.opened import open_up  # noqa: E402
from seqguard.keras.state import untouched  # noqa: E402
from seqguard.keras.steps import TensorFlowSteps  # noqa: E402
from seqguard.keras.updates import in_one_piece  # noqa: E402

pytestmark = pytest.mark.keras
L = keras.layers
X = np.random.default_rng(0).standard_normal((64, 12, 3)).astype("float32")
Y = X[:, -1, :1]


def compiled(*layers: Any) -> Any:
    model = keras.Sequential([keras.Input((12, 3)), *layers])
    model.compile("adam", "mse")
    return model


OPTIMIZERS = ("SGD", "RMSprop", "Adam", "Adamax", "Nadam", "Adagrad", "Adadelta")


@pytest.mark.parametrize("kind", OPTIMIZERS)
def test_update_in_one_piece_is_that_of_the_optimizer(kind: str) -> None:
    def trained(*, together: bool) -> list[Any]:
        weights = [keras.Variable(part, name="w") for part in (X[0], X[1, 0], X[2, :5])]
        optimizer = getattr(keras.optimizers, kind)(**({"momentum": 0.9} if kind == "SGD" else {}))
        optimizer.build(weights)
        update = in_one_piece(optimizer, weights) if together else None
        assert (update is not None) == together
        for step in range(3):
            gradients = [keras.ops.convert_to_tensor(X[step + 3, : len(X[0])]), None, X[step + 9, :5]]
            if update is None:
                optimizer.apply([gradients[0], gradients[2]], [weights[0], weights[2]])
            else:
                update(gradients)
        return [np.asarray(w) for w in weights]

    for one, other in zip(trained(together=True), trained(together=False), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-8)


class OwnSGD(keras.optimizers.SGD):  # type: ignore[misc]  # Keras has no types
    """May do anything."""


def test_what_looks_at_whole_weights_or_has_begun_is_left_to_itself() -> None:
    Adam, weights = keras.optimizers.Adam, [keras.Variable(X[0], name="w")]
    for optimizer in (Adam(clipnorm=1.0), Adam(weight_decay=0.1), Adam(use_ema=True), OwnSGD()):
        optimizer.build(weights)
        assert in_one_piece(optimizer, weights) is None
    plain = Adam()
    plain.build(weights)
    assert in_one_piece(plain, weights) is not None
    plain.apply([X[1]], weights)
    assert in_one_piece(plain, weights) is None
    bound = L.Dense(2, kernel_constraint="non_neg")
    bound.build((None, 3))
    fresh = Adam()
    fresh.build(bound.trainable_variables)
    assert in_one_piece(fresh, bound.trainable_variables) is None


@pytest.mark.parametrize(
    ("layers", "alike", "shows"),
    [
        ((L.Dense(8, activation="relu"), L.Flatten(), L.Dense(1)), True, True),
        ((L.Dense(8, activation="relu"), L.BatchNormalization(), L.Flatten(), L.Dense(1)), False, True),
        ((L.Dense(8, activation="relu"), L.SimpleRNN(2, recurrent_dropout=0.1), L.Dense(1)), False, False),
        ((L.Dense(8, activation="relu"), L.GaussianNoise(0.1), L.Flatten(), L.Dense(1)), False, False),
        ((L.Dense(8, activation="relu"), L.Dropout(0.0), L.Flatten(), L.Dense(1)), True, True),
    ],
)
def test_a_step_shows_the_hidden_layers_where_a_pass_of_its_own_would(
    layers: tuple[Any, ...], alike: bool, shows: bool
) -> None:
    model = compiled(*(type(layer).from_config(layer.get_config()) for layer in layers))
    opened = open_up(model)
    assert opened is not None
    steps = TensorFlowSteps(model, model.optimizer, opened)
    assert (opened.alike, steps.shows) == (alike, shows)
    with untouched(model):
        passed = [np.asarray(a) for a in keras.tree.flatten(opened.model([X[:64]], training=opened.batched))]
    first = steps.step((X[:64], Y[:64], None))
    for one, other in zip(first.shown, passed, strict=shows):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


@pytest.mark.slow
def test_a_step_through_the_opened_model_heeds_masks_penalties_and_several_outputs() -> None:
    given = keras.Input((10,))
    hidden = L.LSTM(8, return_sequences=True, activity_regularizer="l2")(L.Embedding(50, 8, mask_zero=True)(given))
    other = L.Dense(4, activation="softmax", kernel_regularizer="l1")(L.Dense(5, activation="relu")(hidden))
    model = keras.Model(given, [L.Dense(4, activation="softmax")(hidden), other])
    model.compile("adam", "sparse_categorical_crossentropy")
    rng = np.random.default_rng(0)
    x, y = rng.integers(1, 50, (32, 10)), rng.integers(0, 4, (32, 10))
    x[:, 6:] = 0
    found = []
    for opened in (None, open_up(model)):
        with untouched(model):
            steps = TensorFlowSteps(model, model.optimizer, opened)
            found.append((steps.loss((x, [y, y], None)), steps.step((x, [y, y], None)).loss))
        assert steps.shows == (opened is not None)
    assert found[0] == pytest.approx(found[1], rel=1e-6)


def test_graphs_are_compiled_in_haste_in_the_probe_alone() -> None:
    import tensorflow as tf

    def hasty() -> bool:
        return bool(tf.config.optimizer.get_experimental_options().get("disable_meta_optimizer", False))

    assert not hasty()
    with hastily_compiled():
        assert hasty()
    assert not hasty()


def test_a_probe_takes_as_many_samples_as_their_places_and_timesteps_allow() -> None:
    film = keras.Sequential([keras.Input((None, 16, 16, 1)), L.ConvLSTM2D(8, 5, padding="same")])
    assert products(film, 6) == (25 * 9 * 32 + 32) * 256 * 6
    image = keras.Sequential([keras.Input((16, 16, 1)), L.Conv2D(8, 3), L.Flatten(), L.Dense(1)])
    assert products(image, 16) == (9 * 8 + 8) * 14 * 14 + (14 * 14 * 8 + 1) * 16
    words = keras.Sequential([keras.Input((60,)), L.Embedding(20_000, 64), L.LSTM(32)])
    assert timesteps_of(words, np.zeros((5, 60))) == 60
    assert products(words, 60) == 4 * 32 * (64 + 32 + 1) * 60
