"""Streams that cannot be read ahead are looked at as training reads them: the first epoch's batches are kept as they
pass, and one that training could not survive does not get through.
"""

import copy
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from seqguard.keras.arrays import to_numpy
from seqguard.keras.tabled import is_tensor, own_stream

KEPT = 1 << 26
"""Bytes of batches that are kept of a stream: 64 MB."""


@dataclass(frozen=True)
class Unread:
    """Stands among the arguments of `fit` where a stream stood whose values are not at hand.

    Attributes:
        given: what was handed in: "x is a generator".
        why: why its values are not at hand.
        call: the call that would read them; "" where there is none.
    """

    given: str
    why: str
    call: str = ""

    @property
    def reason(self) -> str:
        return f"{self.given}: {self.why}"


class Refused(Exception):
    """Raised where a batch is about to reach the training that must not."""


class Tap:
    """Keeps copies of batches (x, y, ...) until it is full or closed.

    Each batch has its number in the epoch, and the first one of a number is kept: Keras reads on into the next epoch.
    `part` says what was kept of a stream that did not fit in; None where it did. A batch of which `refuses` is true is
    kept, and not let through.
    """

    def __init__(self, name: str, refuses: Callable[[Any], bool] | None = None) -> None:
        self.name = name
        self.refused = False
        self._refuses, self._open = refuses, True
        self.part: str | None = None
        self._left = KEPT
        self._batches: dict[int, tuple[Any, Any]] = {}
        self._problem: str | None = None

    def take(self, batch: Any, number: int | None = None) -> None:
        """Keep a copy of a batch, of the next one where it has no number.

        What cannot be kept is noted and not raised: a training must not end because of what watches it.
        """
        number = len(self._batches) if number is None else number
        if not self._open or number in self._batches or (self._left <= 0 and self._refuses is None):
            return
        if not isinstance(batch, tuple | list) or len(batch) < 2:
            self._problem = "it yields no pairs (x, y)"
            return
        try:
            pair = keras.tree.map_structure(_kept, (batch[0], batch[1]))
        except Exception as error:
            self._problem = f"it yields what are no arrays: {type(error).__name__}"
            return
        if any(not a.ndim for a in keras.tree.flatten(pair)):
            self._problem = "it yields single samples and no batches"
            return
        self.refused = self._refuses is not None and self._refuses(pair)
        if self._left > 0 or self.refused:
            self._batches[number] = pair
        self._left -= sum(a.nbytes for a in keras.tree.flatten(pair))
        if self._left <= 0:
            self.part = f"the first {KEPT / 2**20:g} MB of a stream"
        if self.refused:
            raise Refused(self.name)

    @property
    def full(self) -> bool:
        """Whether no more is kept."""
        return self._left <= 0 or self._problem is not None

    def restart(self) -> None:
        """Forget what was read before training began: to build a model, Keras draws a batch and throws it away."""
        self._left += sum(a.nbytes for a in keras.tree.flatten(list(self._batches.values())))
        self._batches, self.part = {}, None

    def close(self, batches: int | None) -> tuple[Any, Any] | Unread | None:
        """The first batches as (x, y), or why they are no such arrays; None, and still open, where none was read."""
        if not self._batches and self._problem is None:
            return None
        self._open = False
        kept = [self._batches[i] for i in sorted(self._batches) if batches is None or i < batches]
        self._batches = {}
        if self._problem is not None or not kept:
            return Unread(f"{self.name} is a stream", self._problem or "it yielded no batch")
        if len({_form(b) for b in kept}) > 1:
            return Unread(f"{self.name} is a stream", "its batches differ in shape")
        x, y = keras.tree.map_structure(lambda *parts: np.concatenate(parts), *kept)
        return x, y


def _kept(values: Any) -> Any:
    """The values as they are now: TensorFlow's tensors do not change, arrays and torch's may."""
    tf = sys.modules.get("tensorflow")
    return to_numpy(values) if tf is not None and isinstance(values, tf.Tensor) else to_numpy(values).copy()


def _form(pair: Any) -> tuple[Any, ...]:
    return tuple(a.shape[1:] for a in keras.tree.flatten(pair))


