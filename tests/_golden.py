"""One report with a bit of everything, and names that try to break each format."""

import numpy as np

from seqguard.core.finding import Baseline, Crash, Finding, Skipped
from seqguard.report.report import Circumstances, Reading, Report, Unseen

CONSTANT = Finding(
    message="All 1,976 targets are 0.0, while X varies. A model that always answers 0 has mse 0, so a loss of zero "
    "will say nothing. Usual cause: y went through a scaler that was fitted on something else.",
    remedy="compare `np.ptp(y)` before and after each step that touches y.",
    evidence={"value": 0.0, "targets": 1976},
    severity="error",
    tensor="y",
    code="SG501",
    slug="constant-target",
    split="train",
    also_in=("validation",),
)
OVERLAP = Finding(
    message="431 of 494 validation windows share rows with training: `validation[17][3:24]` is `train[902][0:21]`. "
    "The windows were split at random after cutting. val_loss will measure memory.",
    remedy="split the series first, then cut: TimeSeriesSplit(gap=24), see seqguard explain window-overlap.",
    evidence={"windows": 431, "of": 494, "share": 0.872470, "limit": 0.05},
    samples=(17, 18, 19),
    severity="error",
    tensor="X",
    code="SG602",
    slug="window-overlap",
    split="validation",
)
IMPUTED = Finding(
    message="61.42 stands 312 times in 2,000 rows (15.6 %), in 41 runs; its neighbours in value stand at most twice. "
    "It is the mean of the other values (61.4198). First at sample 12, timestep 5 (row 17).",
    remedy="mark the gaps (a 0/1 feature) or interpolate within short ones; the network is learning the filler.",
    evidence={"value": np.float32(61.42), "count": np.int64(312), "ratio": float("inf"), "p": float("nan"), "runs": 41},
    features=("humidity",),
    steps=(5,),
    samples=(12,),
    severity="warning",
    tensor="X",
    code="SG301",
    slug="mean-imputation",
    split="train",
)
HOSTILE_NAMES = (
    "</script><script>alert(1)</script>",
    "a | b` *c* _d_ [e](f)",
    "100%, done: ::error::\nforged\x1b[31m",
    "<!-- <b>&amp;",
    "temperature (°C)",
    "]]>",
    "x6",
)
DEAD = Finding(
    message=f"7 of 24 features hold one value: `{HOSTILE_NAMES[0]}` = 0 ...",
    remedy=f"drop them: X = np.delete(X, [3, 4], axis=2), after a look at {HOSTILE_NAMES[2]}.",
    evidence={"values": np.zeros(2), "names": {"first": HOSTILE_NAMES[3]}},
    features=HOSTILE_NAMES,
    severity="warning",
    tensor="X",
    code="SG105",
    slug="constant-feature",
    split="train",
)
NOTE = Finding(
    message="Features differ in scale by a factor of 52,000: `pressure` up to 101,300, `rain` up to 1.9.",
    remedy="standardise each feature with train's mean and deviation, or let the model do it: "
    "layers.Normalization(axis=-1).",
    evidence={"ratio": 52000, "limit": 1000},
    features=("pressure", "rain"),
    severity="info",
    tensor="X",
    code="SG202",
    slug="mixed-scales",
    split="train",
)

GOLDEN = Report(
    findings=(CONSTANT, OVERLAP, DEAD, IMPUTED, NOTE),
    skipped=(
        Skipped("SG605", "embargo", "no timestamps were given"),
        Skipped("SG606", "time-order", "no timestamps were given"),
        Skipped("SG604", "group-overlap", "no groups were given"),
        Skipped("SG601", "target-leak", "y does not vary", "validation"),
    ),
    crashed=(
        Crash(
            "SG402",
            "padding-value",
            "ZeroDivisionError: division by zero",
            'Traceback (most recent call last):\n  File "sg402_padding_value.py", line 31, in padding_value\n'
            "ZeroDivisionError: division by zero\n",
            "train",
        ),
    ),
    readings=(
        Reading(
            "train",
            "X",
            (1976, 24, 24),
            "float32",
            "x",
            "values",
            ("sliding windows of one series (step 1)", "82 independent windows"),
            {"continuous": 14, "binary": 3, "constant": 7},
            {"layout": "steps", "step": 1},
            {"order": "Shifted by 1 row, 100 % of 128 pairs of consecutive samples hold the same values."},
        ),
        Reading("train", "y", (1976, 1), "float32", "y", "regression", ()),
        Reading("validation", "X", (494, 24, 24), "float32", "x", "values", ("independent samples",)),
        Reading("validation", "y", (494, 1), "float32", "y", "regression", ()),
    ),
    baselines=(
        Baseline("last value", "mse", 0.021437, "validation"),
        Baseline("mean of train", "mse", 0.0873, "validation"),
    ),
    ran=("constant-feature", "constant-target", "mean-imputation", "mixed-scales", "nan-values", "window-overlap"),
    run=Circumstances(seconds=0.0931, seqguard="0.1.0", numpy="2.4.0", python="3.11.7", sampled={"train X": 0.25}),
    unseen=(
        Unseen(
            "test",
            "test is a generator",
            "reading it would use it up.",
            "seqguard.keras.inspect(model, X, y, validation_data=lambda: batches())",
        ),
    ),
)

CLEAN = Report(
    readings=GOLDEN.readings,
    baselines=GOLDEN.baselines,
    ran=GOLDEN.ran,
    skipped=GOLDEN.skipped[:3],
    run=Circumstances(seconds=0.0931),
)
