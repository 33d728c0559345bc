"""Figures as data: what is marked is what was damaged, whatever is at hand, and never more than a figure may hold."""

import json
from pathlib import Path

import numpy as np
import pytest
from jsonschema import Draft202012Validator

import seqguard
from seqguard.core.figure import Figure, Line, Mark, Outline
from seqguard.core.finding import Finding
from seqguard.engine.pictures import AtHand
from seqguard.engine.registry import of_data
from seqguard.engine.resolve import Known, needs
from seqguard.facts.model.training import LayerGradients, TrainingLog
from seqguard.figures import draw, table
from seqguard.figures.shape import bins, kept
from seqguard.figures.training import of_log
from seqguard.report.formats.svg import svg
from seqguard.sources.base import SplitData
from seqguard.testing import cut, forecast, random_walk

ROOT = Path(__file__).parents[1]
SCHEMA = Draft202012Validator(json.loads((ROOT / "docs" / "report.schema.json").read_text()))
WITHOUT = {"feature-axis-padding"}
"""Its painter finds nothing to show in the first example: no step of a sample is padding in all of its features."""


def windows(series, steps=24):
    X, y = cut(series.astype(np.float32), steps)
    return {"X": X, "y": y}


def of(report, slug):
    return next(f for f in report if f.slug == slug).figure


@pytest.fixture
def walk():
    return random_walk(np.random.default_rng(0), 900, 3)


CHECKS = [c for c in of_data().values() if not needs(c.function).outside and c.bads and not c.on_request]


@pytest.mark.parametrize("check", CHECKS, ids=lambda c: c.slug)
def test_every_check_of_data_is_drawn(check):
    report = seqguard.inspect(**check.bads[0](np.random.default_rng(0)), select=[check.code], figures=True)
    assert not [s for s in report.skipped if "could not be drawn" in s.reason]
    figure = of(report, check.slug)
    if check.code in table.PAINTERS and table.PAINTERS[check.code] and check.slug not in WITHOUT:
        assert figure is not None
    if figure is not None:
        assert figure.title
        assert figure.alt.endswith(".") or figure.kind == "bars"
        assert len(svg(figure)) < 6_000
    SCHEMA.validate(report.to_dict())


def test_what_was_stuck_is_what_is_marked(walk):
    walk[400:500, 1] = walk[400, 1]
    figure = of(seqguard.inspect(**windows(walk)), "flatline")
    assert [(m.shape, m.low, m.high) for m in figure.marks] == [("span", 400.0, 499.0)]
    assert (figure.x_label, figure.place) == ("row", "X[:, :, 1]")


def test_what_was_filled_is_what_is_marked(walk):
    gone = np.random.default_rng(1).random(900) < 0.06
    walk[gone, 2] = walk[~gone, 2].mean()
    figure = of(seqguard.inspect(**windows(walk)), "mean-imputation")
    marked = {m.low for m in figure.marks if m.shape == "point"}
    low, high = figure.lines[0].x[0], figure.lines[0].x[-1]
    assert marked == {float(r) for r in np.flatnonzero(gone) if low <= r <= high}
    assert len(marked) >= 8
    assert figure.marks[0].shape == "level"
    assert figure.marks[0].low == pytest.approx(walk[gone, 2][0], rel=1e-5)


def test_every_sentinel_is_marked_and_nothing_else(walk):
    at = np.array([30, 111, 500, 803])
    walk[at, 0] = -999
    figure = of(seqguard.inspect(**windows(walk)), "sentinel-value")
    assert [m.low for m in figure.marks] == at.tolist()
    assert {m.high for m in figure.marks} == {-999.0}
    assert min(v for v in figure.lines[0].y if v is not None) == -999.0


def test_carried_and_straight_stretches_are_spans(walk):
    rng = np.random.default_rng(2)
    starts = np.sort(rng.choice(np.arange(5, 880, 20), 12, replace=False))
    forward, line = walk.copy(), walk.copy()
    for s in starts:
        forward[s : s + 8, 1] = forward[s - 1, 1]
        line[s : s + 8, 1] = np.interp(np.arange(s, s + 8), [s - 1, s + 8], [line[s - 1, 1], line[s + 8, 1]])
    for series, slug in ((forward, "ffill-imputation"), (line, "linear-interpolation")):
        figure = of(seqguard.inspect(**windows(series)), slug)
        assert figure.marks
        for m in figure.marks:
            assert min(abs(m.low - (s - 1)) for s in starts) <= 1
            assert 6 <= m.high - m.low <= 10


