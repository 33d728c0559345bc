"""A training whose data are judged as they come: refused before what it could not survive, its weights as they were."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import keras
import numpy as np

from seqguard.keras.ahead import Ahead
from seqguard.keras.arguments import Data, data_of, read_arguments
from seqguard.keras.arrays import to_numpy
from seqguard.keras.edge import call
from seqguard.keras.heard import gate
from seqguard.keras.losses import loss_of, the_one
from seqguard.keras.preflight import Look, Settings, look, with_validation
from seqguard.keras.reading import is_graph
from seqguard.keras.state import moved_by_prediction, restored, variables_of
from seqguard.keras.tap import Streams
from seqguard.report.report import FailOn, PreflightError, Report


class Following:
    """Follows the streams of a training that could not be read ahead.

    Attributes:
        tapped: the arguments that stand in for the streams.
        said: the report of which the user was last told before the end of the training; None where of none.
    """

    def __init__(self, model: Any, ahead: Ahead, seen: Look | None, settings: Settings, fail_on: FailOn) -> None:
        self._model, self._ahead, self._settings, self._fail_on = model, ahead, settings, fail_on
        self._look = seen
        self.said: Report | None = None
        refuses = _Deadly(model) if seen is not None and fail_on != "never" and _asked(settings) else None
        self._streams = Streams(ahead.given, ahead.held, refuses) if seen is not None else None
        self.tapped: dict[str, Any] = {} if self._streams is None else self._streams.tapped
        self._kept: list[tuple[Any, Any]] = []

    def begins(self, name: str) -> None:
        """Data are about to be read; before the training data, what training changes is put away."""
        if self._streams is None or not self.tapped:
            return
        if name == "x":
            self._kept = [(v, to_numpy(v).copy()) for v in variables_of(self._model)]
        self._streams.begin(name)

    def learned(self, batches: int | None) -> Look | None:
        """Look again once the first epoch has been read, with the model as it was before; None where there is nothing
        new to look at."""
        if self._streams is None or self._look is None:
            return None
        held = self._streams.read(batches)
        if held is None:
            return None
        again = self._again(held, batches)
        try:
            gate(again.report, self._fail_on, "seqguard stopped the training after its first epoch", self._look.report)
        except PreflightError:
            self._put_back()
            raise
        self._kept = []
        self.said = again.report
        return again

    def stop(self) -> None:
        """Raise what was found where a batch was not let through; return where none was held back."""
        if self._streams is None or not self._streams.refused:
            return
        self._put_back()
        held = self._streams.read(None)
        if held is not None:
            gate(self._again(held, None).report, self._fail_on, "seqguard stopped the training before this batch")

    def _again(self, held: Mapping[str, Any], batches: int | None) -> Look:
        first = self._look
        assert first is not None
        assert self._streams is not None
        streamed = "x" in self.tapped
        now = replace(
            self._ahead,
            held=held,
            parts={**self._ahead.parts, **self._streams.parts},
            batches=batches or self._ahead.batches,
            streamed=self._ahead.streamed or streamed,
        )
        data = data_of(now, first.data.splits)
        if not streamed:
            return with_validation(first, data)
        with restored(variables_of(self._model)):
            self._put_back()
            again = look(self._model, data, self._arguments(now, data), self._settings)
        return replace(again, report=replace(again.report, run=again.report.run))

    def _arguments(self, now: Ahead, data: Data) -> Any:
        return replace(read_arguments(now.held, data), shuffle=None)

    def _put_back(self) -> None:
        for variable, value in self._kept:
            variable.assign(value)


class _Deadly:
    """Whether a batch (x, y) would make the weights NaN: its targets or its inputs are not finite, and the loss is one
    of Keras's, the model one that lets NaN through."""

    def __init__(self, model: Any) -> None:
        self._targets = loss_of(the_one(model.loss))[0] is not None
        self._inputs = self._targets and is_graph(model) and _lets_nan_through(model)

    def __call__(self, pair: Any) -> bool:
        x, y = pair
        return (self._targets and _not_finite(y)) or (self._inputs and _not_finite(x))


def _not_finite(given: Any) -> bool:
    return any(a.dtype.kind == "f" and not np.isfinite(a).all() for a in keras.tree.flatten(given))


def _lets_nan_through(model: Any) -> bool:
    """Whether one NaN, and a last timestep of NaN, among inputs of 0 comes out as NaN: no layer fills or masks it."""
    if any(d is None and i > 0 for t in model.inputs for i, d in enumerate(t.shape[1:], 1) if i != 1):
        return False
    if any("float" not in str(t.dtype) for t in model.inputs):
        return False
    for last in (False, True):
        x = [np.zeros([8 if d is None else d for d in t.shape], "float32") for t in model.inputs]
        for array in x:
            array[:, -1] = np.nan if last or array.ndim < 3 else array[:, -1]
            if not last:
                array.reshape(len(array), -1)[:, 0] = np.nan
        with restored(moved_by_prediction(model)):
            out = call(model, x[0] if len(x) == 1 else x, training=False)
        if not all(np.isnan(to_numpy(t)).any() for t in keras.tree.flatten(out)):
            return False
    return True


def _asked(settings: Settings) -> bool:
    """Whether NaN is looked for at all, everywhere."""
    wanted = {"nan-target", "nan-values", "nan-reaches-loss"}
    return wanted <= {c.slug for c in settings.checks} and not settings.silent
