"""How a value is described in a complaint, and the refusal of one that is known and not read."""

from typing import Any, NoReturn

from seqguard.core.errors import shown
from seqguard.sources.adapters import Asked

EXPECTED = "an array (samples, timesteps, features), nested lists, a dict of named arrays or a seqguard.Split"


def refuse(value: Any, asked: Asked, instead: str) -> NoReturn:
    """Raise TypeError with what to pass instead, in which `{a}` stands for the argument."""
    said = instead.replace("{a}", asked.argument)
    raise TypeError(f"{asked.argument} must be {EXPECTED}, got {kind(value)}: {said}")


AS_ROWS = {"polars.LazyFrame": ".collect()", "pyarrow": ".to_pandas()", "duckdb": ".df()", "_duckdb": ".df()"}
"""What makes a frame have `to_numpy`, by module or class."""


def refuse_rows(value: Any, argument: str) -> NoReturn:
    """Raise TypeError with how a table of rows is passed."""
    root = type(value).__module__.partition(".")[0]
    made = AS_ROWS.get(f"{root}.{type(value).__name__}", AS_ROWS.get(root, ""))
    raise TypeError(
        f"{argument} must be {EXPECTED}, got a table: cut it with seqguard.windows(frame, window=24, target='...'); a "
        f"table whose rows are whole samples is passed as {argument}{made}.to_numpy().reshape(n, timesteps, features)"
    )


def kind(value: Any) -> str:
    """Package and class: "h5py File"; "list" of what is Python's own."""
    return f"{type(value).__module__.split('.')[0]} {type(value).__name__}".removeprefix("builtins ")


def described(value: Any) -> str:
    """What was handed in where nothing was known of it."""
    if value is None:
        return "None"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return f"{kind(value)} {shown(value)}" if isinstance(value, str | int | float) else kind(value)
