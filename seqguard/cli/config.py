"""`[tool.seqguard]` of pyproject.toml: what a team has decided once. Only the command line reads it, never the library.

Keys may be written with hyphens or underscores. A key that is not known is refused by name: a misspelt `ignore` that
did nothing would be found out by the wrong person.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from seqguard.catalogue import nearest
from seqguard.cli.usage import PRESET_NAMES, Usage
from seqguard.core.declare import Check
from seqguard.core.errors import shortened, shown
from seqguard.core.finding import SEVERITIES, Severity
from seqguard.core.options import OPTIONS
from seqguard.engine.registry import available, matches
from seqguard.report.report import FailOn
from seqguard.sources.limits import read_text
from seqguard.sources.urls import is_url, spoken

LONGEST = 2**20
"""Bytes of a pyproject.toml; Python's parser takes a second for so many."""


@dataclass(frozen=True)
class Preset:
    """How strict a gate is, under one name."""

    fail_on: FailOn
    verbose: bool = False
    stale_fails: bool = False


PRESETS: Mapping[str, Preset] = {
    "exploratory": Preset("never", verbose=True),
    "ci": Preset("error"),
    "strict": Preset("warning", stale_fails=True),
}


@dataclass(frozen=True)
class Rules:
    """Which checks run, on which terms; `select` None stands for all."""

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severities: Mapping[str, str] = field(default_factory=dict)
    checks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def under(self, general: "Rules") -> "Rules":
        """These rules where they say something, `general` elsewhere; what either ignores is ignored."""
        return Rules(
            general.select if self.select is None else self.select,
            (*general.ignore, *self.ignore),
            {**general.severities, **self.severities},
            {**general.checks, **self.checks},
        )

    def configured(self) -> list[Check]:
        """The checks whose severity or thresholds differ from the built-in ones.

        Raises:
            Usage: a name is no check, or a threshold is not one of its check's.
        """
        if not self.severities and not self.checks:
            return []
        known_checks = available(self.severities, self.checks)
        for table, names in (("severities", self.severities), ("checks", self.checks)):
            for name in names:
                if not any(matches(c, name) for c in known_checks.values()):
                    known = [*(c.slug for c in known_checks.values()), *known_checks]
                    near = nearest(name, known) if len(name) < 100 else "."
                    raise Usage(f"{table} names {shown(name)}, which is no check{near}")
        return [c for check in known_checks.values() if (c := self._configured(check)) is not check]

    def _configured(self, check: Check) -> Check:
        levels = [level for name, level in sorted(self.severities.items(), key=_width) if matches(check, name)]
        settings = {k: v for name, table in self.checks.items() if matches(check, name) for k, v in table.items()}
        if not levels and not settings:
            return check
        level = cast("Severity | None", levels[-1] if levels else None)
        try:
            return check.configured(level=level, **settings)
        except (TypeError, ValueError) as error:
            raise Usage(f"checks: {error}") from error


def _width(item: tuple[str, str]) -> int:
    """A slug or a whole code outweighs the beginning of a code."""
    return len(item[0])


@dataclass(frozen=True)
class Dataset:
    """Files of one kind: how they are opened, how a table among them is cut, and which rules differ."""

    files: tuple[str, ...] = ()
    arrays: Mapping[str, Any] = field(default_factory=dict)
    cut: Mapping[str, Any] = field(default_factory=dict)
    reading: Mapping[str, Any] = field(default_factory=dict)
    rules: Rules = Rules()
    contract: str | None = None
    running: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Config:
    """The whole table. `root` is the folder of the file; its paths and patterns start there. `file` is the file, None
    where there is no table."""

    root: Path
    rules: Rules = Rules()
    datasets: tuple[Dataset, ...] = ()
    fail_on: str | None = None
    preset: str | None = None
    baseline: str | None = None
    file: Path | None = None
    running: Mapping[str, Any] = field(default_factory=dict)

    def paths(self) -> Iterator[str]:
        """The files of all data sets, as seen from here; one that is only a DVC pointer counts as the file it is for.

        Raises:
            Usage: a pattern matches nothing: data that were not there must not pass for data that were checked.
        """
        here = Path.cwd()
        for pattern in (p for d in self.datasets for p in d.files):
            if is_url(pattern):
                yield pattern
                continue
            found = self._glob(pattern) or [p.with_suffix("") for p in self._glob(f"{pattern}.dvc")]
            if not found:
                raise Usage(f"{self.root / 'pyproject.toml'}: files = {shown(pattern)} matches nothing")
            yield from (str(p.relative_to(here)) if p.is_relative_to(here) else str(p) for p in found)

    def _glob(self, pattern: str) -> list[Path]:
        try:
            return sorted(self.root.glob(pattern))
        except (ValueError, OSError, NotImplementedError, RecursionError) as error:
            said = f"files = {shown(pattern)} is no pattern: {shortened(str(error), 200)}"
            raise Usage(f"{self.root / 'pyproject.toml'}: {said}") from error

    def dataset(self, path: str) -> Dataset:
        """The first data set with a pattern that fits; its rules completed by the general ones."""
        dataset = self.matched(path) or Dataset()
        return replace(dataset, rules=dataset.rules.under(self.rules), running=self.running)

    def matched(self, path: str) -> Dataset | None:
        """The first data set with a pattern that fits, as it stands; None where none does."""
        return self._matched.get(path if is_url(path) else os.path.abspath(path))

    @cached_property
    def _matched(self) -> dict[str, Dataset]:
        """Each file that a pattern fits, with the first data set that has one."""
        found: dict[str, Dataset] = {}
        for dataset in self.datasets:
            for pattern in dataset.files:
                places = [pattern] if is_url(pattern) else [os.path.abspath(p) for p in self._glob(pattern)]
                for place in places:
                    found.setdefault(place, dataset)
        return found


