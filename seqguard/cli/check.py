"""`seqguard check` and `seqguard baseline`: inspect one path after the other, write the reports, and judge."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from seqguard.catalogue import flags
from seqguard.cli.accepted import Accepted, learnt
from seqguard.cli.config import PRESETS, Config, Dataset, Rules, load
from seqguard.cli.main import emit, say
from seqguard.cli.paths import expanded, paths_of
from seqguard.cli.usage import Usage
from seqguard.cli.writing import check_target, write
from seqguard.core.errors import NoData, PointerFile, SeqguardWarning, shortened, shown
from seqguard.core.escape import one_line
from seqguard.core.options import Options
from seqguard.core.text import count
from seqguard.engine.registry import available, chosen, explanations, of_data, require_known
from seqguard.engine.run import inspect
from seqguard.report.formats import concise
from seqguard.report.formats.terminal import EVERYTHING, WORTH_READING, colours, render
from seqguard.report.registry import Inspected, Run, by_name, document, suffixes
from seqguard.sources.files import open_path
from seqguard.sources.urls import is_url, spoken

if TYPE_CHECKING:
    import argparse

    from seqguard.catalogue import Flag
    from seqguard.report.report import FailOn

BASELINE = "seqguard-baseline.json"


def check(arguments: argparse.Namespace) -> int:
    """Inspect every path; 0 when no report closes the gate, 1 when one does, 2 when a path could not be read."""
    if arguments.watch:
        from seqguard.cli.watch import watch

        return watch(lambda: _checked(arguments), lambda: _inputs(arguments, load(arguments.config)))
    return _checked(arguments)


def _checked(arguments: argparse.Namespace) -> int:
    config = load(arguments.config)
    outputs = _outputs(arguments.output or [], arguments.format, list(_inputs(arguments, config)))
    preset = PRESETS[arguments.preset or config.preset or "ci"]
    level = arguments.fail_on or (arguments.preset and preset.fail_on) or config.fail_on or preset.fail_on
    baseline = arguments.baseline or (config.baseline and str(config.root / config.baseline))
    paths = paths_of(arguments, config)
    require_rules(paths, arguments, config)
    if arguments.show_files:
        emit("".join(f"{one_line(path)}\n" for path, _ in expanded(paths, arguments, config)))
        return 0
    if arguments.show_settings:
        from seqguard.cli.settings import settings

        gate = {"fail-on": level, "preset": arguments.preset or config.preset or "ci", "baseline": baseline}
        emit(settings(config, gate, {path: settled(arguments, config.dataset(path)) for path in paths}))
        return 0
    verbose = arguments.verbose or preset.verbose
    run = Run(tuple(inspected(arguments, config)), cast("FailOn", level), verbose)
    if baseline:
        run = replace(run, files=tuple(_without_known(run.files, Accepted.read(baseline), baseline)))
    for name, target in outputs:
        write("-o", target, _written(name, run))
    if arguments.statistics and not arguments.quiet:
        from seqguard.cli.tally import tally

        emit(tally(run))
    elif not arguments.quiet:
        _print(run, "text" if outputs else arguments.format or "text", arguments)
    stale = preset.stale_fails and any(_stale(file) for file in run.files)
    return status(run) or int(stale)


def baseline(arguments: argparse.Namespace) -> int:
    """Write down what is found now as known; entries of paths that were not asked for stay."""
    config = load(arguments.config)
    require_rules(paths_of(arguments, config), arguments, config)
    target = arguments.output or (config.baseline and str(config.root / config.baseline)) or BASELINE
    check_target("-o", target, [path for path in _inputs(arguments, config) if path != target])
    files = list(inspected(arguments, config))
    if any(f.problem for f in files):
        say(f"{target} was not written, since something could not be read")
        return 2
    before: Mapping[str, frozenset[str]] = Accepted.read(target).files if Path(target).exists() else {}
    now = learnt((repository_path(f.path), f.report) for f in files if f.report is not None).files
    kept = {path: prints for path, prints in before.items() if is_url(path) or (repository() / path).exists()}
    merged = Accepted({**kept, **now})
    write("-o", target, merged.text())
    entries = sum(map(len, merged.files.values()))
    dropped = sum(len(prints - merged.files.get(path, frozenset())) for path, prints in before.items())
    emit(f"{one_line(target)}: {count(entries, 'known finding')}; {dropped} that no longer occur were dropped\n")
    return 0


def inspected(arguments: argparse.Namespace, config: Config) -> Iterator[Inspected]:
    """What became of each path that was given, or of what the configuration or the working folder holds."""
    for path, dataset in expanded(paths_of(arguments, config), arguments, config):
        file = inspect_path(path, *settled(arguments, dataset))
        if file.problem:
            say(file.problem if file.path in file.problem else f"{file.path}: {file.problem}")
        yield file


def require_rules(paths: Iterable[str], arguments: argparse.Namespace, config: Config) -> None:
    """Raise Usage where an option or the configuration names what there is not, before any file is opened."""
    for name in ("select", "ignore"):
        patterns = [p.partition(":")[0] for p in split_commas(getattr(arguments, name))]
        try:
            require_known(f"--{name}", patterns, (*available(patterns).values(),))
        except ValueError as error:
            raise Usage(str(error)) from error
    seen: list[Dataset] = []
    for dataset in map(config.dataset, paths):
        if dataset in seen:
            continue
        seen.append(dataset)
        options = settled(arguments, dataset)[1]
        try:
            chosen(Options.of(**{k: v for k, v in options.items() if k != "schema"}).rules)
        except (TypeError, ValueError) as error:
            raise Usage(str(error)) from error


def settled(arguments: argparse.Namespace, dataset: Dataset) -> tuple[dict[str, Any], dict[str, Any]]:
    """The arguments of `open_path` and of `inspect`: what was asked for here outweighs the configuration."""
    given = {k: v for k, v in vars(arguments).items() if v is not None}
    arrays = {k: given.get(k, dataset.arrays.get(k)) for k in ("x", "y", "x_val", "y_val", "shapes")}
    if isinstance(arrays["shapes"], str):
        arrays["shapes"] = shapes(arrays["shapes"])
    cut: dict[str, Any] = dict(dataset.cut)
    cut |= {k: given[k] for k in ("window", "horizon", "stride", "time", "group") if k in given}
    if "target" in given:
        targets = split_commas([given["target"]])
        cut["target"] = targets[0] if len(targets) == 1 else targets
    if "features" in given:
        cut["features"] = split_commas([given["features"]])
    own = Rules(tuple(split_commas(given.get("select"))) or None, tuple(split_commas(given.get("ignore"))))
    rules = own.under(dataset.rules)
    contract = given.get("contract", dataset.contract)
    options = {
        **dataset.reading,
        **dataset.running,
        **said(given),
        "select": None if rules.select is None else list(rules.select),
        "ignore": silenced(rules.ignore) or None,
        "checks": rules.configured(),
        "thresholds": thresholds(given.get("threshold", ())),
        "schema": contract and Path(contract),
    }
    return {**arrays, "cut": cut or None}, options


def said(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options of `seqguard.inspect` that have a flag, as their keywords take them.

    Raises:
        Usage: a value is not what the option takes.
    """
    return {name: _value(flag, given[name]) for name, flag in flags().items() if name in given}


