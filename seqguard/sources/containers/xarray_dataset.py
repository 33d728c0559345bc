"""Data sets of xarray: a variable is an input or the target, by `target=` or its usual name."""

from typing import Any

from seqguard.core.errors import shown
from seqguard.sources.adapters import Asked, Container
from seqguard.sources.named_axes import Stacked, open_named_axes
from seqguard.sources.roles import usual_names
from seqguard.sources.split import Split


def open_data_set(value: Any, asked: Asked) -> Split:
    """Inputs and target; variables of one value a timestep are the features of one input."""
    names = [str(n) for n in value.data_vars if value[n].dims]
    names += [str(n) for n in value.coords if n not in value.dims and asked.target is not None and n in _said(asked)]
    targets = _targets(names, asked)
    inputs = [n for n in names if n not in targets]
    if not inputs:
        raise ValueError(f"{asked.argument} has no variable besides the target; it has {', '.join(names)}")
    made, times = {}, None
    for name in inputs:
        made[name], own = open_named_axes(value[name], asked)
        times = own if times is None else times
    y = {name: open_named_axes(value[name], Asked(asked.argument, "y"))[0] for name in targets}
    return Split(_joined(made), _alone(y), timestamps=times)


def _targets(names: list[str], asked: Asked) -> list[str]:
    if asked.target is not None:
        wanted = _said(asked)
        missing = [n for n in wanted if n not in names]
        if missing:
            raise ValueError(f"target must name a variable of {', '.join(names)}, got {shown(missing[0])}")
        return wanted
    usual = usual_names("y", names)
    if usual or len(names) == 1 or asked.with_y:
        return usual
    raise ValueError(
        f"{asked.argument} is a Dataset of several variables: say which is predicted by target=; it has "
        f"{', '.join(names)}"
    )


def _said(asked: Asked) -> list[str]:
    return [asked.target] if isinstance(asked.target, str) else list(asked.target)


def _joined(made: dict[str, Any]) -> Any:
    shapes = {tensor.shape for tensor in made.values()}
    flat = len(made) > 1 and len(shapes) == 1 and len(next(iter(shapes))) == 2
    if flat and all(tensor.source is not None for tensor in made.values()):
        return Stacked(made)
    return _alone(made)


def _alone(made: dict[str, Any]) -> Any:
    if not made:
        return None
    return next(iter(made.values())) if len(made) == 1 else made


CONTAINER = Container(
    "xarray Dataset",
    "split",
    open_data_set,
    types=("xarray.Dataset",),
    read="as a Split: the variable of target= (or y, y_train ...) is the target, variables (sample, time) are features "
    "of one input, others inputs by name",
    left="variables without a dimension of samples",
    example="seqguard.inspect(dataset, target='load')",
)
