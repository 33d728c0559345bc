"""`seqguard check --statistics`: how often each check found something, over all files of a run."""

from collections import Counter
from collections.abc import Iterator

from seqguard.core.finding import SEVERITIES
from seqguard.core.text import count
from seqguard.report.formats.phrases import over_files
from seqguard.report.registry import Run

Row = tuple[str, str, str]


def tally(run: Run) -> str:
    """A line for each check and severity, worst and commonest first, then the last line of the run."""
    return "".join(f"{line}\n" for line in (*_lines(run), over_files(run)))


def _lines(run: Run) -> Iterator[str]:
    found: Counter[Row] = Counter()
    files: Counter[Row] = Counter()
    for _, report in run.reports:
        rows: Counter[Row] = Counter((f.severity or "info", f.code, f.slug) for f in report.findings)
        rows.update(("crash", c.code, c.slug) for c in report.crashed)
        found += rows
        files += Counter(rows.keys())
    order = ("crash", *SEVERITIES)
    wide = max((len(slug) for _, _, slug in found), default=0)
    most = max((len(f"{n:,}") for n in found.values()), default=0)
    for row in sorted(found, key=lambda r: (order.index(r[0]), -found[r], r[1])):
        severity, code, slug = row
        yield f"{found[row]:>{most},}  {severity:7}  {code:5}  {slug:{wide}}  in {count(files[row], 'file')}"
