"""What writes each kind of file, and the arrays and tables that stand in it."""

import gzip
import json
import lzma
import struct

import h5py
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import scipy.io

import seqguard

RNG = np.random.default_rng(0)
N, T, F = 240, 12, 3
X = RNG.normal(size=(N, T, F)).cumsum(1).astype("f4")
X[:, :, 1] = 3.5
X[17, 4, 2] = np.nan
Y = RNG.normal(size=N)


def told(report):
    """What is said, and where."""
    return {(f.slug, f.severity, f.split, f.tensor, f.features, f.samples, f.steps) for f in report}


ARRAY = told(seqguard.inspect(X, Y))


def hdf5(path, **options):
    with h5py.File(path, "w") as file:
        file.create_dataset("train/X", data=X, **options)
        file.create_dataset("train/y", data=Y)
        file["unit"] = 3.0


def mat_73(path):
    """As MATLAB writes version 7.3: a header of 512 bytes, and the axes turned round."""
    with h5py.File(path, "w", userblock_size=512) as file:
        for name, values in (("X", X), ("y", Y[None, :])):
            file[name] = values.T
            file[name].attrs["MATLAB_class"] = np.bytes_("double")
        file["#refs#/a"] = np.arange(3)
    with open(path, "r+b") as file:
        file.write(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM")


def tensors(kind):
    return (
        pa.ExtensionArray.from_storage(
            pa.fixed_shape_tensor(pa.float32(), (T, F)), pa.FixedSizeListArray.from_arrays(pa.array(X.ravel()), T * F)
        )
        if kind == "tensor"
        else pa.array(X.tolist(), pa.list_(pa.list_(pa.float32())))
    )


def arrow(kind):
    return pa.table({"X": tensors(kind), "y": pa.array(Y)})


def feather(path, kind="list"):
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, arrow(kind).schema) as writer:
        writer.write_table(arrow(kind), 50)


def jsonl(path):
    records = (json.dumps({"x": x.tolist(), "y": float(y)}) for x, y in zip(X, Y, strict=True))
    path.write_text("\n".join(records))


def ts(path, label="@targetlabel true"):
    lines = [
        ":".join([*(",".join(map(repr, c.tolist())) for c in x.T), repr(float(y))]) for x, y in zip(X, Y, strict=True)
    ]
    head = ["# a comment", "@problemName p", "@timeStamps false", "@univariate false", label, "@data"]
    path.write_text("\n".join([*head, *lines]).replace("nan", "?"))


def arff(path):
    rows = [
        "'" + "\\n".join(",".join(map(repr, c.tolist())) for c in x.T) + f"',{float(y)!r}"
        for x, y in zip(X, Y, strict=True)
    ]
    inner = [f"  @attribute t{i} numeric" for i in range(T)]
    head = ["@relation r", "@attribute bag relational", *inner, "@end bag", "@attribute target numeric", "@data"]
    path.write_text("\n".join([*head, *rows]).replace("nan", "?"))


def varint(n):
    out = b""
    while n > 127:
        out, n = out + bytes([n & 127 | 128]), n >> 7
    return out + bytes([n])


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def record(**features):
    """A framed tf.train.Example; the checksums are not read."""
    inner = b"".join(
        field(1, field(1, name.encode()) + field(2, field(2, field(1, np.asarray(v, "<f4").tobytes()))))
        for name, v in features.items()
    )
    data = field(1, inner)
    return struct.pack("<Q", len(data)) + bytes(4) + data + bytes(4)


def tfrecord(path):
    path.write_bytes(b"".join(record(x=x.ravel(), y=[y]) for x, y in zip(X, Y, strict=True)))
    spec = {"x": {"tensor": {"shape": {"dimensions": [str(T), str(F)]}, "dtype": "float32"}}}
    path.with_name("features.json").write_text(json.dumps({"featuresDict": {"features": spec}}))


def packed(opener, inner):
    def write(path):
        plain = path.with_suffix("")
        inner(plain)
        with opener(path, "wb") as file:
            file.write(plain.read_bytes())
        plain.unlink()

    return write


def folder(path):
    path.mkdir()
    np.save(path / "X_train.npy", X)
    np.save(path / "y_train.npy", Y)


def partitioned(path):
    for i, rows in enumerate(np.array_split(np.arange(N), 3)):
        (path / f"part={i}").mkdir(parents=True)
        pq.write_table(arrow("tensor").take(pa.array(rows)), path / f"part={i}" / "0.parquet")
    (path / "_SUCCESS").touch()


WRITE = {
    "a.npz": lambda p: np.savez(p, X=X, y=Y),
    "compressed.npz": lambda p: np.savez_compressed(p, X=X, y=Y),
    "folder": folder,
    "a.h5": hdf5,
    "chunked.hdf5": lambda p: hdf5(p, chunks=(50, T, F), compression="gzip"),
    "a.mat": lambda p: scipy.io.savemat(p, {"X": X, "y": Y}),
    "compressed.mat": lambda p: scipy.io.savemat(p, {"X": X, "y": Y}, do_compression=True),
    "new.mat": mat_73,
    "tensor.parquet": lambda p: pq.write_table(arrow("tensor"), p, row_group_size=70),
    "list.parquet": lambda p: pq.write_table(arrow("list"), p, row_group_size=70),
    "partitioned": partitioned,
    "a.feather": feather,
    "tensor.arrow": lambda p: feather(p, "tensor"),
    "a.jsonl": jsonl,
    "a.ts": ts,
    "a.arff": arff,
    "a.tfrecord": tfrecord,
    "a.npz.gz": packed(gzip.open, lambda p: np.savez(p, X=X, y=Y)),
    "a.ts.gz": packed(gzip.open, ts),
    "a.mat.xz": packed(lzma.open, lambda p: scipy.io.savemat(p, {"X": X, "y": Y})),
}
FRAME = pd.DataFrame({"load": RNG.normal(size=N).cumsum(), "dead": 1.0, "town": "ab"})
TABLES = {
    "a.csv": lambda p: FRAME.to_csv(p, index=False),
    "a.txt": lambda p: FRAME.to_csv(p, index=False, sep="\t"),
    "a.parquet": FRAME.to_parquet,
    "parts": lambda p: FRAME.assign(part=np.arange(N) // 100).to_parquet(p, partition_cols=["part"]),
    "a.feather": FRAME.to_feather,
    "a.jsonl": lambda p: FRAME.to_json(p, orient="records", lines=True, double_precision=15),
    "a.jsonl.gz": lambda p: FRAME.to_json(p, orient="records", lines=True, double_precision=15),
    "a.arff": lambda p: p.write_text(
        "@relation r\n@attribute load numeric\n@attribute dead numeric\n@attribute town {ab}\n@data\n"
        + FRAME.to_csv(index=False, header=False)
    ),
}