def _value(flag: Flag, text: str) -> Any:
    kind = flag["kind"]
    if kind == "names":
        return split_commas([text])
    if text == "auto" or not kind:
        return text
    if kind == "auto":
        if text not in ("yes", "no"):
            raise Usage(f"{flag['flag']} must be yes, no or auto, got {text!r}")
        return text == "yes"
    if kind == "yes":
        if text not in ("yes", "no"):
            raise Usage(f"{flag['flag']} must be yes or no, got {text!r}")
        return text == "yes"
    try:
        return int(text) if kind == "whole" else float(text)
    except ValueError:
        raise Usage(f"{flag['flag']} must be a number, got {text!r}") from None


def shapes(text: str) -> dict[str, tuple[int, ...]]:
    """`x=24x3,y=1` as `open_path` takes it.

    Raises:
        Usage: it is not NAME=NUMBERxNUMBER by comma.
    """
    found = {}
    for part in split_commas([text]):
        name, equals, sizes = part.rpartition("=")
        numbers = sizes.split("x") if sizes else []
        if not equals or not name or not all(n.isdecimal() and len(n) < 10 for n in numbers):
            raise Usage(f"--shapes must be NAME=STEPSxFEATURES by comma, such as x=24x3, got {shown(part)}")
        found[name] = tuple(map(int, numbers))
    return found


def thresholds(settings: Iterable[str]) -> dict[str, dict[str, float]]:
    """`outlier.gap=6` as `thresholds` takes it.

    Raises:
        Usage: a setting is not CHECK.NAME=VALUE with a number.
    """
    found: dict[str, dict[str, float]] = {}
    for setting in settings:
        place, _, value = setting.partition("=")
        check, _, name = place.partition(".")
        try:
            number = int(value) if value.lstrip("-").isdigit() else float(value)
        except ValueError:
            number = None
        if number is None or not check or not name:
            raise Usage(f"--threshold must be CHECK.NAME=VALUE, such as outlier.gap=6, got {setting!r}")
        found.setdefault(check, {})[name.replace("-", "_")] = number
    return found


def inspect_path(path: str, opening: dict[str, Any], options: dict[str, Any]) -> Inspected:
    """Open and inspect one path; what goes wrong with one file does not keep the others from being read."""
    name = spoken(path)
    try:
        with warned():
            report = inspect(**open_path(path, **opening), **options)
    except (PointerFile, NoData) as passed:
        return Inspected(name, notice=shortened(str(passed)))
    except (OSError, ValueError, TypeError, ImportError, MemoryError) as error:
        return Inspected(name, problem=sentence(error))
    except Exception as error:  # a fault of ours, shown whole
        import traceback

        traceback.print_exc()
        return Inspected(name, problem=shortened(f"{type(error).__name__}: {error}"))
    return Inspected(name, report)


