"""How much seqguard finds, and how often it is wrong, on a corpus of real sequence data with injected faults.

    python benchmarks/detection.py --corpus DIR [--half] [--wild DIR] [--markdown docs/measured/detection.md]

See benchmarks/README.md for what is counted and how.
"""

import argparse
import json
import re
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from _bars import bars, missed, pinned, write
from _corpus import TRAIN_CAP, VALIDATION_CAP, Fault, faults, inject, load_injector, sound, sound_names
from _figures import natural_figures, pool_figures, sound_figures, wild_figures
from _run import Options, Result, Seen, inspect, registered, run_natural, run_sets, run_wild
from _sections import fault_tables, natural_tables, sound_tables, wild_tables
from _tables import Table, page
from _verdicts import verdicts


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--corpus", type=Path, required=True, metavar="DIR")
    words.add_argument("--wild", type=Path, metavar="DIR", help="what public projects feed to fit")
    words.add_argument("--half", action="store_true", help="every second set of the manifest")
    words.add_argument("--sets", type=split, default=(), metavar="NAME,...", help="these sound sets only")
    words.add_argument("--only", type=split, default=(), metavar="FAULT,...", help="these faults only, or none")
    words.add_argument("--select", type=split, default=(), metavar="CODE,...", help="run these checks only")
    words.add_argument("--sample", type=budget, default="auto", metavar="N", help="the sampling budget of inspect")
    words.add_argument("--pin", action="store_true", help="set the bars of the pools in bars.csv by this run")
    words.add_argument("--jobs", type=int, default=1, metavar="N", help="processes")
    words.add_argument("--show", type=split, metavar="SET,FAULT,STRENGTH", help="print the report of this case only")
    words.add_argument("--json", type=Path, metavar="OUT", help="every outcome as JSON")
    words.add_argument("--markdown", type=Path, metavar="OUT", help="the tables as a Markdown page")
    return words.parse_args(given)


def split(text: str) -> tuple[str, ...]:
    """Words between commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def budget(text: str) -> Any:
    """A number where it is one, else the word itself."""
    try:
        return int(text)
    except ValueError:
        return text


def prototype_figures(root: Path) -> dict[tuple[str, str], str]:
    """The prototype's share found, by fault and strength, where the corpus has its table."""
    path = root / "prototype_baseline.txt"
    if not path.exists():
        return {}
    line = re.compile(r"^(\w+)\s+(\S+)\s+\w+\s+n=\s*\d+ found=\s*([\d.]+)", re.MULTILINE)
    return {(name, strength): figure for name, strength, figure in line.findall(path.read_text(encoding="utf-8"))}


def bar_figures(
    results: Sequence[Result], naturals: Sequence[Seen], wilds: Sequence[Seen], table: Sequence[Fault], options: Options
) -> dict[str, float]:
    """Every figure that can have a bar, of what was run."""
    figures = sound_figures(results, verdicts()) | natural_figures(naturals, table, options)
    if wilds:
        figures |= wild_figures(wilds, options)
    return figures


def judged(args: argparse.Namespace, figures: dict[str, float], pooled: dict[str, float]) -> list[str]:
    """The bars that were missed. Those of the pools hold for a run over every second set with every fault.

    With --pin they are set anew, a point below what was measured.
    """
    comparable = args.half and not (args.sets or args.only or args.select or args.sample != "auto")
    table = bars()
    if args.pin:
        if not comparable:
            raise SystemExit("--pin sets the bars of the pools, which belong to a run with --half and every fault")
        table = pinned(table, "detection", pooled, f"measured {date.today().isoformat()}, less one point")
        write(table)
    given = table if args.wild else [bar for bar in table if "audited" not in bar.figure and "public" not in bar.figure]
    if not comparable:
        print("the bars of the pools hold for every second set with every fault, and were left out")
    return missed(given, "detection", figures | pooled, pools=comparable)


