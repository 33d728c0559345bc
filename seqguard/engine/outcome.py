"""What checks come to, one after the other, each finding stamped with what the engine knows of it."""

import traceback
from collections.abc import Sequence
from dataclasses import replace

from seqguard.core.declare import Check, Missing
from seqguard.core.errors import shortened
from seqguard.core.escape import one_line
from seqguard.core.finding import Crash, Finding, Skipped
from seqguard.engine.fixes import in_call
from seqguard.engine.resolve import TRAIN, Known, Scope, needs


class Outcome:
    """What the checks came to, one after the other; a crash of one is kept and the others go on."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.skipped: list[Skipped] = []
        self.crashed: list[Crash] = []
        self.ran: set[str] = set()
        self._shared: set[tuple[str, str, str]] = set()

    def told(self, check: Check, scope: Scope) -> bool:
        """Whether a check on how two splits share samples has told it already: of another input, whose samples are the
        same ones, or of train, which explains what the split shares with a third."""
        if "base" not in needs(check.function).splits:
            return False
        return not self._shared.isdisjoint({(check.code, scope.split, base) for base in (scope.base, TRAIN)})

    def run(self, check: Check, known: Known, scope: Scope) -> None:
        try:
            found = list(check(**known.arguments(check.function, scope)))
        except Missing as reason:
            self.skipped.append(Skipped(check.code, check.slug, str(reason), scope.split))
            return
        except Exception as error:
            text = "".join(traceback.format_exception(error))
            self.crashed.append(Crash(check.code, check.slug, f"{type(error).__name__}: {error}", text, scope.split))
            return
        self.ran.add(check.slug)
        stamped = [_stamp(f, check, scope, known) for f in found]
        self.findings += stamped
        if any(f.severity != "info" for f in stamped):
            self._shared.add((check.code, scope.split, scope.base))


def _stamp(finding: Finding, check: Check, scope: Scope, known: Known) -> Finding:
    roles = {r.role for r in check.reads}
    about = check.about or ("y" if roles & {"y", "model"} and not roles & {"x", "each"} else "x")
    own = scope.y if scope.y is not None and about == "y" else scope.x
    return replace(
        finding,
        message=_said(finding.message, finding.features),
        remedy=_said(finding.remedy, finding.features),
        code=check.code,
        slug=check.slug,
        split=finding.split or scope.split,
        severity=check.level or finding.severity or check.severity,
        tensor=finding.tensor or own,
        fix=in_call(finding.fix, finding.split or scope.split, known.splits),
    )


def _said(words: str, features: Sequence[str]) -> str:
    """A message in which no name of a feature breaks a line, and of which a screen is shown."""
    for name in features:
        if not name.isprintable():
            words = words.replace(name, one_line(name))
    return shortened(words)
