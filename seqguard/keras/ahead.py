"""Streams read before training: which of them can be, without the training noticing, and how.

A second pass over a shuffled `tf.data.Dataset` yields another order than the first (measured: seeded order 1 5 2 7 ...
without, 4 2 6 0 ... with a pass before), a cache that was read in part is thrown away, a generator is used up. So `fit`
reads ahead only what is proven to give the same whenever it is read; `inspect`, after which no training depends on
what was read, reads all but what would be used up.
"""

import functools
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

import keras

from seqguard.keras.edge import dataset_inputs, maps_purely
from seqguard.keras.state import restored
from seqguard.keras.tabled import own_stream, read_own
from seqguard.keras.tap import KEPT, Tap, Unread, is_stream, kind_of
from seqguard.sources.streams import by_index

MOST = 2_000
"""Batches that are read of a stream without an end."""
BATCH = 256
"""Samples that are read at once below the batching of a pipeline."""

PASSING = {"_PrefetchDataset", "_OptionsDataset", "_ShuffleDataset", "CacheDataset", "_RepeatDataset"}
"""At the end of a pipeline these give out the samples that they get, in some order, some number of times."""
BATCHING = {"_BatchDataset", "_ParallelBatchDataset"}
REPEATABLE = {
    "_TensorSliceDataset",
    "_TensorDataset",
    "_RangeDataset",
    "TFRecordDatasetV2",
    "_ZipDataset",
    "_TakeDataset",
    "_SkipDataset",
    "_ConcatenateDataset",
    "_RepeatDataset",
    "_PrefetchDataset",
    "_OptionsDataset",
    *BATCHING,
}
"""Give the same each time they are read, and do not know how often that was."""
MAPPING = {"_MapDataset", "_ParallelMapDataset"}


@dataclass(frozen=True)
class Read:
    """What was read of a stream: (x, y), how many batches it has in an epoch, and what part of it that is."""

    pair: Any
    batches: int | None = None
    part: str | None = None


def made_by(given: Any) -> bool:
    """Whether it is a function that makes the data, such as `lambda: dataset`."""
    return inspect.isroutine(given) or isinstance(given, functools.partial)


def read_ahead(name: str, stream: Any, batches: int | None, *, training: bool, fresh: bool = False) -> Read | Unread:
    """The values of a stream, or why they are not read now.

    Args:
        name: of the argument, for the reason.
        stream: tf.data, PyDataset, DataLoader or generator.
        batches: in an epoch, where `fit` was told.
        training: whether a training will read the stream that must not notice.
        fresh: whether the stream was made for this, so that nobody else reads it.
    """
    known = own_stream(stream)
    if known is not None:
        try:
            x, y, part = read_own(known, stream, name, KEPT)
        except (TypeError, ValueError) as error:
            return Unread(f"{name} is a {known.name}", str(error))
        return Read((x, y), None, part)
    source = _source(stream, training=training, fresh=fresh)
    if isinstance(source, tuple):
        return Unread(f"{name} is a {kind_of(stream)}", *source)
    tap = Tap(name)
    batches = batches if source.own else None
    endless = batches is None and source.endless
    try:
        with restored(()):
            for number, batch in enumerate(islice(source.batches(), batches or (MOST if endless else None))):
                tap.take(batch, number)
                if tap.full:
                    break
    except Exception as error:  # of whoever wrote the stream: training will meet it too, and say more of it
        return Unread(f"{name} is a {kind_of(stream)}", f"reading it raised {type(error).__name__}")
    pair = tap.close(None)
    if not isinstance(pair, tuple):
        return Unread(f"{name} is a {kind_of(stream)}", "it yields no batch" if pair is None else pair.why)
    part = tap.part or (f"the first {MOST:,} batches of a stream without an end" if endless else None)
    return Read(pair, source.length, part)


@dataclass(frozen=True)
class _Source:
    """A stream's batches, how many it has in an epoch, whether they never end, and whether they are the stream's own
    and not those of the pipeline below its batching."""

    batches: Callable[[], Iterator[Any]]
    length: int | None
    endless: bool = False
    own: bool = True


