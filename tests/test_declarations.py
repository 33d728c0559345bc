"""A declaration that cannot be meant is refused where it is written, with the definition and what was expected."""

import functools
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from _declared import Findings, declare, fine

import seqguard
from seqguard.authors import (
    Base,
    DeclarationError,
    Each,
    Every,
    Finding,
    Input,
    Moments,
    Other,
    Plan,
    Target,
    Train,
    check,
    threshold,
)
from seqguard.cli.reference import entry
from seqguard.engine.registry import codes, discover, require_explained


def forgotten_place(target: Moments) -> Findings:
    yield from ()


def misspelt_place(y: "Targt[Moments]") -> Findings:  # type: ignore[name-defined]  # noqa: F821  # the slip
    yield from ()


def unknown_kind(y: Target[Finding]) -> Findings:  # type: ignore[type-var]  # the slip
    yield from ()


def no_kind_at_all(y: np.ndarray) -> Findings:  # type: ignore[type-arg]  # the slip
    yield from ()


def positional_threshold(x: Input[Moments], least: float = 0.2) -> Findings:
    yield from ()


def bare_threshold(x: Input[Moments], *, least: float = 0.2) -> Findings:
    yield from ()


def not_annotated(y) -> Findings:  # type: ignore[no-untyped-def]  # the slip
    yield from ()


def bare_place(y: Target) -> Findings:  # type: ignore[type-arg]  # the slip
    yield from ()


def starred(*tensors: Input[Moments]) -> Findings:
    yield from ()


def returns_one(x: Input[Moments]) -> Finding:
    return Finding(message="", remedy="")


def two_tensors(x: Input[Moments], y: Target[Moments]) -> Findings:
    yield from ()


def each_beside_input(every: Each[Moments], x: Input[Moments]) -> Findings:
    yield from ()


def here_beside_other(plan: Input[Plan], x: Other[Input[Moments]], train: Train[Input[Moments]]) -> Findings:
    yield from ()


def placed_split(given: Input[seqguard.Split]) -> Findings:  # type: ignore[type-var]  # the slip
    yield from ()


def old_pair(every: tuple[Moments, ...]) -> Findings:
    yield from ()


def Capitals(x: Input[Moments]) -> Findings:
    yield from ()


async def asynchronous(x: Input[Moments]) -> Findings:
    return ()


def without_wraps(*args: Any, **kwargs: Any) -> Findings:
    return fine(*args, **kwargs)


class Callee:
    def __call__(self, x: Input[Moments]) -> Findings:
        yield from ()


