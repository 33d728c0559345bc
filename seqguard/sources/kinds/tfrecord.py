"""TFRecord files of `tf.train.Example`."""

from seqguard.sources.registry import FileKind
from seqguard.sources.tfrecord import open_tfrecord

SOURCE = FileKind(
    "tfrecord",
    (".tfrecord", ".tfrecords"),
    "arrays",
    open_tfrecord,
    shapes=True,
    read="tf.train.Example and SequenceExample, without TensorFlow; shapes of a sample by `--shapes`, or out "
    "of the features.json of TensorFlow Datasets beside it",
    left="features that are bytes; checksums",
    example="seqguard check train.tfrecord --shapes x=24x3",
)
