"""What a person hears of `seqguard.keras.fit` without asking for the report."""

import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

keras = pytest.importorskip("keras")
pytest.importorskip("tensorflow")

import seqguard.keras  # noqa: E402  # after the skip
from seqguard import Report, SeqguardWarning, Unseen  # noqa: E402
from seqguard.core.finding import Baseline, Finding  # noqa: E402
from seqguard.keras.heard import gate, loss_line, verdict_line  # noqa: E402

pytestmark = pytest.mark.keras
L = keras.layers
WARNED = Finding(message="It stands.", remedy="Move.", severity="warning", slug="standing-still", tensor="model")
NOTED = Finding(message="Few.", remedy="More.", severity="info", slug="too-few-steps", tensor="model")


def test_verdict_names_what_was_found_by_slug() -> None:
    assert verdict_line(Report()) == "no errors, no warnings: print(history.seqguard)"
    assert verdict_line(Report(findings=(NOTED,))) == (
        "no errors, no warnings, 1 note (too-few-steps): print(history.seqguard)"
    )
    assert verdict_line(Report(findings=(WARNED, NOTED))) == (
        "1 warning (standing-still), 1 note (too-few-steps): print(history.seqguard)"
    )
    unread = Unseen("train", "x is a generator", "reading it would use it up.")
    assert verdict_line(Report(unseen=(unread,))).startswith("x is a generator: not looked at, no errors")


@pytest.mark.parametrize(
    ("logs", "loss", "expected"),
    [
        (
            {"loss": [0.01], "val_loss": [0.05, 0.0323]},
            "mean_squared_error",
            "val_loss 0.0323; the last value reaches 0.0242: not beaten",
        ),
        ({"val_loss": [0.0241]}, "mean_squared_error", "val_loss 0.0241; the last value reaches 0.0242: beaten"),
        ({"loss": [0.5]}, "mean_squared_error", "loss 0.5; always answering the mean of train reaches 0.6: beaten"),
        ({"loss": [0.5]}, "huber", "loss 0.5; what is reached without learning is not known for this loss"),
        ({}, "mean_squared_error", "no loss was logged"),
    ],
)
def test_loss_stands_beside_what_is_reached_without_learning(
    logs: dict[str, list[float]], loss: str, expected: str
) -> None:
    held = (Baseline("last value", "mse", 0.0242, "validation"), Baseline("mean of train", "mse", 0.43, "validation"))
    report = Report(baselines=(*held, Baseline("mean of train", "mse", 0.6, "train")))
    assert loss_line(logs, loss, report) == expected


def test_data_that_were_not_read_close_the_gate_of_a_report() -> None:
    unread = Report(unseen=(Unseen("train", "x is a generator", "reading it would use it up."),))
    assert unread.fails()
    assert not unread.fails("never")
    assert str(unread).startswith("not looked at: x is a generator")
    assert "data not looked at" in str(unread)
    assert Report(unseen=(Unseen("validation", "validation_data is a generator", "It is."),)).fails()


def test_gate_says_the_finding_first() -> None:
    wrong = Finding(
        message="All 9 targets are 0.", remedy="Look.", severity="error", slug="constant-target", tensor="y"
    )
    with pytest.raises(seqguard.PreflightError, match=r"^constant-target · y: All 9 targets are 0\.\n\nstopped"):
        gate(Report(findings=(wrong,)), "error", "stopped")


def test_random_labels_are_told_as_what_they_are(capfd: pytest.CaptureFixture[str]) -> None:
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(1)
    x, y = rng.random((640, 5, 1)).astype("float32"), rng.integers(0, 2, (640, 1)).astype("float32")
    model = keras.Sequential([keras.Input((5, 1)), L.SimpleRNN(4), L.Dense(1, activation="sigmoid")])
    model.compile("adam", "binary_crossentropy")
    with warnings.catch_warnings(record=True) as given:
        warnings.simplefilter("always")
        history = seqguard.keras.fit(model, x, y, epochs=12, verbose=2)
    (ours,) = [w for w in given if issubclass(w.category, SeqguardWarning)]
    assert "standing-still" in str(ours.message)
    assert "X says nothing about y" in str(ours.message)
    assert "32 samples by heart" in str(ours.message)
    assert ours.filename == __file__
    verdict, loss = [line for line in capfd.readouterr().err.splitlines() if line.startswith("seqguard:")]
    assert "1 warning (standing-still)" in verdict
    assert "reaches 0.69" in loss
    assert "standing-still" in repr(history)
    assert "standing-still" in history._repr_html_()
    assert isinstance(history, keras.callbacks.History)


SCRIPT = """
import keras, numpy as np, seqguard.keras
model = keras.Sequential([keras.Input((4, 1)), keras.layers.SimpleRNN(2), keras.layers.Dense(1)])
model.compile("adam", "mse")
X = np.random.default_rng(0).random((64, 4, 1))
seqguard.keras.fit(model, X, np.zeros((64, 1)), verbose=0)
"""


@pytest.mark.slow
def test_traceback_ends_at_the_users_line(tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    lines = done.stderr.splitlines()
    files = [line for line in lines if line.startswith("  File ")]
    assert done.returncode == 1
    assert len(files) == 1
    assert 'train.py", line 6' in files[0]
    assert any(line.startswith("seqguard.PreflightError: constant-target · y: All 64 targets are 0") for line in lines)


@pytest.mark.slow
def test_quiet_training_without_a_finding_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    x = np.random.default_rng(0).standard_normal((64, 4, 1)).astype("float32")
    model = keras.Sequential([keras.Input((4, 1)), L.SimpleRNN(2), L.Dense(1)])
    model.compile("adam", "mse")
    history: Any = seqguard.keras.fit(model, x, x[:, -1] + x[:, 0], verbose=0, probe="off")
    assert "seqguard:" not in capfd.readouterr().err
    assert not history.seqguard.errors
