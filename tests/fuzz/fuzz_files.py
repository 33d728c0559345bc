"""Files that were written soundly and then changed: a report, or one sentence and exit status 2."""

import contextlib
import gzip
import io
import json
import struct
import zipfile
from pathlib import Path

import numpy as np
from fuzz_calls import array

from seqguard.cli.main import main

KINDS = ["npy", "npz", "stored", "csv", "csv.gz", "header", "claims"]
ODD = [b"-", b"(", b"'", b"\\", b"9" * 30, b"None", b"[", b"{", b"\0", b"\x1b[31m", b"::", b"##[", b"\r\n", b"\xff"]
DESCRIPTIONS = ["'<f4'", "'<f8'", "'>i2'", "'|O'", "'|V9'", "'<U5'", "5", "[('a','<f4')]", "'|b1'", "'<g'", "''"]
SHAPES = [
    "(5,6,2)",
    "(-1,2)",
    "()",
    "(0,)",
    "(10**9,)",
    "(99999999999,5)",
    "(5,6,2",
    "None",
    "(True,2)",
    "((5,),)",
    "(1.0,2)",
]
MEMBERS = ["X", "X_val", "X\n::error::x", "X\x1b[31m"]


def header(rng: np.random.Generator) -> bytes:
    """A .npy header of odd claims."""
    descr, shape = str(rng.choice(DESCRIPTIONS)), str(rng.choice(SHAPES))
    order = str(rng.choice(["False", "True", "0", "None"]))
    text = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    version = bytes(rng.choice([(1, 0), (2, 0), (3, 0), (4, 0), (0, 0)]).tolist())
    length = len(text) if rng.random() < 0.8 else int(rng.integers(0, 2**16))
    return b"\x93NUMPY" + version + struct.pack("<H" if version == b"\1\0" else "<I", length) + text


def written(rng: np.random.Generator, folder: Path) -> tuple[Path, list[str]]:
    kind = str(rng.choice(KINDS))
    X = rng.normal(size=(int(rng.integers(1, 40)), int(rng.integers(1, 8)), int(rng.integers(1, 4)))).astype("f4")
    path = folder / f"f.{ {'stored': 'npz', 'header': 'npy', 'claims': 'npz'}.get(kind, kind) }"
    if kind == "npy":
        np.save(path, X)
    elif kind == "npz":
        np.savez_compressed(path, X=X, y=X[:, -1, 0], X_val=X[:3], y_val=X[:3, -1, 0])
    elif kind == "stored":
        np.savez(path, X=X, y=array(rng, len(X), 2) if rng.random() < 0.3 else X[:, 0, 0])
    elif kind == "header":
        path.write_bytes(header(rng) + X.tobytes())
    elif kind == "claims":
        method = int(rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]))
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr(f"{rng.choice(MEMBERS)}.npy", header(rng) + X.tobytes())
    else:
        rows = "\n".join(",".join(f"{v:.3g}" for v in row) for row in X.reshape(-1, X.shape[2])[:60])
        text = f"{','.join(f'c{i}' for i in range(X.shape[2]))}\n{rows}\n".encode()
        path.write_bytes(gzip.compress(text) if kind == "csv.gz" else text)
    return path, ["--window", "3", "--target", "c0"] if "csv" in kind else []


def changed(rng: np.random.Generator, content: bytes) -> bytes:
    """Some bytes flipped, put in, left out or cut off."""
    data = bytearray(content)
    for _ in range(int(rng.integers(1, 6))):
        if not data:
            break
        at = int(rng.integers(len(data))) if rng.random() < 0.5 else int(rng.integers(min(len(data), 200)))
        way = rng.integers(5)
        if way == 0:
            data[at] = int(rng.integers(256))
        elif way == 1:
            data[at:at] = ODD[int(rng.integers(len(ODD)))]
        elif way == 2:
            del data[at : at + int(rng.integers(1, 40))]
        elif way == 3 and rng.random() < 0.4:
            del data[at:]
        else:
            data[at] ^= 1 << int(rng.integers(8))
    return bytes(data)


SPEAKERS = ("seqguard: ", "seqguard ", "usage: ")
"""How a line on stderr begins: who speaks, or how the command is called."""
LONGEST = 2200


def run(arguments: list[str]) -> str | None:
    """What is wrong with the output of a command; None where nothing is."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status = main(arguments)
        except SystemExit as ended:  # argparse, on an option that is none
            status = ended.code if isinstance(ended.code, int) else 1
            if status != 2:
                return f"ended by {ended.code!r}"
    said, shown = err.getvalue(), out.getvalue()
    if status not in (0, 1, 2) or "Traceback" in said + shown or crashed(shown):
        return f"exit {status}: {said[-900:]}{shown[-900:]}"
    if status == 2 and not said:
        return "exit 2 without a word"
    for line in said.splitlines():
        if not line.startswith(SPEAKERS) or len(line) > LONGEST:
            return f"stderr: {line[:300]!r}"
    whole = shown + said
    if any(not (c.isprintable() or c == "\n") for c in whole) or "##[" in whole:
        return f"control characters: {whole[-300:]!r}"
    lines = whole.splitlines()
    ours = "--format" in arguments and "github" in arguments
    return f"a command: {whole[-300:]!r}" if not ours and any(ln.lstrip().startswith("::") for ln in lines) else None


def crashed(shown: str) -> bool:
    """Whether a report, of whatever format, has a check that crashed."""
    try:
        document = json.loads(shown)
    except ValueError:
        return "crash  " in shown or " crashed" in shown.partition("<style")[0]
    return isinstance(document, dict) and bool(document.get("crashed"))


def attempt(seed: int, folder: Path) -> str | None:
    """What went wrong with the file of this seed; None where nothing did."""
    rng = np.random.default_rng(seed)
    path, options = written(rng, folder)
    if rng.random() < 0.9:
        path.write_bytes(changed(rng, path.read_bytes()))
    try:
        return run(["check", str(path), *options, "--fail-on", "never"])
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