class Streams:
    """Taps in the streams among the arguments of `fit`: in that of the training data, and in that of validation data.

    Args:
        given: the arguments of `fit` as training gets them.
        held: the same with arrays in the place of streams that were read ahead, and `Unread` in that of the others.
        refuses: whether a batch (x, y) of the training data must not reach the training.

    Attributes:
        tapped: the arguments that stand in for those given.
        parts: by split, what was kept of a stream that was too large.
    """

    def __init__(
        self, given: Mapping[str, Any], held: Mapping[str, Any], refuses: Callable[[Any], bool] | None = None
    ) -> None:
        self._given, self._held = given, held
        self._taps: dict[str, Tap] = {}
        self.tapped: dict[str, Any] = {}
        self.parts: dict[str, str] = {}
        for name in ("x", "validation_data"):
            stream = given.get(name) if isinstance(held.get(name), Unread) else None
            way = way_in(stream)
            if way is not None:
                self._taps[name] = Tap(name, refuses if name == "x" else None)
                self.tapped[name] = way(stream, self._taps[name])
            elif name == "x" and is_stream(stream):
                return  # validation data tell little beside training data that are not seen

    def begin(self, name: str) -> None:
        """The stream is about to be read for the first epoch: what was drawn from it before is not part of that."""
        if name in self._taps and not inspect.isgenerator(self._given[name]):  # a generator's is given out once more
            self._taps[name].restart()

    @property
    def refused(self) -> bool:
        """Whether a batch was not let through."""
        return any(tap.refused for tap in self._taps.values())

    def read(self, batches: int | None) -> dict[str, Any] | None:
        """The arguments with arrays in the place of streams, or `Unread`, after an epoch of `batches`.

        None before there has been one, of validation data where only they are a stream; and None ever after.
        """
        first = next(iter(self._taps), None)
        held = dict(self._held)
        for name, tap in self._taps.items():
            kept = tap.close(batches if name == "x" else held.get("validation_steps"))
            if kept is None and name == first:
                return None
            if isinstance(kept, tuple) and name == "x":
                held["x"], held["y"] = kept
            else:
                held[name] = kept or Unread(f"{name} is a stream", "it was not read in the first epoch")
        parts = {"x": "train", "validation_data": "validation"}
        self.parts = {parts[name]: tap.part for name, tap in self._taps.items() if tap.part is not None}
        self._taps = {}
        return held if first is not None else None


def is_stream(given: Any) -> bool:
    """Whether it yields batches, instead of holding samples."""
    if given is None or isinstance(given, Mapping | list | tuple):
        return False
    return own_stream(given) is not None or not (hasattr(given, "shape") or is_tensor(given))


def kind_of(stream: Any) -> str:
    """What a stream is called: of the many classes behind it, `tf.data.Dataset`."""
    tf = sys.modules.get("tensorflow")
    return "tf.data.Dataset" if tf is not None and isinstance(stream, tf.data.Dataset) else type(stream).__name__


def way_in(stream: Any) -> Callable[[Any, Tap], Any] | None:
    """What puts a tap into a stream; None where nothing does without changing it.

    A PyDataset has none: it is read ahead, by index.
    """
    tf, torch = sys.modules.get("tensorflow"), sys.modules.get("torch")
    if tf is not None and isinstance(stream, tf.data.Dataset):
        dense = all(isinstance(s, tf.TensorSpec) for s in keras.tree.flatten(stream.element_spec))
        return _dataset if dense else None
    if torch is not None and isinstance(stream, torch.utils.data.DataLoader):
        return None if stream.num_workers else _loader
    return _generator if inspect.isgenerator(stream) else None


def _dataset(dataset: Any, tap: Tap) -> Any:
    """A scan keeps order, cardinality and element specification, and counts each pass from 0."""
    import tensorflow as tf

    def pass_on(number: Any, batch: Any) -> tuple[Any, Any]:
        def keep(number: Any, *arrays: Any) -> Any:
            tap.take(keras.tree.pack_sequence_as(batch, arrays), int(number))
            return number + 1

        following = tf.numpy_function(keep, [number, *keras.tree.flatten(batch)], tf.int64)
        following.set_shape(())
        with tf.control_dependencies([following]):
            return following, keras.tree.map_structure(tf.identity, batch)

    return dataset.scan(np.int64(0), pass_on)


def _loader(loader: Any, tap: Tap) -> Any:
    """The same sampler and generator, and a tap where samples have become a batch."""
    same = copy.copy(loader)

    def collate(samples: Any) -> Any:
        batch = loader.collate_fn(samples)
        tap.take(batch)
        return batch

    same.collate_fn = collate
    return same


def _generator(source: Iterator[Any], tap: Tap) -> Iterator[Any]:
    for batch in source:
        tap.take(batch)
        yield batch
