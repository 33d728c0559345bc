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

import seqguard.keras  # noqa: E402  # after the skip
from seqguard import PreflightError, Report, SeqguardWarning  # noqa: E402

pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:.*shuffle=True.*:UserWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning:keras"),
]
L = keras.layers

RNG = np.random.default_rng(0)
X = RNG.standard_normal((320, 12, 3)).astype("float32")
Y = (2 * X[:, -4:, 0].mean(1, keepdims=True) + 0.05 * RNG.standard_normal((len(X), 1))).astype("float32")


def dropout_lstm() -> Any:
    return keras.Sequential(
        [keras.Input((12, 3)), L.LSTM(8, dropout=0.2, recurrent_dropout=0.1), L.Dropout(0.3), L.Dense(1)]
    )


def small(**compiled: Any) -> Any:
    model = keras.Sequential([keras.Input((12, 3)), L.LSTM(4), L.Dense(1)])
    model.compile(**{"optimizer": "adam", "loss": "mse", **compiled})
    return model


def slugs(report: Report, *severities: str) -> set[str]:
    return {f.slug for f in report if f.severity in (severities or ("error", "warning"))}


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


def dataset(repeat: bool = False, first: int = 0) -> Any:
    rows = tf.data.Dataset.from_tensor_slices((X[first:], Y[first:])).shuffle(320)
    return (rows.repeat() if repeat else rows).batch(32)


def batches() -> Any:
    for _ in range(2):
        for at in range(0, 320, 32):
            yield X[at : at + 32], Y[at : at + 32]


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
    def __init__(self, y: Any = Y) -> None:
        super().__init__()
        self.y = y

    def __len__(self) -> int:
        return 10

    def __getitem__(self, at: int) -> tuple[Any, Any]:
        return X[at * 32 : at * 32 + 32], self.y[at * 32 : at * 32 + 32]


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


@pytest.mark.parametrize(
    "make", [lambda y: {"x": tf.data.Dataset.from_tensor_slices((X, y)).batch(32)}, lambda y: {"x": Batches(y)}]
)
def test_stream_that_gives_the_same_each_time_is_judged_before_training(make: Callable[[Any], dict[str, Any]]) -> None:
    model = small()
    with pytest.raises(PreflightError, match=r"^constant-target · y: All 320 targets") as raised:
        seqguard.keras.fit(model, **make(np.zeros_like(Y)), epochs=5, verbose=0)
    assert "constant-target" in slugs(raised.value.report, "error")
    assert int(model.optimizer.iterations) == 0


def one_pass(x: Any = X, y: Any = Y) -> Any:
    for at in range(0, 320, 32):
        yield x[at : at + 32], y[at : at + 32]


@pytest.mark.parametrize("faulty", ["nan in X", "nan in y", "constant y"])
@pytest.mark.slow
def test_stream_that_is_judged_as_it_comes_leaves_the_weights_as_they_were(faulty: str) -> None:
    model, x, y = small(), X.copy(), Y.copy()
    if faulty == "constant y":
        y[:] = 3
    else:
        (x if faulty == "nan in X" else y)[100] = np.nan
    before = model.get_weights()
    found = {"nan in X": "nan-values", "nan in y": "nan-target", "constant y": "constant-target"}[faulty]
    with pytest.raises(PreflightError, match=f"^{found}"):
        seqguard.keras.fit(model, one_pass(x, y), epochs=1, steps_per_epoch=10, verbose=0)
    for expected, got in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(expected, got)


@pytest.mark.slow
def test_nan_that_the_model_masks_does_not_end_a_stream() -> None:
    class Filled(L.Layer):  # type: ignore[misc]  # Keras has no types
        def call(self, x: Any) -> Any:
            return keras.ops.where(keras.ops.isnan(x), keras.ops.zeros_like(x), x)

    model = keras.Sequential([keras.Input((12, 3)), Filled(), L.LSTM(4), L.Dense(1)])
    model.compile("adam", "mse")
    x = X.copy()
    x[100, 3] = np.nan
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SeqguardWarning)
        history = seqguard.keras.fit(model, one_pass(x), steps_per_epoch=10, verbose=0, ignore=["SG101"])
    assert len(history.history["loss"]) == 1


def test_validation_stream_is_looked_at_too() -> None:
    train, held = (tf.data.Dataset.from_tensor_slices((X[s], Y[s])).batch(32) for s in (slice(0, 256), slice(200, 320)))
    with pytest.raises(PreflightError) as raised:
        seqguard.keras.fit(small(), train, validation_data=held, epochs=5, verbose=0)
    (finding,) = raised.value.report.errors
    assert (finding.slug, finding.split) == ("train-val-overlap", "validation")


SERIES = np.cumsum(np.random.default_rng(4).standard_normal(700)).astype("float32")
WINDOWS = np.lib.stride_tricks.sliding_window_view(np.diff(SERIES), 12)[:-1, :, None]
NEXT = np.diff(SERIES)[12:, None]


