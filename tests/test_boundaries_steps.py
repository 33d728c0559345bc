"""Numbers by which steps, jumps, ids and labels are told from what they are not: just inside, and just outside."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from _facts import CHECKS, Given, plan, some

from seqguard.checks.imputation import _ramps
from seqguard.checks.scaling import _units
from seqguard.checks.sequence import _clock, _twice
from seqguard.core.declare import Missing
from seqguard.facts.series import disorder
from seqguard.facts.values import stuck

Array = npt.NDArray[Any]


def noise(*shape: int, seed: int = 0) -> Array:
    return np.random.default_rng(seed).standard_normal(shape)


def copied(
    n: int = 30, values: int = 12, steps: int = 9, feature: int = 0, copies: int = 1, period: int = 0
) -> list[Any]:
    """Samples of which the last steps copy the first ones, so many, or all steps but some those a period before."""
    features = feature + 1
    x = noise(n, steps, features)
    if period:
        for t in range(steps - copies, steps):
            x[:, t, feature] = x[:, t - period, feature]
    else:
        x[:, 0, feature] = np.arange(n) % values
        for i in range(copies):
            x[:, steps - 1 - 2 * i, feature] = x[:, i, feature]
    made = plan(T=steps, F=features, n=n, moving=list(range(features)))
    return list(CHECKS["duplicate-step"](plan=made, sample=some(values=x)))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, True),
        ({"n": 29}, False),
        ({"values": 11}, False),
        ({"steps": 512}, True),
        ({"steps": 513}, False),
        ({"feature": 31}, True),
        ({"feature": 32}, False),
        ({"steps": 10, "copies": 1, "period": 5}, True),
        ({"steps": 13, "copies": 3, "period": 6}, True),  # of the seven steps that could, less than half
        ({"steps": 13, "copies": 4, "period": 6}, False),
    ],
)
def test_a_step_stands_twice(given: Given, told: bool) -> None:
    assert bool(copied(**given)) is told


@pytest.mark.parametrize(("copies", "told"), [(4, True), (5, False)])
def test_half_of_the_steps_may_repeat_another(copies: int, told: bool) -> None:
    """Of nine steps, copies of one in no order."""
    x = noise(30, 9, 1)
    for t in (2, 4, 6, 8, 5)[:copies]:
        x[:, t, 0] = x[:, 0, 0]
    if copies == 5:
        x[:, 5, 0], x[:, 1, 0] = noise(30, seed=2), x[:, 3, 0]
        x[:, 7, 0] = x[:, 1, 0]
    made = plan(T=9, F=1, n=30, moving=[0])
    assert bool(list(CHECKS["duplicate-step"](plan=made, sample=some(values=x)))) is told


def jumped(
    n: int = 900, at: int = 450, size: float = 100.0, second: float = 0.0, factor: float = 4.0,
    lost: float = 0.0, behind: int = 2, wild: float = 1.0,
) -> bool:  # fmt: skip
    """Steps of 1 and, behind a jump, of `factor`; another jump of `second`; of the jump so much is `lost`, `behind` it;
    for a part of the rows before the jump the steps are `wild`."""
    steps = np.where(np.arange(n - 1) < at, 1.0, factor) * np.resize([1.0, -1.0], n - 1) * (1 + 1e-3 * noise(n - 1))
    if wild != 1.0:
        steps[: at // 2] *= wild
    steps[at] = size
    if second:
        steps[at // 2] = second
    rows = np.cumsum(np.concatenate([[0.0], steps]))
    rows[at + behind :] -= lost / 2
    rows[at + behind + 1 :] -= lost / 2
    series = some(rows=rows[:, None], starts=np.arange(n) == 0, shuffled=False)
    made = plan(F=1, moving=[0], features=("f0",), task="regression")
    return bool(list(CHECKS["unit-jump"](plan=made, series=series, places=some(cell=np.arange(n)))))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, True),
        ({"n": 500, "at": 100}, True),
        ({"n": 499, "at": 100}, False),
        ({"second": 39.0}, True),  # the jump is two and a half times the second
        ({"second": 41.0}, False),
        ({"size": 41.0}, True),  # ten times the usual steps
        ({"size": 39.0}, False),
        ({"factor": 1.67}, True),  # e ** .5 is 1.649
        ({"factor": 1.63}, False),
        ({"at": 50}, True),
        ({"at": 49}, False),
        ({"lost": 40.0}, True),
        ({"lost": 60.0}, False),  # five rows must stay half of it away
        ({"lost": 60.0, "behind": 6}, True),
        ({"wild": 2.5}, True),  # log 4 is one and a half times log 2.52
        ({"wild": 2.6}, False),
    ],
)
def test_a_series_goes_on_in_another_unit(given: Given, told: bool) -> None:
    assert jumped(**given) is told


def numbered(n: int = 101, classes: int = 8, off: float = 0.0, smooth: float = 0.0) -> list[Any]:
    """Windows of ids as numbers; a share of them follows the one before."""
    rng = np.random.default_rng(0)
    ids = rng.integers(0, classes, n + 8)
    if smooth:
        ids = np.clip(np.rint(classes / 2 + classes / 6 * np.cumsum(noise(n + 8)) % classes), 0, classes - 1)
        held = rng.random(n + 8) < smooth
        for i in range(1, n + 8):
            ids[i] = ids[i - 1] if held[i] else rng.integers(0, classes)
    numbers = ids / 10 + 3 + off * noise(n + 8, seed=1)
    X = np.lib.stride_tricks.sliding_window_view(numbers, 4)[:n, :, None]
    sample = some(values=X, follows=np.arange(n) > 0)
    y = some(values=ids[4:][:n, None, None])
    made = plan(sliding=True, F=1, step=1, T=4)
    y_plan = plan(task="classification", T=1, tensor="y")
    return list(CHECKS["ids-as-numbers"](plan=made, sample=sample, y_plan=y_plan, y_sample=y))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, True),
        ({"classes": 7}, False),
        ({"n": 3_000, "off": 0.9 * 0.2291 * 1e-9**0.5}, True),
        ({"n": 3_000, "off": 1.1 * 0.2291 * 1e-9**0.5}, False),
        ({"n": 3_000, "smooth": 0.27}, True),  # neighbours that are alike in 27 of 100 leave .73
        ({"n": 3_000, "smooth": 0.33}, False),
    ],
)
def test_ids_are_numbers(given: Given, told: bool) -> None:
    assert bool(numbered(**given)) is told


def test_a_hundred_neighbours_tell_ids() -> None:
    with pytest.raises(Missing):
        numbered(n=100)


def filled(n: int = 500, run: int = 60, mixed: float = 1.0, classes: int = 2, before: int = 0) -> list[Any]:
    """Labels in random order, of which the last are one class; a share of the changes is left."""
    rng = np.random.default_rng(0)
    labels = np.resize(np.arange(classes), before or n - run)
    labels = rng.permutation(labels)
    if mixed < 1:
        labels = np.resize([0, 1], len(labels))
        labels = np.sort(labels)
        changes = round(mixed * 0.5 * (len(labels) - 1))
        cuts = np.linspace(0, len(labels), changes + 2).astype(int)
        labels = (np.searchsorted(cuts[1:], np.arange(len(labels)), "right") % 2).astype(int)
    labels[-1] = 1
    y = np.concatenate([labels, np.zeros(run, int)])
    sample = some(values=y[:, None, None], index=np.arange(len(y)))
    made = plan(task="classification", T=1, n=len(y), tensor="y", label="y")
    return list(CHECKS["overwritten-labels"](y_plan=made, y_sample=sample, plan=plan(task="tokens"), sample=some()))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, True),
        ({"n": 500, "run": 50}, True),
        ({"n": 490, "run": 49}, False),
        ({"n": 2_000, "run": 201}, True),  # a tenth
        ({"n": 2_000, "run": 199}, False),
        ({"mixed": 0.84}, True),
        ({"mixed": 0.76}, False),
        ({"run": 60, "before": 50}, True),
        ({"run": 60, "before": 49}, False),
    ],
)
def test_labels_were_overwritten(given: Given, told: bool) -> None:
    assert bool(filled(**given)) is told


@pytest.mark.parametrize(("share", "told"), [(0.83, True), (0.86, False)])
def test_so_many_alike_come_once_in_a_thousand_million(share: float, told: bool) -> None:
    """The logarithm of .844 is -9 / 122."""
    y = np.concatenate([np.where(np.random.default_rng(0).permutation(1_000) < 1_000 * share, 0, 1), np.zeros(122)])
    y[999] = 1
    sample = some(values=y[:, None, None], index=np.arange(len(y)))
    made = plan(task="classification", T=1, n=len(y), tensor="y", label="y")
    given: Given = {"y_plan": made, "y_sample": sample, "plan": plan(task="tokens"), "sample": some()}
    assert bool(list(CHECKS["overwritten-labels"](**given))) is told


def weighted(w: Array, y: Array | None = None) -> list[str | None]:
    y = np.zeros(len(w), int) if y is None else y
    made = plan(task="classification", T=1, n=len(w), tensor="y")
    split = some(sample_weight=w, targets=[some(name="y")])
    sample = some(values=y[:, None, None], index=np.arange(len(w)), share=1.0)
    found = CHECKS["uneven-sample-weight"](y_plan=made, y_sample=sample, y_split=split)
    return [f.severity for f in found]


@pytest.mark.parametrize(("silent", "said"), [(5, ["error"]), (4, [])])
def test_five_samples_of_a_class_have_no_weight(silent: int, said: list[str | None]) -> None:
    y = (np.arange(200) < silent).astype(int)
    assert weighted(1.0 - y, y) == said


@pytest.mark.parametrize(("effective", "n", "said"), [(0.049, 1_000, [None]), (0.051, 1_000, []), (0.15, 10, [])])
def test_a_twentieth_of_the_samples_counts(effective: float, n: int, said: list[str | None]) -> None:
    """One weight among equal ones, so large that Kish's size is that share."""
    w = np.ones(n)
    low, high = 1.0, 1e9
    for _ in range(100):
        w[0] = (low * high) ** 0.5
        kish = w.sum() ** 2 / (w**2).sum() / n
        low, high = (w[0], high) if kish > effective else (low, w[0])
    assert weighted(w) == said


