"""The table of containers in memory: found by class or protocol without an import, and extended from outside."""

import array
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import seqguard
from seqguard.authors import Asked, Container, Opened, open_array
from seqguard.catalogue import CONTAINERS, containers
from seqguard.cli.reference import CONTAINERS_PAGE, contained, containers_by_module, containers_page
from seqguard.sources import adapters
from seqguard.sources.adapters import container_of
from seqguard.sources.gather import gather

ROOT = Path(__file__).parents[1]
X = np.random.default_rng(3).normal(size=(40, 6, 2))
Y = X[:, -1, 0].copy()


def read(value, y=None):
    """All samples of the only input."""
    (given,) = gather(value, y)[0].inputs
    assert given.source is not None, given.problem
    return given.source.read(0, len(given))


def test_the_table_is_not_stale():
    assert Path(CONTAINERS).read_text(encoding="utf-8") == contained(), "run python -m seqguard.cli.reference"


def test_the_page_is_not_stale():
    assert CONTAINERS_PAGE.read_text(encoding="utf-8") == containers_page(), "run python -m seqguard.cli.reference"


def test_each_container_says_what_it_reads_or_what_to_pass_and_is_known_by_something():
    for module, container in containers_by_module().items():
        assert container.types or container.attributes, module
        assert container.read or container.left, module
        assert container.example or container.holds == "nothing", module
    names = [name for known in containers().values() for name in known["types"]]
    assert len(names) == len(set(names)), "a class that two containers claim"


class WithArray:
    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return self.values


class WithInterface:
    def __init__(self, values):
        self.held = values
        self.__array_interface__ = values.__array_interface__


class WithDLPack:
    def __init__(self, values, device=1):
        self.values, self.device = values, device

    def __dlpack__(self, **words):
        return self.values.__dlpack__(**words)

    def __dlpack_device__(self):
        return self.device, 0


@pytest.mark.parametrize("make", [WithArray, WithInterface, WithDLPack, memoryview])
def test_what_numpy_takes_is_taken_without_a_copy(make):
    held = X.copy()
    given = gather(make(held))[0].inputs[0]
    assert np.shares_memory(given.source.read(0, 3), held)
    np.testing.assert_array_equal(read(make(held)), X)


@pytest.mark.parametrize("y", [array.array("d", Y.tolist()), memoryview(Y), WithArray(Y)])
def test_targets_of_python_are_read(y):
    (target,) = gather(X, y)[0].targets
    np.testing.assert_array_equal(target.source.read(0, 40), Y)


def test_a_range_is_targets():
    (target,) = gather(X, range(40))[0].targets
    np.testing.assert_array_equal(target.source.read(0, 40), np.arange(40))


def test_memory_of_an_accelerator_is_refused_by_name():
    with pytest.raises(TypeError, match=r"^X lies on an accelerator; pass it as it is on the CPU"):
        gather(WithDLPack(X, device=2))


class Broken:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("no memory behind it")


def test_what_a_foreign_class_raises_is_said_with_the_argument():
    with pytest.raises(TypeError, match=r"^X is a Broken that NumPy cannot read as an array: no memory behind it"):
        gather(Broken())
    with pytest.raises(TypeError, match=r"^y is a Broken"):
        gather(X, Broken())


class Lazy:
    """A proxy whose attributes raise until it is connected."""

    def __getattr__(self, name):
        raise ConnectionError("not connected")


def test_a_value_that_cannot_be_asked_is_none_that_is_known():
    assert container_of(Lazy()) is None
    with pytest.raises(TypeError, match=r"X must be an array .* got test_containers Lazy"):
        gather(Lazy())


class Recording:
    def __init__(self, samples):
        self.samples = samples


Recording.__module__ = "lab.formats"


@pytest.fixture
def offered(monkeypatch):
    """An installed package that offers what docs/extending.md shows."""
    text = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    (code,) = [c for c in re.findall(r"```python\n(.*?)```", text, re.S) if "CONTAINER = " in c]
    names: dict[str, object] = {}
    exec(compile(code, "extending", "exec"), names)

    class Entry:
        name = "recording"

        def load(self):
            return names["CONTAINER"]

    monkeypatch.setattr(adapters, "entries", lambda group: (Entry(),))
    adapters._table.cache_clear()
    yield Entry
    adapters._table.cache_clear()


def test_a_package_offers_its_own_container(offered):
    assert seqguard.inspect(Recording(X), Y).readings[0].shape == X.shape
    with pytest.raises(ValueError, match=r"^X must have \(samples, timesteps, channels\), got \(40, 6\)"):
        gather(Recording(X[..., 0]))
    assert container_of(X).name == "NumPy array"


def test_a_class_derived_from_a_known_one_is_one_too(offered):
    derived = type("Longer", (Recording,), {})
    assert container_of(derived(X)).name == "recording of the lab"


def test_an_entry_point_that_names_something_else_is_refused(offered, monkeypatch):
    monkeypatch.setattr(offered, "load", lambda self: "no container")
    with pytest.raises(TypeError, match=r"'recording' of seqguard.containers must name a Container"):
        container_of(X)


def test_a_protocol_of_lower_rank_is_tried_first(monkeypatch):
    def opened(value, asked: Asked) -> Opened:
        return open_array(value.values * 2)

    class Entry:
        name = "doubled"

        def load(self):
            return Container("doubled", "tensor", opened, attributes=("__array__", "values"), rank=1)

    monkeypatch.setattr(adapters, "entries", lambda group: (Entry(),))
    adapters._table.cache_clear()
    try:
        np.testing.assert_array_equal(read(WithArray(X)), X * 2)
    finally:
        adapters._table.cache_clear()


def test_asking_the_table_imports_no_library_and_one_module():
    code = (
        "import sys, numpy as np; from seqguard.sources.gather import gather; gather(np.zeros((9, 3, 1)));"
        "print(sorted(m.rpartition('.')[2] for m in sys.modules if m.startswith('seqguard.sources.containers.')),"
        "[m for m in ('pandas', 'scipy', 'keras', 'tensorflow', 'torch', 'h5py', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['ndarray'] []\n"
