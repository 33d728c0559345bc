"""The .arff files of Weka and of the UCR and UEA archives."""

from functools import partial

from seqguard.sources.archives import open_arff
from seqguard.sources.registry import FileKind

rows = partial(open_arff, series=False)
SOURCE = FileKind("arff", (".arff",), "arrays", open_arff, rows=rows)
