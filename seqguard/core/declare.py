"""How a check and a fact are declared: the signature is the declaration.

A parameter's annotation says what is read and where (`seqguard.core.places`), keyword-only parameters are thresholds.
Whatever cannot be meant is refused where it is written, with the definition and what was expected.
"""

import inspect
import re
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Literal, TypeVar, get_args, get_origin

from seqguard.core.finding import SEVERITIES, Finding, Severity
from seqguard.core.places import WORDS, DeclarationError, Placed, Readable, Tensor, Which
from seqguard.core.thresholds import Threshold

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T", bound=type)

HEADINGS = ("Why", "Evidence", "Remedy", "Limits")
CODE = re.compile(r"^[A-Z][A-Z0-9]*[0-9]{3}$")
About = Literal["x", "y"]


class Missing(Exception):
    """Raised by a fact that cannot be had from these data: whoever reads it is skipped, with this reason."""


class Owner:
    """What makes a kind: a statistic, a fact, the engine, or somebody outside the data.

    Attributes:
        maker: the class or function that makes it.
        tensor: "" for what is read of a tensor, else where it is from: "split", "model", "log", "contract".
        needs: of a kind from outside, what it takes to have it.
    """

    __slots__ = ("maker", "needs", "tensor")

    def __init__(self, maker: Any, tensor: Tensor = "", needs: str = "") -> None:
        self.maker, self.tensor, self.needs = maker, tensor, needs

    def same(self, other: "Owner") -> bool:
        """Whether both are one definition, run again: a cell of a notebook, a module loaded anew."""
        return _name_of(self.maker) == _name_of(other.maker)


KINDS: dict[type, Owner] = {}
"""Who makes each kind. A kind is owned before it is read, so that a circle cannot be written."""
FACTS: dict[type, Callable[..., Any]] = {}
"""The function that computes each fact, by the type it returns."""


def own(kind: type, owner: Owner) -> None:
    """Register who makes a kind; DeclarationError where somebody else does, or where it is not `Readable`."""
    if not (isinstance(kind, type) and issubclass(kind, Readable)):
        said = getattr(kind, "__name__", repr(kind))
        raise DeclarationError(f"{_name_of(owner.maker)} makes {said}, which must be a class derived from Readable")
    before = KINDS.get(kind)
    if before is not None and not before.same(owner):
        raise DeclarationError(
            f"{kind.__name__} is made by {_name_of(before.maker)}; {_name_of(owner.maker)} cannot make it too: "
            "give it a result class of its own"
        )
    KINDS[kind] = owner


def engine(kind: T) -> T:
    """Register what the engine itself knows of every tensor."""
    own(kind, Owner(kind))
    return kind


def of_split(kind: T) -> T:
    """Register what the engine knows of a split as a whole."""
    own(kind, Owner(kind, "split"))
    return kind


def outside(tensor: Literal["model", "log", "contract"], *, needs: str) -> Callable[[T], T]:
    """Register a kind that is handed over from outside the data; `needs` says how a user comes by it."""

    def declare(kind: T) -> T:
        own(kind, Owner(kind, tensor, needs))
        return kind

    return declare


@dataclass(frozen=True)
class Read:
    """One thing that a check or fact reads: `kind` from the tensor `role` of the split `split`, or of "every" split."""

    name: str
    kind: type
    role: Tensor
    split: Which

    def __str__(self) -> str:
        return repr(Placed(self.kind, self.role, self.split))


@cache
def reads(function: Callable[..., Any]) -> tuple[Read, ...]:
    """What a check or fact declares to read, in the order of its parameters."""
    function = inspect.unwrap(function)
    code, kinds = function.__code__, _annotations(function)
    names = code.co_varnames[: code.co_argcount]
    if code.co_flags & (inspect.CO_VARARGS | inspect.CO_VARKEYWORDS):
        raise _refused(function, "takes *args or **kwargs; a decorator keeps the signature by functools.wraps")
    if function.__defaults__:
        name = names[-len(function.__defaults__)]
        raise _refused(function, f"has a default for {name!r}: thresholds stand behind a `*`")
    return tuple(_read(function, name, kinds) for name in names)