def test_missing_values_are_where_the_map_is_dark(walk):
    walk[300:330, 1] = np.nan
    figure = of(seqguard.inspect(**windows(walk)), "nan-values")
    rows = {line.name: line for line in figure.lines}
    dark = [x for x, v in zip(rows["f1"].x, rows["f1"].y, strict=True) if v]
    width = rows["f1"].x[1] - rows["f1"].x[0]
    assert min(dark) <= 300 < min(dark) + width
    assert max(dark) < 330
    assert not any(rows["f0"].y)


def test_the_cell_that_holds_the_target_is_the_darkest():
    data = forecast(np.random.default_rng(0))
    X = data["X"].copy()
    X[:, 4, 1] = data["y"].reshape(len(X), -1)[:, 0]
    figure = of(seqguard.inspect(X, data["y"]), "target-leak")
    by_name = {line.name: line.y for line in figure.lines}
    assert by_name["f1"][4] == pytest.approx(1)
    assert max(v for name, line in by_name.items() for i, v in enumerate(line) if (name, i) != ("f1", 4)) < 1


def test_windows_that_share_rows_coincide_where_it_is_shaded(walk):
    data = windows(walk)
    order = np.random.default_rng(0).permutation(len(data["X"]))
    a, b = order[:600], order[600:]
    X, y = data["X"], data["y"]
    figure = of(seqguard.inspect(X[a], y[a], validation_data=(X[b], y[b])), "window-overlap")
    train, other = (dict(zip(line.x, line.y, strict=True)) for line in figure.lines)
    (span,) = figure.marks
    shared = [x for x in train if span.low <= x <= span.high]
    assert len(shared) >= 4
    assert [train[x] for x in shared] == [other[x] for x in shared]


def test_splits_stand_where_they_are(walk):
    X, y = windows(walk)["X"], windows(walk)["y"]
    touching = seqguard.inspect(X[:600], y[:600], validation_data=(X[600:], y[600:])).pictures.splits
    assert [line.x for line in touching.lines] == [(0.0, 623.0), (600.0, 899.0)]
    assert [(m.low, m.high) for m in touching.marks] == [(600.0, 623.0)]
    apart = seqguard.inspect(X[:600], y[:600], validation_data=(X[700:], y[700:])).pictures.splits
    assert [line.x[1] for line in apart.lines] == [600.0, float(len(X) - 700)]
    times = np.datetime64("2024-01-01") + np.arange(len(X)) * np.timedelta64(1, "h")
    parts = [seqguard.Split(X[p], y[p], timestamps=times[p]) for p in (slice(600), slice(650, None))]
    timed = seqguard.inspect(parts[0], validation_data=parts[1]).pictures.splits
    assert timed.x_label == "time"
    assert timed.labels == (str(times[0])[:16].replace("T", " "), str(times[-1])[:16].replace("T", " "))
    assert not timed.marks


def test_outlines_hold_the_extremes_of_every_feature(walk):
    walk[123, 1] = 1e4
    report = seqguard.inspect(**windows(walk))
    assert [o.feature for o in report.pictures.outlines] == ["f0", "f1", "f2", "y"]
    for o, column in zip(report.pictures.outlines, walk.astype(np.float32).T, strict=False):
        assert (o.low, o.high) == (pytest.approx(column.min(), rel=1e-5), pytest.approx(column.max(), rel=1e-5))
        assert max(o.points) == pytest.approx(o.high, rel=1e-3)
        assert len(o.points) == 64


def test_without_figures_no_value_of_the_data_is_kept(walk):
    walk[400:500, 1] = walk[400, 1]
    without = seqguard.inspect(**windows(walk), figures=False)
    assert not any(f.figure for f in without)
    assert without.pictures.outlines == ()
    assert without.pictures.splits is None
    assert "<svg" not in without.to_html()
    usual = seqguard.inspect(**windows(walk))
    assert usual.findings[0].figure is not None
    assert "figure" not in json.dumps(usual.to_dict())
    assert {**usual.to_dict(), "run": 0} == {**without.to_dict(), "run": 0}
    shared = seqguard.inspect(**windows(walk), figures=True)
    assert len(shared.to_dict()["pictures"]["outlines"]) == 4
    assert shared.to_dict()["findings"][0]["figure"]["marks"]


