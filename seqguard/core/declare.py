"""How a check and a fact are declared: the signature is the declaration.

A parameter's annotation says what is read and where (`seqguard.core.places`), keyword-only parameters are thresholds.
Whatever cannot be meant is refused where it is written, with the definition and what was expected.
"""

import gc
import inspect
import re
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal, TypeVar

from seqguard.core.errors import shown
from seqguard.core.finding import SEVERITIES, Explained, Finding, Severity
from seqguard.core.owners import KINDS, Owner, name_of, own
from seqguard.core.places import DeclarationError
from seqguard.core.signature import Read, annotations, declared, plain, reads, refused, thresholds
from seqguard.core.thresholds import Threshold

F = TypeVar("F", bound=Callable[..., Any])

HEADINGS = ("Why", "Evidence", "Remedy", "Limits")
OPTIONAL = ("Situation",)
"""What a user does or sees, in a sentence of theirs: it leads the check's page, and no check needs it that a symptom
names."""
CODE = re.compile(r"^[A-Z][A-Z0-9]*[0-9]{3}$")
SLUG = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
VERSION = re.compile(r"^[0-9]+(\.[0-9]+)+$")
About = Literal["x", "y"]


class Missing(Exception):
    """Raised by a fact that cannot be had from these data: whoever reads it is skipped, with this reason."""


FACTS: dict[type, Callable[..., Any]] = {}
"""The function that computes each fact, by the type it returns."""
RENEWED: list[Callable[[], None]] = []
"""What forgets, when a fact is declared anew, what was worked out from its former signature."""

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
        renamed_from: slugs that it had before, with the version that took each away: {"dead-feature": "0.2"}. They stay
            names of it in `select`, `ignore` and on the command line, and whoever uses one is warned. Baseline files
            hold codes, which never change.
        removed_in: the version that will be without it; "" for none.
        aliases: what users and auditors call the fault: "data leakage", "look-ahead bias". They are searched, and are
            no names that `select` knows.
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
    renamed_from: Mapping[str, str] = field(default_factory=dict)
    removed_in: str = ""
    aliases: tuple[str, ...] = ()
    level: Severity | None = None
    explains_in_splits: frozenset[str] = frozenset()
    explains_beside: frozenset[str] = frozenset()
    excuses: frozenset[str] = frozenset()
    settings: Mapping[str, Any] = field(default_factory=dict)
    bads: list[Example] = field(default_factory=list)
    goods: list[Example] = field(default_factory=list)

    @cached_property
    def slug(self) -> str:
        """The name of its function, with hyphens: `constant-target`."""
        return self.function.__name__.replace("_", "-")

    @cached_property
    def doc(self) -> str:
        return inspect.getdoc(self.function) or ""

    @property
    def title(self) -> str:
        """The first line of its docstring."""
        return self.doc.split("\n", 1)[0]

    @cached_property
    def sections(self) -> dict[str, str]:
        """The docstring's headings (Situation where it has one, Why, Evidence, Remedy, Limits) and their text."""
        parts = re.split(r"(?m)^(" + "|".join((*OPTIONAL, *HEADINGS)) + r"):\s*", self.doc)
        return {h: inspect.cleandoc(" " * 4 + t).strip() for h, t in zip(parts[1::2], parts[2::2], strict=True)}

    @cached_property
    def reads(self) -> tuple[Read, ...]:
        return reads(self.function)

    @cached_property
    def compares(self) -> bool:
        """Whether it reads a further split beside train."""
        return any(read.split == "other" for read in self.reads)

    @cached_property
    def absorbs(self) -> frozenset[Explained]:
        """What it explains and where."""
        return frozenset(
            [
                *(Explained(code) for code in self.explains),
                *(Explained(code, splits=True) for code in self.explains_in_splits),
                *(Explained(code, tensors=True) for code in self.explains_beside),
                *(Explained(code, excused=True) for code in self.excuses),
            ]
        )

    @cached_property
    def thresholds(self) -> dict[str, Threshold]:
        """Value, range and source of each threshold, by name."""
        return thresholds(self.function)

    @property
    def parameters(self) -> dict[str, Any]:
        """The thresholds and their defaults."""
        return {name: t.value for name, t in self.thresholds.items()}

    def __call__(self, *args: Any, **kwargs: Any) -> Iterable[Finding]:
        """The findings; TypeError where the function gives something else."""
        found = self.function(*args, **{**self.settings, **kwargs})
        if found is None or isinstance(found, Finding | str) or not isinstance(found, Iterable):
            raise TypeError(f"{self.slug} returned {found!r}; a check yields its findings: `yield Finding(...)`")
        return (_finding(f, self.slug) for f in found)

    def configured(self, *, level: Severity | None = None, **settings: Any) -> "Check":
        """This check with other thresholds, or with one severity for all of its findings: for `checks=[...]`.

        Raises:
            ValueError: a threshold is not one of `parameters` or lies outside its range, or `level` is no severity.
            TypeError: a threshold is not of its default's type.
        """
        if level is not None and (not isinstance(level, str) or level not in SEVERITIES):
            raise ValueError(f"{self.slug}: level must be one of {', '.join(SEVERITIES)}, got {shown(level)}")
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


