"""Whoever reads the parts, the report is the same; what travels is small; what is stopped is said."""

import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.checks.examples.tables import table
from seqguard.sources.arrays import ArraySource
from seqguard.sources.travel import Span

Data = dict[str, Any]


class Posted:
    """An executor of a few lines, as one writes for a cluster: what is submitted travels, and what comes back."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        sent = pickle.dumps((function, arguments))
        self.sizes.append(len(sent))
        there, words = pickle.loads(sent)
        future: Future[Any] = Future()
        future.set_result(pickle.loads(pickle.dumps(there(*words))))
        return future


class Interrupted(Posted):
    """One whose third part is stopped by Ctrl-C, and the others are not begun."""

    def __init__(self) -> None:
        super().__init__()
        self.futures: list[Future[Any]] = []

    def submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
        future: Future[Any] = Future()
        if len(self.futures) < 2:
            future = super().submit(function, *arguments)
        elif len(self.futures) == 2:
            future.set_exception(KeyboardInterrupt())
        self.futures.append(future)
        return future


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells of 40 samples (12, 3), and parts of two cells."""
    monkeypatch.setattr("seqguard.reading.chunks.CELL", 40 * 12 * 3)
    monkeypatch.setattr("seqguard.engine.passes.PART_BYTES", 80 * 12 * 3 * 4)


def data(linked: bool) -> Data:
    rng = np.random.default_rng(5)
    X, y = cut(random_walk(rng, 720, 3).astype(np.float32), 12)
    if not linked:
        X = rng.standard_normal(X.shape).astype(np.float32) / 7
    X = X.copy()
    X[79, 3, 1], X[80, 4, 0], X[300:303] = np.nan, np.inf, 0  # at the seam of two parts
    return {"X": X[:600], "y": y[:600], "validation_data": (X[600:], y[600:])}


def said(given: Data, executor: Any = None) -> Data:
    report = seqguard.inspect(**given, executor=executor)
    assert not report.crashed
    return {key: value for key, value in report.to_dict().items() if key != "run"}


@pytest.mark.parametrize("linked", [True, False])
def test_threads_processes_and_an_executor_of_ones_own_give_the_same_digits(linked: bool) -> None:
    given = data(linked)
    wanted = said(given)
    posted = Posted()
    assert said(given, posted) == wanted
    assert len(posted.sizes) > 8
    with ThreadPoolExecutor(3) as threads:
        assert said(given, threads) == wanted
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as processes:
        assert said(given, processes) == wanted


@pytest.mark.parametrize("cells", [1, 3, 7, 100])
def test_the_number_of_parts_changes_nothing(cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    given = data(linked=True)
    wanted = said(given)
    monkeypatch.setattr("seqguard.engine.passes.PART_BYTES", cells * 40 * 12 * 3 * 4)
    assert said(given, Posted()) == wanted


def test_a_memory_map_travels_by_description_and_an_array_by_its_part(tmp_path: Path) -> None:
    given = data(linked=False)
    wanted, mapped = said(given), {**given}
    for order in "CF":
        np.save(tmp_path / f"{order}.npy", np.asarray(given["X"], order=order))
        mapped["X"] = np.load(tmp_path / f"{order}.npy", mmap_mode="r")
        span = Span(ArraySource(mapped["X"][100:500:2]), 10, 20)
        assert len(pickle.dumps(span)) < 1000
        assert np.array_equal(pickle.loads(pickle.dumps(span)).read(12, 15), given["X"][124:130:2])
        posted = Posted()
        assert said(mapped, posted) == wanted
    part = 80 * 12 * 3 * 4
    assert part < max(posted.sizes) < part + 12_000  # of the validation data, which lie in memory


def test_windows_of_a_table_travel_by_their_rows() -> None:
    windows = seqguard.windows(table(np.random.default_rng(0), 900), window=24, target="load", time="date")
    posted = Posted()
    assert said({"X": windows}, posted) == said({"X": windows})
    assert len(posted.sizes) > 8


def test_hdf5_is_opened_again_where_it_is_read(tmp_path: Path) -> None:
    h5py = pytest.importorskip("h5py")
    given = data(linked=False)
    with h5py.File(tmp_path / "d.h5", "w") as file:
        file.create_dataset("X", data=given["X"], chunks=(64, 12, 3), compression="gzip")
        with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as processes:
            assert said({**given, "X": file["X"]}, processes) == said(given)  # open for writing
    with h5py.File(tmp_path / "d.h5", "r") as file:
        posted = Posted()
        here = {**given, "X": file["X"]}
        assert said(here, posted) == said(given)
        with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as processes:
            assert said(here, processes) == said(given)


def test_ctrl_c_stops_the_run_and_cancels_what_waits() -> None:
    executor = Interrupted()
    with pytest.raises(KeyboardInterrupt):
        seqguard.inspect(**data(linked=True), executor=executor)
    assert len(executor.futures) > 4
    assert all(future.cancelled() for future in executor.futures[3:])


def test_a_part_that_fails_is_not_hidden() -> None:
    class Broken(Posted):
        def submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
            future: Future[Any] = Future()
            future.set_exception(MemoryError("worker 3"))
            return future

    with pytest.raises(MemoryError, match="worker 3"):
        seqguard.inspect(**data(linked=True), executor=Broken())


def test_what_max_seconds_left_no_time_for_is_said_and_closes_the_gate() -> None:
    report = seqguard.inspect(**data(linked=True), max_seconds=1e-9)
    assert not report.crashed
    assert {u.given for u in report.unseen} >= {"X", "y", "validation"}
    assert all("max_seconds=1e-09 was over" in u.reason for u in report.unseen)
    assert "0 of 600 samples had been read" in report.unseen[0].reason
    assert report.skipped
    assert not report.ran
    assert report.fails()
    for form in (report.to_json(), report.to_html(), str(report)):
        assert "max_seconds=1e-09 was over" in form


def test_enough_seconds_change_nothing() -> None:
    given = data(linked=True)
    report = seqguard.inspect(**given, max_seconds=600)
    assert not report.unseen
    assert {key: value for key, value in report.to_dict().items() if key != "run"} == said(given)


def test_a_clock_that_runs_out_while_others_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(Posted):
        def submit(self, function: Callable[..., Any], *arguments: Any) -> "Future[Any]":
            future = super().submit(function, *arguments)
            if len(self.sizes) == 3:
                monkeypatch.setattr("time.perf_counter", lambda: 1e12)
            return future

    report = seqguard.inspect(**data(linked=True), executor=Slow(), max_seconds=1000)
    assert report.unseen[0].reason.endswith("when 240 of 600 samples had been read")
    assert report.fails()
