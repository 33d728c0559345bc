"""A benchmark whose figure is lost exits non-zero and names the bar."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from seqguard import Finding

BENCHMARKS = str(Path(__file__).parents[1] / "benchmarks")


@pytest.fixture(scope="module")
def bench() -> Iterator[Any]:
    sys.path.append(BENCHMARKS)  # last: benchmarks/profile.py has the name of a module of the standard library
    try:
        import _bars
        import _corpus
        import _count
        import _figures
        import _run
        import _verdicts
        import detection
        import false_alarms

        yield SimpleNamespace(
            alarms=false_alarms,
            bars=_bars,
            corpus=_corpus,
            count=_count,
            detection=detection,
            figures=_figures,
            run=_run,
            verdicts=_verdicts,
        )
    finally:
        sys.path.remove(BENCHMARKS)


def bar(bench: Any, at: str = "least", pinned: bool = False) -> Any:
    return bench.bars.Bar("detection", "all certain, own", at, 0.9, pinned, "measured on Monday")


@pytest.mark.parametrize(
    ("at", "figure", "kept"), [("least", 0.9, 1), ("least", 0.89, 0), ("most", 0.9, 1), ("most", 0.91, 0)]
)
def test_a_bar_is_kept_up_to_its_height(bench: Any, at: str, figure: float, kept: int) -> None:
    told = bench.bars.missed([bar(bench, at)], "detection", {"all certain, own": figure})
    assert len(told) == 1 - kept


def test_a_missed_bar_is_named_in_one_sentence(bench: Any) -> None:
    assert bench.bars.missed([bar(bench)], "detection", {"all certain, own": 0.8}) == [
        "Missed: detection: all certain, own is 0.8, and must be 0.9 at least (measured on Monday)."
    ]


def test_a_figure_that_is_gone_or_no_number_is_missed(bench: Any) -> None:
    assert "was not measured" in bench.bars.missed([bar(bench)], "detection", {})[0]
    assert bench.bars.missed([bar(bench)], "detection", {"all certain, own": float("nan")})
    assert bench.bars.missed([bar(bench)], "profile", {}) == []


def test_pinned_bars_stand_a_point_below_and_only_their_own_run_is_held_to_them(bench: Any) -> None:
    table = bench.bars.pinned([bar(bench), bar(bench, pinned=True)], "detection", {"all likely, own": 0.85}, "today")
    assert [(b.figure, b.bar, b.pinned) for b in table] == [
        ("all certain, own", 0.9, False),
        ("all likely, own", 0.84, True),
    ]
    figures = {"all certain, own": 0.95, "all likely, own": 0.83}
    assert len(bench.bars.missed(table, "detection", figures)) == 1
    assert bench.bars.missed(table, "detection", figures, pools=False) == []


def test_the_committed_bars_read_back_as_written(bench: Any, tmp_path: Path) -> None:
    table = bench.bars.bars()
    assert len(table) > 60
    assert len({(b.script, b.figure) for b in table}) == len(table)
    assert all(b.source for b in table)
    bench.bars.write(table, tmp_path / "bars.csv")
    assert (tmp_path / "bars.csv").read_bytes() == bench.bars.BARS.read_bytes()


def test_a_bar_that_is_neither_most_nor_least_is_refused(bench: Any, tmp_path: Path) -> None:
    (tmp_path / "bars.csv").write_text("script,figure,at,bar,pinned,source\na,b,around,1,no,c\n", encoding="utf-8")
    with pytest.raises(ValueError, match="around"):
        bench.bars.bars(tmp_path / "bars.csv")


def finding(slug: str, severity: str = "warning") -> Finding:
    return Finding(message="", remedy="", slug=slug, severity=severity, split="train", tensor="X")  # type: ignore[arg-type]  # severity is drawn


def result(bench: Any, *findings: Finding, own: bool = True, quirks: tuple[str, ...] = ()) -> Any:
    verdict = bench.count.Counted(own=own, accepted=own, loose=own)
    outcome = bench.run.Outcome("nan_sprinkle", "0.1", "tides", verdict, None)
    return bench.run.Result("tides", quirks, "", findings, (), (outcome,), {"sound": 0.0})


def judged(bench: Any, word: str) -> list[Any]:
    return [bench.verdicts.Ruling("tides", "outlier", "train X", word, "looked at")]


SOUND = "share of sound sets with a warning not marked true"


@pytest.mark.parametrize(("word", "share"), [("true", 0), ("debatable", 1), ("false", 1)])
def test_a_warning_counts_unless_it_is_marked_true(bench: Any, word: str, share: int) -> None:
    figures = bench.figures.sound_figures([result(bench, finding("outlier"))], judged(bench, word))
    assert figures[SOUND] == share


def test_what_is_new_counts_and_what_a_quirk_covers_does_not(bench: Any) -> None:
    assert bench.figures.sound_figures([result(bench, finding("flatline"))], [])[SOUND] == 1
    covered = result(bench, finding("flatline"), quirks=("long-equal-runs",))
    assert bench.figures.sound_figures([covered], [])[SOUND] == 0


def test_no_quirk_covers_an_error(bench: Any) -> None:
    loud = result(bench, finding("flatline", "error"), quirks=("long-equal-runs",))
    assert bench.figures.sound_figures([loud], [])["sound sets with an error not marked true"] == 1


def test_a_case_that_raised_or_crashed_counts(bench: Any) -> None:
    verdict = bench.count.Counted(own=False, accepted=False, loose=False)
    outcomes = [
        bench.run.Outcome("a", "1", "tides", verdict, None, raised="IndexError"),
        bench.run.Outcome("b", "1", "tides", verdict, None, crashed=("outlier: IndexError",)),
        bench.run.Outcome("c", "1", "tides", verdict, None),
    ]
    broken = bench.run.Result("tides", (), "", (), ("flatline: KeyError",), tuple(outcomes), {})
    assert bench.figures.sound_figures([broken], [])["crashes on sound sets and with injected faults"] == 3


@pytest.fixture
def pretended(bench: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """`detection.main` on results that were made up, held to one pool: nine of ten must be found."""
    fault = bench.corpus.Fault("nan_sprinkle", "nan-values", (), ("forecast",), (0.1,), "certain")
    results: list[Any] = []
    bars = [
        bench.bars.Bar("detection", SOUND, "most", 0.01, False, "one in a hundred"),
        bench.bars.Bar("detection", "SG1 certain, own", "least", 0.9, True, "measured on Monday"),
    ]
    for name, value in {
        "sound_names": lambda root: ["tides"],
        "load_injector": lambda root: None,
        "faults": lambda injector: (fault,),
        "run_sets": lambda names, options, jobs: results,
        "run_natural": lambda options: [],
        "bars": lambda: bars,
        "prototype_figures": lambda root: {},
    }.items():
        monkeypatch.setattr(bench.detection, name, value)

    def run(*made: Any, words: tuple[str, ...] = ("--half",)) -> int:
        results[:] = made
        code: int = bench.detection.main(["--corpus", str(tmp_path), *words])
        return code

    return run


def seconds(made: Any) -> Any:
    made.seconds.update(sound=0.0, inject=0.0, inspect=0.0)
    return made


def test_a_lost_figure_fails_the_benchmark(bench: Any, pretended: Any, capsys: pytest.CaptureFixture[str]) -> None:
    found, lost = seconds(result(bench)), seconds(result(bench, own=False))
    assert pretended(*[found] * 9, lost) == 0
    assert "every bar was reached" in capsys.readouterr().out
    assert pretended(*[found] * 8, lost, lost) == 1
    assert "Missed: detection: SG1 certain, own is 0.8" in capsys.readouterr().out


def test_a_false_alarm_fails_the_benchmark(bench: Any, pretended: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert pretended(seconds(result(bench, finding("outlier")))) == 1
    assert f"Missed: detection: {SOUND} is 1" in capsys.readouterr().out


def test_a_part_of_the_run_is_not_held_to_the_pools_of_the_whole(bench: Any, pretended: Any) -> None:
    lost = seconds(result(bench, own=False))
    assert pretended(lost) == 1
    assert pretended(lost, words=("--half", "--only", "nan_sprinkle")) == 0
    assert pretended(lost, words=()) == 0
    with pytest.raises(SystemExit, match="--half"):
        pretended(lost, words=("--pin",))


@pytest.mark.parametrize(
    ("found", "of", "bound"), [(0, 59, 0.0495), (0, 206, 0.01444), (1, 20, 0.2161), (3, 100, 0.0757), (5, 5, 1)]
)
def test_the_bound_is_the_exact_one(bench: Any, found: int, of: int, bound: float) -> None:
    """Against Clopper and Pearson's, as `scipy.stats.beta.ppf(0.95, found + 1, of - found)` gives it."""
    assert bench.alarms.upper(found, of) == pytest.approx(bound, abs=1e-4)


