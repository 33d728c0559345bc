"""`seqguard.audit`: what it takes, what it tells of one fold, and what it refuses by name."""

import json
import warnings
from xml.etree import ElementTree

import numpy as np
import pytest

import seqguard
from seqguard.catalogue import load
from seqguard.cli.main import main
from seqguard.folds.audit import RAN, Audit, audit
from seqguard.folds.findings import CERTAIN, FEWEST, LEAST, OUTSIDE, SCATTERED
from seqguard.testing import cut, forecast, random_walk

T = 12


def windows(n=400, T=T, step=1, horizon=1):
    series = random_walk(np.random.default_rng(0), n + T + horizon - 1, 2)
    X = np.lib.stride_tricks.sliding_window_view(series, T, axis=0).transpose(0, 2, 1)
    at = np.arange(0, n, step)
    y = np.stack([series[at + T + h, 0] for h in range(horizon)], 1)
    return np.ascontiguousarray(X[at]), y[:, 0] if horizon == 1 else y


def slugs(made: Audit):
    return {(f.severity, f.slug) for f in made.report}


def test_codes_and_slugs_are_those_of_the_catalogue():
    known = {entry["slug"]: code for code, entry in load().items()}
    assert set(RAN) <= known.keys()
    X, y = windows()
    for made in (audit([(np.arange(300), np.arange(200, 400))], X, y), audit([(np.arange(9), [])], X, y)):
        assert made.report.findings
        assert all(known[f.slug] == f.code for f in made.report)


def test_numbers_of_a_fold_are_those_of_a_count_by_hand():
    X, y = windows(horizon=3)
    rng = np.random.default_rng(1)
    mask = rng.random(len(X)) < 0.1
    train, validation = np.flatnonzero(~mask & (rng.random(len(X)) < 0.2)), np.flatnonzero(mask)
    fold = audit([(train, validation)], X, y).folds[0]
    rows = {int(i): set(range(i, i + T + 3)) for i in range(len(X))}
    trained = set().union(*(rows[int(i)] for i in train))
    assert fold.sharing == sum(bool(rows[int(i)] & trained) for i in validation)
    targets = [set(range(i + T, i + T + 3)) for i in validation]
    assert fold.told == sum(bool(t & trained) for t in targets)
    inputs = set().union(*(set(range(i, i + T)) for i in train))
    assert fold.train_windows == len(inputs) // T
    assert fold.earlier == (validation < train.max()).sum()
    assert fold.gap == min(abs(int(i) - int(j)) for i in validation for j in train)


@pytest.mark.parametrize("step", [1, 3])
def test_shuffled_windows_are_put_in_a_row(step):
    X, y = windows(600, step=step)
    order = np.random.default_rng(0).permutation(len(X))
    made = audit(0.25, X[order], y[order])
    assert ("error", "window-overlap") in slugs(made)
    assert made.series.max() == 0
    assert (np.argsort(made.starts) == np.argsort(order)).all()
    assert np.unique(np.diff(np.sort(made.starts))).tolist() == [step]
    assert made.needed == T + 1


def test_windows_left_out_still_share_rows_with_their_neighbours():
    X, y = windows()
    kept = np.setdiff1d(np.arange(400), np.arange(200, 205))
    made = audit([(np.arange(200), np.arange(200, 395))], X[kept], y[kept])
    assert made.folds[0].gap == 6
    assert made.folds[0].sharing == T + 1 - 6


