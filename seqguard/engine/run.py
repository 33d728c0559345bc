"""open -> plan -> fold -> facts -> checks -> Report: `inspect` and `validate`."""

import platform
import time
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Never, Unpack

import numpy as np

import seqguard.facts
import seqguard.statistics  # noqa: F401  # registers the statistics, as facts above registers the facts
from seqguard.core.arguments import DataOptions
from seqguard.core.declare import Check
from seqguard.core.errors import SeqguardWarning
from seqguard.core.figure import Pictures
from seqguard.core.finding import Finding, Skipped
from seqguard.core.options import Auto, Options, Words, refuse_more, takes_options
from seqguard.core.owners import KINDS
from seqguard.core.plan import Plan
from seqguard.engine.absorb import absorb, fold_splits, worst_first
from seqguard.engine.clock import Clock, Overdue
from seqguard.engine.fold import Fold, Profile
from seqguard.engine.held import held_to, not_judged
from seqguard.engine.outcome import Outcome
from seqguard.engine.passes import Job, read_all
from seqguard.engine.pictures import illustrated, pictures_of
from seqguard.engine.progress import Progress
from seqguard.engine.registry import broken, chosen, current, explained, silenced
from seqguard.engine.resolve import TRAIN, Absent, Known, needs, wanted_statistics
from seqguard.engine.summary import SUMMARY, baselines_of, readings_of
from seqguard.engine.wanted import NONE_BY_NAME, Wanted
from seqguard.reading.plans import plan_splits, unreadable
from seqguard.report.report import Circumstances, FailOn, Report, Unseen, check_fail_on
from seqguard.sources.base import SplitData
from seqguard.sources.gather import gather
from seqguard.sources.split import said_with

if TYPE_CHECKING:
    pass


MORE_TIME = "seqguard.inspect(..., max_seconds=None)"
"""Reads what there was no time for."""


@takes_options
def inspect(X: Any, y: Any = None, *more: Never, validation_data: Any = None, **options: Unpack[Words]) -> Report:
    """Look at sequence data before a model is trained on them. Never raises because of what it finds.

    Args:
        X: inputs (samples, timesteps, features), the order of Keras; more axes count as features. 2-D floats are one
            feature per timestep, 2-D integers tokens if they look it. A dict of arrays is several named inputs, in
            which a 2-D float entry holds static features; so is a list of arrays that have len(y) samples each. A
            `Split` or `seqguard.windows` stands for X, y and what is known of each sample. A path names an .npy, .npz
            or folder of .npy.
        y: targets (n,), (n, 1), (n, horizon), (n, classes) one-hot, (n, T, K), a dict of such, or None.
        validation_data: a tuple (X, y), a `Split`, or a dict of name to either, for folds and test sets: each is
            compared with train, and with the eight before it.
        feature_names: one name for each feature of X.
        target_names: one name for each column of y.
        task: "regression", "classification", "multilabel", or "auto" to tell from y.
        tokens: whether integers in X are token ids; "auto" tells from the values.
        mask_value: a timestep whose features all equal it is padding. Padding on one side is found without it.
        layout: order of the axes of X where it is not "NTF" (samples, timesteps, features): "NFT" of aeon, sktime and
            channels-first networks, "TNF" of time-major ones. X is read as if it were transposed.
        lengths: (n,) timesteps of each sample that are real; the rest of an array is padding, whatever stands there.
        target: name of the variable that is predicted, of what holds several by name (an xarray Dataset).
        schema: a contract that X and y must keep, or the path of one (.yaml); needs pandera.
        checks: further checks to run beside the built-in ones; `check.configured(...)` stands in for its original.
        thresholds: other values by check and name, {"outlier": {"gap": 6.0}}; `seqguard explain CHECK` lists them.
        select, ignore: codes (SG501), beginnings of codes (SG5; SG for all) or slugs. `ignore` may be a mapping of
            those to the feature names to be silent about; no names stand for everywhere. `no-signal` takes seconds
            and runs only where `select` names it: select=["SG", "no-signal"].
        sample: values per tensor that sampled statistics (quantiles, repeated values, correlations) may read; "auto" is
            2,097,152. Counts, extremes, NaN and duplicates are exact whatever it is.
        max_samples: samples that are read of a stream (tf.data, a generator, a DataLoader). "auto" reads one to its end
            where that is known, and else up to 1,048,576 samples or 1 GiB; the report says so.
        allow_unseen: let a gate pass over what was not read, and over checks that were asked for by name and could not
            run.
        executor: who reads the data, None for this thread: anything with `submit(function, *arguments)` that gives
            futures, such as a ThreadPoolExecutor, a ProcessPoolExecutor or `client.get_executor()` of dask.distributed.
            The report is the same. Dask arrays are computed by their own scheduler without being told.
        max_seconds: seconds after which nothing further is begun; the report says what was not reached, and the gate is
            closed over it. None for as long as it takes.
        impact: say of each finding, where that can be told, what it is worth: the score of cheap models as given and
            without the fault, with an interval. Takes up to 10 s, and needs scikit-learn.
        progress: show a line of progress on stderr; "auto" does so on a terminal when it takes more than a second.
        figures: "auto" makes figures for pages and notebooks; True puts them into the JSON as well, whose readers then
            see values of the data; False makes none.

    Returns:
        The report. It prints as text, and as HTML in a notebook.

    Raises:
        TypeError, ValueError: an argument is not what is described above; the message names it.
    """
    refuse_more("inspect", more)
    return inspected(X, y, validation_data, Options.of(**said_with(X, options)))


