"""Values that are not computed yet."""

from typing import Any, NoReturn

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.refusal import refuse


def refuse_pending(value: Any, asked: Asked) -> NoReturn:
    """Say what to pass instead."""
    instead = {
        "Delayed": "pass {a}.compute()",
        "DelayedAttr": "pass {a}.compute()",
        "DelayedLeaf": "pass {a}.compute()",
        "Bag": "pass list({a})",
        "Future": "pass {a}.result()",
        "async_generator": "pass a list, [batch async for batch in {a}]",
        "coroutine": "pass what it gives, await {a}",
    }
    names = [cls.__name__ for cls in type(value).__mro__]
    refuse(value, asked, "it is not computed yet; " + next(instead[n] for n in names if n in instead))


CONTAINER = Container(
    "value not computed yet",
    "nothing",
    refuse_pending,
    types=(
        "dask.Delayed",
        "dask.DelayedAttr",
        "dask.Bag",
        "concurrent.Future",
        "distributed.Future",
        "asyncio.Future",
        "_asyncio.Future",
        "builtins.async_generator",
        "builtins.coroutine",
    ),
    left="pass X.compute(), X.result(), list(bag)",
)
