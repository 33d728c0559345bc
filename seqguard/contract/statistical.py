"""Which checks of seqguard decide each check of `seqguard.pandera`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from seqguard.core.finding import SEVERITIES, Finding, Severity
from seqguard.sources.base import Given


@dataclass(frozen=True)
class Behind:
    """The checks of seqguard that decide, and the least severity of a finding by which the Pandera check fails."""

    select: tuple[str, ...]
    least: Severity = "warning"

    @property
    def levels(self) -> tuple[Severity, ...]:
        """The severities of findings by which the Pandera check fails."""
        return SEVERITIES[: SEVERITIES.index(self.least) + 1]


BEHIND = {
    "has_variance": Behind(("constant-feature", "near-constant-feature")),
    "not_imputed": Behind(("SG3",)),
    "not_zero_filled": Behind(("zero-imputation",), "info"),
    "not_held": Behind(("ffill-imputation",), "info"),
    "no_sentinel": Behind(("sentinel-value",)),
    "no_outlier": Behind(("outlier", "outlier-crushed-feature")),
    "not_clipped": Behind(("clipped-feature",)),
    "fits_float32": Behind(("float32-precision", "overflow-risk")),
    "no_inf": Behind(("inf-values",)),
    "no_duplicate_columns": Behind(("duplicate-feature",)),
}
"""By the name of the Pandera check."""

Ask: TypeAlias = Callable[[Given, str], list[Finding]]
"""What the checks behind a Pandera check find in one tensor, of what the engine knows of it."""
