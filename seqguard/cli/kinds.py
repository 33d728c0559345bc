"""Derives docs/kinds.md, the index of what a check or a fact may read, from the statistics and facts themselves."""

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, get_args, get_origin

import numpy as np

import seqguard.facts
import seqguard.statistics  # noqa: F401  # registers the statistics, as facts above registers the facts
from seqguard import authors
from seqguard.core.declare import FACTS
from seqguard.core.statistic import STATISTICS

ROOMS = ("seqguard.statistics.", "seqguard.basis.", "seqguard.facts.")
"""What stands beside a check is that check's own."""
HEAD = """# What a check or a fact may read

Derived from the statistics and facts by `python -m seqguard.cli.reference`. Those marked *promised* are imported from
`seqguard.authors` and kept by [stability.md](stability.md); the others may change with any version. n: samples, T:
timesteps, F: features, `steps` as the docstring says; padded steps are left out unless it says otherwise.
"""


def page() -> str:
    """The text of docs/kinds.md."""
    lines = [HEAD]
    for title, kinds in (
        ("Statistics, computed in the pass over the data", {k: _maker(s) for k, s in STATISTICS.items()}),
        ("Facts, computed from statistics and other facts", {k: _maker(f) for k, f in FACTS.items()}),
    ):
        lines += [f"## {title}", "", "| kind | what it is |", "|---|---|"]
        ordered = sorted(kinds, key=lambda k: (k.__name__, k.__module__))
        ordered = [k for k in ordered if k.__module__.startswith(ROOMS)]
        lines += [f"| [{k.__name__}](#{_anchor(k)}) | {_first(k, kinds[k])} |" for k in ordered]
        lines += ["", *(line for k in ordered for line in _section(k))]
    return "\n".join(lines).rstrip() + "\n"


def _maker(maker: Callable[..., Any]) -> str:
    return inspect.getdoc(maker) or ""


def _anchor(kind: type) -> str:
    return f"{kind.__module__.rpartition('.')[2].lstrip('_')}-{kind.__name__}".lower()


def _first(kind: type, made: str) -> str:
    """The first sentence of the class, and *promised* where it is."""
    words = " ".join((inspect.getdoc(kind) or made).split("\n\n")[0].split())
    head, stop, _ = words.partition(". ")
    promised = " *promised*" if kind.__name__ in authors.__all__ else ""
    return (head + ("." if stop else "")).replace("|", "\\|") + promised


def _section(kind: type) -> Iterator[str]:
    promised = getattr(authors, kind.__name__, None) is kind
    where = "seqguard.authors" if promised else kind.__module__
    yield from (f'<a id="{_anchor(kind)}"></a>', "", f"### {kind.__name__}", "")
    yield from ("```text", inspect.getdoc(kind) or "", "```", "")
    fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    shown = ", ".join(f"`{f.name}: {_type(f.type)}`" for f in fields if not f.name.startswith("_"))
    yield from (f"`from {where} import {kind.__name__}`" + (f"; {shown}" if shown else ""), "")


def _type(kind: Any) -> str:
    """A field's type as a reader says it: `float64 array`."""
    if get_origin(kind) is np.ndarray:
        dtypes = [get_args(part) for part in get_args(kind)[1:]]
        return " ".join(getattr(d, "__name__", "") for args in dtypes for d in args).replace("bool_", "bool") + " array"
    if isinstance(kind, type) and not get_args(kind):
        return kind.__name__
    return re.sub(r"(?:\w+\.)+(?=\w)", "", str(kind))
