"""The sequence examples of the Keras documentation, small: their models, optimizers, callbacks and forms of data.

The data are made, of the shape and the kind that each example downloads; layers and samples are fewer, so that all of
them train in minutes. Each gives (model, positional arguments of fit, its other arguments).
"""

from collections.abc import Callable
from typing import Any

import keras
import numpy as np
from keras import callbacks as stops
from keras import layers as L

Training = tuple[Any, tuple[Any, ...], dict[str, Any]]
EXAMPLES: dict[str, tuple[Callable[[], Training], int]] = {}
"""By name: what makes a training, and its epochs here."""


def example(name: str, epochs: int = 2) -> Callable[[Callable[[], Training]], Callable[[], Training]]:
    """Register a training."""

    def put(make: Callable[[], Training]) -> Callable[[], Training]:
        EXAMPLES[name] = make, epochs
        return make

    return put


def noisy_engines(samples: int, steps: int) -> tuple[Any, Any]:
    """Like FordA: z-scored autoregressive noise of two frequencies, labels 0 and 1."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, samples)
    waves = np.sin(np.arange(steps) * np.where(labels, 0.25, 0.45)[:, None] + rng.uniform(0, 6, (samples, 1)))
    x = waves + rng.standard_normal((samples, steps))
    return ((x - x.mean(1, keepdims=True)) / x.std(1, keepdims=True))[:, :, None], labels


def reviews(samples: int, words: int, length: int) -> tuple[Any, Any]:
    """Like IMDB: padded word numbers by Zipf's law, of which forty tell the label."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 2, samples)
    chance = 1 / np.arange(4, words + 1)
    chance /= chance.sum()
    texts = []
    for label in labels:
        text = rng.choice(np.arange(3, words), int(rng.integers(length // 3, 2 * length)), p=chance)
        told = rng.random(len(text)) < 0.1
        text[told] = 50 + 40 * label + rng.integers(0, 40, told.sum())
        texts.append(text.tolist())
    return keras.utils.pad_sequences(texts, maxlen=length), labels


@example("timeseries_classification_from_scratch", 3)
def fully_convolutional() -> Training:
    """Convolutions with BatchNormalization on FordA."""
    x, y = noisy_engines(240, 120)
    given = z = keras.Input(x.shape[1:])
    for _ in range(3):
        z = L.ReLU()(L.BatchNormalization()(L.Conv1D(16, 3, padding="same")(z)))
    model = keras.Model(given, L.Dense(2, activation="softmax")(L.GlobalAveragePooling1D()(z)))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["sparse_categorical_accuracy"])
    watch = [
        stops.ReduceLROnPlateau(monitor="val_loss", factor=0.5, patience=20, min_lr=0.0001),
        stops.EarlyStopping(monitor="val_loss", patience=50, verbose=0),
    ]
    return model, (x, y), {"batch_size": 32, "callbacks": watch, "validation_split": 0.2}


@example("timeseries_anomaly_detection", 3)
def autoencoder() -> Training:
    """Convolutions that give back a daily temperature's windows."""
    t = np.arange(1_400)
    series = np.sin(2 * np.pi * t / 288) + 0.3 * np.sin(2 * np.pi * t / 96)
    series += 0.1 * np.random.default_rng(0).standard_normal(len(t))
    series = (series - series.mean()) / series.std()
    x = np.lib.stride_tricks.sliding_window_view(series, 96)[:, :, None].copy()
    model = keras.Sequential([L.Input((96, 1)), L.Conv1D(32, 7, strides=2, padding="same", activation="relu")])
    for layer in (
        L.Dropout(0.2),
        L.Conv1D(16, 7, strides=2, padding="same", activation="relu"),
        L.Conv1DTranspose(16, 7, strides=2, padding="same", activation="relu"),
        L.Dropout(0.2),
        L.Conv1DTranspose(32, 7, strides=2, padding="same", activation="relu"),
        L.Conv1DTranspose(1, 7, padding="same"),
    ):
        model.add(layer)
    model.compile(keras.optimizers.Adam(0.001), "mse")
    early = stops.EarlyStopping(monitor="val_loss", patience=5, mode="min")
    return model, (x, x), {"batch_size": 128, "validation_split": 0.1, "callbacks": [early]}


class RoadsOverTime(keras.Model):  # type: ignore[misc]  # Keras has no types
    """Neighbours on a graph, then an LSTM over time, as in the traffic example."""

    def __init__(self, roads: int) -> None:
        super().__init__()
        self.near = np.eye(roads, dtype="float32") + np.eye(roads, k=1, dtype="float32")
        self.mix, self.memory, self.last = L.Dense(8, activation="relu"), L.LSTM(16), L.Dense(3)

    def call(self, speeds: Any) -> Any:
        """Each road's forecast of three steps."""
        steps, roads = 12, speeds.shape[2]
        mixed = keras.ops.einsum("rs,btsf->btrf", self.near, speeds)
        z = keras.ops.transpose(self.mix(mixed), (0, 2, 1, 3))
        z = self.last(self.memory(keras.ops.reshape(z, (-1, steps, 8))))
        return keras.ops.transpose(keras.ops.reshape(z, (-1, roads, 3)), (0, 2, 1))


@example("timeseries_traffic_forecasting")
def traffic() -> Training:
    """Graph convolution and LSTM by a subclassed model on data sets of windows."""
    rng = np.random.default_rng(0)
    speeds = np.sin(np.arange(900)[:, None] / 20 + np.arange(6)) + 0.3 * rng.standard_normal((900, 6))
    speeds = ((speeds - speeds[:600].mean(0)) / speeds[:600].std(0)).astype("float32")

    def windows(part: Any) -> Any:
        inputs = keras.utils.timeseries_dataset_from_array(part[:-3, :, None], None, 12, shuffle=False, batch_size=64)
        targets = keras.utils.timeseries_dataset_from_array(part[12:], None, 3, shuffle=False, batch_size=64)
        import tensorflow as tf

        return tf.data.Dataset.zip((inputs, targets)).shuffle(100).prefetch(16).cache()

    model = RoadsOverTime(6)
    model.compile(keras.optimizers.RMSprop(0.0002), keras.losses.MeanSquaredError())
    early = [stops.EarlyStopping(patience=10)]
    return model, (windows(speeds[:600]),), {"validation_data": windows(speeds[600:]), "callbacks": early}


@example("lstm_seq2seq")
def translation() -> Training:
    """Characters one-hot, an encoder whose states begin the decoder."""
    rng, signs = np.random.default_rng(0), 12
    texts = [rng.integers(1, signs, int(rng.integers(3, 10))) for _ in range(500)]
    answers = [(np.repeat(text[::-1], 1 + text[::-1] % 2) * 3 % (signs - 2) + 2)[:10] for text in texts]
    steps = max(map(len, answers)) + 2
    source, fed, wanted = (np.zeros((500, length, signs), "float32") for length in (9, steps, steps))
    for i, (text, answer) in enumerate(zip(texts, answers, strict=True)):
        source[i, np.arange(len(text)), text] = 1
        source[i, len(text) :, 0] = 1
        fed[i, np.arange(len(answer) + 2), [1, *answer, 1]] = 1
        wanted[i, np.arange(len(answer) + 1), [*answer, 1]] = 1
        fed[i, len(answer) + 2 :, 0] = 1
        wanted[i, len(answer) + 1 :, 0] = 1
    encoder, decoder = keras.Input((None, signs)), keras.Input((None, signs))
    _, *states = L.LSTM(32, return_state=True)(encoder)
    z, _, _ = L.LSTM(32, return_sequences=True, return_state=True)(decoder, initial_state=states)
    model = keras.Model([encoder, decoder], L.Dense(signs, activation="softmax")(z))
    model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    return model, ([source, fed], wanted), {"batch_size": 64, "validation_split": 0.2}


@example("pretrained_word_embeddings", 3)
def frozen_embedding() -> Training:
    """Convolutions on an embedding that is not trained."""
    x, y = reviews(500, 2_000, 80)
    table = np.random.default_rng(2).standard_normal((2_000, 20)) * 0.4
    embedding = L.Embedding(2_000, 20, embeddings_initializer=keras.initializers.Constant(table), trainable=False)
    given = keras.Input((None,), dtype="int64")
    z = embedding(given)
    for _ in range(2):
        z = L.MaxPooling1D(3)(L.Conv1D(32, 5, activation="relu")(z))
    z = L.Dropout(0.5)(L.Dense(32, activation="relu")(L.GlobalMaxPooling1D()(z)))
    model = keras.Model(given, L.Dense(2, activation="softmax")(z))
    model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["acc"])
    return model, (x[:400], y[:400]), {"batch_size": 128, "validation_data": (x[400:], y[400:])}


@example("text_classification_from_scratch", 3)
def strided_convolutions() -> Training:
    """A tf.data pipeline of word numbers, cached and prefetched."""
    import tensorflow as tf

    x, y = reviews(500, 2_000, 80)
    rows = tf.data.Dataset.from_tensor_slices((x, y))
    train, held = (part.batch(32).cache().prefetch(10) for part in (rows.take(400), rows.skip(400)))
    given = keras.Input((None,), dtype="int64")
    z = L.Dropout(0.5)(L.Embedding(2_000, 16)(given))
    for _ in range(2):
        z = L.Conv1D(32, 7, padding="valid", activation="relu", strides=3)(z)
    z = L.Dropout(0.5)(L.Dense(32, activation="relu")(L.GlobalMaxPooling1D()(z)))
    model = keras.Model(given, L.Dense(1, activation="sigmoid", name="predictions")(z))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model, (train,), {"validation_data": held}


class Unpadded(keras.losses.Loss):  # type: ignore[misc]  # Keras has no types
    """The loss of the example: cross-entropy of the tags that are no padding."""

    def call(self, y_true: Any, y_pred: Any) -> Any:
        """The mean over what is not 0."""
        loss = keras.losses.sparse_categorical_crossentropy(y_true, y_pred)
        mask = keras.ops.cast(y_true > 0, "float32")
        return keras.ops.sum(loss * mask) / keras.ops.sum(mask)


@example("ner_transformers")
def tags() -> Training:
    """A tag a word, by attention and a loss of the example's own, in batches padded to their longest."""
    import tensorflow as tf

    rng = np.random.default_rng(0)

    def sentences() -> Any:
        for _ in range(320):
            words = rng.integers(1, 300, int(rng.integers(4, 14)))
            yield words, words % 6 + 1

    kept = list(sentences())
    signature = (tf.TensorSpec((None,), tf.int64), tf.TensorSpec((None,), tf.int64))
    data = tf.data.Dataset.from_generator(lambda: iter(kept), output_signature=signature).padded_batch(32)
    given = keras.Input((None,), dtype="int64")
    z = L.Embedding(300, 32)(given)
    z = L.LayerNormalization(epsilon=1e-6)(z + L.Dropout(0.1)(L.MultiHeadAttention(2, 16)(z, z)))
    z = L.Dropout(0.1)(L.Dense(32, activation="relu")(L.Dropout(0.1)(z)))
    model = keras.Model(given, L.Dense(8, activation="softmax")(z))
    model.compile("adam", Unpadded())
    return model, (data,), {}


@example("conv_lstm")
def next_frame() -> Training:
    """Moving squares, by ConvLSTM2D and a sigmoid."""
    frames = np.zeros((60, 7, 16, 16, 1), "float32")
    rng = np.random.default_rng(0)
    for film in frames:
        at, by = rng.integers(0, 16, 2), rng.integers(-2, 3, 2)
        film[:, :5, :5] = 1
        for t in range(7):
            film[t] = np.roll(film[t], at + t * by, (0, 1))
    x, y = frames[:, :-1], frames[:, 1:]
    given = z = keras.Input((None, 16, 16, 1))
    for kernel in (5, 3):
        z = L.ConvLSTM2D(8, kernel, padding="same", return_sequences=True, activation="relu")(z)
        z = L.BatchNormalization()(z)
    model = keras.Model(given, L.Conv3D(1, 3, activation="sigmoid", padding="same")(z))
    model.compile("adam", "binary_crossentropy")
    watch = [
        stops.EarlyStopping(monitor="val_loss", patience=10),
        stops.ReduceLROnPlateau(monitor="val_loss", patience=5),
    ]
    given_fit = {"batch_size": 5, "validation_data": (x[50:], y[50:]), "callbacks": watch}
    return model, (x[:50], y[:50]), given_fit


@example("eeg_signal_classification", 3)
def headset() -> Training:
    """Signals of unequal classes, with class weights, strided convolutions and many metrics."""
    rng = np.random.default_rng(0)
    y = rng.choice(4, 400, p=[0.4, 0.3, 0.2, 0.1])
    x = np.sin(np.arange(128) * (0.1 + 0.1 * y[:, None]) + rng.uniform(0, 6, (400, 1))) * 0.3 + 0.5
    x = np.clip(x + 0.1 * rng.standard_normal((400, 128)), 0, 1)[:, :, None]
    given = z = keras.Input((128, 1))
    for filters in (16, 32):
        z = L.BatchNormalization()(L.Conv1D(filters, 3, strides=2, activation="relu", padding="same")(z))
    z = L.Dropout(0.2)(L.Dense(64, activation="relu", kernel_regularizer=keras.regularizers.L2())(L.Flatten()(z)))
    model = keras.Model(given, L.Dense(4, activation="softmax")(z))
    model.compile(
        keras.optimizers.Adam(amsgrad=True, learning_rate=0.001),
        keras.losses.CategoricalCrossentropy(),
        metrics=[keras.metrics.TopKCategoricalAccuracy(k=3), keras.metrics.AUC(), keras.metrics.Recall()],
    )
    weights = {k: len(y) / (4 * int((y == k).sum())) for k in range(4)}
    watch = [stops.ReduceLROnPlateau(monitor="val_top_k_categorical_accuracy", factor=0.2, patience=2, min_lr=0.000001)]
    hot = np.eye(4)[y]
    given_fit = {"class_weight": weights, "validation_data": (x[320:], hot[320:]), "callbacks": watch}
    return model, (x[:320], hot[:320]), {"batch_size": 32, **given_fit}


class WordsAndPlaces(L.Layer):  # type: ignore[misc]  # Keras has no types
    """Embeddings of words and of their places, summed."""

    def __init__(self, length: int, words: int, width: int) -> None:
        super().__init__()
        self.words, self.places = L.Embedding(words, width), L.Embedding(length, width)

    def call(self, x: Any) -> Any:
        """(samples, length) to (samples, length, width)."""
        return self.words(x) + self.places(keras.ops.arange(0, x.shape[-1]))


@example("text_generation_with_miniature_gpt")
def small_gpt() -> Training:
    """Two outputs, of which one has a loss; causal attention over the words before."""
    import tensorflow as tf

    texts, _ = reviews(320, 300, 24)
    data = tf.data.Dataset.from_tensor_slices(texts).shuffle(256).batch(32)
    data = data.map(lambda text: (text[:, :-1], text[:, 1:])).prefetch(tf.data.AUTOTUNE)
    given = keras.Input((23,), dtype="int32")
    z = WordsAndPlaces(23, 300, 32)(given)
    z = L.LayerNormalization(epsilon=1e-6)(z + L.Dropout(0.1)(L.MultiHeadAttention(2, 32)(z, z, use_causal_mask=True)))
    z = L.LayerNormalization(epsilon=1e-6)(z + L.Dropout(0.1)(L.Dense(32)(L.Dense(32, activation="relu")(z))))
    model = keras.Model(given, [L.Dense(300)(z), z])
    model.compile("adam", loss=[keras.losses.SparseCategoricalCrossentropy(from_logits=True), None])
    return model, (data,), {}


@example("working_with_rnns")
def rows_of_digits() -> Training:
    """The guide: rows of images as timesteps, BatchNormalization, logits and SGD."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 10, 600)
    shapes = np.clip(rng.standard_normal((10, 28, 28)).cumsum(1).cumsum(2) / 20, 0, 1)
    x = np.clip(shapes[y] + 0.1 * rng.standard_normal((600, 28, 28)), 0, 1)
    model = keras.Sequential([L.Input((28, 28)), L.LSTM(32), L.BatchNormalization(), L.Dense(10)])
    model.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    return model, (x[:500], y[:500]), {"validation_data": (x[500:], y[500:]), "batch_size": 64}


@example("understanding_masking_and_padding")
def masked() -> Training:
    """The guide: padded words, mask_zero, a bidirectional LSTM."""
    x, y = reviews(400, 1_000, 40)
    given = keras.Input((None,), dtype="int32")
    z = L.Bidirectional(L.LSTM(16))(L.Embedding(1_000, 16, mask_zero=True)(given))
    model = keras.Model(given, L.Dense(1, activation="sigmoid")(z))
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    return model, (x, y), {"validation_split": 0.2}


@example("multi_label_classification", 3)
def subjects() -> Training:
    """Several labels a text, by sigmoids."""
    rng = np.random.default_rng(0)
    x = (rng.random((600, 200)) < 0.1).astype("float32")
    y = (x[:, :8] + x[:, 8:16] + x[:, 16:24] + x[:, 24:32] > 0).astype("float32")
    model = keras.Sequential([L.Input((200,)), L.Dense(64, activation="relu"), L.Dense(32, activation="relu")])
    model.add(L.Dense(8, activation="sigmoid"))
    model.compile("adam", "binary_crossentropy", metrics=["binary_accuracy"])
    return model, (x[:500], y[:500]), {"validation_data": (x[500:], y[500:])}


@example("speaker_recognition_using_cnn")
def voices() -> Training:
    """Spectra through residual convolutions."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 5, 300)
    sound = np.sin(np.arange(256) * (0.2 + 0.2 * y[:, None]) + rng.uniform(0, 6, (300, 1)))
    spectra = np.abs(np.fft.rfft(sound + 0.5 * rng.standard_normal((300, 256))))[:, :128, None].astype("float32")
    given = z = keras.Input((128, 1))
    for filters in (8, 16):
        short = L.Conv1D(filters, 1, padding="same")(z)
        z = L.Conv1D(filters, 3, padding="same")(L.Activation("relu")(L.Conv1D(filters, 3, padding="same")(z)))
        z = L.MaxPool1D(pool_size=2, strides=2)(L.Activation("relu")(L.Add()([z, short])))
    z = L.Flatten()(L.AveragePooling1D(pool_size=3, strides=3)(z))
    z = L.Dense(32, activation="relu")(z)
    model = keras.Model(given, L.Dense(5, activation="softmax", name="output")(z))
    model.compile("Adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    watch = [stops.EarlyStopping(patience=10, restore_best_weights=True)]
    return model, (spectra[:240], y[:240]), {"validation_data": (spectra[240:], y[240:]), "callbacks": watch}
