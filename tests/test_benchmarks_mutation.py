"""The judge of changed numbers: what it counts as missed, and what a changed constant reaches."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = str(Path(__file__).parents[1] / "benchmarks")


@pytest.fixture(scope="module")
def judge() -> Iterator[Any]:
    sys.path.append(BENCHMARKS)  # last: benchmarks/profile.py has the name of a module of the standard library
    try:
        import mutation

        yield mutation
    finally:
        sys.path.remove(BENCHMARKS)


def verdicts(judge: Any, noticed: int, unnoticed: int, keys: tuple[str, ...] = ()) -> list[Any]:
    named = [*keys, *(f"other.NUMBER{i}" for i in range(noticed + unnoticed - len(keys)))]
    found = []
    for i, key in enumerate(named):
        stem, _, name = key.partition(".")
        site = judge.Site(f"seqguard/checks/{stem}.py", 1, 0, 1, "constant", name, "3")
        found.append(judge.Verdict(judge.Mutant(site, "9"), "" if i < unnoticed else "test: one", 0.0))
    return found


@pytest.mark.parametrize(
    ("noticed", "unnoticed", "equivalent", "bar", "shown", "missed"),
    [
        (17, 3, 0, 0.85, False, False),
        (16, 3, 0, 0.85, False, True),
        (16, 3, 1, 0.85, False, False),  # what is equivalent is not counted
        (8, 0, 0, 1.0, False, False),
        (7, 1, 0, 1.0, False, True),
        (14, 3, 3, 14 / 17, True, False),
        (14, 3, 2, 14 / 17, True, True),  # the others must be shown to be
        (13, 4, 4, 14 / 17, True, True),
    ],
)
def test_a_group_is_below_its_bar(
    judge: Any,
    monkeypatch: pytest.MonkeyPatch,
    noticed: int,
    unnoticed: int,
    equivalent: int,
    bar: float,
    shown: bool,
    missed: bool,
) -> None:
    keys = tuple(f"same.NUMBER{i}" for i in range(equivalent))
    for key in keys:
        monkeypatch.setitem(judge.EQUIVALENT, key, "nothing is decided by it")
    group = judge.Group("Numbers", [], bar, shown)
    found = verdicts(judge, noticed, unnoticed, keys)
    assert group.missed(found) is missed
    assert ("MISSED" in group.said(found)) is missed


def test_every_number_without_effect_is_there(judge: Any) -> None:
    known = {site.place for site in judge.sites()}
    assert set(judge.EQUIVALENT) <= known
    assert all(len(reason) > 20 for reason in judge.EQUIVALENT.values())


def test_every_named_number_and_change_of_logic_applies_to_the_source(judge: Any) -> None:
    groups = judge.chosen(judge.arguments(["--named"]), judge.sites())
    assert [len(group.mutants) for group in groups] == [8, 17]
    for mutant in (m for group in groups for m in group.mutants):
        source = (judge.ROOT / mutant.site.file).read_bytes()
        assert mutant.compiled(source, mutant.site.file) != compile(source, mutant.site.file, "exec")


@pytest.mark.slow  # it loads what imports them: two seconds
def test_a_changed_constant_reaches_who_takes_it_and_no_namesake(judge: Any) -> None:
    """Two modules have a number 20 called FEWEST, which Python holds once."""

    def changed() -> str:
        from seqguard.checks.leakage import sg626_sampling_rate_differs as rate
        from seqguard.engine import summary
        from seqguard.facts.series import disorder
        from seqguard.facts.target import lags

        for name in ("lags.FEWEST", "disorder.FEWEST_PAIRS"):
            (site,) = judge.named(judge.sites(), name)
            judge.put_in(judge.Mutant(site, "60"))
        return f"{lags.FEWEST} {rate.FEWEST} {disorder.FEWEST_PAIRS} {summary.FEWEST_PAIRS}"

    assert judge.in_a_fork(changed, 60) == "60 20 60 60"
