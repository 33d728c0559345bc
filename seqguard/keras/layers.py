"""Which layers lead to an output, and what each of them is."""

import math
from collections.abc import Iterator
from typing import Any

import keras

from seqguard.facts.model.compiled import LayerFacts, Shape
from seqguard.keras.edge import origin, output_shape, tensors

PASSED = {
    "Reshape",
    "Flatten",
    "Dropout",
    "SpatialDropout1D",
    "GaussianDropout",
    "Identity",
    "Permute",
    "RepeatVector",
    "Squeeze",
    "ExpandDims",
    "GetItem",
    "Cast",
    "Cropping1D",
    "ActivityRegularization",
    "Transpose",
    "Ravel",
}
"""Operations that hand values on as they are: the activation of an output is that of what stands before them."""

OPERATIONS = {
    "Softmax": "softmax",
    "Sigmoid": "sigmoid",
    "Relu": "relu",
    "ReLU": "relu",
    "Tanh": "tanh",
    "Softplus": "softplus",
    "Exp": "exponential",
    "HardSigmoid": "hard_sigmoid",
    "Softsign": "softsign",
    "ELU": "elu",
}


def operations(tensor: Any) -> list[Any]:
    """The operations from the inputs to `tensor`, inputs first, each once; of nested models those inside."""
    return [inner for node in graph(tensor) for inner in _inside(node.operation)]


def graph(tensor: Any) -> list[Any]:
    """The calls of operations in the outermost graph that lead to `tensor`, inputs first, one for each operation.

    A call and not an operation tells the tensors: a layer that stands in several models has some in each.
    """
    found: dict[int, Any] = {}

    def visit(t: Any) -> None:
        made = origin(t)
        if made is None or id(made.operation) in found:
            return
        for earlier in made.node.input_tensors:
            visit(earlier)
        found[id(made.operation)] = made.node

    visit(tensor)
    return list(found.values())


def _inside(op: Any) -> Iterator[Any]:
    if isinstance(op, keras.Model) and tensors(op, "outputs"):
        for tensor in op.outputs:
            yield from operations(tensor)
    elif not isinstance(op, keras.layers.InputLayer):
        yield op


def flat(model: Any) -> list[Any]:
    """The layers of any model in their order, those of nested models included, each once."""
    found: dict[int, Any] = {}
    for layer in model.layers:
        for inner in flat(layer) if isinstance(layer, keras.Model) else [layer]:
            if not isinstance(inner, keras.layers.InputLayer):
                found[id(inner)] = inner
    return list(found.values())


def output_activation(tensor: Any) -> tuple[str | None, str]:
    """(activation, name of the layer that yields it) of an output; the activation is None where it cannot be read."""
    made = origin(tensor)
    assert made is not None
    op, inputs = made.operation, made.node.input_tensors
    if isinstance(op, keras.Model) and tensors(op, "outputs"):
        return output_activation(op.outputs[made.output])
    kind = type(op).__name__
    if kind in PASSED and inputs:
        return output_activation(inputs[0])
    core = wrapped(op)
    if kind in OPERATIONS:
        return OPERATIONS[kind], op.name
    if isinstance(core, keras.layers.RNN) and type(core).__name__ not in ("LSTM", "GRU", "SimpleRNN"):
        return None, op.name
    if isinstance(op, keras.layers.Bidirectional) and op.merge_mode not in ("concat", "ave"):
        return None, op.name
    activation = getattr(core, "activation", None)
    if activation is None:
        return None, op.name
    return activation_name(activation), op.name


def activation_name(activation: Any) -> str:
    """`relu` for the function and for the layer."""
    name = getattr(activation, "__name__", None) or type(activation).__name__
    return OPERATIONS.get(name, name)


def wrapped(layer: Any) -> Any:
    """The layer inside of TimeDistributed or Bidirectional."""
    if isinstance(layer, keras.layers.Bidirectional):
        return layer.forward_layer
    return layer.layer if isinstance(layer, keras.layers.TimeDistributed) else layer


