"""What the tests of declarations share."""

from collections.abc import Iterable
from typing import Any

from seqguard.authors import (
    Check,
    Finding,
    Input,
    Moments,
    check,
)

Findings = Iterable[Finding]


def declare(function: Any, code: str = "ZZ001", **options: Any) -> Check:
    return check(code, **{"severity": "warning", **options})(function)


def fine(x: Input[Moments]) -> Findings:
    yield from ()
