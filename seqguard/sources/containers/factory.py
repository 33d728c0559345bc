"""Functions that make the data: `lambda: batches()`, so that nothing is used up."""

from typing import Any

from seqguard.core.errors import shortened
from seqguard.core.shapes import axes
from seqguard.sources.adapters import Asked, Container, container_of
from seqguard.sources.mappings import open_mapping
from seqguard.sources.pieces import of_pieces
from seqguard.sources.refusal import EXPECTED, described
from seqguard.sources.split import Split
from seqguard.sources.streams import Stream, read_stream, unmoved


def open_factory(value: Any, asked: Asked) -> Split:
    """What the function gives, called once without arguments."""
    try:
        with unmoved():
            made = value()
    except Exception as error:  # a function that takes arguments, or whatever it raises
        raise TypeError(
            f"{asked.argument} is a function that makes no data when it is called: {type(error).__name__}: "
            f"{shortened(str(error), 200)}; pass one without arguments, lambda: make_data(...)"
        ) from error
    if isinstance(made, Split):
        return made
    if isinstance(made, tuple) and 1 < len(made) < 4 and not isinstance(made[0], tuple):
        return Split(made[0], made[1], sample_weight=made[2] if len(made) > 2 else None)
    if axes(made) > 0:
        return Split(made)
    if isinstance(made, dict):
        return open_mapping(made, asked) or Split(made)
    if isinstance(made, list | tuple) and (whole := of_pieces(made, asked)) is not None:
        return whole[0]
    known = container_of(made)
    if known is not None and known.holds == "nothing":
        known.open(made, asked)
    if known is None or known.holds not in ("stream", "split") or known.open is open_factory:
        raise TypeError(f"{asked.argument} must be {EXPECTED}, got a function that gives {described(made)}")
    if hasattr(made, "__next__"):
        return read_stream(Stream("generator", lambda: iter(made)), asked)
    opened: Split = known.open(made, asked)
    return opened


CONTAINER = Container(
    "function that makes the data",
    "stream",
    open_factory,
    types=("builtins.function", "builtins.method", "functools.partial", "builtins.builtin_function_or_method"),
    read="what it gives when it is called: a stream, arrays (X, y), a Split",
    example="seqguard.inspect(lambda: batches())",
)