@pytest.mark.parametrize(
    ("function", "says"),
    [
        (forgotten_place, r"does not say of which tensor: Input\[Moments\], Target\[Moments\] or Each\[Moments\]"),
        (misspelt_place, "names a kind that cannot be found .*Targt"),
        (unknown_kind, r"reads y: Target\[Finding\], and nothing makes Finding"),
        (no_kind_at_all, "nothing makes ndarray"),
        (positional_threshold, r"has a default for 'least': thresholds stand behind a `\*`"),
        (bare_threshold, r"a threshold is written least: float = threshold\(0.2, low, high, source=...\)"),
        (not_annotated, "does not say what 'y' is"),
        (bare_place, "reads y: Target, which is no kind at a place"),
        (starred, "takes .*args .*functools.wraps"),
        (without_wraps, "keeps the signature by functools.wraps"),
        (returns_one, r"returns a Finding; a check yields any number of them: -> Iterable\[Finding\]"),
        (two_tensors, 'say which its findings are about, about="x" or about="y"'),
        (each_beside_input, "reads Each beside Input or Target"),
        (here_beside_other, r"reads plan: Input\[Plan\]; write Other\[Input\[Plan\]\]"),
        (placed_split, "nothing makes Split"),
        (old_pair, r"of every split is Every\[Input\[Moments\]\]"),
        (Capitals, "gives the slug 'Capitals'"),
        (asynchronous, "is async"),
        (lambda x: (), "has no name: write a `def`"),
        (functools.partial(fine), "must be a plain function"),
        (Callee(), "must be a plain function"),
        (Callee, "must be a plain function"),
        (print, "must be a plain function"),
        (7, "must be a plain function"),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_a_check_that_cannot_be_meant_is_refused(function: Any, says: str) -> None:
    with pytest.raises(DeclarationError, match=says):
        declare(function)


def test_the_refusal_shows_the_definition_and_its_place() -> None:
    with pytest.raises(DeclarationError) as caught:
        declare(here_beside_other)
    assert "here_beside_other(plan: Input[Plan], x: Other[Input[Moments]], train: Train[Input[Moments]])" in str(
        caught.value
    )
    line = here_beside_other.__code__.co_firstlineno
    assert str(caught.value).endswith(f"defined at {__file__}:{line}")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"code": "SG1"}, "code must be capital letters and three digits"),
        ({"code": 501}, "code must be"),
        ({"severity": "eror"}, "severity must be one of error, warning, info, got 'eror'"),
        ({"explains": "SG501"}, "explains must be a tuple"),
        ({"explains": ("SG9999", "FOO")}, "explains must be a tuple"),
        ({"explains": 5}, "explains must be a tuple"),
        ({"explains": ("ZZ001",)}, "explains itself"),
        ({"about": "x"}, "leave out about='x'"),
        ({"about": "z"}, 'about must be "x" or "y"'),
        ({"since": "next"}, "since must be a version"),
        ({"removed_in": "soon"}, "removed_in must be a version"),
        ({"renamed_from": {"old-name": "then"}}, "old-name must be a version"),
        ({"renamed_from": {"fine": "0.2"}}, "is renamed from 'fine'"),
        ({"renamed_from": {"Old": "0.2"}}, "is renamed from 'Old'"),
        ({"aliases": "data leakage"}, "aliases must be a tuple of words"),
        ({"aliases": ("data leakage", " ")}, "aliases must be a tuple of words"),
        ({"aliases": ("", "leak")}, "aliases must be a tuple of words"),
        ({"aliases": 5}, "aliases must be a tuple of words"),
        ({"aliases": ("leak", "leak")}, "an alias stands twice"),
    ],
)
def test_options_that_cannot_be_meant_are_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(DeclarationError, match=says):
        declare(fine, **options)


def test_aliases_are_words_of_the_catalogue_and_no_names() -> None:
    made = declare(fine, aliases=(w for w in ("look-ahead bias", "leak")))
    assert made.aliases == ("look-ahead bias", "leak")
    assert entry(made)["aliases"] == ["look-ahead bias", "leak"]
    assert "aliases" not in entry(declare(fine))


def test_explains_takes_any_iterable_once() -> None:
    assert declare(fine, explains=(c for c in ("SG501", "SG502"))).explains == {"SG501", "SG502"}


@pytest.mark.parametrize(
    ("write", "says"),
    [
        (lambda: Input[Target[Moments]], "names two tensors"),
        (lambda: Train[Other[Moments]], "names two splits"),
        (lambda: Input[Train[Moments]], r"the split stands outside, such as Train\[Input\[Moments\]\]"),
        (lambda: Each[Every[Moments]], "the split stands outside"),
        (lambda: Input["Moments"], "a place holds one kind"),
        (lambda: Input[Moments, Plan], "a place holds one kind"),
        (lambda: Base[Input[Moments]] | None, "a kind is read or it is not"),
    ],
)
def test_places_that_cannot_be_meant_are_refused_in_their_line(write: Callable[[], Any], says: str) -> None:
    with pytest.raises(DeclarationError, match=says):
        write()


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((20.0, 0, 1), "must lie in"),
        ((True, 0, 1), "is a number"),
        (("1", 0, 1), "is a number"),
        ((float("nan"),), "lie"),
    ],
)
def test_thresholds_that_cannot_be_meant_are_refused(arguments: tuple[Any, ...], says: str) -> None:
    with pytest.raises(DeclarationError, match=says):
        threshold(*arguments, source="a test")