def test_a_check_is_wrong_once_a_set_and_only_where_it_ran(bench: Any) -> None:
    def alarm(verdict: str, place: str = "train X") -> Any:
        return bench.alarms.Alarm("tides", "warning", "outlier", place, verdict, "")

    def heard(name: str, *alarms: Any, ran: str = "outlier") -> Any:
        return bench.alarms.Heard(name, frozenset({ran}), alarms)

    twice = heard("tides", alarm("false"), alarm("", "train y"))
    (line,) = bench.alarms.lines([twice, heard("b"), heard("c", ran="flatline")], ["outlier"])
    assert (line.sets, line.alarms, line.true) == (2, 1, 0)
    (line,) = bench.alarms.lines([heard("tides", alarm("true")), heard("b")], ["outlier", "never-ran"])
    assert (line.sets, line.alarms, line.true) == (2, 0, 1)


def test_a_verdict_holds_for_its_place_and_for_all_features_or_one(bench: Any) -> None:
    table = [
        bench.verdicts.Ruling("tides", "outlier", "validation X", "false", ""),
        bench.verdicts.Ruling("tides", "flatline", "train X · f0", "true", ""),
    ]
    on = bench.verdicts.verdict_on
    assert on(table, "tides", "outlier", "train+validation X · f0 · f1") is table[0]
    assert on(table, "tides", "outlier", "train X · f0") is None
    assert on(table, "tides", "outlier", "validation y") is None
    assert on(table, "ebb", "outlier", "validation X") is None
    assert on(table, "tides", "flatline", "train X · f0") is table[1]
    assert on(table, "tides", "flatline", "train X · f1") is None


