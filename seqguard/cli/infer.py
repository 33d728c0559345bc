"""`seqguard infer`: a contract learnt from data that are known to be good."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from seqguard.cli.check import settled
from seqguard.cli.config import load
from seqguard.cli.usage import Usage
from seqguard.core.options import OPTIONS
from seqguard.engine.run import inspect
from seqguard.sources.files import open_path
from seqguard.sources.gather import gather

if TYPE_CHECKING:
    import argparse

LEARNT_WITH = ("feature_names", "target_names", "mask_value")


def infer(arguments: argparse.Namespace) -> int:
    """Print the contract or write it to a file; errors in the data are said, since others will be held to them."""
    from seqguard.contract.schema import SequenceSchema

    (path,) = arguments.paths
    opening, options = settled(arguments, load(arguments.config).dataset(path))
    reading = {k: v for k, v in options.items() if OPTIONS[k].part == "data"}
    try:
        data = open_path(path, **opening)
        X, y = data["X"], data.get("y")
        report = inspect(X, y, **reading)
        contract = SequenceSchema.infer(X, y, **{k: v for k, v in reading.items() if k in LEARNT_WITH})
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise Usage(f"{path}: {error}") from error
    for finding in report.errors:
        print(f"seqguard: {path}: {finding.slug} · {finding.place}: {finding.message}", file=sys.stderr)
    if report.errors:
        print("seqguard: this contract will hold later data to what is wrong with these", file=sys.stderr)
    if arguments.output is None:
        print(contract.to_yaml(), end="")
        return 0
    contract.to_yaml(arguments.output)
    samples = len(gather(X, y)[0].inputs[0])
    print(f"{arguments.output}: learnt from {samples:,} samples; `seqguard check PATH --contract {arguments.output}`")
    return 0
