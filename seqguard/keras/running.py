"""`fit` and `inspect`: a model and its data looked at before training, and the training watched."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal, Unpack

import keras

from seqguard.core.errors import shown
from seqguard.core.options import OPTIONS, Options, Words, takes_options
from seqguard.engine.registry import chosen, discover
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
from seqguard.sources.split import said_with

Probe = Literal["auto", "off", "thorough"]


class FitWords(Words, total=False):
    """The options as keywords, and what `Model.fit` takes besides x and y; a newer Keras may take more."""

    batch_size: int | None
    epochs: int
    verbose: Any
    callbacks: Any
    validation_split: float
    validation_data: Any
    shuffle: Any
    class_weight: Any
    sample_weight: Any
    initial_epoch: int
    steps_per_epoch: int | None
    validation_steps: int | None
    validation_batch_size: int | None
    validation_freq: Any


@takes_options
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
    **arguments: Unpack[FitWords],
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
        **arguments: the options of `seqguard.inspect`, and the arguments of `Model.fit`.

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
    settings, fit_arguments = _settings(probe, x, arguments)
    given, splits = unsplit(bind(model, x, y, fit_arguments))
    ahead = look_ahead(given, training=True) if preflight else Ahead(given, given, {})
    seen = _preflight(model, data_of(ahead, splits), ahead, settings, fail_on) if preflight else None
    following = Following(model, ahead, seen, settings, fail_on)
    monitor = _monitor(model, seen, stop_on, following) if watch or following.tapped else None
    named = {"x", "y", *fit_arguments, *(n for n in ("sample_weight",) if given.get(n) is not None)}
    handed_on = {**{name: ahead.given[name] for name in named}, **following.tapped}
    watched = Watched()
    handed_on["callbacks"] = _with_callbacks(monitor, fit_arguments.get("callbacks"), watched)
    try:
        history = model.fit(**handed_on)
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


@takes_options
def inspect(
    model: Any,
    X: Any,
    y: Any = None,
    *,
    probe: Probe = "auto",
    **arguments: Unpack[FitWords],
) -> Report:
    """Look at a compiled model and its data without training. Never raises because of what it finds.

    Args:
        model: a compiled Keras model; it is as it was afterwards.
        X, y: as for `fit`. Streams are read, up to 64 MB of each, and the report says what part that is; a generator,
            which reading would use up, is not: hand over the function that makes it.
        probe: as for `fit`.
        **arguments: the options of `seqguard.inspect`, and what `Model.fit` will be given (validation_data, epochs,
            batch_size, shuffle, callbacks ...), which some checks read.

    Raises:
        TypeError, ValueError: an argument is not what is described above.
    """
    check_compiled(model)
    settings, fit_arguments = _settings(probe, X, arguments)
    given, splits = unsplit(bind(model, X, y, fit_arguments))
    ahead = look_ahead(given, training=False)
    data = data_of(ahead, splits)
    planned = read_arguments(ahead.held, data)
    if "epochs" not in fit_arguments:  # how long the training will be is then not known
        planned = replace(planned, steps=None)
    return look(model, data, planned, settings).report


def _settings(probe: str, x: Any, arguments: Mapping[str, Any]) -> tuple[Settings, dict[str, Any]]:
    """How to look, and the arguments of `Model.fit` among those that were given."""
    if not isinstance(probe, str) or probe not in ("auto", "off", "thorough"):
        raise ValueError(f"probe must be 'auto', 'off' or 'thorough', got {shown(probe)}")
    words = {name: value for name, value in arguments.items() if name in OPTIONS}
    options = Options.of(**said_with(x, words))
    settings = Settings(probe, chosen(options.rules, discover()), options)
    return settings, {name: value for name, value in arguments.items() if name not in OPTIONS}


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
