"""Engines that people have, tried for real: loky, a Dask cluster that loses a worker, Dask arrays, Ray, Spark, Beam
(tests/lab/engines.txt)."""

import functools
import operator
import os
import re
import signal
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard.checks.examples.arrays import cut, random_walk

pytestmark = pytest.mark.lab

SERIES = random_walk(np.random.default_rng(0), 30_020, 16).astype(np.float32)
X, Y = cut(SERIES, 20)
LAST = 24_000


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqguard.engine.passes.PART_BYTES", 2**21)


def said(x: Any, y: Any = None, executor: Any = None) -> dict[str, Any]:
    y = Y[:LAST] if y is None else y
    report = seqguard.inspect(x, y, validation_data=(X[LAST:], Y[LAST:]), executor=executor)
    assert not report.crashed
    return {key: value for key, value in report.to_dict().items() if key != "run"}


def stored(folder: Path) -> Any:
    import zarr

    array = zarr.create_array(str(folder / "X.zarr"), shape=X[:LAST].shape, chunks=(700, 20, 16), dtype="f4")
    array[:] = X[:LAST]
    return array


def killed_after(seconds: float, pid: int) -> None:
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)


def test_loky(tmp_path: Path) -> None:
    loky = pytest.importorskip("loky")
    assert said(stored(tmp_path), executor=loky.get_reusable_executor(2)) == said(X[:LAST])


@pytest.mark.parametrize("chunks", [1, 7, 200])
def test_zarr_in_chunks(tmp_path: Path, chunks: int) -> None:
    zarr = pytest.importorskip("zarr")
    size = -(-LAST // chunks)
    array = zarr.create_array(str(tmp_path / "X.zarr"), shape=X[:LAST].shape, chunks=(size, 20, 16), dtype="f4")
    array[:] = X[:LAST]
    assert said(array) == said(X[:LAST])


def test_a_dask_cluster_that_loses_a_worker(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    import dask.array as da

    wanted = said(X[:LAST])
    array, lazy = stored(tmp_path), da.from_zarr(str(tmp_path / "X.zarr"))
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, memory_limit="3GB", dashboard_address=None) as here,
        distributed.Client(here) as client,
    ):
        for given, executor in ((array, client.get_executor()), (lazy, None)):
            assert said(given, executor=executor) == wanted
            pid = next(iter(client.run(os.getpid).values()))
            threading.Thread(target=killed_after, args=(0.3, pid)).start()
            assert said(given, executor=executor) == wanted


@pytest.mark.parametrize("size", [LAST, 5_000, 117])
def test_dask_arrays_compute_each_chunk_once_for_the_plan_and_once_in_the_pass(size: int) -> None:
    da = pytest.importorskip("dask.array")
    computed: Counter[Any] = Counter()

    def counted(block: Any, name: str, block_info: Any = None) -> Any:
        if block_info:
            computed[name, block_info[0]["chunk-location"][0]] += 1
        return block

    def lazy(values: Any, name: str) -> Any:
        array = da.from_array(values, chunks=(size, *values.shape[1:]))
        return array.map_blocks(
            lambda block, block_info=None: counted(block, name, block_info), dtype=values.dtype, meta=values[:0]
        )

    assert said(lazy(X[:LAST], "X"), lazy(Y[:LAST], "y")) == said(X[:LAST])
    assert max(computed.values()) <= 2


def test_dask_arrays_of_unknown_chunks_and_xarray_over_dask() -> None:
    da, xarray = pytest.importorskip("dask.array"), pytest.importorskip("xarray")
    every = da.from_array(np.ones(LAST, bool), chunks=5_000)
    unknown = da.from_array(X[:LAST], chunks=(5_000, 20, 16))[every]
    assert said(unknown) == said(X[:LAST])
    assert np.isnan(unknown.shape[0])  # the caller's array is as it was
    assert said(xarray.DataArray(X[:LAST]).chunk({"dim_0": 5_000})) == said(X[:LAST])


def test_ray() -> None:
    ray = pytest.importorskip("ray")

    class RayExecutor:
        def submit(self, function: Any, *arguments: Any) -> Any:
            return ray.remote(function).remote(*arguments).future()

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        assert said(X[:LAST], executor=RayExecutor()) == said(X[:LAST])
    finally:
        ray.shutdown()


def test_spark() -> None:
    pyspark = pytest.importorskip("pyspark")

    class SparkExecutor(ThreadPoolExecutor):
        def __init__(self, context: Any, jobs: int) -> None:
            super().__init__(jobs)
            self.context = context

        def submit(self, function: Any, *arguments: Any) -> Any:  # type: ignore[override]  # positional alone
            context = self.context
            return super().submit(lambda: context.parallelize([0], 1).map(lambda _: function(*arguments)).collect()[0])

    context = pyspark.SparkContext("local[2]", "seqguard")
    try:
        with SparkExecutor(context, 2) as executor:
            assert said(X[:LAST], executor=executor) == said(X[:LAST])
    finally:
        context.stop()


def test_beam_combines_profiles_as_the_docs_say(tmp_path: Path) -> None:
    beam = pytest.importorskip("apache_beam")
    text = (Path(__file__).parents[1] / "docs" / "scale.md").read_text(encoding="utf-8")
    (code,) = (block for block in re.findall(r"```python\n(.*?)```", text, re.S) if "CombineFn" in block)
    names: dict[str, Any] = {"beam": beam, "seqguard": seqguard, "functools": functools, "operator": operator}
    exec(code.partition("\n\nlike = ")[0], names)
    bundles = [(i, X[i : i + 1_000], Y[i : i + 1_000]) for i in range(0, LAST, 1_000)]
    path = str(tmp_path / "whole.sgp")
    with beam.Pipeline(runner="DirectRunner") as pipeline:
        some = pipeline | beam.Create(bundles[::-1]) | beam.Reshuffle()
        whole = some | beam.CombineGlobally(names["ProfileOf"](seqguard.profile(X[:2_000], Y[:2_000])))
        whole | beam.Map(lambda profile: profile.save(path))
    joined, once = seqguard.Profile.load(path), seqguard.profile(X[:LAST], Y[:LAST])
    assert (joined.samples, joined.joined) == (LAST, len(bundles))
    assert [f.slug for f in joined.report().findings] == [f.slug for f in once.report().findings]
