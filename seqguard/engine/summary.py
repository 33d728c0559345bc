"""What every report says besides its findings: what was read as what, and the losses to beat."""

from dataclasses import replace

from seqguard.basis.kinds import Kinds
from seqguard.basis.series import Series
from seqguard.core.declare import Missing
from seqguard.core.finding import Baseline, JsonValue
from seqguard.core.places import Each, Input
from seqguard.core.plan import Plan
from seqguard.core.text import count, exact, share
from seqguard.engine.resolve import TRAIN, Known, Scope
from seqguard.facts.series.disorder import FEWEST_PAIRS, Disorder
from seqguard.facts.target.baselines import Baselines, Constant
from seqguard.report.report import Reading
from seqguard.statistics.geometry import Geometry

ORDERED = 0.8
"""Share of the consecutive samples that slide forward for the samples to stand in the order of time: in a short series,
whose windows all overlap, half of the pairs go forward in any order."""


def _reading(
    tensor_plan: Each[Plan],
    tensor_geometry: Each[Geometry],
    tensor_kinds: Each[Kinds],
    tensor_series: Each[Series],
    tensor_disorder: Each[Disorder],
) -> Reading:
    plan, kinds = tensor_plan, tensor_kinds
    order, because = _order(tensor_series, tensor_disorder)
    notes, details = _notes(plan, tensor_geometry, order)
    why = dict(plan.why)
    if because and plan.role == "x" and not plan.sliding and plan.T > 1:
        why["order"] = f"{why['order']} {because}"
    if plan.T > 1 and (static := int(kinds.columns.static.sum())):
        notes.append(f"{count(static, 'feature')} static in the window" if static < plan.F else "static in the window")
        details["static_features"] = static
    return Reading(
        plan.split, plan.tensor, plan.shape, plan.dtype, plan.role, plan.task, tuple(notes), kinds.tally(), details, why
    )


def _order(series: Series, disorder: Disorder) -> tuple[str, str]:
    """What samples are that do not slide by one step, and what told."""
    forward = f"{share(disorder.forward, 1)} of {count(disorder.pairs, 'pair')} of consecutive samples"
    if disorder.parts >= ORDERED:
        return "windows of one series that slide in part", f"But {forward} slide in part, and hold still in part."
    if not series.shuffled:
        return "independent samples", ""
    distinct = share(series.distinct_share, 1)
    again = f"But rows stand again at another timestep of another sample: {distinct} of them are distinct"
    if disorder.pairs < FEWEST_PAIRS:
        return "windows of one series", f"{again}, and the samples are too few to tell their order."
    if disorder.forward >= ORDERED:
        return "windows of one series at varying steps", f"{again}, and {forward} slide forward, each by its own shift."
    return "shuffled windows of one series", f"{again}, and {forward} slide forward."


def _notes(plan: Plan, geometry: Geometry, order: str) -> tuple[list[str], dict[str, JsonValue]]:
    notes: list[str] = []
    details: dict[str, JsonValue] = {"layout": plan.layout}
    if plan.role == "x" and plan.sliding:
        notes.append(f"sliding windows of one series (step {plan.step})")
        breaks = plan.n - geometry.links - 1
        if breaks:
            notes.append(count(breaks, "break"))
        independent = max(1, geometry.rows // plan.T)
        notes.append(count(independent, "independent window"))
        details |= {"step": plan.step, "rows": geometry.rows, "breaks": breaks, "independent_windows": independent}
    elif plan.role == "x" and plan.T == 1:
        notes.append("one timestep")
    elif plan.role == "x":
        notes.append(order)
    if plan.role == "x" and len(plan.shape) == 2 and plan.task == "values":
        notes.append("one feature per timestep" if plan.F == 1 else "static features")
    if plan.role == "x" and plan.integral and plan.task == "values" and len(plan.shape) == 2:
        notes.append("whole numbers that do not look like token ids: token checks are off")
    if plan.role == "y" and plan.layout == "horizon":
        notes.append(f"horizon of {count(plan.T, 'step')}")
        details["horizon"] = plan.T
    if plan.told and geometry.padded:
        notes.append(f"samples of different length, up to {count(plan.T, 'timestep')}")
        details |= {"ragged": True, "padded_steps": geometry.padded}
    elif plan.padding is not None and geometry.padded:
        side = {"pre": "pre-padded", "post": "post-padded", "any": "masked"}[plan.padding.side]
        value = exact(plan.padding.row[0]) if len(set(map(repr, plan.padding.row))) == 1 else "one row"
        notes.append(f"{side} with {value} ({share(geometry.padded, geometry.n * plan.T)} of the steps)")
        details |= {"padding_side": plan.padding.side, "padded_steps": geometry.padded, "padding_value": value}
    if plan.origin is not None:
        details |= {"origin_feature": plan.origin.feature, "origin_shift": plan.origin.shift}
    return notes, details


def _origin_note(known: Known, reading: Reading) -> Reading:
    """Say where the target stands in the series, by the feature's name."""
    plan = known.plans[reading.split][reading.tensor]
    inputs = known.splits[reading.split].inputs
    if plan.origin is None or not inputs:
        return reading
    feature = known.plans[reading.split][inputs[0].name].features[plan.origin.feature]
    shift = plan.origin.shift
    where = f"{count(shift, 'step')} after the window" if shift > 0 else "at the window's own last step"
    note = f"{plan.tensor} is feature `{feature}` {where}{', up to scale' if plan.origin.scaled else ''}"
    return Reading(
        reading.split, reading.tensor, reading.shape, reading.dtype, reading.role, reading.task,
        (*reading.notes, note), reading.kinds, reading.details, reading.why,
    )  # fmt: skip


def _losses(losses: Input[Baselines]) -> tuple[Baseline, ...]:
    return losses.rules


def _constant_losses(losses: Input[Constant]) -> tuple[Baseline, ...]:
    return losses.rules


SUMMARY = (_reading, _losses)
"""What the summary reads, declared as checks declare it."""


def readings_of(known: Known) -> tuple[Reading, ...]:
    """One reading for each tensor of each split, inputs first."""
    out = []
    for split, data in known.splits.items():
        for tensor in (*data.inputs, *data.targets):
            if (reason := known.unreadable.get((split, tensor.name))) is not None:
                out.append(Reading(split, tensor.name, tensor.shape, tensor.dtype, tensor.role, "unread", (reason,)))
                continue
            part = (data.part,) if data.part is not None and tensor.role == "x" else ()
            reading = _reading(**known.arguments(_reading, Scope(split, tensor.name, None)))
            reading = replace(reading, notes=(*part, *reading.notes))
            out.append(_origin_note(known, reading) if tensor.role == "y" else reading)
    return tuple(out)


def baselines_of(known: Known) -> tuple[Baseline, ...]:
    """The losses to beat, on validation where there is one, else on train."""
    split = "validation" if "validation" in known.splits else TRAIN
    data = known.splits[split]
    out: list[Baseline] = []
    for target in data.targets:
        scope = Scope(split, data.inputs[0].name, target.name)
        for rules in (_losses, _constant_losses):  # without a readable input, what a constant reaches is still known
            try:
                out += rules(**known.arguments(rules, scope))
                break
            except Missing:
                continue
    return tuple(out)
