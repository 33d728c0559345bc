"""Sound data of a kind are never accused, and the fault that looks like them is still named."""

import numpy as np
import pytest
from _kinds import KINDS, Kind
from _natural import NATURAL
from _reported import REPORTED

import seqguard

DRAWS, FEW, MANY = 20, 8, 200


def _accused(kind: Kind, seeds: range) -> dict[int, list[str]]:
    out = {}
    for seed in seeds:
        asked = {"select": list(kind.slugs)} if kind.alone else {}
        report = seqguard.inspect(**kind.sound(np.random.default_rng(seed)), **asked)
        assert not report.crashed, f"seed {seed}: {report.crashed[0].traceback}"
        loud = [f for f in report.findings if f.severity != "info" and (not kind.alone or f.slug in kind.slugs)]
        if found := [f"{f.slug}: {f.message}" for f in loud]:
            out[seed] = found
    return out


def _named(kind: Kind, seeds: range) -> int:
    reports = (seqguard.inspect(**kind.faulty(np.random.default_rng(seed)), select=list(kind.slugs)) for seed in seeds)
    return sum(any(f.severity != "info" for f in report.findings) for report in reports)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.name)
def test_sound_draws_are_silent_and_faulty_ones_are_named(kind: Kind) -> None:
    assert not _accused(kind, range(DRAWS))
    assert _named(kind, range(DRAWS)) >= kind.named * DRAWS


@pytest.mark.parametrize("kind", [*REPORTED, *NATURAL], ids=lambda k: k.name)
def test_reported_faults_are_named_and_their_sound_twins_are_not(kind: Kind) -> None:
    assert not _accused(kind, range(FEW))
    assert _named(kind, range(FEW)) >= kind.named * FEW


@pytest.mark.lab
@pytest.mark.parametrize("kind", [*KINDS, *REPORTED, *NATURAL], ids=lambda k: k.name)
def test_two_hundred_draws(kind: Kind) -> None:
    assert not _accused(kind, range(MANY))
    assert _named(kind, range(MANY)) >= kind.named * MANY
