"""Each threshold of the checks of models and trainings, with a case just inside of it and one just outside."""

from typing import Any

import pytest
from _facts import CHECKS, Given

from seqguard.core.declare import Missing
from seqguard.facts.model.compiled import (
    FitArguments,
    InputFacts,
    LayerFacts,
    NetworkFacts,
    OptimizerFacts,
    OutputFacts,
    Outside,
    TargetFacts,
)
from seqguard.facts.model.training import (
    ActivityFacts,
    ForecastLog,
    GradientFacts,
    LayerGradients,
    OutputLog,
    OutputProbe,
    ProbeFacts,
    TrainingLog,
)


def adam(rate: float = 1e-3, **more: Any) -> NetworkFacts:
    return NetworkFacts(optimizer=OptimizerFacts(kind="Adam", rate=rate, **more))


def outside(share: float) -> Given:
    far = round(10_000 * share)
    target = TargetFacts(shape=(10_000, 1), values=10_000, negative=Outside(any=400, far=far, first=1, worst=-2.4))
    return {"model": OutputFacts(activation="relu"), "model_target": target}


def inputs(largest: float, std: float) -> Given:
    return {"model": NetworkFacts(inputs=(InputFacts(name="x", shape=(None, 9, 1), largest=largest, std=std),))}


def probed(peak: float = 1.0, move: float = 0.01) -> Given:
    return {"model": adam(), "model_probe": ProbeFacts(losses=(1.0, peak), baseline=0.5, move=move)}


def travelled(move: float, steps: int | None = 1_000, travel: float | None = 1_000) -> Given:
    model = adam(travel=travel)
    return {"model": model, "model_fit": FitArguments(steps=steps), "model_probe": ProbeFacts(move=move)}


def active(**layer: Any) -> Given:
    made = ActivityFacts(**{"layer": "dense", "activation": "relu", "units": 32, **layer})
    return {"model_probe": ProbeFacts(activity=(made,))}


def output(std: float, scale: float) -> Given:
    return {"model": OutputFacts(), "model_output": OutputProbe(std=std, scale=scale)}


def begun(first: float, last: float, steps: int) -> Given:
    """Ten losses that begin at `first` times the constant's."""
    probe = ProbeFacts(losses=(first, *(first,) * 8, last), baseline=1.0)
    return {"model_fit": FitArguments(steps=steps), "model_probe": probe}


def remembered(steps: int) -> Given:
    model = NetworkFacts(layers=(LayerFacts(name="gru", kind="GRU", recurrent=True),))
    return {"model": model, "model_probe": ProbeFacts(steps=steps, horizon=18)}


def narrow(units: int) -> Given:
    layers = (
        LayerFacts(name="lstm", kind="LSTM", units=units, parameters=12),
        LayerFacts(name="dense", kind="Dense", units=1, parameters=2),
    )
    return {"model": OutputFacts(layers=layers)}


def aimed(std: float = 100.0, last: float = 0.9999, steps: int = 300) -> Given:
    target = TargetFacts(shape=(400, 1), values=400, largest=500.0, std=std)
    probe = ProbeFacts(losses=(1.0, *(1.0,) * 8, last), baseline=1.0)
    fit = FitArguments(steps=steps)
    return {"model": OutputFacts(), "model_target": target, "model_fit": fit, "model_probe": probe}


def log(*losses: float, **more: Any) -> Given:
    return {"log": TrainingLog(losses=losses, **more)}


def answered(spread: float = 1e-5, epoch: int = 10, steps: int | None = 100) -> Given:
    made = OutputLog(epoch=epoch, samples=128, spread=spread, target_spread=1.0)
    return {"log": TrainingLog(steps=steps), "log_output": made}


def swung(jump: float, epochs: int = 12) -> Given:
    return log(*(1.0 + jump / 2 * (-1) ** i for i in range(epochs)))


def turned(turns: int) -> Given:
    """A second half of 12 epochs, in which the loss turns so often at its 10 points."""
    late = [1.0]
    for i in range(11):
        late.append(late[-1] + 0.3 * (1 if i > turns else (-1) ** i))
    return log(*[5.0] * 12, *(v + 3.0 - min(late) - 2.5 for v in late))


def faded(first: float, last: float) -> Given:
    gradients = (
        LayerGradients(layer="lstm", mean=(first,), largest=(first,)),
        LayerGradients(layer="dense", mean=(last,), largest=(last,)),
    )
    return log(0.5, gradients=gradients)