def _finding(given: Any, slug: str) -> Finding:
    if not isinstance(given, Finding):
        raise TypeError(f"{slug} yielded {given!r}, which is no Finding")
    return given


_OWNERS: "weakref.WeakValueDictionary[str, Check]" = weakref.WeakValueDictionary()
"""The check that has each code and slug, as long as it lives."""


def check(
    code: str,
    *,
    severity: Severity,
    explains: Iterable[str] = (),
    explains_in_splits: Iterable[str] = (),
    explains_beside: Iterable[str] = (),
    excuses: Iterable[str] = (),
    since: str = "0.1",
    about: About | Literal[""] = "",
    on_request: bool = False,
    renamed_from: Mapping[str, str] | None = None,
    removed_in: str = "",
    aliases: Iterable[str] = (),
) -> Callable[[Callable[..., Iterable[Finding]]], Check]:
    """Declare a check.

    Args:
        code: capital letters and three digits, SG101.
        severity: of its findings, where a finding has none of its own.
        explains: codes whose findings at the same place this one absorbs. `explains_in_splits`: found in train, in
            further splits as well; `explains_beside`: on the other tensors of the split as well.
        excuses: codes that it absorbs at the same place and that are no fault there: their severity is not taken over.
        since: the version that has it first.
        about: "x" or "y", the tensor that a finding is about: to be said by a check that reads both.
        on_request, renamed_from, removed_in, aliases: see `Check`.

    Raises:
        DeclarationError: the declaration cannot be meant; the message shows the definition and what was expected.
    """
    explained, former = _words(code, severity, explains), dict(renamed_from or {})
    in_splits, beside, excused = (
        _words(code, severity, codes) for codes in (explains_in_splits, explains_beside, excuses)
    )
    called = _aliases(code, aliases)
    if about not in ("", "x", "y"):
        raise DeclarationError(f'{code}: about must be "x" or "y", got {about!r}')
    versions = {"since": since, **({"removed_in": removed_in} if removed_in else {}), **former}
    for name, version in versions.items():
        if not isinstance(version, str) or not VERSION.match(version):
            raise DeclarationError(f"{code}: {name} must be a version such as '0.2', got {version!r}")

    def declare(function: Callable[..., Iterable[Finding]]) -> Check:
        found, bare = declared(function, "check"), plain(function)
        thresholds(function)
        if annotations(bare).get("return") is Finding:
            raise refused(bare, "returns a Finding; a check yields any number of them: -> Iterable[Finding]")
        tensors = {r.role for r in found} & {"x", "y", "each"}
        if about and len(tensors) < 2:
            raise refused(bare, f"reads one tensor, which its findings are about: leave out about={about!r}")
        if len(tensors) > 1 and not about:
            raise refused(bare, 'reads two tensors: say which its findings are about, about="x" or about="y"')
        made = Check(
            function, code, severity, explained, since, about, on_request, former, removed_in, called,
            explains_in_splits=in_splits, explains_beside=beside, excuses=excused,
        )  # fmt: skip
        if not SLUG.match(made.slug):
            raise refused(bare, f"gives the slug {made.slug!r}: name it in small letters, such as negative_demand")
        for old in former:
            if not SLUG.match(old) or old == made.slug:
                raise refused(bare, f"is renamed from {old!r}, which is no slug that it can have had")
        for name in (code, made.slug):
            if (other := _other_owner(name, function)) is not None:
                raise refused(bare, f"declares {name}, which is taken by {name_of(other.function)}")
        _OWNERS[code] = _OWNERS[made.slug] = made
        return made

    return declare


