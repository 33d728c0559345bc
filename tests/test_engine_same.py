"""One report to the last digit, wherever the data lie and in whatever pieces they come."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard.checks.examples.arrays import cut, random_walk
from seqguard.core.plan import Array
from seqguard.sources.arrays import SliceSource

Data = dict[str, Any]


@pytest.fixture(autouse=True)
def small_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 40 samples (12, 3), so that some hundred samples fill many."""
    monkeypatch.setattr("seqguard.reading.chunks.CELL", 40 * 12 * 3)


@pytest.fixture(params=["windows", "independent", "gaps"])
def data(request: pytest.FixtureRequest) -> Data:
    """Samples with a target and validation data, whose sums have no short binary fractions."""
    rng = np.random.default_rng(3)
    series = random_walk(rng, 720, 3).astype(np.float32)
    X, y = cut(series, 12)
    if request.param == "independent":
        X = rng.standard_normal((708, 12, 3)).astype(np.float32) * 0.1
        y = X.mean((1, 2)) + rng.standard_normal(708) / 7
    if request.param == "gaps":
        X = X.copy()
        X[5, 3, 1], X[300:303], X[30, -1, 2] = np.nan, np.nan, np.inf
    return {"X": X[:600], "y": y[:600], "validation_data": (X[600:], y[600:])}


def said(X: Any, y: Any, validation_data: Any) -> Data:
    """The report without the circumstances of the run."""
    report = seqguard.inspect(X, y, validation_data=validation_data)
    assert not report.crashed
    return {key: value for key, value in report.to_dict().items() if key != "run"}


def everywhere(data: Data, change: Any) -> Data:
    """The same data with every array put elsewhere."""
    X, y = data["validation_data"]
    return {"X": change(data["X"]), "y": change(data["y"]), "validation_data": (change(X), change(y))}


class Pieces:
    """A source of its own whose pieces lie in a buffer that is used again."""

    def __init__(self, values: Array) -> None:
        self._values, self._room = values, np.empty_like(values)
        self.shape, self.dtype = values.shape, values.dtype

    def read(self, start: int, stop: int) -> Array:
        """Samples [start, stop)."""
        piece = self._room[: max(0, min(stop, len(self._values)) - start)]
        piece[...] = self._values[start:stop]
        return piece


def test_memory_maps_strides_and_foreign_sources_give_the_same_digits(data: Data, tmp_path: Path) -> None:
    def mapped(values: Array) -> Array:
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.npy"
        np.save(path, values)
        return np.load(path, mmap_mode="r")

    wanted = said(**data)
    for change in (
        mapped,
        np.asfortranarray,
        lambda v: np.repeat(v, 2, 0)[::2],
        lambda v: v[::-1].copy()[::-1],
        Pieces,
    ):
        assert said(**everywhere(data, change)) == wanted


def test_sums_do_not_depend_on_the_grid_by_more_than_their_last_digits(
    data: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = said(**data)
    monkeypatch.setattr("seqguard.reading.chunks.CELL", 2**19)
    other = said(**data)
    slugs = [[f["slug"] for f in report["findings"]] for report in (wanted, other)]
    assert slugs[0] == slugs[1]
    for one, two in zip(wanted["baselines"], other["baselines"], strict=True):
        assert one["rule"] == two["rule"]
        assert one["score"] == pytest.approx(two["score"], rel=1e-12)


class Shelf:
    """A container that stores chunks of samples, and counts how often each is decoded."""

    def __init__(self, values: Array, size: int) -> None:
        self._values, self.shape, self.dtype = values, values.shape, values.dtype
        self.chunks: Any = (size, *values.shape[1:])
        self._size = size
        self.decoded = np.zeros(-(-len(values) // size), int)

    def __getitem__(self, samples: slice) -> Array:
        start, stop, _ = samples.indices(len(self._values))
        if start < stop:
            self.decoded[start // self._size : (stop - 1) // self._size + 1] += 1
        return self._values[samples].copy()


@pytest.mark.parametrize("chunks", [1, 7, 200])
def test_chunks_are_decoded_once_for_the_plan_and_once_in_the_pass(data: Data, chunks: int) -> None:
    wanted = said(**data)
    shelves: list[Shelf] = []

    def shelved(values: Array) -> Shelf:
        shelves.append(Shelf(values, -(-len(values) // chunks)))
        return shelves[-1]

    assert said(**everywhere(data, shelved)) == wanted
    assert len(shelves) == 4
    for shelf in shelves:
        assert 1 <= shelf.decoded.min() <= shelf.decoded.max() <= 2


def test_chunks_that_are_cut_along_the_features_are_read_in_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqguard.sources.chunked.BAND", 2**16)
    X = np.random.default_rng(0).standard_normal((2000, 20, 8)).astype(np.float32)
    shelf = Shelf(X, 2000)
    shelf.chunks = (2000, 20, 1)
    source = SliceSource(shelf, X.shape, X.dtype)
    widest = int(np.diff(source.chunk_starts).max())
    assert widest * 20 * 8 * 4 <= 2000 * 20 * 4 < (widest + 1) * 20 * 8 * 4
    assert np.array_equal(np.concatenate([source.read(i, i + 100) for i in range(0, 2000, 100)]), X)


def test_stored_chunks_of_uneven_sizes_and_pieces_that_span_them() -> None:
    X = np.arange(300.0).reshape(100, 3)
    shelf = Shelf(X, 30)
    shelf.chunks = ((30, 0, 50, 20), (3,))
    source = SliceSource(shelf, X.shape, X.dtype)
    assert source.chunk_starts.tolist() == [0, 30, 80]
    for start, stop in ((0, 5), (29, 31), (31, 79), (79, 100), (5, 95), (0, 0), (90, 300)):
        assert np.array_equal(source.read(start, stop), X[start:stop])