def burst(largest: float, mean: float) -> Given:
    return log(0.5, gradients=(LayerGradients(layer="lstm", mean=(mean,), largest=(largest,)),))


def easier(held: float, epochs: int = 4) -> Given:
    return log(*[1.0] * epochs, validation=(held,) * epochs)


def memorised(rise: float, epochs: int) -> Given:
    """A validation loss at its best in the first epoch, and higher in `epochs` more."""
    losses = [1.0 / (i + 1) for i in range(epochs + 1)]
    return log(*losses, validation=(1.0, *(1.0 + rise,) * epochs))


def in_modes(inference: float, training: float = 0.5, steps: int = 50) -> Given:
    """Two epochs, after which the loss is `training` in training mode, and `inference` in inference mode."""
    more = {"in_training": training, "in_inference": inference, "normalised_by_batch": True, "baseline": 1.0}
    return log(0.9, 0.5, steps=steps, **more)


def dropped(held: float, epochs: int = 3) -> Given:
    return log(*[1.0] * epochs, validation=(held,) * epochs, regularised=True, in_inference=0.5)


def few(samples: int, **layer: Any) -> Given:
    made = ActivityFacts(**{"layer": "dense", "activation": "relu", "units": 32, **layer})
    return {"model_probe": ProbeFacts(samples=samples, activity=(made,))}


def stacked(first: float, last: float) -> Given:
    norms = {"dense": first, "dense_1": last, "dense_2": last}
    gradients = tuple(GradientFacts(layer=layer, weight="kernel", norm=norm) for layer, norm in norms.items())
    return {"model_probe": ProbeFacts(gradients=gradients)}


def penalised(penalty: float) -> Given:
    return {"model": NetworkFacts(penalty=penalty), "model_probe": ProbeFacts(losses=(10.0,), baseline=0.7)}


def unscaled(first: float = 2.3, size: float = 255.0, saturated: float = 0.0) -> Given:
    given = InputFacts(name="x", shape=(None, 20, 3), samples=128, largest=size, std=70)
    layer = ActivityFacts(layer="dense", activation="tanh", units=10, saturated=saturated)
    return {
        "model": NetworkFacts(inputs=(given,)),
        "model_output": OutputFacts(loss="sparse_categorical_crossentropy"),
        "model_target": TargetFacts(shape=(900,)),
        "model_probe": ProbeFacts(losses=(first,), baseline=1.0, activity=(layer,)),
    }


def tagged(padding: float) -> Given:
    layers = (LayerFacts(name="embedding", kind="Embedding"),)
    return {
        "model": OutputFacts(shape=(None, 40, 8), metrics=("accuracy",), layers=layers),
        "model_target": TargetFacts(shape=(400, 40), whole=True, padding=padding, padding_label=0),
        "model_fit": FitArguments(),
    }


def decayed(late: float, steps: int = 500) -> Given:
    optimizer = OptimizerFacts(kind="Adam", rate=0.01, scheduled=True, late=0.01 * late)
    return {"model": NetworkFacts(optimizer=optimizer), "model_fit": FitArguments(steps=steps, epochs=20)}


def stood(last: float = 0.99, steps: int = 100, epochs: int = 8) -> Given:
    return log(last + 0.001, *[last] * (epochs - 1), baseline=1.0, steps=steps)


def planned(steps: int, epochs: int) -> Given:
    return {"model_fit": FitArguments(steps=steps, epochs=epochs)}


def echoed(model: float = 1.0, between: float = 0.9, epochs: int = 20) -> Given:
    made = ForecastLog(
        split="validation", samples=200, epochs=epochs, feature="f0", model=model, last=1.0, between=between
    )
    return {"log": made}


def padded_behind(steps: float, **layer: bool) -> Given:
    lstm = LayerFacts(name="lstm", kind="LSTM", recurrent=True, **layer)
    read = InputFacts(name="x", shape=(None, 40, 3), samples=32, padded=steps / 40, behind=steps)
    return {"model": NetworkFacts(layers=(lstm,), inputs=(read,))}


