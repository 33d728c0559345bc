"""`seqguard infer`: a contract learnt from data that are known to be good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from seqguard.cli.check import sentence, settled, warned
from seqguard.cli.config import load
from seqguard.cli.main import emit, say
from seqguard.cli.usage import Usage
from seqguard.cli.writing import check_target, write
from seqguard.core.escape import for_log, one_line
from seqguard.core.options import OPTIONS
from seqguard.engine.run import inspect
from seqguard.sources.files import open_path
from seqguard.sources.gather import gather
from seqguard.sources.urls import spoken

if TYPE_CHECKING:
    import argparse

LEARNT_WITH = ("feature_names", "target_names", "mask_value")


def infer(arguments: argparse.Namespace) -> int:
    """Print the contract or write it to a file; data with errors are refused, since others will be held to them."""
    from seqguard.contract.schema import SequenceSchema

    (path,) = arguments.paths
    config = load(arguments.config)
    opening, options = settled(arguments, config.dataset(path))
    reading = {k: v for k, v in options.items() if OPTIONS[k].part == "data"}
    if arguments.output is not None:
        check_target("-o", arguments.output, [path, str(config.root / "pyproject.toml")])
    try:
        with warned():
            data = open_path(path, **opening)
            X, y = data["X"], data.get("y")
            report = inspect(X, y, **reading)
            contract = SequenceSchema.infer(X, y, **{k: v for k, v in reading.items() if k in LEARNT_WITH})
    except (OSError, ValueError, TypeError, ImportError, MemoryError) as error:
        said = sentence(error)
        name = spoken(path)
        raise Usage(said if said.startswith(name) else f"{name}: {said}") from error
    for finding in report.errors:
        say(f"{spoken(path)}: {finding.slug} · {finding.place}: {finding.message}")
    if report.fails() and not arguments.force:
        for crash in report.crashed:
            say(f"{spoken(path)}: {crash.slug} crashed: {crash.error}")
        raise Usage("a contract would hold later data to what is wrong with these; fix them, or learn with --force")
    if arguments.output is None:
        emit(for_log(contract.to_yaml()))
        return 0
    write("-o", arguments.output, contract.to_yaml())
    samples = len(gather(X, y)[0].inputs[0])
    name = one_line(arguments.output)
    emit(f"{name}: learnt from {samples:,} samples; `seqguard check PATH --contract {name}`\n")
    return 0
