"""A folder of .npy files: named arrays."""

from seqguard.sources.files import open_folder
from seqguard.sources.registry import FileKind

SOURCE = FileKind("folder", (), "arrays", open_folder)