@pytest.mark.parametrize(("distinct", "known"), [(5, True), (4, False)])
def test_runs_are_measured_in_features_of_five_values(distinct: int, known: bool) -> None:
    rows = np.concatenate([np.resize(np.arange(float(distinct)), 300), np.full(60, 1.0)])
    rows = np.concatenate([rows, np.resize(np.arange(float(distinct)), 300)])
    values = np.unique(rows)
    length = np.array([[60, *[0] * 7]])
    runs: Any = some(
        length=length, value=np.array([[1.0, *[0.0] * 7]]), cell=np.array([[300, *[0] * 7]]), rows=len(rows),
        counts=np.eye(33, dtype=int)[[32]], zeros=np.zeros((1, 33), int), frozen=np.array([0]),
        frozen_first=np.array([-1]),
    )  # fmt: skip
    counts = np.array([(rows == v).sum() for v in values])
    column = some(values=values, counts=counts, n=len(rows), static=False, kind="discrete")
    series: Any = some(rows=rows[:, None], starts=np.arange(len(rows)) == 0, shuffled=False)
    made = plan(sliding=True, step=1, T=4, F=1, n=len(rows) - 3)
    found = stuck.stuck_runs(made, [column], series, some(cell=np.arange(len(rows))), runs, runs)
    assert bool(found.held) is known


