"""`seqguard.keras.fit` on real Keras: the same training bit for bit, and what is said before, in and after it."""

import inspect
import math
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")
from _keras_fit import Batches, X, Y, dataset, slugs, small  # noqa: E402

import seqguard.keras  # noqa: E402  # after the skip
from seqguard import PreflightError, SeqguardWarning  # noqa: E402

pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:.*shuffle=True.*:UserWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning:keras"),
]
L = keras.layers


def dropout_lstm() -> Any:
    return keras.Sequential(
        [keras.Input((12, 3)), L.LSTM(8, dropout=0.2, recurrent_dropout=0.1), L.Dropout(0.3), L.Dense(1)]
    )


def stateful() -> Any:
    return keras.Sequential(
        [keras.Input(batch_shape=(32, 12, 3)), L.Bidirectional(L.LSTM(4, stateful=True, dropout=0.2)), L.Dense(1)]
    )


class Noisy(keras.Model):  # type: ignore[misc]  # Keras has no types
    """Draws from the process-wide seed generator, which is none of the model's variables."""

    def __init__(self) -> None:
        super().__init__()
        self.memory, self.head = L.GRU(6, dropout=0.2), L.Dense(1)

    def call(self, x: Any, training: bool = False) -> Any:
        x = x + 0.01 * keras.random.normal((12, 3)) if training else x
        return self.head(self.memory(x, training=training))


def deferred() -> Any:
    return keras.Sequential([L.GRU(6, dropout=0.2), L.BatchNormalization(), L.Dense(1)])


def two_outputs() -> Any:
    given = keras.Input((12, 3))
    hidden = L.Dropout(0.5)(L.LSTM(6)(given))
    level, rises = L.Dense(1, name="level"), L.Dense(1, "sigmoid", name="rises")  # Keras 3.5 finds metrics by layer
    return keras.Model(given, {"level": level(hidden), "rises": rises(hidden)})


def warm_up() -> Any:
    schedule = keras.optimizers.schedules.CosineDecay(0.0, 100, warmup_target=0.01, warmup_steps=10)
    return keras.optimizers.SGD(schedule, momentum=0.9)


def batches() -> Any:
    for _ in range(2):
        for at in range(0, 320, 32):
            yield X[at : at + 32], Y[at : at + 32]


BOTH = {"level": Y, "rises": (Y > 0).astype("float32")}
LOSSES = {"level": "mse", "rises": "binary_crossentropy"}
Training = tuple[Callable[[], Any], dict[str, Any], Callable[[], dict[str, Any]]]
TRAININGS: dict[str, Training] = {
    "dropout": (dropout_lstm, {"loss": "mse", "metrics": ["mae"]}, lambda: {"x": X, "y": Y, "validation_split": 0.2}),
    "deferred build": (
        deferred,
        {"loss": "mse", "optimizer": warm_up},
        lambda: {"x": X[:240], "y": Y[:240], "validation_data": (X[240:], Y[240:]), "sample_weight": np.ones(240)},
    ),
    "stateful": (stateful, {"loss": "mse"}, lambda: {"x": X, "y": Y, "shuffle": False}),
    "subclassed": (Noisy, {"loss": "huber", "optimizer": "rmsprop"}, lambda: {"x": X, "y": Y, "batch_size": 50}),
    "two outputs": (
        two_outputs,
        {"loss": LOSSES, "metrics": {"rises": ["accuracy"]}},
        lambda: {"x": X, "y": BOTH, "validation_split": 0.1},
    ),
    "dataset": (dropout_lstm, {"loss": "mse"}, lambda: {"x": dataset()}),
    "endless dataset": (dropout_lstm, {"loss": "mse"}, lambda: {"x": dataset(repeat=True), "steps_per_epoch": 10}),
    "generator": (dropout_lstm, {"loss": "mse"}, lambda: {"x": batches(), "steps_per_epoch": 10}),
    "PyDataset": (dropout_lstm, {"loss": "mse"}, lambda: {"x": Batches()}),
    "validation dataset": (
        dropout_lstm,
        {"loss": "mse"},
        lambda: {"x": X[:240], "y": Y[:240], "validation_data": dataset(first=240)},
    ),
    "several steps at once": (dropout_lstm, {"loss": "mse", "steps_per_execution": 4}, lambda: {"x": X, "y": Y}),
}
QUICK = ("dropout",)


