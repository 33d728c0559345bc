"""Files: each kind in Python, on the command line, in `[tool.seqguard]` and in the hook before a commit.

What writes each stands in tests/_files.py and tests/test_files_lab.py, whose arrays these are.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import yaml

import seqguard
from seqguard.cli.main import main

TESTS = Path(__file__).parents[1]
sys.path.insert(0, str(TESTS))

ARRAYS: dict[str, tuple[str, ...]] = {
    "a.npz": (), "compressed.npz": (), "folder": (), "a.h5": ("h5py",), "chunked.hdf5": ("h5py",), "a.mat": ("scipy",),
    "compressed.mat": ("scipy",), "new.mat": ("h5py",), "tensor.parquet": ("pyarrow",), "list.parquet": ("pyarrow",),
    "partitioned": ("pyarrow",), "a.feather": ("pyarrow",), "tensor.arrow": ("pyarrow",), "a.jsonl": (), "a.ts": (),
    "a.arff": (), "a.tfrecord": (), "a.npz.gz": (), "a.ts.gz": (), "a.mat.xz": ("scipy",), "a.npz.zst": ("zstandard",),
    "v2.zarr": ("zarr",), "v3.zarr": ("zarr",),
}  # fmt: skip
"""Files of arrays, whose names say X and y, and what each needs besides what all need."""

TABLES: dict[str, tuple[str, ...]] = {
    "a.csv": (), "a.txt": (), "a.parquet": ("pyarrow",), "parts": ("pyarrow",), "a.feather": ("pyarrow",),
    "a.jsonl": (),
    "a.jsonl.gz": (), "a.arff": (),
}  # fmt: skip

ALL = ("h5py", "pyarrow", "scipy", "pandas")
"""What tests/_files.py imports."""

CUT = {"window": 12, "target": "load", "features": ["load", "dead"]}


def written(folder: Path, name: str) -> Path:
    """A file of arrays."""
    import _files as files

    path = folder / name
    if name.endswith(".zarr"):
        from test_files_lab import zarr_group

        zarr_group(path, int(name[1]))
    elif name.endswith(".zst"):
        import zstandard

        plain = written(folder, name.removesuffix(".zst"))
        path.write_bytes(zstandard.compress(plain.read_bytes()))
        plain.unlink()
    else:
        files.WRITE[name](path)
    return path


def array() -> dict[str, Any]:
    import _files as files

    return {"X": files.X, "y": files.Y}


def zarr_array() -> dict[str, Any]:
    import test_files_lab as files

    return {"X": files.X, "y": files.Y}


def frame() -> Any:
    import _files as files

    return files.FRAME


def table(folder: Path, name: str) -> Path:
    import _files as files

    files.TABLES[name](folder / name)
    return folder / name


def command(words: list[str], folder: Path, at: Path | None = None) -> Any:
    """The report that the command line writes."""
    before, out = Path.cwd(), folder / "report.json"
    os.chdir(at or before)
    try:
        with redirect_stdout(StringIO()):
            code = main(["check", *words, "--format", "json", "-o", str(out)])
    finally:
        os.chdir(before)
    if code not in (0, 1):
        raise ValueError(f"the command line ended in {code}")
    return seqguard.Report.from_json(out.read_text())


def configured(path: str, folder: Path, more: str = "", allow: bool = False) -> Any:
    """The report on the data set that pyproject.toml names."""
    head = "[tool.seqguard]\nallow-urls = true\n" if allow else ""
    (folder / "pyproject.toml").write_text(f"{head}[[tool.seqguard.datasets]]\nfiles = {json.dumps(path)}\n{more}")
    return command([], folder, folder)


@functools.cache
def hooked() -> dict[str, Any]:
    """The report on each file, out of one `pre-commit run` in a repository that has all of them."""
    manifest = yaml.safe_load((TESTS.parent / ".pre-commit-hooks.yaml").read_text())
    root = Path(tempfile.mkdtemp(prefix="seqguard-lab-"))
    repository = root / "repository"
    (repository / "data").mkdir(parents=True)
    sets = []
    for name, needs in ARRAYS.items():
        if all(_here(module) for module in needs):
            (repository / "data" / f"of {name}").mkdir()
            written(repository / "data" / f"of {name}", name)
            sets.append(f"[[tool.seqguard.datasets]]\nfiles = {json.dumps(f'data/of {name}/{name}')}\n")
    (repository / "pyproject.toml").write_text("".join(sets))
    hooks = [
        {**hook, "language": "system", "entry": f"{sys.executable} -m {hook['entry']}",
         "args": ["--format", "json", "-o", f"{hook['id']}.json"]}
        for hook in manifest
    ]  # fmt: skip
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": hooks}]}))
    env = {**os.environ, "PYTHONPATH": str(TESTS.parent), "PRE_COMMIT_HOME": str(root / "home")}
    for words in (["git", "init", "-q"], ["git", "add", "-A"], [sys.executable, "-m", "pre_commit", "run", "-a"]):
        subprocess.run(words, cwd=repository, env=env, capture_output=True, text=True, check=False)
    found = {}
    for hook in ("seqguard-datasets", "seqguard"):
        said = json.loads((repository / f"{hook}.json").read_text())
        for report in said.get("reports", [said]):
            held, name, *inner = Path(report["path"]).relative_to("data").parts
            if inner:  # a file of a folder, which the hook of files is given by its name
                continue
            assert held == f"of {name}"
            found[held] = seqguard.Report.from_json(json.dumps(report))
    shutil.rmtree(root)
    return found


def _here(module: str) -> bool:
    import importlib.util

    return importlib.util.find_spec(module) is not None


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A web server on this machine that gives out a folder, and its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def in_memory(folder: Path, name: str) -> str:
    """A file or folder in the store `memory://`."""
    import fsspec

    system = fsspec.filesystem("memory")
    system.put(str(written(folder, name)), f"/{folder.name}/{name}", recursive=True)
    return f"memory://{folder.name}/{name}"


def over_http(ask: Callable[[str], Any]) -> Callable[[Path], Any]:
    """The report on a file that a web server gives out."""

    def made(folder: Path) -> Any:
        written(folder, "a.npz")
        with served(folder) as address:
            report = ask(f"{address}/a.npz")
        return lambda: report

    return made
