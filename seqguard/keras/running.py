"""`fit` and `inspect`: a model and its data looked at before training, and the training watched."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import keras
import numpy as np

from seqguard.core.arguments import Asked, check_arguments
from seqguard.core.declare import Check
from seqguard.core.errors import SeqguardWarning
from seqguard.core.options import Ignore
from seqguard.core.text import count
from seqguard.engine.registry import choose, discover
from seqguard.facts.model.training import ForecastLog
from seqguard.keras.arguments import Data, bind, read_arguments, read_data
from seqguard.keras.monitor import Monitor, check_stop_on, predict
from seqguard.keras.preflight import Look, Settings, look, with_validation
from seqguard.keras.reading import check_compiled
from seqguard.keras.tap import Streams
from seqguard.report.report import FailOn, PreflightError, Report, check_fail_on

Probe = Literal["auto", "off", "thorough"]
TRAINED = "the values of a stream are known after the first epoch, when the model is no longer untrained"
FORECASTS = 2_000
"""Validation samples on which a forecast is compared with its last input."""


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
        x, y: as for `Model.fit`. Streams (tf.data, PyDataset, generators, torch's DataLoader) are looked at as the
            first epoch reads them, so for them, and for validation data that are one, `fail_on` speaks at its end.
        preflight: look at data and model before training.
        watch: watch the training; see `Monitor`.
        probe: "auto" takes ten training steps on one batch and undoes them; "thorough" also learns 32 samples by heart;
            "off" leaves it at reading.
        fail_on: the severity at which not to train: "error", "warning" or "never".
        stop_on: "error" stops a training in which an error was found, at the end of the epoch.
        feature_names, target_names, task, mask_value, select, ignore: as for `seqguard.inspect`.
        **fit_arguments: the arguments of `Model.fit`.

    Returns:
        The `History` of `model.fit`. Its attribute `seqguard` is the report on data, model and training.

    Raises:
        PreflightError: a finding reached `fail_on` before training, or `stop_on` in it; `.report` has the whole report.
        TypeError, ValueError: an argument is not what is described above, or not what `Model.fit` takes.
    """
    check_compiled(model)
    check_fail_on(fail_on)
    check_stop_on(stop_on)
    asked = check_arguments(feature_names, target_names, task, "auto", mask_value, "auto", "auto")
    settings = _settings(probe, asked, select, ignore)
    given = bind(model, x, y, fit_arguments)
    data = read_data(given)
    seen = _preflight(model, given, data, settings, fail_on) if preflight else None
    streams = Streams(given if preflight else {})
    arguments = {"x": x, "y": y, **fit_arguments, **streams.tapped}
    monitor = _monitor(model, seen, stop_on) if watch or streams.tapped else None
    if monitor is not None:
        arguments["callbacks"] = _first(monitor, fit_arguments.get("callbacks"))
        if streams.tapped:
            monitor.before_reading = streams.begin
            monitor.after_epoch = lambda: _look_again(model, monitor, streams, settings, fail_on)
    try:
        history = model.fit(**arguments)
    finally:
        if monitor is not None:
            monitor.close()
    history.seqguard = _final(model, monitor) if monitor is not None else seen.report if seen else Report()
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
        X, y: as for `Model.fit`.
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
    given = bind(model, X, y, fit_arguments)
    data = read_data(given)
    arguments = read_arguments(given, data)
    if "epochs" not in fit_arguments:  # how long the training will be is then not known
        arguments = replace(arguments, steps=None)
    return look(model, data, arguments, settings).report


def _settings(probe: str, asked: Asked, select: Sequence[str] | None, ignore: Ignore | None) -> Settings:
    if probe not in ("auto", "off", "thorough"):
        raise ValueError(f"probe must be 'auto', 'off' or 'thorough', got {probe!r}")
    if isinstance(ignore, str) or isinstance(select, str):
        raise TypeError("select and ignore must be sequences of codes or slugs, got a string")
    silent = ignore if isinstance(ignore, Mapping) else {}
    everywhere = [p for p, places in silent.items() if not places] if silent else list(ignore or ())
    checks: tuple[Check, ...] = choose(tuple(discover().values()), select, everywhere)
    return Settings(probe, checks, asked, silent=silent)