def _source(stream: Any, *, training: bool, fresh: bool) -> _Source | tuple[str, str]:
    """How to read the stream, or why not and the call that would."""
    tf, torch = sys.modules.get("tensorflow"), sys.modules.get("torch")
    call = f"seqguard.keras.{'fit' if training else 'inspect'}"
    seen = ", so its values are seen as training reads them." if training else "."
    if isinstance(stream, keras.utils.PyDataset):
        count = stream.num_batches
        return _Source(
            lambda: by_index(stream, MOST if count is None else int(count)),
            None if count is None else int(count),
            count is None,
        )
    if tf is not None and isinstance(stream, tf.data.Dataset):
        if not all(isinstance(s, tf.TensorSpec) for s in keras.tree.flatten(stream.element_spec)):
            return "its values are no dense arrays.", ""
        count = int(stream.cardinality())
        core = stream if fresh else below(stream)
        if core is None and (training or _keeps_files(stream)):
            return f"it may not give the same when it is read twice{seen}", f"{call}(model, lambda: make_dataset())."
        chosen = stream if core is None else core
        endless = int(chosen.cardinality()) == tf.data.INFINITE_CARDINALITY
        return _Source(lambda: iter(chosen), count if count >= 0 else None, endless, core is None)
    if torch is not None and isinstance(stream, torch.utils.data.DataLoader):
        if training and not fresh:
            return f"a second pass moves its random state{seen}", f"{call}(model, lambda: make_loader())."
        return _Source(lambda: iter(stream), len(stream))
    if fresh:
        return _Source(lambda: iter(stream), None, endless=True)
    return f"reading it would use it up{seen}", f"{call}(model, lambda: batches())."


def below(dataset: Any) -> Any | None:
    """The pipeline without shuffling, caching and repeating at its end, in batches; None where what is left is not
    proven to give the same each time."""
    batched = False
    while type(dataset).__name__ in PASSING | BATCHING:
        batched = batched or type(dataset).__name__ in BATCHING
        (dataset,) = dataset_inputs(dataset)
    if not _repeatable(dataset):
        return None
    return (dataset.batch(BATCH) if batched else dataset).with_options(_alone())


def _alone() -> Any:
    """One thread, which costs a third less CPU than handing each sample from thread to thread."""
    import tensorflow as tf

    options = tf.data.Options()
    options.threading.private_threadpool_size = options.threading.max_intra_op_parallelism = 1
    return options


def _repeatable(dataset: Any) -> bool:
    kind = type(dataset).__name__
    pure = kind in REPEATABLE or (kind in MAPPING and maps_purely(dataset))
    return pure and all(_repeatable(inner) for inner in dataset_inputs(dataset))


def _keeps_files(dataset: Any) -> bool:
    """Whether reading a part of it may leave files behind: a cache or snapshot stands in the pipeline."""
    kind = type(dataset).__name__
    return "Cache" in kind or "Snapshot" in kind or any(_keeps_files(inner) for inner in dataset_inputs(dataset))


@dataclass(frozen=True)
class Ahead:
    """What is known of the data before training.

    Attributes:
        given: the arguments of `fit` as training gets them: of a factory, what it made.
        held: the same with arrays in the place of the streams that were read, and `Unread` in that of others.
        parts: by split, what of a stream was read where it is not all.
        batches: of the training stream in an epoch.
        streamed: whether the training data are a stream.
    """

    given: Mapping[str, Any]
    held: Mapping[str, Any]
    parts: Mapping[str, str]
    batches: int | None = None
    streamed: bool = False


SPLITS = {"x": ("train", "steps_per_epoch"), "validation_data": ("validation", "validation_steps")}


def look_ahead(given: Mapping[str, Any], *, training: bool) -> Ahead:
    """Read what can be read of the streams among the arguments of `fit`."""
    trained, held, parts = dict(given), dict(given), {}
    batches, streamed = None, False
    for name, (split, steps) in SPLITS.items():
        factory = made_by(given.get(name))
        with restored(()):  # a pipeline draws seeds when it is made
            stream = given[name]() if factory else given.get(name)
            streams = is_stream(stream)
            read = read_ahead(name, stream, given.get(steps), training=training, fresh=factory) if streams else None
        trained[name] = held[name] = given[name]() if factory else stream
        if read is None:
            continue
        if isinstance(read, Unread):
            held[name] = read
        elif name == "x":
            (held["x"], held["y"]), batches = read.pair, read.batches
        else:
            held[name] = read.pair
        streamed = streamed or name == "x"
        if isinstance(read, Read) and read.part is not None:
            parts[split] = read.part
    return Ahead(trained, held, parts, batches, streamed)
