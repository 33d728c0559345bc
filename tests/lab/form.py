"""What a form is, and how it is called."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import seqguard


@dataclass(frozen=True)
class Form:
    """One form.

    Attributes:
        name: as the table calls it.
        make: the arguments of `seqguard.inspect`, from a folder to write to: (X,), (X, y), or a dict; or what gives
            the report.
        needs: modules.
        like: the call whose findings it must give; None for X and Y.
        said: what the refusal says; "" where it is read.
        then: after a refusal the call that it names.
    """

    name: str
    make: Callable[[Path], Any]
    needs: tuple[str, ...] = ()
    like: Callable[[], Any] | None = None
    said: str = ""
    then: Callable[[Path], Any] | None = None


def called(arguments: Any) -> Any:
    """The report on what a form makes."""
    if callable(arguments):
        return arguments()
    if isinstance(arguments, Mapping):
        return seqguard.inspect(**arguments, progress=False)
    return seqguard.inspect(*arguments, progress=False)


def lib(name: str) -> Any:
    return importlib.import_module(name)
