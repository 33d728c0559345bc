"""Numbers by which a check of models or trainings chooses its words or its severity: just inside, and just outside."""

import numpy as np
import pytest
from _facts import CHECKS, Given

from seqguard.checks.model.sg713_learning_rate_too_high import _remedy
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
from seqguard.facts.model.training import GradientFacts, ProbeFacts, TrainingLog


def many_classes(classes: int) -> Given:
    target = TargetFacts(
        shape=(5_000, 1), values=5_000, largest=classes - 1, whole=True, classes=classes,
        unit=Outside(any=30, far=30, first=2, worst=2.0),
    )  # fmt: skip
    return {
        "model": OutputFacts(activation="sigmoid", loss="binary_crossentropy", loss_label="binary_crossentropy"),
        "model_target": target,
    }


def exclusive(units: int, one_hot: float, activation: str, loss: str = "binary_crossentropy") -> Given:
    model = OutputFacts(shape=(None, units), activation=activation, loss=loss, loss_label=loss)
    target = TargetFacts(shape=(90, units), values=90 * units, whole=True, binary=True, one_hot=one_hot)
    return {"model": model, "model_target": target}


def sparse(one_hot: float) -> Given:
    return exclusive(5, one_hot, "softmax", "sparse_categorical_crossentropy")


def accuracy(classes: int) -> Given:
    target = TargetFacts(shape=(90,), values=90, whole=True, classes=classes, largest=classes - 1)
    return {"model": OutputFacts(metrics=("accuracy",)), "model_target": target}


def unused(one_hot: float) -> Given:
    model = OutputFacts(shape=(None, 10), activation="softmax", loss="categorical_crossentropy")
    target = TargetFacts(shape=(90, 10), values=900, binary=True, one_hot=one_hot, unused=4)
    return {"model": model, "model_target": target}


def weighted(output: tuple[int | None, ...]) -> Given:
    model = OutputFacts(shape=output, loss="sparse_categorical_crossentropy")
    fit = FitArguments(class_weight=True)
    return {"network": NetworkFacts(), "model": model, "model_target": TargetFacts(shape=(90, 40)), "model_fit": fit}


def fading(layers: int) -> Given:
    norms = [1e-6, *[1e-3] * (layers - 2), 0.5]
    gradients = tuple(GradientFacts(layer=f"dense_{i}", weight="kernel", norm=norm) for i, norm in enumerate(norms))
    return {"model_probe": ProbeFacts(gradients=gradients)}


def tagged(output: tuple[int | None, ...]) -> Given:
    layers = (LayerFacts(name="embedding", kind="Embedding"),)
    return {
        "model": OutputFacts(shape=output, metrics=("accuracy",), layers=layers),
        "model_fit": FitArguments(),
        "model_target": TargetFacts(shape=(90, 40), values=3_600, padding=0.4),
    }


def bytes_in(largest: float = 255.0, samples: int = 32) -> Given:
    given = InputFacts(name="x", shape=(None, 9, 1), smallest=0.0, largest=largest, whole=True)
    return {
        "model": NetworkFacts(inputs=(given,)),
        "model_output": OutputFacts(loss="binary_crossentropy"),
        "model_target": TargetFacts(shape=(90, 1)),
        "model_probe": ProbeFacts(samples=samples, losses=(40.0,), baseline=1.0),
    }


def negative(loss: float) -> Given:
    return {"log": TrainingLog(loss="binary_crossentropy", losses=(0.2, loss))}


def late(*losses: float) -> Given:
    return {"log": TrainingLog(losses=(9.0, 8.0, 7.0, *losses))}


def near_constant(last: float, by_heart: float | None = None, dropout: float | None = None) -> Given:
    more = {} if dropout is None else {"regularised": True, "in_inference": dropout}
    losses = (3.0, 2.5, 2.2, 2.1, 2.05, last)
    return {"log": TrainingLog(losses=losses, baseline=1.0, steps=100, complete=True, by_heart=by_heart, **more)}


