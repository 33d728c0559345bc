"""The first bad example of a check as a script that a user can run: the before of its page."""

from __future__ import annotations

import ast
import inspect
import io
import textwrap
import tokenize
from collections.abc import Iterator
from types import FunctionType
from typing import Any

LONGEST = 36
"""Lines of a script that is shown: of a longer one the reader sees the preparations and not the fault."""
WIDTH = 100
PREFIX = "seqguard.checks"
TABLES = "seqguard.sources.tables"
"""Where `seqguard.windows` is, for those who may not import the package's top."""


def script(example: Any) -> str:
    """The example as a script that ends in `seqguard.inspect`; "" where it leans on what a user cannot have."""
    function = ast.parse(_source(example)).body[0]
    if not isinstance(function, ast.FunctionDef) or not isinstance(function.body[-1], ast.Return):
        return ""
    imports: set[str] = {"import seqguard"}
    helpers: dict[str, str] = {}
    if not _gathered(function, example, imports, helpers):
        return ""
    source = _source(example)
    body = textwrap.dedent("\n".join(source.splitlines()[function.body[0].lineno - 1 : function.body[-1].lineno - 1]))
    if any(isinstance(n, ast.FunctionDef) for n in function.body):
        body = "\n".join(_bare(n) for n in function.body[:-1])
    seed = ["rng = np.random.default_rng(0)"] if "rng" in {a.arg for a in function.args.args} else []
    if seed:
        imports.add("import numpy as np")
    call = _call(function.body[-1].value, source)
    parts = ["\n".join(_sorted(imports)), *helpers.values(), "\n".join([*seed, *([body] if body else []), call])]
    made = ("\n\n\n" if helpers else "\n\n").join(parts)
    return made if len(made.splitlines()) <= LONGEST else ""


def _sorted(imports: set[str]) -> list[str]:
    names = sorted(i.removeprefix("from seqguard.testing import ") for i in imports if i.startswith("from seqguard."))
    plain = sorted(i for i in imports if i.startswith("import "))
    return [*plain, *([f"from seqguard.testing import {', '.join(names)}"] if names else [])]


def _gathered(node: ast.AST, owner: Any, imports: set[str], helpers: dict[str, str]) -> bool:
    """Add what the names in a function stand for; False where one stands for what is not public and no function."""
    import seqguard.testing

    notes = {id(n) for note in _annotations(node) for n in ast.walk(note)}
    for name in (n.id for n in ast.walk(node) if isinstance(n, ast.Name) and id(n) not in notes):
        if name in helpers or name not in owner.__globals__:
            continue
        value = owner.__globals__[name]
        if inspect.ismodule(value):
            imports.add(f"import {value.__name__}" + ("" if value.__name__ == name else f" as {name}"))
        elif getattr(seqguard.testing, name, None) is value:
            imports.add(f"from seqguard.testing import {name}")
        elif name != "_" and isinstance(value, FunctionType) and value.__module__.startswith(PREFIX):
            helper = ast.parse(_source(value)).body[0]
            helpers[name] = ""
            if not _gathered(helper, value, imports, helpers):
                return False
            helpers.pop(name)
            helpers[name] = _bare(helper)
        else:
            return False
    return True


def _annotations(node: ast.AST) -> Iterator[ast.AST]:
    for n in ast.walk(node):
        if isinstance(n, ast.FunctionDef):
            yield from n.decorator_list
            yield from filter(None, [n.returns, *(a.annotation for a in (*n.args.args, *n.args.kwonlyargs))])
        elif isinstance(n, ast.AnnAssign):
            yield n.annotation


def _bare(function: ast.AST) -> str:
    """A statement, its functions without their annotations."""
    for n in ast.walk(function):
        if isinstance(n, ast.ImportFrom) and n.module == TABLES:
            n.module = "seqguard"
        if isinstance(n, ast.FunctionDef):
            n.returns, n.decorator_list = None, []
            for argument in (*n.args.args, *n.args.kwonlyargs):
                argument.annotation = None
    return _double(ast.unparse(function))


def _double(code: str) -> str:
    """With double quotes around what holds none: `ast.unparse` writes single ones, and nothing else here does."""
    lines = code.splitlines(keepends=True)
    for token in reversed(list(tokenize.generate_tokens(io.StringIO(code).readline))):
        (row, start), (_, stop) = token.start, token.end
        plain = token.string.startswith("'") and not {'"', "\\"} & set(token.string)
        if token.type == tokenize.STRING and plain and "\n" not in token.string:
            line = lines[row - 1]
            lines[row - 1] = f'{line[:start]}"{token.string[1:-1]}"{line[stop:]}'
    return "".join(lines)


def _call(value: ast.expr | None, source: str) -> str:
    """`seqguard.inspect` of what the example returns."""
    assert value is not None
    if isinstance(value, ast.Dict) and all(isinstance(k, ast.Constant) for k in value.keys):
        given = [
            f"{k.value}={ast.get_source_segment(source, v)}"
            for k, v in zip(value.keys, value.values, strict=True)
            if isinstance(k, ast.Constant) and isinstance(k.value, str)
        ]
        line = f"report = seqguard.inspect({', '.join(given)})"
        if len(line) > WIDTH:
            return "report = seqguard.inspect(\n" + "".join(f"    {g},\n" for g in given) + ")"
        return line
    if isinstance(value, ast.Dict) and value.keys[0] is None and isinstance(value.values[0], ast.Name):
        data = value.values[0].id  # {**data, "y": y}
        pairs = [
            f"{ast.get_source_segment(source, k)}: {ast.get_source_segment(source, v)}"
            for k, v in zip(value.keys[1:], value.values[1:], strict=True)
            if k is not None
        ]
        return f"{data} |= {{{', '.join(pairs)}}}\nreport = seqguard.inspect(**{data})"
    return f"report = seqguard.inspect(**{ast.get_source_segment(source, value)})"


def _source(function: Any) -> str:
    return textwrap.dedent(inspect.getsource(function))
