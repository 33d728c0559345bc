"""The .arff files of Weka and of the UCR and UEA archives."""

from functools import partial

from seqguard.sources.archives import open_arff
from seqguard.sources.registry import FileKind

rows = partial(open_arff, series=False)
SOURCE = FileKind(
    "arff",
    (".arff",),
    "arrays",
    open_arff,
    rows=rows,
    read="Weka, UCR, UEA: attributes whose names count up are the steps of a series, a relational one its "
    "channels; the last other one is y, classes numbered as declared; any other file is a table",
    left="sparse rows",
    example="seqguard check Coffee_TRAIN.arff",
)
