"""`seqguard audit`: the folds that a splitter would make of a file, looked at before anything is trained on them."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from seqguard.cli.check import sentence, settled, warned
from seqguard.cli.config import load
from seqguard.cli.main import emit
from seqguard.cli.usage import Usage
from seqguard.cli.writing import check_target, write
from seqguard.core.errors import shown
from seqguard.core.options import OPTIONS
from seqguard.folds.audit import Audit
from seqguard.folds.audit import audit as audited
from seqguard.folds.purged import PurgedKFold
from seqguard.sources.files import open_path
from seqguard.sources.split import Split

if TYPE_CHECKING:
    import argparse

    from seqguard.report.report import FailOn

SUFFIXES = {".json": "json", ".html": "html", ".svg": "svg", ".txt": "text"}


def audit(arguments: argparse.Namespace) -> int:
    """Print the audit or write it to a file; 1 when a finding reaches --fail-on, 2 when it could not be made."""
    (path,) = arguments.paths
    config = load(arguments.config)
    opening, options = settled(arguments, config.dataset(path))
    reading = {k: v for k, v in options.items() if OPTIONS[k].part == "data" or k == "impact"}
    if arguments.output is not None:
        check_target("-o", arguments.output, [path])
    suffix = SUFFIXES.get(Path(arguments.output or "").suffix, "text")
    cv = splitter(arguments.cv)
    if opening["cut"] and not opening["cut"].keys() - {"horizon"}:  # said of the targets, not of a table to be cut
        opening["cut"] = None
    try:
        with warned():
            data = open_path(path, **opening)
            X, y = data["X"], data.get("y")
            made = audited(cv, X, None if isinstance(X, Split) else y, horizon=arguments.horizon, **reading)
    except (OSError, ValueError, TypeError, ImportError, MemoryError) as error:
        said = sentence(error)
        raise Usage(said if said.startswith(path) else f"{path}: {said}") from error
    if arguments.output is not None:
        write("-o", arguments.output, _written(made, arguments.format or suffix))
    else:
        emit(_written(made, arguments.format or "text"))
    return int(made.fails(cast("FailOn", arguments.fail_on or config.fail_on or "error")))


def _written(made: Audit, format: str) -> str:
    if format == "json":
        return made.to_json() + "\n"
    if format == "html":
        return made.to_html()
    return (made.figure() if format == "svg" else str(made)) + "\n"


def splitter(words: str) -> Any:
    """A share or a number of folds; fold numbers of a .npy file; a splitter of scikit-learn with plain arguments.

    Raises:
        Usage: it is none of these.
    """
    for kind in (int, float):
        try:
            return kind(words)
        except ValueError:
            continue
    if words.endswith(".npy"):
        try:
            return np.load(words, allow_pickle=False)
        except (OSError, ValueError) as error:
            raise Usage(f"--cv {words}: {error}") from error
    name, given, named = _called(words)
    if name == "PurgedKFold":
        made: Any = PurgedKFold
    else:
        try:
            from sklearn import model_selection
        except ImportError as error:
            raise Usage("--cv: a splitter needs scikit-learn: pip install 'seqguard[sklearn]'") from error
        made = getattr(model_selection, name, None)
        if not callable(getattr(made, "split", None)):
            raise Usage(f"--cv {words}: scikit-learn has no splitter {name}")
    try:
        return made(*given, **named)
    except (TypeError, ValueError) as error:
        raise Usage(f"--cv {words}: {error}") from error


def _called(words: str) -> tuple[str, list[Any], dict[str, Any]]:
    """`TimeSeriesSplit(5, gap=24)` as a name and its arguments; nothing of it is run."""
    try:
        node = ast.parse(words.strip(), mode="eval").body
        if isinstance(node, ast.Name):
            return node.id, [], {}
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            given = [ast.literal_eval(value) for value in node.args]
            return node.func.id, given, {k.arg: ast.literal_eval(k.value) for k in node.keywords if k.arg}
    except (SyntaxError, ValueError) as error:
        raise Usage(f"--cv {shown(words)}: {error}") from error
    raise Usage(
        f"--cv must be a share, a number of folds, a .npy file or such as TimeSeriesSplit(5), got {shown(words)}"
    )
