"""Keras under watch: `fit` trains like `Model.fit` with a preflight before it, `inspect` looks without training.

Importing this module imports neither Keras nor a backend; the names below are loaded when they are first used.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from seqguard.keras.monitor import Monitor
    from seqguard.keras.running import fit, inspect

_WHERE = {"fit": "running", "inspect": "running", "Monitor": "monitor"}

__all__ = ["Monitor", "fit", "inspect"]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _WHERE:
        return getattr(import_module(f"seqguard.keras.{_WHERE[name]}"), name)
    raise AttributeError(f"module 'seqguard.keras' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