def test_figures_come_back_from_json(walk):
    walk[400:500, 1] = walk[400, 1]
    report = seqguard.inspect(**windows(walk), figures=True)
    back = seqguard.Report.from_json(report.to_json())
    assert back.findings[0].figure == report.findings[0].figure
    assert back.pictures == report.pictures
    bad = report.to_dict()
    bad["findings"][0]["figure"]["lines"][0]["x"][0] = "</svg>"
    with pytest.raises(ValueError, match="numbers"):
        seqguard.Report.from_json(json.dumps(bad))


def test_report_figure_is_of_a_finding(walk):
    walk[400:500, 1] = walk[400, 1]
    report = seqguard.inspect(**windows(walk))
    drawn = report.figure(report.findings[0])
    assert drawn.svg.startswith("<svg xmlns=")
    assert drawn._repr_svg_() == drawn.svg
    assert "f1" in str(drawn)
    with pytest.raises(TypeError, match="finding"):
        report.figure("flatline")


@pytest.mark.parametrize(("points", "marks"), [(513, 0), (0, 65)])
def test_a_figure_has_its_limits(points, marks):
    inside = {"lines": (Line("a", (0.0,) * 512, (0.0,) * 512),), "marks": (Mark("point", 0, 0),) * 64}
    Figure(kind="series", title="t", alt="a.", **inside)
    with pytest.raises(ValueError, match="at most"):
        Figure(
            kind="series", title="t", alt="a.", lines=(Line("a", (0.0,) * points, (0.0,) * points),),
            marks=(Mark("point", 0, 0),) * marks,
        )  # fmt: skip
    with pytest.raises(ValueError, match="at most 64"):
        Outline(tensor="X", feature="a", kind="continuous", low=0, high=1, points=(0.0,) * 65)


def test_what_sticks_out_is_kept():
    series = np.zeros(100_003)
    series[[17, 50_001, 100_002]] = 5, -7, 9
    series[70_000:70_900] = np.nan
    at = kept(series, 320)
    assert len(at) <= 320
    assert {17, 50_001, 100_002} <= {*at.tolist()}
    assert (np.diff(at) > 0).all()


@pytest.mark.parametrize(
    "column", [[np.nan], [np.inf, -np.inf], [5.0], [1e300, -1e300], [1e-320, 2e-320], [1.0, 1.0 + 1e-16], []]
)
def test_no_column_is_too_odd_for_a_histogram(column):
    lines = bins([("a", np.array(column, float))])
    assert all(line.x[0] < line.x[1] for line in lines)
    assert sum(v for line in lines for v in line.y) == pytest.approx(len(lines))


def test_losses_stand_beside_what_a_constant_reaches():
    log = TrainingLog(losses=(1.0, 0.9, 0.9), validation=(1.1, None, 1.0), baseline=0.5)
    figure = of_log(log, 2)
    assert [line.y for line in figure.lines] == [(1.0, 0.9, 0.9), (1.1, None, 1.0)]
    assert [(m.shape, m.low, m.label) for m in figure.marks] == [
        ("level", 0.5, "a constant answer"), ("span", 2.0, "epoch 2"),
    ]  # fmt: skip
    assert not figure.log
    assert of_log(TrainingLog(losses=(1e4, 1.0))).log
    assert of_log(TrainingLog(losses=(1.0,))) is None
    assert of_log(TrainingLog(losses=(float("nan"), 1.0, float("inf")))).lines[0].y == (None, 1.0, None)


def test_every_painter_stands_in_the_documentation():
    page = (ROOT / "docs" / "architecture.md").read_text()
    painters = {p for found in (*table.PAINTERS.values(), table.ELSEWHERE) for p in found}
    assert len(painters) > 15
    for painter in painters:
        assert f"`{painter.__name__}`" in page or f".{painter.__name__}`" in page, painter.__name__
    assert table.painters("ACME001") == table.ELSEWHERE


def test_gradients_are_drawn_by_layer():
    layers = (
        LayerGradients(layer="lstm", mean=(1e-3, 1e-9), largest=(1.0, 1.0)),
        LayerGradients(layer="dense", mean=(1.0, 1.0), largest=(1.0, 1.0)),
    )
    log = TrainingLog(losses=(1.0, 1.0), gradients=layers)
    known = Known({"train": SplitData("train", (), ())}, {"train": {}}, {"train": {}}, {}, {TrainingLog: {"": log}})
    found = Finding(message="", remedy="", code="SG807", features=("lstm",))
    figure = draw(found, AtHand(known))
    assert [(line.name, line.y) for line in figure.lines] == [("lstm", (1e-3, 1e-9)), ("dense", (1.0, 1.0))]
    assert figure.log