@pytest.mark.parametrize(("fell", "told"), [(21, True), (19, False)])
def test_a_feature_that_falls_in_a_fifth_of_its_steps_is_no_count(fell: int, told: bool) -> None:
    steps = np.where(np.arange(100) < fell, -1.0, 1.0)
    rows = np.concatenate([[0.0], np.cumsum(np.random.default_rng(0).permutation(steps)), np.zeros(20)])
    rows[101:] = rows[100]
    length = np.array([[21, *[0] * 7]])
    runs: Any = some(length=length, cell=np.array([[100, *[0] * 7]]), counts=np.zeros((1, 33), int), rows=121)
    series: Any = some(rows=rows[:, None], starts=np.arange(121) == 0)
    assert bool(stuck._to_the_end(runs, 0, series, some(cell=np.arange(121)))[0]) is told


@pytest.mark.parametrize(("held", "told"), [(90, True), (89, False)])
def test_nine_in_ten_samples_hold_a_step_by_construction(held: int, told: bool) -> None:
    cells = np.arange(600)
    repeated = np.array([6 * i + t for i in range(held) for t in (4, 5)])
    assert bool(_twice._held(6, repeated, cells)[5]) is told


@pytest.mark.parametrize(("share", "rests"), [(0.051, True), (0.049, False)])
def test_a_column_rests_on_a_twentieth_of_its_rows(share: float, rests: bool) -> None:
    counts = np.full(1_000, 1)
    counts[7] = round(share * 999 / (1 - share))
    column: Any = some(values=np.arange(1_000.0), counts=counts, n=int(counts.sum()))
    assert bool(np.isfinite(_twice._level(column))) is rests


