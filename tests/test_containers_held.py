"""Records, pairs, collections, loaders of one's own; and what is refused, with the call to make."""

import collections
import dataclasses
import io
import itertools
import types

import numpy as np
import pandas as pd
import pytest

import seqguard
from seqguard.sources.gather import gather
from seqguard.sources.leaves import leaves
from seqguard.sources.roles import divided, usual_names

RNG = np.random.default_rng(0)
N, T, F = 60, 8, 3
X = RNG.normal(size=(N, T, F)).cumsum(1).astype("f4")
Y = RNG.normal(size=N)
Pair = collections.namedtuple("Pair", "X y")
Record = dataclasses.make_dataclass("Record", ["x", "y"])


def batches():
    return ((X[i : i + 15], Y[i : i + 15]) for i in range(0, N, 15))


class Loader:
    def __iter__(self):
        return batches()


class Indexed:
    def __len__(self):
        return N

    def __getitem__(self, i):
        return X[i], Y[i]


def read(value, y=None, **more):
    """The samples and targets of train, as they are read."""
    (train, *_) = gather(value, y, **more)
    (x,), (target,) = train.inputs, train.targets
    return x.source.read(0, N), target.source.read(0, N)


WHOLE = {
    "tuple": (X, Y),
    "named tuple": Pair(X, Y),
    "dict": {"X": X, "y": Y},
    "dict in words": {"data": X, "target": Y},
    "one input under another name": {"load": X, "labels": Y},
    "records": [{"x": x, "y": y} for x, y in zip(X, Y, strict=True)],
    "batches that are records": [{"features": x, "label": y} for x, y in batches()],
    "generator of records": ({"x": x, "y": y} for x, y in batches()),
    "generator of named tuples": itertools.starmap(Pair, batches()),
    "generator of lists": ([x.tolist(), y.tolist()] for x, y in batches()),
    "deque": collections.deque(batches()),
    "tuple of batches": tuple(batches()),
    "pairs in lists": [[x, y] for x, y in zip(X, Y, strict=True)],
    "iterable": Loader(),
    "by number": Indexed(),
    "loadmat": {"__header__": b"MATLAB", "__globals__": [], "X": X, "y": Y[None]},
    "function that gives a dict": lambda: {"x": X, "y": Y},
    "function that gives a list of batches": lambda: list(batches()),
    "frame": pd.DataFrame({"x": list(X), "y": Y}),
}


@pytest.mark.parametrize("name", WHOLE)
def test_inputs_and_targets_that_stand_together_are_told_apart(name):
    x, y = read(WHOLE[name])
    assert np.array_equal(x, X)
    assert np.allclose(y, Y)


def test_weights_of_a_tuple_are_weights():
    (train,) = gather((X, Y, np.arange(N)))
    assert np.array_equal(train.sample_weight, np.arange(N))


def test_names_of_several_inputs_stay():
    (train,) = gather({"load": X, "static": X[:, 0], "y": Y})
    assert [g.name for g in (*train.inputs, *train.targets)] == ["X['load']", "X['static']", "y"]
    (train,) = gather({"load": X, "static": X[:, 0]})  # no name speaks of a target
    assert [g.name for g in (*train.inputs, *train.targets)] == ["X['load']", "X['static']"]
    (train,) = gather({"load": X, "y": X[:, 0]}, Y)  # the target was given
    assert [g.name for g in (*train.inputs, *train.targets)] == ["X['load']", "X['y']", "y"]


def test_inputs_inside_a_record_keep_their_names():
    (train,) = gather({"x": {"a": x, "b": x}, "y": y} for x, y in batches())
    assert [g.name for g in (*train.inputs, *train.targets)] == ["X['a']", "X['b']", "y"]


def test_splits_of_a_dict_are_found_by_their_names():
    train, test = gather({"x_train": X[:40], "y_train": Y[:40], "x_test": X[40:], "y_test": Y[40:]})
    assert (train.name, len(train.inputs[0]), test.name, len(test.targets[0])) == ("train", 40, "test", 20)


