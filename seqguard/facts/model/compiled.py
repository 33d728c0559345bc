"""What the checks of models read before anything runs: plain numbers, so that a check needs milliseconds and no Keras.

`OutputFacts` and `TargetFacts` stand for one output, bound to its loss and its target; `NetworkFacts` and
`FitArguments` hold for the whole model. What is seen of a model that runs stands in `observed`. The modules beside both
fill them from a compiled model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seqguard.core.declare import Missing
from seqguard.core.finding import MODEL as MODEL
from seqguard.core.owners import outside
from seqguard.core.places import Readable

Shape = tuple[int | None, ...]

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
        rate: share that it drops in training, a recurrent layer of its inputs or of its state; None for none.
        mask_value: that a Masking layer, or an Embedding with mask_zero, masks.
        tokens: size of an embedding's table.
        over: values over which a softmax or LayerNormalization normalises; None for other layers and open axes.
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
    mask_value: float | None = None
    rate: float | None = None
    tokens: int | None = None
    over: int | None = None
    parameters: int = 0
    trainable: bool = True


@outside("model", needs="needs a compiled model: seqguard.keras.inspect(model, X, y)")
@dataclass(frozen=True, kw_only=True)
class OutputFacts(Readable):
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
        dtype: in which the output is computed.
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
    dtype: str = "float32"

    @property
    def units(self) -> int | None:
        return self.shape[-1] if len(self.shape) > 1 else 1

    def known_activation(self) -> str:
        """The activation; `Missing` with the reason where it cannot be read."""
        if self.activation is None:
            raise Missing(f"the activation of {self.label} cannot be read")
        return self.activation

    @property
    def label(self) -> str:
        """How a sentence names it: `dense_3`."""
        return f"output `{self.name}`" if self.name else f"output `{self.head}`"

    @property
    def subject(self) -> str:
        """The same where a sentence begins with it."""
        return self.label.replace("output", "Output", 1)


@dataclass(frozen=True, kw_only=True)
class InputFacts:
    """One input of a model: its shape and dtype, and the scale of the values on the samples that the probe saw.

    `padded` is the share of timesteps that are padding, `behind` how many steps of it follow a sample in the mean.
    """

    name: str
    shape: Shape
    dtype: str = "float32"
    samples: int = 0
    largest: float = 0.0
    smallest: float = 0.0
    std: float = 0.0
    whole: bool = False
    padded: float = 0.0
    behind: float = 0.0


@dataclass(frozen=True, kw_only=True)
class OptimizerFacts:
    """The optimizer as it will run.

    `rate` is the learning rate, of a schedule the largest over the planned steps, and `travel` the sum of the rates
    over those steps divided by `rate`: the number of full steps that it amounts to; `late` is the largest rate from a
    tenth of those steps on, None without a schedule. `momentum` is that of SGD.
    """

    kind: str
    rate: float
    scheduled: bool = False
    travel: float | None = None
    late: float | None = None
    epsilon: float | None = None
    momentum: float = 0.0
    clipped: bool = False

    @property
    def adaptive(self) -> bool:
        """Whether the first step has the size of the rate whatever the gradient's."""
        return self.kind in ("Adam", "AdamW", "Adamax", "Nadam", "RMSprop", "Lion")


@outside("model", needs="needs a compiled model: seqguard.keras.inspect(model, X, y)")
@dataclass(frozen=True, kw_only=True)
class NetworkFacts(Readable):
    """A compiled model as a whole.

    Attributes:
        normalises: a layer before the first weights rescales the inputs or replaces tokens by vectors.
        outputs: names of the outputs; () where they are not known, or where there is only one.
        heads: names of the layers that yield the outputs.
        penalty: what the regularizers of the weights add to the loss now.
        unordered: why X is no sequence to this model: "`conv2d` reads X as images"; None where it may be one.
        logs: names in the epoch's logs, without their `val_` twins; () where they are not known.
        stale: layers whose `trainable` changed after the training step had been traced.
    """

    name: str = "sequential"
    backend: str = "tensorflow"
    layers: tuple[LayerFacts, ...] = ()
    inputs: tuple[InputFacts, ...] = ()
    optimizer: OptimizerFacts | None = None
    trainable: int = 1
    parameters: int = 1
    normalises: bool = False
    outputs: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    penalty: float = 0.0
    unordered: str | None = None
    logs: tuple[str, ...] = ("loss",)
    stale: tuple[str, ...] = ()

    @property
    def recurrent(self) -> tuple[LayerFacts, ...]:
        return tuple(layer for layer in self.layers if layer.recurrent)


@dataclass(frozen=True, kw_only=True)
class CallbackFacts:
    """A callback that watches a metric by name.

    Attributes:
        mode: "min", "max" or "auto".
        patience: epochs without improvement until it acts.
        restores: keeps or puts back the weights of the best epoch.
        delayed: does not count from the first epoch on, or only beyond a baseline.
    """

    kind: str
    monitor: str
    mode: str = "auto"
    patience: int | None = None
    restores: bool = False
    delayed: bool = False


@outside("model", needs="needs a compiled model: seqguard.keras.inspect(model, X, y)")
@dataclass(frozen=True, kw_only=True)
class FitArguments(Readable):
    """What `Model.fit` was asked to do.

    Attributes:
        steps: weight updates that are planned in all; None where the data do not tell their length.
        shuffle: None where the data bring their own order.
        validation: whether there will be validation data.
        targets: keys of y where it is a dict.
        foreign_callbacks: a callback that is not Keras's may add logs of its own.
        may_reset: a callback may reset states between epochs.
        class_weight, sample_weight: whether they are given.
    """

    samples: int | None = None
    batch_size: int | None = None
    epochs: int = 1
    steps: int | None = None
    shuffle: bool | None = True
    validation: bool = False
    callbacks: tuple[CallbackFacts, ...] = ()
    targets: tuple[str, ...] = ()
    foreign_callbacks: bool = False
    may_reset: bool = False
    class_weight: bool = False
    sample_weight: bool = False


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Targets outside of a range: `any` beyond rounding, `far` by more than 1 % of the targets' spread."""

    any: int = 0
    far: int = 0
    first: int | None = None
    worst: float | None = None


@outside("model", needs="needs a compiled model: seqguard.keras.inspect(model, X, y)")
@dataclass(frozen=True, kw_only=True)
class TargetFacts(Readable):
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
        mean, std: over all values.
        changes: how often the class differs from that of the sample before; None where a sample has no one class.
        padding: share of the timesteps that are padding in X and all of one label, on the samples of the probe, and
            `padding_label` that label.
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
    mean: float = 0.0
    std: float = 1.0
    changes: int | None = None
    padding: float = 0.0
    padding_label: float = 0.0
    constant: Mapping[str, float] = field(default_factory=dict)

    def outside(self, low: float, high: float) -> Outside | None:
        """The count for one of the three ranges that are counted."""
        ranges = {(0.0, float("inf")): self.negative, (0.0, 1.0): self.unit, (-1.0, 1.0): self.symmetric}
        return ranges.get((low, high))
