"""What seqguard needs of Pandera and Pandera does not promise, for the versions that pyproject.toml names."""

from typing import Any

import pandera.pandas as pa
from pandera.api.function_dispatch import Dispatcher


def builtin(check: Any) -> str | None:
    """The name of Pandera's own check; a user's function of the same name is none."""
    return check._check_fn.__name__ if isinstance(check._check_fn, Dispatcher) else None


def module(check: Any) -> str | None:
    """The module of the function that was registered under a check's name."""
    return getattr(getattr(check._check_fn, "func", None), "__module__", None)


def registered() -> tuple[str, ...]:
    """The names under which `pandera.extensions.register_check_method` has put checks."""
    return tuple(type(pa.Check).REGISTERED_CUSTOM_CHECKS)