@pytest.mark.parametrize("held", [{"X": X[40:], "y": Y[40:]}, Pair(X[40:], Y[40:]), zip(X[40:], Y[40:], strict=True)])
def test_validation_data_may_be_held_in_one(held):
    _, validation = gather(X[:40], Y[:40], validation_data=held)
    assert (validation.name, len(validation.inputs[0]), len(validation.targets[0])) == ("validation", 20, 20)


def test_a_path_stands_for_any_tensor(tmp_path):
    np.save(tmp_path / "x.npy", X)
    np.savez(tmp_path / "y.npz", labels=Y)
    np.savez(tmp_path / "both.npz", X=X, y=Y)
    pd.DataFrame({"load": Y}).to_csv(tmp_path / "y.csv")
    for name in ("y.npz", "y.csv", "both.npz"):
        with pytest.warns(seqguard.SeqguardWarning) if name == "y.csv" else nothing():
            assert np.allclose(read(tmp_path / "x.npy", tmp_path / name)[1], Y)
    _, validation = gather(X, Y, validation_data=str(tmp_path / "both.npz"))
    assert len(validation.targets[0]) == N
    np.savez(tmp_path / "two.npz", a=Y, b=Y)
    with pytest.raises(ValueError, match=r"^y: .*two.npz holds a, b: open it, and pass the one that is meant"):
        gather(X, tmp_path / "two.npz")
    pd.DataFrame({"a": Y, "b": Y}).to_csv(tmp_path / "two.csv", index=False)
    with pytest.raises(ValueError, match=r"^y: .*two.csv is a table of the columns a, b: pass one"):
        gather(X, tmp_path / "two.csv")


class nothing:
    def __enter__(self):
        return None

    def __exit__(self, *_):
        return None


REFUSED = [
    ([X, Y], "pass a dict of named arrays"),
    (Record(X, Y), r"pass seqguard.inspect\(X.x, X.y\)"),
    (types.SimpleNamespace(X=X, y=Y), r"pass seqguard.inspect\(X.X, X.y\)"),
    (((X[:40], Y[:40]), (X[40:], Y[40:])), r"seqguard.inspect\(\*X\[0\], validation_data=X\[1\]\)"),
    ({"train": (X, Y), "test": (X, Y)}, r"inspect\(\*X\['train'\], validation_data=\{'test': X\['test'\]\}\)"),
    ({"train": {"x": X, "y": Y}}, r"is a dict of splits, and not of inputs: pass seqguard.inspect\(X\['train'\]\)"),
    (X.tobytes(), r"pass numpy.frombuffer\(X, dtype\).reshape\(shape\)"),
    (io.BytesIO(b""), r"numpy.load\(X\)"),
    ({1, 2}, "a set has no order"),
    (np.array({"X": X}, dtype=object), r"pass X.item\(\)"),
    (Loader, r"pass one of it, Loader\(\.\.\.\)"),
    (lambda size: batches(), r"lambda: make_data\(\.\.\.\)"),
    (({"x": x, "z": x, "y": y, "w": y} for x, y in ()), "yields nothing"),
    (((x, x, x, y) for x, y in batches()), "it yields 4 parts a piece, and nothing says what each is"),
    (pd.DataFrame({"a": [1.0]}).groupby("a"), r"seqguard.windows\(frame, window=24"),
]


@pytest.mark.parametrize(("value", "said"), REFUSED)
def test_what_is_refused_says_the_call(value, said):
    with pytest.raises((TypeError, ValueError), match=said):
        gather(value)


@pytest.mark.parametrize("keys", [range(N), [f"patient {i}" for i in range(N)]])
def test_a_dict_of_samples_is_no_dict_of_inputs(keys):
    with pytest.raises(TypeError, match=r"where each entry is one sample, pass list\(X.values\(\)\)"):
        gather(dict(zip(keys, X, strict=True)), Y)
    assert np.array_equal(read(dict(zip(keys, X, strict=True)).values(), Y)[0], X)


