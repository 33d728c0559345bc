"""Whether a test notices when a number by which seqguard decides is three times as large, or a third.

    python benchmarks/mutation.py --draw 60 --seed 1 --named --markdown docs/measured/mutation.md
    python benchmarks/mutation.py --named          # the ones that once went unnoticed, and changes of logic
    python benchmarks/mutation.py --only fills.WEEKLY,outlier.gap

Each number is changed alone, in a process of its own, and judged by what reads it: boundary tests, the examples of its
checks, the ramps (benchmarks/ledger/ramps.csv), the figures of facts (facts.csv), the tests that name it, then the
ledger of the sets that ship. 1 below a bar.
"""

import argparse
import contextlib
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import time
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # this checkout, whatever is installed
sys.path.append(str(Path(__file__).resolve().parent))  # last: profile.py has the name of a module of Python
from _mutants import ROOMS, ROOT, Mutant, Site, imports, install, readers, sites
from _named import EQUIVALENT, LOGIC, NAMED
from _patched import failing, in_a_fork, put_in
from _rows import STALE, by_facts, by_ledger, outdated
from _tables import Table, page

BAR = 0.85
"""Share of the numbers that must be noticed, those left out that are equivalent."""
ALL = 1.0
LOGIC_BAR = 14 / 17
"""Share of the changes of logic that must be noticed; the others must be equivalent."""
GRAPH = cache(imports)
PATIENCE = 600
"""Seconds after which a process counts as stuck; a change that makes a loop endless is noticed by anybody."""


@dataclass(frozen=True)
class Verdict:
    """What noticed a mutant; "" for nothing."""

    mutant: Mutant
    noticed: str
    seconds: float

    @property
    def reason(self) -> str:
        """Why nobody needs to notice it, if so."""
        return EQUIVALENT.get(self.mutant.site.place, "")

    def row(self) -> list[str]:
        site = self.mutant.site
        end = self.noticed or (f"equivalent: {self.reason}" if self.reason else "NOTHING")
        return [f"`{site.label()}`", site.kind, f"`{site.text[:40]}`", f"`{self.mutant.becomes[:60]}`", end]


@dataclass(frozen=True)
class Group:
    """Mutants under one title, and the share of them that must be noticed; `shown`: what is not must have a reason."""

    title: str
    mutants: Sequence[Mutant]
    bar: float = BAR
    shown: bool = False

    def missed(self, verdicts: Sequence[Verdict]) -> bool:
        """Whether they are below the bar."""
        unnoticed = [v for v in verdicts if not v.noticed]
        if self.shown and any(not v.reason for v in unnoticed):
            return True
        counted = len(verdicts) if self.shown else len(verdicts) - sum(bool(v.reason) for v in unnoticed)
        return len(verdicts) - len(unnoticed) < self.bar * counted

    def said(self, verdicts: Sequence[Verdict]) -> str:
        """How many are noticed, in a line."""
        noticed = sum(bool(v.noticed) for v in verdicts)
        equivalent = sum(bool(v.reason) for v in verdicts if not v.noticed)
        end = " MISSED" if self.missed(verdicts) else ""
        return f"{noticed} of {len(verdicts)} noticed, {equivalent} equivalent; bar {self.bar:.0%}{end}"


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--draw", type=int, metavar="N", help="numbers drawn at random: 60, beside a fixed list none")
    words.add_argument("--seed", type=int, default=0, help="of the drawing")
    words.add_argument("--named", action="store_true", help="the fixed list")
    words.add_argument("--only", default="", metavar="NAME,...", help="module.CONSTANT or slug.threshold, both ways")
    words.add_argument("--list", action="store_true", help="print every number and end")
    words.add_argument("--markdown", type=Path, metavar="OUT", help="the tables as a Markdown page")
    words.add_argument(
        "--kept", type=Path, metavar="FILE", help="verdicts are kept there, and those that stand there taken"
    )
    words.add_argument("--quick", action="store_true", help="without the tests by name and the ledger of the made sets")
    words.add_argument("--judge", metavar="MUTANT", help=argparse.SUPPRESS)
    words.add_argument("--slugs", default="", help=argparse.SUPPRESS)
    return words.parse_args(given)