def test_a_threshold_is_settable_in_its_range_only() -> None:
    def settable(x: Input[Moments], *, share: float = threshold(0.2, 0, 1, source="a test")) -> Findings:
        yield Finding(message=f"{share}", remedy="")

    made = declare(settable)
    assert made.parameters == {"share": 0.2}
    assert made.thresholds["share"].source == "a test"
    assert [f.message for f in made.configured(share=1)(x=None)] == ["1"]
    with pytest.raises(ValueError, match=r"share must lie in \[0, 1\], got 20.0"):
        made.configured(share=20.0)
    with pytest.raises(TypeError, match="share must be a float"):
        made.configured(share="0.2")
    with pytest.raises(ValueError, match="has no parameter 'shar'; it has share"):
        made.configured(shar=0.1)


def test_functools_wraps_keeps_reads_thresholds_and_the_call() -> None:
    def logged(function: Callable[..., Findings]) -> Callable[..., Findings]:
        @functools.wraps(function)
        def inner(*args: Any, **kwargs: Any) -> Findings:
            return function(*args, **kwargs)

        return inner

    @check("ZZ001", severity="warning")
    @logged
    def wrapped(x: Input[Moments], *, least: float = threshold(0.5, 0, 1, source="a test")) -> Findings:
        yield Finding(message=f"{least}", remedy="")

    assert [r.kind for r in wrapped.reads] == [Moments]
    report = seqguard.inspect(np.ones((60, 3, 1)), checks=[wrapped.configured(least=0.25)], select=["wrapped"])
    assert [f.message for f in report.findings] == ["0.25"]


def test_a_code_and_a_slug_stand_for_one_check() -> None:
    first = declare(fine)
    with pytest.raises(DeclarationError, match=r"declares ZZ001, which is taken by .*fine"):
        declare(bare_with_other_name)
    namesake = type(fine)(fine.__code__, fine.__globals__, "fine")
    namesake.__annotations__, namesake.__qualname__ = fine.__annotations__, "elsewhere.fine"
    with pytest.raises(DeclarationError, match=r"declares fine, which is taken by .*fine"):
        declare(namesake, "ZZ002")
    assert first.code == "ZZ001"


def bare_with_other_name(x: Input[Moments]) -> Findings:
    yield from ()


def test_a_check_is_declared_again_by_a_cell_that_is_run_again() -> None:
    assert declare(fine) is not declare(fine)


def test_the_options_of_inspect_refuse_a_taken_code_slug_and_an_unknown_explanation() -> None:
    X = np.ones((60, 3, 1))

    def constant_feature(x: Input[Moments]) -> Findings:
        yield from ()

    for options, says in (
        ({"code": "SG501"}, r"taken by|whose code SG501 is that of"),
        ({"code": "ZZ001"}, r"taken by|whose slug constant-feature is that of SG105"),
    ):
        with pytest.raises((ValueError, DeclarationError), match=says):
            seqguard.inspect(X, checks=[declare(constant_feature, **options)])
    with pytest.raises(ValueError, match="ZZ001 fine explains SG999, which no check has"):
        seqguard.inspect(X, checks=[declare(fine, explains=("SG999",))])
    seqguard.inspect(X, checks=[declare(fine, explains=("SG701",))])
    one = declare(fine)
    with pytest.raises(ValueError, match="checks holds fine, whose code ZZ001 is that of fine"):
        seqguard.inspect(X, checks=[one, one])


def test_unknown_explanations_are_refused_at_collection() -> None:
    assert codes() == discover().keys()
    require_explained(discover().values(), set())
    with pytest.raises(ValueError, match="which no check has"):
        require_explained([declare(fine, explains=("XX123",))], discover().keys())
