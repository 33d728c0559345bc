"""`fit` and `inspect`: a model and its data looked at before training, and the training watched."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import keras

from seqguard.core.arguments import DataOptions, check_arguments
from seqguard.core.declare import Check
from seqguard.core.options import Ignore
from seqguard.engine.registry import choose, discover
from seqguard.keras.ahead import Ahead, look_ahead
from seqguard.keras.arguments import Data, bind, data_of, read_arguments, unsplit
from seqguard.keras.edge import retrace
from seqguard.keras.following import Following
from seqguard.keras.forecasts import forecasts
from seqguard.keras.heard import Watched, gate, tell_trained
from seqguard.keras.monitor import Monitor, check_stop_on
from seqguard.keras.preflight import Look, Settings, look
from seqguard.keras.reading import check_compiled
from seqguard.report.report import FailOn, Report, check_fail_on

Probe = Literal["auto", "off", "thorough"]


def fit(
    model: Any,
    x: Any = None,
    y: Any = None,
    *,
    preflight: bool = True,
    watch: bool = True,
    probe: Probe = "auto",
    fail_on: FailOn = "error",
    stop_on: Literal["error", "never"] = "never",
    feature_names: Sequence[str] | None = None,
    target_names: Sequence[str] | None = None,
    task: str = "auto",
    mask_value: float | None = None,
    select: Sequence[str] | None = None,
    ignore: Ignore | None = None,
    **fit_arguments: Any,
) -> Any:
    """Train like `model.fit`, after a look at data and model, and under watch.

    The training is that of `model.fit` bit for bit: what the look moves, it puts back.

    Args:
        model: a compiled Keras model.
        x, y: as for `Model.fit`; also a `seqguard.Split` or `seqguard.windows`, which bring their y, and a function
            that makes the data, `lambda: dataset`. Streams (tf.data, PyDataset, generators, torch's DataLoader) are
            read before training where they are proven to give the same each time, and else looked at as the first
            epoch reads them: it ends before the step that would take a NaN, or when all of it has been seen, with the
            weights as they were.
        preflight: look at data and model before training.
        watch: watch the training; see `Monitor`.
        probe: "auto" takes ten training steps on one batch and undoes them; "thorough" also learns 32 samples by heart;
            "off" leaves it at reading.
        fail_on: the severity at which not to train: "error", "warning" or "never".
        stop_on: "error" stops a training in which an error was found, at the end of the epoch.
        feature_names, target_names, task, mask_value, select, ignore: as for `seqguard.inspect`.
        **fit_arguments: the arguments of `Model.fit`.

    Returns:
        The `History` of `model.fit`. Its attribute `seqguard` is the report on data, model and training, and that is
        what a notebook shows of it. Each error and warning that training adds is a `SeqguardWarning`; two lines on
        stderr say the verdict and what the loss is worth, unless verbose=0.

    Raises:
        PreflightError: a finding reached `fail_on` before training, or `stop_on` in it; `.report` has the whole report.
        TypeError, ValueError: an argument is not what is described above, or not what `Model.fit` takes.
    """
    __tracebackhide__ = True
    check_compiled(model)
    check_fail_on(fail_on)
    check_stop_on(stop_on)
    asked = check_arguments(feature_names, target_names, task, "auto", mask_value, "auto", "auto")
    settings = _settings(probe, asked, select, ignore)
    given, splits = unsplit(bind(model, x, y, fit_arguments))
    ahead = look_ahead(given, training=True) if preflight else Ahead(given, given, {})
    seen = _preflight(model, data_of(ahead, splits), ahead, settings, fail_on) if preflight else None
    following = Following(model, ahead, seen, settings, fail_on)
    monitor = _monitor(model, seen, stop_on, following) if watch or following.tapped else None
    named = {"x", "y", *fit_arguments, *(n for n in ("sample_weight",) if given.get(n) is not None)}
    arguments = {**{name: ahead.given[name] for name in named}, **following.tapped}
    watched = Watched()
    arguments["callbacks"] = _with_callbacks(monitor, fit_arguments.get("callbacks"), watched)
    try:
        history = model.fit(**arguments)
    except Exception:
        following.stop()  # raises what was found in the batch that was not let through
        raise
    finally:
        if monitor is not None:
            monitor.close()
    before = seen.report if seen is not None else Report()
    history.seqguard = _final(model, monitor) if monitor is not None else before
    weighted = any(given.get(name) is not None for name in ("sample_weight", "class_weight"))
    said = following.said or before
    tell_trained(model, history, history.seqguard, said, verbose=given.get("verbose"), weighted=weighted)
    return history


def inspect(
    model: Any,
    X: Any,
    y: Any = None,
    *,
    probe: Probe = "auto",
    feature_names: Sequence[str] | None = None,
    target_names: Sequence[str] | None = None,
    task: str = "auto",
    mask_value: float | None = None,
    select: Sequence[str] | None = None,
    ignore: Ignore | None = None,
    **fit_arguments: Any,
) -> Report:
    """Look at a compiled model and its data without training. Never raises because of what it finds.

    Args:
        model: a compiled Keras model; it is as it was afterwards.
        X, y: as for `fit`. Streams are read, up to 64 MB of each, and the report says what part that is; a generator,
            which reading would use up, is not: hand over the function that makes it.
        probe: as for `fit`.
        feature_names, target_names, task, mask_value, select, ignore: as for `seqguard.inspect`.
        **fit_arguments: what `Model.fit` will be given (validation_data, epochs, batch_size, shuffle, callbacks ...);
            some checks read it.

    Raises:
        TypeError, ValueError: an argument is not what is described above.
    """
    check_compiled(model)
    asked = check_arguments(feature_names, target_names, task, "auto", mask_value, "auto", "auto")
    settings = _settings(probe, asked, select, ignore)
    given, splits = unsplit(bind(model, X, y, fit_arguments))
    ahead = look_ahead(given, training=False)
    data = data_of(ahead, splits)
    arguments = read_arguments(ahead.held, data)
    if "epochs" not in fit_arguments:  # how long the training will be is then not known
        arguments = replace(arguments, steps=None)
    return look(model, data, arguments, settings).report


def _settings(probe: str, asked: DataOptions, select: Sequence[str] | None, ignore: Ignore | None) -> Settings:
    if probe not in ("auto", "off", "thorough"):
        raise ValueError(f"probe must be 'auto', 'off' or 'thorough', got {probe!r}")
    if isinstance(ignore, str) or isinstance(select, str):
        raise TypeError("select and ignore must be sequences of codes or slugs, got a string")
    silent = ignore if isinstance(ignore, Mapping) else {}
    everywhere = [p for p, places in silent.items() if not places] if silent else list(ignore or ())
    checks: tuple[Check, ...] = choose(tuple(discover().values()), select, everywhere)
    return Settings(probe, checks, asked, silent=silent)


def _preflight(model: Any, data: Data, ahead: Ahead, settings: Settings, fail_on: FailOn) -> Look:
    __tracebackhide__ = True
    seen = look(model, data, read_arguments(ahead.held, data), settings)
    gate(seen.report, fail_on, "seqguard did not let the training begin")
    return seen


def _monitor(model: Any, seen: Look | None, stop_on: Literal["error", "never"], following: Following) -> Monitor:
    """A monitor that will see the gradients: the step is traced anew, which changes nothing but the time."""
    monitor = Monitor(stop_on=stop_on, look=seen, begins=following.begins, learned=following.learned)
    retrace(model)
    return monitor


def _with_callbacks(monitor: Monitor | None, callbacks: Any, history: Watched) -> Any:
    """The monitor before the others: an epoch that went wrong is not backed up before it speaks; the history last."""
    if hasattr(callbacks, "callbacks"):  # a CallbackList, which has made its History
        if monitor is not None:
            monitor.set_model(callbacks.model)
            monitor.set_params(callbacks.params)
            callbacks.callbacks.insert(0, monitor)
        return callbacks
    own = [] if callbacks is None else list(callbacks) if isinstance(callbacks, Sequence) else [callbacks]
    own_history = any(isinstance(c, keras.callbacks.History) for c in own)
    return [*([] if monitor is None else [monitor]), *own, *([] if own_history else [history])]


def _final(model: Any, monitor: Monitor) -> Report:
    forecast = forecasts(model, monitor.look, monitor.epochs)
    return monitor.conclude(forecast) if forecast else monitor.report