@pytest.mark.filterwarnings("ignore::seqguard.SeqguardWarning")
@pytest.mark.filterwarnings("ignore:Your input ran out of data")  # Keras 3.5 says so of several steps at once
@pytest.mark.parametrize("name", [pytest.param(n, marks=[pytest.mark.slow] * (n not in QUICK)) for n in TRAININGS])
def test_same_history_and_weights_as_model_fit(name: str) -> None:
    make, compiled, arguments = TRAININGS[name]

    def train(fit: Callable[..., Any]) -> tuple[dict[str, list[float]], list[Any]]:
        keras.backend.clear_session()  # with it the process-wide generator goes, which Keras 3.5 does not seed anew
        keras.utils.set_random_seed(3)
        model = make()
        optimizer = compiled.get("optimizer", "adam")
        model.compile(**{**compiled, "optimizer": optimizer() if callable(optimizer) else optimizer})
        history = fit(model, **arguments(), epochs=2, verbose=0)
        return history.history, model.get_weights()

    plain, weights = train(lambda model, **given: model.fit(**given))
    watched, same = train(seqguard.keras.fit)
    assert plain == watched
    for expected, got in zip(weights, same, strict=True):
        np.testing.assert_array_equal(expected, got)


def test_report_has_data_model_training_and_baselines() -> None:
    history = seqguard.keras.fit(small(), X, Y, epochs=1, verbose=0)
    report = history.seqguard
    assert {"constant-target", "softmax-over-one-unit", "learning-rate-too-high", "nan-loss"} <= set(report.ran)
    assert [b.rule for b in report.baselines]
    assert not slugs(report)
    assert not report.crashed
    assert "no-validation-data" in slugs(report, "info")


def test_names_and_task_are_those_given_as_for_inspect() -> None:
    x = X.copy()
    x[:, :, 1] = 7
    named = {"feature_names": ["wind", "stuck", "sun"], "target_names": ["load"], "task": "regression"}
    with pytest.raises(PreflightError) as raised:
        seqguard.keras.fit(small(), x, Y, verbose=0, fail_on="warning", **named)
    assert ("constant-feature", ("stuck",)) in {(f.slug, f.features) for f in raised.value.report}
    given = inspect.signature(seqguard.keras.inspect).parameters.keys() - {"X", "y"}
    assert given <= inspect.signature(seqguard.keras.fit).parameters.keys()
    assert not given & inspect.signature(keras.Model.fit).parameters.keys(), "none is an argument of Model.fit"


def test_zeroed_targets_stop_before_the_first_epoch() -> None:
    model = small()
    before = model.get_weights()
    with pytest.raises(PreflightError) as raised:
        seqguard.keras.fit(model, X, np.zeros_like(Y), verbose=0)
    assert slugs(raised.value.report, "error") == {"constant-target"}
    for expected, got in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(expected, got)


def test_targets_that_are_no_numbers_are_named_before_keras_fails_on_them() -> None:
    with pytest.raises(PreflightError) as raised:
        seqguard.keras.fit(small(), X, np.where(Y > 0, "up", "down"), verbose=0)
    assert "non-numeric" in slugs(raised.value.report, "error")


def test_warnings_are_given_as_one_and_training_goes_on() -> None:
    stop = keras.callbacks.EarlyStopping(monitor="val_loss")
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        history = seqguard.keras.fit(small(), X, Y, verbose=0, callbacks=[stop])
    ours = [w for w in given if issubclass(w.category, SeqguardWarning)]
    assert len(ours) == 1
    assert "missing-metric" in str(ours[0].message)
    assert ours[0].filename == __file__, "the warning names the caller's line"
    assert len(history.history["loss"]) == 1


