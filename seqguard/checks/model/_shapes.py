"""Shapes of outputs beside those of targets, as the checks of both speak of them."""

from seqguard.facts.model.compiled import OutputFacts, Shape


def described(shape: Shape) -> str:
    """`(n, 24, 1)`, with `?` for an open axis."""
    inner = ", ".join("?" if d is None else f"{d}" for d in shape[1:])
    return f"(n, {inner})" if inner else "(n,)"


def squeezed(shape: Shape) -> Shape:
    """Without the axes of length 1 at its end."""
    while len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    return shape


def fits(one: Shape, other: Shape) -> bool:
    """Whether two shapes are equal behind the samples; open axes fit everything."""
    pairs = zip(one[1:], other[1:], strict=False)
    return len(one) == len(other) and all(a is None or b is None or a == b for a, b in pairs)


def open_sequence(model: OutputFacts, axes: int) -> str | None:
    """The last recurrent layer, if it hands on all timesteps and the output has more than `axes` axes; else None."""
    last = next((layer for layer in reversed(model.layers) if layer.recurrent), None)
    return last.name if last is not None and last.return_sequences and len(model.shape) > axes else None


def closed_sequence(model: OutputFacts, axes: int) -> str | None:
    """The last recurrent layer, if it hands on one timestep and the output has fewer than `axes` axes; else None."""
    last = next((layer for layer in reversed(model.layers) if layer.recurrent), None)
    return last.name if last is not None and not last.return_sequences and len(model.shape) < axes else None
