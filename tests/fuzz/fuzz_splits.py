"""Calls with splits, settings of checks, and scikit-learn around them: what travels with the data, right or not."""

from pathlib import Path
from typing import Any

import numpy as np
from fuzz_calls import WRONG, array
from fuzz_entries import Broken, Entries, attempted, fed, given, pairs, pick, slip, sound, words

import seqguard
from seqguard.engine.registry import discover
from seqguard.sources.split import BROUGHT

KNOWN = {"level", "cv", "estimator", "fail_on", "horizon", *BROUGHT, *(check.slug for check in discover().values())}
"""What a refusal may begin with: `check.configured` names the check, and then what of it."""


def split(rng: np.random.Generator, folder: Path) -> Any:
    """Splits for train and validation, with groups, times, weights and words of their own."""
    made = []
    for _ in range(int(rng.integers(1, 4))):
        X, y = given(rng)
        n = len(X) if np.ndim(X) else 3
        told: dict[str, Any] = {"X": X, "y": y}
        if rng.random() < 0.4:
            told["groups"] = pick(rng, [np.arange(n) // 3, np.arange(n).astype(str), array(rng, n, 2)])
        if rng.random() < 0.4:
            stamps = np.datetime64("2024-01-01", "s") + np.arange(n)
            told["timestamps"] = pick(rng, [stamps, stamps[::-1], np.arange(n) * 0.5, array(rng, n, 3)])
        if rng.random() < 0.3:
            told["sample_weight"] = pick(rng, [np.ones(n), np.zeros(n), -np.ones(n), array(rng, n, 2)])
        if rng.random() < 0.3:
            told[str(rng.choice(BROUGHT))] = pick(rng, [*WRONG, Broken(), ["a", "b", "c"]])
        made.append(seqguard.Split(**slip(rng, told, 0.2)))
    further = {f"v{i}": s for i, s in enumerate(made[1:])}
    given_as = pick(rng, [further, made[-1], (made[-1],), list(further.values()), tuple(further.values()), *WRONG[:3]])
    options = words(rng, 0.15)
    if rng.random() < 0.03:
        options["impact"] = True
    return seqguard.inspect(made[0], validation_data=given_as if len(made) > 1 else None, **options)


def settings(rng: np.random.Generator, folder: Path) -> Any:
    """Thresholds, levels and silences of a check drawn at random."""
    known = list(discover().values())
    check = known[int(rng.integers(len(known)))]
    name = str(rng.choice([*check.thresholds, "nope"]))
    value = pick(rng, [0, 1, 0.5, -1, 10**30, float("nan"), *WRONG])
    way = rng.integers(4)
    X, y = sound(rng)
    if way == 0:
        level = pick(rng, ["error", "info", None, *WRONG])
        return seqguard.inspect(X, y, checks=[check.configured(level=level, **{name: value})], progress=False)
    if way == 1:
        return seqguard.inspect(
            X, y, thresholds={pick(rng, [check.slug, check.code, "SG"]): {name: value}}, progress=False
        )
    if way == 2:
        return seqguard.inspect(X, y, thresholds=pick(rng, [*WRONG, {check.slug: value}, Broken()]), progress=False)
    return seqguard.inspect(
        X, y, select=[check.code[: int(rng.integers(1, 6))]], ignore={check.slug: value}, progress=False
    )


def scores(rng: np.random.Generator, folder: Path) -> Any:
    """Cross-validation through scikit-learn."""
    from sklearn.dummy import DummyRegressor

    from seqguard.sklearn import cross_validate

    X, y = sound(rng, int(rng.choice([0, 2, 12, 40])))
    told = {"cv": pairs(rng, len(X)), "groups": None, "timestamps": None, "horizon": None, "fail_on": "never"}
    try:
        return cross_validate(DummyRegressor(), X, y, **slip(rng, told, 0.3))["audit"]
    except ValueError as error:
        if "fits failed" in str(error):  # scikit-learn's own words on folds without a sample
            return None
        raise


def streamed(rng: np.random.Generator, folder: Path) -> Any:
    """What is no array on both sides of a call, and a bound on samples and seconds."""
    told = {
        "X": fed(rng),
        "y": pick(rng, [None, fed(rng)]),
        "validation_data": pick(rng, [None, fed(rng), (fed(rng), None)]),
    }
    bounds = {"max_samples": pick(rng, ["auto", 1, 3, 10**9]), "max_seconds": pick(rng, [None, 1e-9, 0.01, 100])}
    return seqguard.inspect(**told, **bounds, progress=False)


ENTRIES: Entries = {
    "split": (5, split, seqguard.Split),
    "settings": (3, settings, None),
    "scores": (1, scores, None),
    "streamed": (2, streamed, None),
}


def attempt(seed: int, folder: Path) -> str | None:
    """What went wrong with the call of this seed; None where nothing did."""
    return attempted(seed, folder, ENTRIES, KNOWN)
