"""Frames that hold a tensor in each cell: their columns are inputs and targets by name, as those of Parquet are."""

from typing import Any

from seqguard.core.errors import shortened
from seqguard.sources.adapters import Asked, container_of
from seqguard.sources.roles import alone, divided, usual_names
from seqguard.sources.split import Split


def open_table(value: Any, asked: Asked) -> Split | None:
    """Inputs and targets of a frame with columns of tensors or lists; None where it has none, or is a panel.

    Raises:
        ValueError: nothing says which column is predicted.
    """
    nested = _nested(value)
    if not nested:
        return None
    names = list(_names(value))
    x, y = divided(names, asked.target) if not asked.with_y else (names, [])
    if asked.target is None and (usual := usual_names("X", names)):
        x = usual
    elif not y and len(names) > 1 and not (asked.with_y and set(names) > nested):
        if set(names) == nested:
            return None
        raise ValueError(
            f"{asked.argument} has the columns {shortened(', '.join(names), 400)}: say which is predicted by target=, "
            f"or pass one of them, {asked.argument}[{sorted(nested)[0]!r}]"
        )
    columns = _columns(value, [*x, *y])
    return Split(alone({name: columns[name] for name in x}), alone({name: columns[name] for name in y}))


def _names(value: Any) -> Any:
    if hasattr(value, "collect_schema"):
        return value.collect_schema().names()
    if hasattr(value, "schema") and hasattr(value.schema, "types"):
        return value.schema.names
    return [str(name) for name in value.columns] if hasattr(value, "columns") else []


def _nested(value: Any) -> set[str]:
    """Columns whose cells are lists, arrays or tensors."""
    root = type(value).__module__.partition(".")[0]
    if root == "polars":
        schema = value.collect_schema() if hasattr(value, "collect_schema") else {}
        return {name for name, kind in schema.items() if type(kind).__name__ in ("List", "Array")}
    if root == "pyarrow":
        schema = getattr(value, "schema", None)
        types = {} if schema is None else dict(zip(schema.names, map(str, schema.types), strict=True))
        return {name for name, kind in types.items() if "list" in kind or "tensor" in kind}
    if root != "pandas" or not hasattr(value, "columns") or not len(value) or value.index.nlevels > 1:
        return set()
    first = value.iloc[0]
    return {str(name) for name, cell in zip(value.columns, first, strict=True) if _is_tensor(cell)}


def _is_tensor(cell: Any) -> bool:
    known = None if isinstance(cell, str | bytes) else container_of(cell)
    return known is not None and known.holds == "tensor" and hasattr(cell, "__len__")


def _columns(value: Any, names: list[str]) -> dict[str, Any]:
    """The columns, of a lazy frame or a stream computed once."""
    if hasattr(value, "collect"):
        value = value.select(names).collect()
    if hasattr(value, "read_all"):
        value = value.read_all()
    if hasattr(value, "to_table"):
        value = value.to_table(columns=names)
    if hasattr(value, "schema") and hasattr(value.schema, "get_field_index"):
        return {name: value.column(name) for name in names}
    if type(value).__module__.startswith("pandas"):
        return {str(name): value.iloc[:, i] for i, name in enumerate(value.columns) if str(name) in names}
    return {name: value[name] for name in names}