def _read(function: Callable[..., Any], name: str, kinds: Mapping[str, Any]) -> Read:
    if name not in kinds:
        raise _refused(function, f"does not say what {name!r} is: annotate it, such as {name}: Input[Moments]")
    said = kinds[name]
    placed = said if isinstance(said, Placed) else Placed(said) if isinstance(said, type) else None
    if placed is None:
        old = get_origin(said) is tuple and len(get_args(said)) == 2
        way = f": of every split is Every[Input[{getattr(get_args(said)[0], '__name__', '...')}]]" if old else ""
        raise _refused(function, f"reads {name}: {said!r}, which is no kind at a place{way}")
    owner = KINDS.get(placed.kind)
    if owner is None:
        raise _refused(
            function, f"reads {name}: {placed!r}, and nothing makes {placed.kind.__name__} (is its module imported?)"
        )
    if owner.tensor:
        if placed.tensor:
            raise _refused(function, f"reads {name}: {placed!r}, but {placed.kind.__name__} is of no tensor: leave out "
                           f"{WORDS[placed.tensor]}")  # fmt: skip
        return Read(name, placed.kind, owner.tensor, placed.split)
    return Read(name, placed.kind, placed.tensor, placed.split)


def _declared(function: Callable[..., Any], of: Literal["check", "fact"]) -> tuple[Read, ...]:
    """The reads of a check or a fact, held to what either may read."""
    found = reads(function)
    for read in found:
        kind = read.kind.__name__
        if of == "check" and not read.role:
            raise _refused(
                function, f"reads {read.name}: {read}, which does not say of which tensor: "
                f"Input[{kind}], Target[{kind}] or Each[{kind}]"
            )  # fmt: skip
        if of == "fact" and read.role in ("x", "each"):
            raise _refused(
                function, f"is a fact and reads {read.name}: {read}; it is asked of a tensor, which it reads as {kind}"
            )
    compares = [r for r in found if r.split in ("other", "base")]
    for read in found:
        if compares and read.split == "here" and read.role not in ("model", "log", "contract"):
            there = replace(read, split="other")
            raise _refused(function, f"compares splits ({compares[0]}) and reads {read.name}: {read}; write {there}")
    return found


def thresholds(function: Callable[..., Any]) -> dict[str, Threshold]:
    """The thresholds that a check or fact declares, by name; their plain values become the defaults."""
    function = inspect.unwrap(function)
    if function in THRESHOLDS:
        return THRESHOLDS[function]
    code, defaults = function.__code__, function.__kwdefaults__ or {}
    found: dict[str, Threshold] = {}
    for name in code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]:
        given = defaults.get(name)
        if not isinstance(given, Threshold):
            value = given if isinstance(given, int | float) else 0.5
            way = f"{name}: float = threshold({value!r}, low, high, source=...)"
            raise _refused(function, f"has the keyword {name!r}; a threshold is written {way}")
        found[name] = given
    THRESHOLDS[function] = found
    if found:
        function.__kwdefaults__ = {name: t.value for name, t in found.items()}
    return found


THRESHOLDS: "weakref.WeakKeyDictionary[Callable[..., Any], dict[str, Threshold]]" = weakref.WeakKeyDictionary()


def _annotations(function: Callable[..., Any]) -> Mapping[str, Any]:
    """By parameter, without `inspect.signature`, whose 0.2 ms a function were a fifth of inspecting a small array."""
    kinds: Mapping[str, Any] = getattr(function, "__annotations__", {})
    if not any(isinstance(k, str) for k in kinds.values()):
        return kinds
    try:
        return inspect.get_annotations(function, eval_str=True)
    except NameError as error:
        raise _refused(function, f"names a kind that cannot be found when it is declared ({error})") from error