def test_monitor_names_the_batch_and_the_layer_where_training_broke() -> None:
    class Breaks(L.Layer):  # type: ignore[misc]  # Keras has no types
        """A square root of 0 has an infinite slope: its loss is finite, and its gradient is not."""

        def build(self, shape: Any) -> None:
            self.w = self.add_weight(shape=(1,), initializer="zeros", name="kernel")

        def call(self, x: Any) -> Any:
            return x + keras.ops.sqrt(keras.ops.abs(self.w))

    model = keras.Sequential([keras.Input((12, 3)), L.LSTM(4), L.Dense(1), Breaks(name="root")])
    model.compile("sgd", "mse")
    monitor = seqguard.keras.Monitor()
    model.fit(X, Y, epochs=2, verbose=0, callbacks=[monitor])
    (finding,) = (f for f in monitor.report if f.slug == "nan-loss")
    assert "batch 1 of epoch 1" in finding.message
    assert finding.features == ("root",)


@pytest.mark.slow
def test_monitor_alone_says_what_it_could_not_observe() -> None:
    model = small()
    model.fit(X, Y, verbose=0)
    monitor = seqguard.keras.Monitor()
    model.fit(X, Y, verbose=0, callbacks=[monitor])
    reasons = {s.slug: s.reason for s in monitor.report.skipped}
    assert "was traced before" in reasons["exploding-gradient"]
    assert "Monitor(x, y)" in reasons["constant-prediction"]


@pytest.mark.slow
def test_monitor_sees_a_collapse_behind_a_small_loss() -> None:
    model = small(optimizer=keras.optimizers.Adam(10.0))
    x = np.random.default_rng(2).random((320, 12, 3)).astype("float32")
    y = 0.1 * x.mean((1, 2))
    monitor = seqguard.keras.Monitor(x[:64], y[:64])
    model.fit(x, y, epochs=30, verbose=0, callbacks=[monitor])
    assert slugs(monitor.report) == {"constant-prediction"}


def test_monitor_names_the_zeroed_targets_behind_a_zero_loss() -> None:
    model = small(optimizer=keras.optimizers.Adam(0.05))
    monitor = seqguard.keras.Monitor(X[:64], 0 * Y[:64])
    model.fit(X, 0 * Y, epochs=20, verbose=0, callbacks=[monitor])
    (finding,) = (f for f in monitor.report if f.slug == "zero-loss")
    assert "constant-target" in finding.message


class OwnStep(keras.Model):  # type: ignore[misc]  # Keras has no types
    """Trains as Keras's guide to custom steps does, as far as `logs` goes."""

    def __init__(self, logs: Callable[[Any, Any], dict[str, Any]]) -> None:
        super().__init__()
        self.memory, self.head, self.logs = L.GRU(4), L.Dense(1), logs

    def call(self, x: Any) -> Any:
        return self.head(self.memory(x))

    def train_step(self, data: Any) -> dict[str, Any]:
        x, y = data[0], data[1]
        with tf.GradientTape() as tape:
            loss = self.compute_loss(y=y, y_pred=self(x, training=True))
        self.optimizer.apply_gradients(
            zip(tape.gradient(loss, self.trainable_variables), self.trainable_variables, strict=True)
        )
        return self.logs(self, loss)


def tracked(model: Any, loss: Any) -> dict[str, Any]:
    for metric in model.metrics:
        metric.update_state(loss)
    return {m.name: m.result() for m in model.metrics}


@pytest.mark.filterwarnings("ignore::seqguard.SeqguardWarning")
@pytest.mark.parametrize(
    ("logs", "found", "reason"),
    [
        (tracked, set(), None),
        (lambda model, loss: {"loss": loss}, {"zero-loss"}, None),
        (lambda model, loss: {"error": loss}, set(), "training logs no `loss`, but `error`"),
    ],
)
@pytest.mark.slow
def test_train_step_of_the_models_own(logs: Callable[[Any, Any], dict[str, Any]], found: set[str], reason: str) -> None:
    model = OwnStep(logs)
    model.compile("adam", "mse")
    report = seqguard.keras.fit(model, X, Y, epochs=2, verbose=0).seqguard
    assert slugs(report) == found
    assert not slugs(report, "error")
    assert {s.slug: s.reason for s in report.skipped}.get("zero-loss") == reason