def sentence(error: Exception) -> str:
    """What is to be said of something that could not be read."""
    if isinstance(error, MemoryError):
        return "it needs more memory than there is"
    if isinstance(error, OSError) and error.strerror:
        return shortened(f"{error.strerror}: {error.filename}" if error.filename else error.strerror)
    return shortened(str(error) or type(error).__name__)


@contextmanager
def warned() -> Iterator[None]:
    """Python's warnings as sentences on stderr, without the lines of code that gave them."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", SeqguardWarning)
        yield
    for warning in caught:
        say(str(warning.message))


def status(run: Run) -> int:
    """The exit status of a run; what could not be read outweighs findings, since the answer is not known."""
    if any(f.problem for f in run.files):
        return 2
    return int(any(report.fails(run.fail_on) for _, report in run.reports))


def _stale(file: Inspected) -> list[str]:
    said = file.report.run.baseline if file.report is not None else None
    return list(said["stale"]) if isinstance(said, dict) else []


def _without_known(files: Iterable[Inspected], known: Accepted, name: str) -> Iterator[Inspected]:
    slugs = {code: check.slug for code, check in of_data().items()}
    explains = explanations(of_data().values())
    for path in known.files:
        if not is_url(path) and not (repository() / path).exists():
            say(f"{name}: {path} is gone; `seqguard baseline` drops its entries")
    for file in files:
        if file.report is None:
            yield file
            continue
        less = replace(file, report=known.apply(repository_path(file.path), file.report, slugs, explains))
        for entry in _stale(less):
            say(f"{name}: {file.path}: {entry} no longer occurs")
        yield less


def split_commas(values: Iterable[str] | None) -> list[str]:
    """`["SG1,SG5", "nan-values"]` as `["SG1", "SG5", "nan-values"]`."""
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]


def silenced(patterns: Iterable[str]) -> dict[str, list[str]]:
    """`CHECK` and `CHECK:FEATURE` as `ignore` takes them; an empty list stands for everywhere."""
    places: dict[str, list[str]] = {}
    whole = set()
    for pattern in patterns:
        name, colon, feature = pattern.partition(":")
        if not colon:
            whole.add(name)
        places.setdefault(name, []).extend([feature] if colon else [])
    return {name: [] if name in whole else features for name, features in places.items()}


def repository_path(path: str) -> str:
    """`path` as seen from the root of its repository, with slashes; a path outside of one by its name alone."""
    if is_url(path):
        return spoken(path)
    absolute = Path(os.path.abspath(path))
    return absolute.relative_to(repository()).as_posix() if absolute.is_relative_to(repository()) else absolute.name


def repository() -> Path:
    """The root of the repository that the working folder is in, or the working folder itself."""
    return next((p for p in [Path.cwd(), *Path.cwd().parents] if (p / ".git").exists()), Path.cwd())


def _print(run: Run, name: str, arguments: argparse.Namespace) -> None:
    if name == "text":
        shown = EVERYTHING if run.verbose else WORTH_READING
        emit(render(run, shown=shown, style=colours(arguments.color), problems=False))
    elif name == "concise":
        emit(concise.render(run, problems=False))
    else:
        emit(_written(name, run))


def _written(name: str, run: Run) -> str:
    if by_name(name).repository_paths:
        files = tuple(Inspected(repository_path(f.path), f.report, f.notice, f.problem) for f in run.files)
        run = replace(run, files=files)
    return document(name, run)


def _inputs(arguments: argparse.Namespace, config: Config) -> Iterator[str]:
    """Every file that this run reads."""
    paths = paths_of(arguments, config)
    yield from paths
    contracts = [getattr(arguments, "contract", None), *(config.dataset(path).contract for path in paths)]
    baseline = getattr(arguments, "baseline", None) or (config.baseline and str(config.root / config.baseline))
    yield from (str(given) for given in (*contracts, baseline, config.root / "pyproject.toml") if given)


def _outputs(targets: Sequence[str], format: str | None, inputs: Sequence[str]) -> list[tuple[str, str]]:
    """(format, file) for each `-o`; its suffix decides where `--format` does not."""
    if format and len(targets) > 1:
        raise Usage("--format decides for one -o; with several, leave it out and let their suffixes decide")
    by_suffix = suffixes()
    outputs = []
    for target in targets:
        name = format or next((by_suffix[s] for s in by_suffix if target.lower().endswith(s)), None)
        if name is None:
            raise Usage(f"-o {target}: the suffix says no format; give --format, or one of {', '.join(by_suffix)}")
        check_target("-o", target, inputs)
        outputs.append((name, target))
    return outputs
