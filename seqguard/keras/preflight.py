"""Data and model under one report before training: facts about both go to the checks that read them."""

import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import keras

from seqguard.core.arguments import DataOptions
from seqguard.core.declare import Check
from seqguard.core.finding import Skipped
from seqguard.core.options import Options
from seqguard.engine.absorb import absorb, worst_first
from seqguard.engine.clock import Clock
from seqguard.engine.held import held_to
from seqguard.engine.intake import read
from seqguard.engine.progress import Progress
from seqguard.engine.registry import explanations, silenced
from seqguard.engine.reporting import report_on
from seqguard.engine.resolve import TRAIN, Absent, Known, needs
from seqguard.engine.run import require_models, worth
from seqguard.engine.wanted import Wanted
from seqguard.facts.model.compiled import FitArguments, NetworkFacts, OutputFacts, TargetFacts
from seqguard.facts.model.training import ForecastLog, OutputLog, OutputProbe, ProbeFacts, TrainingLog
from seqguard.keras.arguments import Data, sample_batch
from seqguard.keras.edge import across_workers, build, compiled_apart, strategy
from seqguard.keras.layers import products, timesteps_of
from seqguard.keras.losses import loss_of, the_one
from seqguard.keras.probe import SAMPLES, Probed, probe
from seqguard.keras.reading import Unreadable, input_arrays, is_graph, output_names, read_network, read_outputs
from seqguard.keras.steps import Batch
from seqguard.keras.targets import Targets, input_facts, padding_label, target_facts
from seqguard.keras.unordered import of_sequences, why_unordered
from seqguard.report.report import Reading, Report, Unseen
from seqguard.sources.base import Given, SplitData
from seqguard.sources.gather import gather
from seqguard.sources.split import Split

TRAINING = frozenset({TrainingLog, OutputLog, ForecastLog})
AFFORDED = 1e8
"""Products of a forward pass over the probe's batch: a step of an LSTM takes 0.04 CPU s for them, of attention as much;
there are eleven."""
TOO_MUCH = 2e10
"""Such products that take some seconds a step."""


@dataclass(frozen=True)
class Settings:
    """How to look: the probe ("auto", "off", "thorough"), the checks to run and the findings to be silent about."""

    probe: str
    checks: tuple[Check, ...]
    options: Options = field(default_factory=Options)

    @property
    def silent(self) -> Mapping[str, Sequence[str]]:
        """The features that each pattern is silent about."""
        return silenced(self.options.rules)

    @property
    def wanted(self) -> Wanted:
        """The checks that were asked for: what they lack is said."""
        return Wanted.of(self.options.rules, self.checks, open_gate=self.options.running.allow_unseen)


@dataclass(frozen=True)
class Look:
    """What is known of data and model, and the report on it."""

    report: Report
    known: Known
    settings: Settings
    data: Data
    outputs: Mapping[str, OutputFacts]
    targets: Mapping[str, TargetFacts]
    batch: Batch | None

    @property
    def baseline(self) -> float | None:
        """The constant's loss of a model with one output."""
        if len(self.outputs) != 1 or len(self.targets) != 1:
            return None
        (output,), (target,) = self.outputs.values(), self.targets.values()
        return target.constant.get(output.loss or "")


def look(model: Any, data: Data, arguments: FitArguments, settings: Settings) -> Look:
    """Inspect the data and the compiled model; the model is as it was afterwards."""
    started = time.perf_counter()
    splits, gathered = _splits(data, settings.options.data)
    with compiled_apart(model), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Keras says of the model, it will say in training: once is enough
        batch, reason = _batch(model, data)
        network = read_network(model, arguments)
        unordered = why_unordered(network, data)
        network = replace(network, inputs=_inputs(model, network, batch), unordered=unordered)
        arrays = {} if data.problem is not None else _by_output(model, data.y)
        targets = {name: target_facts(array) for name, array in arrays.items()}
        targets = _with_padding(targets, batch)
        probed = _probe(model, network, targets, batch, reason, settings)
    outputs = _outputs(model, probed)
    tensors = _tensors(model, data.y, [t.name for t in splits["train"].targets])
    no_targets = data.reason or data.problem or "the targets are no arrays of numbers"
    given: dict[type, Mapping[str, Any] | Absent] = {
        NetworkFacts: {"": network},
        FitArguments: {"": arguments},
        OutputFacts: outputs if isinstance(outputs, Absent) else _rename(outputs, tensors),
        TargetFacts: _rename(targets, tensors) if targets else Absent(no_targets),
        ProbeFacts: {"": probed.whole} if isinstance(probed, Probed) else probed,
        OutputProbe: _rename(probed.outputs, tensors) if isinstance(probed, Probed) else probed,
    }
    known, report = _judged(splits, gathered, given, settings, started)
    return Look(report, known, settings, data, {} if isinstance(outputs, Absent) else outputs, targets, batch)


def with_validation(seen: Look, data: Data) -> Look:
    """The look at the same training data and model beside validation data that were not at hand for it."""
    splits, gathered = _splits(data, seen.settings.options.data)
    known, report = _judged(splits, gathered, seen.known.given, seen.settings, time.perf_counter())
    return replace(seen, report=report, known=known, data=data)


