"""`seqguard profile`: the figures of each feature that checks are built on."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from seqguard.basis.kinds import Kinds
from seqguard.cli.check import sentence, settled, warned
from seqguard.cli.config import load
from seqguard.cli.main import emit, say
from seqguard.cli.paths import expanded
from seqguard.core.declare import Check, Missing, check
from seqguard.core.errors import NoData, PointerFile
from seqguard.core.escape import for_json, for_log, one_line
from seqguard.core.finding import Finding, JsonValue
from seqguard.core.options import OPTIONS, Options
from seqguard.core.places import Each
from seqguard.core.plan import Plan
from seqguard.core.text import num
from seqguard.engine.progress import Progress
from seqguard.engine.resolve import Known, Scope
from seqguard.engine.run import read
from seqguard.report.formats.json import plain
from seqguard.sources.files import open_path
from seqguard.sources.gather import gather
from seqguard.sources.urls import spoken
from seqguard.statistics.moments import Moments

if TYPE_CHECKING:
    import argparse

COLUMNS = ("feature", "kind", "values", "nan", "inf", "min", "mean", "std", "max")


def profile(arguments: argparse.Namespace) -> int:
    """Print a table of features for each tensor; 2 when a path could not be read."""
    import numpy as np

    config = load(arguments.config)
    status, tables = 0, []
    for path, dataset in expanded(arguments.paths or list(config.paths()), arguments, config):
        opening, options = settled(arguments, dataset)
        try:
            asked = Options.of(**{k: v for k, v in options.items() if OPTIONS[k].part != "rules"}).data
            with warned():
                splits = {s.name: s for s in gather(**open_path(path, **opening))}
            with Progress("auto") as shown, np.errstate(all="ignore"):
                tables += list(_tables(spoken(path), read(splits, [_FEATURES], asked, shown)))
        except (PointerFile, NoData) as passed:
            say(str(passed))
        except (OSError, ValueError, TypeError, ImportError, MemoryError) as error:
            said = sentence(error)
            name = spoken(path)
            say(said if said.startswith(name) else f"{name}: {said}")
            status = 2
    if arguments.format == "json":
        emit(for_json(json.dumps(tables, indent=2, ensure_ascii=False) + "\n"))
    else:
        emit(for_log("\n\n".join(_text(tables)) + "\n"))
    return status


def column_figures(tensor_plan: Each[Plan], tensor: Each[Moments], tensor_kinds: Each[Kinds]) -> Iterator[Finding]:
    """The figures of each feature."""
    n, mean = tensor.finite.sum(0), tensor.feature_mean()
    low, high, var = tensor.feature_min(), tensor.feature_max(), tensor.feature_var()
    for f, column in enumerate(tensor_kinds):
        evidence: dict[str, JsonValue] = {
            "feature": tensor_plan.features[f],
            "kind": column.kind + (", static" if column.static else ""),
            "values": int(n[f]),
            "nan": int(tensor.nan.sum(0)[f]),
            "inf": int(tensor.inf.sum(0)[f]),
        }
        figures: dict[str, JsonValue] = {"min": low[f], "mean": mean[f], "std": math.sqrt(var[f]), "max": high[f]}
        yield Finding(message="", remedy="", evidence={**evidence, **(figures if n[f] else dict.fromkeys(figures))})


_FEATURES: Check = check("PROFILE000", severity="info")(column_figures)
"""Declared as a check is, so that the engine reads for it what it names."""


def _tables(path: str, known: Known) -> Iterator[dict[str, Any]]:
    for split, data in known.splits.items():
        for given in (*data.inputs, *data.targets):
            table = {
                "path": path,
                "split": split,
                "tensor": given.name,
                "shape": list(given.shape),
                "dtype": given.dtype,
            }
            try:
                rows = [
                    plain(f.evidence)
                    for f in _FEATURES(**known.arguments(column_figures, Scope(split, given.name, None)))
                ]
            except Missing as reason:
                yield {**table, "features": [], "reason": str(reason)}
            else:
                yield {**table, "features": rows}


def _text(tables: list[dict[str, Any]]) -> Iterator[str]:
    for t in tables:
        rows = [[_cell(row[c]) for c in COLUMNS] for row in t["features"]]
        wide = [max(map(len, column)) for column in zip(COLUMNS, *rows, strict=True)]
        name = t["tensor"] if t["split"] == "train" else f"{t['split']} {t['tensor']}"
        lines = [f"{one_line(t['path'])}: {name} ({', '.join(map(str, t['shape']))}) {t['dtype']}"]
        lines += [f"  {t['reason']}"] if "reason" in t else [_line(row, wide) for row in [list(COLUMNS), *rows]]
        yield "\n".join(lines)


def _line(cells: list[str], wide: list[int]) -> str:
    """Names to the left, figures to the right."""
    aligned = [c.ljust(w) if i < 2 else c.rjust(w) for i, (c, w) in enumerate(zip(cells, wide, strict=True))]
    return f"  {'  '.join(aligned)}".rstrip()


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    return one_line(value) if isinstance(value, str) else num(value)
