"""How much of one vector a line of another leaves, whatever the size of their values."""

import numpy as np

from seqguard.core.plan import Floats


def unexplained(a: Floats, b: Floats) -> float:
    """1 - r**2; 1 where one of both does not vary."""
    a, b = centred(a), centred(b)
    power = float(np.dot(a, a) * np.dot(b, b))
    return max(0.0, 1 - float(np.dot(a, b)) ** 2 / power) if power > 0 else 1.0


def centred(values: Floats) -> Floats:
    """(n,) or (n, k) values over the largest, less their mean: squares of what is left neither overflow nor vanish."""
    top = float(np.abs(values).max(initial=0.0))
    sized = values / top if 0 < top < np.inf else values
    return np.asarray(sized - sized.mean(0))