def show(options: Options, name: str, fault: str = "", strength: str = "") -> int:
    """Print the report of a sound set, or of its head with a fault."""
    case = sound(options.root, name)
    if fault:
        injector = load_injector(options.root)
        chosen = next(f for f in faults(injector) if f.name == fault)
        value = next((s for s in chosen.strengths if str(s) == strength), chosen.strengths[-1])
        injected = inject(injector, case.capped(), chosen, value)
        if injected is None:
            print(f"{fault} does not apply to {name}")
            return 0
        case = injected.case
        print(f"{fault} at {value}: in {sorted(injected.tensors)}, features {sorted(injected.features) or 'any'}\n")
    print(inspect(case, options))
    return 0


def as_json(results: Sequence[Result], naturals: Sequence[Seen], wilds: Sequence[Seen]) -> dict[str, Any]:
    """Every outcome: what the tables were made of."""

    def seen(s: Seen) -> dict[str, Any]:
        return {"case": s.case.name, "findings": [asdict(f) for f in s.findings], "crashed": s.crashed}

    return {
        "sets": [asdict(r) for r in results],
        "natural": [seen(s) for s in naturals],
        "wild": [seen(s) for s in wilds],
    }


def main(given: Sequence[str] | None = None) -> int:
    """Run and print; 1 when a bar of benchmarks/bars.csv was missed."""
    args = arguments(given)
    names = list(args.sets) or sound_names(args.corpus)[:: 2 if args.half else 1]
    options = Options(args.corpus, args.only, args.select, args.sample, registered(args.select))
    table = faults(load_injector(args.corpus))
    unknown = set(args.only) - {f.name for f in table} - {"none"}
    if unknown:
        print(f"--only: no such fault: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    if args.show:
        return show(options, *args.show[:3])
    begun = time.perf_counter()
    results = []
    for result in run_sets(names, options, args.jobs):
        results.append(result)
        if sys.stderr.isatty():
            print(f"\r{len(results)} of {len(names)} sets", end="", file=sys.stderr)
    sets_done = time.perf_counter()
    naturals = run_natural(options)
    wilds = run_wild(args.wild, options) if args.wild else []
    done = time.perf_counter()

    tables = sound_tables(results, options, verdicts())
    tables += fault_tables(results, table, options, prototype_figures(args.corpus))
    tables += natural_tables(naturals, table, options)
    if args.wild:
        tables += wild_tables(wilds, options)
    tables.append(spent(results, sets_done - begun, done - sets_done))
    print("\n".join(t.text() for t in tables))
    if args.json:
        args.json.write_text(json.dumps(as_json(results, naturals, wilds), default=str, indent=1), encoding="utf-8")
    if args.markdown:
        args.markdown.parent.mkdir(parents=True, exist_ok=True)
        text = page("Detection, measured", introduction(args, options, len(names)), tables)
        args.markdown.write_text(text, encoding="utf-8")
    figures = bar_figures(results, naturals, wilds, table, options)
    told = judged(args, figures, pool_figures(results, table, options))
    print("\n".join(told) or "every bar was reached")
    return int(bool(told))


def introduction(args: argparse.Namespace, options: Options, sets: int) -> list[str]:
    """What was run, in sentences."""
    half = " (every second set of the manifest)" if args.half else ""
    sample = "" if options.sample == "auto" else f" Sampling budget {options.sample}."
    return [
        "Written by `benchmarks/detection.py`; `benchmarks/README.md` says what is counted and how.",
        f"{len(options.checks)} checks, {sets} sound sets{half}.{sample} Sound sets are inspected whole; a faulty set "
        f"is the first {TRAIN_CAP:,} training and {VALIDATION_CAP} validation samples of a sound one.",
    ]


def spent(results: Sequence[Result], sets: float, rest: float) -> Table:
    """Where the time went, in seconds: over all processes for the parts, by the clock for the sum."""
    parts = [(part, f"{sum(r.seconds[part] for r in results):.1f}") for part in ("sound", "inject", "inspect")]
    runs = sum(len(r.outcomes) for r in results)
    rows = [*parts, ("sets, by the clock", f"{sets:.1f}"), ("natural and wild", f"{rest:.1f}"), ("faulty cases", runs)]
    return Table("Time", ("part", "seconds"), rows)


if __name__ == "__main__":
    sys.exit(main())
