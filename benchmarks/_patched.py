"""A mutant put into the modules that are loaded already, in a forked process: a tenth of the time of loading anew."""

import ast
import inspect
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from _mutants import ROOT, Mutant


def put_in(mutant: Mutant) -> None:
    """Change the loaded module as its changed source would.

    Raises:
        ValueError: nothing of it changed; then only loading it anew does it.
    """
    module = import_module(mutant.site.module.removesuffix(".__init__"))
    source = Path(ROOT / mutant.site.file).read_bytes()
    changed = mutant.source(source)
    if mutant.site.kind == "threshold":
        done = defaults(module, changed)
    elif mutant.site.kind == "constant":
        done = constants(module, changed)
    else:
        done = codes(module, compile(changed, str(module.__file__), "exec", dont_inherit=True))
    if not done:
        raise ValueError(f"{mutant.site.label()} changes nothing that is loaded")


def functions(module: ModuleType) -> Iterator[FunctionType]:
    """The functions and methods that a module defines, as declared."""
    for thing in [*vars(module).values()]:
        inner = [thing, *vars(thing).values()] if inspect.isclass(thing) else [thing]
        for one in inner:
            for found in (one, getattr(one, "function", None), getattr(one, "fget", None), getattr(one, "func", None)):
                if inspect.isfunction(found) and found.__module__ == module.__name__:
                    yield found


def codes(module: ModuleType, new: CodeType) -> bool:
    """Give each function the code of the changed source; whether one was another."""
    table: dict[tuple[str, int], CodeType] = {}

    def walk(code: CodeType) -> None:
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                table[inner.co_qualname, inner.co_firstlineno] = inner
                walk(inner)

    walk(new)
    done = False
    for function in functions(module):
        code = table.get((function.__code__.co_qualname, function.__code__.co_firstlineno))
        if code is not None and code != function.__code__:
            function.__code__, done = code, True
    return done


def defaults(module: ModuleType, changed: bytes) -> bool:
    """Give each function the thresholds of the changed source."""
    named = {f.__name__: f for f in functions(module)}
    done = False
    for node in ast.walk(ast.parse(changed)):
        if not isinstance(node, ast.FunctionDef) or node.name not in named:
            continue
        held = named[node.name].__kwdefaults__ or {}
        for given, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            if isinstance(default, ast.Call):
                value = eval(ast.unparse(default.args[0]), vars(module))
                done |= held.get(given.arg) != value
                held[given.arg] = value
    return done


def constants(module: ModuleType, changed: bytes) -> bool:
    """Evaluate the constants of the changed source, and hand those that differ to whoever imported them."""
    space = dict(vars(module))
    done = False
    for node in ast.parse(changed).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        names = [
            n.id for t in targets if t is not None for n in ast.walk(t) if isinstance(n, ast.Name) and n.id.isupper()
        ]
        if not names or isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        exec(compile(ast.Module([node], []), "constants", "exec"), space)
        for name in names:
            before, after = getattr(module, name), space[name]
            if type(before) in (int, float, tuple) and before != after:
                done = True
                for key, other in [*sys.modules.items()]:
                    if key.startswith("seqguard") and (other is module or name in taken(key, module.__name__)):
                        setattr(other, name, after)
            else:
                space[name] = before
    return done


@cache
def taken(module: str, given: str) -> frozenset[str]:
    """The names that a loaded module imports from another, as they are called there."""
    source = Path(str(sys.modules[module].__file__)).read_bytes()
    found = [n for n in ast.walk(ast.parse(source)) if isinstance(n, ast.ImportFrom) and n.module == given]
    return frozenset(a.name for n in found for a in n.names if a.asname in (None, a.name))


def in_a_fork(work: Callable[[], str], patience: int) -> str:
    """What `work` answers in a process forked for it, or how that ended."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        signal.alarm(patience)
        try:
            answer = work()
        except BaseException as error:  # whatever ends it is the answer
            answer = f"raised: {type(error).__name__}: {str(error)[:80]}"
        with os.fdopen(write, "w") as pipe:
            json.dump(answer, pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    return json.loads(said) if said else f"stuck: ended by signal {os.waitstatus_to_exitcode(status)}"


BROKEN: set[str] = set()
"""Cases that fail without any change; they are not asked."""


def failing(module: ModuleType, slugs: Sequence[str], only: str = "") -> str:
    """The first test of a module that fails, called without pytest; of those by slug, the ones of these slugs alone;
    or one case `only`."""
    import pytest

    for name, test in vars(module).items():
        if not name.startswith("test_") or not inspect.isfunction(test):
            continue
        for i, arguments in enumerate(cases(test)):
            case = f"{module.__name__}::{name}[{i}]"
            if case in BROKEN or (only and case != only):
                continue
            if not only and "slug" in arguments and arguments["slug"] not in slugs:
                continue
            patch = pytest.MonkeyPatch()
            if "monkeypatch" in inspect.signature(test).parameters:
                arguments["monkeypatch"] = patch
            try:
                test(**arguments)
            except Exception as error:  # an assertion, or a crash where an answer was expected
                which = " ".join(str(v) for v in arguments.values() if isinstance(v, str))
                return f"test: {case} {which} ({type(error).__name__}: {str(error)[:90]})"
            finally:
                patch.undo()
    return ""


def cases(test: Any) -> list[dict[str, Any]]:
    """The arguments of each case of a parametrised test."""
    made: list[dict[str, Any]] = [{}]
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize":
            names = [mark.args[0]] if isinstance(mark.args[0], str) else list(mark.args[0])
            rows = [(row,) if len(names) == 1 else row for row in mark.args[1]]
            made = [{**given, **dict(zip(names, row, strict=True))} for given in made for row in rows]
    return made
