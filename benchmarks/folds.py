"""What an audit of 50 folds of 1,000,000 windows costs: the data are read once, a fold costs index arithmetic.

python benchmarks/folds.py [--samples N] [--markdown docs/measured/folds.md]
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from _bars import Bar, missed, of
from _tables import Table, page
from sklearn.model_selection import GroupKFold, KFold, ShuffleSplit, TimeSeriesSplit

import seqguard

STEPS, FEATURES, FOLDS = 24, 4, 50
CASES = {
    "KFold(50, shuffle=True)": KFold(FOLDS, shuffle=True, random_state=0),
    "ShuffleSplit(50, test_size=0.02)": ShuffleSplit(FOLDS, test_size=0.02, random_state=0),
    "TimeSeriesSplit(50, gap=24)": TimeSeriesSplit(FOLDS, gap=STEPS),
    "GroupKFold(50), groups given": GroupKFold(FOLDS),
}


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a bar of benchmarks/bars.csv was missed."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--samples", type=int, default=1_000_000, metavar="N")
    words.add_argument("--markdown", type=Path, metavar="OUT", help="the table as a Markdown page")
    args = words.parse_args(given)
    rng = np.random.default_rng(0)
    series = rng.standard_normal((args.samples + STEPS, FEATURES), dtype=np.float32).cumsum(0)
    windows = np.lib.stride_tricks.sliding_window_view(series[:-1], STEPS, axis=0).transpose(0, 2, 1)
    y, groups = series[STEPS:, 0], np.arange(args.samples) // (args.samples // 1000)
    rows, figures = [], {}
    for name, cv in CASES.items():
        begun = time.perf_counter()
        made = seqguard.audit(cv, windows, y, groups=groups if "groups" in name else None)
        seconds = time.perf_counter() - begun
        figures[f"{name}, seconds"] = seconds
        worst = made.report.findings[0].slug if made.report.findings else "nothing"
        rows.append((name, f"{seconds:.2f}", worst))
    note = f"{args.samples:,} windows ({STEPS}, {FEATURES}) float32, the proposed splitter and its proof included."
    table = Table(f"Audits of {FOLDS} folds", ("split", "seconds", "said first"), rows, note)
    print(table.text())
    bars: list[Bar] = list(of("folds").values())
    told = missed(bars, "folds", figures) if args.samples >= 1_000_000 else []
    print("\n".join(told) or "every bar was kept")
    if args.markdown:
        written = page("Audits of folds, measured", ["Written by `benchmarks/folds.py`."], [table])
        args.markdown.write_text(written, encoding="utf-8")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
