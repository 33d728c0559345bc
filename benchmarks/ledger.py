"""The ledger: what seqguard says of every set at hand, as committed tables of which each change shows its difference.

    python benchmarks/ledger.py            # write benchmarks/ledger/*.csv anew
    python benchmarks/ledger.py --check    # compare with the committed ones; 1 on any difference

See benchmarks/README.md for what stands in it.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from _ledger import Cases, Key, Said, compare, read, shared, write
from _parts import PARTS, Done, Unit, Where, run

HERE = Path(__file__).resolve().parent
GRID = 6
"""One injected case in so many is in the committed ledger: 1,325 of some 7,900, two to five minutes of one core."""
SHOWN = 200
"""Lines of a difference that are printed; the others are counted."""


def arguments(given: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--check", action="store_true", help="write nothing; 1 when anything differs from the table")
    words.add_argument(
        "--shared", type=Path, default=shared(), metavar="DIR", help="holds corpus, sound2, wild, reports"
    )
    words.add_argument("--only", type=names, default=tuple(PARTS), metavar="PART,...", help=", ".join(PARTS))
    words.add_argument("--sets", type=names, default=(), metavar="SET,...", help="these sets only")
    words.add_argument("--half", action="store_true", help="every second set")
    words.add_argument("--grid", type=int, default=GRID, metavar="N", help="one injected case in N (as committed: 6)")
    words.add_argument("--folder", type=Path, default=HERE / "ledger", metavar="DIR", help="where the tables are")
    words.add_argument("--jobs", type=int, default=1, metavar="N", help="processes")
    args = words.parse_args(given)
    if unknown := set(args.only) - PARTS.keys():
        words.error(f"--only: no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return args


def names(text: str) -> tuple[str, ...]:
    """Words between commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def units(part: str, args: argparse.Namespace) -> list[Unit]:
    """The sets of a part that are asked for."""
    known = PARTS[part].names(args.shared)
    wanted = [name for name in known if name in args.sets] if args.sets else known[:: 2 if args.half else 1]
    return [Unit(part, name, Where(args.shared, args.grid)) for name in wanted]


def done(wanted: Sequence[Unit], jobs: int) -> Iterator[Done]:
    """Each unit, run."""
    if jobs == 1:
        yield from map(run, wanted)
        return
    with ProcessPoolExecutor(jobs) as pool:
        yield from pool.map(run, wanted)


def merged(committed: Cases, now: Cases, *, whole: bool) -> Cases:
    """What is written: all that was run, and, unless everything was, the committed cases of the sets that were not."""
    run = {key.set for key in now}
    kept: dict[Key, Sequence[Said]] = {} if whole else {k: v for k, v in committed.items() if k.set not in run}
    return {**kept, **now}


def part(name: str, args: argparse.Namespace) -> int:
    """Run one part; the number of differences that a check found."""
    proof = PARTS[name].proof
    if proof and not (args.shared / proof).exists():
        print(f"{name}: {args.shared / proof} is not at hand, so this part was not run")
        return 0
    wanted, path = units(name, args), args.folder / f"{name}.csv"
    now: dict[Key, list[Said]] = {}
    seconds = 0.0
    for result in done(wanted, args.jobs):
        now |= result.rows
        seconds += result.seconds
    whole = not (args.half or args.sets)
    committed = read(path)
    lines = compare(committed if whole else {k: v for k, v in committed.items() if k in now}, now, whole=whole)
    if not args.check:
        write(path, merged(committed, now, whole=whole))
    told = f"{name}: {counted(len(wanted), 'set')}, {counted(len(now), 'case')}, {seconds:.0f} s CPU"
    print(f"{told}, {difference(lines)}")
    for line in lines[:SHOWN] if args.check or committed else ():
        print(f"  {line}")
    if len(lines) > SHOWN:
        print(f"  and {len(lines) - SHOWN} lines more")
    return len(lines)


def difference(lines: Sequence[str]) -> str:
    """`as committed`, or how much differs."""
    cases = Counter(line.split(":", 1)[0] for line in lines)
    return f"{counted(len(lines), 'difference')} in {counted(len(cases), 'case')}" if lines else "as committed"


def counted(n: int, what: str) -> str:
    """`1 place`, `2 places`."""
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def main(given: Sequence[str] | None = None) -> int:
    """Write, or check: 1 when a check found a difference."""
    args = arguments(given)
    found = sum(part(name, args) for name in args.only)
    if args.check and found:
        print(
            f"The ledger differs from {args.folder} in {counted(found, 'place')}. Where that is meant, write it anew by"
            " `python benchmarks/ledger.py` and commit it."
        )
    return int(args.check and bool(found))


if __name__ == "__main__":
    sys.exit(main())
