"""Profiles: the report of the whole, joined, kept in a file of bounded size, and read back from any file."""

import contextlib
import io
import json
import pickle
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard.profiles import storing
from seqguard.profiles.packing import Packer, Unpacker, Unreadable
from seqguard.testing import cut, forecast, labelled, random_walk


def told(report: seqguard.Report) -> dict[str, Any]:
    """A report without what varies from run to run."""
    return {k: v for k, v in report.to_dict().items() if k != "run"}


def places(report: seqguard.Report) -> list[tuple[Any, ...]]:
    return sorted((f.fingerprint, f.severity, f.samples, f.steps) for f in report if f.severity != "info")


def faulty(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Windows with NaN in the first half, an outlier and blank windows in the second, and a dead feature."""
    X, y = cut(random_walk(rng, 1200, 4).astype(np.float32), 12)
    X, y = X.copy(), y.copy()
    X[..., 3] = 7
    X[30, 4, 1] = np.nan
    X[900, 3, 0] = 1e6
    X[1000:1004] = 0
    return X, y


@pytest.mark.parametrize("make", [forecast, labelled])
def test_the_report_is_that_of_inspect(make: Any) -> None:
    data = make(np.random.default_rng(0))
    assert told(seqguard.profile(**data).report()) == told(seqguard.inspect(**data))


@pytest.mark.parametrize("at", [1, 100, 555, 640])
def test_joined_profiles_find_what_the_whole_has(at: int) -> None:
    X, y = faulty(np.random.default_rng(1))
    whole = seqguard.inspect(X, y)
    first = seqguard.profile(X[:at], y[:at])
    later = seqguard.profile(X[at:], y[at:], like=seqguard.profile(X, y))
    if at > 1:
        assert places((first | later).report()) == places(whole)
    else:  # one window does not show that it slides
        with pytest.raises(ValueError, match="cannot be joined: the step from window to window"):
            first | later


def test_joining_changes_neither_and_says_so() -> None:
    X, y = faulty(np.random.default_rng(1))
    a = seqguard.profile(X[:400], y[:400])
    b = seqguard.profile(X[400:], y[400:], like=a)
    before = storing.content(a), storing.content(b)
    whole = a | b
    assert (storing.content(a), storing.content(b)) == before
    assert (whole.samples, whole.joined) == (len(X), 2)
    assert all("2 profiles joined" in r.notes for r in whole.report().readings)
    assert whole.figures["train"]["X"].count.sum() == seqguard.profile(X, y).figures["train"]["X"].count.sum()


def test_three_days_in_any_grouping() -> None:
    X, y = faulty(np.random.default_rng(1))
    a = seqguard.profile(X[:300], y[:300])
    b, c = (seqguard.profile(X[s], y[s], like=a) for s in (slice(300, 700), slice(700, None)))
    left, right = ((a | b) | c).report(), (a | (b | c)).report()
    assert places(left) == places(right) == places(seqguard.inspect(X, y))


def test_a_file_gives_the_same_report_and_goes_on_being_joined(tmp_path: Path) -> None:
    X, y = faulty(np.random.default_rng(1))
    data = {"validation_data": (X[1000:], y[1000:])}
    whole = seqguard.profile(X[:1000], y[:1000], **data)
    whole.save(tmp_path / "a.sgp")
    assert told(seqguard.Profile.load(tmp_path / "a.sgp").report()) == told(whole.report())
    seqguard.profile(X[:500], y[:500]).save(tmp_path / "b.sgp")
    today = seqguard.Profile.load(tmp_path / "b.sgp")
    seqguard.profile(X[500:], y[500:], like=today).save(tmp_path / "c.sgp")
    again = today | seqguard.Profile.load(tmp_path / "c.sgp")
    assert places(again.report()) == places(seqguard.inspect(X, y))
    again.save(tmp_path / "d.sgp")
    assert told(seqguard.Profile.load(tmp_path / "d.sgp").report()) == told(again.report())


def test_rules_go_with_the_profile(tmp_path: Path) -> None:
    X, y = faulty(np.random.default_rng(1))
    rules = {"ignore": {"constant-feature": ["f3"]}, "thresholds": {"outlier": {"gap": 1e9}}}
    a = seqguard.profile(X[:600], y[:600], **rules)
    b = seqguard.profile(X[600:], y[600:], **rules, like=a)
    a.save(tmp_path / "a.sgp")
    report = (seqguard.Profile.load(tmp_path / "a.sgp") | b).report()
    assert places(report) == places(seqguard.inspect(X, y, **rules))
    assert not {"constant-feature", "outlier"} & {f.slug for f in report}


def test_what_is_not_kept_is_the_reason_of_what_is_skipped() -> None:
    data = labelled(np.random.default_rng(0))
    groups = np.repeat(np.arange(10), len(data["X"]) // 10 + 1)[: len(data["X"])]
    parts = [
        seqguard.profile(
            seqguard.Split(data["X"][s], data["y"][s], groups=groups[s]),
            validation_data=seqguard.Split(
                *data["validation_data"], groups=np.full(len(data["validation_data"][0]), 99)
            ),
        )
        for s in (slice(0, 150), slice(150, None))
    ]
    assert "group-overlap" in parts[0].report().ran
    skipped = {s.slug: s.reason for s in (parts[0] | parts[1]).report().skipped}
    assert skipped["group-overlap"] == "a profile keeps no groups"


@pytest.mark.parametrize(
    ("later", "words"),
    [
        ({"X": np.zeros((30, 5, 2))}, r"samples of shape \(12, 4\) in the earlier and \(5, 2\) in the later"),
        ({"X": np.float64}, "dtype 'float32' in the earlier and 'float64'"),
        ({"feature_names": list("abcd")}, "the features"),
        ({"y": None}, "other tensors of train were read"),
        ({"validation_data": True}, "other splits"),
    ],
)
def test_what_does_not_belong_together_is_refused(later: dict[str, Any], words: str) -> None:
    X, y = faulty(np.random.default_rng(1))
    given: dict[str, Any] = {"X": X, "y": y, **later}
    if isinstance(given["X"], type):
        given["X"] = X.astype(given["X"])
    if given.get("validation_data"):
        given["validation_data"] = (X, y)
    if len(given["X"]) != len(X):
        given["y"] = y[: len(given["X"])]
    with pytest.raises(ValueError, match=words):
        seqguard.profile(X, y) | seqguard.profile(**given)


def test_like_must_be_a_profile() -> None:
    with pytest.raises(TypeError, match=r"like must be a seqguard\.Profile or None, got Report"):
        seqguard.profile(np.zeros((9, 3, 1)), like=seqguard.Report())


SHAPES = {
    "wide": lambda rng: rng.standard_normal((8, 1000, 100)).astype(np.float32),
    "many features": lambda rng: rng.standard_normal((2, 1, 5_000)),
    "many windows": lambda rng: cut(random_walk(rng, 20_000, 4), 50)[0],
    "tokens": lambda rng: rng.integers(0, 10**6, (6_000, 50)),
    "single values": lambda rng: rng.standard_normal((200_000, 1, 1)),
}


SLOW = ("wide", "single values")


@pytest.mark.parametrize("shape", [pytest.param(s, marks=pytest.mark.slow) if s in SLOW else s for s in SHAPES])
def test_a_file_is_small_for_any_shape(shape: str, tmp_path: Path) -> None:
    made = seqguard.profile(SHAPES[shape](np.random.default_rng(0)), select=["SG1"])
    made.save(tmp_path / "a.sgp")
    assert (tmp_path / "a.sgp").stat().st_size < 2_000_000
    kept = seqguard.Profile.load(tmp_path / "a.sgp")
    assert told(kept.report()) == told(made.report())
    if shape == "wide":
        with pytest.raises(ValueError, match="the earlier profile cannot be joined: its tensors have too many cells"):
            kept | kept
    else:
        assert (kept | kept).samples == 2 * made.samples


def test_the_same_profile_is_the_same_file(tmp_path: Path) -> None:
    X, y = faulty(np.random.default_rng(1))
    made = seqguard.profile(X, y)
    assert storing.content(made) == storing.content(made)
    made.save(tmp_path / "a.sgp")
    assert (tmp_path / "a.sgp").read_bytes() == storing.content(made)


def test_a_file_that_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "folder.sgp").mkdir()
    made = seqguard.profile(np.random.default_rng(0).normal(size=(40, 5, 2)))
    with pytest.raises(OSError, match="folder"):
        made.save(tmp_path / "folder.sgp")
    assert [p.name for p in tmp_path.iterdir()] == ["folder.sgp"]


class Boom:
    """Runs code where it is unpickled."""

    def __reduce__(self) -> Any:
        return (exec, ("raise RuntimeError('it ran')",))


class TestHostileFiles:
    @pytest.fixture
    def members(self) -> dict[str, bytes]:
        X, y = faulty(np.random.default_rng(1))
        with zipfile.ZipFile(io.BytesIO(storing.content(seqguard.profile(X[:200], y[:200])))) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    @staticmethod
    def refused(tmp_path: Path, members: dict[str, bytes], words: str) -> None:
        with zipfile.ZipFile(tmp_path / "a.sgp", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in members.items():
                archive.writestr(name, data)
        with pytest.raises(ValueError, match=words):
            seqguard.Profile.load(tmp_path / "a.sgp")

    def test_it_is_read_untouched(self, tmp_path: Path, members: dict[str, bytes]) -> None:
        with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
            self.refused(tmp_path, members, "profile")

    def test_no_object_array_is_unpickled(self, tmp_path: Path, members: dict[str, bytes]) -> None:
        held = io.BytesIO()
        np.save(held, np.array([Boom()], object), allow_pickle=True)
        with pytest.raises(RuntimeError, match="it ran"):
            pickle.loads(pickle.dumps(Boom()))
        self.refused(tmp_path, {**members, "state/f8.npy": held.getvalue()}, "holds object")

    def test_no_other_class_is_made(self, tmp_path: Path, members: dict[str, bytes]) -> None:
        for name in ("subprocess.Popen", "seqguard.engine.fold.Array", "builtins.eval"):
            state = members["state.json"].replace(b"seqguard.engine.fold.Fold", name.encode())
            self.refused(tmp_path, {**members, "state.json": state}, "no class of a profile")

    def test_a_bomb_is_refused(self, tmp_path: Path, members: dict[str, bytes]) -> None:
        self.refused(tmp_path, {**members, "profile.json": b" " * (storing.TEXT + 1)}, "more than the")
        (tmp_path / "b.sgp").write_bytes(bytes(storing.LONGEST + 1))
        with pytest.raises(ValueError, match="one is a file of at most 2,000,000 bytes"):
            seqguard.Profile.load(tmp_path / "b.sgp")

    @pytest.mark.parametrize(
        ("member", "old", "new", "words"),
        [
            ("profile.json", b'"seqguard_profile":1', b'"seqguard_profile":9', "version 9; this seqguard reads 1"),
            ("profile.json", b'"figures":{', b'"figures":[', "is no JSON"),
            ("profile.json", b'"tensor":"X"', b'"sensor":"X"', "holds no profile"),
            ("profile.json", b'"numbers":["i8",0', b'"numbers":["i8",99999999', "beyond the end"),
            ("profile.json", b'"numbers":["i8",0,[4', b'"numbers":["i8",0,[-4', "cannot have the shape"),
            ("report.json", b'"schema_version":1', b'"schema_version":7', "schema_version 7 is not known"),
            ("state.json", b'"ufunc":"minimum"', b'"ufunc":"load"', "no ufunc"),
            ("state.json", b'"same":1', b'"same":99', "no object was kept"),
        ],
    )
    def test_what_is_no_profile_is_said(
        self, tmp_path: Path, members: dict[str, bytes], member: str, old: bytes, new: bytes, words: str
    ) -> None:
        assert old in members[member]
        self.refused(tmp_path, {**members, member: members[member].replace(old, new, 1)}, words)

    def test_cut_short_anywhere_it_is_a_value_error(self, tmp_path: Path) -> None:
        X, y = faulty(np.random.default_rng(1))
        whole = storing.content(seqguard.profile(X[:200], y[:200]))
        rng = np.random.default_rng(0)
        for _ in range(40):
            broken = bytearray(whole)
            if rng.random() < 0.5:
                del broken[int(rng.integers(len(whole))) :]
            for at in rng.integers(0, max(1, len(broken)), 8).tolist():
                broken[at : at + 1] = bytes([int(rng.integers(256))])
            (tmp_path / "a.sgp").write_bytes(broken)
            with contextlib.suppress(ValueError):  # anything else fails the test
                seqguard.Profile.load(tmp_path / "a.sgp")

    def test_a_pipe_and_a_folder_are_no_profiles(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match="is no profile"):
            seqguard.Profile.load(tmp_path)
        with pytest.raises(ValueError, match="no such file"):
            seqguard.Profile.load(tmp_path / "nothing.sgp")


def test_a_state_of_another_release_line_is_left_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    X, y = faulty(np.random.default_rng(1))
    made = seqguard.profile(X, y)
    monkeypatch.setattr(storing, "__version__", "0.9.3")
    made.save(tmp_path / "a.sgp")
    monkeypatch.undo()
    kept = seqguard.Profile.load(tmp_path / "a.sgp")
    assert told(kept.report()) == told(made.report())
    with pytest.raises(ValueError, match=r"the later profile cannot be joined: it was written by seqguard 0\.9\.3"):
        made | kept


def test_whoever_reads_for_inspect_reads_for_a_profile() -> None:
    X, y = faulty(np.random.default_rng(1))
    with ThreadPoolExecutor(2) as pool:
        assert told(seqguard.profile(X, y, executor=pool).report()) == told(seqguard.inspect(X, y))


def test_it_says_what_it_is_of() -> None:
    X, y = faulty(np.random.default_rng(1))
    made = seqguard.profile(X, y)
    assert repr(made) == "<seqguard.Profile of X (1188, 12, 4) float32, y (1188,) float32>"
    assert repr(made | made).endswith(", 2 joined>")


def test_packing_is_undone_by_unpacking() -> None:
    value = {
        "a": [1, 2.5, float("nan"), None, True, "x"],
        "b": (np.float32(1.5), np.arange(6).reshape(2, 3), np.zeros((0, 4)), tuple(range(40))),
        3: {"deep": [[]], "ufunc": np.minimum},
    }
    packer = Packer()
    text = json.loads(json.dumps(packer.pack(value), allow_nan=False))
    back = Unpacker(packer.arrays).unpack(text)
    assert repr(back) == repr(value)
    assert back["b"][1].dtype == value["b"][1].dtype  # type: ignore[index]  # JSON has no shape
    with pytest.raises(TypeError, match=r"builtins\.set cannot be kept"):
        Packer().pack({1, 2})
    with pytest.raises(Unreadable, match="no value"):
        Unpacker({}).unpack({"unpack": 3})


def test_data_are_not_touched() -> None:
    X, y = faulty(np.random.default_rng(1))
    before = X.copy(), y.copy()
    seqguard.profile(X, y) | seqguard.profile(X, y)
    np.testing.assert_array_equal(X, before[0])
    np.testing.assert_array_equal(y, before[1])


def test_what_the_data_are_is_asked_as_inspect_asks() -> None:
    X, y = faulty(np.random.default_rng(1))
    for words in ({"layout": "NTF"}, {"lengths": np.full(len(X), 12)}, {"figures": False}):
        assert told(seqguard.profile(X, y, **words).report()) == told(seqguard.inspect(X, y, **words)), words


def test_a_profile_whose_targets_could_not_be_read_is_not_joined_to_one_without() -> None:
    X = labelled(np.random.default_rng(0))["X"]
    with pytest.raises(ValueError, match="other tensors of train were given: X in the earlier, X, y in the later"):
        seqguard.profile(X) | seqguard.profile(X, np.array(["a", "b", "c"] * 100))
