"""`Monitor`: watches a training for what makes its loss meaningless, at the ends of its epochs."""

import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal, Unpack

import keras
import numpy as np

from seqguard.core.options import Options, Words, takes_options
from seqguard.core.text import listing
from seqguard.engine.absorb import absorb, worst_first
from seqguard.engine.registry import chosen, discover, explanations
from seqguard.engine.reporting import report_on
from seqguard.engine.resolve import Absent, Known, needs
from seqguard.facts.model.training import ForecastLog, LayerGradients, OutputLog, ProbeFacts, TrainingLog
from seqguard.keras.arrays import to_numpy
from seqguard.keras.edge import call, layers_within
from seqguard.keras.layers import dropped, owners
from seqguard.keras.losses import loss_of, the_one
from seqguard.keras.preflight import TRAINING, Look, Settings, first_line, placeholder
from seqguard.keras.reading import output_names, trains_by_own_step
from seqguard.keras.state import moved_by_prediction, restored, untouched
from seqguard.keras.steps import Batch
from seqguard.keras.targets import Targets, target_facts
from seqguard.keras.watching import GradientWatch
from seqguard.report.report import PreflightError, Report


class Monitor(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Watch a training; `report` has the findings once it has ended.

        monitor = seqguard.keras.Monitor(X[:128], y[:128])
        model.fit(X, y, callbacks=[monitor])
        print(monitor.report)

    It acts at the ends of epochs, so Keras still dispatches its batches ahead, and it changes nothing of the training:
    gradients are summed up on their way to the optimizer, and after predicting every random state is put back.

    Args:
        x, y: samples on which to see whether the predictions have collapsed to a constant; None leaves that out.
        stop_on: "error" stops the training with `PreflightError` at the end of the epoch in which an error was found.
            It raises instead of setting `model.stop_training`, since a stop that looks regular makes
            `BackupAndRestore` delete its backup (Keras issue 21771). "never" only reports.
        look: what a preflight knows of data and model; without it the report is on the training alone.
        begins: called when data are about to be read: with "x" before the first epoch, with "validation_data" before
            each validation.
        learned: called at the end of each epoch with its number of batches; what it returns takes the place of `look`.
        **options: those of `seqguard.inspect` that say what is looked for, such as `ignore`; a `look` brings its own.
    """

    @takes_options
    def __init__(
        self,
        x: Any = None,
        y: Any = None,
        *,
        stop_on: Literal["error", "never"] = "never",
        look: Look | None = None,
        begins: Callable[[str], None] | None = None,
        learned: Callable[[int | None], Look | None] | None = None,
        **options: Unpack[Words],
    ) -> None:
        super().__init__()
        check_stop_on(stop_on)
        asked = Options.of(**options)
        self._own = Settings("off", chosen(asked.rules, discover()), asked)
        if (x is None) != (y is None):
            raise ValueError("x and y must be given together, or neither")
        self.report = Report()
        self.stop_on = stop_on
        self.batch: Batch | None = None if x is None else (x, y, None)
        self.look = look
        self._begins, self._learned = begins, learned
        self._watch: GradientWatch | None = None
        self.epochs = 0
        self._at_end = False
        self._losses: list[float] = []
        self._unlogged: str | None = None
        self._validation: list[float | None] = []
        self._norms: list[tuple[Targets, Targets]] = []
        self._bad: Targets | None = None
        self._started = time.perf_counter()

    def on_train_begin(self, logs: Any = None) -> None:
        """Begin to watch the gradients, before the training step is traced."""
        self._started = time.perf_counter()
        self.epochs, self._unlogged, self._at_end = 0, None, False
        self._losses, self._validation, self._norms, self._bad = [], [], [], None
        self._watch = GradientWatch(self.model)
        if self._begins is not None:
            self._begins("x")

    def on_test_begin(self, logs: Any = None) -> None:
        """Validation data are about to be read."""
        if self._begins is not None:
            self._begins("validation_data")

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        """Note what the epoch gave; with stop_on="error" judge it."""
        logs = logs or {}
        self.epochs += 1
        if "loss" in logs:
            self._losses.append(float(logs["loss"]))
        else:
            self._unlogged = f"training logs no `loss`, but {listing(tuple(logs)) or 'nothing'}"
        self._validation.append(float(logs["val_loss"]) if "val_loss" in logs else None)
        read = self._watch.read() if self._watch is not None else None
        if read is not None:
            self._norms.append(read[:2])
            self._bad = read[2]
        again = self._learned(self.batches) if self._learned is not None else None
        self.look = again or self.look
        if self.stop_on == "error":
            self.report = self.conclude({})
            if self.report.errors:
                message = f"seqguard stopped the training after epoch {epoch + 1} (stop_on='error')\n\n{self.report}"
                raise PreflightError(self.report, message)

    def on_train_end(self, logs: Any = None) -> None:
        """Judge the training as a whole."""
        self.close()
        self._at_end = True
        self.report = self.conclude({})

    @property
    def batches(self) -> int | None:
        """Training steps in an epoch, as Keras says or as the gradients were counted; None where neither is known."""
        told = (self.params or {}).get("steps")
        counted = self._watch.steps if self._watch is not None else None
        return int(told) if told else counted

    def close(self) -> None:
        """Take everything off the model that watching put there."""
        if self._watch is not None:
            self._watch.close()

    def conclude(self, forecasts: Mapping[str, ForecastLog]) -> Report:
        """The report on the training so far, on top of the one on data and model where there is one."""
        given: dict[type, Mapping[str, Any] | Absent] = {
            TrainingLog: {"": self._log()},
            OutputLog: self._predictions(),
            ForecastLog: forecasts if forecasts else Absent("no forecast of a series with validation data"),
        }
        settings = self.look.settings if self.look else self._own
        checks = tuple(c for c in settings.checks if needs(c.function).outside & TRAINING)
        known = self.look.known if self.look else placeholder("no data were given")
        figures = settings.options.running.figures
        training = report_on(_with(known, given), checks, settings.silent, self._started, figures=figures)
        if self.look is None:
            return replace(training, readings=())
        return joined(self.look.report, training)

    def _log(self) -> TrainingLog:
        loss = loss_of(the_one(self.model.loss))[0] if len(output_names(self.model)) == 1 else None
        slugs, baseline = self._before(loss)
        layers = layers_within(self.model)
        batched = any(isinstance(layer, keras.layers.BatchNormalization) for layer in layers)
        regularised = any(dropped(layer) for layer in layers) or bool(self.model.losses)
        modes = self._both_modes() if batched or regularised else (None, None)
        return TrainingLog(
            losses=tuple(self._losses),
            validation=tuple(self._validation),
            unlogged=self._unlogged,
            own_step=trains_by_own_step(self.model),
            loss=loss,
            steps=self.batches,
            gradients=self._gradients(),
            unobserved=self._watch.reason if self._watch is not None else None,
            preflight=slugs,
            baseline=baseline,
            regularised=regularised,
            complete=self.epochs >= int((self.params or {}).get("epochs") or 0),
            by_heart=self._by_heart(),
            normalised_by_batch=batched and not regularised,
            in_training=modes[0],
            in_inference=modes[1],
            weights_finite=all(bool(np.isfinite(to_numpy(w)).all()) for w in self.model.trainable_weights),
        )

    def _by_heart(self) -> float | None:
        probed = self.look.known.given.get(ProbeFacts, {}) if self.look is not None else {}
        return None if isinstance(probed, Absent) or "" not in probed else probed[""].overfit

    def _both_modes(self) -> tuple[float | None, float | None]:
        """The loss on the kept samples with training=True and False; None where the model does not say it of them."""
        batch = self.batch or (self.look.batch if self.look else None)
        if batch is None or batch[1] is None or trains_by_own_step(self.model) or not self._at_end:
            return None, None
        try:
            found = [loss_in_mode(self.model, batch, training=mode) for mode in (True, False)]
        except Exception:  # a training must not end because of what watches it, and the check says what it lacks
            return None, None
        return found[0], found[1]

    def _before(self, loss: str | None) -> tuple[tuple[str, ...], float | None]:
        """Slugs found before training, and the constant's loss; without a look, what the given samples tell."""
        if self.look is not None:
            return tuple(f.slug for f in self.look.report if f.severity != "info"), self.look.baseline
        if self.batch is None or len(keras.tree.flatten(self.batch[1])) != 1:
            return (), None
        facts = target_facts(np.asarray(keras.tree.flatten(self.batch[1])[0]))
        constant = ("constant-target",) if facts.smallest == facts.largest else ()
        return constant, facts.constant.get(loss or "")

    def _gradients(self) -> tuple[LayerGradients, ...] | None:
        if not self._norms or self._watch is None:
            return None
        layers = owners(self.model)
        bad = self._bad if self._bad is not None else -np.ones(len(layers))
        found = []
        for layer in dict.fromkeys(layers):
            at = [i for i, owner in enumerate(layers) if owner == layer]
            first = [int(b) for b in bad[at] if b >= 0]
            found.append(
                LayerGradients(
                    layer=layer,
                    mean=tuple(float(np.sqrt((mean[at] ** 2).sum())) for mean, _ in self._norms),
                    largest=tuple(float(np.sqrt((most[at] ** 2).sum())) for _, most in self._norms),
                    first_bad=min(first, default=None),
                )
            )
        return tuple(found)

    def _predictions(self) -> Mapping[str, Any] | Absent:
        batch = self.batch or (self.look.batch if self.look else None)
        if batch is None or batch[1] is None:
            return Absent("no samples were given to predict on: Monitor(x, y)")
        targets = keras.tree.flatten(batch[1])
        names = list(dict.fromkeys(t.name for t in self.look.known.splits["train"].targets)) if self.look else ["y"]
        if len(targets) != 1 or len(names) != 1:
            return Absent("predictions are watched for models with one output")
        try:
            predicted = predict(self.model, batch[0])[0]
        except Exception as error:  # a training must not end because of what watches it
            return Absent(f"the model did not predict the given samples: {first_line(error)}")
        wanted = np.asarray(targets[0], np.float64)
        return {
            names[0]: OutputLog(
                epoch=self.epochs,
                samples=len(wanted),
                spread=float(predicted.reshape(len(predicted), -1).std(0).mean()),
                target_spread=float(wanted.reshape(len(wanted), -1).std(0).mean()),
                loss=self._losses[-1] if self._losses else None,
            )
        }


def predict(model: Any, x: Any) -> list[Targets]:
    """The outputs for `x`, after which seeds and states are as they were."""
    with restored(moved_by_prediction(model)):
        given = keras.tree.map_structure(keras.ops.convert_to_tensor, x)
        outputs = call(model, given, training=False)
        return [to_numpy(t).astype(np.float64) for t in keras.tree.flatten(outputs)]


def loss_in_mode(model: Any, batch: Batch, *, training: bool) -> float:
    """The loss on a batch, penalties included, after which every variable is as it was."""
    with untouched(model), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x, y, weight = (None if part is None else _tensors(part) for part in batch)
        predicted = call(model, x, training=training)
        loss = model.compute_loss(x=x, y=y, y_pred=predicted, sample_weight=weight, training=training)
        return float(to_numpy(loss))


def _tensors(part: Any) -> Any:
    return keras.tree.map_structure(keras.ops.convert_to_tensor, part)


def joined(before: Report, training: Report) -> Report:
    """One report: what was found before training, and in it, causes only."""
    findings = absorb([*before.findings, *training.findings], explanations(discover().values()))
    ran = {*before.ran, *training.ran}
    return replace(
        before,
        unchecked=tuple(s for s in before.unchecked if s.slug not in ran and (s.code or not ran)),
        findings=worst_first(findings),
        skipped=(*before.skipped, *training.skipped),
        crashed=(*before.crashed, *training.crashed),
        ran=tuple(sorted(ran)),
        pictures=replace(before.pictures, training=training.pictures.training),
    )


def check_stop_on(stop_on: str) -> None:
    """Raise ValueError unless `stop_on` is one of its two values."""
    if stop_on not in ("error", "never"):
        raise ValueError(f"stop_on must be 'error' or 'never', got {stop_on!r}")


def _with(known: Known, given: Mapping[type, Mapping[str, Any] | Absent]) -> Known:
    return Known(known.splits, known.plans, known.profiles, known.unreadable, {**known.given, **given})
