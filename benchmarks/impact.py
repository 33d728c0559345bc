"""Whether the score "without the fault" is the score of the data before the fault was put in.

    python benchmarks/impact.py --corpus CORPUS --sound2 SOUND2 [--sets N] [--markdown docs/measured/impact.md]

Real series get a leak (the target as a feature), copies (three tenths of validation replaced by training samples) and
overlap (both parts pooled and split at random). Before is what the model of the impact scores on the data untouched.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from _bars import missed, of
from _tables import Table, page

import seqguard
from seqguard.core.arguments import DataOptions
from seqguard.reading.plans import plan_splits
from seqguard.sources.gather import gather
from seqguard.worth.arena import pair_of
from seqguard.worth.models import Scored
from seqguard.worth.values import Case, staged

LEAST_TRAIN, LEAST_VALIDATION, MOST = 400, 150, 6000
COPIED = 0.3
SLUGS = {
    "leak": ("target-leak", "label-in-feature", "future-leak"),
    "copies": ("train-val-overlap",),
    "overlap": ("window-overlap",),
}


class Set(NamedTuple):
    """One real series: windows that slide, and the part after them."""

    name: str
    X: Any
    y: Any
    X_val: Any
    y_val: Any


def sets(folders: Sequence[Path], wanted: int) -> list[Set]:
    """Sets of windows that slide over one series with enough samples, evenly from the folders, by name."""
    found = [list(_fit(folder)) for folder in folders]
    out: list[Set] = []
    for i, kept in enumerate(found):
        share = wanted - len(out) if i == len(found) - 1 else wanted // len(found)
        at = np.unique(np.linspace(0, len(kept) - 1, min(share, len(kept))).astype(int))
        out += [kept[k] for k in at]
    return out


def _fit(folder: Path) -> Iterator[Set]:
    for path in sorted((folder / "clean" if (folder / "clean").is_dir() else folder).glob("*.npz")):
        with np.load(path) as data:
            if not {"X", "y", "X_val", "y_val"} <= set(data.files):
                continue
            X, y, Xv, yv = (data[k] for k in ("X", "y", "X_val", "y_val"))
        if X.ndim != 3 or X.dtype.kind != "f" or len(X) < LEAST_TRAIN or len(Xv) < LEAST_VALIDATION:
            continue
        case = _case(X[:MOST], y[:MOST], Xv, yv)
        if case is not None and case.train.x_plan.sliding and staged(case, np.zeros(0, np.int64)) is not None:
            yield Set(path.stem, X[-MOST:], y[-MOST:], Xv, yv)


def _case(X: Any, y: Any, Xv: Any, yv: Any) -> Case | None:
    splits = {s.name: s for s in gather(X, y, validation_data=(Xv, yv))}
    plans = plan_splits(splits, DataOptions())
    pairs = [pair_of(splits[s], plans[s], None, None) for s in ("train", "validation")]
    return None if pairs[0] is None or pairs[1] is None else Case(pairs[0], pairs[1])


def before(data: Set, model: str) -> Scored | None:
    """What a model scores on the data untouched."""
    case = _case(data.X, data.y, data.X_val, data.y_val)
    made = staged(case, np.zeros(0, np.int64)) if case is not None else None
    return None if made is None else made.contest.score(model, made.kind)


def faulty(data: Set, fault: str) -> dict[str, Any]:
    """The arguments of `inspect` with a fault put in."""
    rng = np.random.default_rng(0)
    X, y, Xv, yv = data.X, data.y, data.X_val.copy(), data.y_val.copy()
    if fault == "leak":
        X, Xv = (np.concatenate([a, _over(a, b)], 2) for a, b in ((X, y), (Xv, yv)))
    elif fault == "copies":
        at = rng.permutation(len(Xv))[: int(COPIED * len(Xv))]
        of = rng.integers(0, len(X), len(at))
        Xv[at], yv[at] = X[of], y[of]
    elif fault == "overlap":
        everything, labels = np.concatenate([X, Xv]), np.concatenate([y, yv])
        order = rng.permutation(len(everything))
        a, b = order[: len(X)], order[len(X) :]
        X, y, Xv, yv = everything[a], labels[a], everything[b], labels[b]
    return {"X": X, "y": y, "validation_data": (Xv, yv)}


def _over(X: Any, y: Any) -> Any:
    return np.repeat(y.reshape(len(y), -1)[:, :1].astype(X.dtype), X.shape[1], 1)[..., None]


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a bar of benchmarks/bars.csv was missed."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--corpus", type=Path, required=True)
    words.add_argument("--sound2", type=Path, required=True)
    words.add_argument("--sets", type=int, default=20)
    words.add_argument("--markdown", type=Path, metavar="OUT")
    args = words.parse_args(given)
    chosen = sets([args.corpus, args.sound2], args.sets)
    rows, silent = [], []
    for data in chosen:
        report = seqguard.inspect(**faulty(data, ""), impact=True, progress=False)
        told = [f.slug for f in report if f.impact is not None]
        silent.append(not told)
        rows.append((data.name, "none", ", ".join(told) or "nothing", "", "", "", "", ""))
        for fault, slugs in SLUGS.items():
            rows.append((data.name, fault, *_judged(data, fault, slugs)))
    figures = _figures(rows, silent)
    columns = ("set", "fault", "model", "before", "its interval", "as given", "without", "seconds")
    tables = [
        Table("In sum", ("figure", "measured"), [(k, f"{v:.3g}") for k, v in figures.items()]),
        Table("Each case", columns, rows, "`-`: the fault was not found, or its impact not told."),
    ]
    print("\n".join(t.text() for t in tables))
    lost = missed(list(of("impact").values()), "impact", figures)
    print("\n".join(lost) or "every bar was kept")
    if args.markdown:
        intro = [(__doc__ or "").split("\n\n")[2].replace("\n", " "), "Written by `benchmarks/impact.py`."]
        args.markdown.write_text(page("What a fault is worth, measured", intro, tables), encoding="utf-8")
    return int(bool(lost))


def _judged(data: Set, fault: str, slugs: Sequence[str]) -> tuple[str, ...]:
    begun = time.perf_counter()
    report = seqguard.inspect(**faulty(data, fault), impact=True, progress=False)
    seconds = time.perf_counter() - begun
    for crash in report.crashed:
        print(data.name, fault, crash.traceback, file=sys.stderr)
    worth = next((f.impact for f in report if f.slug in slugs and f.impact is not None), None)
    score = before(data, worth.model) if worth is not None else None
    if worth is None or score is None:
        found = any(f.slug in slugs for f in report)
        return ("-" if found else "not found", "", "", "", "", f"{seconds:.1f}")
    interval = f"{score.low:.4f} to {score.high:.4f}"
    return (
        worth.model,
        f"{score.score:.4f}",
        interval,
        f"{worth.as_given:.4f}",
        f"{worth.without:.4f}",
        f"{seconds:.1f}",
    )


def _figures(rows: Sequence[tuple[str, ...]], silent: Sequence[bool]) -> dict[str, float]:
    told = [r for r in rows if r[3]]
    inside, outside, widths = [], [], []
    for row in told:
        low, high = map(float, row[4].split(" to "))
        inside.append(low <= float(row[6]) <= high)
        outside.append(not low <= float(row[5]) <= high)
        widths.append(high - low)
    return {
        "injected cases of which it is told, share": len(told) / max(1, sum(r[1] != "none" for r in rows)),
        "without within the interval of before, share": float(np.mean(inside)),
        "as given outside the interval of before, share": float(np.mean(outside)),
        "median width of the interval": statistics.median(widths),
        "nothing said of sets untouched, share": float(np.mean(silent)),
        "slowest, seconds": max(float(r[7]) for r in rows if r[7]),
    }


if __name__ == "__main__":
    sys.exit(main())
