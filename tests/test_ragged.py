"""Samples of different length are one tensor: what is behind their end was never there, and nothing is said of it."""

import re
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

import seqguard
from seqguard.core.plan import FILLER
from seqguard.sources.gather import gather
from seqguard.testing import labelled


def data(seed=2, n=300):
    made = labelled(np.random.default_rng(seed))
    lengths = np.random.default_rng(seed + 1).integers(6, 17, n)
    lengths[0] = 16
    return np.array(made["X"][:n], "float64"), made["y"][:n], lengths


def objects(samples):
    out = np.empty(len(samples), object)
    out[:] = samples
    return out


def ragged(X, lengths):
    return [x[:k].copy() for x, k in zip(X, lengths, strict=True)]


FORMS = {
    "list": lambda X, lengths: ragged(X, lengths),
    "objects": lambda X, lengths: objects(ragged(X, lengths)),
    "nested lists": lambda X, lengths: [x.tolist() for x in ragged(X, lengths)],
}


def found(report):
    return [(f.slug, f.severity, f.place) for f in report]


def slugs(report):
    return {f.slug for f in report}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_sound_samples_of_different_length_have_no_error_or_warning(form, dtype):
    X, y, lengths = data()
    report = seqguard.inspect(FORMS[form](X.astype(dtype), lengths), y)
    assert report.errors + report.warnings == (), report
    assert not {"nan-padding", "nan-values", "mostly-padding", "non-numeric"} & slugs(report)


@pytest.mark.parametrize("form", FORMS)
def test_values_are_judged_where_they_are_real(form):
    X, y, lengths = data()
    X[7, 2, 1], X[9, lengths[9] - 1] = np.nan, np.nan
    X[..., 0] = 5.0
    report = seqguard.inspect(FORMS[form](X, lengths), y)
    nan = next(f for f in report if f.slug == "nan-values")
    assert nan.message.startswith("2 values are NaN, in `f1`"), nan.message  # of X[7] and X[9]
    assert "X[7][2, 1]" in nan.message
    assert "constant-feature" in slugs(report)


def test_a_place_can_be_pasted():
    X, y, lengths = data()
    X[7, 2, 1] = np.inf
    samples = ragged(X, lengths)
    report = seqguard.inspect(samples, y)
    (place,) = {w for f in report for w in re.findall(r"X\[7\]\[[^]]*\]", f.message)}
    assert np.isinf(eval(place, {"X": samples}))


def test_what_stands_in_both_splits_is_found_whatever_the_longest_is():
    X, y, lengths = data()
    train = ragged(X, lengths)
    other = [*ragged(X[:20], np.minimum(lengths[:20], 12)), *train[100:160]]
    labels = np.concatenate([y[:20], y[100:160]])
    report = seqguard.inspect(train, y, validation_data=(other, labels))
    assert "train-val-overlap" in slugs(report)
    apart = seqguard.inspect(train[:200], y[:200], validation_data=(train[200:], y[200:]))
    assert "train-val-overlap" not in slugs(apart)


@pytest.mark.parametrize("side", ["post", "pre"])
@pytest.mark.parametrize("fill", [0.0, 9999.0, np.nan])
def test_lengths_of_an_array_leave_out_whatever_stands_behind_them(side, fill):
    X, y, lengths = data()
    padded = np.full_like(X, fill)
    for i, k in enumerate(lengths):
        padded[i, :k] = X[i, :k]
        if side == "pre":
            padded[i] = np.roll(padded[i], X.shape[1] - k, 0)
    report = seqguard.inspect(padded, y, lengths=lengths)
    assert report.errors + report.warnings == (), report
    told = seqguard.inspect(seqguard.Split(padded, y, lengths=lengths))
    assert found(told) == found(report)


def test_lengths_that_do_not_fit_are_refused_by_name():
    X, y, lengths = data()
    with pytest.raises(ValueError, match="lengths must have one number for each of the 300 samples of X, got 299"):
        seqguard.inspect(X, y, lengths=lengths[1:])
    with pytest.raises(ValueError, match="lengths must be at most the 16 timesteps of X, got 17 for sample 3"):
        seqguard.inspect(X, y, lengths=np.where(np.arange(300) == 3, 17, lengths))


def test_lengths_of_all_timesteps_change_nothing():
    X, y, _ = data()
    assert found(seqguard.inspect(X, y, lengths=np.full(300, 16))) == found(seqguard.inspect(X, y))


def test_a_nan_of_the_data_is_no_filler():
    for dtype in ("f4", "f8"):
        fill = np.array([FILLER]).astype(dtype)
        word = fill.view(f"u{fill.itemsize}")
        made = [np.array(v).astype(dtype) for v in (np.nan, -np.nan, np.inf - np.inf, np.float64("nan") * 2)]
        assert all(np.atleast_1d(v).view(word.dtype)[0] != word[0] for v in made)
        assert (fill + np.array([0], dtype)).view(word.dtype)[0] == word[0]


def test_tokens_of_sentences_are_tokens():
    rng = np.random.default_rng(0)
    ids = 1 + (rng.zipf(1.3, (400, 30)) % 800)
    lengths = rng.integers(5, 31, 400)
    sentences = [s[:k].tolist() for s, k in zip(ids, lengths, strict=True)]
    report = seqguard.inspect(sentences, rng.integers(0, 2, 400))
    assert report.readings[0].task == "tokens"
    assert not report.errors, report
    sentences[3][1] = -1
    assert "token-out-of-range" in slugs(seqguard.inspect(sentences, rng.integers(0, 2, 400)))


def test_an_empty_sample_is_named():
    X, y, lengths = data()
    lengths[[4, 90]] = 0
    report = seqguard.inspect(ragged(X, lengths), y)
    (found,) = [f for f in report if f.slug == "all-padding-samples"]
    assert "2 samples hold no timestep" in found.message


def test_labels_of_each_step_are_judged_where_they_are_real():
    X, _, lengths = data()
    labels = [(x[:, 0] > 0).astype(int) for x in ragged(X, lengths)]
    report = seqguard.inspect(ragged(X, lengths), labels)
    assert not report.errors, report
    constant = seqguard.inspect(ragged(X, lengths), [np.zeros(k, int) for k in lengths])
    assert "constant-target" in slugs(constant)


def test_a_statistic_reads_the_same_for_any_cut():
    X, y, lengths = data()
    given = gather(ragged(X, lengths), y)[0].inputs[0]
    whole = given.source.read(0, 300)
    for i in range(0, 300, 37):
        piece = given.source.read(i, i + 37)
        np.testing.assert_array_equal(piece, whole[i : i + 37])
    assert np.isnan(whole).sum() == (16 * 300 - lengths.sum()) * X.shape[2]


@pytest.mark.parametrize("form", ["list", "lengths"])
def test_other_processes_say_the_same(form):
    X, y, lengths = data()
    given = {"X": ragged(X, lengths)} if form == "list" else {"X": X, "lengths": lengths}
    with ProcessPoolExecutor(1) as executor:
        apart = seqguard.inspect(**given, y=y, executor=executor)
    assert found(apart) == found(seqguard.inspect(**given, y=y))