def inspected(X: Any, y: Any, validation_data: Any, options: Options) -> Report:
    """`inspect` with its options made."""
    started = time.perf_counter()
    require_models(options)
    held = held_to(options.rules.schema)
    splits = {
        s.name: s
        for s in gather(X, y, validation_data=validation_data, asked=options.data, most=options.running.max_samples)
    }
    data = held.named(options.data, splits[TRAIN])
    checks, silent = chosen(options.rules), silenced(options.rules)
    wanted = Wanted.of(options.rules, checks, open_gate=options.running.allow_unseen)
    running = options.running
    clock = Clock(running.max_seconds, started)
    # findings speak of NaN, not warnings
    with Progress(running.progress, running.executor, clock) as shown, np.errstate(all="ignore"):
        known = held.judged(read(splits, checks, data, shown, each=held.checks))
        report = report_on(known, checks, silent, started, wanted, options.running.figures)
    return worth(report, known) if options.running.impact else report


def require_models(options: Options) -> None:
    """Raise NotInstalled where scores are asked for and scikit-learn is missing, before anything is read."""
    if options.running.impact:
        from seqguard.worth.models import require

        require()


def worth(report: Report, known: Known) -> Report:
    """The report with what each finding is worth; the models are loaded for nobody else."""
    from seqguard.worth.told import with_impact

    return with_impact(report, known.splits, known.plans)


@takes_options
def validate(
    X: Any,
    y: Any = None,
    *more: Never,
    fail_on: FailOn = "error",
    validation_data: Any = None,
    **options: Unpack[Words],
) -> Report:
    """Refuse data on which training would be meaningless; takes the arguments of `inspect`.

    Args:
        X, y, validation_data: see `inspect`.
        fail_on: the severity at which to raise: "error", "warning", or "never".
        **options: those of `inspect`.

    Returns:
        The report, when nothing reached that level. Its warnings are given as one `SeqguardWarning`.

    Raises:
        PreflightError: a finding reached `fail_on`, or a check crashed; `.report` has the whole report.
    """
    refuse_more("validate", more)
    check_fail_on(fail_on)
    report = inspected(X, y, validation_data, Options.of(**said_with(X, options))).raise_for(fail_on)
    if report.warnings:
        lines = "\n".join(f"  {f.slug} · {f.place}: {f.message}" for f in report.warnings)
        warnings.warn(f"seqguard found {len(report.warnings)} to look at:\n{lines}", SeqguardWarning, stacklevel=2)
    return report


def read(
    splits: Mapping[str, SplitData],
    chosen: Iterable[Check],
    asked: DataOptions,
    progress: Progress,
    given: Mapping[type, Mapping[str, Any] | Absent] | None = None,
    each: Iterable[Check] = (),
    like: Mapping[str, Plan] | None = None,
    reader: "Reader | None" = None,
) -> Known:
    """Plan every split and read each tensor once; `each` are checks that every tensor will be asked for as an input.

    `like` are the plans of data that these go on from; `reader` reads the tensors in place of `read_all`.
    """
    given = given or {}
    running = [
        c for c in chosen if (len(splits) > 1 or not c.compares) and not needs(c.function).outside - given.keys()
    ]
    wanted = wanted_statistics([*(c.function for c in running), *SUMMARY])
    for kind in {k for c in each for role, k in needs(c.function).statistics if role != "y"}:
        wanted["x"].add(kind)
        wanted["y"].add(kind)
    plans = plan_splits(splits, asked, like)
    profiles: dict[str, dict[str, Profile]] = {name: {} for name in splits}
    problems: dict[tuple[str, str], str] = {}
    jobs = []
    for name, data in splits.items():
        for tensor in (*data.inputs, *data.targets):
            if (reason := unreadable(tensor)) is not None:
                problems[name, tensor.name] = reason
                continue
            assert tensor.source is not None
            jobs.append(Job((name, tensor.name), tensor.source, plans[name][tensor.name], tuple(wanted[tensor.role])))
    unread = []
    for (name, tensor_name), part in (reader or read_all)(jobs, progress):
        if isinstance(part, Overdue):
            label = plans[name][tensor_name].label
            problems[name, tensor_name] = f"{label} was not read to its end: {part.reason}"
            unread.append(Unseen(name, label, part.reason, MORE_TIME))
        else:
            profiles[name][tensor_name] = part.finalize()
    return Known(splits, plans, profiles, problems, given, tuple(unread), progress.clock)


