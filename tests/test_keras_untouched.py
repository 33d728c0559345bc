"""The probe looks at a model as it trains, and leaves it as it was."""

import contextlib
from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")
from _keras_models import LABELS, Adam, Constant, X, Y, inspect, loud, model_of  # noqa: E402

from seqguard.keras.state import untouched, variables_of  # noqa: E402

pytestmark = pytest.mark.keras
L = keras.layers


def test_batch_normalisation_in_front_is_probed_as_it_trains() -> None:
    model = model_of(L.BatchNormalization(), L.GRU(8), L.Dense(1))
    assert not loud(inspect(model, 3 + 5 * X, Y))


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
