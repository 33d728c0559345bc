"""Numbers by which samples of one split are found in another, or are told to mean something else there."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import CHECKS, Given, continuous, plan, some

from seqguard.checks.leakage import _codes, _order, _renumbered
from seqguard.checks.leakage._near import near
from seqguard.core.declare import Missing
from seqguard.core.plan import NO_LIMIT
from seqguard.facts.splits import seen
from seqguard.facts.splits.overlap import Shifted

Array = npt.NDArray[Any]


def found_apart(whole: Array, halves: Array) -> seen.Seen:
    """A hundred distinct samples that move in 4 to 103 steps; those found as a whole, and those by their halves."""
    prints: Any = some(changes=np.arange(4, 104), count=np.ones(100, int))
    return seen.Seen(prints, whole, halves, halves)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 0.75, 0.9, 0.97])
def test_the_less_moving_samples_are_left_out_in_six_shares(share: float) -> None:
    """Samples that move less than the tail are met by their halves alone, and all others as a whole."""
    first = round(100 * share)
    inside = np.arange(100) >= first
    tail = seen.least_likely(found_apart(inside, ~inside), None, 4, 0.001)
    assert tail is not None
    assert tail.changes == 4 + first


@pytest.mark.parametrize(
    ("some_continuous", "steps", "expected"),
    [(True, 12, 1e-8), (False, 12, 1e-4), (False, 4, 1e-2)],  # of a hundred: the square of what is assumed / 100
)
def test_halves_are_assumed_that_nobody_saw(some_continuous: bool, steps: int, expected: float) -> None:
    kinds = continuous() if some_continuous else continuous(0)
    here = found_apart(np.zeros(100, bool), np.zeros(100, bool))
    assert seen._tail(here, None, 4, seen.half_seen(kinds, steps), 1).expected == pytest.approx(expected)


@pytest.mark.parametrize(("times", "expected"), [(149, 1.49e-4), (151, 151 * 0.0009)])
def test_samples_that_stand_one_and_a_half_times_are_crowded(times: int, expected: float) -> None:
    here = found_apart(np.zeros(100, bool), np.zeros(100, bool))
    here.f.count[0] += times - 100
    assert seen._tail(here, None, 4, 0.1, 1).expected == pytest.approx(expected)


@pytest.mark.parametrize(
    ("repeated", "others", "simpler", "told"),
    [
        (3, 99, 1.0, True),  # half of the root of 36 are three standard scores
        (2, 99, 1.0, False),
        (99, 3, 1.0, True),
        (99, 2, 1.0, False),
        (400, 400, 0.76, True),
        (400, 400, 0.74, False),
    ],
)
def test_the_samples_that_repeat_are_the_simple_ones(repeated: int, others: int, simpler: float, told: bool) -> None:
    low = np.arange(others) < round(simpler * others)  # of the others, so many move more than what repeats
    changes = np.concatenate([np.full(repeated, 10), np.where(low, 20, 5)])
    assert seen._simple_ones(changes, np.arange(repeated + others) < repeated, 4) is told


@pytest.mark.parametrize(("share", "one"), [(0.91, True), (0.89, False)])
def test_samples_whose_next_one_is_there_are_one_series(share: float, one: bool) -> None:
    head = np.arange(1_000, dtype=np.uint64)
    tail = np.where(head < 1_000 * share, head + 1, head + 10_000).astype(np.uint64)
    prints: Any = some(limit=NO_LIMIT, key=head, head=head, tail=tail)
    assert seen.of_one_series(plan(T=3), prints) is one
    assert not seen.of_one_series(plan(T=2), prints)


@pytest.mark.parametrize(
    ("expected", "natural"),
    [(0.51, True), (0.49, False)],  # a tenth of the five that were found
)
def test_ids_repeat_by_nature_where_chance_explains_a_tenth(expected: float, natural: bool) -> None:
    tail: Any = some(matched=5, expected=expected)
    prints: Any = some(changes=np.full(9, 9), count=np.ones(9, int))
    ids = plan(task="tokens", T=9)
    assert seen.natural(ids, continuous(0), tail, prints) is natural


@pytest.mark.parametrize(
    ("compared", "matched", "by_chance", "tells"),
    [
        (100, 4, 0.0, True),  # beside one that chance may give: .019
        (3_000, 6, 1 / 9_000, True),  # beside two: .017
        (3_000, 5, 1 / 9_000, False),  # .053
    ],
)
def test_matches_that_chance_gives_in_two_of_a_hundred(
    compared: int, matched: int, by_chance: float, tells: bool
) -> None:
    assert Shifted(compared, matched, by_chance, None).tells is tells


def coded(features: int = 2, n: int = 80, classes: int = 2) -> _codes.LabelCodes:
    rng = np.random.default_rng(0)
    x: Any = some(values=rng.standard_normal((n, 3, features)), follows=np.ones(n, bool))
    y: Any = some(values=(np.arange(n) % classes)[:, None, None])
    return _codes.label_codes(plan(task="values"), x, plan(task="classification", T=1), y)


@pytest.mark.parametrize(("features", "tried"), [(64, 64), (65, 64)])
def test_64_features_are_tried_as_codes(features: int, tried: int) -> None:
    assert len(coded(features).codes) == tried


@pytest.mark.parametrize(("n", "classes", "enough"), [(60, 2, True), (59, 2, False), (500, 50, True), (510, 51, False)])
def test_codes_are_looked_for_in_60_samples_of_50_classes(n: int, classes: int, enough: bool) -> None:
    if enough:
        assert coded(n=n, classes=classes).n == n
    else:
        with pytest.raises(Missing):
            coded(n=n, classes=classes)


def test_2048_samples_are_looked_at_for_codes() -> None:
    assert coded(n=2_100).n == 2_048


@pytest.mark.parametrize(("values", "rows", "clock"), [(3, 30, True), (3, 29, False), (2, 30, False), (7, 70, True)])
def test_a_clock_repeats_three_values_ten_times(values: int, rows: int, clock: bool) -> None:
    assert _codes._clock((np.arange(rows + 1) % values)[None]) is clock


@pytest.mark.parametrize(("changes", "judged"), [(5, 0.0), (4, 1.0)])
def test_five_changes_of_the_label_are_judged_apart(changes: int, judged: float) -> None:
    """A code that is wrong wherever the label has just changed, and right everywhere else."""
    ids = np.repeat(np.arange(changes + 1) % 2, 200)
    changed = np.concatenate([[False], ids[1:] != ids[:-1]])
    x = np.where(changed, 1 - ids, ids).astype(float)[:, None, None]
    assert _codes._best(x, 0, 0, ids, 2, changed).at_changes == judged


@pytest.mark.parametrize(("apart", "right"), [(3.2, True), (2.8, False)])
def test_classes_three_deviations_apart_are_clusters(apart: float, right: bool) -> None:
    """Among clusters the class is that of the nearest value, which bins across the gap do not tell."""
    rng = np.random.default_rng(1)
    ids = np.repeat([0, 1], [150, 137])
    column = rng.uniform(-1.732, 1.732, len(ids)) + (apart + 1.8 * 1.732) * ids
    assert _codes._apart(column, ids, 2) == pytest.approx(apart, abs=0.1)
    accuracy = _codes._best(column[:, None, None], 0, 0, ids, 2, np.zeros(len(ids), bool)).accuracy
    assert (accuracy == 1.0) is right


def renamed(**given: Any) -> _renumbered.Renumbered:
    found = {
        "own": 0.9, "as_given": 0.2, "renamed": 0.9, "usual": 0.4, "log_chance": -20.0, "renaming": ((0, 1), (1, 0)),
        "n": 100,
    }  # fmt: skip
    return _renumbered.Renumbered(**{**found, **given})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "error"),
        ({"log_chance": -12.1}, "error"),
        ({"log_chance": -11.9}, "warning"),
        ({"log_chance": -3.1}, "warning"),
        ({"log_chance": -2.9}, ""),
        ({"own": 0.71}, "error"),
        ({"own": 0.69}, ""),
        ({"own": 0.9, "renamed": 0.76}, "error"),
        ({"own": 0.9, "renamed": 0.74}, ""),
        ({"own": 0.72, "usual": 0.46, "renamed": 0.62, "as_given": 0.1}, "error"),
        ({"own": 0.72, "usual": 0.48, "renamed": 0.62, "as_given": 0.1}, ""),
        ({"as_given": 0.59}, "error"),
        ({"as_given": 0.61}, ""),
    ],
)
def test_classes_are_renumbered(given: Given, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = renamed(**given)
    monkeypatch.setattr("seqguard.checks.leakage.sg624_labels_renumbered.renumbered", lambda *_: found)
    sample = some(values=np.zeros((9, 1, 1)))
    given = {"train_plan": plan(), "train": sample, "train_y": sample, "other": sample, "other_y": sample}
    y_plan = plan(task="classification", T=1, split="validation")
    assert [f.severity for f in CHECKS["labels-renumbered"](y_plan=y_plan, **given)] == ([said] if said else [])


def meant(own: float = 0.95, other: float = 0.0, tokens: int = 400) -> _renumbered.Meaning:
    return _renumbered.Meaning(own, other, tokens)


@pytest.mark.parametrize(
    ("how", "found", "numbers", "said"),
    [
        ("shares", meant(0.91), 0.0, True),
        ("shares", meant(0.89), 0.0, False),
        ("shares", meant(0.92, tokens=30), 0.0, True),
        ("shares", meant(0.92, tokens=29), 0.0, False),
        ("shares", meant(1.0, 0.26), 0.0, True),
        ("shares", meant(1.0, 0.28), 0.0, False),
        ("shares", meant(), 0.29, True),
        ("shares", meant(), 0.31, False),
        ("successors", meant(0.51), 0.0, True),
        ("successors", meant(0.49), 0.0, False),
        ("successors", meant(tokens=300), 0.0, True),
        ("successors", meant(tokens=299), 0.0, False),
        ("log_odds", meant(0.31), 0.9, True),
        ("log_odds", meant(0.29), 0.9, False),
        ("log_odds", meant(0.51, tokens=100), 0.9, True),  # five standard errors are .5
        ("log_odds", meant(0.49, tokens=100), 0.9, False),
        ("log_odds", meant(tokens=30), 0.9, True),
        ("log_odds", meant(tokens=29), 0.9, False),
    ],
)
def test_tokens_are_renumbered(
    how: str, found: _renumbered.Meaning, numbers: float, said: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("log_odds", "shares", "successors"):
        result = found if name == how else None
        monkeypatch.setattr(
            f"seqguard.checks.leakage.sg625_tokens_renumbered.{name}", lambda *_, result=result, **__: result
        )
    monkeypatch.setattr("seqguard.checks.leakage.sg625_tokens_renumbered.like_numbers", lambda *_: numbers)
    sample, y = some(values=np.ones((8, 12, 1))), some(values=(np.arange(8) % 2)[:, None, None])
    plans = {"train_plan": plan(task="tokens", overlap=1.0), "y_plan": plan(task="classification", T=1)}
    given = {"plan": plan(task="tokens", F=1, split="validation"), "train": sample, "train_y": y, "other": sample}
    assert bool(list(CHECKS["tokens-renumbered"](**plans, **given, other_y=y))) is said


@pytest.mark.parametrize(("largest", "counted"), [(200_000, True), (200_001, False)])
def test_ids_up_to_200000_are_counted(largest: int, counted: bool) -> None:
    values = np.full((8, 2, 1), largest)
    sample, y = some(values=values), some(values=(np.arange(8) % 2)[:, None, None])
    given = {"train_plan": plan(task="tokens", overlap=1.0), "y_plan": plan(task="regression", T=1), "train": sample}
    given |= {"plan": plan(task="tokens", F=1, T=2), "train_y": y, "other": sample, "other_y": y}
    if counted:
        assert list(CHECKS["tokens-renumbered"](**given)) == []
    else:
        with pytest.raises(Missing):
            list(CHECKS["tokens-renumbered"](**given))


def often(half: int, there: int, words: int = 3) -> bool:
    """Whether words are compared that stand so often in either half of train, and in the split."""
    x = np.tile(np.arange(1, words + 1), (2 * half, 1))
    other = np.tile(np.arange(1, words + 1), (there, 1))
    return _renumbered.shares(x, other, 0, slides=False) is not None


@pytest.mark.parametrize(
    ("half", "there", "compared"), [(10, 10, True), (9, 10, False), (10, 9, False), (10, 11, True)]
)
def test_words_are_compared_that_stand_20_times_and_10_times_there(half: int, there: int, compared: bool) -> None:
    assert often(half, there) is compared


@pytest.mark.parametrize(("half", "there", "compared"), [(10, 10, True), (9, 10, False), (10, 9, False)])
def test_words_tell_a_class_that_stand_in_ten_samples(half: int, there: int, compared: bool) -> None:
    words = np.arange(1, 4)
    x, other = np.tile(words, (2 * half, 1)), np.tile(words, (there, 1))
    y, y_there = np.arange(2 * half) % 4 < 2, np.arange(there) % 2 == 0
    assert (_renumbered.log_odds(x, y, other, y_there, 0) is not None) is compared


@pytest.mark.parametrize(("times", "compared"), [(4, True), (3, False)])
def test_pairs_of_words_are_compared_that_chance_gives_twice(times: int, compared: bool) -> None:
    """Each half of train holds every pair of three words twice, as often as by chance, or once and a half."""
    x = np.array([[a, b] for a in (1, 2, 3) for b in (1, 2, 3) for _ in range(times)])
    assert (_renumbered.successors(x, x, 0, slides=False) is not None) is compared


@pytest.mark.parametrize(
    ("classes", "there", "samples", "compared"),
    [(60, 2, 20, True), (61, 2, 20, False), (2, 2, 20, True), (2, 2, 19, False), (1, 2, 20, False)],
)
def test_a_renaming_is_looked_for_among_60_classes(classes: int, there: int, samples: int, compared: bool) -> None:
    rng = np.random.default_rng(0)
    x, other = rng.standard_normal((3 * classes + 9, 4, 1)), rng.standard_normal((samples, 4, 1))
    found = _renumbered.renumbered(x, np.arange(len(x)) % classes, other, np.arange(samples) % there)
    assert (found is not None) is compared


def test_640_samples_and_16_features_are_summed_up() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((700, 3, 17)), np.arange(700) % 2
    assert _renumbered.summary(x).shape == (700, 3 * 16)
    found = _renumbered.renumbered(x, y, x, y)
    assert found is not None
    assert found.n == 320


SHIFT = {"train_series": some(shuffled=False), "train_normalised": some(window="")}


def waves(n: int, steps: int = 48) -> Array:
    rng = np.random.default_rng(0)
    wave = 2 * np.sin(0.2 * np.arange(steps) + rng.uniform(0, 6, (n, 1)))
    return (wave + 0.3 * rng.standard_normal(wave.shape))[..., None]


def augmented(train: Array, other: Array) -> int:
    """How many samples the check of augmented copies takes for ones."""
    given = {"plan": plan(split="validation"), "train_plan": plan()}
    sides = {"train": some(values=train, index=np.arange(len(train)))}
    sides["other"] = some(values=other, index=np.arange(len(other)))
    found = list(CHECKS["augmented-copies"](**given, **sides, **SHIFT))
    return found[0].evidence["copies"] if found else 0


@pytest.mark.parametrize(
    ("made", "of", "told"),
    [(3, 10, 3), (2, 10, 0), (6, 118, 6), (6, 122, 0)],  # three, and a twentieth
)
def test_three_samples_and_a_twentieth_are_made_of_others(made: int, of: int, told: int) -> None:
    X = waves(220)
    other = np.concatenate([1.2 * X[:made], X[100 : 100 + of - made]])
    assert augmented(X[:100], other) == told


@pytest.mark.parametrize(("off", "told"), [(0.9e-8, 5), (1.1e-8, 0)])
def test_a_shape_is_anothers_to_a_hundred_millionth(off: float, told: int) -> None:
    X = waves(100)
    X -= X.mean(1, keepdims=True)
    side = np.random.default_rng(1).standard_normal((5, 48, 1))
    side -= side.mean(1, keepdims=True)
    side -= (side * X[:5]).sum(1, keepdims=True) / (X[:5] ** 2).sum(1, keepdims=True) * X[:5]
    side *= np.linalg.norm(X[:5], axis=1, keepdims=True) / np.linalg.norm(side, axis=1, keepdims=True)
    angle = np.arccos(1 - off)
    assert augmented(X, -(np.cos(angle) * X[:5] + np.sin(angle) * side)) == told


def looked_at(n: int, m: int) -> Any:
    X = waves(n + m)
    return near(X[:n], np.arange(n), np.concatenate([-X[:1], X[n : n + m - 1]]), np.arange(m), 1e-8, 0.3, 0.3)


@pytest.mark.parametrize(("m", "compared"), [(150, 150), (151, 150)])
def test_150_samples_are_held_against_train(m: int, compared: int) -> None:
    assert looked_at(40, m).compared == compared


@pytest.mark.parametrize(("cells", "compared"), [(12, True), (11, False)])
def test_one_shape_is_no_other_from_twelve_cells_on(cells: int, compared: bool) -> None:
    X = waves(40, cells)
    assert (near(X, np.arange(40), -X, np.arange(40), 1e-8, 0.3, 0.3) is not None) is compared


@pytest.mark.parametrize(("features", "fits"), [(128, True), (129, False), (1, False)])
def test_128_features_are_assigned(features: int, fits: bool) -> None:
    rows = np.random.default_rng(0).standard_normal((60, features))
    series: Any = some(rows=rows, distinct=np.ones(60, bool))
    if fits:
        assert len(_order.order(plan(F=features), series, series).like) == features
    else:
        with pytest.raises(Missing):
            _order.order(plan(F=features), series, series)


@pytest.mark.parametrize(("train", "other", "fits"), [(60, 20, True), (59, 20, False), (60, 19, False)])
def test_features_are_told_apart_by_twenty_rows(train: int, other: int, fits: bool) -> None:
    rows = np.random.default_rng(0).standard_normal((60, 3))
    sides: list[Any] = [some(rows=rows[:n], distinct=np.ones(n, bool)) for n in (train, other)]
    if fits:
        assert _order.order(plan(F=3), *sides).cost >= 0
    else:
        with pytest.raises(Missing):
            _order.order(plan(F=3), *sides)
