"""`impact=True`: what is said of each fault, that it is true by hand, and that sound data are left alone."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="needs the extra seqguard[sklearn]")

import jsonschema
from sklearn.metrics import r2_score, roc_auc_score

import seqguard
from seqguard.cli.main import main
from seqguard.core.finding import Finding
from seqguard.report.registry import Inspected, Run, document
from seqguard.worth.arena import columns_of, spread
from seqguard.worth.models import BLOCKS, FEWEST_BLOCKS, Part, blocks_of, predicted, scored
from seqguard.worth.splits import SPLITS, _apart
from seqguard.worth.values import RUN, VALUES, WIDE, of_line, of_run, of_value

T = 12
SCHEMA = Path(__file__).parents[1] / "docs" / "report.schema.json"


def series(n=900, features=2, keep=0.9, seed=0):
    """Windows of an autoregression, the next value of the first feature, and how the series goes on after a gap."""
    noise = np.random.default_rng(seed).standard_normal((n + T, features))
    rows = np.zeros_like(noise)
    for i in range(1, len(rows)):
        rows[i] = keep * rows[i - 1] + noise[i]
    X = np.lib.stride_tricks.sliding_window_view(rows[:-1], T, axis=0).transpose(0, 2, 1).copy()
    return X, rows[T:, 0].copy()


def cut(X, y, at=600):
    return {"X": X[:at], "y": y[:at], "validation_data": (X[at + T :], y[at + T :])}


def impact_of(slug, **given):
    report = seqguard.inspect(**given, impact=True, progress=False)
    assert not report.crashed
    return next((f.impact for f in report if f.slug == slug), None)


def test_slugs_are_those_of_checks():
    from seqguard.catalogue import load

    assert (SPLITS.keys() | VALUES.keys()) <= {entry["slug"] for entry in load().values()}


def test_nothing_is_said_of_sound_data_nor_without_being_asked():
    given = cut(*series())
    assert all(f.impact is None for f in seqguard.inspect(**given, impact=True))
    leaky = {**given, "X": np.concatenate([given["X"], np.repeat(given["y"][:, None, None], T, 1)], 2)}
    leaky["validation_data"] = None
    assert seqguard.inspect(**leaky).errors
    assert all(f.impact is None for f in seqguard.inspect(**leaky))


def with_target(X, y):
    return np.concatenate([X, np.repeat(y[:, None, None], T, 1)], 2)


def test_a_leak_is_worth_what_the_score_loses_without_it():
    X, y = series()
    leaky = impact_of("target-leak", **cut(with_target(X, y), y))
    assert leaky.metric == "R²"
    assert leaky.as_given > 0.99
    clean = cut(X, y)
    ridge = predicted("ridge", "regression", Part(clean["X"].reshape(600, -1), clean["y"][:, None]),
                      clean["validation_data"][0].reshape(-1, 2 * T))  # fmt: skip
    by_hand = r2_score(clean["validation_data"][1], ridge[:, 0])
    assert leaky.model == "ridge"
    assert leaky.without == pytest.approx(by_hand, abs=0.02)
    assert leaky.interval[0] < by_hand < leaky.interval[1] < leaky.as_given
    last = r2_score(clean["validation_data"][1], clean["validation_data"][0][:, -1, 0])
    assert leaky.baseline == pytest.approx(last, abs=1e-3)
    assert leaky.sentence.startswith("With `f2`, ridge reaches R² 1.00; without it 0.")
    assert "the last value reaches" in leaky.sentence


def test_a_leak_into_the_only_feature_loses_its_step_alone():
    X, y = series(features=1)
    X[:, -1, 0] = y
    worth = impact_of("target-leak", **cut(X, y))
    assert worth.as_given > 0.99
    assert "at step 11" in worth.sentence
    assert 0.3 < worth.without < 0.95


def test_overlap_is_worth_what_the_score_loses_in_the_order_of_time():
    X, y = series(1200, keep=0.995)
    order = np.random.default_rng(0).permutation(len(X))
    a, b = order[:900], order[900:]
    worth = impact_of("window-overlap", X=X[a], y=y[a], validation_data=(X[b], y[b]))
    assert worth.as_given > worth.interval[1]
    assert worth.sentence.startswith(f"As split, {worth.model} reaches R² ")
    assert "on windows that share no row with train" in worth.sentence


def test_what_trains_apart_shares_no_row():
    starts, series_of = np.arange(100), np.zeros(100, int)
    train, held = _apart(starts, series_of, 0.2, 13)
    assert held.tolist() == list(range(80, 100))
    assert train.tolist() == list(range(68))
    series_of = np.repeat([0, 1, 2], [70, 22, 8])
    train, held = _apart(starts, series_of, 0.2, 13)
    assert held.tolist() == list(range(70, 92))
    assert not set(train) & set(held)


def test_copies_are_worth_what_the_score_loses_on_the_other_samples():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((800, 10, 3))
    y = X[:, -1, 0] + rng.standard_normal(800)
    Xv, yv = X[600:].copy(), y[600:].copy()
    Xv[:80], yv[:80] = X[:80], y[:80]
    worth = impact_of("train-val-overlap", X=X[:600], y=y[:600], validation_data=(Xv, yv))
    assert worth.as_given > worth.without
    assert "on the samples that train does not hold" in worth.sentence


def test_groups_are_worth_what_the_score_loses_on_new_ones():
    rng = np.random.default_rng(0)
    group = np.repeat(np.arange(40), 20)
    own = rng.standard_normal((40, 3))
    X = own[group][:, None] + 0.1 * rng.standard_normal((800, 10, 3))
    y = rng.standard_normal(40)[group] + 0.1 * rng.standard_normal(800)
    order = rng.permutation(800)
    a, b = order[:600], order[600:]
    worth = impact_of(
        "group-overlap",
        X=seqguard.Split(X[a], y[a], groups=group[a]),
        validation_data=seqguard.Split(X[b], y[b], groups=group[b]),
    )
    assert worth.as_given > 0.9
    assert worth.without < 0.5
    assert "on groups that train does not hold" in worth.sentence


def test_a_leaked_label_in_auc():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((700, 10, 2))
    y = (X[:, -1, 0] + rng.standard_normal(700) > 0).astype(int)
    X = np.concatenate([X, np.repeat(y[:, None, None], 10, 1)], 2)
    worth = impact_of("target-leak", X=X[:500], y=y[:500], validation_data=(X[500:], y[500:]))
    assert worth.metric == "AUC"
    assert worth.as_given == 1.0
    assert 0.6 < worth.without < 0.95
    assert worth.baseline == 0.5


def test_labels_that_contradict_bound_every_model():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((300, 10, 2))
    y = rng.integers(0, 2, 300)
    X[250:], y[250:] = X[:50], 1 - y[:50]
    worth = impact_of("conflicting-labels", X=X, y=y)
    assert worth.as_given == pytest.approx(250 / 300, abs=1e-6)
    assert worth.model == "any"
    assert "No model exceeds accuracy 0.833" in worth.sentence


def test_a_dead_feature_costs_nothing():
    X, y = series()
    dead = np.concatenate([X, np.full((*X.shape[:2], 1), 3.0)], 2)
    worth = impact_of("constant-feature", **cut(dead, y))
    assert worth.as_given == pytest.approx(worth.without, abs=1e-6)
    assert worth.sentence.startswith("With `f2`, ridge reaches R²")


def test_of_copies_the_original_stays():
    X, y = series()
    worth = impact_of("duplicate-feature", **cut(np.concatenate([X, 2 * X[..., :1] + 1], 2), y))
    assert worth.as_given == pytest.approx(worth.without, abs=0.01)
    assert worth.without > 0.5
    assert len(worth.sentence.split("`")) == 3


def test_fills_are_worth_the_error_on_the_windows_that_hold_them():
    rng = np.random.default_rng(0)
    rows = np.zeros((1600, 2))
    for i in range(1, len(rows)):
        rows[i] = 0.95 * rows[i - 1] + rng.standard_normal(2)
    truth = rows[:, 0].copy()
    at = rng.choice(1500, 60, replace=False)
    gaps = (at[:, None] + np.arange(4)).ravel()
    rows[gaps, 0] = np.delete(truth, gaps).mean()
    X = np.lib.stride_tricks.sliding_window_view(rows[:-1], T, axis=0).transpose(0, 2, 1).copy()
    worth = impact_of("mean-imputation", X=X, y=truth[T:])
    assert worth.metric == "RMSE"
    assert worth.as_given > worth.interval[1] >= worth.without
    assert "windows that hold such values of `f0`" in worth.sentence


def found(**evidence):
    return Finding(message="", remedy="", evidence=evidence)


def test_which_samples_hold_a_value_at_fault():
    moving = np.arange(12.0) ** 1.5
    held = moving.copy()
    held[4 : 4 + RUN] = held[4]
    shorter = moving.copy()
    shorter[4 : 3 + RUN] = shorter[4]
    values = np.stack([moving, held, shorter])
    assert of_run(values, found(), "f0").tolist() == [False, True, False]
    straight = moving.copy()
    straight[3:8] = np.linspace(straight[3], straight[7], 5)
    assert of_line(np.stack([moving, straight, np.ones(12)]), found(), "f0").tolist() == [False, True, False]
    assert of_value(values, found(value=1.0), "f0").all()
    assert of_value(values, found(features={"f0": {"value": moving[5]}}), "f0").tolist() == [True, False, False]
    assert not of_value(values, found(), "f0").any()


def test_few_windows_are_worth_the_width_of_the_score():
    rng = np.random.default_rng(0)
    X, y = series(300, features=6)
    y = X[:, -1, 0] + 3 * rng.standard_normal(300)
    worth = impact_of("few-independent-windows", X=X[:200], y=y[:200], validation_data=(X[212:], y[212:]))
    assert worth.interval[1] - worth.interval[0] >= WIDE
    assert worth.as_given == worth.without
    assert "are not told apart" in worth.sentence
    X, y = series(440)
    assert impact_of("few-independent-windows", X=X[:300], y=y[:300], validation_data=(X[312:], y[312:])) is None


def test_scores_are_those_of_scikit_learn_and_lie_in_their_interval():
    rng = np.random.default_rng(0)
    y, blocks = rng.standard_normal((500, 1)), blocks_of(500, 10)
    made = y + rng.standard_normal((500, 1))
    score = scored("regression", y, made, blocks)
    assert score.score == pytest.approx(r2_score(y, made))
    assert score.low < score.score < score.high
    label, guess = (y[:, 0] > 0).astype(int), np.round(made[:, 0], 1)
    assert scored("binary", label, guess, blocks).score == pytest.approx(roc_auc_score(label, guess))
    assert scored("classes", label, (guess > 0).astype(int), blocks).score == pytest.approx(
        (label == (guess > 0)).mean()
    )


def test_the_interval_holds_what_new_data_score():
    """Of an interval of nine tenths some eight or nine in ten hold the score on as many samples more."""
    hits = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        truth = rng.standard_normal((4000, 1))
        made = truth + rng.standard_normal((4000, 1))
        score = scored("regression", truth[:400], made[:400], blocks_of(400, 1))
        hits.append(score.low <= r2_score(truth, made) <= score.high)
    assert np.mean(hits) > 0.75


def test_too_few_blocks_and_no_spread_tell_nothing():
    y = np.arange(100.0)[:, None]
    assert scored("regression", y, y, blocks_of(100, 100 // FEWEST_BLOCKS)) is not None
    assert scored("regression", y, y, blocks_of(100, 100 // (FEWEST_BLOCKS - 1))) is None
    assert scored("regression", np.ones((100, 1)), y, blocks_of(100, 1)) is None
    assert blocks_of(1000, 1).max() == BLOCKS - 1


def test_columns_are_bounded_and_hold_what_is_named():
    plan = replace_plan(T=100, F=16)
    steps, features = columns_of(plan, at=(3,))
    assert len(features) == 16
    assert {3, 99, 98} <= set(steps.tolist())
    assert len(steps) * len(features) <= 256 + 16
    steps, features = columns_of(replace_plan(T=10, F=5000), named=(4321,))
    assert 4321 in features
    assert len(features) <= 257
    assert spread(10, 4).tolist() == [0, 3, 6, 9]


def replace_plan(**sizes):
    from seqguard.core.arguments import DataOptions
    from seqguard.reading.plans import plan_splits
    from seqguard.sources.gather import gather

    data = gather(*series(100))[0]
    return replace(plan_splits({"train": data}, DataOptions())["train"]["X"], **sizes)


@pytest.fixture(scope="module")
def told():
    X, y = series()
    return seqguard.inspect(**cut(with_target(X, y), y), impact=True)


def test_all_formats_say_it(told):
    worth = told.errors[0].impact
    run = Run((Inspected("a.npz", told),))
    for name in ("text", "markdown", "html", "junit", "sarif", "github", "json", "concise", "gitlab"):
        words = " ".join(document(name, run).split())
        assert "without it 0." in words, name
    value = told.to_dict()
    jsonschema.validate(value, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert value["findings"][0]["impact"]["interval"] == list(worth.interval)
    assert seqguard.Report.from_json(told.to_json()).errors[0].impact == worth
    assert '<svg class="worth"' in told.to_html()
    sarif = json.loads(document("sarif", run))
    results = sarif["runs"][0]["results"]
    assert next(r for r in results if r["ruleId"] == "SG601")["properties"]["impact"][0]["metric"] == "R²"


def test_findings_of_one_severity_stand_by_what_they_are_worth():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((800, T, 3))
    y = X[:, -1, 0] + 0.2 * rng.standard_normal(800)
    X = with_target(X, y)
    Xv, yv = X[600:].copy(), y[600:].copy()
    Xv[:80], yv[:80] = X[:80], y[:80]
    report = seqguard.inspect(X[:600], y[:600], validation_data=(Xv, yv), impact=True)
    assert {"target-leak", "train-val-overlap"} <= {f.slug for f in report.errors}
    sizes = [f.impact.size for f in report.errors if f.impact]
    assert len(sizes) >= 2
    assert sizes == sorted(sizes, reverse=True)


def test_the_input_is_untouched_and_bad_values_are_no_traceback():
    X, y = series()
    X, y = with_target(X, y), y.copy()
    X[5, 3, 0], y[7] = np.nan, np.inf
    before = X.copy()
    report = seqguard.inspect(**cut(X, y), impact=True)
    assert not report.crashed
    assert np.array_equal(X, before, equal_nan=True)


def test_the_page_runs(capsys):
    page = (SCHEMA.parent / "impact.md").read_text(encoding="utf-8")
    exec(page.split("```python")[1].split("```")[0], {})
    assert "without it" in capsys.readouterr().out


def test_it_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ValueError, match=r"impact=True needs scikit-learn: pip install 'seqguard\[sklearn\]'"):
        seqguard.inspect(*series(100), impact=True)


def test_the_command_line(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    X, y = series()
    np.savez(tmp_path / "d.npz", X=with_target(X, y), y=y)
    assert main(["check", "d.npz", "--impact"]) == 1
    assert "without it 0." in " ".join(capsys.readouterr().out.split())


@pytest.mark.slow
def test_ten_seconds_are_enough():
    import time

    X, y = series(20_000 - T, features=16)
    X = np.repeat(X, 5, 1)[:, :50]
    order = np.random.default_rng(0).permutation(len(X))
    a, b = order[:16000], order[16000:]
    begun = time.perf_counter()
    seqguard.inspect(X[a], y[a], validation_data=(X[b], y[b]), impact=True)
    assert time.perf_counter() - begun < 10
