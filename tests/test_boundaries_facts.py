"""Numbers and conditions of facts that no example of a check tells apart: just inside, and just outside."""

from typing import Any

import numpy as np
import pytest
from _facts import some

import seqguard
from seqguard.basis.kinds import Columns, Kinds
from seqguard.checks.scaling._units import _between_jumps
from seqguard.core.finding import Explained, Finding
from seqguard.engine.absorb import absorb
from seqguard.facts.model.compiled import NetworkFacts, OptimizerFacts
from seqguard.facts.model.training import GradientFacts, ProbeFacts
from seqguard.facts.scale.truncation import _peaks
from seqguard.facts.series.disorder import rich_from
from seqguard.facts.series.padding import padded
from seqguard.facts.splits.overlap import Shifted, _beside, _ends, whole
from seqguard.facts.splits.seen import Counts, Seen, _tail
from seqguard.facts.target import leaks
from seqguard.facts.values.stuck import _abrupt


@pytest.mark.parametrize(("near_zero", "abrupt"), [(19, True), (21, False)])
@pytest.mark.parametrize(("level", "counts"), [(0.099, True), (0.101, False)])
def test_a_feature_hardly_ever_near_zero_breaks_off(near_zero: int, abrupt: bool, level: float, counts: bool) -> None:
    values = np.ones(1_100)
    values[:near_zero] = level
    values[50:150] = 0
    run = some(feature=0, value=0.0, cell=50, length=100)
    found = _abrupt(run, some(rows=values[:, None]), some(cell=np.arange(1_100)))
    assert found is (abrupt or not counts)


@pytest.mark.parametrize(("length", "abrupt"), [(199, True), (201, False)])
def test_a_long_run_of_zeros_is_the_other_half(length: int, abrupt: bool) -> None:
    values = np.ones(1_000)
    values[50 : 50 + length] = 0
    run = some(feature=0, value=0.0, cell=50, length=length)
    assert _abrupt(run, some(rows=values[:, None]), some(cell=np.arange(1_000))) is abrupt


@pytest.mark.parametrize(("jump", "found"), [(2.6, True), (2.4, False)])
def test_a_jump_counts_from_five_usual_ones_on(jump: float, found: bool) -> None:
    level = np.where(np.arange(200) % 2, 0.5, 0.0)
    level[98:102] = 0
    level[100:] += jump
    width = np.zeros(200)
    width[100:] = jump
    inside = _between_jumps(level, width)
    assert (inside is not None) is found


def compared(cells: list[tuple[int, int]], **more: Any) -> Any:
    """200 samples of 6 steps and 4 features, of which `cells` are the target."""
    rng = np.random.default_rng(0)
    given: dict[str, Any] = {
        "x": rng.standard_normal((200, 6, 4)),
        "y": rng.standard_normal((200, 1)),
        "columns": np.array([[0, 0]]),
        "index": np.arange(200),
        "rest": np.ones((1, 6, 4)),
        "rest_mean": np.ones((1, 4)),
        "equal": np.zeros((1, 6, 4)),
        "static": np.zeros(4, bool),
        "distinct": np.array([200]),
        "varied": np.array([199]),
        "sequence": some(relation="", aligned=False),
        "n": 200,
    }
    for cell in cells:
        given["equal"][(0, *cell)] = 1.0
    return some(**{**given, **more})


def test_a_target_that_three_steps_hold_is_a_calendar() -> None:
    assert len(leaks._of_column(compared([(1, 0), (2, 1)]), 0)) == 2
    assert leaks._of_column(compared([(1, 0), (2, 1), (3, 2)]), 0) == []


@pytest.mark.parametrize(("equal", "found"), [(0.996, 1), (0.994, 0)])
def test_a_copy_is_the_target_in_nearly_all_samples(equal: float, found: int) -> None:
    lags = compared([(1, 0)])
    lags.equal *= equal
    assert len(leaks._of_column(lags, 0)) == found


@pytest.mark.parametrize("relation", ["same", "reversed"])
def test_a_target_that_is_the_input_in_an_order_is_no_leak(relation: str) -> None:
    plan = some(sliding=False, T=6, F=4, step=0)
    y_plan = some(layout="columns", T=1, F=1, origin=None)
    lags = compared([(1, 0)], sequence=some(relation=relation, aligned=False))
    assert leaks.leaks(plan, y_plan, lags).found == ()
    lags.sequence.relation = ""
    assert len(leaks.leaks(plan, y_plan, lags).found) == 1


