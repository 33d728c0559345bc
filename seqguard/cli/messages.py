"""What each check says of its first bad example, kept in docs/measured/messages.json: the page of a check shows it, and
only a check whose file has changed is run again."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from seqguard.core.declare import Check
from seqguard.core.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

PATH = Path(__file__).parents[2] / "docs" / "measured" / "messages.json"


class Message(TypedDict):
    """The words of a finding, and the hash of the file that its check was in."""

    file: str
    severity: str
    place: str
    message: str
    remedy: str
    fix: str


def kept() -> dict[str, Message]:
    """The messages by code."""
    found: dict[str, Message] = json.loads(PATH.read_text(encoding="utf-8")) if PATH.exists() else {}
    return found


def text(checks: Iterable[Check]) -> str:
    """The text of messages.json, with checks that have changed run anew."""
    before = kept()
    now = {c.code: before[c.code] if _fresh(c, before) else _message(c) for c in checks}
    return json.dumps(now, indent=1, ensure_ascii=False) + "\n"


def stale(checks: Iterable[Check]) -> list[str]:
    """The slugs of the checks whose message is none of their file as it is."""
    before = kept()
    return [c.slug for c in checks if not _fresh(c, before)]


def said_of(check: Check, example: int = 0) -> Iterator[Finding]:
    """What a check says of one of its bad examples; a check of a model is called with the facts it reads."""
    import numpy as np

    from seqguard.engine.resolve import needs
    from seqguard.engine.run import inspect as inspect_data

    arguments = check.bads[example](np.random.default_rng(0))
    if needs(check.function).outside:
        yield from check(**arguments)
    else:
        yield from inspect_data(**{**arguments, "select": [check.slug]}).findings


def _fresh(check: Check, before: Mapping[str, Message]) -> bool:
    return check.code in before and before[check.code]["file"] == _hash(check)


def _hash(check: Check) -> str:
    path = Path(inspect.getfile(check.function))
    return hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()[:12]


def _message(check: Check) -> Message:
    finding = next(f for f in said_of(check) if f.slug in ("", check.slug))
    return {
        "file": _hash(check),
        "severity": finding.severity or check.severity,
        "place": finding.place,
        "message": finding.argument,
        "remedy": finding.remedy,
        "fix": finding.fix,
    }