def load(file: str | None = None) -> Config:
    """The configuration in `file`, or in the nearest pyproject.toml above the working folder that has one.

    Raises:
        Usage: the file cannot be read, or holds what is not known; the message names the key.
    """
    here = _here()
    if file is not None:
        path = here / file
        found = _parsed(path)
        if found is None:
            raise Usage(f"--config {path}: it has no [tool.seqguard]")
        return found
    for folder in (here, *here.parents):
        path = folder / "pyproject.toml"
        found = _parsed(path) if path.is_file() and _may_speak_of_us(path) else None
        if found is not None:
            return found
    return Config(here)


def _here() -> Path:
    try:
        return Path.cwd()
    except OSError as error:
        raise Usage("the working folder is no longer there") from error


def _may_speak_of_us(path: Path) -> bool:
    """Whether a file may hold the table, in whatever spelling: TOML spells the name out, or with escapes."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Usage(f"{path} cannot be read: {error.strerror}") from error
    return b"seqguard" in content or b"\\u" in content.lower()


def _parsed(path: Path) -> Config | None:
    import tomllib

    try:
        document = tomllib.loads(read_text(path, LONGEST))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Usage(f"{path}: {shortened(str(error), 300)}") from error
    except ValueError as error:
        raise Usage(f"--config {error}") from error
    tool = document.get("tool")
    table = tool.get("seqguard") if isinstance(tool, dict) else None
    if table is None:
        return None
    where = f"{path}: [tool.seqguard]"
    if not isinstance(table, dict):
        raise Usage(f"{where} must be a table, got {shown(table)}")
    values = _checked(where, table, {**GENERAL, **RULES, **RUNNING})
    running = {name: values.pop(name) for name in RUNNING if name in values}
    allowed = values.pop("allow_urls", False)
    datasets = tuple(
        _dataset(path.parent, f"{path}: data set {i + 1}", d) for i, d in enumerate(values.pop("datasets", ()))
    )
    urls = [name for dataset in datasets for name in dataset.files if is_url(name)]
    if urls and not allowed:
        raise Usage(f"{where}: files = {shown(spoken(urls[0]))} is a URL, which is read only where allow-urls = true")
    rules, rest = _rules(values)
    return Config(path.parent, rules, datasets, **rest, file=path, running=running)


def _dataset(folder: Path, where: str, table: Mapping[str, Any]) -> Dataset:
    values = _checked(where, table, {"files": _patterns, "contract": _inside, **ARRAYS, **CUT, **READING, **RULES})
    if "files" not in values:
        raise Usage(f"{where} has no files; give a pattern such as files = 'data/*.npz'")
    rules, rest = _rules(values)
    arrays, cut, reading = ({k: rest[k] for k in keys if k in rest} for keys in (ARRAYS, CUT, READING))
    contract = str(folder / rest["contract"]) if "contract" in rest else None
    return Dataset(rest["files"], arrays, cut, reading, rules, contract)


def _rules(values: dict[str, Any]) -> tuple[Rules, dict[str, Any]]:
    return Rules(**{k: v for k, v in values.items() if k in RULES}), {k: v for k, v in values.items() if k not in RULES}


def _checked(where: str, table: Mapping[str, Any], kinds: Mapping[str, Callable[[Any], Any]]) -> dict[str, Any]:
    """The values under their Python names; the first that is not known or not of its kind is refused."""
    values = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in kinds:
            known = [k.replace("_", "-") for k in kinds]
            near = nearest(key.replace("_", "-"), known) if len(key) < 100 else "."
            raise Usage(f"{where} has no key {shown(key)}{near} It has {', '.join(known)}.")
        if name in values:
            raise Usage(f"{where} has {name.replace('_', '-')} twice, in two spellings")
        try:
            values[name] = kinds[name](value)
        except ValueError as error:
            raise Usage(f"{where}: {key} must be {error}, got {shown(value)}") from None
    return values


def _is(kind: type, said: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ValueError(said)
        return value

    return check


def _one_of(*choices: object) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not any(type(value) is type(choice) and value == choice for choice in choices):
            raise ValueError(f"one of {', '.join(map(repr, choices))}")
        return value

    return check


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise ValueError("a string or a list of strings")
    return tuple(value)


def _columns(value: Any) -> str | list[str]:
    return value if isinstance(value, str) else list(_names(value))


def _patterns(value: Any) -> tuple[str, ...]:
    names = _names(value)
    for name in names:
        if not is_url(name):
            _inside(name)
        elif name.lower().startswith("file:"):
            raise ValueError("a path within the folder of pyproject.toml, or a URL of another machine")
    return names


def _inside(value: Any) -> str:
    """A path or pattern that stays in the folder of pyproject.toml: a gate does not look where its review did not."""
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError("a path relative to the folder of pyproject.toml")
    if os.path.isabs(value) or os.path.normpath(value).split(os.sep)[0] == "..":
        raise ValueError("a path within the folder of pyproject.toml")
    return value


def _levels(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(v in SEVERITIES for v in value.values()):
        raise ValueError(f"a table of checks and severities ({', '.join(SEVERITIES)})")
    return value


def _settings(value: Any) -> Mapping[str, Mapping[str, Any]]:
    if not isinstance(value, dict) or not all(isinstance(v, dict) for v in value.values()):
        raise ValueError("a table for each check, such as [tool.seqguard.checks.mean-imputation]")
    settings = {name: {k.replace("-", "_"): v for k, v in table.items()} for name, table in value.items()}
    if any(len(settings[name]) != len(table) for name, table in value.items()):
        raise ValueError("a table for each check, in which no threshold stands in two spellings")
    return settings


def _tables(value: Any) -> Sequence[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise ValueError("an array of tables, [[tool.seqguard.datasets]]")
    return value


def _shapes(value: Any) -> Mapping[str, tuple[int, ...]]:
    fits = isinstance(value, dict) and all(isinstance(v, list) for v in value.values())
    if not fits or not all(type(n) is int and n >= 0 for v in value.values() for n in v):
        raise ValueError("a table of names and shapes, such as { x = [24, 3] }")
    return {name: tuple(sizes) for name, sizes in value.items()}


_text = _is(str, "a string")
_count = _is(int, "a whole number")
_number = _is((int, float), "a number")  # type: ignore[arg-type]  # isinstance takes both

Kinds = Mapping[str, Callable[[Any], Any]]
GENERAL: Kinds = {
    "fail_on": _one_of("error", "warning", "never"),
    "preset": _one_of(*PRESET_NAMES),
    "baseline": _inside,
    "allow_urls": _one_of(True, False),
    "datasets": _tables,
}
RULES: Kinds = {"select": _names, "ignore": _names, "severities": _levels, "checks": _settings}
ARRAYS: Kinds = {"x": _text, "y": _text, "x_val": _text, "y_val": _text, "shapes": _shapes}
CUT: Kinds = {
    "window": _count,
    "horizon": _count,
    "stride": _count,
    "target": _columns,
    "time": _text,
    "group": _text,
    "features": _columns,
}
"""Arguments of `seqguard.windows`."""
_TAKES: Kinds = {
    "names": _names,
    "number": _number,
    "whole": _count,
    "auto": _one_of(True, False, "auto"),
    "yes": _one_of(True, False),
    "": _text,
}
READING: Kinds = {
    name: _TAKES[option.kind] for name, option in OPTIONS.items() if option.part == "data" and option.metavar
}
"""Options of `seqguard.inspect` that say what the data are."""
RUNNING: Kinds = {
    name: _TAKES[option.kind] for name, option in OPTIONS.items() if option.part == "running" and option.metavar
}
"""Options of `seqguard.inspect` that say how it is run; they stand beside `fail-on`."""
