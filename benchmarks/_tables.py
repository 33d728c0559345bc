"""Tables as aligned text for a terminal and as Markdown for docs/measured."""

import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

import seqguard

Row = Sequence[object]


@dataclass(frozen=True)
class Table:
    """A titled table with a sentence below it. Figures are formatted by whoever makes the rows."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Row]
    note: str = ""

    def text(self) -> str:
        """Columns padded to their widest cell; the last one is left as it is."""
        cells = [[str(c) for c in row] for row in (self.columns, *self.rows)]
        widths = [max(len(row[i]) for row in cells) for i in range(len(self.columns) - 1)]
        lines = ["  ".join([*(c.ljust(w) for c, w in zip(row, widths, strict=False)), row[-1]]) for row in cells]
        body = lines if self.rows else ["(none)"]
        return "\n".join([f"== {self.title}", *body, *([self.note] if self.note else []), ""])

    def markdown(self) -> str:
        """A level-two heading, the table, the note."""
        parts = [f"## {self.title}", ""]
        if self.rows:
            parts += [_line(self.columns), _line(["---"] * len(self.columns)), *map(_line, self.rows), ""]
        else:
            parts += ["None.", ""]
        return "\n".join([*parts, *([self.note, ""] if self.note else [])])


def _line(cells: Row) -> str:
    return "| " + " | ".join(str(c).replace("|", "\\|").replace("\n", " ") for c in cells) + " |"


def share(found: int, of: int) -> str:
    """`0.98`, or a dash where there is nothing to divide by."""
    return f"{found / of:.2f}" if of else "-"


def provenance() -> str:
    """Date, versions and machine, as one line."""
    model = platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), model)
    return (
        f"{date.today().isoformat()} · seqguard {seqguard.__version__} · NumPy {np.__version__} · "
        f"Python {sys.version.split()[0]} · {platform.system()} · {model}, {os.cpu_count()} cores"
    )


def page(title: str, intro: Sequence[str], tables: Sequence[Table]) -> str:
    """A Markdown page with its date and versions on top."""
    return "\n".join([f"# {title}", "", provenance(), "", *intro, "", *(t.markdown() for t in tables)]).rstrip() + "\n"