def _judged(
    splits: Mapping[str, SplitData],
    data: Data,
    given: Mapping[type, Mapping[str, Any] | Absent],
    settings: Settings,
    started: float,
) -> tuple[Known, Report]:
    """What the checks say, and of those that need values which are not at hand, why they do not."""
    before = [c for c in settings.checks if not needs(c.function).outside & TRAINING]
    network = given[NetworkFacts]
    if not isinstance(network, Absent) and network[""].unordered is not None:
        before = [c for c in before if not of_sequences(c)]
    if data.reason is not None:
        without = [c for c in before if not needs(c.function).outside]
    else:
        without = [c for c in before if data.unseen is not None and any(r.split == "other" for r in c.reads)]
    checks = [c for c in before if c not in without]
    if data.reason is not None:
        known = replace(placeholder(data.reason), given=given)
    else:
        held = held_to(settings.options.rules.schema)
        asked = held.named(settings.options.data, splits[TRAIN])
        running = settings.options.running
        with Progress(running.progress, running.executor, Clock(running.max_seconds, started)) as shown:
            known = held.judged(read(splits, checks, asked, shown, given, each=held.checks))
    report = _in_every_split(
        report_on(known, checks, settings.silent, started, settings.wanted, settings.options.running.figures), checks
    )
    if settings.options.running.impact and data.reason is None:
        require_models(settings.options)
        report = worth(report, known)
    left_out = (Skipped(c.code, c.slug, data.reason or data.unseen or "") for c in without)
    return known, replace(
        report,
        skipped=(*report.skipped, *left_out),
        readings=() if data.reason is not None else tuple(_of_part(r, data.parts) for r in report.readings),
        run=replace(report.run, keras=keras.__version__, backend=keras.backend.backend()),
        unseen=(*report.unseen, *data.unread),
    )


def _of_part(reading: Reading, parts: Mapping[str, str]) -> Reading:
    """Say what of a stream was read."""
    part = parts.get(reading.split)
    return reading if part is None else replace(reading, notes=(part, *reading.notes))


def _in_every_split(report: Report, checks: Sequence[Check]) -> Report:
    """What a check of the model explains in train, on which alone it runs, it explains in every split."""
    of_model = explanations([c for c in checks if needs(c.function).outside])
    everywhere = {code: frozenset(e._replace(splits=True) for e in codes) for code, codes in of_model.items()}
    return replace(report, findings=worst_first(absorb(report.findings, everywhere)))


def _splits(data: Data, asked: DataOptions) -> tuple[Mapping[str, SplitData], Data]:
    """Splits for the engine, and the data with the reasons for those that cannot be had."""
    if data.reason is not None:
        return placeholder(data.reason).splits, data
    unseen = data.unseen
    train, held = _as_given(data)
    unread = data.unread
    if held is not None:
        try:
            return {s.name: s for s in gather(*train, validation_data=held, asked=asked)}, data
        except (TypeError, ValueError) as error:
            unseen = f"a form that seqguard does not read: {first_line(error)}"
            unread = (*unread, Unseen("validation", "validation_data", unseen))
    try:
        return {s.name: s for s in gather(*train, asked=asked)}, replace(data, unseen=unseen, unread=unread)
    except (TypeError, ValueError) as error:
        reason = f"a form that seqguard does not read: {first_line(error)}"
        unread = (Unseen("train", "x", reason), *unread)
        return placeholder(reason).splits, replace(data, reason=reason, unread=unread)


def _as_given(data: Data) -> tuple[tuple[Any, Any], Any]:
    """(x, y) and the validation data for `gather`; a `Split` as it was given, with what it knows of each sample."""
    train, validation = data.splits.get("train"), data.splits.get("validation") or data.validation
    if train is None:
        return (data.x, data.y), validation
    if not data.cut:
        return (train, None), validation
    n = data.length or 0

    def part(rows: slice, x: Any, y: Any) -> Split:
        known = (None if a is None else a[rows] for a in (train.groups, train.timestamps, train.sample_weight))
        return Split(x, y, *known)

    assert data.validation is not None
    return (part(slice(0, n), data.x, data.y), None), part(slice(n, None), *data.validation)


def placeholder(reason: str) -> Known:
    """Stands for data that are not at hand."""
    x, y = Given("X", "train", "x", (), "", None, reason), Given("y", "train", "y", (), "", None, reason)
    unread = {("train", g.name): f"{g.name} was not read: {reason}" for g in (x, y)}
    return Known({"train": SplitData("train", (x,), (y,))}, {"train": {}}, {"train": {}}, unread, {})