SAID: list[tuple[str, Given, str]] = [
    ("loss-domain", many_classes(1_000), "Dense(1000, activation='softmax')"),
    ("loss-domain", many_classes(1_001), "Take `loss='mse'` with a linear output"),
    ("exclusive-class-mismatch", exclusive(3, 0.991, "softmax"), "softmax over 3 exclusive classes"),
    ("exclusive-class-mismatch", exclusive(3, 0.989, "softmax"), ""),
    ("exclusive-class-mismatch", exclusive(2, 1.0, "softmax"), ""),
    ("exclusive-class-mismatch", exclusive(3, 1.0, "sigmoid"), "has 3 sigmoid units"),
    ("exclusive-class-mismatch", exclusive(2, 1.0, "sigmoid"), ""),
    ("loss-shape-mismatch", sparse(0.51), "one-hot rows"),
    ("loss-shape-mismatch", sparse(0.49), "takes one class number for each row"),
    ("accuracy-on-regression", accuracy(20), ""),
    ("accuracy-on-regression", accuracy(21), "counts exact hits"),
    ("unlearnable-batch", {"model_probe": ProbeFacts(overfit=0.951)}, "still as high as a constant's"),
    ("unlearnable-batch", {"model_probe": ProbeFacts(overfit=0.949)}, "still 94.9 % of a constant's"),
    ("squared-error-on-classes", exclusive(3, 0.991, "softmax", "mean_squared_error"), "warning"),
    ("squared-error-on-classes", exclusive(3, 0.989, "softmax", "mean_squared_error"), "info"),
    ("squared-error-on-classes", exclusive(2, 1.0, "softmax", "mean_squared_error"), "info"),
    ("unused-class-unit", unused(0.991), "for 4 of them"),
    ("unused-class-unit", unused(0.989), ""),
    ("class-weight-shape", weighted((None, 40, 8)), "40 labels a sample"),
    ("class-weight-shape", weighted((None, 8)), ""),
    ("fading-gradient", fading(3), "Over 3 layers"),
    ("fading-gradient", fading(2), ""),
    ("padded-accuracy", tagged((None, 40, 8)), "stand at padded timesteps"),
    ("padded-accuracy", tagged((None, 8)), ""),
    ("input-scale-at-start", bytes_in(255), "Rescaling(1 / 255)"),
    ("input-scale-at-start", bytes_in(256), "Normalization()"),
    ("input-scale-at-start", bytes_in(200), "Rescaling(1 / 255)"),
    ("input-scale-at-start", bytes_in(199), "Normalization()"),
    ("input-scale-at-start", bytes_in(samples=16), "Rescaling(1 / 255)"),
    ("input-scale-at-start", bytes_in(samples=15), ""),
    ("negative-loss", negative(-1.1e-6), "cannot fall below 0"),
    ("negative-loss", negative(-0.9e-6), ""),
    ("oscillating-loss", late(1.0, 3.0, 1.0), "turned at 100 %"),
    ("oscillating-loss", late(1.0, 3.0, float("nan")), ""),
    ("standing-still", near_constant(1.49), "warning"),
    ("standing-still", near_constant(1.51), ""),
    ("standing-still", near_constant(1.2, dropout=1.49), "warning"),
    ("standing-still", near_constant(1.2, dropout=1.51), "info"),
    ("standing-still", near_constant(1.2, by_heart=0.49), "It learns 32 samples by heart"),
    ("standing-still", near_constant(1.2, by_heart=0.51), "the model is too small for it"),
]


@pytest.mark.parametrize(("slug", "given", "words"), SAID)
def test_what_is_said_just_inside_and_just_outside(slug: str, given: Given, words: str) -> None:
    check = CHECKS[slug]
    found = list(check(**given))
    assert bool(found) is bool(words)
    said = [(f.severity or check.severity, f.message, f.remedy) for f in found]
    assert all(any(words in text for text in texts) for texts in said)


@pytest.mark.parametrize(("baseline", "words"), [(10.1, "Standardise y"), (9.9, "and `clipnorm=1.0`")])
def test_a_large_target_is_what_makes_a_plain_step_large(baseline: float, words: str) -> None:
    assert words in _remedy(OptimizerFacts(kind="SGD", rate=0.5), ProbeFacts(baseline=baseline))


@pytest.mark.parametrize(("largest", "said"), [(65_505.0, True), (65_503.0, False)])
def test_float16_ends_at_65504(largest: float, said: bool) -> None:
    target = TargetFacts(shape=(90, 1), values=90, smallest=0, largest=largest)
    found = list(CHECKS["float16-target"](model=OutputFacts(dtype="float16"), model_target=target))
    assert bool(found) is said
    assert np.isfinite(np.float16(largest)) or said
