"""A fixed part of the fuzz loop in every run, and minutes of it with fresh seeds on demand:

python tests/fuzz/run_fuzz.py --seconds 1200
SEQGUARD_FUZZ_SECONDS=1200 pytest -m lab tests/fuzz
"""

import os
import time

import pytest
from run_fuzz import KINDS, MODELS, SHARES, failures

FIXED = {"calls": 40, "entries": 45, "splits": 30, "files": 50, "kinds": 60, "contracts": 50, "configurations": 25}
"""Cases of each kind in the default run: together under ten seconds of CPU."""
SEEDS: dict[str, list[int]] = {"calls": [1984803555, 1290503516]}
"""Seeds of cases that once failed, by the generators as they are."""


@pytest.mark.filterwarnings("ignore::seqguard.core.errors.SeqguardWarning")
@pytest.mark.parametrize("kind", KINDS)
def test_a_fixed_part(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    seeds = [*SEEDS.get(kind, []), *range(FIXED[kind])]
    found = {seed: wrong for seed, wrong, _ in failures(kind, iter(seeds), tmp_path, time.monotonic() + 600)}
    assert len(found) == len(set(seeds))
    assert {seed: wrong for seed, wrong in found.items() if wrong is not None} == {}


@pytest.mark.lab
@pytest.mark.filterwarnings("ignore::seqguard.core.errors.SeqguardWarning")
@pytest.mark.parametrize("kind", [*KINDS, *MODELS])
def test_fresh_seeds(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    first = int.from_bytes(os.urandom(4), "little")
    seconds = float(os.environ.get("SEQGUARD_FUZZ_SECONDS", "40")) * SHARES[kind]
    cases = failures(kind, iter(range(first, first + 10**9)), tmp_path, time.monotonic() + seconds)
    found = [(seed, wrong) for seed, wrong, _ in cases]
    assert len(found) >= 1
    assert [(seed, wrong) for seed, wrong in found if wrong is not None] == []