def _batch(model: Any, data: Data) -> tuple[Batch | None, str]:
    """Samples to build the model on and to probe it with; else the reason why there are none."""
    if data.reason is not None or data.problem is not None:
        return None, data.reason or data.problem or ""
    if not data.length:
        return None, "x has no samples"
    if across_workers(model):
        return None, "a strategy of several workers is in use, which must all build the model at once"
    most = AFFORDED // products(model, timesteps_of(model, data.x))
    batch = sample_batch(model, data, int(min(SAMPLES, max(16, most))))
    try:
        build(model, batch)
    except Exception as error:  # whatever a model raises on such data is the reason, and fit will raise it too
        return None, f"the model cannot be built on these data: {first_line(error)}"
    return batch, ""


def _probe(
    model: Any,
    network: NetworkFacts,
    targets: Mapping[str, TargetFacts],
    batch: Batch | None,
    reason: str,
    settings: Settings,
) -> Probed | Absent:
    if batch is None:
        return Absent(reason)
    if settings.probe == "off":
        return Absent("probe='off'")
    if model.optimizer is None or not model.trainable_weights:
        return Absent("the model has no optimizer, or nothing to train")
    if strategy(model) is not None:
        return Absent("a distribution strategy is in use")
    cost = products(model, timesteps_of(model, batch[0])) * len(keras.tree.flatten(batch[0])[0])
    if settings.probe == "auto" and cost > TOO_MUCH:
        return Absent("a step of this model takes too long for a probe: probe='thorough' takes it")
    losses = dict.fromkeys(targets, loss_of(the_one(model.loss))[0]) if len(targets) == 1 else {}
    try:
        return probe(model, batch, network, targets, losses, overfit=settings.probe == "thorough")
    except Unreadable as reason:
        return Absent(str(reason))
    except Exception as error:  # as above
        return Absent(f"the model did not run on a batch of these data: {first_line(error)}")


def _with_padding(targets: Mapping[str, TargetFacts], batch: Batch | None) -> dict[str, TargetFacts]:
    """The facts of the one target with what stands at the padding of the one input."""
    if batch is None or len(targets) != 1:
        return dict(targets)
    (name, facts), inputs, wanted = *targets.items(), keras.tree.flatten(batch[0]), keras.tree.flatten(batch[1])
    if len(inputs) != 1 or len(wanted) != 1 or not facts.whole:
        return dict(targets)
    found = padding_label(inputs[0], wanted[0])
    return {name: facts if found is None else replace(facts, padding=found[0], padding_label=found[1])}


def _outputs(model: Any, probed: Probed | Absent) -> Mapping[str, OutputFacts] | Absent:
    """Facts of the outputs; of a subclassed model with one output those that a batch shows."""
    try:
        return read_outputs(model)
    except Unreadable as reason:
        loss = the_one(model.loss)
        if isinstance(probed, Absent) or len(probed.outputs) != 1 or (loss is None and model.loss is not None):
            return Absent(str(reason))
        known, label, from_logits = loss_of(loss)
        shape = (None, *probed.outputs[""].shape)
        return {
            "": OutputFacts(
                head=model.name, shape=shape, activation=None, loss=known, loss_label=label, from_logits=from_logits,
                backend=keras.backend.backend(),
            )
        }  # fmt: skip


def _inputs(model: Any, network: NetworkFacts, batch: Batch | None) -> tuple[Any, ...]:
    if batch is None:
        return network.inputs
    try:
        arrays = input_arrays(model, batch[0]) if network.inputs else keras.tree.flatten(batch[0])
    except KeyError:  # named otherwise than the model's inputs: Keras will say so
        return network.inputs
    names = [i.name for i in network.inputs] or [f"input_{i}" for i in range(len(arrays))]
    shapes = [i.shape for i in network.inputs] or [(None, *a.shape[1:]) for a in arrays]
    return tuple(input_facts(n, s, a) for n, s, a in zip(names, shapes, arrays, strict=False))


def _by_output(model: Any, y: Any) -> dict[str, Targets]:
    """The targets by output name."""
    if y is None:
        return {}
    names = _outputs_of(model, y)
    if isinstance(y, Mapping):
        return {name: y[name] for name in names if name in y} if len(names) > 1 else {"": next(iter(y.values()))}
    if isinstance(y, list | tuple):
        return dict(zip(names, y, strict=False))
    return {names[0]: y}


def _outputs_of(model: Any, y: Any) -> tuple[str, ...]:
    """Names of the outputs; those of a subclassed model are told by its targets."""
    if is_graph(model) or not isinstance(y, Mapping | list | tuple) or len(y) == 1:
        return output_names(model)
    return tuple(y) if isinstance(y, Mapping) else tuple(f"output_{i}" for i in range(len(y)))


def _tensors(model: Any, y: Any, targets: Sequence[str]) -> dict[str, str]:
    """The target tensor of each output: by name where y is a dict, else by order."""
    names = _outputs_of(model, y)
    if isinstance(y, Mapping) and len(names) > 1:
        return {name: f"y[{name!r}]" for name in names}
    return dict(zip(names, targets, strict=False))


def _rename(facts: Mapping[str, Any], tensors: Mapping[str, str]) -> dict[str, Any]:
    """By target tensor instead of by output."""
    return {tensors.get(name, name): fact for name, fact in facts.items()}


def first_line(error: Exception) -> str:
    """What went wrong, short enough for a report."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__