def _preflight(model: Any, given: Mapping[str, Any], data: Data, settings: Settings, fail_on: FailOn) -> Look:
    seen = look(model, data, read_arguments(given, data), settings)
    _gate(seen.report, fail_on)
    return seen


def _gate(report: Report, fail_on: FailOn, said: Report | None = None) -> None:
    """Raise, or warn of what was not `said` before."""
    if report.fails(fail_on):
        raise PreflightError(
            report, f"seqguard: data and model did not pass the gate (fail_on={fail_on!r})\n\n{report}"
        )
    before = {(f.code, f.split, f.place) for f in said or ()}
    loud = [f for f in (*report.errors, *report.warnings) if (f.code, f.split, f.place) not in before]
    if loud:
        lines = "\n".join(f"  {f.slug} · {f.place}: {f.message}" for f in loud)
        text = f"seqguard found {count(len(loud), 'thing')} to look at:\n{lines}"
        warnings.warn(text, SeqguardWarning, stacklevel=4)


def _monitor(model: Any, seen: Look | None, stop_on: Literal["error", "never"]) -> Monitor:
    """A monitor that will see the gradients: the step is traced anew, which changes nothing but the time."""
    monitor = Monitor(stop_on=stop_on)
    monitor.look = seen
    if keras.backend.backend() == "tensorflow":
        model.train_function = None
    return monitor


def _first(monitor: Monitor, callbacks: Any) -> Any:
    """The monitor before the others: an epoch that went wrong is not backed up before it speaks."""
    if callbacks is None:
        return [monitor]
    if hasattr(callbacks, "callbacks"):
        monitor.set_model(callbacks.model)
        monitor.set_params(callbacks.params)
        callbacks.callbacks.insert(0, monitor)
        return callbacks
    return [monitor, *(callbacks if isinstance(callbacks, Sequence) else [callbacks])]


def _look_again(model: Any, monitor: Monitor, streams: Streams, settings: Settings, fail_on: FailOn) -> None:
    """Look at what the first epoch read; the model is trained by now, so what the probe said of it stands."""
    given = streams.read(monitor.batches)
    if given is None or monitor.look is None:
        return
    first = monitor.look
    data = replace(read_data(given), parts=streams.parts)
    if "x" not in streams.tapped:
        again = with_validation(first, data)
    else:
        data = replace(data, batches=monitor.batches)
        arguments = replace(read_arguments(given, data), shuffle=None)
        again = look(model, data, arguments, replace(settings, probe="off", why_off=TRAINED))
    monitor.look = replace(again, report=replace(again.report, run={**first.report.run, **again.report.run}))
    _gate(again.report, fail_on, said=first.report)


def _final(model: Any, monitor: Monitor) -> Report:
    forecast = _forecast(model, monitor.look, monitor.epochs)
    return monitor.judge(forecast) if forecast else monitor.report


def _forecast(model: Any, seen: Look | None, epochs: int) -> dict[str, ForecastLog]:
    """The model's forecasts on validation data beside the last value of the series that it forecasts."""
    if seen is None or seen.data.validation is None or isinstance(seen.data.x, Mapping | list):
        return {}
    train, other = (seen.known.plans.get(split, {}) for split in ("train", "validation"))
    plan, held = train.get("y"), other.get("X")
    if plan is None or held is None or plan.origin is None or plan.origin.shift < 1 or plan.T * plan.F != 1:
        return {}
    x, y = seen.data.validation
    at = np.unique(np.linspace(0, len(y) - 1, min(len(y), FORECASTS)).astype(int))
    inputs = np.asarray(x[at])
    last = plan.origin.slope * inputs[:, -1, plan.origin.feature].astype(np.float64) + plan.origin.offset
    wanted = np.asarray(y[at], np.float64).reshape(-1)
    parts = [predict(model, inputs[i : i + 256].astype(keras.config.floatx()))[0] for i in range(0, len(at), 256)]
    answers = np.concatenate(parts)
    if answers.size != len(wanted):
        return {}
    answers = answers.reshape(-1)
    log = ForecastLog(
        split="validation",
        samples=len(wanted),
        epochs=epochs,
        feature=held.features[plan.origin.feature],
        model=float(((answers - wanted) ** 2).mean()),
        last=float(((last - wanted) ** 2).mean()),
        between=float(((answers - last) ** 2).mean()),
    )
    return {"y": log}
