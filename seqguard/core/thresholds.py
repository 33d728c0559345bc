"""Thresholds as data: a value, the range in which it means something, and where it comes from."""

from math import inf, isfinite, isinf
from typing import Any, TypeVar, cast

from seqguard.core.errors import shown
from seqguard.core.places import DeclarationError

N = TypeVar("N", int, float)


class Threshold:
    """A number by which a check or fact decides.

    Attributes:
        value: the default; its type, int or float, is that of every other value.
        low, high: the range, both ends included, outside which it means nothing.
        source: a formula, a paper, or the measurement that gave it.
    """

    __slots__ = ("high", "low", "source", "value")

    def __init__(self, value: float, low: float, high: float, source: str) -> None:
        self.value, self.low, self.high, self.source = value, low, high, source

    def __repr__(self) -> str:
        return f"threshold({self.value!r}, {self.low!r}, {self.high!r}, source={self.source!r})"

    @property
    def range(self) -> str:
        """The range as it is written for people, such as `0 to 1` or `1 or more`."""
        if isinf(self.high):
            return f"{self.low:g} or more"
        return f"{self.high:g} or less" if isinf(self.low) else f"{self.low:g} to {self.high:g}"

    def require(self, name: str, value: Any) -> None:
        """Raise TypeError or ValueError, naming it `name`, for a value that is not of its type or out of its range."""
        wanted = (int, float) if isinstance(self.value, float) else int
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise TypeError(f"{name} must be a {type(self.value).__name__} such as {self.value!r}, got {shown(value)}")
        try:
            number = float(value)
        except OverflowError:
            number = inf
        if not isfinite(number) or not self.low <= number <= self.high:
            raise ValueError(f"{name} must lie in [{self.low:g}, {self.high:g}], got {shown(value)}")


def threshold(value: N, low: float = -inf, high: float = inf, *, source: str = "") -> N:
    """Declare a threshold as the default of a keyword-only parameter, as `dataclasses.field` declares a field.

    Args:
        value: the default.
        low, high: the range, both ends included, outside which it means nothing; one end may be left open.
        source: a formula, a paper, a measurement and what repeats it, or "judgement:" and what it separates.

    Returns:
        The declaration, which `check` and `fact` replace by the plain value.

    Raises:
        DeclarationError: the value is no number or lies outside its range, or range or source is missing.
    """
    made = Threshold(value, low, high, source)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise DeclarationError(f"a threshold is a number, got {value!r}")
    if not low <= value <= high:
        raise DeclarationError(f"a threshold of {value!r} must lie in [{low:g}, {high:g}]")
    if low == -inf and high == inf:
        raise DeclarationError(f"a threshold of {value!r} has no range: threshold({value!r}, low, high, source=...)")
    if not isinstance(source, str) or not source.strip():
        raise DeclarationError(
            f"a threshold of {value!r} has no source: threshold({value!r}, {low:g}, {high:g}, source=...) with a "
            'formula, a paper, a measurement, or "judgement: what it separates"'
        )
    return cast(N, made)
