"""The text forms of the public archives of time series: `.ts` of sktime and aeon, `.arff` of Weka."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from seqguard.core.errors import NotInstalled, shortened, shown
from seqguard.core.plan import Array
from seqguard.sources.texts import open_text

if TYPE_CHECKING:
    import pandas as pd

Members = dict[str, Callable[[], Any]]
NUMBERED = re.compile(r"^(.*?)(\d+)$")
WORDS = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,{}]+)""")
"""One value of ARFF: quoted either way, or bare."""


def open_ts(path: Path) -> Members:
    """X (samples, timesteps, channels), or a list of such where lengths differ, and y.

    Classes become their number in the order in which the header declares them, where they are no numbers themselves.

    Raises:
        ValueError: a header or a line that cannot be read; it is named.
    """
    with open_text(path) as file:
        head, lines = _ts_header(path, file)
        if head.get("timestamps", "false").lower() == "true":
            raise ValueError(
                f"{path} gives each value its time; pass what sktime reads, seqguard.inspect(*sktime.datasets."
                f"load_from_tsfile({path.name!r}))"
            )
        kind, *classes = head.get("classlabel", "false").split() or ["false"]
        labelled = kind.lower() == "true" or head.get("targetlabel", "false").lower() == "true"
        samples, labels = [], []
        for number, line in lines:
            *dimensions, label = line.split(":") if labelled else [*line.split(":"), ""]
            samples.append(_channels(f"{path}: line {number:,}", dimensions))
            labels.append(label.strip())
    if not samples:
        raise ValueError(f"{path} has no series below @data")
    found: Members = {"X": partial(_same, samples)}
    return {**found, "y": partial(_labels, labels, classes)} if labelled else found


def _ts_header(path: Path, file: IO[bytes]) -> tuple[dict[str, str], Iterator[tuple[int, str]]]:
    """What the lines that begin with @ say, and the lines below @data with their numbers."""
    lines = _lines(path, file)
    head: dict[str, str] = {}
    for _, line in lines:
        name, _, rest = line.removeprefix("@").partition(" ")
        if not line.startswith("@"):
            break
        if name.lower() == "data":
            return head, lines
        head[name.lower()] = rest.strip()
    raise ValueError(f"{path} is no .ts: it has no line @data")


def _lines(path: Path, file: IO[bytes]) -> Iterator[tuple[int, str]]:
    """Lines that are neither empty nor a comment, with their numbers."""
    for number, raw in enumerate(file, 1):
        try:
            line = raw.decode("utf-8").strip()
        except UnicodeDecodeError as error:
            raise ValueError(f"{path} is no text: line {number:,}: {error.reason}") from error
        if line and line[0] not in "#%":
            yield number, line


def _channels(where: str, dimensions: list[str]) -> Array:
    """(timesteps, channels) of one sample; `?` is a missing value."""
    try:
        rows = [np.array([_number(cell) for cell in part.split(",")]) for part in dimensions]
    except ValueError as error:
        raise ValueError(f"{where}: {shortened(str(error), 200)}") from error
    lengths = {len(row) for row in rows}
    if len(lengths) > 1:
        raise ValueError(f"{where}: its channels have {min(lengths):,} to {max(lengths):,} values")
    return np.stack(rows, axis=1) if rows else np.zeros((0, 0))


def _number(cell: str) -> float:
    return np.nan if cell.strip() in ("?", "NaN", "") else float(cell)


def _same(samples: list[Array]) -> Any:
    """One array where all have one shape."""
    return np.stack(samples) if len({s.shape for s in samples}) == 1 else samples


def _labels(labels: list[str], classes: list[str]) -> Array:
    """Numbers as they stand, whole where all are; else places in the list of the classes."""
    try:
        numbers = np.array([_number(label) for label in labels])
    except ValueError:
        known = {name: i for i, name in enumerate(classes)}
        if any(label not in known for label in labels):
            return np.array(labels)
        return np.array([known[label] for label in labels])
    whole = np.isfinite(numbers).all() and (numbers == np.round(numbers)).all() and bool(classes)
    return numbers.astype(np.int64) if whole else numbers


