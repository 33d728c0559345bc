"""Tensors of torch on the CPU, nested ones among them."""

from typing import Any

from seqguard.sources.adapters import Asked, Container
from seqguard.sources.arrays import Opened, open_array
from seqguard.sources.ragged import open_samples
from seqguard.sources.refusal import refuse


def open_torch_tensor(value: Any, asked: Asked) -> Opened:
    """The same memory; a tensor that takes part in a gradient is read all the same."""
    if value.device.type == "meta":
        refuse(value, asked, "a tensor on meta holds no values; pass the tensor that will have them")
    if value.device.type != "cpu":
        refuse(value, asked, f"a tensor on {value.device} is not read; pass {{a}}.cpu()")
    if value.is_nested:
        return open_samples([plain(sample) for sample in value.unbind()])
    if value.is_sparse or value.layout.__str__() not in ("torch.strided",):
        refuse(value, asked, "a sparse tensor is not read; pass {a}.to_dense()")
    if value.is_quantized:
        refuse(value, asked, "a quantized tensor is not read; pass {a}.dequantize()")
    if hasattr(value, "get_mask"):
        refuse(value, asked, "a masked tensor is not read; pass {a}.to_tensor(float('nan'))")
    return open_array(plain(value))


def plain(value: Any) -> Any:
    """The tensor as an array, bfloat16 as float32, which NumPy has no name for."""
    value = value.detach().resolve_conj().resolve_neg()
    return (value.float() if str(value.dtype) == "torch.bfloat16" else value).numpy()


CONTAINER = Container(
    "torch Tensor",
    "tensor",
    open_torch_tensor,
    types=("torch.Tensor",),
    read="the same memory; nested tensors as samples of different length",
    left="tensors on an accelerator (.cpu()), sparse ones (.to_dense())",
    example="seqguard.inspect(torch.randn(400, 24, 3), y)",
)
