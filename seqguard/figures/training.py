"""What training logged, beside the losses that are reached without learning."""

from collections.abc import Sequence

import numpy as np

from seqguard.core.figure import Figure, Line, Mark
from seqguard.core.finding import Baseline
from seqguard.core.text import num
from seqguard.facts.model.training import ProbeFacts, TrainingLog
from seqguard.figures.scene import Scene
from seqguard.figures.shape import kept, numbers, values

MOST_LAYERS = 6


def curves(scene: Scene) -> Figure | None:
    """The losses of the epochs, with the constant's."""
    log = scene.get(TrainingLog)
    return None if log is None else of_log(log, _epoch(scene))


def gradients(scene: Scene) -> Figure | None:
    """The norm of each layer's gradient by epoch, as powers of ten."""
    log = scene.get(TrainingLog)
    if log is None or not log.gradients:
        return curves(scene)
    named = [g for g in log.gradients if g.layer in scene.finding.features]
    shown = [*named, *(g for g in log.gradients if g not in named)][:MOST_LAYERS]
    lines = tuple(_line(g.layer, g.mean, 80) for g in shown if g.mean)
    wide = _wide([v for g in shown for v in g.mean])
    return Figure(
        kind="curves",
        title=f"Norm of each layer's gradient{_scale(wide)}",
        alt="; ".join(f"{g.layer}: {num(g.mean[0])} to {num(g.mean[-1])}" for g in shown if g.mean),
        x_label="epoch",
        y_label="norm",
        log=wide,
        lines=lines,
    )


def probe(scene: Scene) -> Figure | None:
    """The losses of the few steps that were tried on one batch."""
    probed = scene.get(ProbeFacts)
    if probed is None or len(probed.losses) < 2:
        return None
    marks = () if probed.baseline is None else (_level(probed.baseline, "a constant answer"),)
    wide = _wide([*probed.losses, *(m.low for m in marks)])
    last, baseline = probed.losses[-1], probed.baseline
    return Figure(
        kind="curves",
        title=f"Loss in {len(probed.losses) - 1} steps on one batch{_scale(wide)}",
        alt=f"Loss {num(probed.losses[0])} before the first step, {num(last)} after the last of "
        f"{len(probed.losses) - 1}" + (f"; a constant answer has {num(baseline)}." if baseline is not None else "."),
        x_label="step",
        y_label="loss",
        log=wide,
        lines=(Line("loss", tuple(map(float, range(len(probed.losses)))), values(probed.losses)),),
        marks=marks,
    )


def of_log(log: TrainingLog, epoch: int | None = None, baselines: Sequence[Baseline] = ()) -> Figure | None:
    """Training and validation loss by epoch; None of less than two epochs."""
    if len(log.losses) < 2:
        return None
    lines = [_line("loss", log.losses, 200)]
    if any(v is not None for v in log.validation):
        lines.append(_line("val_loss", [float("nan") if v is None else v for v in log.validation], 200))
    marks = [] if log.baseline is None else [_level(log.baseline, "a constant answer")]
    marks += [_level(b.score, b.rule) for b in baselines if b.rule.startswith("last value")]
    if epoch is not None and 0 < epoch <= len(log.losses):
        marks.append(Mark("span", float(epoch), float(epoch), f"epoch {epoch}"))
    everything = [v for line in lines for v in line.y if v is not None] + [m.low for m in marks if m.shape == "level"]
    wide = _wide(everything)
    reached = ", ".join(f"{line.name} {num(line.y[0] or 0)} to {num(line.y[-1] or 0)}" for line in lines)
    told = "".join(f"; {m.label} has {num(m.low)}" for m in marks if m.shape == "level")
    return Figure(
        kind="curves",
        title=f"Loss by epoch{', and what is reached without learning' if told else ''}{_scale(wide)}",
        alt=f"{len(log.losses)} epochs: {reached}{told}.",
        x_label="epoch",
        y_label="loss",
        log=wide,
        lines=tuple(lines),
        marks=tuple(marks),
    )


def _line(name: str, logged: Sequence[float], most: int) -> Line:
    found = np.asarray(logged, np.float64)
    at = kept(found, most)
    return Line(name, numbers(at + 1), values(found[at]))


def _epoch(scene: Scene) -> int | None:
    told = scene.evidence.get("epoch", scene.evidence.get("best_epoch"))
    return told if isinstance(told, int) else None


def _level(score: float, label: str) -> Mark:
    return Mark("level", float(score), float(score), label)


def _scale(wide: bool) -> str:
    return "; logarithmic" if wide else ""


def _wide(found: Sequence[float]) -> bool:
    """Whether a logarithmic axis is needed to see the small ones: they span two powers of ten, and all are positive."""
    finite = [v for v in found if v - v == 0]
    return bool(finite) and min(finite) > 0 and max(finite) > 100 * min(finite)
