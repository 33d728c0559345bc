"""What every entry point may be told besides the data: one frozen value in three parts, made once and handed on.

`Words` are the keywords, for type checkers; `OPTIONS` says of each what it is, from which the command line's flags, the
keys of `[tool.seqguard]` and the signatures that notebooks show are derived.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple, Self, TypedDict, TypeVar, Unpack

from seqguard.core.arguments import (
    DataOptions,
    attribute,
    check_arguments,
    check_count,
    check_layout,
    check_lengths,
    check_names,
    check_patterns,
    check_seconds,
    check_sequence,
    check_silenced,
    check_thresholds,
    check_truth,
)
from seqguard.core.declare import Check
from seqguard.core.errors import shown

Task = Literal["auto", "regression", "classification", "multilabel"]
Axes = Literal["NTF", "NFT", "TNF"]
Auto = bool | Literal["auto"]
Ignore = Sequence[str] | Mapping[str, Sequence[str]]
F = TypeVar("F", bound=Callable[..., Any])


class Words(TypedDict, total=False):
    """The options as keywords; `seqguard.inspect` says what each means."""

    feature_names: Sequence[str] | None
    target_names: Sequence[str] | None
    task: Task
    tokens: Auto
    mask_value: float | None
    layout: Axes | None
    lengths: Any
    target: Any
    select: Sequence[str] | None
    ignore: Ignore | None
    checks: Sequence[Check] | None
    thresholds: Mapping[str, Mapping[str, float]] | None
    schema: Any
    sample: int | Literal["auto"]
    max_samples: int | Literal["auto"]
    allow_unseen: bool
    executor: Any
    max_seconds: float | None
    impact: bool
    progress: Auto
    figures: Auto


class Option(NamedTuple):
    """One option: its part, its default, and how it is spelt on the command line ("" where it has no flag)."""

    part: Literal["data", "rules", "running"]
    default: Any
    help: str
    metavar: str = ""
    kind: Literal["", "names", "number", "whole", "auto", "yes"] = ""
    choices: tuple[str, ...] = ()


OPTIONS: Mapping[str, Option] = {
    "feature_names": Option("data", None, "names of the features of X, by comma", "NAMES", "names"),
    "target_names": Option("data", None, "names of the columns of y, by comma", "NAMES", "names"),
    "task": Option(
        "data", "auto", "what y is, where its values do not tell", "TASK", "",
        ("auto", "regression", "classification", "multilabel"),
    ),
    "tokens": Option("data", "auto", "whether integers in X are token ids: yes, no or auto", "WHETHER", "auto"),
    "mask_value": Option("data", None, "a timestep whose features all equal it is padding", "VALUE", "number"),
    "layout": Option(
        "data", None, "order of the axes of X: samples N, timesteps T, features F", "AXES", "", ("NTF", "NFT", "TNF")
    ),
    "lengths": Option("data", None, "timesteps of each sample that are real, where the rest is padding"),
    "target": Option("data", None, "the named variable that is predicted, of what holds several"),
    "select": Option("rules", None, "only these checks"),
    "ignore": Option("rules", None, "not these checks, or not at these features"),
    "checks": Option("rules", None, "further checks"),
    "thresholds": Option("rules", None, "other thresholds, by check and name"),
    "schema": Option("rules", None, "a contract that the data must keep"),
    "sample": Option("running", "auto", "values that sampled statistics may read of a tensor", "N", "whole"),
    "max_samples": Option("running", "auto", "samples that are read of a stream", "N", "whole"),
    "allow_unseen": Option(
        "running", False, "let pass what was not read, or not checked as asked: yes or no", "WHETHER", "yes"
    ),
    "executor": Option("running", None, "who reads the data: anything with submit() that gives futures"),
    "max_seconds": Option("running", None, "seconds after which nothing further is begun", "SECONDS", "number"),
    "impact": Option("running", False, "say of each finding what score it is worth: yes or no", "WHETHER", "yes"),
    "progress": Option("running", "auto", "a line of progress: yes, no or auto", "WHETHER", "auto"),
    "figures": Option("running", "auto", "figures: yes for JSON too, no for none, auto for pages", "WHETHER", "auto"),
}  # fmt: skip
"""By keyword, in the order of the signature."""

ELSEWHERE = {
    "validation_split": "cut it off yourself, so that seqguard sees the same part: inspect(X[:-k], y[:-k], "
    "validation_data=(X[-k:], y[-k:]))",
    "X_val": "validation_data=(X_val, y_val)",
    "y_val": "validation_data=(X_val, y_val)",
    "groups": "seqguard.Split(X, y, groups=...) stands for X",
    "timestamps": "seqguard.Split(X, y, timestamps=...) stands for X",
    "sample_weight": "seqguard.Split(X, y, sample_weight=...) stands for X",
}
"""What people pass by habit, and the call to make."""


@dataclass(frozen=True, kw_only=True)
class RuleOptions:
    """What is looked for.

    Attributes:
        select: codes, beginnings of codes or slugs; None for all.
        ignore: the same, each with the features that it is silent about; no feature stands for everywhere.
        checks: further checks, or configured ones in place of their originals.
        thresholds: values by the slug or code of a check, then by name.
        schema: a contract, or the path of one; None for none.
    """

    select: tuple[str, ...] | None = None
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    thresholds: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    schema: Any = None


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """How it is run.

    Attributes:
        progress: whether a line of progress is shown on stderr.
        max_samples: samples that are read of a stream; None leaves it to the stream.
        allow_unseen: whether the gate stays open over what was not read, or not checked though it was asked for.
        executor: who reads the data; None for the calling thread.
        max_seconds: after which nothing further is begun; None for as long as it takes.
        figures: whether figures are made; True puts them into the JSON as well.
        impact: whether cheap models are scored with and without each fault.
    """

    progress: Auto = "auto"
    max_samples: int | None = None
    allow_unseen: bool = False
    executor: Any = None
    max_seconds: float | None = None
    figures: Auto = "auto"
    impact: bool = False


@dataclass(frozen=True, kw_only=True)
class Options:
    """The options, validated: what the data are, what is looked for, how it is run."""

    data: DataOptions = field(default_factory=DataOptions)
    rules: RuleOptions = field(default_factory=RuleOptions)
    running: RunOptions = field(default_factory=RunOptions)

    @classmethod
    def of(cls, **words: Unpack[Words]) -> Self:
        """The options that were said in keywords.

        Raises:
            TypeError, ValueError: a keyword is no option, or its value is not what the option takes; the message names
                it as it is spelt in the signature.
        """
        require_options(words)
        said: dict[str, Any] = {name: words.get(name, option.default) for name, option in OPTIONS.items()}
        asked = check_arguments(
            said["feature_names"], said["target_names"], said["task"], said["tokens"], said["mask_value"],
            said["sample"], said["progress"], said["figures"],
        )  # fmt: skip
        asked = replace(
            asked, layout=check_layout(said["layout"]), lengths=check_lengths(said["lengths"]), target=said["target"]
        )
        rules = RuleOptions(
            select=check_patterns("select", said["select"]),
            ignore=check_silenced("ignore", said["ignore"]),
            checks=_checks(said["checks"]),
            thresholds=check_thresholds("thresholds", said["thresholds"]),
            schema=_schema(said["schema"]),
        )
        return cls(data=asked, rules=rules, running=_running(said))

    def with_names(self, names: Sequence[str]) -> Self:
        """The same with these names of the features."""
        return replace(self, data=replace(self.data, feature_names=check_names("feature_names", names)))


def require_options(words: Mapping[str, Any], *, taker: str = "seqguard") -> None:
    """Raise TypeError, with what was probably meant, for a keyword that is no option."""
    for name in words:
        if name in OPTIONS:
            continue
        if name in ELSEWHERE:
            raise TypeError(f"{taker} takes no {name}=: {ELSEWHERE[name]}")
        from difflib import get_close_matches  # 2 ms that a call without a slip does not need

        near = get_close_matches(name, OPTIONS, 1)
        meant = f"; did you mean {near[0]}=?" if near else f"; it takes {', '.join(OPTIONS)}"
        raise TypeError(f"{taker} takes no {name}={meant}")


def refuse_more(function: str, more: Sequence[Any]) -> None:
    """Raise TypeError, with the call to make, for what stands behind X and y without a name."""
    if not more:
        return
    call = "validation_data=(X_val, y_val)" if len(more) == 2 else "validation_data=..."
    raise TypeError(
        f"{function} takes X and y, and the rest by name, got {2 + len(more)} values: {function}(X, y, {call})"
    )


def takes_options(function: F) -> F:
    """Show the options one by one in the signature of a function that takes them as `**options`."""
    signature = inspect.signature(function)
    own = [p for p in signature.parameters.values() if p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)]
    rest = [p for p in signature.parameters.values() if p.kind is p.VAR_KEYWORD and p.name != "options"]
    more = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=o.default, annotation=Words.__annotations__[name]
        )
        for name, o in OPTIONS.items()
        if name not in signature.parameters
    ]
    function.__signature__ = signature.replace(parameters=[*own, *more, *rest])  # type: ignore[attr-defined]  # read by inspect.signature
    return function


def _checks(given: Any) -> tuple[Check, ...]:
    checks = check_sequence("checks", given, "functions declared with @seqguard.check")
    for check in checks:
        if not isinstance(check, Check):
            raise TypeError(f"checks must hold functions declared with @seqguard.check, got {shown(check)}")
    return tuple(replace(check, on_request=False) for check in checks)


def _running(said: Mapping[str, Any]) -> RunOptions:
    executor, seconds = said["executor"], said["max_seconds"]
    if executor is not None and (isinstance(executor, type) or not callable(attribute(executor, "submit"))):
        raise TypeError(
            f"executor must have submit(function, *arguments) as concurrent.futures has, got {shown(executor)}"
        )
    return RunOptions(
        progress=said["progress"],
        max_samples=check_count("max_samples", said["max_samples"]),
        allow_unseen=check_truth("allow_unseen", said["allow_unseen"]),
        impact=check_truth("impact", said["impact"]),
        executor=executor,
        max_seconds=check_seconds("max_seconds", seconds),
        figures=said["figures"],
    )


def _schema(given: Any) -> Any:
    """A contract or its path, as given: opening it needs Pandera."""
    if given is None or isinstance(given, str | Path) or attribute(given, "feature_names") is not None:
        return given
    raise TypeError(f"schema must be a seqguard.SequenceSchema or the path of one, got {type(given).__name__}")