@pytest.mark.parametrize(
    ("most", "least", "mean", "others", "found"),
    [
        (0.02, 0.02, 0.004, 0.081, 1),  # the other features tell 20 times less
        (0.02, 0.02, 0.004, 0.079, 0),
        (0.049, 0.02, 0.004, 0.5, 1),  # every step tells it
        (0.051, 0.02, 0.004, 0.5, 0),
        (0.04, 0.04, 0.0049, 0.5, 1),  # the mean tells it
        (0.04, 0.04, 0.0051, 0.5, 0),
        (0.04, 0.0134, 0.004, 0.5, 1),  # the mean tells it better than any step
        (0.04, 0.0132, 0.004, 0.5, 0),
    ],
)
def test_a_noisy_copy_at_every_step(most: float, least: float, mean: float, others: float, found: int) -> None:
    lags = compared([])
    lags.rest[0, :, 0], lags.rest[0, 0, 0] = most, least
    lags.rest[0, :, 1:] = others
    lags.rest_mean[0, 0] = mean
    assert len(list(leaks._everywhere(lags, 0))) == found


@pytest.mark.parametrize(("found", "likely"), [(199, True), (201, False)])
def test_matches_are_beyond_chance_from_twice_the_expected_on(found: int, likely: bool) -> None:
    counts = Counts(distinct=1_000, both=100, front=100, back=100, samples=1_000, found=found)
    here = some(counts=lambda changes: counts)
    assert isinstance(Seen, type)
    assert (_tail(here, None, 4, 0.0, 1).chance == 1.0) is likely


@pytest.mark.parametrize(
    ("compared", "matched", "by_chance", "tells"),
    [
        (4, 4, 0.0, True),
        (3, 3, 0.0, False),  # of three windows no share is told
        (100, 3, 0.0, False),  # one would be expected: Poisson, .08
        (100, 5, 0.0, True),
        (1_000, 400, 0.134, False),  # three times what copies give
        (1_000, 400, 0.1, True),
    ],
)
def test_a_share_tells_beyond_chance(compared: int, matched: int, by_chance: float, tells: bool) -> None:
    assert Shifted(compared, matched, by_chance, None).tells is tells


def prints(**given: Any) -> Any:
    """Fingerprints of distinct samples, by default of nothing in common."""
    n = len(next(iter(given.values())))
    words = {name: np.arange(n, dtype=np.uint64) + np.uint64(1_000 * i + 7) for i, name in enumerate(("key", "head"))}
    given = {"front": words["key"], "back": words["key"], "tail": words["head"] + np.uint64(500), **words, **given}
    plain = {"first": np.arange(n), "last": np.arange(n), "count": np.ones(n, int), "changes": np.full(n, 11)}
    return some(**{**plain, **given}, total=n, limit=2**63)


def words(*values: int) -> Any:
    return np.array(values, np.uint64)


def test_windows_beside_each_other_are_seen_in_both_directions() -> None:
    base = prints(head=words(1, 2), tail=words(11, 12))
    assert _beside(some(T=12), base, prints(head=words(21, 22), tail=words(1, 32))).matched == 1
    assert _beside(some(T=12), base, prints(head=words(11, 22), tail=words(31, 32))).matched == 1
    assert _beside(some(T=12), base, prints(head=words(21, 22), tail=words(31, 32))).matched == 0


def test_rows_that_come_again_in_a_whole_series_are_taken_for_chance() -> None:
    def sketch(count: int) -> Any:
        four = np.ones(4, int)
        return some(key=words(1, 2, 3, 4), first=np.arange(4), count=count * four, ending=four, span=4, share=1.0)

    plan = some(sliding=False, step=0, T=12)
    base = sketch(2)
    base.ending = np.array([0, 0, 0, 1])
    assert _ends(plan, base, sketch(1), whole=True).by_chance == 1.0
    assert _ends(plan, base, sketch(1), whole=False).by_chance == 0.25


def test_a_row_of_a_table_that_repeats_itself_is_no_copy() -> None:
    base, other = prints(key=words(1, 2), count=np.array([2, 1])), prints(key=words(1, 2))
    nothing = np.zeros(2, bool)
    seen, kinds = some(front=nothing, back=nothing, counts=lambda _: Counts(2, 0, 0, 0, 2, 0)), Kinds(Columns([], 0))
    for steps, matched in ((1, 1), (12, 2)):
        base.changes = other.changes = np.full(2, steps)
        plan = some(T=steps, sliding=True, task="values", integral=False)
        assert whole(plan, plan, base, other, seen, kinds).matched == matched


def test_samples_of_padding_alone_neither_begin_nor_end_with_it() -> None:
    rng = np.random.default_rng(0)
    x = rng.standard_normal((40, 8, 2)) + 5
    x[np.arange(8)[None] >= rng.integers(3, 8, 40)[:, None]] = 0
    x[:3] = 0
    plan = some(role="x", sliding=False, padding=some(row=(0.0, 0.0)), T=8)
    found = padded(plan, some(values=x, index=np.arange(40)))
    assert found.pre == 0
    assert found.post == int(((x[:, -2:] == 0).all((1, 2)) & ~(x == 0).all((1, 2))).sum())


