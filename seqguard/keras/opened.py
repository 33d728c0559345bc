"""A model whose hidden layers can be looked at: it runs with their outputs before its own."""

from dataclasses import dataclass
from typing import Any

import keras

from seqguard.keras.edge import layers_within, of_keras, seed_generators_of, struct
from seqguard.keras.layers import activation_name, dropped, flat, graph, wrapped
from seqguard.keras.reading import is_graph

WATCHED = {"relu", "tanh", "sigmoid", "leaky_relu", "elu", "selu", "gelu", "silu", "softplus"}


@dataclass(frozen=True)
class Opened:
    """What runs in the place of a model.

    Attributes:
        model: takes its inputs as a list, and yields `hidden` outputs before the model's own.
        hidden: layers with an activation that is watched, as (name, activation).
        batched: it normalises by the batch, so that hidden layers are judged with training=True.
        alike: training=True and False do the same.
        replaces: a training step through it is one of the model's own: the model's class adds nothing of its own.
    """

    model: Any
    hidden: tuple[tuple[str, str], ...]
    batched: bool
    alike: bool
    replaces: bool

    def predicted(self, of: Any, ran: list[Any]) -> Any:
        """What the model `of` itself would yield, out of all that was run."""
        own, structure = ran[len(self.hidden) :], struct(of, "outputs")
        return own[0] if structure is None or len(own) == 1 else keras.tree.pack_sequence_as(structure, own)


def open_up(model: Any) -> Opened | None:
    """The model opened; None where its layers cannot be run one by one."""
    if not is_graph(model):
        return None
    tensors, hidden = [], []
    heads = {id(t) for t in model.outputs}
    for node in {id(node): node for t in model.outputs for node in graph(t)}.values():
        name = activation_name(getattr(wrapped(node.operation), "activation", None) or node.operation)
        if name in WATCHED and id(node.outputs[0]) not in heads:
            tensors.append(node.outputs[0])
            hidden.append((node.operation.name, name))
    inside = [layer for layer in layers_within(model) if layer is not model]
    return Opened(
        keras.Model(model.inputs, [*tensors, *model.outputs], name="seqguard_probe"),
        tuple(hidden),
        batched=any(isinstance(layer, keras.layers.BatchNormalization) for layer in flat(model)),
        alike=all(_alike_in_training(layer) for layer in inside),
        replaces=of_keras(model) and not isinstance(struct(model, "outputs"), dict),
    )


def _alike_in_training(layer: Any) -> bool:
    """Whether a layer of Keras does the same in training as in inference, as all do but those that draw or average."""
    kind = type(layer).__name__
    if not of_keras(layer) or kind in ("BatchNormalization", "SpectralNormalization") or dropped(layer):
        return False
    recurrent = isinstance(layer, keras.layers.RNN) or kind.endswith("Cell")  # they hold a generator without dropout
    drops = [getattr(layer, name, None) for name in ("dropout", "recurrent_dropout")]
    return not any(drops) if recurrent else "Dropout" in kind or not seed_generators_of(layer)
