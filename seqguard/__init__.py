"""seqguard: the preflight before a sequence model is trained. `seqguard.validate(X, y)` is the whole of it.

Importing this module imports nothing else; the names below are loaded when they are first used.
"""

__version__ = "0.1.0"

TYPE_CHECKING = False  # importing it from typing would double the 10 ms in which an empty Python starts
if TYPE_CHECKING:
    from typing import Any

    from seqguard import keras as keras
    from seqguard import pandera as pandera
    from seqguard import sklearn as sklearn
    from seqguard import testing as testing
    from seqguard._check import Check as Check
    from seqguard._check import Missing as Missing
    from seqguard._check import check as check
    from seqguard._check import fact as fact
    from seqguard._engine import inspect as inspect
    from seqguard._engine import validate as validate
    from seqguard._report import Baseline as Baseline
    from seqguard._report import Crash as Crash
    from seqguard._report import Finding as Finding
    from seqguard._report import PreflightError as PreflightError
    from seqguard._report import Reading as Reading
    from seqguard._report import Report as Report
    from seqguard._report import SeqguardWarning as SeqguardWarning
    from seqguard._report import Skipped as Skipped
    from seqguard.contract import SequenceSchema as SequenceSchema
    from seqguard.sources.split import Split as Split
    from seqguard.sources.tables import windows as windows

_WHERE = {
    "inspect": "_engine",
    "validate": "_engine",
    "Baseline": "_report",
    "Crash": "_report",
    "Finding": "_report",
    "PreflightError": "_report",
    "Reading": "_report",
    "Report": "_report",
    "SeqguardWarning": "_report",
    "Skipped": "_report",
    "Check": "_check",
    "Missing": "_check",
    "check": "_check",
    "fact": "_check",
    "Split": "sources.split",
    "windows": "sources.tables",
    "SequenceSchema": "contract",
}
_MODULES = ("keras", "pandera", "sklearn", "testing")

__all__ = ["__version__", *_WHERE, *_MODULES]


def __getattr__(name: str) -> "Any":
    from importlib import import_module

    if name in _WHERE:
        return getattr(import_module(f"seqguard.{_WHERE[name]}"), name)
    if name in _MODULES:
        return import_module(f"seqguard.{name}")
    raise AttributeError(f"module 'seqguard' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
