"""seqguard: the preflight before a sequence model is trained. `seqguard.validate(X, y)` is the whole of it.

Importing this module imports nothing else; the names below are loaded when they are first used.
"""

from seqguard.core.version import __version__ as __version__

TYPE_CHECKING = False  # importing it from typing would double the 10 ms in which an empty Python starts
if TYPE_CHECKING:
    from typing import Any

    from seqguard import authors as authors
    from seqguard import keras as keras
    from seqguard import pandera as pandera
    from seqguard import sklearn as sklearn
    from seqguard import testing as testing
    from seqguard.contract.schema import SequenceSchema as SequenceSchema
    from seqguard.core.declare import Check as Check
    from seqguard.core.declare import Missing as Missing
    from seqguard.core.declare import check as check
    from seqguard.core.declare import fact as fact
    from seqguard.core.errors import SeqguardWarning as SeqguardWarning
    from seqguard.core.finding import Baseline as Baseline
    from seqguard.core.finding import Crash as Crash
    from seqguard.core.finding import Finding as Finding
    from seqguard.core.finding import Impact as Impact
    from seqguard.core.finding import Skipped as Skipped
    from seqguard.engine.run import inspect as inspect
    from seqguard.engine.run import validate as validate
    from seqguard.folds.audit import Audit as Audit
    from seqguard.folds.audit import audit as audit
    from seqguard.folds.purged import PurgedKFold as PurgedKFold
    from seqguard.profiles.compare import compare as compare
    from seqguard.profiles.profile import Profile as Profile
    from seqguard.profiles.profile import profile as profile
    from seqguard.report.report import Changes as Changes
    from seqguard.report.report import PreflightError as PreflightError
    from seqguard.report.report import Reading as Reading
    from seqguard.report.report import Report as Report
    from seqguard.report.report import Unseen as Unseen
    from seqguard.sources.split import Split as Split
    from seqguard.sources.tables import windows as windows

_WHERE = {
    "inspect": "engine.run",
    "validate": "engine.run",
    "compare": "profiles.compare",
    "Profile": "profiles.profile",
    "profile": "profiles.profile",
    "audit": "folds.audit",
    "Audit": "folds.audit",
    "PurgedKFold": "folds.purged",
    "Baseline": "core.finding",
    "Changes": "report.report",
    "Crash": "core.finding",
    "Finding": "core.finding",
    "Impact": "core.finding",
    "PreflightError": "report.report",
    "Reading": "report.report",
    "Report": "report.report",
    "SeqguardWarning": "core.errors",
    "Skipped": "core.finding",
    "Unseen": "report.report",
    "Check": "core.declare",
    "Missing": "core.declare",
    "check": "core.declare",
    "fact": "core.declare",
    "Split": "sources.split",
    "windows": "sources.tables",
    "SequenceSchema": "contract.schema",
}
_MODULES = ("authors", "testing")
_NAMESAKES = ("keras", "pandera", "sklearn")
"""Modules called like the package that they adapt: attributes of seqguard, but `import *` must not bind such names."""

__all__ = ["__version__", *_WHERE, *_MODULES]


def __getattr__(name: str) -> "Any":
    from importlib import import_module

    if name in _WHERE:
        return getattr(import_module(f"seqguard.{_WHERE[name]}"), name)
    if name in _MODULES or name in _NAMESAKES:
        return import_module(f"seqguard.{name}")
    raise AttributeError(f"module 'seqguard' has no attribute {name!r}")


def __dir__() -> list[str]:
    from importlib.util import find_spec

    return sorted([*__all__, *(name for name in _NAMESAKES if find_spec(name) is not None)])