Reader = Callable[[Sequence[Job], Progress], Iterable[tuple[Any, Fold | Overdue]]]
"""Gives the key and the fold of each tensor."""


def report_on(
    known: Known,
    chosen: Sequence[Check],
    silent: Mapping[str, Sequence[str]],
    started: float,
    wanted: Wanted = NONE_BY_NAME,
    figures: Auto = "auto",
) -> Report:
    """Run the checks on what is known, and leave the causes.

    A check that needs more than data (a model, a training log, a contract) is offered where that is at hand; else it
    is skipped with the way to it where it was selected, and not spoken of where nobody asked.
    """
    outcome = Outcome()
    silent = {current(chosen, pattern): features for pattern, features in silent.items()}
    late: list[str] = []
    for check in chosen:
        if known.clock.over:
            outcome.skipped.append(Skipped(check.code, check.slug, known.clock.said))
            late.append(check.slug)
            continue
        if absent := needs(check.function).outside - known.given.keys():
            if check.code in wanted.selected:
                ways = dict.fromkeys(KINDS[kind].needs for kind in sorted(absent, key=lambda k: k.__name__))
                outcome.skipped.append(Skipped(check.code, check.slug, "; ".join(ways)))
            continue
        places = known.places(check.function)
        if not places or (check.compares and len(known.splits) == 1):
            outcome.skipped.append(Skipped(check.code, check.slug, "no validation data were given"))
            continue
        for scope in places:
            if not outcome.told(check, scope):
                outcome.run(check, known, scope)
    heard = [f for f in outcome.findings if not _silenced(f, silent)]
    explains = explained(chosen, everywhere=bool(known.given))
    causes = absorb(heard, explains, lambda cause, finding: _of_feature(cause, finding, known))
    skipped = tuple(dict.fromkeys((*outcome.skipped, *not_judged(known))))
    late_now = known.clock.over
    findings, baselines = worst_first(fold_splits(causes)), () if late_now else baselines_of(known)
    undrawn: tuple[Skipped, ...] = ()
    pictures = Pictures()
    if figures and not late_now:
        findings, undrawn = illustrated(findings, known)
        pictures = pictures_of(known, baselines, shared=figures is True)
    return Report(
        findings=findings,
        skipped=(*skipped, *undrawn),
        unchecked=wanted.missed(skipped, outcome),
        allow_unseen=wanted.open_gate,
        crashed=(*broken(), *outcome.crashed),
        readings=readings_of(known),
        baselines=baselines,
        pictures=pictures,
        unseen=(*known.unread, *_not_checked(late, len(chosen), known.clock)),
        ran=tuple(sorted(outcome.ran)),
        run=_circumstances(known, time.perf_counter() - started),
    )


def _not_checked(late: Sequence[str], total: int, clock: Clock) -> tuple[Unseen, ...]:
    """What is said of the checks for which no time was left: a gate must not stay open over them."""
    return (Unseen(TRAIN, f"{len(late)} of {total} checks", clock.said, MORE_TIME),) if late else ()


def _of_feature(cause: Finding, finding: Finding, known: Known) -> bool:
    """Whether the finding is on a target that is a feature some rows on, and the same check says it of that feature."""
    if (cause.code, cause.split) != (finding.code, finding.split) or cause.tensor == finding.tensor:
        return False
    plan = known.plans.get(finding.split, {}).get(finding.tensor or "")
    inputs = known.splits[finding.split].inputs if finding.split in known.splits else ()
    if plan is None or plan.role != "y" or plan.origin is None or plan.origin.shift < 1 or not inputs:
        return False
    name = known.plans[plan.split][inputs[0].name].features[plan.origin.feature]
    return cause.tensor == inputs[0].name and (not cause.features or name in cause.features)


def _silenced(finding: Finding, silent: Mapping[str, Sequence[str]]) -> bool:
    names = {
        name
        for pattern, features in silent.items()
        if pattern == finding.slug or finding.code.startswith(pattern)
        for name in features
    }
    return bool(names) and set(finding.features or (finding.tensor or "",)) <= names


def _circumstances(known: Known, seconds: float) -> Circumstances:
    from seqguard.core.version import __version__

    sampled = {
        f"{split} {tensor}": round(profile[sample].share, 6)
        for split, tensors in known.profiles.items()
        for tensor, profile in tensors.items()
        for sample in profile
        if sample.__name__ == "Sample"
    }
    return Circumstances(
        seconds=round(seconds, 4),
        seqguard=__version__,
        numpy=np.__version__,
        python=platform.python_version(),
        sampled=sampled,
    )