def _other_owner(name: str, function: Callable[..., Any]) -> Check | None:
    """The check of another definition that has a code or slug and is still in use somewhere."""
    for collect in (gc.collect, None):
        before = _OWNERS.get(name)
        if before is None or name_of(before.function) == name_of(function):
            return None
        del before
        if collect is not None:  # one that only circles of references still hold gives its name back
            collect()
    return _OWNERS.get(name)


def _words(code: str, severity: str, explains: Iterable[str]) -> frozenset[str]:
    """The codes explained, held to their form as the code and the severity are."""
    if not isinstance(code, str) or not CODE.match(code):
        raise DeclarationError(f"code must be capital letters and three digits, such as SG101, got {code!r}")
    if severity not in SEVERITIES:
        raise DeclarationError(f"{code}: severity must be one of {', '.join(SEVERITIES)}, got {severity!r}")
    words = None if isinstance(explains, str) or not isinstance(explains, Iterable) else tuple(explains)
    if words is None or not all(isinstance(w, str) and CODE.match(w) for w in words):
        raise DeclarationError(f"{code}: explains must be a tuple of codes such as ('SG502',), got {explains!r}")
    if code in words:
        raise DeclarationError(f"{code} explains itself: leave it out of explains")
    return frozenset(words)


def _aliases(code: str, aliases: Iterable[str]) -> tuple[str, ...]:
    """The aliases, held to be words: a string alone would be its letters, and a word said twice is found twice."""
    words = () if isinstance(aliases, str) or not isinstance(aliases, Iterable) else tuple(aliases)
    if (not words and aliases != ()) or not all(isinstance(w, str) and w and w == w.strip() for w in words):
        raise DeclarationError(f"{code}: aliases must be a tuple of words such as ('data leakage',), got {aliases!r}")
    if len(set(words)) < len(words):
        raise DeclarationError(f"{code}: an alias stands twice in {words!r}")
    return words


def fact(function: F) -> F:
    """Declare a fact: a pure function of statistics and facts, computed lazily and once, known by its return type.

    Raises:
        DeclarationError: the declaration cannot be meant; the message shows the definition and what was expected.
    """
    bare = plain(function)
    kind = annotations(bare).get("return")
    if not isinstance(kind, type):
        raise refused(bare, "does not say what it makes: a fact returns a class of its own")
    again = kind in KINDS
    if again:
        own(kind, Owner(function, KINDS[kind].tensor))
    found = declared(function, "fact")
    for read in found:
        if read.kind is kind:
            raise refused(bare, f"reads {kind.__name__}, which it makes")
        if again and _stands_on(read.kind, kind):
            raise refused(bare, f"reads {read.kind.__name__}, which is made from {kind.__name__}: a circle")
    thresholds(function)
    whole = bool(found) and all(read.role == "split" for read in found)
    own(kind, Owner(function, "split" if whole else ""))
    FACTS[kind] = function
    if again:
        for forget in RENEWED:
            forget()
    return function


def _stands_on(kind: type, other: type) -> bool:
    """Whether a fact is computed from another, through any number of facts."""
    return kind in FACTS and any(r.kind is other or _stands_on(r.kind, other) for r in reads(FACTS[kind]))
