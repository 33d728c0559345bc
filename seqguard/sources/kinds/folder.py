"""A folder of .npy files: named arrays."""

from seqguard.sources.members import open_folder
from seqguard.sources.registry import FileKind

SOURCE = FileKind(
    "folder",
    (),
    "arrays",
    open_folder,
    read=".npy files side by side, each an array of its name; any folder that is no data set is walked, and it "
    "is said what was taken",
    left="links to folders, hidden files",
    example="seqguard check data/",
)