def _name_of(maker: Any) -> str:
    return f"{getattr(maker, '__module__', '?')}.{getattr(maker, '__qualname__', repr(maker))}"


def _refused(function: Callable[..., Any], why: str) -> DeclarationError:
    """The definition, with its place, and what is wrong with it."""
    code = getattr(function, "__code__", None)
    if code is None:
        return DeclarationError(f"{function!r} {why}")
    said = ", ".join(
        f"{n}: {function.__annotations__[n]!r}" if n in function.__annotations__ else n
        for n in code.co_varnames[: code.co_argcount]
    )
    where = f"{code.co_filename}:{code.co_firstlineno}"
    return DeclarationError(f"{function.__name__}({said}) {why}\n  defined at {where}")


Example = Callable[..., dict[str, Any]]
"""Takes a `numpy.random.Generator`, returns keyword arguments of `seqguard.inspect`."""


@dataclass(eq=False)
class Check:
    """A check: a pure function from statistics and facts to findings, with its explanation and its examples.

    Attributes:
        about: the tensor that a finding is about where it names none: "x" the input, "y" the target, "" the one that is
            read (of `Each`, the one at hand).
        on_request: whether it runs only where its code or slug is named, or it is handed over: it takes seconds, or an
            extra.
        renamed_from: slugs that it had before; they stay names of it in `select`, `ignore` and baseline files.
        removed_in: the version that will be without it; "" for none.
        level: the severity of every finding, whatever the check says; None leaves it to the check.
        settings: thresholds that differ from the defaults.
    """

    function: Callable[..., Iterable[Finding]]
    code: str
    severity: Severity
    explains: frozenset[str]
    since: str
    about: About | Literal[""] = ""
    on_request: bool = False
    renamed_from: tuple[str, ...] = ()
    removed_in: str = ""
    level: Severity | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    bads: list[Example] = field(default_factory=list)
    goods: list[Example] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.function.__name__.replace("_", "-")

    @cached_property
    def doc(self) -> str:
        return inspect.getdoc(self.function) or ""

    @property
    def title(self) -> str:
        return self.doc.split("\n", 1)[0]

    @cached_property
    def sections(self) -> dict[str, str]:
        """The docstring's headings (Why, Evidence, Remedy, Limits) and their text."""
        parts = re.split(r"(?m)^(" + "|".join(HEADINGS) + r"):\s*", self.doc)
        return {h: inspect.cleandoc(" " * 4 + t).strip() for h, t in zip(parts[1::2], parts[2::2], strict=True)}

    @cached_property
    def reads(self) -> tuple[Read, ...]:
        return reads(self.function)

    @cached_property
    def thresholds(self) -> dict[str, Threshold]:
        """Value, range and source of each threshold, by name."""
        return thresholds(self.function)

    @property
    def parameters(self) -> dict[str, Any]:
        """The thresholds and their defaults."""
        return {name: t.value for name, t in self.thresholds.items()}

    def __call__(self, *args: Any, **kwargs: Any) -> Iterable[Finding]:
        return self.function(*args, **{**self.settings, **kwargs})

    def configured(self, *, level: Severity | None = None, **settings: Any) -> "Check":
        """This check with other thresholds, or with one severity for all of its findings: for `checks=[...]`.

        Raises:
            ValueError: a threshold is not one of `parameters` or lies outside its range, or `level` is no severity.
            TypeError: a threshold is not of its default's type.
        """
        if level not in (None, *SEVERITIES):
            raise ValueError(f"{self.slug}: level must be one of {', '.join(SEVERITIES)}, got {level!r}")
        for name, value in settings.items():
            if name not in self.thresholds:
                has = ", ".join(self.thresholds) or "none"
                raise ValueError(f"{self.slug} has no parameter {name!r}; it has {has}")
            self.thresholds[name].require(f"{self.slug}: {name}", value)
        return replace(self, level=level or self.level, settings={**self.settings, **settings})

    def bad(self, example: Example) -> Example:
        """Register data on which the check must fire."""
        self.bads.append(example)
        return example

    def good(self, example: Example) -> Example:
        """Register a near miss, on which the check must stay silent."""
        self.goods.append(example)
        return example