def describe(layer: Any) -> LayerFacts:
    """What the checks need to know of one layer or operation."""
    core = wrapped(layer)
    weights = getattr(layer, "weights", ())
    activation = getattr(core, "activation", None)
    kind = type(core).__name__
    return LayerFacts(
        name=layer.name,
        kind=kind,
        units=_units(core),
        activation=OPERATIONS.get(kind) if activation is None else activation_name(activation),
        recurrent=isinstance(core, keras.layers.RNN),
        stateful=bool(getattr(core, "stateful", False)) and isinstance(core, keras.layers.RNN),
        bidirectional=isinstance(layer, keras.layers.Bidirectional),
        return_sequences=bool(getattr(core, "return_sequences", False)),
        masks=isinstance(core, keras.layers.Masking) or bool(getattr(core, "mask_zero", False)),
        carries_mask=not isinstance(layer, keras.Layer) or bool(layer.supports_masking),
        mask_value=_mask_value(core),
        rate=dropped(core),
        over=_normalised_over(layer, core, activation),
        tokens=core.input_dim if isinstance(core, keras.layers.Embedding) else None,
        parameters=sum(math.prod(w.shape) for w in weights),
        trainable=bool(getattr(layer, "trainable", True)),
    )


def dropped(layer: Any) -> float | None:
    """The largest share that a dropout or recurrent layer drops in training; None where it drops nothing."""
    if "Dropout" not in type(layer).__name__ and not isinstance(layer, keras.layers.RNN):
        return None
    names = ("dropout", "recurrent_dropout") if isinstance(layer, keras.layers.RNN) else ("rate",)
    rates = [getattr(layer, name, None) for name in names]
    return max((float(rate) for rate in rates if isinstance(rate, int | float) and rate > 0), default=None)


def _mask_value(core: Any) -> float | None:
    """The value of the timesteps that a layer masks by their values; None where it does not."""
    if getattr(core, "mask_zero", False):
        return 0.0
    return float(core.mask_value) if isinstance(core, keras.layers.Masking) else None


def _normalised_over(layer: Any, core: Any, activation: Any) -> int | None:
    """Values over which a softmax or LayerNormalization normalises; None where it is neither, or an axis is open."""
    kind = type(core).__name__
    softmax = kind == "Softmax" or (activation is not None and activation_name(activation) == "softmax")
    if not softmax and kind != "LayerNormalization":
        return None
    shape = output_shape(layer)
    axis = getattr(core, "axis", -1) if kind in ("Softmax", "LayerNormalization") else -1
    if shape is None or axis is None:
        return None
    sizes = [shape[a] for a in (axis if isinstance(axis, list | tuple) else [axis])]
    return None if any(s is None for s in sizes) else math.prod(int(s) for s in sizes if s is not None)


def _units(layer: Any) -> int | None:
    for name in ("units", "filters", "output_dim"):
        value = getattr(layer, name, None)
        if isinstance(value, int):
            return value
    return None


def products(model: Any, timesteps: int) -> float:
    """Multiplications of one sample's forward pass, roughly: each weight at each timestep, that of a convolution over
    images at each of its places, none of an embedding, which looks up; and of attention, whose matrix of timesteps
    costs more than its weights, each pair of timesteps twice."""
    layers = flat(model) if model.built else []
    named = {id(w) for layer in layers for w in layer.weights}
    others = sum(math.prod(w.shape) for w in model.weights if id(w) not in named) if model.built else 1
    inside = sum(_products(layer, timesteps) for layer in layers)
    heads = [a for a in layers if isinstance(a, keras.layers.MultiHeadAttention)]
    return max(1.0, inside + others * timesteps) + 2.0 * timesteps**2 * float(
        sum(a.num_heads * a.key_dim for a in heads)
    )


def _products(layer: Any, timesteps: int) -> float:
    core = wrapped(layer)
    if isinstance(core, keras.layers.Embedding):
        return 0.0
    weights = float(sum(math.prod(w.shape) for w in layer.weights))
    kernel, shape = getattr(core, "cell", core), output_shape(layer)
    rank = getattr(kernel, "rank", None)
    if not isinstance(rank, int) or rank < 2 or shape is None or kernel.data_format != "channels_last":
        return weights * timesteps
    places = math.prod(d or 1 for d in shape[-1 - rank : -1])
    over_time = isinstance(core, keras.layers.RNN) or core is not layer
    return weights * places * (timesteps if over_time else 1)


def timesteps_of(model: Any, x: Any) -> int:
    """The most timesteps of an input; of token ids those of the row."""
    tokens = any(isinstance(layer, keras.layers.Embedding) for layer in flat(model))
    return max((int(a.shape[1]) for a in keras.tree.flatten(x) if a.ndim > (1 if tokens else 2)), default=1)


def owners(model: Any) -> list[str]:
    """The layer of each trainable weight of the model."""
    names = {id(w): layer.name for layer in flat(model) for w in layer.trainable_weights}
    return [names.get(id(w), model.name) for w in model.trainable_weights]


def shape_of(tensor: Any) -> Shape:
    """A symbolic or real tensor's shape, with None where it is open."""
    return tuple(None if d is None else int(d) for d in tensor.shape)
