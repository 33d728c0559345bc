"""The table of docs/measured/page.md: five faults in eight sensors, and the page that says so.

    python benchmarks/page.py OUT.html [TABLE.csv]

Prints what was found, the size of the page and the seconds that writing it took.
"""

import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt

import seqguard

ROWS, STEPS = 1_500, 12
NAMES = [*(f"sensor_{i}" for i in range(8)), "leak"]


def table() -> npt.NDArray[np.float64]:
    """(rows, 9): -999 in sensor_5, the mean in 7 % of sensor_1, sensor_3 stuck for 200 rows, sensor_6 cut off at 93 %,
    and sensor_0 one row ahead."""
    rng = np.random.default_rng(3)
    s = np.cumsum(rng.normal(size=(ROWS, 8)), 0) * 0.3 + rng.normal(size=(ROWS, 8))
    s[rng.choice(ROWS, 25, False), 5] = -999
    gone = rng.random(ROWS) < 0.07
    s[gone, 1] = s[~gone, 1].mean()
    s[600:800, 3] = s[600, 3]
    s[:, 6] = np.minimum(s[:, 6], np.quantile(s[:, 6], 0.93))
    return np.column_stack([s, np.append(s[1:, 0], 0.0)])


def report() -> seqguard.Report:
    """The report on its windows of twelve rows; the target is sensor_0 in the row after."""
    rows = table().astype(np.float32)
    X = np.lib.stride_tricks.sliding_window_view(rows, STEPS, axis=0)[:-1].transpose(0, 2, 1)
    return seqguard.inspect(X, rows[STEPS:, 0], feature_names=NAMES, progress=False)


def main() -> None:
    """Write the page, and the table where a second path is given."""
    out, *rest = map(Path, sys.argv[1:])
    found = report()
    started = time.perf_counter()
    page = found.to_html()
    seconds = time.perf_counter() - started
    out.write_text(page, encoding="utf-8")
    for path in rest:
        np.savetxt(path, table(), delimiter=",", header=",".join(NAMES), comments="")
    print(", ".join(f"{f.slug} {' '.join(f.features)}" for f in found if f.severity != "info"))
    print(f"{len(page.encode()):,} bytes in {seconds:.3f} s")


if __name__ == "__main__":
    main()