_OWNERS: "weakref.WeakValueDictionary[str, Check]" = weakref.WeakValueDictionary()
"""The check that has each code and slug, as long as it lives."""


def check(
    code: str,
    *,
    severity: Severity,
    explains: Iterable[str] = (),
    since: str = "0.1",
    about: About | Literal[""] = "",
    on_request: bool = False,
    renamed_from: Iterable[str] = (),
    removed_in: str = "",
) -> Callable[[Callable[..., Iterable[Finding]]], Check]:
    """Declare a check.

    Args:
        code: capital letters and three digits, SG101.
        severity: of its findings, where a finding has none of its own.
        explains: codes whose findings at the same place this one absorbs.
        since: the version that has it first.
        about: "x" or "y", the tensor that a finding is about: to be said by a check that reads both.
        on_request, renamed_from, removed_in: see `Check`.

    Raises:
        DeclarationError: the declaration cannot be meant; the message shows the definition and what was expected.
    """
    if not isinstance(code, str) or not CODE.match(code):
        raise DeclarationError(f"code must be capital letters and three digits, such as SG101, got {code!r}")
    if severity not in SEVERITIES:
        raise DeclarationError(f"{code}: severity must be one of {', '.join(SEVERITIES)}, got {severity!r}")
    for name, given, form in (
        ("explains", explains, CODE),
        ("renamed_from", renamed_from, re.compile(r"^[a-z0-9-]+$")),
    ):
        if isinstance(given, str) or not all(isinstance(g, str) and form.match(g) for g in given):
            raise DeclarationError(f"{code}: {name} must be a tuple such as ('SG502',) or ('old-slug',), got {given!r}")

    def declare(function: Callable[..., Iterable[Finding]]) -> Check:
        found = _declared(function, "check")
        thresholds(function)
        tensors = {r.role for r in found} & {"x", "y", "each"}
        if about and len(tensors) < 2:
            raise _refused(
                inspect.unwrap(function), f"reads one tensor, which its findings are about: leave out about={about!r}"
            )
        if len(tensors) > 1 and not about:
            raise _refused(
                inspect.unwrap(function), 'reads two tensors: say which its findings are about, about="x" or about="y"'
            )
        made = Check(
            function, code, severity, frozenset(explains), since, about, on_request, tuple(renamed_from), removed_in
        )
        for name in (code, made.slug):
            before = _OWNERS.get(name)
            if before is not None and _name_of(before.function) != _name_of(function):
                raise _refused(
                    inspect.unwrap(function), f"declares {name}, which is taken by {_name_of(before.function)}"
                )
        _OWNERS[code] = _OWNERS[made.slug] = made
        return made

    return declare


def fact(function: F) -> F:
    """Declare a fact: a pure function of statistics and facts, computed lazily and once, known by its return type.

    Raises:
        DeclarationError: the declaration cannot be meant; the message shows the definition and what was expected.
    """
    kind = _annotations(function).get("return")
    if not isinstance(kind, type):
        raise _refused(function, "does not say what it makes: a fact returns a class of its own")
    if kind in KINDS:
        own(kind, Owner(function, KINDS[kind].tensor))
    found = _declared(function, "fact")
    if any(read.kind is kind for read in found):
        raise _refused(function, f"reads {kind.__name__}, which it makes")
    thresholds(function)
    whole = bool(found) and all(read.role == "split" for read in found)
    own(kind, Owner(function, "split" if whole else ""))
    FACTS[kind] = function
    return function
