"""Files of every other kind than NumPy's and CSV, damaged, handed to every command with options that fit or do not:
a report, or one sentence and exit status 2."""

import gzip
import importlib.util
import json
import shutil
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from fuzz_files import changed, run

import seqguard

MODULES = {
    "feather": "pyarrow",
    "arrows": "pyarrow",
    "parquet": "pyarrow",
    "h5": "h5py",
    "mat": "scipy",
    "mat73": "h5py",
    "zarr": "zarr",
}
"""What a kind is written with."""
ODD_CELLS: list[Any] = [
    None,
    "",
    "-",
    "n/a",
    "1e999",
    "::error::x",
    "\x1b[31m",
    "x" * 3000,
    [1],
    [[1, 2], [3]],
    {},
    True,
]
ODD_NAMES = ["a", "X", "y", "date", "", " ", "X\n::error::x", "##[command]x", "\x1b[31m", "a" * 600, "X_val", "é", "0"]


def table(rng: np.random.Generator) -> pd.DataFrame:
    """Rows with a time, a group and three numbers; now and then with odd cells and odd or equal names."""
    n = int(rng.integers(0, 60))
    frame = pd.DataFrame(rng.normal(size=(n, 3)).astype("f4"), columns=["a", "b", "c"])
    frame["date"] = pd.date_range("2024-01-01", periods=n, freq="h").astype(str)
    frame["g"] = np.arange(n) // 20
    if n and rng.random() < 0.4:
        odd = ODD_CELLS[int(rng.integers(len(ODD_CELLS)))]
        column = frame["a"].astype(object)
        column.iloc[int(rng.integers(n))] = odd
        frame["a"] = column
    if rng.random() < 0.3:
        names = [str(rng.choice(ODD_NAMES)) for _ in range(5)]
        frame.columns = pd.Index(names if rng.random() < 0.5 else ["a", "b", "c", "date", names[0]])
    return frame


def tensors(rng: np.random.Generator) -> dict[str, Any]:
    n, steps, wide = int(rng.integers(1, 40)), int(rng.integers(1, 8)), int(rng.integers(1, 4))
    X = rng.normal(size=(n, steps, wide)).astype(str(rng.choice(["f4", "f8", "i4", "u1"])))
    named = {"X": X, "y": X[:, -1, 0], "X_val": X[:3], "y_val": X[:3, -1, 0]}
    if rng.random() < 0.3:
        named[f"n{int(rng.integers(9))}"] = rng.normal(size=n)
    return named


def as_jsonl(rng: np.random.Generator, path: Path) -> None:
    frame = table(rng)
    rows = [dict(zip(map(str, frame.columns), row, strict=True)) for row in frame.to_numpy(dtype=object).tolist()]
    for row in rows:
        if rng.random() < 0.1:
            row[str(rng.choice(ODD_NAMES))] = ODD_CELLS[int(rng.integers(len(ODD_CELLS)))]
        if rng.random() < 0.3:
            row["X"] = rng.normal(size=(4, 2)).tolist()
    path.write_text(
        "\n".join(json.dumps(row, default=str) for row in rows) + "\n", encoding="utf-8", errors="backslashreplace"
    )


def as_ts(rng: np.random.Generator, path: Path) -> None:
    lines = ["@problemName x", "@timeStamps false", "@missing true", "@univariate false", "@dimensions 2"]
    lines += ["@equalLength true", "@seriesLength 5", "@classLabel true 1 2", "@data"]
    for _ in range(int(rng.integers(0, 20))):
        channels = [",".join(f"{v:.3f}" for v in rng.normal(size=int(rng.choice([5, 5, 5, 3])))) for _ in range(2)]
        lines.append(":".join([*channels, str(rng.choice(["1", "2", "3", "?"], p=[0.45, 0.45, 0.05, 0.05]))]))
    path.write_text("\n".join(lines) + "\n")


def as_arff(rng: np.random.Generator, path: Path) -> None:
    lines = ["@relation x", *(f"@attribute att{i} numeric" for i in range(5)), "@attribute target {1,2}", "@data"]
    if rng.random() < 0.3:
        inner = ["@attribute rel relational", *(f"  @attribute t{i} numeric" for i in range(3)), "@end rel"]
        lines = ["@relation x", *inner, "@attribute class {a,b}", "@data"]
        lines += [f"'{','.join('1.5' * 1 for _ in range(3))}\\n1,2,3',{rng.choice(['a', 'b'])}" for _ in range(9)]
    else:
        for _ in range(int(rng.integers(0, 20))):
            cells = [f"{v:.3f}" for v in rng.normal(size=5)]
            lines.append(",".join([*cells, str(rng.choice(["1", "2", "?", "{0 1}", "'x"]))]))
    path.write_text("\n".join(lines) + "\n")


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def field(number: int, body: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(body)) + body


