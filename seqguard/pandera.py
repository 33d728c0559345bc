"""seqguard's statistical checks as Pandera checks, for the tables that sequences are cut from.

    import pandera.pandas as pa
    import seqguard.pandera  # registers pa.Check.has_variance and the others

    schema = pa.DataFrameSchema({"load": pa.Column(float, [pa.Check.ge(0), pa.Check.not_imputed()])})

Each check reads a column as the series of one feature, its rows in the order of time, and is decided by the checks of
seqguard that it names; on a whole frame it reads every column of numbers. The failure cases are the first few rows
that a finding is about. They have room for the value alone, so the finding itself, with its numbers and its remedy, is
given as a `SeqguardWarning`. A schema with them survives `to_yaml` and `from_yaml` where this module has been imported.

Pandera leaves missing values out before it asks a check. Where gaps matter to the order of the rows (fills, held
values), pass `ignore_na=False`.
"""

import re
import warnings
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np
import pandas as pd  # importing this module is asking for both
from pandera.extensions import register_check_method  # type: ignore[attr-defined]  # documented so

from seqguard.contract.statistical import BEHIND
from seqguard.core.errors import SeqguardWarning
from seqguard.core.finding import Finding
from seqguard.engine.run import inspect
from seqguard.sources.frames import numbers
from seqguard.sources.tabular import to_frame

__all__ = [
    "findings",
    "fits_float32",
    "has_variance",
    "no_duplicate_columns",
    "no_inf",
    "no_outlier",
    "no_sentinel",
    "not_clipped",
    "not_held",
    "not_imputed",
    "not_zero_filled",
]

Data: TypeAlias = "pd.Series[float] | pd.DataFrame"
Passes: TypeAlias = "pd.Series[bool] | pd.DataFrame | bool"
"""True, or which rows pass: False at the first few rows of each finding."""


@register_check_method()  # type: ignore[untyped-decorator]  # Pandera leaves it untyped  # Pandera's decorator has no types
def has_variance(data: Data) -> Passes:
    """More than one value, apart from a few exceptions: constant-feature, near-constant-feature."""
    return _judged(data, "has_variance")


@register_check_method()  # type: ignore[untyped-decorator]  # Pandera leaves it untyped
def not_imputed(data: Data) -> Passes:
    """No gaps that were filled with a mean, median, constant or straight line: the warnings of SG3.

    Fills that an innocent cause can explain, zeros and held values, have checks of their own.
    """
    return _judged(data, "not_imputed")


@register_check_method()  # type: ignore[untyped-decorator]  # Pandera leaves it untyped
def not_zero_filled(data: Data) -> Passes:
    """Zero stands no more often than the values around it explain: zero-imputation, at any severity."""
    return _judged(data, "not_zero_filled")


@register_check_method()  # type: ignore[untyped-decorator]  # Pandera leaves it untyped
def not_held(data: Data) -> Passes:
    """No values held for longer than chance explains: ffill-imputation, at any severity."""
    return _judged(data, "not_held")


@register_check_method()  # type: ignore[untyped-decorator]  # Pandera leaves it untyped
def no_sentinel(data: Data) -> Passes:
    """No placeholder for a missing value, such as -999: sentinel-value."""
    return _judged(data, "no_sentinel")


@register_check_method()  # type: ignore[untyped-decorator]  # Pandera leaves it untyped
def no_outlier(data: Data) -> Passes:
    """No value several ranges away from all others: outlier, outlier-crushed-feature."""
    return _judged(data, "no_outlier")


@register_check_method()  # type: ignore[untyped-decorator]  # Pandera leaves it untyped
def not_clipped(data: Data) -> Passes:
    """No pile at the highest value: clipped-feature."""
    return _judged(data, "not_clipped")


@register_check_method()  # type: ignore[untyped-decorator]  # Pandera leaves it untyped
def fits_float32(data: Data) -> Passes:
    """float32, in which networks compute, keeps the variation: float32-precision, overflow-risk."""
    return _judged(data, "fits_float32")


@register_check_method()  # type: ignore[untyped-decorator]  # Pandera leaves it untyped
def no_inf(data: Data) -> Passes:
    """No infinite values: inf-values. Of missing ones Pandera's own `nullable` speaks."""
    return _judged(data, "no_inf")


@register_check_method()  # type: ignore[untyped-decorator]  # Pandera leaves it untyped
def no_duplicate_columns(data: Data) -> Passes:
    """No column of a frame that is a copy of another, exactly or up to scale and offset: duplicate-feature."""
    if isinstance(data, pd.Series):
        raise TypeError("no_duplicate_columns is a check of a frame, for DataFrameSchema(checks=...)")
    return _judged(data, "no_duplicate_columns")


def findings(X: Any, check: str, names: Sequence[str], mask_value: float | None = None) -> list[Finding]:
    """What makes a Pandera check fail on sequences.

    Args:
        X: (samples, timesteps, features), as for `seqguard.inspect`.
        check: its name.
        names: of the features.
        mask_value: see `seqguard.inspect`.

    Raises:
        RuntimeError: a check of seqguard crashed.
    """
    behind = BEHIND[check]
    report = inspect(X, feature_names=names, tokens=False, mask_value=mask_value, select=behind.select, progress=False)
    if report.crashed:
        raise RuntimeError(f"{report.crashed[0].slug}: {report.crashed[0].error}")
    return [f for f in report if f.severity in behind.levels]


def _judged(data: Data, check: str) -> Passes:
    """True, or where the check fails.

    Raises:
        TypeError: a column of its own holds no numbers.
        ValueError: two columns of a frame have one name. Pandera reports either as a failed check.
    """
    frame = data.to_frame() if isinstance(data, pd.Series) else to_frame(data).select_dtypes("number")
    if frame.empty:
        return True
    rows = numbers(frame, list(frame.columns), "data")
    names = [str(name) for name in frame.columns]
    found = findings(rows[:, None], check, names)  # one timestep a row: nothing overlaps
    if not found:
        return True
    for finding in found:
        message = f"{finding.slug}: {finding.message}\nFix: {finding.remedy}"
        warnings.warn(_in_words_of_a_table(message, frame), SeqguardWarning, stacklevel=2)
    passes = _rows_that_pass(frame, names, found)
    if isinstance(data, pd.Series):
        return passes.iloc[:, 0]
    return passes.reindex(columns=data.columns, fill_value=True)


def _rows_that_pass(frame: pd.DataFrame, names: Sequence[str], found: Iterable[Finding]) -> pd.DataFrame:
    """The shape of `frame`, False where findings are: at their first rows, or the first value of the column."""
    passes = np.ones(frame.shape, bool)
    for finding in found:
        for name in finding.features:
            column = names.index(name)
            first = int(frame.iloc[:, column].notna().to_numpy().argmax())  # Pandera passes whatever is missing
            passes[list(finding.samples or (first,)), column] = False
    return pd.DataFrame(passes, index=frame.index, columns=frame.columns)


def _in_words_of_a_table(message: str, frame: pd.DataFrame) -> str:
    """`X[7, 0, 0]` is row 7 of the column, by its label; `X[..., 0]` the column."""
    message = re.sub(r"\bX\[\.\.\., (\d+)\]", lambda m: f"df[{frame.columns[int(m[1])]!r}]", message)
    return re.sub(r"\bX\[(\d+)[^\]]*\]", lambda m: f"row {frame.index[int(m[1])]}", message)