def test_files_of_a_list_are_not_read_as_text(tmp_path):
    np.save(tmp_path / "a.npy", X)
    with pytest.raises(
        TypeError, match=r"numpy.concatenate\(\[numpy.load\(p\) for p in X\]\) where each holds several"
    ):
        gather([tmp_path / "a.npy"], Y)


def test_lengths_of_a_batch_are_told_by_what_stands_behind_them():
    lengths = np.array([3, 8, 5])
    x = np.where(np.arange(T)[:, None] < lengths[:, None, None], X[:3], 0)
    found = dict(leaves((x, lengths, Y[:3]), weighs=False))
    assert [len(s) for s in found["x", None]] == [3, 8, 5]
    assert np.array_equal(found["y", None], Y[:3])
    assert [len(s) for s in dict(leaves((x, Y[:3], lengths), weighs=False))["x", None]] == [3, 8, 5]
    for other in (np.array([3, 7, 5]), np.array([0, 8, 5]), lengths.astype("f4")):  # none of them are lengths of x
        with pytest.raises(TypeError, match="yields 3 parts a piece"):
            dict(leaves((x, other, Y[:3]), weighs=False))
    assert set(dict(leaves((x, lengths, Y[:3])))) == {("x", None), ("y", None), ("w", None)}  # as Keras has it


def test_names_are_roles():
    assert usual_names("y", ["x", "labels"]) == ["labels"]
    assert usual_names("y", ["y", "labels"]) == ["y"]
    assert usual_names("X", ["train/data", "val/data"]) == ["train/data"]
    assert usual_names("X_val", ["train/data", "val/data"]) == ["val/data"]
    assert divided(["a", "b", "label"], None) == (["a", "b"], ["label"])
    assert divided(["a", "b", "label"], "a") == (["b", "label"], ["a"])
    with pytest.raises(ValueError, match="target must name a column of a, b, got 'c'"):
        divided(["a", "b"], "c")
    with pytest.raises(ValueError, match=r"target must name a column of a, b, got 1\.5"):
        divided(["a", "b"], 1.5)


def panel(order=("id", "time")):
    index = pd.MultiIndex.from_product([range(N), pd.date_range("2024", periods=T)], names=["id", "time"])
    made = pd.DataFrame(X.reshape(-1, F), index=index, columns=list("abc"))
    return made if order == ("id", "time") else made.swaplevel().sort_index()


def test_the_level_of_a_panel_that_holds_times_orders_its_rows():
    assert np.array_equal(read(panel(), Y)[0], X)
    assert np.array_equal(read(panel(("time", "id")), Y)[0], X)
    wards = (
        panel().set_index(pd.Index(["w"] * (N * T), name="ward"), append=True).reorder_levels(["ward", "id", "time"])
    )
    assert np.array_equal(read(wards, Y)[0], X)
    named = panel().reset_index("time", drop=True).set_index(pd.Index(list(range(T)) * N, name="t"), append=True)
    assert np.array_equal(read(named.swaplevel(), Y)[0], X)
    with pytest.raises(ValueError, match=r"X has two rows at \(0, 2024-01-01 00:00:00\) of its index"):
        gather(pd.concat([panel(), panel()]), Y)


def test_instances_come_in_the_order_in_which_they_stand():
    turned = panel().loc[list(range(N))[::-1]]
    assert np.array_equal(read(turned, Y)[0], X[::-1])


def test_splits_whose_samples_share_their_times_are_not_interleaved():
    times = np.broadcast_to(np.datetime64("2024-01-01") + np.arange(T), (N, T))
    shared = [seqguard.Split(X[i::2], Y[i::2], timestamps=times[i::2]) for i in (0, 1)]
    report = seqguard.inspect(shared[0], validation_data=shared[1], select=["interleaved-split"], progress=False)
    assert not report.findings
    apart = [seqguard.Split(X[i::2], Y[i::2], timestamps=np.arange(N)[i::2]) for i in (0, 1)]
    report = seqguard.inspect(apart[0], validation_data=apart[1], select=["interleaved-split"], progress=False)
    assert [f.slug for f in report] == ["interleaved-split"]
