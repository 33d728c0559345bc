"""The ledger of the sets that ship is as committed, and a ledger that differs says so and fails."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def bench() -> Iterator[Any]:
    sys.path.append(str(BENCHMARKS))  # last: benchmarks/profile.py has the name of a module of the standard library
    try:
        import _ledger
        import _made
        import _parts
        import ledger

        yield SimpleNamespace(rows=_ledger, made=_made, parts=_parts, ledger=ledger)
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_the_sets_that_ship_are_as_committed(bench: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = bench.ledger.main(["--only", "made", "--check", "--shared", str(tmp_path / "as in a clone")])
    told = capsys.readouterr().out
    assert code == 0, told
    assert "126 cases" in told
    assert "as committed" in told


def test_every_made_set_is_sound_and_most_faults_are_said(bench: Any) -> None:
    cases = bench.rows.read(BENCHMARKS / "ledger" / "made.csv")
    sound = {key: said for key, said in cases.items() if not key.fault}
    assert sound.keys() == {bench.rows.Key(name) for name in bench.made.SETS}
    assert {s.severity for said in sound.values() for s in said} <= {"info", "-"}
    faulty = [said for key, said in cases.items() if key.fault]
    assert len(faulty) > 100
    assert sum(any(s.change == "new" for s in said) for said in faulty) > 0.9 * len(faulty)


def test_no_table_of_the_ledger_names_a_case_without_a_line(bench: Any) -> None:
    for path in (BENCHMARKS / "ledger" / f"{part}.csv" for part in bench.ledger.PARTS):
        for key, said in bench.rows.read(path).items():
            assert (bench.rows.NOTHING in said) == (len(said) == 1 and said[0].slug == "-"), f"{path.name}: {key}"


def said(
    bench: Any, severity: str = "warning", slug: str = "outlier", place: str = "train X · f0", change: str = ""
) -> Any:
    return bench.rows.Said(change, severity, slug, place)


def words(bench: Any, before: list[Any], now: list[Any], whole: bool = True) -> list[str]:
    key = bench.rows.Key("tides", "nan_cell", "0.1")
    lines: list[str] = bench.rows.compare({key: before}, {key: now}, whole=whole)
    return lines


def test_what_is_as_it_was_has_no_difference(bench: Any) -> None:
    assert words(bench, [said(bench), said(bench, "info")], [said(bench, "info"), said(bench)]) == []
    assert words(bench, [bench.rows.NOTHING], []) == []


def test_a_difference_is_told_in_words(bench: Any) -> None:
    one = said(bench)
    assert words(bench, [one], []) == ["tides nan_cell 0.1: no longer warning outlier at train X · f0"]
    assert words(bench, [bench.rows.NOTHING], [one]) == ["tides nan_cell 0.1: now warning outlier at train X · f0"]
    assert words(bench, [one], [one, one]) == ["tides nan_cell 0.1: now warning outlier at train X · f0"]
    assert words(bench, [one], [one._replace(severity="error")]) == [
        "tides nan_cell 0.1: outlier: warning at train X · f0 is now error at train X · f0"
    ]
    assert words(bench, [one], [one._replace(place="train X · f1")]) == [
        "tides nan_cell 0.1: outlier: warning at train X · f0 is now warning at train X · f1"
    ]
    assert words(bench, [one._replace(change="gone")], []) == [
        "tides nan_cell 0.1: no longer warning outlier at train X · f0, which the fault takes away"
    ]


def test_a_case_that_comes_or_goes_is_a_difference(bench: Any) -> None:
    key = bench.rows.Key("tides")
    assert bench.rows.compare({}, {key: []}, whole=True) == ["tides: not in the ledger; says nothing"]
    assert bench.rows.compare({key: []}, {}, whole=True) == ["tides: in the ledger, and no longer a case"]
    assert bench.rows.compare({key: []}, {}, whole=False) == []


def test_only_the_difference_to_the_sound_samples_stands_for_a_fault(bench: Any) -> None:
    old, new = said(bench), said(bench, "error", "nan-values")
    assert bench.rows.difference([old, old], [old, new]) == [
        new._replace(change="new"),
        old._replace(change="gone"),
    ]


def test_a_table_reads_back_as_written(bench: Any, tmp_path: Path) -> None:
    cases = {bench.rows.Key("b", "x", "0.1"): [said(bench, change="new")], bench.rows.Key("a"): [bench.rows.NOTHING]}
    bench.rows.write(tmp_path / "made.csv", cases)
    assert bench.rows.read(tmp_path / "made.csv") == cases
    assert (tmp_path / "made.csv").read_text(encoding="utf-8").splitlines() == [
        "set,fault,strength,change,severity,slug,place",
        "a,,,,-,-,-",
        "b,x,0.1,new,warning,outlier,train X · f0",
    ]


@pytest.fixture
def folder(bench: Any, tmp_path: Path) -> Path:
    """A ledger of one set that ships."""
    assert bench.ledger.main(["--only", "made", "--sets", "wear", "--folder", str(tmp_path)]) == 0
    return tmp_path


def test_a_lost_finding_fails_and_is_named(bench: Any, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check = ["--only", "made", "--sets", "wear", "--folder", str(folder), "--check"]
    assert bench.ledger.main(check) == 0
    assert "as committed" in capsys.readouterr().out
    path = folder / "made.csv"
    path.write_text(
        path.read_text(encoding="utf-8") + "wear,lost_sample,,new,error,nan-values,train X\n", encoding="utf-8"
    )
    assert bench.ledger.main(check) == 1
    told = capsys.readouterr().out
    assert "wear lost_sample: no longer error nan-values at train X" in told
    assert "The ledger differs" in told


def test_writing_a_part_keeps_the_other_sets(bench: Any, folder: Path) -> None:
    assert bench.ledger.main(["--only", "made", "--sets", "topics", "--folder", str(folder)]) == 0
    assert {key.set for key in bench.rows.read(folder / "made.csv")} == {"wear", "topics"}


def test_a_part_that_is_not_at_hand_is_said_and_passes(
    bench: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = [name for name in bench.parts.PARTS if name != "made"]
    assert bench.ledger.main(["--check", "--only", ",".join(parts), "--shared", str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("is not at hand") == len(parts)


def test_a_raised_exception_is_a_row(bench: Any) -> None:
    assert bench.parts.heard(X="no array") == [bench.rows.Said("", "raised", "TypeError", "-")]


def test_one_injected_case_in_six_is_chosen_by_its_name_alone(bench: Any) -> None:
    keys = [bench.rows.Key(f"set{i}", f"fault{j}", str(k)) for i in range(30) for j in range(20) for k in range(3)]
    chosen = [key for key in keys if bench.parts.chosen(key, bench.ledger.GRID)]
    assert 0.8 < len(chosen) * bench.ledger.GRID / len(keys) < 1.2
    assert all(bench.parts.chosen(key, 1) for key in keys)