EDGES: list[tuple[str, str, Given, str]] = [
    ("unmasked-padding", "forgotten", padded_behind(10.1), "warning"),
    ("unmasked-padding", "forgotten", padded_behind(9.9), "info"),
    ("unmasked-padding", "forgotten", padded_behind(20, return_sequences=True), "info"),
    ("unmasked-padding", "forgotten", padded_behind(20, bidirectional=True), "info"),
    ("cold-batch-normalization", "times", in_modes(0.66), "warning"),
    ("cold-batch-normalization", "times", in_modes(0.64), ""),
    ("cold-batch-normalization", "part", in_modes(0.21, training=0.1), "warning"),
    ("cold-batch-normalization", "part", in_modes(0.19, training=0.1), ""),
    ("cold-batch-normalization", "steps", in_modes(0.9, steps=50), "warning"),
    ("cold-batch-normalization", "steps", in_modes(0.9, steps=49), "info"),
    ("dropout-gap", "ratio", dropped(0.89), "info"),
    ("dropout-gap", "ratio", dropped(0.91), ""),
    ("dropout-gap", "epochs", dropped(0.5, epochs=3), "info"),
    ("dropout-gap", "epochs", dropped(0.5, epochs=2), ""),
    (
        "constant-output",
        "samples",
        {**output(0, 0), "model_output": OutputProbe(std=0, scale=0, samples=16)},
        "warning",
    ),
    ("constant-output", "samples", {**output(0, 0), "model_output": OutputProbe(std=0, scale=0, samples=15)}, ""),
    ("dead-layer", "samples", few(16, dead=1.0), "error"),
    ("dead-layer", "samples", few(15, dead=1.0), ""),
    ("saturated-layer", "samples", few(16, saturated=0.9), "warning"),
    ("saturated-layer", "samples", few(15, saturated=0.9), ""),
    ("fading-gradient", "ratio", stacked(9.9e-5, 0.1), "warning"),
    ("fading-gradient", "ratio", stacked(9.9e-5, 0.098), ""),
    ("fading-gradient", "size", stacked(9.9e-5, 10.0), "warning"),
    ("fading-gradient", "size", stacked(1.01e-4, 10.0), ""),
    (
        "heavy-dropout",
        "rate",
        {"model": NetworkFacts(layers=(LayerFacts(name="d", kind="Dropout", rate=0.81),))},
        "warning",
    ),
    ("heavy-dropout", "rate", {"model": NetworkFacts(layers=(LayerFacts(name="d", kind="Dropout", rate=0.79),))}, ""),
    ("heavy-penalty", "part", penalised(9.1), "warning"),
    ("heavy-penalty", "part", penalised(8.9), ""),
    ("input-scale-at-start", "times", unscaled(first=5.1), "warning"),
    ("input-scale-at-start", "times", unscaled(first=4.9), ""),
    ("input-scale-at-start", "largest", unscaled(first=9, size=20.1), "warning"),
    ("input-scale-at-start", "largest", unscaled(first=9, size=19.9), ""),
    ("input-scale-at-start", "many", unscaled(saturated=0.51), "warning"),
    ("input-scale-at-start", "many", unscaled(saturated=0.49), ""),
    ("padded-accuracy", "part", tagged(0.21), "warning"),
    ("padded-accuracy", "part", tagged(0.19), ""),
    ("schedule-runs-out", "left", decayed(0.049), "warning"),
    ("schedule-runs-out", "left", decayed(0.051), ""),
    ("schedule-runs-out", "steps", decayed(0.01, steps=200), "warning"),
    ("schedule-runs-out", "steps", decayed(0.01, steps=199), ""),
    ("standing-still", "alike", stood(0.986), "warning"),
    ("standing-still", "alike", stood(0.984), "info"),
    ("standing-still", "steps", stood(steps=25), "warning"),
    ("standing-still", "steps", stood(steps=24), "info"),
    ("standing-still", "epochs", stood(epochs=6), "warning"),
    ("standing-still", "epochs", stood(epochs=5), "info"),
    ("too-few-steps", "hardly", planned(19, epochs=9), "warning"),
    ("too-few-steps", "hardly", planned(20, epochs=9), "info"),
    ("too-few-steps", "several", planned(9, epochs=5), "warning"),
    ("too-few-steps", "several", planned(9, epochs=4), "info"),
    ("output-range", "certain", outside(0.0101), "error"),
    ("output-range", "certain", outside(0.0099), "warning"),
    ("tiny-input", "std", inputs(5e-3, 0.9e-3), "warning"),
    ("tiny-input", "std", inputs(5e-3, 1.1e-3), ""),
    ("tiny-input", "largest", inputs(0.9e-2, 1e-4), "warning"),
    ("tiny-input", "largest", inputs(1.1e-2, 1e-4), ""),
    ("unscaled-input", "largest", inputs(1_001, 500), "warning"),
    ("unscaled-input", "largest", inputs(999, 500), ""),
    ("unscaled-input", "std", inputs(5_000, 101), "warning"),
    ("unscaled-input", "std", inputs(5_000, 99), ""),
    ("unscaled-input", "any_std", inputs(10_001, 0.1), "warning"),
    ("unscaled-input", "any_std", inputs(9_999, 0.1), ""),
    ("learning-rate-too-high", "certain", probed(peak=50.1), "error"),
    ("learning-rate-too-high", "certain", probed(peak=49.9), "warning"),
    ("learning-rate-too-high", "possible", probed(peak=20.1), "warning"),
    ("learning-rate-too-high", "possible", probed(peak=19.9), ""),
    ("learning-rate-too-high", "move", probed(peak=1.1, move=5.01), "error"),
    ("learning-rate-too-high", "move", probed(peak=1.1, move=4.99), "warning"),
    ("learning-rate-too-high", "some_move", probed(peak=1.1, move=1.01), "warning"),
    ("learning-rate-too-high", "some_move", probed(peak=1.1, move=0.99), ""),
    ("learning-rate-too-low", "certain", travelled(0.99e-6), "error"),
    ("learning-rate-too-low", "certain", travelled(1.01e-6), "warning"),
    ("learning-rate-too-low", "possible", travelled(1.99e-5), "warning"),
    ("learning-rate-too-low", "possible", travelled(2.01e-5), ""),
    ("learning-rate-too-low", "shortest", travelled(0.99e-4, 20, 20), "warning"),
    ("learning-rate-too-low", "shortest", travelled(1.01e-4, 20, 20), ""),
    ("learning-rate-too-low", "longest", travelled(1.99e-6, None, None), "warning"),
    ("learning-rate-too-low", "longest", travelled(2.01e-6, None, None), ""),
    ("dead-layer", "many", active(dead=0.76), "warning"),
    ("dead-layer", "many", active(dead=0.74), ""),
    ("dead-layer", "units", active(dead=0.8, units=8), "warning"),
    ("dead-layer", "units", active(dead=0.8, units=7), ""),
    ("saturated-layer", "many", active(activation="tanh", saturated=0.51), "warning"),
    ("saturated-layer", "many", active(activation="tanh", saturated=0.49), ""),
    ("constant-output", "ratio", output(0.9e-3, 1e3), "warning"),
    ("constant-output", "ratio", output(1.1e-3, 1e3), ""),
    ("constant-output", "least", output(0.9e-6, 1e-3), "warning"),
    ("constant-output", "least", output(1.1e-6, 1e-3), ""),
    ("loss-at-start", "times", begun(10.1, 10.1, 500), "warning"),
    ("loss-at-start", "times", begun(9.9, 9.9, 500), ""),
    ("loss-at-start", "shortest", begun(100.0, 98.0, 1), "warning"),  # 9 of 10 away, .01114 a step: 808 steps
    ("loss-at-start", "shortest", begun(100.0, 91.0, 1), ""),  # .05118 a step: 176
    ("loss-at-start", "shortest", begun(100.0, 92.3, 1), "warning"),  # .04363 a step: 206
    ("short-memory", "times", remembered(73), "info"),
    ("short-memory", "times", remembered(72), ""),
    ("small-capacity", "units", narrow(3), "info"),
    ("small-capacity", "units", narrow(4), ""),
    ("large-epsilon", "epsilon", {"model": adam(epsilon=0.5)}, "warning"),
    ("large-epsilon", "epsilon", {"model": adam(epsilon=0.49)}, ""),
    ("unlearnable-batch", "remaining", {"model_probe": ProbeFacts(overfit=0.51)}, "warning"),
    ("unlearnable-batch", "remaining", {"model_probe": ProbeFacts(overfit=0.49)}, ""),
    ("extreme-learning-rate", "highest", {"model": adam(1.0)}, "error"),
    ("extreme-learning-rate", "highest", {"model": adam(0.99)}, ""),
    ("extreme-learning-rate", "lowest", {"model": adam(1e-8)}, "error"),
    ("extreme-learning-rate", "lowest", {"model": adam(1.1e-8)}, ""),
    ("too-few-steps", "steps", {"model_fit": FitArguments(steps=99)}, "info"),
    ("too-few-steps", "steps", {"model_fit": FitArguments(steps=100)}, ""),
    ("unreachable-target", "spread", aimed(std=10.1), "warning"),
    ("unreachable-target", "spread", aimed(std=9.9), ""),
    ("unreachable-target", "share", aimed(last=0.9704), "warning"),  # .00166 a step: .497 in 300
    ("unreachable-target", "share", aimed(last=0.97), ""),
    ("unreachable-target", "shortest", aimed(last=0.9556, steps=1), "warning"),  # .002494 a step: .4988 in 200
    ("unreachable-target", "shortest", aimed(last=0.9552, steps=1), ""),
    ("zero-loss", "relative", log(0.9e-12, baseline=1.0), "error"),
    ("zero-loss", "relative", log(1.1e-12, baseline=1.0), ""),
    ("zero-loss", "printed", log(4.9e-5, preflight=("constant-target",)), "error"),
    ("zero-loss", "printed", log(5.1e-5, preflight=("constant-target",)), ""),
    ("constant-prediction", "ratio", answered(spread=0.99e-3), "error"),
    ("constant-prediction", "ratio", answered(spread=1.01e-3), ""),
    ("constant-prediction", "epochs", answered(epoch=3), "error"),
    ("constant-prediction", "epochs", answered(epoch=2), ""),
    ("constant-prediction", "steps", answered(epoch=4, steps=50), "error"),
    ("constant-prediction", "steps", answered(epoch=4, steps=49), "info"),
    ("oscillating-loss", "size", swung(0.101), "info"),
    ("oscillating-loss", "size", swung(0.099), ""),
    ("oscillating-loss", "epochs", swung(0.5, epochs=6), "info"),
    ("oscillating-loss", "epochs", swung(0.5, epochs=5), ""),
    ("oscillating-loss", "share", turned(6), "info"),
    ("oscillating-loss", "share", turned(4), ""),
    ("standing-still", "epochs", log(*[1.0] * 5), "info"),
    ("standing-still", "epochs", log(*[1.0] * 4), ""),
    ("standing-still", "fall", log(1.0, *[0.991] * 5), "info"),
    ("standing-still", "fall", log(1.0, *[0.989] * 5), ""),
    ("standing-still", "near", log(2.0, *[0.951] * 5, baseline=1.0), "info"),
    ("standing-still", "near", log(2.0, *[0.949] * 5, baseline=1.0), ""),
    ("vanishing-gradient", "ratio", faded(0.99e-5, 1e-2), "info"),
    ("vanishing-gradient", "ratio", faded(1.01e-5, 1e-2), ""),
    ("vanishing-gradient", "size", faded(0.99e-4, 10.0), "info"),
    ("vanishing-gradient", "size", faded(1.01e-4, 10.0), ""),
    ("exploding-gradient", "times", burst(1_001, 10), "info"),
    ("exploding-gradient", "times", burst(999, 10), ""),
    ("exploding-gradient", "least", burst(101, 0.1), "info"),
    ("exploding-gradient", "least", burst(99, 0.1), ""),
    ("validation-better-than-training", "ratio", easier(0.499), "info"),
    ("validation-better-than-training", "ratio", easier(0.501), ""),
    ("validation-better-than-training", "epochs", easier(0.1, epochs=3), "info"),
    ("validation-better-than-training", "epochs", easier(0.1, epochs=2), ""),
    ("overfitting", "rise", memorised(0.21, 4), "info"),
    ("overfitting", "rise", memorised(0.19, 4), ""),
    ("overfitting", "epochs", memorised(0.5, 3), "info"),
    ("overfitting", "epochs", memorised(0.5, 2), ""),
    ("echo-forecast", "beats", echoed(model=0.981), "warning"),
    ("echo-forecast", "beats", echoed(model=0.979), ""),
    ("echo-forecast", "echo", echoed(between=0.499, epochs=2), "warning"),
    ("echo-forecast", "echo", echoed(between=0.501, epochs=2), "info"),
    ("echo-forecast", "epochs", echoed(epochs=10), "warning"),
    ("echo-forecast", "epochs", echoed(epochs=9), "info"),
]


@pytest.mark.parametrize(("slug", "name", "given", "said"), EDGES, ids=lambda v: v if isinstance(v, str) else "")
def test_just_inside_and_just_outside(slug: str, name: str, given: Given, said: str) -> None:
    check = CHECKS[slug]
    assert name in check.thresholds
    try:
        found = list(check(**given))
    except Missing:
        found = []
    assert [f.severity or check.severity for f in found] == ([said] if said else [])


def test_every_threshold_of_models_and_trainings_has_both_sides() -> None:
    wanted = {(c.slug, name) for c in CHECKS.values() if c.code[:3] in ("SG7", "SG8") for name in c.thresholds}
    sides: dict[tuple[str, str], set[str]] = {}
    for slug, name, _, said in EDGES:
        sides.setdefault((slug, name), set()).add(said)
    assert {edge for edge, said in sides.items() if len(said) > 1} == wanted
