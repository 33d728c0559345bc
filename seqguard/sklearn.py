"""`SequenceGuard`: the gate as the first step of a scikit-learn Pipeline, and `cross_validate`, which audits the folds.

    make_pipeline(SequenceGuard(), Flatten(), LogisticRegression())
    cross_validate(model, X, y, cv=KFold(5, shuffle=True))  # raises: windows share rows with training windows

Needs the extra `seqguard[sklearn]`.
"""

from dataclasses import replace
from math import prod
from typing import Any, Literal, Self, Unpack

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin, is_classifier
from sklearn.model_selection import check_cv
from sklearn.model_selection import cross_validate as unguarded
from sklearn.utils import Tags
from sklearn.utils.validation import check_is_fitted

from seqguard.core.arguments import attribute
from seqguard.core.errors import named
from seqguard.core.options import OPTIONS, Words, require_options, takes_options
from seqguard.engine.run import inspect, validate
from seqguard.folds.audit import audit, fold_pairs
from seqguard.report.report import FailOn, Report, check_fail_on
from seqguard.sources.split import Split

__all__ = ["SequenceGuard", "cross_validate"]

HELD = ("empty-input", "non-numeric", "all-nan-feature", "nan-values", "inf-values")
"""Checks that `transform` repeats: what one pass over the moments tells, and what no network gets over."""


class SequenceGuard(TransformerMixin, BaseEstimator, auto_wrap_output_keys=None):  # type: ignore[misc, call-arg]  # no types
    """Inspects sequences when it is fitted and hands them on unchanged.

    `fit` is `seqguard.validate` of the training data. `transform` holds later data to what `fit` saw: the same
    timesteps, features and kind of dtype, and no NaN or infinite values where there were none.

    In cross-validation each fold's training part is inspected by itself. What leaks from one part into another is not
    seen from inside a pipeline: `cross_validate` of this module, or `seqguard.audit(cv, X, y)`, looks at that.

    Args:
        fail_on: the severity at which `fit` and `transform` raise: "error", "warning" or "never". Warnings below it are
            given as one `SeqguardWarning`.
        **options: those of `seqguard.inspect`, each a parameter of its own for `get_params` and `set_params`.

    Attributes:
        report_: the `seqguard.Report` of the data it was fitted on.
        n_timesteps_: timesteps of a sequence.
        n_features_in_: features of a timestep.
        shape_, dtype_: the axes of X after the samples, and its dtype.
    """

    @takes_options
    def __init__(self, *, fail_on: FailOn = "error", **options: Unpack[Words]) -> None:
        require_options(options, taker="SequenceGuard")
        self.fail_on = fail_on
        for name, option in OPTIONS.items():
            setattr(self, name, options.get(name, option.default))

    def fit(self, X: Any, y: Any = None, groups: Any = None, timestamps: Any = None, sample_weight: Any = None) -> Self:
        """Inspect the training data.

        Args:
            X: (samples, timesteps, features), or more axes, which count as features.
            y: as for `seqguard.inspect`.
            groups, timestamps, sample_weight: as for `seqguard.Split`; routed by `set_fit_request(groups=True)`.

        Raises:
            PreflightError: a finding reached `fail_on`, or a check crashed; `.report` has the whole report.
            TypeError, ValueError: an argument is not what is described above.
        """
        shape, dtype = _described(X)
        split = Split(X, y, groups=groups, timestamps=timestamps, sample_weight=sample_weight)
        self.report_ = validate(split, fail_on=self.fail_on, **self._options())
        self.shape_, self.dtype_ = shape[1:], dtype
        self.n_timesteps_, self.n_features_in_ = shape[1], prod(shape[2:])
        return self

    def transform(self, X: Any) -> Any:
        """X itself, when it holds to what `fit` saw.

        Raises:
            PreflightError: X has a fault that the training data did not have; `.report` names the places.
            ValueError: timesteps, features or the kind of dtype differ from those of `fit`.
        """
        check_is_fitted(self)
        check_fail_on(self.fail_on)
        shape, dtype = _described(X)
        if shape[1:] != self.shape_:
            raise ValueError(f"X must have shape (n, {', '.join(map(str, self.shape_))}) as in fit, got {shape}")
        if (dtype.kind == "f") != (self.dtype_.kind == "f"):
            raise ValueError(f"X must be {self.dtype_} or of its kind as in fit, got {dtype}")
        report = self._new_faults(X)
        report.raise_for(self.fail_on)
        return X

    def set_output(self, *, transform: Literal["default", "pandas", "polars"] | None = None) -> Self:
        """Nothing: sequences are no table, and X is handed on as it came."""
        return self

    def _options(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in OPTIONS}

    def _new_faults(self, X: Any) -> Report:
        """What the cheap checks find that did not stand in the training data; those that `fit` left out stay out."""
        ran = [slug for slug in HELD if slug in self.report_.ran]
        if not ran:
            return Report()
        report = inspect(X, **self._options() | {"target_names": None, "schema": None, "select": ran})
        known = {(f.slug, name) for f in self.report_ for name in f.features or (None,)}
        new = [f for f in report if any((f.slug, name) not in known for name in f.features or (None,))]
        return replace(report, findings=tuple(new))

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array = False
        tags.input_tags.three_d_array = True
        tags.input_tags.allow_nan = True  # it speaks of NaN itself, with the places
        tags.target_tags.required = False
        return tags


