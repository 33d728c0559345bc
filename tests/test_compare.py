"""New data against a kept profile, and a report against an earlier one."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seqguard
from seqguard.cli.main import main
from seqguard.testing import cut, forecast, labelled, random_walk

OLD = Path(__file__).parent / "profiles" / "version1.sgp"
"""A profile of version 1 of the file, as the first release with profiles wrote it: windows of 12 rows of `temp`,
`load` and `state` (0, 1 or 2), step 1, and the next `load` as the target."""


def halves(seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Both halves of one series of readings to a tenth, with a state in the last feature."""
    rng = np.random.default_rng(seed)
    rows = np.round(5 * np.sin(np.arange(2400)[:, None] / (20, 31)) + rng.standard_normal((2400, 2)), 1) + np.array(
        [20, 100]
    )
    state = np.repeat(rng.integers(0, 3, 240), 10)[:, None]
    X = np.lib.stride_tricks.sliding_window_view(np.hstack([rows, state]), 12, axis=0).transpose(0, 2, 1)
    return X[:1200].copy(), X[1200:].copy()


def slugs(report: seqguard.Report) -> list[tuple[str, tuple[str, ...]]]:
    assert not report.crashed
    return [(f.slug, f.features) for f in report if f.severity != "info"]


def changed(X: np.ndarray, feature: int, change: Any) -> np.ndarray:
    out = X.copy()
    out[..., feature] = change(out[..., feature])
    return out


def test_the_second_half_of_a_sound_series_is_like_the_first() -> None:
    first, second = halves()
    report = seqguard.compare(seqguard.profile(first), second)
    assert slugs(report) == []
    assert len(report.ran) == 10
    assert "held against a profile of 1,200 samples" in str(report)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda X: changed(X, 1, lambda v: v * 1000), ("changed-unit", ("f1",))),
        (lambda X: changed(X, 0, lambda v: v * 1.8 + 32), ("changed-unit", ("f0",))),  # by its grid
        (lambda X: changed(X, 0, lambda v: v + 40), ("moved-level", ("f0",))),
        (lambda X: changed(X, 2, lambda v: np.where(v == 2, 7, v)), ("new-code", ("f2",))),
        (lambda X: np.delete(X, 1, -1), ("lost-feature", ("f1",))),
        (lambda X: np.insert(X, 1, 3.5, -1), ("added-feature", ("f1",))),
        (lambda X: X[:, 2:], ("changed-shape", ())),
        (lambda X: changed(X, 0, lambda v: np.where(v > 24, np.nan, v)), ("more-missing", ("f0",))),
        (lambda X: changed(X, 0, lambda v: 20 + (v - 20) * np.linspace(5, 9, 12)), ("changed-unit", ("f0",))),
    ],
)
def test_what_changed_is_named_at_its_feature(change: Any, said: tuple[str, tuple[str, ...]]) -> None:
    first, second = halves()
    assert said in slugs(seqguard.compare(seqguard.profile(first), change(second)))


def test_a_known_conversion_is_called_by_its_units() -> None:
    first, second = halves()
    kept = seqguard.profile(first, feature_names=["temp", "load", "state"])
    (finding,) = seqguard.compare(
        kept, changed(second, 0, lambda v: v * 1.8 + 32), feature_names=kept_names(kept)
    ).errors
    assert finding.place == "X · temp"
    assert "by a factor of 1.8, as from degrees Celsius to Fahrenheit" in finding.message


def kept_names(kept: seqguard.Profile) -> list[str]:
    return list(kept.figures["train"]["X"].names)


@pytest.mark.parametrize(
    ("names", "order", "said"),
    [
        (["load", "temp", "state"], [1, 0, 2], [("reordered-features", ("temp", "load"))]),
        (["temp", "state"], [0, 2], [("lost-feature", ("load",))]),
        (["temp", "load", "state", "wind"], [0, 1, 2, 0], [("added-feature", ("wind",))]),
        (["temp", "power", "state"], [0, 1, 2], [("lost-feature", ("load",)), ("added-feature", ("power",))]),
    ],
)
def test_names_tell_which_features_are_lost_new_and_moved(names: list[str], order: list[int], said: Any) -> None:
    first, second = halves()
    kept = seqguard.profile(first, feature_names=["temp", "load", "state"])
    assert slugs(seqguard.compare(kept, second[..., order], feature_names=names)) == said


def test_new_classes_are_named() -> None:
    data = labelled(np.random.default_rng(0))
    kept = seqguard.profile(data["X"], data["y"])
    y = np.where(data["y"] == 0, 9, data["y"])
    assert ("new-code", ()) in slugs(seqguard.compare(kept, (data["X"], y)))
    assert ("new-code", ()) not in slugs(seqguard.compare(kept, (data["X"], data["y"])))


