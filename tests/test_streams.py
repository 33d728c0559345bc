"""Streams are read once, front to back, and give what an array with the same samples gives."""

import functools

import numpy as np
import pytest

import seqguard
from seqguard.sources import streams
from seqguard.sources.gather import gather
from seqguard.testing import forecast, labelled


def broken():
    """Sound data with two faults in them: a dead channel, and a NaN."""
    data = forecast(np.random.default_rng(4))
    X, y = np.array(data["X"], "float32"), np.array(data["y"], "float32")
    X[..., 1] = 3.0
    X[41, 2, 0] = np.nan
    return X, y


X, Y = broken()
REFERENCE = seqguard.inspect(X, Y)


def found(report):
    return [(f.slug, f.severity, f.place) for f in report]


def batches(X=X, y=Y, size=32):
    for i in range(0, len(X), size):
        yield X[i : i + size], y[i : i + size]


class Sequence:
    """Batches by number, as Keras's PyDataset has them."""

    def __init__(self):
        self.rng = np.random.default_rng(1)
        self.asked = []

    def __len__(self):
        return -(-len(X) // 32)

    def __getitem__(self, i):
        self.asked.append(i)
        self.rng.normal()
        return X[32 * i : 32 * i + 32], Y[32 * i : 32 * i + 32]

    def on_epoch_end(self):
        raise AssertionError("nothing was trained")


FORMS = {
    "generator": batches,
    "factory": lambda: batches,
    "partial": lambda: functools.partial(batches, size=50),
    "function of arrays": lambda: lambda: (X, Y),
    "samples": lambda: zip(X, Y, strict=True),
    "list of batches": lambda: list(batches()),
    "list of samples": lambda: list(zip(X, Y, strict=True)),
    "by number": Sequence,
}


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_gives_the_findings_of_the_array(form):
    assert found(seqguard.inspect(FORMS[form]())) == found(REFERENCE)
    assert found(REFERENCE)


def test_it_is_said_what_was_read_and_what_became_of_it():
    assert "read from a generator, which this has used up" in str(seqguard.inspect(batches()))
    assert "used up" not in str(seqguard.inspect(lambda: batches()))


def test_a_stream_is_read_up_to_max_samples_and_the_report_says_so():
    report = seqguard.inspect(lambda: batches(), max_samples=70)
    assert report.readings[0].shape == (70, *X.shape[1:])
    assert "the first 70 samples of a generator" in str(report)
    assert found(report) == found(seqguard.inspect(X[:70], Y[:70]))


def test_a_stream_that_ends_at_max_samples_is_read_whole():
    report = seqguard.inspect(lambda: batches(), max_samples=len(X))
    assert f"the first {len(X):,} samples" not in str(report)


def test_a_stream_without_an_end_is_left_at_a_number(monkeypatch):
    monkeypatch.setattr(streams, "MOST", 100)

    def endless():
        while True:
            yield X[:32], Y[:32]

    assert seqguard.inspect(endless).readings[0].shape[0] == 100


@pytest.mark.parametrize("in_memory", [0, 2**40])
def test_what_is_spooled_to_a_file_is_what_came(monkeypatch, in_memory):
    monkeypatch.setattr("seqguard.sources.spool.IN_MEMORY", in_memory)
    (given,), (target,) = gather(batches())[0].inputs, gather(batches())[0].targets
    np.testing.assert_array_equal(given.source.read(0, len(X)), X)
    np.testing.assert_array_equal(given.source.read(30, 35), X[30:35])
    np.testing.assert_array_equal(target.source.read(0, len(Y)), Y.reshape(target.shape))


def test_validation_data_may_be_a_stream():
    report = seqguard.inspect(X[:200], Y[:200], validation_data=batches(X[200:], Y[200:]))
    assert found(report) == found(seqguard.inspect(X[:200], Y[:200], validation_data=(X[200:], Y[200:])))


def test_several_inputs_come_by_name_and_weights_come_along():
    def named():
        for x, y in batches():
            yield {"load": x, "static": x[:, 0]}, y, np.ones(len(x))

    split = gather(named())[0]
    assert [g.name for g in split.inputs] == ["X['load']", "X['static']"]
    assert split.sample_weight.sum() == len(X)


def test_inputs_alone_take_targets_that_stand_apart():
    report = seqguard.inspect((x for x, _ in batches()), Y)
    assert found(report) == found(REFERENCE)
    with pytest.raises(TypeError, match=r"y must be None where X is a generator or iterator, which brings its own y"):
        seqguard.inspect(batches(), Y)


def test_nothing_that_others_draw_from_is_moved():
    def drawing():
        for x, y in batches():
            yield x + 0 * np.random.normal(), y  # noqa: NPY002  # the global state is the point

    np.random.seed(3)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    seqguard.inspect(drawing, select=["SG1"])
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    held = Sequence()
    state = held.rng.bit_generator.state
    seqguard.inspect(held, select=["SG1"])
    assert held.rng.bit_generator.state == state
    assert held.asked == list(range(len(held)))


def failing():
    yield X[:32], Y[:32]
    raise OSError("disk gone")


def uneven():
    yield X[:32], Y[:31]


def changing():
    yield X[:32], Y[:32]
    yield X[:32]


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (failing, ValueError, "^X is a generator, and reading it raised OSError: disk gone"),
        (changing, TypeError, r"^X is a generator that is not read: its pieces differ in form: \(x, y\) and \(x\)"),
        (lambda: iter(()), ValueError, "^X is a generator that yields nothing"),
        (lambda: iter([None]), TypeError, "^X is a generator that is not read: it yields None"),
    ],
)
def test_what_is_no_such_stream_is_refused_by_name(make, kind, message):
    with pytest.raises(kind, match=message):
        seqguard.inspect(make)


def test_batches_of_different_length_are_samples_of_different_length():
    data = labelled(np.random.default_rng(2))
    lengths = np.random.default_rng(3).integers(8, 17, len(data["X"]))

    def bucketed():
        for T in np.unique(lengths):
            at = lengths == T
            yield data["X"][at, :T], data["y"][at]

    report = seqguard.inspect(bucketed)
    assert "samples of different length, up to 16 timesteps" in report.readings[0].notes
    assert not report.errors
