"""Which streams are read before training, that reading them is not noticed, and what is taken like arrays."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

keras = pytest.importorskip("keras")
tf = pytest.importorskip("tensorflow")

import seqguard.keras  # noqa: E402  # after the skip
from seqguard.keras.ahead import below, look_ahead  # noqa: E402
from seqguard.keras.tap import Unread  # noqa: E402

pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:.*shuffle=True.*:UserWarning"),
    pytest.mark.filterwarnings("ignore::seqguard.SeqguardWarning"),
]
L = keras.layers
RNG = np.random.default_rng(0)
X = RNG.standard_normal((96, 6, 2)).astype("float32")
Y = X[:, -1, :1] + 0.1 * RNG.standard_normal((96, 1)).astype("float32")


def rows() -> Any:
    return tf.data.Dataset.from_tensor_slices((X, Y))


def numpy_map(x: Any, y: Any) -> Any:
    return tf.ensure_shape(tf.numpy_function(lambda a: a, [x], tf.float32), (6, 2)), y


def generated() -> Any:
    signature = (tf.TensorSpec((6, 2)), tf.TensorSpec((1,)))
    made = tf.data.Dataset.from_generator(lambda: zip(X, Y, strict=True), output_signature=signature)
    return made.apply(tf.data.experimental.assert_cardinality(96))


PIPELINES: dict[str, tuple[Callable[[], Any], bool]] = {
    "slices": (lambda: rows().batch(16), True),
    "prefetch": (lambda: rows().batch(16).prefetch(2), True),
    "map": (lambda: rows().map(lambda x, y: (2.0 * x, y)).batch(16), True),
    "parallel map": (lambda: rows().map(lambda x, y: (2.0 * x, y), num_parallel_calls=2).batch(16), True),
    "shuffle": (lambda: rows().shuffle(96, seed=1).batch(16), True),
    "cache": (lambda: rows().cache().shuffle(96, seed=1).batch(16), True),
    "repeat": (lambda: rows().repeat(2).batch(16), True),
    "zip and take": (
        lambda: tf.data.Dataset.zip((rows().map(lambda x, y: x), rows().map(lambda x, y: y))).take(64).batch(16),
        True,
    ),
    "windows": (lambda: keras.utils.timeseries_dataset_from_array(X[:, 0], Y, sequence_length=6, batch_size=16), True),
    "random map": (lambda: rows().map(lambda x, y: (x + tf.random.normal((6, 2)), y)).batch(16), False),
    "numpy map": (lambda: rows().map(numpy_map).batch(16), False),
    "shuffle, then map": (lambda: rows().shuffle(96, seed=1).map(lambda x, y: (2.0 * x, y)).batch(16), False),
    "take of shuffled": (lambda: rows().shuffle(96, seed=1).take(64).batch(16), False),
    "generator": (lambda: generated().batch(16), False),
    "cache, then map": (lambda: rows().cache().map(lambda x, y: (2.0 * x, y)).batch(16), False),
}


@pytest.mark.parametrize("name", PIPELINES)
def test_only_what_gives_the_same_each_time_is_read_ahead(name: str) -> None:
    make, repeatable = PIPELINES[name]
    assert (below(make()) is not None) == repeatable


def small() -> Any:
    model = keras.Sequential([keras.Input((6, 2)), L.SimpleRNN(3), L.Dense(1)])
    model.compile("sgd", "mse")
    return model


TRAINED = ("shuffle, then map",)


@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n in TRAINED else pytest.mark.slow) for n in PIPELINES])
def test_same_history_whatever_was_read(name: str) -> None:
    make, _ = PIPELINES[name]

    def train(fit: Callable[..., Any]) -> list[float]:
        keras.utils.set_random_seed(3)
        losses: list[float] = fit(small(), make(), epochs=2, verbose=0).history["loss"]
        return losses

    plain = train(lambda model, data, **given: model.fit(data, **given))
    assert plain == train(lambda model, data, **given: seqguard.keras.fit(model, data, probe="off", **given))


def test_generator_is_not_used_up_and_the_report_says_so() -> None:
    source = iter([(X[:16], Y[:16]), (X[16:32], Y[16:32])])
    batches = (pair for pair in source)
    report = seqguard.keras.inspect(small(), batches, probe="off")
    assert len(list(batches)) == 2
    assert report.fails()
    (unseen,) = report.unseen
    assert unseen.given == "x is a generator"
    assert "lambda: batches()" in unseen.call


def test_factory_is_read_apart_from_what_is_trained_on() -> None:
    report = seqguard.keras.inspect(
        small(), lambda: ((X[i : i + 16], Y[i : i + 16]) for i in range(0, 96, 16)), probe="off"
    )
    assert not report.unseen
    assert {r.shape for r in report.readings} == {(96, 6, 2), (96, 1)}


def test_random_generator_of_a_pydataset_is_put_back() -> None:
    class Noisy(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
        def __init__(self) -> None:
            super().__init__()
            self.rng = np.random.default_rng(5)

        def __len__(self) -> int:
            return 6

        def __getitem__(self, at: int) -> tuple[Any, Any]:
            part = slice(16 * at, 16 * at + 16)
            return X[part] + self.rng.standard_normal((16, 6, 2)).astype("float32"), Y[part]

    data = Noisy()
    ahead = look_ahead({"x": data, "validation_data": None}, training=True)
    assert not isinstance(ahead.held["x"], Unread)
    assert ahead.held["x"].shape == (96, 6, 2)
    assert data.rng.standard_normal() == np.random.default_rng(5).standard_normal()


def test_reading_that_raises_is_the_reason() -> None:
    class Broken(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
        def __len__(self) -> int:
            return 2

        def __getitem__(self, at: int) -> Any:
            raise OSError("the disk is gone")

    ahead = look_ahead({"x": Broken(), "validation_data": None}, training=True)
    assert ahead.held["x"].reason == "x is a Broken: reading it raised OSError"


def test_split_and_windows_are_taken_like_arrays() -> None:
    walk = np.cumsum(np.random.default_rng(2).standard_normal((300, 2)), 0)
    frame = pd.DataFrame(walk, columns=["a", "b"], index=pd.date_range("2026-01-01", periods=300, freq="h"))
    cut = seqguard.windows(frame, window=6, target="a")
    report = seqguard.keras.inspect(small(), cut, validation_split=0.2, probe="off")
    assert not report.unseen
    assert {r.shape for r in report.readings if r.tensor == "X"} == {(235, 6, 2), (59, 6, 2)}
    split = seqguard.Split(X, Y, groups=np.arange(96) // 8)
    model = small()
    history = seqguard.keras.fit(model, split, validation_split=0.25, verbose=0, probe="off", fail_on="never")
    assert {r.shape for r in history.seqguard.readings if r.tensor == "X"} == {(72, 6, 2), (24, 6, 2)}
    assert "val_loss" in history.history
    with pytest.raises(TypeError, match="y must be None where x is a seqguard"):
        seqguard.keras.fit(model, split, Y, verbose=0)


class WithArray:
    """What NumPy takes for an array, and which has no shape."""

    def __init__(self, values: Any) -> None:
        self._values = values

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return self._values


def test_what_numpy_takes_is_an_array_and_no_stream() -> None:
    model = small()
    report = seqguard.keras.inspect(model, WithArray(X), Y, probe="off")
    assert not report.unseen
    assert {f.slug for f in report} == {f.slug for f in seqguard.keras.inspect(model, X, Y, probe="off")}


def test_the_order_of_axes_holds_for_the_checks_of_the_data() -> None:
    model = keras.Sequential([keras.Input((X.shape[2], X.shape[1])), keras.layers.Flatten(), keras.layers.Dense(1)])
    model.compile("adam", "mse")
    turned = np.ascontiguousarray(X.transpose(0, 2, 1))
    report = seqguard.keras.inspect(model, turned, Y, layout="NFT", probe="off")
    assert report.readings[0].shape == X.shape