def as_tfrecord(rng: np.random.Generator, path: Path) -> None:
    out = b""
    for _ in range(int(rng.integers(0, 20))):
        floats = field(2, field(1, rng.normal(size=8).astype("<f4").tobytes()))
        whole = field(3, field(1, b"".join(varint(int(v)) for v in rng.integers(0, 300, 1))))
        texts = field(1, field(1, b"abc"))
        features = [("x", floats), ("label", whole)] + [("name", texts)] * bool(rng.random() < 0.2)
        example = field(1, b"".join(field(1, field(1, k.encode()) + field(2, v)) for k, v in features))
        length = len(example) if rng.random() < 0.97 else int(rng.choice([0, 2**40, 2**63 - 1, len(example) + 9]))
        out += struct.pack("<Q", length) + b"\0" * 4 + example + b"\0" * 4
    path.write_bytes(out)


def as_feather(rng: np.random.Generator, path: Path) -> None:
    import pyarrow as pa
    from pyarrow import feather, ipc

    made = arrow(rng)
    if path.suffix == ".arrows":
        with pa.OSFile(str(path), "wb") as file, ipc.new_stream(file, made.schema) as stream:
            stream.write_table(made)
    else:
        feather.write_feather(made, path, compression=str(rng.choice(["uncompressed", "lz4", "zstd"])))


def arrow(rng: np.random.Generator) -> Any:
    import pyarrow as pa

    frame = table(rng)
    frame = frame.loc[:, ~frame.columns.duplicated()]
    columns = {str(name): frame[name].to_numpy() for name in frame if frame[name].dtype != object}
    made = pa.table(columns)
    if rng.random() < 0.4:
        lists = [rng.normal(size=int(rng.choice([4, 4, 4, 2]))).tolist() for _ in range(len(frame))]
        made = made.append_column("X", pa.array(lists, pa.list_(pa.float32())))
    return made


def as_parquet(rng: np.random.Generator, path: Path) -> None:
    from pyarrow import parquet

    parquet.write_table(arrow(rng), path, compression=str(rng.choice(["none", "snappy", "gzip"])))


def as_hdf5(rng: np.random.Generator, path: Path) -> None:
    import h5py

    with h5py.File(path, "w") as file:
        for name, value in tensors(rng).items():
            group = file.create_group("train") if rng.random() < 0.1 and "train" not in file else file
            packed = {"compression": "gzip"} if rng.random() < 0.3 else {}
            group.create_dataset(name, data=value, **packed)
        if rng.random() < 0.1:
            file["far"] = h5py.ExternalLink("/etc/passwd", "/x")


def as_mat(rng: np.random.Generator, path: Path) -> None:
    from scipy.io import savemat

    named = tensors(rng)
    packed = bool(rng.random() < 0.5)
    if rng.random() < 0.2:
        savemat(path, {name: value.reshape(len(value), -1) for name, value in named.items()}, format="4")
        return
    if rng.random() < 0.3:
        named["s"] = {"a": 1, "b": [1, 2]}
    savemat(path, named, do_compression=packed)


