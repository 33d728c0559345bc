"""open -> plan -> fold -> facts -> checks -> Report: `inspect` and `validate`."""

import time
import warnings
from typing import Any, Never, Unpack

import numpy as np

from seqguard.core.errors import SeqguardWarning
from seqguard.core.options import Options, Words, refuse_more, takes_options
from seqguard.engine.clock import Clock
from seqguard.engine.held import held_to
from seqguard.engine.intake import read
from seqguard.engine.progress import Progress
from seqguard.engine.registry import chosen, silenced
from seqguard.engine.reporting import report_on
from seqguard.engine.resolve import TRAIN, Known
from seqguard.engine.wanted import Wanted
from seqguard.report.report import FailOn, Report, check_fail_on
from seqguard.sources.gather import gather
from seqguard.sources.split import said_with


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
