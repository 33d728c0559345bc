"""What the checks read of a model that has run: in the probe before training, and in training itself.

`OutputProbe`, `OutputLog` and `ForecastLog` stand for one output; `ProbeFacts` and `TrainingLog` hold for the whole
model.
"""

from dataclasses import dataclass

from seqguard.core.declare import Missing
from seqguard.core.owners import outside
from seqguard.core.places import Readable


@dataclass(frozen=True, kw_only=True)
class GradientFacts:
    """The gradient of one weight on one batch."""

    layer: str
    weight: str
    norm: float
    zero: bool = False
    finite: bool = True


@dataclass(frozen=True, kw_only=True)
class ActivityFacts:
    """What one layer put out for one batch.

    `dead` is the share of units that were 0 for every sample and timestep, `saturated` that of values beyond 0.95.
    """

    layer: str
    activation: str
    units: int
    dead: float = 0.0
    saturated: float = 0.0
    largest: float = 1.0
    finite: bool = True


@dataclass(frozen=True, kw_only=True)
class AlikeFacts:
    """A layer all of whose units had the same weights after the steps of the probe."""

    layer: str
    units: int


@outside("model", needs="needs a compiled model: seqguard.keras.inspect(model, X, y)")
@dataclass(frozen=True, kw_only=True)
class ProbeFacts(Readable):
    """A few real training steps on one batch, after which every variable was put back.

    Attributes:
        samples: in the batch.
        losses: before each step, and after the last.
        baseline: loss of the best constant, on the whole target; None where it is not known.
        move: norm of the first update over the norm of the weights, None where they started at 0.
        gradients: of the trainable weights in the first step.
        activity: of hidden layers before the first step; None where the layers could not be run one by one.
        steps: timesteps of the input; 0 where it has none.
        horizon: last timesteps whose input gradient exceeds a thousandth of the largest; None where it was not taken.
        finite_batch: whether inputs and targets of the batch were finite.
        nan_samples: samples of the batch with NaN among their inputs, if all else in the batch was finite; else 0.
        alike: layers whose units all had the same weights after the steps.
        overfit: lowest loss over the constant's in 250 steps on 32 samples; None where it was not asked for.
    """

    samples: int = 64
    losses: tuple[float, ...] = (1.0,)
    baseline: float | None = None
    move: float | None = None
    gradients: tuple[GradientFacts, ...] = ()
    activity: tuple[ActivityFacts, ...] | None = None
    steps: int = 0
    horizon: int | None = None
    finite_batch: bool = True
    nan_samples: int = 0
    alike: tuple[AlikeFacts, ...] = ()
    overfit: float | None = None

    @property
    def finite(self) -> bool:
        """Whether the first loss and every gradient of the first step were finite."""
        first = self.losses[0]
        return first - first == 0 and all(g.finite for g in self.gradients)


@outside("model", needs="needs a compiled model: seqguard.keras.inspect(model, X, y)")
@dataclass(frozen=True, kw_only=True)
class OutputProbe(Readable):
    """One output of the untrained model on the batch of the probe.

    `std` over the samples, averaged over columns; `scale` the mean size of the outputs; `shape` that of one sample.
    """

    std: float
    scale: float
    samples: int = 64
    shape: tuple[int, ...] = (1,)


@dataclass(frozen=True, kw_only=True)
class LayerGradients:
    """Norms of one layer's gradient by epoch: mean over the steps, largest; and the first step that was not finite."""

    layer: str
    mean: tuple[float, ...]
    largest: tuple[float, ...]
    first_bad: int | None = None


@outside("log", needs="needs a training that was watched: seqguard.keras.fit(model, X, y)")
@dataclass(frozen=True, kw_only=True)
class TrainingLog(Readable):
    """What was seen in training, by epoch.

    Attributes:
        losses, validation: the epochs' logs "loss" and "val_loss"; `validation` has None where it was not measured.
        loss: Keras's name of the loss where the model has one output, else None.
        steps: weight updates in an epoch; None until the first epoch has ended.
        gradients: by layer, in the model's order; None where they were not observed.
        preflight: slugs of the findings on data and model.
        baseline: training loss of the best constant; None where it is not known.
        unobserved: why the gradients were not observed.
        unlogged: why there are no losses.
        own_step: the model trains by a `train_step` of its own.
        regularised: dropout or penalties make the training loss larger than the same model's validation loss.
        weights_finite: whether every weight is finite now.
        complete: whether as many epochs were trained as were planned.
        by_heart: lowest loss over the constant's on 32 samples before training; None where it was not asked for.
        normalised_by_batch: the model has a BatchNormalization.
        in_training, in_inference: loss on the same training samples with training=True and False; None where unknown.
    """

    losses: tuple[float, ...] = ()
    validation: tuple[float | None, ...] = ()
    loss: str | None = "mean_squared_error"
    steps: int | None = None
    gradients: tuple[LayerGradients, ...] | None = None
    preflight: tuple[str, ...] = ()
    baseline: float | None = None
    unobserved: str | None = None
    unlogged: str | None = None
    own_step: bool = False
    regularised: bool = False
    weights_finite: bool = True
    complete: bool = True
    by_heart: float | None = None
    normalised_by_batch: bool = False
    in_training: float | None = None
    in_inference: float | None = None

    @property
    def epochs(self) -> int:
        return len(self.losses)

    def known(self) -> tuple[float, ...]:
        """The losses; `Missing` with the reason where there are none."""
        if self.unlogged is not None:
            raise Missing(self.unlogged)
        return self.losses


@outside("log", needs="needs a training that was watched: seqguard.keras.fit(model, X, y)")
@dataclass(frozen=True, kw_only=True)
class OutputLog(Readable):
    """One output at the end of an epoch, on samples of the training data that were kept aside for it.

    `spread` is the standard deviation of the predictions, `target_spread` that of the targets, over the samples.
    """

    epoch: int
    samples: int
    spread: float
    target_spread: float
    loss: float | None = None


@outside("log", needs="needs a training that was watched: seqguard.keras.fit(model, X, y)")
@dataclass(frozen=True, kw_only=True)
class ForecastLog(Readable):
    """Predictions on validation data at the end, beside the last input value of the predicted feature.

    All are mean squared errors: of the model, of the last input, and between the model and the last input.
    """

    split: str
    samples: int
    epochs: int
    feature: str
    model: float
    last: float
    between: float