def test_data_profiles_and_files_are_judged_alike(tmp_path: Path) -> None:
    first, second = halves()
    second = changed(second, 1, lambda v: v * 60)
    old, new = seqguard.profile(first), seqguard.profile(second)
    old.save(tmp_path / "old.sgp")
    new.save(tmp_path / "new.sgp")
    np.save(tmp_path / "new.npy", second)
    reports = [
        seqguard.compare(old, second),
        seqguard.compare(old, new),
        seqguard.compare(str(tmp_path / "old.sgp"), tmp_path / "new.sgp"),
        seqguard.compare(tmp_path / "old.sgp", tmp_path / "new.npy"),
    ]
    assert all(r.findings == reports[0].findings for r in reports)
    assert reports[0].fails()
    with pytest.raises(seqguard.PreflightError, match="changed-unit"):
        reports[0].raise_for("error")


def test_rules_are_about_the_checks_that_compare() -> None:
    first, second = halves()
    second = changed(second, 1, lambda v: v * 60)
    kept = seqguard.profile(first)
    assert not slugs(seqguard.compare(kept, second, ignore={"changed-unit": ["f1"]}))
    assert not slugs(seqguard.compare(kept, second, select=["lost-feature"]))
    assert not seqguard.compare(kept, second, thresholds={"changed-unit": {"beyond": 1e6}}).errors
    with pytest.raises(ValueError, match="select names 'constant-feature'"):
        seqguard.compare(kept, second, select=["constant-feature"])


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        (3, 4, TypeError, r"old must be a seqguard\.Profile or the path of one, got int"),
        ("old.npz", 4, ValueError, r"old must be the path of a profile \(\.sgp\), got 'old\.npz'"),
        (seqguard.Report(), seqguard.Report(), TypeError, r"new_report\.since\(old_report\)"),
        (None, (1, 2, 3), TypeError, r"new must be a tuple \(X, y\)"),
    ],
)
def test_bad_calls_name_the_argument(old: Any, new: Any, kind: type[Exception], words: str) -> None:
    old = seqguard.profile(halves()[0]) if old is None else old
    with pytest.raises(kind, match=words):
        seqguard.compare(old, new)


def test_too_little_to_tell_is_no_alarm() -> None:
    first, second = halves()
    kept = seqguard.profile(first)
    assert not slugs(seqguard.compare(kept, second[:1]))
    assert not slugs(seqguard.compare(seqguard.profile(first[:1]), second))
    assert {s for s, _ in slugs(seqguard.compare(kept, np.full((40, 12, 3), np.nan)))} == {"more-missing"}


def test_a_file_of_version_1_is_read() -> None:
    kept = seqguard.Profile.load(OLD)
    assert (kept.samples, kept.joined) == (1200, 1)
    assert kept_names(kept) == ["temp", "load", "state"]
    assert kept.report().readings[0].shape == (1200, 12, 3)
    _, second = halves()
    names = {"feature_names": kept_names(kept)}
    assert not slugs(seqguard.compare(kept, (second, second[:, -1, 1]), **names))
    second = changed(changed(second, 0, lambda v: v * 1000), 2, lambda v: v + 1)
    found = slugs(seqguard.compare(kept, second, **names))
    assert {("changed-unit", ("temp",)), ("new-code", ("state",))} <= set(found)


class TestReports:
    def test_a_report_comes_back_from_its_json(self) -> None:
        data = forecast(np.random.default_rng(0))
        X = data["X"].copy()
        X[..., 0], X[5, 2, 1], X[9, 0, 1] = 3, np.nan, np.inf
        report = seqguard.inspect(X, data["y"], validation_data=data["validation_data"])
        back = seqguard.Report.from_json(report.to_json())
        assert back.to_dict() == report.to_dict()
        assert str(back) == str(report)
        assert back.fails() == report.fails()

    def test_what_closes_the_gate_comes_back(self) -> None:
        left = (seqguard.Skipped("SG710", "stateful-shuffle", "needs a model"),)
        report = seqguard.Report(unchecked=left)
        back = seqguard.Report.from_json(report.to_json())
        assert back == report
        assert back.fails()

    def test_what_a_later_release_adds_is_left_out(self) -> None:
        value = {
            **seqguard.Report().to_dict(),
            "mood": "good",
            "skipped": [{"code": "", "slug": "a", "reason": "b", "new": 1}],
        }
        assert seqguard.Report.from_json(json.dumps(value)).skipped[0].slug == "a"

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("{", "is no JSON"),
            ("[" * 100_000, "is no JSON"),
            ("[]", "no report of seqguard"),
            ('{"schema_version": 3}', "schema_version 3 is not known"),
            ('{"schema_version": 1, "findings": 3}', "findings must be a list"),
            ('{"schema_version": 1, "findings": [{"severity": "bad"}]}', "severity must be one of"),
            ('{"schema_version": 1, "findings": [{"message": 3}]}', "a name must be a text"),
            ('{"schema_version": 1, "skipped": [{}]}', "no report of seqguard"),
            ('{"schema_version": 1, "reports": []}', "the reports of several files"),
        ],
    )
    def test_what_is_no_report_is_said(self, text: str, words: str) -> None:
        with pytest.raises(ValueError, match=words):
            seqguard.Report.from_json(text)

    def test_what_is_new_gone_and_changed(self) -> None:
        finding = seqguard.Finding
        at = {"remedy": "Look.", "tensor": "X", "split": "train"}
        dead = finding(
            message="Dead.", code="SG105", slug="constant-feature", features=("a",), severity="warning", **at
        )
        nan = finding(message="1 NaN.", code="SG101", slug="nan-values", severity="error", **at)
        more = finding(message="9 NaN.", code="SG101", slug="nan-values", severity="error", **at)
        tiny = finding(message="Tiny.", code="SG503", slug="tiny-target", severity="info", **at)
        before, now = seqguard.Report(findings=(dead, nan)), seqguard.Report(findings=(more, tiny))
        made = now.since(before)
        assert (made.new, made.gone, made.changed, made.same) == ((tiny,), (dead,), ((nan, more),), 0)
        assert now.since(now).same == 2
        assert "1 new finding, 1 gone, 1 changed, 0 the same" in str(made)
        assert "changed  error nan-values · X: 9 NaN." in str(made)
        with pytest.raises(TypeError, match=r"earlier must be a seqguard\.Report, got str"):
            now.since("x")  # type: ignore[arg-type]  # what is refused

    def test_what_is_read_otherwise_is_said(self) -> None:
        X, y = cut(random_walk(np.random.default_rng(0), 300, 2), 10)
        a, b = seqguard.inspect(X, y), seqguard.inspect(X[:, 2:].astype("f4"), y)
        assert b.since(a).read == (("train X", "(n, 10, 2) float64, values", "(n, 8, 2) float32, values"),)