def held_out(kind: str, part: Any) -> dict[str, Any]:
    """Validation data of windows as the streams that `fit` takes."""
    x, y = WINDOWS[part], NEXT[part]
    pairs = [(x[at : at + 32], y[at : at + 32]) for at in range(0, len(x), 32)]

    class Held(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
        def __len__(self) -> int:
            return len(pairs)

        def __getitem__(self, at: int) -> tuple[Any, Any]:
            return pairs[at]

    if kind == "dataset":
        return {"validation_data": tf.data.Dataset.from_tensor_slices((x, y)).batch(32).prefetch(4)}
    if kind == "PyDataset":
        return {"validation_data": Held()}
    return {"validation_data": (pair for _ in range(2) for pair in pairs), "validation_steps": len(pairs)}


def univariate() -> Any:
    model = keras.Sequential([keras.Input((12, 1)), L.GRU(4), L.Dense(1)])
    model.compile("adam", "mse")
    return model


def test_validation_stream_that_shares_rows_with_the_arrays_stops_the_training() -> None:
    drawn = np.random.default_rng(5).random(len(WINDOWS)) < 0.25
    held = held_out("dataset", drawn)
    with pytest.raises(PreflightError) as raised:
        seqguard.keras.fit(univariate(), WINDOWS[~drawn], NEXT[~drawn], verbose=0, probe="off", **held)
    assert ("window-overlap", "validation") in {(f.slug, f.split) for f in raised.value.report.errors}


@pytest.mark.parametrize("kind", ["dataset", "PyDataset", "generator"])
@pytest.mark.slow
def test_validation_stream_beside_arrays_is_looked_at_once_it_has_been_read(kind: str) -> None:
    later = held_out(kind, slice(512, None))
    report = seqguard.keras.fit(univariate(), WINDOWS[:500], NEXT[:500], epochs=2, verbose=0, **later).seqguard
    assert not slugs(report)
    assert {r.shape for r in report.readings if r.split == "validation"} == {(175, 12, 1), (175, 1)}
    assert {"window-overlap", "learning-rate-too-high", "nan-loss"} <= set(report.ran), "the probe's findings stand"
    assert not any("validation data" in s.reason for s in report.skipped)


def test_validation_values_that_cannot_be_had_are_the_reason_of_what_is_skipped() -> None:
    ragged = tf.data.Dataset.from_tensors((tf.RaggedTensor.from_tensor(X), Y))
    reasons = {}
    for name, given in {"ragged": ragged, "text": (X.astype(str), Y)}.items():
        report = seqguard.keras.inspect(small(), X, Y, validation_data=given, probe="off")
        reasons[name] = {s.slug: s.reason for s in report.skipped}["window-overlap"]
        assert "no-validation-data" not in slugs(report, "info")
    assert reasons == {
        "ragged": "validation_data is a tf.data.Dataset: its values are no dense arrays.",
        "text": "the x of validation_data holds what are no numbers",
    }


@pytest.mark.slow
def test_of_a_large_stream_a_part_is_kept_and_the_report_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqguard.keras.tap.KEPT", 1 << 12)
    held = held_out("generator", slice(512, None))
    report = seqguard.keras.fit(univariate(), WINDOWS[:500], NEXT[:500], verbose=0, probe="off", **held)
    (reading,) = (r for r in report.seqguard.readings if (r.split, r.tensor) == ("validation", "X"))
    assert reading.shape == (96, 12, 1)
    assert reading.notes[0] == "the first 0.00390625 MB of a stream"


@pytest.mark.slow
def test_warnings_before_training_are_not_given_again_with_the_validation_data() -> None:
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        held = held_out("dataset", slice(512, None))
        stop = keras.callbacks.EarlyStopping(monitor="mae", mode="min")
        seqguard.keras.fit(univariate(), WINDOWS[:500], NEXT[:500], verbose=0, probe="off", callbacks=[stop], **held)
    assert sum(issubclass(w.category, SeqguardWarning) for w in given) == 1


@pytest.mark.slow
def test_stream_whose_batches_differ_in_shape_is_said_to() -> None:
    def lengths() -> Any:
        for steps in (12, 8, 12):
            yield X[:32, :steps], Y[:32]

    model = keras.Sequential([keras.Input((None, 3)), L.GRU(4), L.Dense(1)])
    model.compile("adam", "mse")
    report = seqguard.keras.fit(model, lengths(), steps_per_epoch=3, verbose=0).seqguard
    assert {s.slug: s.reason for s in report.skipped}["constant-target"] == "x is a stream: its batches differ in shape"
    assert [u.given for u in report.unseen] == ["x is a stream"]
    assert report.fails()


@pytest.mark.slow
def test_validation_split_is_the_last_part_of_the_data() -> None:
    rising = np.arange(320, dtype="float32")[:, None] / 320
    report = seqguard.keras.inspect(small(), X, rising, validation_split=0.25)
    shapes = {(r.split, r.tensor): r.shape for r in report.readings}
    assert shapes["train", "X"] == (240, 12, 3)
    assert shapes["validation", "X"] == (80, 12, 3)


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
