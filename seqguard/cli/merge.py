"""`seqguard merge`: kept profiles as one."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from seqguard.cli.check import sentence
from seqguard.cli.main import emit
from seqguard.cli.profile import summary
from seqguard.cli.usage import Usage
from seqguard.cli.writing import check_target
from seqguard.core.escape import for_log, one_line
from seqguard.profiles.compare import SUFFIX
from seqguard.profiles.profile import Profile

if TYPE_CHECKING:
    import argparse


def merge(arguments: argparse.Namespace) -> int:
    """Write the profile of all, in the order in which they are given; it may be written over one of them."""
    target = arguments.output
    if not target.endswith(SUFFIX):
        raise Usage(f"-o {target}: a profile is kept in a file that ends in {SUFFIX}")
    check_target("-o", target, ())
    parts = []
    for path in arguments.paths:
        try:
            parts.append(Profile.load(path))
        except (OSError, ValueError) as error:
            said = sentence(error)
            raise Usage(said if path in said else f"{path}: {said}") from error
    try:
        whole = reduce(or_, parts)
        whole.save(target)
    except (OSError, ValueError) as error:
        raise Usage(sentence(error)) from error
    emit(for_log(f"{one_line(target)}: {whole.joined:,} profiles, {summary(whole)}\n"))
    return 0