def test_series_below_one_another_share_nothing():
    rng = np.random.default_rng(0)
    parts = [cut(random_walk(rng, 60, 2), T) for _ in range(6)]
    X, y = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    n = len(parts[0][0])
    assert audit([(np.arange(n), np.arange(n, 2 * n))], X, y).folds[0].sharing == 0
    assert audit([(np.arange(n // 2), np.arange(n // 2, n))], X, y).folds[0].sharing == T


def test_copies_are_found_where_they_are_no_chance():
    given = forecast(np.random.default_rng(0))
    rng = np.random.default_rng(0)
    X = rng.standard_normal((300, 10, 3))
    y = rng.standard_normal(300)
    X[200:] = X[:100]
    made = audit([(np.arange(200), np.arange(200, 300))], X, y)
    assert ("error", "train-val-overlap") in slugs(made)
    assert made.folds[0].copies == 100
    assert made.folds[0].copy == (200, 0)
    assert "audit.copies" in made.code
    assert audit(0.2, given["X"], given["y"]).folds[0].copies == 0


def test_whatever_stands_for_a_split_gives_the_same_folds():
    pytest.importorskip("sklearn")
    from sklearn.model_selection import KFold, PredefinedSplit

    X, y = windows()
    numbers = np.repeat(np.arange(4), 100)
    pairs = [(np.flatnonzero(numbers != i), np.flatnonzero(numbers == i)) for i in range(4)]
    masks = [(numbers != i, numbers == i) for i in range(4)]
    wanted = [f.to_dict() | {"name": ""} for f in audit(KFold(4), X, y).folds]
    named = {f"part {i}": pair for i, pair in enumerate(pairs)}
    for cv in (4, numbers, PredefinedSplit(numbers), pairs, iter(pairs), masks, named):
        assert [f.to_dict() | {"name": ""} for f in audit(cv, X, y).folds] == wanted
    assert audit({"test": pairs[0]}, X, y).folds[0].name == "test"
    assert audit(numbers - 1, X, y).folds[0].validation == 100


def test_a_share_is_cut_off_as_keras_does():
    X, y = windows(399)
    fold = audit(0.2, X, y).folds[0]
    assert (fold.train, fold.validation) == (int(399 * 0.8), 399 - int(399 * 0.8))


class OfSktime:
    """A splitter with the signature of sktime's: one series in, positions out."""

    def split(self, y):
        yield np.arange(60), np.arange(72, len(y))


class OfDarts:
    """One part of a series as darts has it."""

    def __init__(self, index):
        self.time_index = index


def test_splitters_of_other_packages():
    X, y = windows()
    assert audit(OfSktime(), X, y).folds[0].validation == 328
    days = np.datetime64("2024-01-01") + np.arange(400)
    parts = [(OfDarts(days[:300]), OfDarts(days[320:]))]
    fold = audit(parts, X, y, timestamps=days).folds[0]
    assert (fold.train, fold.validation, fold.sharing) == (300, 80, 0)
    with pytest.raises(ValueError, match="timestamps="):
        audit(parts, X, y)


@pytest.mark.parametrize(
    ("cv", "kind", "said"),
    [
        (None, TypeError, "cv must be"),
        ("KFold", TypeError, "cv must be"),
        (True, TypeError, "cv must be"),
        (object(), TypeError, "cv must be"),
        (1.5, ValueError, "between 0 and 1"),
        (0.0, ValueError, "between 0 and 1"),
        (1, ValueError, "at least 2"),
        ([], ValueError, "at least one fold"),
        ([np.arange(3)], TypeError, "pairs"),
        ([(np.arange(3), np.arange(3), np.arange(3))], TypeError, "pairs"),
        ([(np.arange(3), np.array([400]))], ValueError, "between 0 and 399"),
        ([(np.arange(3), np.array([-1]))], ValueError, "between 0 and 399"),
        ([(np.arange(3), np.array([0.5]))], TypeError, "numbers of samples"),
        ([(np.arange(3), np.zeros((2, 2), int))], TypeError, "numbers of samples"),
        ([(np.ones(7, bool), np.arange(3))], ValueError, "mask of 400"),
        (np.arange(7), ValueError, "one fold number"),
        ({1: (np.arange(3), np.arange(3))}, TypeError, "names as keys"),
    ],
)
def test_what_is_no_split_is_refused_by_name(cv, kind, said):
    X, y = windows()
    with pytest.raises(kind, match=said):
        audit(cv, X, y)


def test_other_arguments_are_refused_by_name():
    X, y = windows()
    for words, kind in (
        ({"horizon": 1.5}, TypeError),
        ({"horizon": -1}, ValueError),
        ({"fail_on": "often"}, ValueError),
        ({"thresholds": {}}, TypeError),
        ({"ignore": "SG6"}, TypeError),
        ({"groups": np.zeros(3)}, ValueError),
        ({"task": "guess"}, ValueError),
    ):
        with pytest.raises(kind, match=next(iter(words))):
            audit(0.2, X, y, **words)
    with pytest.raises(TypeError, match="groups"):
        audit(0.2, seqguard.Split(X, y, groups=np.zeros(400)), groups=np.zeros(400))


def test_bad_data_give_findings_and_reasons():
    X, y = windows()
    text = np.full((400, T, 2), "a", object)
    made = audit(0.2, text, y)
    assert made.folds[0].validation == 80
    assert made.report.skipped
    short = audit(0.2, X, y[:100])
    assert "100 samples" in short.report.skipped[0].reason
    assert audit(0.2, np.full((50, T, 2), np.nan), np.zeros(50)).folds[0].sharing == 0
    assert ("error", "empty-input") in slugs(audit([(np.arange(400), [])], X, y))


def test_the_gate_raises_with_the_report_and_the_input_is_untouched():
    X, y = windows()
    before = X.copy()
    X.setflags(write=False)
    assert audit(0.2, X, y).raise_for("warning").fails("warning") is False
    with pytest.raises(seqguard.PreflightError) as refused:
        audit([(np.arange(0, 400, 2), np.arange(1, 400, 2))], X, y, fail_on="error")
    assert refused.value.report.errors[0].slug == "window-overlap"
    assert (before == X).all()


def test_impact_compares_the_folds_with_those_proposed():
    pytest.importorskip("sklearn")
    from sklearn.model_selection import KFold

    X, y = windows(900)
    made = audit(KFold(5, shuffle=True, random_state=0), X, y, impact=True)
    assert made.impact.as_given > made.impact.interval[1]
    assert "in those of TimeSeriesSplit(5, gap=12)" in made.impact.sentence
    assert made.impact.sentence in str(made)
    assert json.loads(made.to_json())["impact"]["metric"] == "R²"
    assert audit(KFold(5, shuffle=True, random_state=0), X, y).impact is None
    assert audit(made.proof and [(np.arange(700), np.arange(712, 900))], X, y, impact=True).impact is None


def test_ignore_and_select_leave_findings_out():
    X, y = windows()
    folds = [(np.arange(0, 400, 2), np.arange(1, 400, 2))]
    assert audit(folds, X, y, select=["window-overlap"]).fails()
    assert not audit(folds, X, y, ignore=["SG603"]).fails()
    assert {slug for _, slug in slugs(audit(folds, X, y, select=["SG4"]))} == {"few-independent-windows"}


def shares(told, of=100):
    """A fold in which so many of the validation windows have a training window one row after."""
    X, y = windows(2400)
    apart = np.arange(of) * (2 * T)
    return audit([(apart[:told] + 1, apart)], X, y)


@pytest.mark.parametrize(
    ("told", "said"),
    [(round(100 * CERTAIN), "error"), (round(100 * CERTAIN) - 1, "warning"), (round(100 * LEAST), "warning")],
)
def test_shared_rows_at_the_bounds(told, said):
    assert (said, "window-overlap") in slugs(shares(told))


def test_fewer_shared_rows_are_a_seam():
    assert not any(slug == "window-overlap" for _, slug in slugs(shares(round(100 * LEAST) - 1)))
    assert ("warning", "split-without-gap") in slugs(shares(round(100 * LEAST) - 1))


def test_range_at_its_bound():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((1100, 5, 2))
    y = rng.uniform(0, 1, 1100)
    y[:2] = 0, 1
    for outside, said in ((round(100 * OUTSIDE), True), (round(100 * OUTSIDE) - 1, False)):
        far = y.copy()
        far[1000 : 1000 + outside] = 5.0
        assert (("info", "val-shift") in slugs(audit([(np.arange(1000), np.arange(1000, 1100))], X, far))) is said


def test_scattered_at_its_bounds():
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((1000, 5, 2)), rng.standard_normal(1000)
    days = np.arange(1000)

    def pieces(n, of):
        at = np.concatenate([np.arange(8 * i, 8 * i + of // n) for i in range(n)])
        at = np.append(at, np.arange(950 - (of - len(at)), 950))
        return audit([(np.setdiff1d(days, at), at)], X, y, timestamps=days)

    edge = round(100 * SCATTERED)
    assert ("warning", "interleaved-split") in slugs(pieces(edge, 100))
    assert ("warning", "interleaved-split") not in slugs(pieces(edge - 2, 100))
    alone = np.arange(0, 4 * FEWEST, 4)
    for at, said in ((alone, True), (alone[:-1], False)):
        made = audit([(np.setdiff1d(days, at), at)], X, y, timestamps=days)
        assert (("warning", "interleaved-split") in slugs(made)) is said


def test_the_figure_is_svg_and_shows_the_gap_and_the_shared_windows():
    X, y = windows()
    figure = ElementTree.fromstring(audit({"a<b": (np.arange(200), np.arange(260, 400))}, X, y).figure())
    kinds = [r.get("class") for r in figure.iter("{http://www.w3.org/2000/svg}rect")]
    assert kinds.count("g") >= 2  # the key, the gap
    assert kinds.count("s") == 1  # the key alone
    drawn = audit([(np.arange(0, 400, 2), np.arange(1, 400, 2))], X, y).figure()
    assert drawn.count('class="s"') > 1
    assert "a&lt;b" in ElementTree.tostring(figure, encoding="unicode")


def test_formats():
    X, y = windows()
    made = audit({"<xy>": (np.arange(0, 400, 2), np.arange(1, 400, 2))}, X, y)
    assert json.loads(made.to_json())["report"]["findings"][0]["code"] == "SG603"
    assert "<svg" in made.to_html()
    assert "<xy>" not in made.to_html()
    assert "<svg" in made._repr_html_()
    assert repr(made) == str(made)


def test_purged_k_fold_is_a_splitter():
    cv = seqguard.PurgedKFold(4, width=T + 1)
    X, _ = windows()
    folds = list(cv.split(X))
    assert cv.get_n_splits() == len(folds) == 4
    assert np.concatenate([v for _, v in folds]).tolist() == list(range(400))
    for train, validation in folds:
        apart = np.abs(train[:, None] - validation[None]).min()
        assert apart == T + 1
    assert next(seqguard.PurgedKFold(4, width=1).split(X))[0].tolist() == list(range(100, 400))
    for words, kind in (
        ({"width": 0}, ValueError),
        ({"width": 2.0}, TypeError),
        ({"width": 2, "n_splits": 1}, ValueError),
        ({"width": 2, "starts": [0.5]}, TypeError),
    ):
        with pytest.raises(kind, match=[*words][-1]):
            seqguard.PurgedKFold(**words)
    with pytest.raises(ValueError, match="starts"):
        list(seqguard.PurgedKFold(2, width=2, starts=[1, 2, 3]).split(X))


def test_cross_validate_refuses_a_random_split_and_scores_a_sound_one():
    pytest.importorskip("sklearn")
    from sklearn.linear_model import Ridge
    from sklearn.model_selection import KFold, ShuffleSplit, TimeSeriesSplit
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    from seqguard.sklearn import cross_validate

    X, y = windows()
    model = make_pipeline(FunctionTransformer(np.reshape, kw_args={"shape": (-1, 2 * T)}), Ridge())
    with pytest.raises(seqguard.PreflightError, match="window-overlap"):
        cross_validate(model, X, y, cv=KFold(5, shuffle=True))
    done = cross_validate(model, X, y, cv=TimeSeriesSplit(4, gap=T), guard=True)
    assert len(done["test_score"]) == 4
    assert not done["audit"].fails("warning")
    assert "audit" not in cross_validate(model, X, y, cv=ShuffleSplit(2), guard=False)
    loose = cross_validate(model, X, y, cv=ShuffleSplit(2), fail_on="never", return_indices=True)
    assert loose["audit"].folds[0].validation == len(loose["indices"]["test"][0])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert len(cross_validate(model, X, y, cv=0.2, fail_on="never")["test_score"]) == 1


def test_the_command_line(tmp_path, capsys, monkeypatch):
    pytest.importorskip("sklearn")
    monkeypatch.chdir(tmp_path)
    X, y = windows()
    np.savez(tmp_path / "d.npz", X=X, y=y)
    np.save(tmp_path / "folds.npy", np.arange(400) % 4)
    assert main(["audit", "d.npz", "--cv", "TimeSeriesSplit(4, gap=12)"]) == 0
    assert "TimeSeriesSplit" in capsys.readouterr().out
    assert main(["audit", "d.npz", "--cv", "folds.npy", "--impact", "--format", "json"]) == 1
    value = json.loads(capsys.readouterr().out)
    assert value["report"]["findings"][0]["slug"] == "window-overlap"
    assert value["impact"]["model"] in value["impact"]["sentence"]
    assert main(["audit", "d.npz", "--cv", "0.2", "--horizon", "3", "-o", "f.svg"]) == 0
    assert (tmp_path / "f.svg").read_text(encoding="utf-8").startswith("<svg")
    for wrong in ("Ridge", "KFold(splits=3)", "KFold(n_splits=open('x'))", "1 +", "no.npy", "1.5"):
        assert main(["audit", "d.npz", "--cv", wrong]) == 2
        assert "cv" in capsys.readouterr().err


@pytest.mark.lab
def test_real_splitters_of_sktime_and_darts():
    """Run in an environment with both: sktime 1.2.0 and darts 0.41.0 on 2026-11-29."""
    split = pytest.importorskip("sktime.split")
    darts = pytest.importorskip("darts")
    import pandas as pd
    from darts.utils.model_selection import train_test_split

    X, y = windows(399)
    for ahead, shared in ((1, T), (T + 1, 0)):
        cv = split.ExpandingWindowSplitter(fh=list(range(ahead, ahead + 40)), initial_window=150, step_length=40)
        assert {fold.sharing for fold in audit(cv, X, y).folds} == {shared}
    days = pd.date_range("2024-01-01", periods=399, freq="D")
    whole = darts.TimeSeries.from_times_and_values(days, np.arange(399.0))
    fold = audit([train_test_split(whole, test_size=0.25)], X, y, timestamps=days).folds[0]
    assert (fold.train, fold.validation, fold.sharing) == (300, 99, T)


def test_rows_that_cannot_be_read_are_refused_by_the_argument() -> None:
    class Broken:
        def __array__(self, *_: object, **__: object) -> None:
            raise RuntimeError("not today")

    with pytest.raises(TypeError, match=r"starts must be whole numbers .*not today"):
        seqguard.PurgedKFold(3, width=4, starts=Broken())