def open_arff(path: Path, *, series: bool = True) -> "Members | pd.DataFrame":
    """X and y where the attributes are the steps of a series, numbered one after the other; else, or where `series` is
    no, a table.

    A relational attribute holds the channels of a sample. The last attribute is y where it is not among the steps.

    Raises:
        ValueError: it cannot be read.
        NotInstalled: pandas is missing, for a table.
    """
    with open_text(path) as file:
        lines = _lines(path, file)
        attributes, relational = _attributes(path, lines)
        rows = [(number, _cells(line)) for number, line in lines]
    if not rows:
        raise ValueError(f"{path} has no rows below @data")
    for number, cells in rows:
        if len(cells) != len(attributes):
            raise ValueError(f"{path}: line {number:,} has {len(cells):,} values for {len(attributes):,} attributes")
    names = list(attributes)
    columns = {name: [cells[i] for _, cells in rows] for i, name in enumerate(names)}
    if series and relational:
        samples = [
            _channels(f"{path}: line {number:,}", re.split(r"\\n|\n", cells[names.index(relational)]))
            for number, cells in rows
        ]
        rest = [name for name in names if name != relational]
        return _with_target({"X": partial(_same, samples)}, columns, attributes, rest)
    steps = _steps(names, attributes)
    if series and steps:
        values = [[_value(path, number, cells[names.index(s)]) for s in steps] for number, cells in rows]
        rest = [name for name in names if name not in steps]
        return _with_target({"X": partial(np.array, values)}, columns, attributes, rest)
    return _as_table(path, rows, attributes)


def _attributes(path: Path, lines: Iterator[tuple[int, str]]) -> tuple[dict[str, list[str] | None], str | None]:
    """Each attribute with its values where it lists them, and the name of the relational one."""
    attributes: dict[str, list[str] | None] = {}
    relational, within = None, False
    for number, line in lines:
        word = line.split(None, 1)[0].lower()
        if word == "@data":
            return attributes, relational
        if word == "@end":
            within = False
        elif word == "@attribute" and not within:
            name, rest = _declared(f"{path}: line {number:,}", line[len(word) :].strip())
            if name in attributes:
                raise ValueError(f"{path} has two attributes {shown(name)}")
            within = rest.lower().startswith("relational")
            relational = name if within else relational
            attributes[name] = _cells(rest.strip("{} ")) if rest.startswith("{") else None
        elif not word.startswith("@"):
            break
    raise ValueError(f"{path} is no .arff: it has no line @data")


def _declared(where: str, text: str) -> tuple[str, str]:
    found = WORDS.match(text)
    if found is None:
        raise ValueError(f"{where}: it has no name")
    return _plain(found), text[found.end() :].strip()


def _cells(line: str) -> list[str]:
    return [_plain(found) for found in WORDS.finditer(line)]


def _plain(found: "re.Match[str]") -> str:
    return next(group for group in found.groups() if group is not None)


def _value(path: Path, number: int, cell: str) -> float:
    try:
        return _number(cell)
    except ValueError:
        raise ValueError(f"{path}: line {number:,}: {shown(cell)} is no number") from None


def _steps(names: list[str], attributes: dict[str, list[str] | None]) -> list[str]:
    """All attributes but perhaps the last, where their names count up by one: att1, att2, ... att96."""
    for steps in (names, names[:-1]):
        parts = [NUMBERED.match(name) for name in steps]
        if len(steps) > 2 and all(parts) and all(attributes[name] is None for name in steps):
            stems = {p[1] for p in parts if p}
            counts = np.array([int(p[2][:9]) for p in parts if p])
            if len(stems) == 1 and (np.diff(counts) == 1).all():
                return steps
    return []


def _with_target(
    found: Members, columns: dict[str, list[str]], attributes: dict[str, list[str] | None], rest: list[str]
) -> Members:
    return {**found, "y": partial(_labels, columns[rest[-1]], attributes[rest[-1]] or [])} if rest else found


def _as_table(path: Path, rows: list[tuple[int, list[str]]], attributes: dict[str, list[str] | None]) -> "pd.DataFrame":
    try:
        import pandas as pd
    except ImportError as error:
        raise NotInstalled(f"{path} needs pandas: pip install pandas") from error
    columns: dict[str, Any] = {}
    for i, name in enumerate(attributes):
        cells = [row[i] for _, row in rows]
        try:
            columns[name] = [_number(cell) for cell in cells]
        except ValueError:
            columns[name] = cells
    return pd.DataFrame(columns)