def as_zarr(rng: np.random.Generator, path: Path) -> None:
    import zarr

    group = zarr.open_group(path, mode="w")
    for name, value in tensors(rng).items():
        group.create_array(name, data=value, chunks=tuple(max(1, s // 2) for s in value.shape))


def as_folder(rng: np.random.Generator, path: Path) -> None:
    path.mkdir()
    for name, value in tensors(rng).items():
        np.save(path / f"{name}.npy", value)


def as_profile(rng: np.random.Generator, path: Path) -> None:
    named = tensors(rng)
    seqguard.profile(named["X"], named["y"], progress=False).save(path)


def as_report(rng: np.random.Generator, path: Path) -> None:
    named = tensors(rng)
    path.write_text(seqguard.inspect(named["X"], named["y"], progress=False).to_json())


def as_text(rng: np.random.Generator, path: Path) -> None:
    separator = "\t" if path.name.startswith("k.tsv") else ","
    text = table(rng).to_csv(sep=separator, index=False).encode("utf-8", "backslashreplace")
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)


WRITERS: dict[str, tuple[str, Callable[[np.random.Generator, Path], None]]] = {
    "jsonl": ("k.jsonl", as_jsonl),
    "ts": ("k.ts", as_ts),
    "arff": ("k.arff", as_arff),
    "tfrecord": ("k.tfrecord", as_tfrecord),
    "feather": ("k.feather", as_feather),
    "arrows": ("k.arrows", as_feather),
    "parquet": ("k.parquet", as_parquet),
    "h5": ("k.h5", as_hdf5),
    "mat": ("k.mat", as_mat),
    "mat73": ("k73.mat", as_hdf5),
    "zarr": ("k.zarr", as_zarr),
    "folder": ("k", as_folder),
    "sgp": ("k.sgp", as_profile),
    "json": ("k.json", as_report),
    "csv": ("k.csv", as_text),
    "tsv.gz": ("k.tsv.gz", as_text),
}
"""By kind: a name for the file, and who writes it."""
KINDS = tuple(kind for kind in WRITERS if kind not in MODULES or importlib.util.find_spec(MODULES[kind]))

NAMES = ["a", "b", "X", "y", "date", "g", "label", "x", "nope", "", "a,b", "a,a", "::x", "\x1b[31m", "y" * 600]
COUNTS = ["1", "3", "5", "0", "-1", "10000000000", "x", "", "nan", "1.5"]
FLAGS: dict[str, list[str]] = {
    **dict.fromkeys(("--x", "--y", "--x-val", "--y-val", "--target", "--time", "--group", "--features"), NAMES),
    **dict.fromkeys(("--window", "--horizon", "--stride", "--sample", "--max-samples", "--max-seconds"), COUNTS),
    "--shapes": ["x=4x2", "x=8", "x=", "x=3x3", "x=-1x2", "label=1", "nope=2", "x=99999999999x9", "x=4x2,x=2x4"],
    "--feature-names": NAMES,
    "--mask-value": ["0", "-1", "nan", "inf", "-99.5", "1e400", "x"],
    "--layout": ["NTF", "NFT", "TNF"],
    "--task": ["auto", "regression", "classification", "multilabel"],
    "--tokens": ["yes", "no", "auto", "x"],
    "--select": ["SG", "SG1", "SG9", "no-signal", "nope", ""],
    "--ignore": ["SG6", "SG1:a", "nope", ":", ""],
    "--threshold": ["outlier.gap=6", "outlier.gap=nan", "outlier=5", "nope.x=1", "=", "outlier.gap=-1"],
    "--allow-unseen": ["yes", "x"],
}
ANY = list(FLAGS)
FORMATS = ["text", "concise", "json", "sarif", "junit", "github", "gitlab", "markdown", "html"]


def options(rng: np.random.Generator, kind: str) -> list[str]:
    """Options that fit the kind of file, and now and then one that may not."""
    fitting = {"tfrecord": ["--shapes", "x=4x2", "--x", "x", "--y", "label"]}
    tabular = kind in ("jsonl", "feather", "arrows", "parquet", "csv", "tsv.gz")
    out = fitting.get(kind, ["--window", "3", "--target", "a"] if tabular and rng.random() < 0.8 else [])
    if tabular and rng.random() < 0.4:
        out = [*out, "--time", "date", "--group", "g", "--features", "a,b"]
    for _ in range(int(rng.choice([0, 1, 2, 3], p=[0.4, 0.3, 0.2, 0.1]))):
        flag = ANY[int(rng.integers(len(ANY)))]
        out = [*out, f"{flag}={FLAGS[flag][int(rng.integers(len(FLAGS[flag])))]}"]
    return out


def command(rng: np.random.Generator, kind: str, path: Path, folder: Path) -> list[str]:
    """A command line about the file."""
    name, asked = str(path), options(rng, kind)
    if kind == "sgp":
        ways = [["merge", name, name, "-o", str(folder / "out.sgp")], ["compare", name, name]]
        ways += [["compare", name, str(folder / "kept.npz")], ["profile", "--like", name, str(folder / "kept.npz")]]
        return ways[int(rng.integers(len(ways)))]
    if kind == "json":
        return ["compare", name, str(folder / "kept.json")]
    cv = str(rng.choice(["0.2", "3", "KFold(3)", "PurgedKFold(3, width=4)", "nope(3)", "KFold(n=", "0", "-1", "x.npy"]))
    ways = [["check", name, *asked, "--fail-on", "never", "--format", str(rng.choice(FORMATS))]] * 5
    ways += [["infer", name, *asked, "--force"], ["profile", name, *asked], ["audit", name, *asked, "--cv", cv]]
    ways += [
        ["baseline", name, *asked, "-o", str(folder / "out.json")],
        ["compare", str(folder / "kept.sgp"), name, *asked],
    ]
    ways += [["check", name, *asked, "--show-settings"], ["profile", name, *asked, "--format", "json"]]
    return ways[int(rng.integers(len(ways)))]


def kept(folder: Path) -> None:
    """What the commands compare with."""
    if (folder / "kept.npz").exists():
        return
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 6, 2))
    np.savez(folder / "kept.npz", X=X, y=X[:, -1, 0])
    seqguard.profile(X, X[:, -1, 0], progress=False).save(folder / "kept.sgp")
    (folder / "kept.json").write_text(seqguard.inspect(X, X[:, -1, 0], progress=False).to_json())


def damaged(rng: np.random.Generator, path: Path) -> None:
    """Change one file, of a folder any one in it."""
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    file = files[int(rng.integers(len(files)))]
    file.write_bytes(changed(rng, file.read_bytes()))


def attempt(seed: int, folder: Path) -> str | None:
    """What went wrong with the file of this seed; None where nothing did."""
    rng = np.random.default_rng(seed)
    kept(folder)
    kind = str(rng.choice(KINDS))
    name, write = WRITERS[kind]
    own = folder / f"s{seed}"  # h5py keeps a file open as long as something refers to it
    own.mkdir(exist_ok=True)
    path = own / name
    write(rng, path)
    if rng.random() < 0.7:
        damaged(rng, path)
    line = command(rng, kind, path, folder)
    try:
        wrong = run(line)
    except Exception as error:
        wrong = f"{type(error).__name__}: {str(error)[:300]}"
    finally:
        shutil.rmtree(own, ignore_errors=True)
    return None if wrong is None else f"{' '.join(line)}: {wrong}"
