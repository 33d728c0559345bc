"""Regular expressions of contracts, held to what is matched in little time whatever the name.

Python's engine tries every way in which a name can be cut: under a repetition within a repetition, `(x+x+)+y`, there
are twice as many for each letter, and a name of 30 takes minutes.
"""

import math
import re
from re import _constants, _parser  # type: ignore[attr-defined]  # the only parse tree of an expression that there is
from typing import Any

from seqguard.core.errors import shown

LONGEST = 500
"""Characters of an expression, and of a name that is matched by one."""
WAYS = 3 * math.log(LONGEST + 1)
"""Logarithm of the ways to cut a name that are tried: three repetitions without an end, such as of `\\d+_\\d+_\\d+`."""


def check_pattern(pattern: str, where: str) -> None:
    """Raise ValueError for what is no regular expression, or may take longer than can be waited for."""
    if len(pattern) > LONGEST:
        raise ValueError(f"{where} is a regular expression of more than {LONGEST} characters")
    try:
        re.compile(pattern)
        ways = _ways(_parser.parse(pattern))
    except (re.error, RecursionError, OverflowError) as error:
        raise ValueError(f"{where} is no regular expression: {error}") from error
    if ways > WAYS + 1e-9:
        raise ValueError(
            f"{where} is a regular expression that may cut a name in more than {LONGEST}**3 ways, {shown(pattern)}; "
            "repeat nothing that is itself repeated or a choice, and at most three parts without an end"
        )


def _ways(tree: Any) -> float:
    """The logarithm of the ways in which a name of `LONGEST` characters can be cut by an expression, at most."""
    total = 0.0
    for operation, argument in tree:
        inner = [_ways(part) for part in _parts(argument)]
        if operation in (_constants.MAX_REPEAT, _constants.MIN_REPEAT, _constants.POSSESSIVE_REPEAT):
            most = min(int(argument[1]), LONGEST)
            total += math.log(max(most - int(argument[0]), 0) + 1) + most * sum(inner)
        elif operation is _constants.BRANCH:
            total += math.log(len(inner)) + max(inner)
        else:
            total += sum(inner)
    return total


def _parts(argument: Any) -> list[Any]:
    """The expressions within an item of the parse tree."""
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    if isinstance(argument, tuple | list):
        return [part for entry in argument for part in _parts(entry)]
    return []