def main(given: Sequence[str] | None = None) -> int:
    """Judge the mutants that were asked for; 1 below a bar."""
    asked = arguments(given)
    if asked.judge:
        print(judge(Mutant.read(asked.judge), asked.slugs.split(",")))
        return 0
    found = sites()
    if asked.list:
        for site in found:
            print(f"{site.kind:9} {site.label()} = {site.text}")
        return 0
    warnings.simplefilter("ignore")
    groups = chosen(asked, found)
    boundaries()  # before the processes are forked that ask them
    judgements = [(g, [judged(m, asked.quick, asked.kept) for m in g.mutants]) for g in groups]
    for group, verdicts in judgements:
        print(f"{group.title}: {group.said(verdicts)}")
        print(
            f"by {dict(Counter(v.noticed.split(':')[0] for v in verdicts))}, {sum(v.seconds for v in verdicts):.0f} s"
        )
    if asked.markdown:
        kinds = ", ".join(f"{n} {kind}" for kind, n in Counter(site.kind for site in found).items())
        head = (
            f"{len(found)} numbers decide ({kinds}). Each mutant is judged alone; a number becomes three times as much "
            "or a third, within the range of a threshold.",
            *(f"**{group.title}: {group.said(verdicts)}.**" for group, verdicts in judgements),
        )
        tables = [table(group.title, verdicts) for group, verdicts in judgements]
        asked.markdown.write_text(page("Mutation", head, tables), encoding="utf-8")
    return int(any(group.missed(verdicts) for group, verdicts in judgements))


def chosen(asked: argparse.Namespace, found: list[Site]) -> list[Group]:
    """The mutants to try."""
    groups = []
    if asked.only:
        both_ways = [m for name in asked.only.split(",") for m in both(named(found, name), (True, False))]
        groups.append(Group(f"Both ways: {asked.only}", both_ways))
    if asked.draw or not (asked.named or asked.only):
        drawn = sorted(found, key=lambda site: lot(site, asked.seed))[: asked.draw or 60]
        ways = [m for site in drawn for m in both([site], (lot(site, asked.seed) % 2 == 0,))]
        groups.append(Group(f"{len(ways)} numbers drawn with seed {asked.seed}", ways))
    if asked.named:
        numbers = [Mutant(site, becomes) for name, becomes in NAMED.items() for site in named(found, name)]
        groups.append(Group("Numbers that once went unnoticed", numbers, ALL))
        groups.append(Group("Changes of logic", [change.mutant() for change in LOGIC], LOGIC_BAR, shown=True))
    return groups


def lot(site: Site, seed: int) -> int:
    """A number drawn for a site, by what it is called: a change elsewhere draws no others."""
    words = f"{seed} {site.file} {site.name} {site.text}"
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big")


def named(found: list[Site], name: str) -> list[Site]:
    """The sites of a name, such as fills.WEEKLY or outlier.gap."""
    these = [s for s in found if s.key == name or s.key.startswith((f"{name}:", f"{name}["))]
    if not these:
        raise SystemExit(f"no number is called {name}")
    return these


def both(found: Sequence[Site], ways: Sequence[bool]) -> list[Mutant]:
    """Each site changed these ways, where that changes it."""
    made = [Mutant(site, site.changed(up)) for site in found for up in ways]
    return [m for m in made if m.becomes != m.site.text]


def judged(mutant: Mutant, quick: bool, kept: Path | None) -> Verdict:
    """The verdict on a mutant, or the one of an earlier run on the same source that was broken off."""
    if kept is None:
        return tried(mutant, quick)
    for line in kept.read_text(encoding="utf-8").splitlines() if kept.exists() else ():
        written, noticed, seconds = json.loads(line)
        if written == mutant.written():
            return Verdict(mutant, noticed, seconds)
    verdict = tried(mutant, quick)
    with kept.open("a", encoding="utf-8") as file:
        file.write(json.dumps([mutant.written(), verdict.noticed, verdict.seconds]) + "\n")
    return verdict


def tried(mutant: Mutant, quick: bool) -> Verdict:
    """The verdict on a mutant: of a forked process, and where that notices nothing, of one that loads all anew."""
    begun = time.monotonic()
    slugs = readers(mutant.site.module, GRAPH())
    noticed = ""
    if mutant.site.file.split("/")[1] in ROOMS:
        while outdated(noticed := in_a_fork(lambda: quickly(mutant, slugs), PATIENCE)):
            pass  # what notices nothing is left out of the next round
        if noticed.startswith("raised") and not noticed.startswith("raised: ValueError"):
            usual = in_a_fork(lambda: quickly(None, slugs), PATIENCE)
            if usual.startswith("raised"):
                raise SystemExit(f"what judges raises without any change as well: {usual}")
    if noticed.startswith("raised: ValueError") or not (noticed or quick):
        noticed = loaded_anew(mutant, slugs)
        noticed = "" if outdated(noticed) else noticed
    verdict = Verdict(mutant, noticed.strip(), time.monotonic() - begun)
    print(" | ".join([*verdict.row(), f"{verdict.seconds:.0f} s"]), flush=True)
    return verdict


