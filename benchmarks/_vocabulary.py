"""What the words of the corpus and of the auditors mean in slugs of checks: the tables behind every verdict."""

FILLS = (
    "mean-imputation",
    "median-imputation",
    "zero-imputation",
    "constant-imputation",
    "mean-imputation-target",
    "ffill-imputation",
    "bfill-imputation",
    "linear-interpolation",
    "off-grid-imputation",
)

QUIRKS: dict[str, tuple[str, ...]] = {
    "val-outside-train-range": ("val-shift", "val-outside-train-range", "distribution-shift"),
    "few-levels": ("quantised-feature", "few-levels"),
    "long-equal-runs": ("flatline", "stuck-sensor", "zero-run", "frozen-in-window", "duplicate-timesteps"),
    "straight-runs": ("linear-interpolation",),
    "dominant-value": ("near-constant-feature", "near-constant-target", "zero-inflated-target", "zero-run"),
    "repeated-windows": ("duplicate-samples",),
    "repeated-windows-across-val": ("duplicate-samples", "train-val-overlap", "window-overlap"),
    "constant-windows": ("constant-samples", "all-padding-samples", "frozen-in-window", "zero-run"),
    "imbalanced": ("class-imbalance",),
}
"""What a true oddity of a sound set (`real_quirks`) excuses at warning level. Errors are never excused."""

AUDIT: dict[str, tuple[str, ...]] = {
    "window-overlap": ("window-overlap", "train-val-overlap"),
    "val-in-train": ("train-val-overlap", "window-overlap"),
    "scaler-leak": ("scaler-leak",),
    "nan": ("nan-values", "nan-target", "all-nan-feature", "nan-padding"),
    "shuffled-time": ("time-shuffled", "window-tampered", "unsorted-timestamps"),
    "reversed-time": ("time-reversed", "window-tampered", "unsorted-timestamps"),
    "constant-feature": ("constant-feature", "constant-input"),
    "constant-first-timestep": ("constant-first-timestep", "constant-timestep"),
    "target-in-features": ("target-leak", "future-leak", "persistence-target", "label-in-feature"),
    "imputation": (*FILLS, "sentinel-value"),
    "zero-imputation": ("zero-imputation", "constant-imputation"),
    "sentinel": ("sentinel-value",),
    "duplicate-windows": ("duplicate-samples",),
    "duplicate-rows": ("duplicate-timesteps", "flatline", "ffill-imputation"),
    "val-range-shift": ("val-shift", "val-outside-train-range", "distribution-shift"),
    "val-own-scaler": ("val-scaler-mismatch",),
    "val-not-scaled": ("val-scaler-mismatch", "unit-jump", "val-shift"),
    "class-imbalance": ("class-imbalance",),
    "feature-scale-mismatch": ("mixed-scales", "unscaled-features"),
    "sparse-unscaled-feature": ("mixed-scales", "unscaled-features", "outlier"),
    "global-scalar-normalisation": ("scaled-across-features",),
    "unscaled-target": ("unscaled-target",),
    "zero-inflated-target": ("zero-inflated-target", "near-constant-target"),
    "single-timestep": ("single-timestep",),
    "length-mismatch": ("length-mismatch",),
    "label-misaligned": ("label-shuffle", "target-permuted", "train-val-overlap"),
    "misspliced-test": ("val-shift", "discontinuity"),
    "loss-shape-mismatch": (),
    "no-validation": ("no-validation-data",),
    "horizon-off-by-one": (),
    "relu-lstm": (),
    "too-few-epochs": (),
    "metric-units-mismatch": (),
    "dead-code-scaling": (),
    "best-weights-aliased": (),
}
"""The auditors' words, for faults (any of these slugs names it) and for aspects audited as clean (any contradicts)."""

RELATIONS = frozenset(
    {
        "length-mismatch",
        "target-leak",
        "future-leak",
        "persistence-target",
        "target-equals-last-step",
        "label-in-feature",
        "label-shuffle",
        "target-permuted",
        "no-signal",
        "conflicting-labels",
        "time-reversed",
    }
)
"""Slugs of a fault between X and y: a finding may stand at either tensor, whichever the fault was put into."""

WEAKENING = frozenset({"target_in_feature_noisy", "target_at_last_step", "future_shifted_feature"})
"""Faults whose strength is the noise on a leak: the last strength is the weakest, not the strongest."""

POSITIONS = frozenset({"sample", "row", "step", "timestep", "lag", "shift", "period", "of", "n"})
"""Last words of whole numbers in the evidence that are places or totals, not counts of what is at fault."""


def excused(slug: str, quirks: tuple[str, ...]) -> str:
    """The quirk that covers a warning with this slug, or an empty string."""
    return next((quirk for quirk in quirks if slug in QUIRKS.get(quirk, ())), "")
