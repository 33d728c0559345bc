"""A file that is written whole or not at all."""

import os
import stat
import tempfile
from pathlib import Path


def replace_file(path: str | Path, content: bytes) -> None:
    """Write a file beside its place and move it there: an old one is as it was where that fails.

    Raises:
        OSError: it cannot be written.
    """
    mode = stat.S_IMODE(os.stat(path).st_mode) if os.path.exists(path) else 0o666 & ~_umask()
    if os.path.exists(path) and not os.access(path, os.W_OK):
        raise PermissionError(13, "Permission denied")
    handle, beside = tempfile.mkstemp(prefix=f".{Path(path).name[:50]}.", dir=os.path.dirname(path))
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, mode)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _umask() -> int:
    umask = os.umask(0o022)
    os.umask(umask)
    return umask
