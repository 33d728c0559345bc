"""TFRecord files of `tf.train.Example`."""

from seqguard.sources.registry import FileKind
from seqguard.sources.tfrecord import open_tfrecord

SOURCE = FileKind("tfrecord", (".tfrecord", ".tfrecords"), "arrays", open_tfrecord, shapes=True)
