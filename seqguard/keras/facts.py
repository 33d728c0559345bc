"""What the checks of models and of training read: plain numbers, so that a check runs in milliseconds without Keras.

`OutputFacts`, `TargetFacts`, `OutputProbe` and `OutputLog` stand for one output, bound to its loss and its target;
`NetworkFacts`, `FitArguments`, `ProbeFacts` and `TrainingLog` hold for the whole model. The modules beside this one
fill them from a compiled model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seqguard._check import Missing

Shape = tuple[int | None, ...]
MODEL = "model"
"""The place of findings that are about the model and not about a tensor."""

REGRESSION = frozenset(
    {
        "mean_squared_error",
        "mean_absolute_error",
        "mean_absolute_percentage_error",
        "mean_squared_logarithmic_error",
        "huber",
        "log_cosh",
    }
)
"""Losses of a value against a value."""
BINARY = frozenset({"binary_crossentropy", "binary_focal_crossentropy"})
CATEGORICAL = frozenset({"categorical_crossentropy", "categorical_focal_crossentropy"})
SPARSE = frozenset({"sparse_categorical_crossentropy"})
CROSSENTROPIES = BINARY | CATEGORICAL | SPARSE

RANGES: Mapping[str, tuple[float, float]] = {
    "relu": (0.0, float("inf")),
    "softplus": (0.0, float("inf")),
    "exponential": (0.0, float("inf")),
    "sigmoid": (0.0, 1.0),
    "hard_sigmoid": (0.0, 1.0),
    "softmax": (0.0, 1.0),
    "sparsemax": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "hard_tanh": (-1.0, 1.0),
    "softsign": (-1.0, 1.0),
}
"""What an output activation can reach."""


@dataclass(frozen=True, kw_only=True)
class LayerFacts:
    """One layer on the way from the inputs to an output.

    Attributes:
        kind: its class, "LSTM"; that of the wrapped layer where it is wrapped in TimeDistributed or Bidirectional.
        units: width of its output, None where it cannot be told.
        activation: name of its activation, None where it has none.
        masks: creates a mask (Masking, Embedding with mask_zero).
        carries_mask: hands a mask on or consumes it.
        rate: of a dropout.
        tokens: size of an embedding's table.
    """

    name: str
    kind: str
    units: int | None = None
    activation: str | None = None
    recurrent: bool = False
    stateful: bool = False
    bidirectional: bool = False
    return_sequences: bool = False
    masks: bool = False
    carries_mask: bool = True
    rate: float | None = None
    tokens: int | None = None
    parameters: int = 0
    trainable: bool = True


@dataclass(frozen=True, kw_only=True)
class OutputFacts:
    """One output of a compiled model with its loss.

    Attributes:
        name: of the output; "" where there is only one.
        head: the layer that yields it.
        shape: with None for the batch.
        activation: of the output; "linear" where it has none, None where it cannot be read.
        loss: Keras's own name of the loss function; None for one that is not Keras's.
        loss_label: the loss as the reader knows it.
        from_logits: whether the loss applies the sigmoid or softmax itself.
        ignore_class: label that the loss leaves out.
        metrics: Keras's names of the metrics on this output.
        layers: from the inputs to the output.
    """

    name: str = ""
    head: str = "dense"
    shape: Shape = (None, 1)
    activation: str | None = "linear"
    loss: str | None = "mean_squared_error"
    loss_label: str = "mean_squared_error"
    from_logits: bool = False
    ignore_class: int | None = None
    metrics: tuple[str, ...] = ()
    layers: tuple[LayerFacts, ...] = ()
    backend: str = "tensorflow"

    @property
    def units(self) -> int | None:
        return self.shape[-1] if len(self.shape) > 1 else 1

    @property
    def label(self) -> str:
        """How a sentence names it: `dense_3`."""
        return f"output `{self.name}`" if self.name else f"output `{self.head}`"


@dataclass(frozen=True, kw_only=True)
class InputFacts:
    """One input of a model: its shape and dtype, and the scale of the values on the samples that the probe saw."""

    name: str
    shape: Shape
    dtype: str = "float32"
    samples: int = 0
    largest: float = 0.0
    smallest: float = 0.0
    std: float = 0.0
    whole: bool = False
    padded: float = 0.0


@dataclass(frozen=True, kw_only=True)
class OptimizerFacts:
    """The optimizer as it will run.

    `rate` is the learning rate, of a schedule the largest over the planned steps, and `travel` the sum of the rates
    over those steps divided by `rate`: the number of full steps that it amounts to. `momentum` is that of SGD.
    """

    kind: str
    rate: float
    scheduled: bool = False
    travel: float | None = None
    epsilon: float | None = None
    momentum: float = 0.0
    clipped: bool = False

    @property
    def adaptive(self) -> bool:
        """Whether the first step has the size of the rate whatever the gradient's."""
        return self.kind in ("Adam", "AdamW", "Adamax", "Nadam", "RMSprop", "Lion")


