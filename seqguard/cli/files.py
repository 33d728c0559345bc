"""docs/files.md: the kinds of files out of their table."""

from collections.abc import Iterable

from seqguard.sources.registry import FileKind
from seqguard.sources.urls import PACKED, SCHEMES

HEAD = """\
# Files

Derived from the table of kinds by `python -m seqguard.cli.reference`. Each may stand on the command line, in
`seqguard.inspect(path)`, in `[tool.seqguard]` and in the hook before a commit; a table also in
`seqguard.windows(path, ...)`. Nothing is loaded whole where the form allows that, nothing is unpickled, and what a file
claims is held against its bytes ([security.md](security.md)). Arrays are found by their usual names (X, X_train, y,
X_val ...), the last part of a name in a group counts too, or are named by `--x`, `--y`, `--x-val`, `--y-val`.

"""
COLUMNS = ("kind", "endings", "holds", "what is read", "what is not", "example")
TAIL = """
Any of them may be packed ({packed}), or lie elsewhere, through fsspec (`pip install 'seqguard[remote]'`):
{schemes}.
What is packed or elsewhere is copied to a temporary folder within the budget `SEQGUARD_UNPACK_LIMIT`, and deleted with
its last reader; a larger Zarr store is better opened by you, `seqguard.inspect(zarr.open(url)["X"])`. URLs in
`[tool.seqguard]` need `allow-urls = true`.

Other kinds: a package offers its own by the entry point `seqguard.sources` ([extending.md](extending.md)). netCDF is
opened by `xarray.open_dataset`, a pickle never.
"""


def page(kinds: Iterable[FileKind]) -> str:
    """The text of docs/files.md."""
    rows = [f"| {' | '.join(COLUMNS)} |", "|---" * len(COLUMNS) + "|"]
    for kind in kinds:
        endings = ", ".join(f"`{s}`" for s in kind.suffixes[:6]) + (" ..." if len(kind.suffixes) > 6 else "")
        cells = (kind.name, endings or "a folder", kind.holds, kind.read, kind.left, f"`{kind.example}`")
        rows.append(f"| {' | '.join(cells)} |".replace("|  |", "| |"))
    schemes = ", ".join(f"`{s}://`" for s in SCHEMES)
    return HEAD + "\n".join(rows) + "\n" + TAIL.format(packed=", ".join(f"`{s}`" for s in PACKED), schemes=schemes)