def cross_validate(
    estimator: Any,
    X: Any,
    y: Any = None,
    *,
    cv: Any = None,
    groups: Any = None,
    timestamps: Any = None,
    horizon: int | None = None,
    guard: bool = True,
    fail_on: FailOn = "error",
    **given: Any,
) -> dict[str, Any]:
    """scikit-learn's `cross_validate`, after an audit of the folds.

    Args:
        estimator, X, y, cv, groups: as for `sklearn.model_selection.cross_validate`; cv may be whatever
            `seqguard.audit` takes.
        timestamps, horizon: as for `seqguard.audit`.
        guard: audit the folds before anything is fitted; False leaves that out.
        fail_on: the severity at which the audit raises: "error", "warning" or "never".
        **given: the other arguments of scikit-learn's function.

    Returns:
        What scikit-learn's function returns, and the audit under "audit".

    Raises:
        PreflightError: a finding of the audit reached `fail_on`; nothing was fitted.
        TypeError, ValueError: an argument is not what is described above.
    """
    check_fail_on(fail_on)
    if cv is None or (isinstance(cv, int) and not isinstance(cv, bool)):
        try:
            cv = check_cv(5 if cv is None else cv, y, classifier=is_classifier(estimator))
        except ValueError as error:
            raise named("cv", error) from error
    folds = cv if callable(attribute(cv, "split")) and isinstance(attribute(cv, "random_state", 0), int) else None
    if folds is None:  # what may differ from call to call is drawn once, and audited as it is fitted
        folds = fold_pairs(cv, X, y, groups, timestamps)
    audited = audit(folds, X, y, groups=groups, timestamps=timestamps, horizon=horizon) if guard else None
    if audited is not None:
        audited.raise_for(fail_on)
    scores: dict[str, Any] = unguarded(estimator, X, y, cv=folds, groups=groups, **given)
    return scores if audited is None else {**scores, "audit": audited}


def _described(X: Any) -> tuple[tuple[int, ...], np.dtype[Any]]:
    """Shape and dtype of X; ValueError unless it has the axes of sequences."""
    if not isinstance(getattr(X, "dtype", None), np.dtype):
        try:
            X = np.asarray(X)  # nested lists, which scikit-learn takes as well
        except ValueError as error:  # samples of different length
            raise ValueError(
                "X must be one array (samples, timesteps, features), since transform holds later data to its shape; "
                "samples of different length are looked at by seqguard.validate(X, y)"
            ) from error
    shape = tuple(int(n) for n in X.shape)
    if len(shape) < 3:
        raise ValueError(
            f"X must have the axes (samples, timesteps, features), got shape {shape}: a series of one feature is "
            "X[:, :, None]"
        )
    return shape, X.dtype
