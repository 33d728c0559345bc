"""Streams, and validation data beside them: judged before training where that can be, else as they come."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")
from _keras_fit import Batches, X, Y, slugs, small  # noqa: E402

import seqguard.keras  # noqa: E402  # after the skip
from seqguard import PreflightError, SeqguardWarning  # noqa: E402

pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:.*shuffle=True.*:UserWarning"),
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning:keras"),
]
L = keras.layers


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
