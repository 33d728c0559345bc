"""What a test or a committed row says of a changed number, and what it says without any change."""

import json
import re
import subprocess
import sys
from collections.abc import Collection
from importlib import import_module

from _mutants import ROOT
from _patched import BROKEN, failing, in_a_fork

PATIENCE = 1_800
"""Seconds for all sets."""
STALE: set[str] = set()
"""Slugs of ramps.csv that say something else without any change as well; they notice nothing."""
USUAL: dict[str, list[str]] = {}
"""The lines by which each set differs from facts.csv without any change; they notice nothing."""


def by_facts(slugs: Collection[str]) -> str:
    """The first figure that is not as committed, in the sets that these checks are about and in the wide ones."""
    import facts

    committed = facts.written()
    for name in facts.about(slugs):
        for line in facts.differences(committed, [name]):
            if line not in USUAL.get(name, ()):
                return f"fact: {line[:90]}"
    return ""


def outdated(noticed: str) -> bool:
    """Whether what noticed a mutant, a test or a committed row, is the same without the mutant."""
    import _ramps

    old = ""
    if test := re.match(r"test: ((\w+)::\w+\[\d+\])", noticed):
        old = in_a_fork(lambda: failing(import_module(test[2]), (), test[1]), PATIENCE)
        BROKEN.update({test[1]} if old else ())
    elif noticed.startswith("test: "):
        asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "", noticed[6:]]
        done = subprocess.run(asked, cwd=ROOT / "tests", capture_output=True, text=True, timeout=PATIENCE, check=False)
        old = noticed if done.returncode else ""
    elif noticed.startswith("fact: "):
        if not USUAL:
            USUAL.update(json.loads(in_a_fork(usual, PATIENCE)))
        old = next((line for lines in USUAL.values() for line in lines if line.startswith(noticed[6:])), "")
    elif noticed.startswith("ledger: "):
        old = noticed if in_a_fork(by_ledger, PATIENCE) == noticed else ""
    elif ramp := re.match(r"ramp: .* (\S+): \S+ is ", noticed):
        old = in_a_fork(lambda: _ramps.differences([ramp[1]]), PATIENCE)
        STALE.update({ramp[1]} if old else ())
    if old:
        print(f"the same without any change, so not asked: {old[:100]}", file=sys.stderr)
    return bool(old)


def usual() -> str:
    """By which lines each set differs from the committed table without any change, as JSON."""
    import facts

    committed = facts.written()
    return json.dumps({name: [*facts.differences(committed, [name])] for name in facts.names()})


def by_ledger() -> str:
    """The first made-up set of which something else is said than is committed."""
    import _made
    from _ledger import compare, read
    from _parts import Unit, Where, run_made

    committed = read(ROOT / "benchmarks" / "ledger" / "made.csv")
    for name in _made.SETS:
        rows = run_made(Unit("made", name, Where(ROOT, 1)))
        lines = compare({key: said for key, said in committed.items() if key.set == name}, rows, whole=True)
        if lines:
            return f"ledger: {lines[0][:80]}"
    return ""