@dataclass(frozen=True, kw_only=True)
class NetworkFacts:
    """A compiled model as a whole.

    Attributes:
        normalises: a layer before the first weights rescales the inputs or replaces tokens by vectors.
        logs: names in the epoch's logs, without their `val_` twins; () where they are not known.
    """

    name: str = "sequential"
    backend: str = "tensorflow"
    layers: tuple[LayerFacts, ...] = ()
    inputs: tuple[InputFacts, ...] = ()
    optimizer: OptimizerFacts | None = None
    trainable: int = 1
    parameters: int = 1
    normalises: bool = False
    logs: tuple[str, ...] = ("loss",)

    @property
    def recurrent(self) -> tuple[LayerFacts, ...]:
        return tuple(layer for layer in self.layers if layer.recurrent)


@dataclass(frozen=True, kw_only=True)
class CallbackFacts:
    """A callback that watches a metric by name."""

    kind: str
    monitor: str


@dataclass(frozen=True, kw_only=True)
class FitArguments:
    """What `Model.fit` was asked to do.

    Attributes:
        steps: weight updates that are planned in all; None where the data do not tell their length.
        shuffle: None where the data bring their own order.
        validation: whether there will be validation data.
        foreign_callbacks: a callback that is not Keras's may add logs of its own.
    """

    samples: int | None = None
    batch_size: int | None = None
    epochs: int = 1
    steps: int | None = None
    shuffle: bool | None = True
    validation: bool = False
    callbacks: tuple[CallbackFacts, ...] = ()
    foreign_callbacks: bool = False


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Targets outside of a range: `any` beyond rounding, `far` by more than 1 % of the targets' spread."""

    any: int = 0
    far: int = 0
    first: int | None = None
    worst: float | None = None


@dataclass(frozen=True, kw_only=True)
class TargetFacts:
    """One target of the training split, every value of it.

    Attributes:
        shape: as given, with the samples.
        values: how many.
        whole, binary: every value is a whole number; is 0 or 1.
        classes: how many distinct whole numbers there are, None above 10,000 or where some are not whole.
        one_hot: share of the rows of the last axis that have exactly one 1 and else 0.
        unused: columns of the last axis that are 0 in every row.
        negative, unit, symmetric: values outside of [0, inf), [0, 1], [-1, 1].
        tiny: values closer to 0 than 1e-6.
        below: values at or below -1.
        std: over all values.
        constant: by loss, what a model reaches that always gives the best constant.
    """

    shape: tuple[int, ...]
    dtype: str = "float32"
    values: int = 0
    smallest: float = 0.0
    largest: float = 1.0
    whole: bool = False
    binary: bool = False
    classes: int | None = None
    one_hot: float = 0.0
    unused: int = 0
    negative: Outside = field(default_factory=Outside)
    unit: Outside = field(default_factory=Outside)
    symmetric: Outside = field(default_factory=Outside)
    tiny: int = 0
    below: int = 0
    std: float = 1.0
    constant: Mapping[str, float] = field(default_factory=dict)

    def outside(self, low: float, high: float) -> Outside | None:
        """The count for one of the three ranges that are counted."""
        ranges = {(0.0, float("inf")): self.negative, (0.0, 1.0): self.unit, (-1.0, 1.0): self.symmetric}
        return ranges.get((low, high))


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
class ProbeFacts:
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
    overfit: float | None = None

    @property
    def finite(self) -> bool:
        """Whether the first loss and every gradient of the first step were finite."""
        first = self.losses[0]
        return first - first == 0 and all(g.finite for g in self.gradients)


@dataclass(frozen=True, kw_only=True)
class OutputProbe:
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


@dataclass(frozen=True, kw_only=True)
class TrainingLog:
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

    @property
    def epochs(self) -> int:
        return len(self.losses)

    def known(self) -> tuple[float, ...]:
        """The losses; `Missing` with the reason where there are none."""
        if self.unlogged is not None:
            raise Missing(self.unlogged)
        return self.losses


@dataclass(frozen=True, kw_only=True)
class OutputLog:
    """One output at the end of an epoch, on samples of the training data that were kept aside for it.

    `spread` is the standard deviation of the predictions, `target_spread` that of the targets, over the samples.
    """

    epoch: int
    samples: int
    spread: float
    target_spread: float
    loss: float | None = None


@dataclass(frozen=True, kw_only=True)
class ForecastLog:
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
