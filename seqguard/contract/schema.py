"""The contract as users hold it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from seqguard.contract.infer import infer
from seqguard.contract.judge import judge, statistical
from seqguard.contract.statistical import Ask
from seqguard.contract.terms import Terms
from seqguard.contract.text import dump, load, same
from seqguard.core.arguments import check_path
from seqguard.core.plan import Plan
from seqguard.facts.contract import Verdict
from seqguard.sources.base import SplitData


class SequenceSchema(Terms):
    """What X and y must look like: Pandera's columns for the features, and the tensor's own timesteps and dtype.

    Attributes:
        features: schema of the rows of X, one column a feature, in the order of the features. None: not looked at.
        target: the same of y.
        timesteps: of X, None for any.
        dtype: of X, None for any.
        rowwise: names of vectorised checks whose answer for a row depends on that row alone. They are run in pieces;
            any other function must see the whole frame.
        row_limit: rows of the whole frame up to which such functions are run; beyond it they are skipped, and said so.
    """

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SequenceSchema):
            return NotImplemented
        plain = all(getattr(self, a) == getattr(other, a) for a in ("timesteps", "dtype", "rowwise", "row_limit"))
        return plain and same(self.features, other.features) and same(self.target, other.target)

    __hash__ = None  # type: ignore[assignment]  # Pandera's schemas have no hash

    def judge(self, splits: Mapping[str, SplitData], plans: Mapping[str, Mapping[str, Plan]], ask: Ask) -> Verdict:
        """What in these splits breaks the contract, and what of it could not be judged.

        `ask` says what the checks behind one of `statistical` find in a tensor.
        """
        return judge(self, splits, plans, ask)

    @property
    def statistical(self) -> tuple[str, ...]:
        """Names of the checks of `seqguard.pandera` that the contract holds."""
        return statistical(self)

    def to_yaml(self, path: str | Path | None = None) -> str:
        """The contract as YAML, written to `path` where one is given.

        Pandera reads the same text with `DataFrameSchema.from_yaml`: below the header it is Pandera's own.

        Raises:
            ValueError: a check is a function that YAML cannot hold; register it with `pandera.extensions`.
        """
        text = dump(self)
        if path is not None:
            check_path("path", path).write_text(text, encoding="utf-8")
        return text

    @classmethod
    def from_yaml(cls, source: str | Path) -> Self:
        """The contract in a file (`Path`, or a string that names one) or in YAML text. Pandera's own YAML is one too.

        Raises:
            ValueError: it is no such YAML, or names a check that is not registered.
        """
        return cls._of(load(check_path("source", source)) if not isinstance(source, str) else load(source))

    @classmethod
    def infer(cls, X: Any, y: Any = None, **arguments: Any) -> Self:
        """Learn a contract from data that are known to be good.

        Args:
            X, y: as for `seqguard.inspect`; a path too.
            **arguments: `feature_names`, `target_names`, `mask_value` of `seqguard.inspect`.

        Returns:
            A schema with the timesteps, the dtype, and of each feature: whether values may be missing; the set of its
            values where it has at most 12, each in 20 rows on average; else bounds, wider than what was seen by the
            rule that `seqguard.contract.infer.MARGIN` states.
        """
        return cls._of(infer(X, y, **arguments))

    @classmethod
    def _of(cls, terms: Terms) -> Self:
        return cls(
            terms.features, terms.target, timesteps=terms.timesteps, dtype=terms.dtype, rowwise=terms.rowwise,
            row_limit=terms.row_limit,
        )  # fmt: skip
