"""Where a check or a fact reads: places are said in types.

    def constant_target(plan: Target[Plan], y: Target[Moments], train: Train[Target[Moments]]) -> Iterable[Finding]: ...

A place names the tensor (`Input`, `Target`, `Each`), the split (`Train`, `Other`, `Base`, `Every`), or both, the split
outside. Without a split it is the split at hand, every split in turn. At run time the places are small objects of
their own, so that a wrong combination is refused in the line that writes it; to a type checker `Target[Moments]` is
`Moments`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, TypeVar

Tensor = Literal["", "x", "y", "each", "split", "model", "log", "contract", "profile"]
"""Of which tensor: "x" the input, "y" the target, "each" every input and every target in turn; "" the tensor that a
fact is asked of. The others are no tensors: a split as a whole, and what is handed over from outside the data."""
WORDS = {
    "x": "Input",
    "y": "Target",
    "each": "Each",
    "train": "Train",
    "other": "Other",
    "base": "Base",
    "every": "Every",
}
"""The place that stands for a tensor and for a split."""
Which = Literal["here", "train", "other", "base", "every"]
"""Of which split."""


class DeclarationError(TypeError):
    """A check, fact, statistic or threshold that is declared in a way that cannot be meant."""


class Readable:
    """Base of all that a check or a fact may read: results of statistics, facts, the plan, what is handed over."""

    __slots__ = ()


@dataclass(frozen=True)
class Placed:
    """A kind at a place: what `Train[Target[Moments]]` is at run time."""

    kind: type
    tensor: Tensor = ""
    split: Which = "here"

    def __repr__(self) -> str:
        text = self.kind.__name__
        for place in (WORDS.get(self.tensor), WORDS.get(self.split)):
            text = f"{place}[{text}]" if place else text
        return text

    def __or__(self, other: object) -> "Placed":
        raise DeclarationError(f"{self!r} | {other!r}: a kind is read or it is not; a fact that can be absent says so")

    __ror__ = __or__


class _Place:
    """One word for a tensor or for a split, to be followed by [a kind]."""

    def __init__(self, name: str, *, tensor: Tensor = "", split: Which = "here") -> None:
        self._name, self._tensor, self._split = name, tensor, split

    def __repr__(self) -> str:
        return self._name

    def __getitem__(self, inner: object) -> Placed:
        said = f"{self._name}[{getattr(inner, '__name__', repr(inner))}]"
        if isinstance(inner, type):
            return Placed(inner, self._tensor, self._split)
        if not isinstance(inner, Placed):
            raise DeclarationError(f"{said}: a place holds one kind, such as {self._name}[Moments]")
        if self._tensor and inner.tensor:
            raise DeclarationError(f"{said} names two tensors; write one of Input, Target and Each")
        if self._split != "here" and inner.split != "here":
            raise DeclarationError(f"{said} names two splits; write one of Train, Other, Base and Every")
        if self._tensor:
            raise DeclarationError(f"{said}: the split stands outside, such as Train[{self._name}[Moments]]")
        return Placed(inner.kind, inner.tensor, self._split)


if TYPE_CHECKING:
    K = TypeVar("K", bound=Readable)
    Input = Annotated[K, "of the input; of every input in turn"]
    Target = Annotated[K, "of the target; of every target in turn"]
    Each = Annotated[K, "of every input and every target in turn"]
    Train = Annotated[K, "of the training split"]
    Other = Annotated[K, "of each further split in turn, which is compared with train"]
    Base = Annotated[K, "of what a further split is compared with: train, then the further splits before it"]
    Every = Annotated[tuple[K, ...], "of every split that has one, train first"]
else:
    Input = _Place("Input", tensor="x")
    Target = _Place("Target", tensor="y")
    Each = _Place("Each", tensor="each")
    Train = _Place("Train", split="train")
    Other = _Place("Other", split="other")
    Base = _Place("Base", split="base")
    Every = _Place("Every", split="every")
