"""What a signature declares: annotations say what is read and where, keyword-only parameters are thresholds.

Whatever cannot be meant is refused where it is written, with the definition and what was expected.
"""

import inspect
import weakref
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from seqguard.core.owners import KINDS
from seqguard.core.places import WORDS, DeclarationError, Placed, Tensor, Which
from seqguard.core.thresholds import Threshold


class Read(NamedTuple):
    """One thing that a check or fact reads: `kind` from the tensor `role` of the split `split`, or of "every" split."""

    name: str
    kind: type
    role: Tensor
    split: Which

    def __str__(self) -> str:
        return repr(Placed(self.kind, self.role, self.split))


def plain(function: Any) -> Callable[..., Any]:
    """The function under its decorators; DeclarationError for what is no plain function, such as a partial, an object
    that can be called, a coroutine or a lambda."""
    bare = inspect.unwrap(function) if callable(function) else function
    if not inspect.isfunction(bare):
        raise DeclarationError(f"{bare!r} must be a plain function: its signature is the declaration, so write a `def`")
    if bare.__code__.co_flags & (inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR):
        raise refused(bare, "is async; checks and facts are plain functions, which only compute")
    if bare.__name__ == "<lambda>":
        raise refused(bare, "has no name: write a `def`, whose name and docstring tell what it is")
    return bare


@cache
def reads(function: Callable[..., Any]) -> tuple[Read, ...]:
    """What a check or fact declares to read, in the order of its parameters."""
    function = plain(function)
    code, kinds = function.__code__, annotations(function)
    names = code.co_varnames[: code.co_argcount]
    if code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        raise refused(function, "takes *args or **kwargs; a decorator keeps the signature by functools.wraps")
    if function.__defaults__:
        name = names[-len(function.__defaults__)]
        raise refused(function, f"has a default for {name!r}: thresholds stand behind a `*`")
    return tuple(_read(function, name, kinds) for name in names)


def _read(function: Callable[..., Any], name: str, kinds: Mapping[str, Any]) -> Read:
    if name not in kinds:
        raise refused(function, f"does not say what {name!r} is: annotate it, such as {name}: Input[Moments]")
    said = kinds[name]
    placed = said if isinstance(said, Placed) else Placed(said) if isinstance(said, type) else None
    if placed is None:
        old = get_origin(said) is tuple and len(get_args(said)) == 2
        way = f": of every split is Every[Input[{getattr(get_args(said)[0], '__name__', '...')}]]" if old else ""
        raise refused(function, f"reads {name}: {said!r}, which is no kind at a place{way}")
    owner = KINDS.get(placed.kind)
    if owner is None:
        raise refused(
            function, f"reads {name}: {placed!r}, and nothing makes {placed.kind.__name__} (is its module imported?)"
        )
    if owner.tensor:
        if placed.tensor:
            raise refused(function, f"reads {name}: {placed!r}, but {placed.kind.__name__} is of no tensor: leave out "
                           f"{WORDS[placed.tensor]}")  # fmt: skip
        return Read(name, placed.kind, owner.tensor, placed.split)
    return Read(name, placed.kind, placed.tensor, placed.split)


def declared(function: Callable[..., Any], of: Literal["check", "fact"]) -> tuple[Read, ...]:
    """The reads of a check or a fact, held to what either may read."""
    found = reads(function)
    tensors = {read.role for read in found} & {"x", "y", "each"}
    if "each" in tensors and len(tensors) > 1:
        raise refused(function, "reads Each beside Input or Target: Each is every input and every target in turn")
    for read in found:
        kind = read.kind.__name__
        if of == "check" and not read.role:
            raise refused(
                function, f"reads {read.name}: {read}, which does not say of which tensor: "
                f"Input[{kind}], Target[{kind}] or Each[{kind}]"
            )  # fmt: skip
        if of == "fact" and read.role in ("x", "each"):
            raise refused(
                function, f"is a fact and reads {read.name}: {read}; it is asked of a tensor, which it reads as {kind}"
            )
    compares = [r for r in found if r.split in ("other", "base")]
    for read in found:
        if compares and read.split == "here" and read.role not in ("model", "log", "contract", "profile"):
            there = read._replace(split="other")
            raise refused(function, f"compares splits ({compares[0]}) and reads {read.name}: {read}; write {there}")
    return found


def thresholds(function: Callable[..., Any]) -> dict[str, Threshold]:
    """The thresholds that a check or fact declares, by name; their plain values become the defaults."""
    function = plain(function)
    if function in THRESHOLDS:
        return THRESHOLDS[function]
    code, defaults = function.__code__, function.__kwdefaults__ or {}
    found: dict[str, Threshold] = {}
    for name in code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]:
        given = defaults.get(name)
        if not isinstance(given, Threshold):
            value = given if isinstance(given, int | float) else 0.5
            way = f"{name}: float = threshold({value!r}, low, high, source=...)"
            raise refused(function, f"has the keyword {name!r}; a threshold is written {way}")
        found[name] = given
    THRESHOLDS[function] = found
    if found:
        function.__kwdefaults__ = {name: t.value for name, t in found.items()}
    return found


THRESHOLDS: "weakref.WeakKeyDictionary[Callable[..., Any], dict[str, Threshold]]" = weakref.WeakKeyDictionary()


def annotations(function: Callable[..., Any]) -> Mapping[str, Any]:
    """By parameter, without `inspect.signature`, whose 0.2 ms a function were a fifth of inspecting a small array."""
    kinds: Mapping[str, Any] = getattr(function, "__annotations__", {})
    if not any(isinstance(k, str) for k in kinds.values()):
        return kinds
    try:
        return inspect.get_annotations(function, eval_str=True)
    except (NameError, AttributeError, SyntaxError) as error:
        raise refused(function, f"names a kind that cannot be found when it is declared ({error})") from error


def refused(function: Callable[..., Any], why: str) -> DeclarationError:
    """The error that shows the definition, with its place, and what is wrong with it."""
    code = getattr(function, "__code__", None)
    if code is None:
        return DeclarationError(f"{function!r} {why}")
    kinds = function.__annotations__
    names = code.co_varnames[: code.co_argcount]
    said = ", ".join(f"{n}: {getattr(kinds[n], '__name__', repr(kinds[n]))}" if n in kinds else n for n in names)
    where = f"{code.co_filename}:{code.co_firstlineno}"
    return DeclarationError(f"{function.__name__}({said}) {why}\n  defined at {where}")
