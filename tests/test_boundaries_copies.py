"""What makes a validation sample a copy of a training sample, or one made of two: just inside of each threshold and
just outside."""

import numpy as np
import pytest
from _facts import CHECKS

from seqguard.checks.leakage._between import _pair
from seqguard.checks.leakage._near import USUAL, near
from seqguard.core.plan import Floats

LIMITS = CHECKS["augmented-copies"].thresholds
EXACT, RATIO, WHITE = (float(LIMITS[name].value) for name in ("exact", "ratio", "white"))
STEPS = 48


def samples() -> Floats:
    """(100, STEPS) smooth waves in noise, of mean 0."""
    rng = np.random.default_rng(0)
    wave = 2 * np.sin(0.2 * np.arange(STEPS) + rng.uniform(0, 6, (100, 1))) + 0.3 * rng.standard_normal((100, STEPS))
    return wave - wave.mean(1, keepdims=True)


def copies(X: Floats, made: Floats) -> int:
    """How many of the made samples are taken for copies."""
    found = near(X[..., None], np.arange(len(X)), made[..., None], np.arange(len(made)), EXACT, RATIO, WHITE)
    return 0 if found is None else len(found.found)


def white(rng: np.random.Generator, n: int, together: float) -> Floats:
    """(n, STEPS) differences of length 1 and mean 0 whose neighbours correlate by `together`."""
    made = []
    for _ in range(n):
        a, b = rng.standard_normal((2, STEPS))
        smooth = np.convolve(b, np.ones(7), "same")
        low, high = 0.0, 1.0
        for _ in range(60):
            mix = (low + high) / 2
            gap = (1 - mix) * a + mix * smooth
            gap -= gap.mean()
            r = float(gap[1:] @ gap[:-1] / (gap @ gap))
            low, high = (mix, high) if r < together else (low, mix)
        made.append(gap / np.linalg.norm(gap))
    return np.array(made)


@pytest.mark.parametrize(("times", "speaks"), [(0.98, True), (1.02, False)])
def test_a_shape_is_anothers_to_the_threshold(times: float, speaks: bool) -> None:
    """1 - r is 1 - cos of the angle by which a mirrored sample was turned out of the other."""
    X = samples()
    side = white(np.random.default_rng(1), 5, 0.0)
    side -= (side * X[:5]).sum(1, keepdims=True) / (X[:5] ** 2).sum(1, keepdims=True) * X[:5]
    side *= np.linalg.norm(X[:5], axis=1, keepdims=True) / np.linalg.norm(side, axis=1, keepdims=True)
    angle = np.arccos(1 - times * EXACT)
    assert copies(X, -(np.cos(angle) * X[:5] + np.sin(angle) * side)) == (5 if speaks else 0)


@pytest.mark.parametrize(("times", "speaks"), [(0.98, True), (1.02, False)])
def test_a_noisy_copy_is_nearer_than_a_share_of_the_usual_distance(times: float, speaks: bool) -> None:
    X = samples()
    gap = white(np.random.default_rng(2), 5, 0.0)
    made = X[:5].copy()
    for i in range(5):
        low, high = 0.0, 10.0
        for _ in range(60):
            size = (low + high) / 2
            made[i] = X[i] + size * gap[i]
            usual = float(np.sort(np.linalg.norm(made[i] - X, axis=1))[USUAL])
            low, high = (size, high) if size < times * RATIO * usual else (low, size)
    assert copies(X, made) == (5 if speaks else 0)


@pytest.mark.parametrize(("together", "speaks"), [(WHITE - 0.02, True), (WHITE + 0.02, False)])
def test_what_a_noisy_copy_differs_by_is_white(together: float, speaks: bool) -> None:
    X = samples()
    assert copies(X, X[:5] + 0.5 * white(np.random.default_rng(3), 5, together)) == (5 if speaks else 0)


@pytest.mark.parametrize(("off", "speaks"), [(0.99, True), (1.01, False)])
def test_a_sample_between_two_others_lies_on_their_line(off: float, speaks: bool) -> None:
    """Two ways that are the threshold's angle, times `off`, away from opposite; the other neighbours lie across."""
    angle = CHECKS["synthetic-neighbours"].thresholds["angle"].value
    turned = np.arccos(-1 + off * angle)
    ways = np.zeros((6, 8))
    ways[0, 0], ways[1, :2] = 1, (np.cos(turned), np.sin(turned))
    ways[2:, 2:6] = 3 * np.eye(4)
    assert (_pair(ways, angle) is not None) is speaks