@pytest.mark.slow
def test_watching_leaves_no_wrapper_behind() -> None:
    model = small()
    seqguard.keras.fit(model, X, Y, verbose=0)
    assert "apply" not in vars(model.optimizer)
    model.fit(X, Y, verbose=0)


@pytest.mark.slow
def test_stop_on_error_keeps_the_backup(tmp_path: Path) -> None:
    class Poison(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            if epoch == 2:
                self.model.layers[-1].bias.assign([math.nan])

    backup = keras.callbacks.BackupAndRestore(str(tmp_path))
    model = small()
    with pytest.raises(PreflightError, match="after epoch 3") as raised:
        seqguard.keras.fit(model, X, Y, epochs=6, verbose=0, stop_on="error", callbacks=[backup, Poison()])
    assert "nan-loss" in slugs(raised.value.report, "error")
    assert any(tmp_path.iterdir()), "a stop that looked regular would have deleted the backup (Keras issue 21771)"


def test_echo_of_the_last_input_is_named() -> None:
    walk = np.cumsum(np.random.default_rng(1).standard_normal(400)).astype("float32")
    walk = (walk - walk.mean()) / walk.std()
    windows = np.lib.stride_tricks.sliding_window_view(walk, 12)[:-1, :, None]
    target = walk[12:, None]
    given = keras.Input((12, 1))
    model = keras.Model(given, given[:, -1])  # the forecast that every plot of it makes look perfect
    scaled = L.Dense(1, kernel_initializer="ones")(model.output)
    model = keras.Model(given, scaled)
    model.compile(keras.optimizers.SGD(1e-4), "mse")
    with pytest.warns(SeqguardWarning, match="^echo-forecast"):
        history = seqguard.keras.fit(model, windows, target, epochs=1, verbose=0, validation_split=0.3, fail_on="never",
                                 ignore=["SG1", "SG2", "SG3", "SG4", "SG5", "SG6", "SG714"])  # fmt: skip
    assert "echo-forecast" in slugs(history.seqguard, "warning")


@pytest.mark.parametrize(
    ("error", "message", "call"),
    [
        (TypeError, "model must be a keras.Model", lambda: seqguard.keras.fit(3, X, Y)),
        (ValueError, "model must be compiled", lambda: seqguard.keras.fit(keras.Sequential([L.Dense(1)]), X, Y)),
        (
            TypeError,
            "epoch= is no option of seqguard .* did you mean epochs=",
            lambda: seqguard.keras.fit(small(), X, Y, epoch=3),
        ),
        (ValueError, "fail_on must be", lambda: seqguard.keras.fit(small(), X, Y, fail_on="always")),
        (ValueError, "task must be", lambda: seqguard.keras.fit(small(), X, Y, task="classify")),
        (ValueError, "feature_names must hold", lambda: seqguard.keras.fit(small(), X, Y, feature_names=["a", "b"])),
        (ValueError, "stop_on must be", lambda: seqguard.keras.fit(small(), X, Y, stop_on="warning")),
        (ValueError, "probe must be", lambda: seqguard.keras.fit(small(), X, Y, probe=True)),
        (TypeError, "ignore must be a sequence", lambda: seqguard.keras.inspect(small(), X, Y, ignore="SG701")),
        (ValueError, "select names 'SG999'", lambda: seqguard.keras.inspect(small(), X, Y, select=["SG999"])),
        (ValueError, "x and y must be given together", lambda: seqguard.keras.Monitor(X)),
    ],
)
def test_bad_calls_name_the_argument(error: type[Exception], message: str, call: Callable[[], Any]) -> None:
    with pytest.raises(error, match=message):
        call()


def test_importing_seqguard_keras_loads_no_keras() -> None:
    import subprocess
    import sys

    code = (
        "import sys, seqguard.keras; print({'keras', 'tensorflow', 'numpy'} & set(sys.modules)); "
        "import seqguard.facts.model.compiled, seqguard.facts.model.training; "
        "print({'keras', 'tensorflow'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["set()", "set()"]
