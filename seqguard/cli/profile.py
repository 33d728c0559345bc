"""`seqguard profile`: the figures of each feature that checks are built on, printed, or kept in a file."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from seqguard.basis.kinds import Kinds
from seqguard.cli.check import sentence, settled, warned
from seqguard.cli.config import Config, load
from seqguard.cli.main import emit, say
from seqguard.cli.paths import expanded
from seqguard.cli.usage import Usage
from seqguard.cli.writing import check_target
from seqguard.core.declare import Check, Missing, check
from seqguard.core.errors import NoData, PointerFile
from seqguard.core.escape import for_json, for_log, one_line
from seqguard.core.finding import Finding, JsonValue
from seqguard.core.options import OPTIONS, Options
from seqguard.core.places import Each
from seqguard.core.plan import Plan
from seqguard.core.text import count, num
from seqguard.engine.intake import read
from seqguard.engine.progress import Progress
from seqguard.engine.resolve import Known, Scope
from seqguard.profiles.compare import SUFFIX
from seqguard.profiles.profile import Profile, profiled
from seqguard.report.formats.json import plain
from seqguard.report.formats.phrases import verdict
from seqguard.sources.files import open_path
from seqguard.sources.gather import gather
from seqguard.sources.urls import spoken
from seqguard.statistics.moments import Moments

if TYPE_CHECKING:
    import argparse

COLUMNS = ("feature", "kind", "values", "nan", "inf", "min", "mean", "std", "max")


def profile(arguments: argparse.Namespace) -> int:
    """Print a table of features for each tensor, or keep a profile; 2 when a path could not be read."""
    import numpy as np

    config = load(arguments.config)
    if arguments.output is not None:
        return _kept(arguments, config)
    if arguments.like is not None:
        raise Usage("--like goes with -o: it says how a profile that is kept is read")
    status, tables = 0, []
    for path, dataset in expanded(arguments.paths or list(config.paths()), arguments, config):
        opening, options = settled(arguments, dataset)
        try:
            if path.endswith(SUFFIX):
                tables += list(_of_profile(path, Profile.load(path)))
                continue
            asked = Options.of(**{k: v for k, v in options.items() if OPTIONS[k].part != "rules"}).data
            with warned():
                splits = {s.name: s for s in gather(**open_path(path, **opening), asked=asked)}
            with Progress("auto") as shown, np.errstate(all="ignore"):
                tables += list(_tables(spoken(path), read(splits, [_FEATURES], asked, shown)))
        except (PointerFile, NoData) as passed:
            say(str(passed))
        except (OSError, ValueError, TypeError, ImportError, MemoryError) as error:
            said = sentence(error)
            say(_named(path, said))
            status = 2
    if arguments.format == "json":
        emit(for_json(json.dumps(tables, indent=2, ensure_ascii=False) + "\n"))
    else:
        emit(for_log("\n\n".join(_text(tables)) + "\n"))
    return status


def _kept(arguments: argparse.Namespace, config: Config) -> int:
    """Keep the profile of one path in a file."""
    if len(arguments.paths) != 1:
        raise Usage("-o keeps the profile of one PATH; give one, and join profiles by `seqguard merge`")
    (path,) = arguments.paths
    if not arguments.output.endswith(SUFFIX):
        raise Usage(f"-o {arguments.output}: a profile is kept in a file that ends in {SUFFIX}")
    check_target("-o", arguments.output, [path, *([arguments.like] if arguments.like else [])])
    opening, options = settled(arguments, config.dataset(path))
    try:
        with warned():
            like = Profile.load(arguments.like) if arguments.like else None
            made = profiled(**open_path(path, **opening), options=Options.of(**options), like=like)
        made.save(arguments.output)
    except (OSError, ValueError, TypeError, ImportError, MemoryError) as error:
        raise Usage(_named(path, sentence(error))) from error
    emit(for_log(f"{one_line(arguments.output)}: {summary(made)}\n"))
    return 0


def summary(made: Profile) -> str:
    """What a profile is of, and the verdict on it."""
    return f"{count(made.samples, 'sample')}; {verdict(made.report())}"


def _named(path: str, said: str) -> str:
    name = spoken(path)
    return said if said.startswith(name) else f"{name}: {said}"


def _of_profile(path: str, kept: Profile) -> Iterator[dict[str, Any]]:
    """The tables of a profile that was kept."""
    for split, tensors in kept.figures.items():
        for name, f in tensors.items():
            rows = [
                {
                    "feature": f.names[i],
                    "kind": f.kinds[i] + (", static" if f.static[i] else ""),
                    "values": int(f.count[i] - f.nan[i] - f.inf[i]),
                    **{word: plain(getattr(f, word)[i]) for word in ("nan", "inf", "min", "mean", "std", "max")},
                }
                for i in range(len(f))
            ]
            for row in (r for r in rows if not r["values"]):
                row.update(dict.fromkeys(("min", "mean", "std", "max")))
            shape = list(f.shape)
            yield {"path": path, "split": split, "tensor": name, "shape": shape, "dtype": f.dtype, "features": rows}


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
