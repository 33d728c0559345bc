"""Forms, one line each: streams and data sets: tf.data, Keras, generators, torch, Hugging Face, awkward."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

import numpy as np
from form import Form, lib
from forms_given import RAGGED, F, N, T, X, Y, batches, hf, ragged, tf_data, torch_set


def shuffled() -> Any:
    return tf_data().shuffle(N, seed=3, reshuffle_each_iteration=False)


def as_arrays(samples: Any) -> dict[str, Any]:
    x, y = zip(*samples, strict=True)
    return {"X": np.stack(x), "y": np.stack(y)}


def tf_records(folder: Path) -> Any:
    tf = lib("tensorflow")
    path = str(folder / "d.tfrecord")
    with tf.io.TFRecordWriter(path) as file:
        for x, y in zip(X, Y, strict=True):
            feature = {
                "x": tf.train.Feature(float_list=tf.train.FloatList(value=x.ravel())),
                "y": tf.train.Feature(float_list=tf.train.FloatList(value=[y])),
            }
            file.write(tf.train.Example(features=tf.train.Features(feature=feature)).SerializeToString())
    spec = {"x": tf.io.FixedLenFeature((T, F), tf.float32), "y": tf.io.FixedLenFeature((), tf.float32)}

    def parsed(record: Any) -> Any:
        found = tf.io.parse_single_example(record, spec)
        return found["x"], found["y"]

    return tf.data.TFRecordDataset(path).map(parsed).batch(32)


def timeseries(_: Path) -> Any:
    keras = lib("keras")
    table = np.concatenate([X[:, 0], X[-1, 1:]])
    return keras.utils.timeseries_dataset_from_array(table[: N + T - 1], Y, sequence_length=T, batch_size=32)


def py_dataset() -> Any:
    keras = lib("keras")

    class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
        def __len__(self) -> int:
            return -(-N // 32)

        def __getitem__(self, i: int) -> Any:
            return X[32 * i : 32 * i + 32], Y[32 * i : 32 * i + 32]

    return Batches()


def torch_iterable() -> Any:
    torch = lib("torch")

    class Samples(torch.utils.data.IterableDataset):  # type: ignore[misc]  # untyped here
        def __iter__(self) -> Any:
            return iter(zip(torch.from_numpy(X), torch.from_numpy(Y), strict=True))

    return Samples()


def packed(samples: Any) -> Any:
    torch = lib("torch")
    return torch.nn.utils.rnn.pack_sequence([torch.from_numpy(np.array(s)) for s in samples], enforce_sorted=False)


def hf_ragged() -> Any:
    return lib("datasets").Dataset.from_dict({"x": [s.tolist() for s in RAGGED], "y": Y.tolist()})


FORMS: list[Form] = [
    Form("tf.data batched", lambda p: (tf_data().batch(32),), ("tensorflow",)),
    Form("tf.data of samples", lambda p: (tf_data(),), ("tensorflow",)),
    Form("tf.data with prefetch and cache", lambda p: (tf_data().batch(32).cache().prefetch(2),), ("tensorflow",)),
    Form(
        "tf.data shuffled",
        lambda p: (shuffled().batch(32),),
        ("tensorflow",),
        like=lambda: as_arrays(shuffled().as_numpy_iterator()),
    ),
    Form("tf.data without an end", lambda p: {"X": tf_data().batch(32).repeat(), "max_samples": N}, ("tensorflow",)),
    Form("timeseries_dataset_from_array", lambda p: (timeseries(p),), ("tensorflow", "keras")),
    Form("TFRecordDataset", lambda p: (tf_records(p),), ("tensorflow",)),
    Form(
        "tf.data as validation_data",
        lambda p: {"X": X[:200], "y": Y[:200], "validation_data": tf_data().skip(200).batch(32)},
        ("tensorflow",),
        like=lambda: {"X": X[:200], "y": Y[:200], "validation_data": (X[200:], Y[200:])},
    ),
    Form("Keras PyDataset", lambda p: (py_dataset(),), ("keras",)),
    Form("generator of batches", lambda p: (batches(),)),
    Form("generator of samples", lambda p: (zip(X, Y, strict=True),)),
    Form("function that makes a generator", lambda p: (batches,)),
    Form("functools.partial", lambda p: (functools.partial(batches, size=50),)),
    Form("function that gives arrays", lambda p: (lambda: (X, Y),)),
    Form("torch Tensor", lambda p: (lib("torch").from_numpy(X), lib("torch").from_numpy(Y)), ("torch",)),
    Form("torch Tensor in a gradient", lambda p: (lib("torch").from_numpy(X).requires_grad_(), Y), ("torch",)),
    Form(
        "torch nested tensor",
        lambda p: (lib("torch").nested.nested_tensor([lib("torch").from_numpy(np.array(s)) for s in RAGGED]), Y),
        ("torch",),
        like=ragged(),
    ),
    Form("torch PackedSequence", lambda p: (packed(RAGGED), Y), ("torch",), like=ragged()),
    Form("torch Dataset", lambda p: (torch_set(),), ("torch",)),
    Form("torch IterableDataset", lambda p: (torch_iterable(),), ("torch",)),
    Form("torch DataLoader", lambda p: (lib("torch.utils.data").DataLoader(torch_set(), 32),), ("torch",)),
    Form("Hugging Face Dataset", lambda p: (hf(),), ("datasets",)),
    Form("Hugging Face Dataset, NumPy format", lambda p: (hf().with_format("numpy"),), ("datasets",)),
    Form("Hugging Face Column", lambda p: (hf()["x"], hf()["y"]), ("datasets",)),
    Form("Hugging Face Dataset of unequal length", lambda p: (hf_ragged(),), ("datasets",), like=ragged()),
    Form("Hugging Face IterableDataset", lambda p: (hf().to_iterable_dataset(),), ("datasets",)),
    Form(
        "Hugging Face DatasetDict",
        lambda p: (lib("datasets").DatasetDict({"train": hf()}),),
        ("datasets",),
        said="pass its splits: seqguard.inspect(ds['train'])",
        then=lambda p: (lib("datasets").DatasetDict({"train": hf()})["train"],),
    ),
    Form("awkward, even", lambda p: (lib("awkward").from_numpy(X), Y), ("awkward",)),
    Form("awkward", lambda p: (lib("awkward").Array([s.tolist() for s in RAGGED]), Y), ("awkward",), like=ragged()),
]