def test_missing_times_are_said_whatever_their_form() -> None:
    rng = np.random.default_rng(0)
    times = np.datetime64("2024-01-01") + np.arange(60) * np.timedelta64(1, "h")
    times[7] = np.datetime64("NaT", "s")
    X = rng.standard_normal((60, 4, 1))
    report = seqguard.inspect(seqguard.Split(X, X[:, -1, 0], timestamps=times), select=["timestamp-gaps"])
    assert report.findings == ()
    assert "timestamps are missing (NaT or NaN)" in report.skipped[0].reason


def test_the_first_infinity_is_that_of_the_earlier_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("seqguard.reading.chunks.CELL", 50)
    X = np.random.default_rng(0).standard_normal((90, 5, 2))
    X[11, 2, 1] = X[80, 2, 1] = np.inf
    (found,) = seqguard.inspect(X, select=["inf-values"]).findings
    assert found.samples[0] == 11


def test_padding_with_nan_is_not_counted_as_missing() -> None:
    rng = np.random.default_rng(0)
    X = rng.standard_normal((80, 9, 2))
    X[np.arange(9)[None] >= rng.integers(2, 10, 80)[:, None]] = np.nan
    assert seqguard.inspect(X, mask_value=np.nan, select=["nan-values"]).findings == ()


def test_the_baseline_of_a_multilabel_target_counts_zeros_and_ones() -> None:
    rng = np.random.default_rng(0)
    X, y = rng.standard_normal((400, 6, 2)), (rng.random((400, 3)) < [0.2, 0.5, 0.7]).astype(int)
    rate = y.mean(0)
    entropy = float(-(rate * np.log(rate) + (1 - rate) * np.log(1 - rate)).mean())
    (found,) = [b for b in seqguard.inspect(X, y, task="multilabel").baselines if "binary" in b.metric]
    assert found.score == pytest.approx(entropy, rel=1e-6)


def test_a_probe_that_is_not_finite_says_nothing_of_the_rate() -> None:
    from seqguard.checks.model.sg713_learning_rate_too_high import learning_rate_too_high

    model = NetworkFacts(optimizer=OptimizerFacts(kind="Adam", rate=10.0))
    losses = (1.0, 900.0)
    broken = GradientFacts(layer="lstm", weight="kernel", norm=np.nan, finite=False)
    assert list(learning_rate_too_high(model, ProbeFacts(losses=losses)))
    assert not list(learning_rate_too_high(model, ProbeFacts(losses=losses, gradients=(broken,))))


def test_a_finding_is_absorbed_in_its_own_split_alone() -> None:
    def finding(code: str, split: str) -> Finding:
        return Finding(code=code, message="m", remedy="r", evidence={}, split=split, tensor="X", severity="warning")

    cause, explains = finding("SG101", "train"), {"SG101": frozenset({Explained("SG105")})}
    assert [f.code for f in absorb([cause, finding("SG105", "train")], explains)] == ["SG101"]
    other = finding("SG105", "validation")
    assert absorb([cause, other], explains) == (cause, other)


@pytest.mark.parametrize(
    ("n", "ones", "features", "speaks"),
    [(101, 1, 1, True), (99, 1, 1, False), (201, 1, 2, True), (199, 1, 2, False), (150, 2, 100, True)],
)
def test_ones_on_peaks_are_no_luck_from_a_chance_on(n: int, ones: int, features: int, speaks: bool) -> None:
    rows = np.full((n, features), 0.5)
    rows[:ones] = 1
    y = (rows[:, 0] == 1).astype(float)
    assert (_peaks(rows, y, np.ones(features, bool)) is not None) is speaks


def test_ones_of_a_class_are_no_peaks() -> None:
    rows = np.full((1000, 1), 0.5)
    rows[:19] = 1
    y, cuts = (rows[:, 0] == 1).astype(float), np.ones(1, bool)
    assert _peaks(rows, y, cuts) == 0
    rows[:21] = 1
    assert _peaks(rows, (rows[:, 0] == 1).astype(float), cuts) is None


@pytest.mark.parametrize(("values", "needed"), [([1, 1, 2, 2, 3, 3], 5), ([1, 2, 1, 2, 1, 2], 7)])
def test_an_overlap_must_hold_three_values(values: list[int], needed: int) -> None:
    assert rich_from(np.array(values, np.uint64)[None, :, None]).tolist() == [needed]
