"""Streams are looked at as training reads them: the batches of the first epoch are kept as they pass.

Reading ahead would change the training: a second pass over a shuffled `tf.data.Dataset` yields another order than the
first (measured: seeded order 1 5 2 7 ... without, 4 2 6 0 ... with a pass before).
"""

import inspect
import itertools
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import keras
import numpy as np

from seqguard.keras.arrays import to_numpy

KEPT = 1 << 26
"""Bytes of batches that are kept: 64 MB."""


class Tap:
    """Keeps copies of batches (x, y, ...) until it is full or closed.

    More batches pass than an epoch trains on: Keras looks at the first one beforehand, and reads ahead. So each has its
    number, and only those of the epoch are used.
    """

    def __init__(self, most: int = KEPT) -> None:
        self._left = most
        self._batches: dict[int, tuple[Any, Any]] = {}

    def take(self, batch: Any, number: int) -> None:
        """Keep a copy of a batch; what is no pair of arrays is passed over."""
        if self._left <= 0 or number in self._batches or not isinstance(batch, tuple | list) or len(batch) < 2:
            return
        pair = keras.tree.map_structure(lambda a: to_numpy(a).copy(), (batch[0], batch[1]))
        self._left -= sum(a.nbytes for a in keras.tree.flatten(pair))
        self._batches[number] = pair

    def close(self, batches: int | None) -> tuple[Any, Any] | None:
        """The first batches as (x, y); None where there are none, or where they do not fit together."""
        self._left = 0
        kept = [self._batches[i] for i in sorted(self._batches) if batches is None or i < batches]
        self._batches = {}
        if not kept or len({_form(b) for b in kept}) > 1:
            return None
        x, y = keras.tree.map_structure(lambda *parts: np.concatenate(parts), *kept)
        return x, y


class Streams:
    """A stream of training data and, beside it, one of validation data, with a tap in each."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self._taps: dict[str, Tap] = {}
        self.tapped: dict[str, Any] = {}
        for name in ("x", "validation_data"):
            tap = Tap()
            stream = tapped(given.get(name), tap)
            if stream is not None:
                self._taps[name], self.tapped[name] = tap, stream
            elif name == "x":
                return

    def read(self, batches: int | None) -> dict[str, Any] | None:
        """The arguments with arrays where the streams were, once an epoch of `batches` has passed; None if none did."""
        held = dict(self._given)
        pair = self._taps["x"].close(batches)
        if pair is None:
            return None
        held["x"], held["y"] = pair
        if "validation_data" in self._taps:
            held["validation_data"] = self._taps["validation_data"].close(held.get("validation_steps"))
        return held


def _form(pair: Any) -> tuple[Any, ...]:
    return tuple(a.shape[1:] for a in keras.tree.flatten(pair))


def tapped(x: Any, tap: Tap) -> Any | None:
    """The same stream with a tap in it; None for a stream that cannot be tapped without changing it."""
    tf = sys.modules.get("tensorflow")
    if tf is not None and isinstance(x, tf.data.Dataset):
        return _dataset(tf, x, tap)
    if isinstance(x, keras.utils.PyDataset):
        return None if x.use_multiprocessing else _Tapped(x, tap)
    if inspect.isgenerator(x):
        return _generator(x, tap)
    return None


def _dataset(tf: Any, dataset: Any, tap: Tap) -> Any:
    """A map keeps order, cardinality and element specification."""
    specification = dataset.element_spec
    number = itertools.count()

    def pass_on(*batch: Any) -> Any:
        flat = keras.tree.flatten(batch)

        def keep(*arrays: Any) -> Any:
            tap.take(keras.tree.pack_sequence_as(batch, arrays), next(number))
            return np.int64(0)

        with tf.control_dependencies([tf.numpy_function(keep, flat, tf.int64)]):
            same = keras.tree.map_structure(tf.identity, batch)
        return same if isinstance(specification, tuple) else same[0]

    return dataset.map(pass_on)


def _generator(source: Iterator[Any], tap: Tap) -> Iterator[Any]:
    for number, batch in enumerate(source):
        tap.take(batch, number)
        yield batch


class _Tapped(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
    """A PyDataset whose items are seen as they are asked for."""

    def __init__(self, source: Any, tap: Tap) -> None:
        super().__init__(workers=source.workers, max_queue_size=source.max_queue_size)
        self._source, self._tap = source, tap

    def __getitem__(self, index: int) -> Any:
        item = self._source[index]
        self._tap.take(item, index)
        return item

    @property
    def num_batches(self) -> Any:
        return self._source.num_batches

    def __len__(self) -> int:
        return len(self._source)

    def on_epoch_begin(self) -> None:
        self._source.on_epoch_begin()

    def on_epoch_end(self) -> None:
        self._source.on_epoch_end()
