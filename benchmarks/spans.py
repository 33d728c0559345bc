"""Every code span of every remedy, and every `fix`, over the collections of the ledger: whether it compiles.

    python benchmarks/spans.py                         # every set, one injected case in six, as the ledger
    python benchmarks/spans.py --only made,wild --grid 60

Prints what does not, by check, and exits 1 where anything does not. `tests/test_words.py` asks the same of the examples
of all checks.
"""

import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import _parts
from _code import compiles, pieces
from _parts import Unit
from ledger import arguments, units

from seqguard import Report


def run(unit: Unit) -> tuple[int, Counter[tuple[str, str]]]:
    """How many pieces the reports of a unit hold, and those that do not compile."""
    broken: Counter[tuple[str, str]] = Counter()
    n = 0

    def hear(report: Report) -> None:
        nonlocal n
        for slug, code in pieces(report):
            n += 1
            if not compiles(code):
                broken[slug, code] += 1

    _parts.HEARING.append(hear)
    _parts.run(unit)
    _parts.HEARING.remove(hear)
    return n, broken


def main() -> int:
    """1 where a piece does not compile."""
    args = arguments()
    missed = 0
    with ProcessPoolExecutor(args.jobs) as pool:
        for name in args.only:
            proof = _parts.PARTS[name].proof
            if proof and not (args.shared / proof).exists():
                print(f"{name}: {args.shared / proof} is not at hand, so this part was not run")
                continue
            wanted = units(name, args)
            found = list(pool.map(run, wanted))
            broken = sum((b for _, b in found), Counter[tuple[str, str]]())
            print(f"{name}: {len(wanted)} sets, {sum(n for n, _ in found):,} pieces, {len(broken)} do not compile")
            for (slug, code), times in broken.most_common():
                print(f"  {slug} ({times}): {code!r}")
            missed += len(broken)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