class TestCommands:
    @pytest.fixture(autouse=True)
    def _files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        first, second = halves()
        for name, X in (("a", first), ("b", second), ("c", changed(second, 1, lambda v: v * 1000))):
            np.savez(f"{name}.npz", X=X, y=X[:, -1, 0])

    def test_profile_merge_compare(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["profile", "a.npz", "-o", "a.sgp"]) == 0
        assert main(["profile", "b.npz", "--like", "a.sgp", "-o", "b.sgp"]) == 0
        assert main(["merge", "a.sgp", "b.sgp", "-o", "ab.sgp"]) == 0
        out = capsys.readouterr().out.splitlines()
        assert out[0].startswith("a.sgp: 1,200 samples; ")
        assert out[2].startswith("ab.sgp: 2 profiles, 2,389 samples; ")
        assert main(["compare", "a.sgp", "b.npz"]) == 0
        assert main(["compare", "ab.sgp", "b.sgp"]) == 0
        assert main(["compare", "a.sgp", "c.npz"]) == 1
        assert "changed-unit · X · f1" in capsys.readouterr().out
        assert main(["compare", "a.sgp", "c.npz", "--fail-on", "never", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["findings"][0]["slug"] == "changed-unit"
        assert main(["compare", "a.sgp", "c.npz", "--ignore", "changed-unit"]) == 0

    def test_a_kept_profile_is_printed_as_a_table(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["profile", "a.npz", "-o", "a.sgp"]) == 0
        capsys.readouterr()
        assert main(["profile", "a.npz", "--format", "json"]) == 0
        fresh = json.loads(capsys.readouterr().out)
        assert main(["profile", "a.sgp", "--format", "json"]) == 0
        kept = json.loads(capsys.readouterr().out)
        assert [t["features"] for t in kept] == [t["features"] for t in fresh]

    def test_reports(self, capsys: pytest.CaptureFixture[str]) -> None:
        X = halves()[1]
        X[..., 1] = 3
        np.savez("d.npz", X=X, y=X[:, -1, 0])
        for name in ("b", "d"):
            main(["check", f"{name}.npz", "-o", f"{name}.json", "-q"])
        capsys.readouterr()
        assert main(["compare", "b.json", "d.json", "--fail-on", "warning"]) == 1
        assert "new      warning constant-feature · X · f1" in capsys.readouterr().out
        assert main(["compare", "d.json", "b.json", "--fail-on", "warning", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["gone"][0]["slug"] == "constant-feature"

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["compare", "a.npz", "b.npz"], "OLD must be a profile"),
            (["compare", "no.sgp", "b.npz"], "no such file or folder: no.sgp"),
            (["compare", "a.npz", "b.json"], "a report is compared with a report"),
            (["merge", "a.npz", "-o", "x.sgp"], "a.npz"),
            (["merge", "a.npz", "-o", "x.npz"], "ends in .sgp"),
            (["profile", "a.npz", "b.npz", "-o", "x.sgp"], "give one"),
            (["profile", "a.npz", "-o", "a.npz"], "ends in .sgp"),
            (["profile", "a.npz", "--like", "a.sgp"], "--like goes with -o"),
        ],
    )
    def test_what_cannot_be_done_is_said_in_a_sentence(
        self, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(words) == 2
        assert said in capsys.readouterr().err