def loaded_anew(mutant: Mutant, slugs: Sequence[str]) -> str:
    """What tests notice in a process that loads the changed source."""
    try:
        done = subprocess.run(
            [sys.executable, __file__, "--judge", mutant.written(), "--slugs", ",".join(slugs)],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired:
        return f"stuck: no end within {PATIENCE} s"
    last = done.stdout.strip().split("\n")[-1]
    return last.removeprefix("verdict").strip() if last.startswith("verdict") else f"broken: {done.stderr[-200:]!r}"


def quickly(mutant: Mutant | None, slugs: Sequence[str]) -> str:
    """What notices the mutant, or is so without any, among boundary tests, examples, ramps and figures."""
    import _ramps

    from seqguard.engine.registry import discover

    if mutant is not None:
        put_in(mutant)
    checks = {c.slug: c for c in discover().values() if c.slug in slugs and c.slug not in _ramps.NOT_RAMPED}
    for module in boundaries():
        if noticed := failing(module, slugs):
            return noticed
    ramps = [slug for slug in checks if slug in _ramps.on_data() and slug not in STALE]
    return examples(checks) or _ramps.differences(ramps) or by_facts(checks)


@cache
def boundaries() -> list[ModuleType]:
    """The boundary tests, loaded once."""
    sys.path.append(str(ROOT / "tests"))
    return [
        import_module(p.stem) for p in sorted((ROOT / "tests").glob("test_boundaries_*.py")) if "contract" not in p.stem
    ]


def judge(mutant: Mutant, slugs: Sequence[str]) -> str:
    """In a process that loads the changed source: what notices it among the tests that name it, and the ledger."""
    install(mutant)
    warnings.simplefilter("ignore")
    by_site = (by_boundaries, by_tests)
    for step in (*(partial(by, mutant.site, slugs) for by in by_site), by_ledger, partial(by_facts, slugs)):
        if noticed := step():
            return f"verdict {noticed}"
    return "verdict"


def examples(checks: dict[str, object]) -> str:
    """The first check whose examples do not do what they should."""
    import numpy as np

    from seqguard.core.declare import Check
    from seqguard.engine.resolve import needs
    from seqguard.testing import check_examples

    for slug, check in checks.items():
        assert isinstance(check, Check)
        try:
            if not needs(check.function).outside:
                check_examples(check)
                continue
            fires = all([*check(**example(np.random.default_rng(0)))] for example in check.bads)
            silent = not any([*check(**example(np.random.default_rng(0)))] for example in check.goods)
        except Exception:  # a crash is noticed as well as a wrong answer
            return f"example: {slug}"
        if not (fires and silent):
            return f"example: {slug}"
    return ""


def by_boundaries(site: Site, slugs: Sequence[str]) -> str:
    """The first boundary test that fails; those of models are asked of their own checks alone."""
    stem = "contract" if "/contract/" in site.file else "facts"
    return first_failure([ROOT / "tests" / f"test_boundaries_{stem}.py"])


def by_tests(site: Site, slugs: Sequence[str]) -> str:
    """The first test that fails among the files that name the module, the constant or the slug."""
    words = {site.module.removesuffix(".__init__")}
    if site.kind == "constant":
        words.add(site.name)
    if "/sg" in site.file:
        words |= {f'"{slug}"' for slug in slugs}
    files = []
    for path in sorted((ROOT / "tests").glob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        asked = path.name not in NOT_ASKED and "boundaries" not in path.name
        if asked and any(re.search(rf"{re.escape(word)}(?!\w)", text) for word in words):
            files.append(path)
    return first_failure(files)


def first_failure(files: Sequence[Path], chosen: str = "") -> str:
    """The first test that fails."""
    import pytest

    if not files:
        return ""
    heard = Ears()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        pytest.main(
            ["-xq", "-p", "no:cacheprovider", "--assert=plain", "-m", QUICK, "-k", chosen, *map(str, files)],
            plugins=[heard],
        )
    return f"test: {heard.failed.removeprefix('tests/')}" if heard.failed else ""


NOT_ASKED = {"test_checks.py", "test_ledger.py", "test_ramps.py", "test_corpus.py", "test_thresholds.py"}
"""What the judge does by itself, what needs the corpus, and the law of ranges, which says nothing of the value."""


QUICK = "not slow and not lab"


class Ears:
    """Hears of the first test that fails."""

    failed = ""

    def pytest_runtest_logreport(self, report: object) -> None:
        if getattr(report, "failed", False) and not self.failed:
            self.failed = str(getattr(report, "nodeid", ""))


def table(title: str, verdicts: Sequence[Verdict]) -> Table:
    """The mutants, those that nothing noticed first."""
    ranked = sorted(verdicts, key=lambda v: (bool(v.noticed), v.mutant.site.label()))
    return Table(title, ["number", "kind", "is", "becomes", "noticed by"], [v.row() for v in ranked])


if __name__ == "__main__":
    sys.exit(main())
