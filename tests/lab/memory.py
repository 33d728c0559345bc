"""What a lazily held array costs in memory: 2 GiB in each container, and how far the process grows while it is read.

    python tests/lab/memory.py [GIB]     prints one line a container, for docs/measured/memory.md

Each runs in a process of its own, with the libraries loaded and the container opened before; memory is looked at every
20 ms. Linux only.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

T, F, BLOCK = 64, 16, 2048
"""4 kB a sample, 8 MB a block."""


def block(number: int) -> Any:
    """Samples of one block: noise, another one each time."""
    return np.random.default_rng(number).standard_normal((BLOCK, T, F), "float32")


def zarr_array(folder: Path, n: int) -> Any:
    import zarr

    made = zarr.create_array(
        str(folder / "x.zarr"), shape=(n, T, F), chunks=(BLOCK, T, F), dtype="f4", compressors=None
    )
    for i in range(n // BLOCK):
        made[i * BLOCK : (i + 1) * BLOCK] = block(i)
    return zarr.open_array(str(folder / "x.zarr"), mode="r")


def hdf5(folder: Path, n: int) -> Any:
    import h5py

    with h5py.File(folder / "x.h5", "w") as file:
        made = file.create_dataset("x", (n, T, F), "f4", chunks=(BLOCK, T, F))
        for i in range(n // BLOCK):
            made[i * BLOCK : (i + 1) * BLOCK] = block(i)
    return h5py.File(folder / "x.h5", "r")["x"]


def dask_array(folder: Path, n: int) -> Any:
    import dask
    import dask.array as da

    parts = [da.from_delayed(dask.delayed(block)(i), (BLOCK, T, F), "f4") for i in range(n // BLOCK)]
    return da.concatenate(parts)


def tf_data(folder: Path, n: int) -> Any:
    import tensorflow as tf

    spec = tf.TensorSpec((BLOCK, T, F), tf.float32)
    made = tf.data.Dataset.range(n // BLOCK).map(
        lambda i: tf.ensure_shape(tf.numpy_function(block, [i], tf.float32), spec.shape)
    )
    return made.unbatch().batch(256)


def generator(folder: Path, n: int) -> Any:
    return lambda: (block(i) for i in range(n // BLOCK))


def hugging_face(folder: Path, n: int) -> Any:
    import datasets
    import pyarrow as pa

    schema = pa.schema({"x": pa.list_(pa.list_(pa.float32()))})
    path = str(folder / "x.arrow")
    inner = pa.array(np.arange(0, BLOCK * T * F + 1, F, dtype=np.int32))
    outer = pa.array(np.arange(0, BLOCK * T + 1, T, dtype=np.int32))
    with pa.OSFile(path, "wb") as sink, pa.ipc.new_stream(sink, schema) as writer:
        for i in range(n // BLOCK):
            rows = pa.ListArray.from_arrays(inner, pa.array(block(i).ravel()))
            writer.write_batch(pa.record_batch([pa.ListArray.from_arrays(outer, rows)], schema=schema))
    return datasets.Dataset.from_file(path)


def xarray_over_dask(folder: Path, n: int) -> Any:
    import xarray

    made = xarray.Dataset({"x": (("sample", "time", "channel"), dask_array(folder, n))})
    return made["x"]


def npy(folder: Path, n: int) -> Any:
    made = np.lib.format.open_memmap(folder / "x.npy", "w+", np.float32, (n, T, F))
    for i in range(n // BLOCK):
        made[i * BLOCK : (i + 1) * BLOCK] = block(i)
    made.flush()
    return folder / "x.npy"


def parquet(folder: Path, n: int) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kind = pa.fixed_shape_tensor(pa.float32(), (T, F))
    with pq.ParquetWriter(folder / "x.parquet", pa.schema({"x": kind}), compression="none") as writer:
        for i in range(n // BLOCK):
            flat = pa.FixedSizeListArray.from_arrays(pa.array(block(i).ravel()), T * F)
            writer.write_table(pa.table({"x": pa.ExtensionArray.from_storage(kind, flat)}))
    return folder / "x.parquet"


def loader(folder: Path, n: int) -> Any:
    import torch

    class Blocks(torch.utils.data.IterableDataset):  # type: ignore[misc]  # untyped here
        def __iter__(self) -> Any:
            return (torch.from_numpy(block(i)) for i in range(n // BLOCK))

    return torch.utils.data.DataLoader(Blocks(), batch_size=None)


class Batches:
    """A loader of one's own."""

    def __init__(self, n: int) -> None:
        self.n = n

    def __len__(self) -> int:
        return self.n // BLOCK

    def __getitem__(self, i: int) -> Any:
        return block(i)


CONTAINERS: dict[str, Callable[[Path, int], Any]] = {
    "zarr": zarr_array,
    "hdf5": hdf5,
    "dask": dask_array,
    "tf.data": tf_data,
    "generator": generator,
    "hugging face": hugging_face,
    "xarray over dask": xarray_over_dask,
    ".npy by path": npy,
    "parquet of tensors": parquet,
    "torch DataLoader": loader,
    "loader of one's own": lambda folder, n: Batches(n),
}


class Watch(threading.Thread):
    """The most memory that the process held, in MB: its own (RssAnon), and with the pages of mapped files (RSS), which
    the system takes back when it needs them."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.own = self.whole = 0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.02):
            own, whole = memory()
            self.own, self.whole = max(self.own, own), max(self.whole, whole)


def memory() -> tuple[int, int]:
    """Own memory of this process and all that is resident, in MB."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    return tuple(int(status[name].split()[0]) // 1024 for name in ("RssAnon", "VmRSS"))  # type: ignore[return-value]  # two


def measure(name: str, gib: float) -> None:
    """One container, in this process."""
    import seqguard

    n = int(gib * 2**30) // (4 * T * F) // BLOCK * BLOCK
    with tempfile.TemporaryDirectory() as folder:
        value = CONTAINERS[name](Path(folder), n)
        seqguard.inspect(block(0), progress=False)
        (own, whole), started, watch = memory(), time.perf_counter(), Watch()
        watch.start()
        report = seqguard.inspect(value, max_samples=n, progress=False)
        seconds = time.perf_counter() - started
        watch.ended.set()
        watch.join()
        assert report.readings[0].shape[0] == n
        print(f"| {name} | {gib:g} GiB | {own} | {watch.own - own} | {watch.whole - whole} | {seconds:.0f} |")


def main(gib: float = 2.0) -> None:
    """Each container in a process of its own."""
    print("| container | holds | MB before | MB more | with pages of files | s |\n|---|---|---|---|---|---|")
    for name in CONTAINERS:
        run = subprocess.run([sys.executable, __file__, str(gib), name], capture_output=True, text=True, check=False)
        lines = [line for line in run.stdout.splitlines() if line.startswith("|")]
        print(lines[-1] if lines else f"| {name} | | | | {run.stderr.strip().splitlines()[-1][:120]} | |", flush=True)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(sys.argv[2], float(sys.argv[1]))
    else:
        main(*map(float, sys.argv[1:]))
