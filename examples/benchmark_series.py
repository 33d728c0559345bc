"""What a public benchmark series turns out to contain, at its rows and dates.

    python examples/benchmark_series.py ETTh1.csv --rows 9500

Any CSV with a header, a first column of dates and numbers in the others will do. ETTh1.csv is the hourly load and oil
temperature of a power transformer that many papers on long-horizon forecasting report on
(https://github.com/zhouhaoyi/ETDataset, ETT-small; its licence does not allow changed copies, so it is not part of
this project). FOUND below is what this script says of its first 9,500 rows.

Needs nothing but seqguard.
"""

import argparse
import csv
import itertools
from pathlib import Path

import numpy as np
import numpy.typing as npt

import seqguard

FOUND = """
flatline             LUFL, MUFL and MULL stand still, LUFL for 141 hours from 2017-07-23 21:00 on
ffill-imputation     all seven columns hold readings for longer than chance allows, LULL in 385 of 9,435 rows
duplicate-timesteps  187 rows repeat the row before in all seven columns, the first at 2016-07-31 01:00
"""
"""At the dates: on seven 31sts of a month (July, August, October, December, January, March, May) all seven columns hold
one value from 00:00 to 23:00. The months of 31 days were filled with a day that was not recorded. A model that is
trained on these rows learns that a day may be one number, and a test set that holds such a day scores it as easy.
"""

STEPS = 48


def read(path: Path, rows: int | None) -> tuple[list[str], npt.NDArray[np.datetime64], npt.NDArray[np.float64]]:
    """Names (F,), dates (rows,) and values (rows, F) of a CSV whose first column is the date."""
    with path.open(newline="", encoding="utf-8") as file:
        lines = csv.reader(file)
        names = next(lines)[1:]
        table = list(itertools.islice(lines, rows))
    dates = np.array([line[0].replace("/", "-") for line in table], dtype="datetime64[s]")
    return names, dates, np.array([[float(v) if v else np.nan for v in line[1:]] for line in table])


def inspect(
    names: list[str], dates: npt.NDArray[np.datetime64], values: npt.NDArray[np.float64], steps: int
) -> seqguard.Report:
    """The report on all windows of the series, whose target is the last column one row later."""
    X = np.lib.stride_tricks.sliding_window_view(values, steps, axis=0)[:-1].transpose(0, 2, 1)
    times = np.lib.stride_tricks.sliding_window_view(dates, steps)[:-1]
    data = seqguard.Split(X, values[steps:, -1], timestamps=times)
    return seqguard.inspect(data, feature_names=names, select=["SG3", "SG4"], sample=X.size)


def tell(report: seqguard.Report, dates: npt.NDArray[np.datetime64]) -> None:
    """Each finding with its place, and the date of the first row that it names."""
    for finding in report:
        print(f"{finding.severity}  {finding.slug} · {finding.place}\n    {finding.message}")
        if finding.samples:
            print(f"    That is {dates[finding.samples[0] + (finding.steps[0] if finding.steps else 0)]}.")


def main() -> None:
    """Read, inspect, tell."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("csv", type=Path)
    words.add_argument("--rows", type=int, help="the first rows only")
    words.add_argument("--steps", type=int, default=STEPS, help="rows of a window")
    asked = words.parse_args()
    names, dates, values = read(asked.csv, asked.rows)
    tell(inspect(names, dates, values, asked.steps), dates)


if __name__ == "__main__":
    main()