@pytest.mark.parametrize(
    ("repeated", "rows", "expected", "fires"),
    [
        (5, 100, 0.0, True),
        (4, 100, 0.0, False),
        (31, 10_000, 0.0, True),
        (29, 10_000, 0.0, False),
        (31, 100, 3.0, True),
        (29, 100, 3.0, False),
    ],
)
def test_rows_repeat_more_often_than_by_chance(repeated: int, rows: int, expected: float, fires: bool) -> None:
    assert _twice.Twice(repeated, rows, expected, 2, ()).fires is fires


@pytest.mark.parametrize(("hours", "told"), [(1, True), (14, True), (15, False)])
def test_two_clocks_are_fourteen_hours_apart_at_most(hours: int, told: bool) -> None:
    times = np.datetime64("2024-01-01", "m") + 30 * np.arange(200) * np.timedelta64(1, "m")
    times[100:] -= np.timedelta64(60 * hours, "m")
    table: Any = some(times=times, groups=1, codes=np.zeros(200, int))
    assert (_clock.turned_back(table) is not None) is told


@pytest.mark.parametrize(("forward", "newest"), [(19, True), (21, False)])
def test_a_table_stands_newest_first(forward: int, newest: bool) -> None:
    steps = np.where(np.arange(1_000) < forward, 1, -1)
    times = np.datetime64("2024-01-01", "h") + np.concatenate([[0], np.cumsum(steps)]) * np.timedelta64(1, "h")
    table: Any = some(times=times, groups=1, codes=np.zeros(1_001, int))
    assert _clock.newest_first(table) is newest


@pytest.mark.parametrize(("minutes", "told"), [(60, True), (61, False), (50, False), (30, True)])
def test_a_clock_is_read_by_the_hour(minutes: int, told: bool) -> None:
    """An hour is missing on the last Sunday of March; of steps that make up no hour nothing is told."""
    times = np.arange(0, 3 * 86_400, 60.0 * minutes)
    times = times + float(np.datetime64("2024-03-30", "s").astype(int))
    gap = float(np.datetime64("2024-03-31T02:00", "s").astype(int))
    times = times[(times < gap) | (times >= gap + 3_600)]
    found = _clock.clock_changes(times)
    assert (found is not None and bool(found.missing)) is told


