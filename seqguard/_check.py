"""How a check and a fact are declared: the signature is the declaration.

A parameter's annotation says what is read (a statistic, a fact, the plan), its name says where, and keyword-only
parameters are thresholds. Words of the name, separated by underscores, that say where:

    x, y           the input, the target (without either: the input)
    tensor         every input and every target in turn
    train, other   the training split, each further split in turn (without either: every split in turn)
    base           what each further split is compared with: train, then the further splits before it, in turn
    model, log     the compiled model bound to one output; what was seen in training

An annotation `tuple[Sketch, ...]` asks for that of every split that has one, train first.

So `def window_overlap(train: Sketch, other: Sketch, y_plan: Plan)` reads the inputs' sketches of train and of each
further split, and the target's plan in that further split.
"""

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, TypeVar, get_args, get_origin

from seqguard._report import SEVERITIES, Finding, Severity

F = TypeVar("F", bound=Callable[..., Any])

HEADINGS = ("Why", "Evidence", "Remedy", "Limits")
CODE = re.compile(r"^[A-Z][A-Z0-9]*[0-9]{3}$")


class Missing(Exception):
    """Raised by a fact that cannot be had from these data: whoever reads it is skipped, with this reason."""


@dataclass(frozen=True)
class Read:
    """One thing that a check or fact reads: `kind` from the tensor `role` of the split `split`, or of "every" split."""

    name: str
    kind: type
    role: str
    split: str

    @classmethod
    def of(cls, name: str, kind: Any) -> "Read":
        words = name.split("_")
        role = next((w for w in words if w in ("x", "y", "tensor", "model", "log")), "x")
        if get_origin(kind) is tuple:
            return cls(name, get_args(kind)[0], role, "every")
        return cls(name, kind, role, next((w for w in words if w in ("train", "base", "other")), "here"))


@cache
def reads(function: Callable[..., Any]) -> tuple[Read, ...]:
    """What a check or fact declares to read, in the order of its parameters."""
    code, kinds = function.__code__, _annotations(function)
    return tuple(Read.of(name, kinds[name]) for name in code.co_varnames[: code.co_argcount])


def _annotations(function: Callable[..., Any]) -> Mapping[str, Any]:
    """By parameter, without `inspect.signature`, whose 0.2 ms a function were a fifth of inspecting a small array."""
    kinds: Mapping[str, Any] = function.__annotations__
    return (
        inspect.get_annotations(function, eval_str=True) if any(isinstance(k, str) for k in kinds.values()) else kinds
    )


Example = Callable[..., dict[str, Any]]
"""Takes a `numpy.random.Generator`, returns keyword arguments of `seqguard.inspect`."""


@dataclass(eq=False)
class Check:
    """A check: a pure function from statistics and facts to findings, with its explanation and its examples."""

    function: Callable[..., Iterable[Finding]]
    code: str
    severity: Severity
    explains: frozenset[str]
    since: str
    on_request: bool = False
    """Whether it runs only where its code or slug is named, or it is handed over: it takes seconds, or an extra."""
    level: Severity | None = None
    """The severity of every finding, whatever the check says; None leaves it to the check."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Thresholds that differ from the defaults."""
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

    @property
    def parameters(self) -> dict[str, Any]:
        """The thresholds and their defaults."""
        found = inspect.signature(self.function, eval_str=True).parameters.values()
        return {p.name: p.default for p in found if p.kind is p.KEYWORD_ONLY}

    def __call__(self, *args: Any, **kwargs: Any) -> Iterable[Finding]:
        return self.function(*args, **{**self.settings, **kwargs})

    def configured(self, *, level: Severity | None = None, **settings: Any) -> "Check":
        """This check with other thresholds, or with one severity for all of its findings: for `checks=[...]`.

        Raises:
            ValueError: a threshold is not one of `parameters`, or `level` is no severity.
            TypeError: a threshold is not of its default's type.
        """
        if level not in (None, *SEVERITIES):
            raise ValueError(f"{self.slug}: level must be one of {', '.join(SEVERITIES)}, got {level!r}")
        for name, value in settings.items():
            if name not in self.parameters:
                has = ", ".join(self.parameters) or "none"
                raise ValueError(f"{self.slug} has no parameter {name!r}; it has {has}")
            default = self.parameters[name]
            wanted = (int, float) if isinstance(default, float) else type(default)
            if not isinstance(value, wanted) or (isinstance(value, bool) and not isinstance(default, bool)):
                kind = type(default).__name__
                raise TypeError(f"{self.slug}: {name} must be a {kind} such as {default!r}, got {value!r}")
        return replace(self, level=level or self.level, settings={**self.settings, **settings})

    def bad(self, example: Example) -> Example:
        """Register data on which the check must fire."""
        self.bads.append(example)
        return example

    def good(self, example: Example) -> Example:
        """Register a near miss, on which the check must stay silent."""
        self.goods.append(example)
        return example


def check(
    code: str, *, severity: Severity, explains: Iterable[str] = (), since: str = "0.1", on_request: bool = False
) -> Callable[[Callable[..., Iterable[Finding]]], Check]:
    """Declare a check. `explains` names the codes whose findings at the same place this one absorbs; one `on_request`
    runs only where it is named."""
    if not CODE.match(code):
        raise ValueError(f"code must be capital letters and three digits, such as SG101, got {code!r}")

    def declare(function: Callable[..., Iterable[Finding]]) -> Check:
        return Check(function, code, severity, frozenset(explains), since, on_request)

    return declare


FACTS: dict[type, Callable[..., Any]] = {}
"""The function that computes each fact, by the type it returns."""


def fact(function: F) -> F:
    """Declare a fact: a pure function of statistics and facts, computed lazily and once, known by its return type."""
    FACTS[_annotations(function)["return"]] = function
    return function