def test_the_committed_verdicts_are_words_that_count(bench: Any, tmp_path: Path) -> None:
    table = bench.verdicts.verdicts()
    assert len(table) > 50
    assert all(row.why for row in table)
    bad = tmp_path / "verdicts.csv"
    bad.write_text("set,slug,place,verdict,why\ntides,outlier,train X,perhaps,\n", encoding="utf-8")
    with pytest.raises(ValueError, match="perhaps"):
        bench.verdicts.verdicts(bad)


def test_a_quirk_makes_a_warning_true_and_never_an_error(bench: Any) -> None:
    case = bench.corpus.Case("tides", "forecast", np.zeros((2, 2, 2)), None, quirks=("long-equal-runs",))
    assert bench.alarms.judged([], case, "warning", "flatline", "train X") == "true"
    assert bench.alarms.judged([], case, "error", "flatline", "train X") == ""
    assert bench.alarms.judged(judged(bench, "debatable"), case, "warning", "outlier", "train X") == "debatable"


@pytest.fixture
def cost(bench: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """benchmarks/profile.py by its path, with made-up figures: `sums` of a run, `peak` bytes beside the input."""
    spec = importlib.util.spec_from_file_location("cost_of_inspect", Path(BENCHMARKS) / "profile.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "cost_of_inspect", module)
    spec.loader.exec_module(module)
    made = SimpleNamespace(sums=1.0, peak=1)
    timing = lambda *_, **__: SimpleNamespace(sums=made.sums, cpu_sums=1.0, seconds=1e-3, cpu=1e-3, reference=1e-3)  # noqa: E731
    for name, value in {
        "arguments": lambda *_, **__: {},
        "against_sum": timing,
        "peak_memory": lambda *_, **__: made.peak,
        "epoch_seconds": lambda _: 1.0,
        "start_times": lambda statements, rounds: dict.fromkeys(statements, 0.01),
        "loaded_modules": lambda: ["numpy"],
    }.items():
        monkeypatch.setattr(module, name, value)
    made.module = module
    return made


def test_a_full_profile_asks_for_every_budget(cost: Any, bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    usual = cost.module.Budgets.verdict
    monkeypatch.setattr(cost.module.Budgets, "verdict", lambda s, what, n: (asked.add(what), usual(s, what, n))[1])
    assert cost.module.main(["--full"]) == 0
    assert asked >= bench.bars.of("profile").keys() | bench.bars.of("profile_asked").keys()


def test_a_missed_budget_fails_and_is_named(cost: Any, capsys: pytest.CaptureFixture[str]) -> None:
    cost.sums = 75.5
    assert cost.module.main(["--quick"]) == 1
    told = capsys.readouterr().out
    assert "Missed: profile: windows (20,000, 50, 16), in sums is 75.5, and must be 75 at most" in told
    assert "unlinked samples (20,000, 50, 16), in sums is" not in told
    cost.sums, cost.peak = 1.0, 251_000_000
    assert cost.module.main(["--quick"]) == 1
    assert "MB beyond the input is 251" in capsys.readouterr().out