@pytest.mark.parametrize(("hour", "told"), [(3, True), (4, False), (5, False)])
def test_a_clock_is_changed_in_the_first_hours_of_a_day(hour: int, told: bool) -> None:
    moment = float(np.datetime64(f"2024-03-31T{hour:02}:00", "s").astype(int))
    assert (_clock._sunday(moment) is not None) is told


@pytest.mark.parametrize(("gap", "far", "told"), [(1.51, 3.0, True), (0.71, 2.01, True), (0.69, 2.01, False)])
def test_levels_of_two_units_leave_a_gap(gap: float, far: float, told: bool) -> None:
    """Decades; a few windows between the two levels narrow the gap."""
    level = np.concatenate([np.zeros(60), np.full(40, far)])
    level[55:60] = np.linspace(0, far - gap, 6)[1:]
    width = np.concatenate([np.zeros(60), np.full(40, far)])
    assert (_units._apart(level, width) is not None) is told


@pytest.mark.parametrize(("off", "told"), [(0.99, True), (1.01, False)])
def test_a_unit_moves_level_and_range_alike(off: float, told: bool) -> None:
    level = np.concatenate([np.zeros(60), np.full(40, 3.0)])
    assert (_units._apart(level, level * (1 - off / 3)) is not None) is told


@pytest.mark.parametrize(("least", "told"), [(0.031, True), (0.032, False)])
def test_ranges_differ_by_a_decade_and_a_half(least: float, told: bool) -> None:
    """10 ** 1.5 is 31.62, and 1 / 31.62 is .0316."""
    x = np.zeros((20, 4, 1))
    x[:, 1] = 1.0
    x[3, 1] = least
    assert bool(len(_units._wide(x))) is told


@pytest.mark.parametrize(
    ("values", "needed"), [([1, 1, 2, 2, 3, 3], 5), ([1, 2, 1, 2, 1, 2], 7), ([1, 2, 3, 4, 5, 6], 3)]
)
def test_three_values_prove_an_overlap(values: list[int], needed: int) -> None:
    assert disorder.rich_from(np.array(values, np.uint64)[None, :, None], disorder.FEWEST_VALUES).tolist() == [needed]


@pytest.mark.parametrize(("pairs", "looked_at"), [(512, 512), (700, 512)])
def test_512_pairs_are_compared(pairs: int, looked_at: int) -> None:
    sample: Any = some(follows=np.arange(pairs + 1) > 0)
    assert len(disorder._pairs(sample)) == looked_at


@pytest.mark.parametrize(("parts", "met"), [(10, True), (11, False)])
def test_a_grid_is_a_tenth_of_the_smallest_distance(parts: int, met: bool) -> None:
    """Levels at 1 and at 1 + k / parts, and a line whose readings stand on the grid of these."""
    rest = np.arange(40.0)
    rest[20:] += 1 / parts
    line = 50 + 3 * np.arange(5.0) / parts
    values = np.concatenate([rest, line])
    found = _ramps._on_levels(values, np.array([40]), np.array([5]), 1e-16)
    assert bool(found[0]) is met


@pytest.mark.parametrize(("levels", "told"), [(11, True), (10, False)])
def test_ten_distances_show_a_grid(levels: int, told: bool) -> None:
    values = np.concatenate([np.arange(float(levels)), 3 + np.arange(5.0)])
    assert bool(_ramps._on_levels(values, np.array([levels]), np.array([5]), 1e-16)[0]) is told


@pytest.mark.parametrize(("readings", "lines"), [(4, 1), (3, 0)])
def test_a_line_has_four_readings(readings: int, lines: int) -> None:
    first, _ = _ramps._lines(np.arange(10, 10 + readings - 2))
    assert len(first) == lines
