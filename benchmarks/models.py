"""What seqguard says about models: sound ones on real data, real bug cases, and what public projects train.

    python benchmarks/models.py --corpus DIR [--cases DIR] [--wild DIR] [--sets N] [--models N]

Sound: thirty models (eight bodies, three optimizers at usual rates) on real, scaled data sets; every finding of warning
level about the model is a false alarm. Cases and wild: the findings beside what is known to be wrong.
"""

import argparse
import csv
import importlib.util
import json
import os
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
import numpy.typing as npt
from _bars import bars, missed
from _corpus import Case, sound
from keras import layers as L

import seqguard.keras
from seqguard import Finding, Report

Array = npt.NDArray[Any]
SCALED = ("std", "minmax", "source", "per-sample z", "log1p", "log10")
BODIES = ("lstm", "gru_stack", "simple_rnn", "bilstm", "conv_pool", "conv_lstm", "mlp", "attention")
OPTIMIZERS = ("adam", "rmsprop", "sgd")


def body(name: str, given: Any) -> Any:
    """The hidden part of a sound model."""
    if name == "lstm":
        return L.LSTM(64)(given)
    if name == "gru_stack":
        return L.Dropout(0.2)(L.GRU(32)(L.GRU(32, return_sequences=True)(given)))
    if name == "simple_rnn":
        return L.SimpleRNN(32)(given)
    if name == "bilstm":
        return L.Dense(16, activation="relu")(L.Bidirectional(L.LSTM(32))(given))
    if name == "conv_pool":
        return L.GlobalAveragePooling1D()(L.Conv1D(32, 3, padding="same", activation="relu")(given))
    if name == "conv_lstm":
        return L.LSTM(32)(L.Conv1D(32, 3, padding="same", activation="relu")(given))
    if name == "mlp":
        return L.Dense(32, activation="relu")(L.Dense(64, activation="relu")(L.Flatten()(given)))
    attended = L.MultiHeadAttention(2, 16)(*[L.Dense(32)(given)] * 2)
    return L.GlobalAveragePooling1D()(L.LayerNormalization()(attended))


def optimizer(name: str) -> Any:
    """An optimizer at its usual rate."""
    usual = {"adam": keras.optimizers.Adam(1e-3), "rmsprop": keras.optimizers.RMSprop(1e-3)}
    return usual.get(name) or keras.optimizers.SGD(1e-2, momentum=0.9)


def sound_model(number: int, X: Array, y: Array, task: str) -> Any:
    """One of the thirty sound models, with the output and loss that belong to the task."""
    given = keras.Input(X.shape[1:])
    hidden = body(BODIES[number % 8], given)
    if task == "classify":
        classes = len(np.unique(y))
        head = L.Dense(1, activation="sigmoid") if classes == 2 else L.Dense(classes, activation="softmax")
        loss = "binary_crossentropy" if classes == 2 else "sparse_categorical_crossentropy"
    else:
        head, loss = L.Dense(int(np.prod(y.shape[1:], dtype=int))), ("mse", "mae", "huber")[number // 8 % 3]
    model = keras.Model(given, head(hidden))
    model.compile(optimizer(OPTIMIZERS[number % 3]), loss)
    return model


def about_model(report: Report) -> list[Finding]:
    """Findings of warning level that are about the model."""
    return [f for f in report if f.code.startswith(("SG7", "SG8")) and f.severity != "info"]


def arrays(case: Case) -> tuple[Array, Array, tuple[Array, Array] | None]:
    """Inputs with three axes, targets flat, class numbers from 0."""
    X, y = case.X, case.y
    assert y is not None
    held = None if case.X_val is None or case.y_val is None else (case.X_val, case.y_val)
    if case.task == "classify":
        names = np.unique(y)
        y = np.searchsorted(names, y)
        held = None if held is None else (held[0], np.searchsorted(names, held[1]))
    elif y.ndim > 2:
        y, held = y[..., 0], None if held is None else (held[0], held[1][..., 0])
    return X, y, held


def look(model: Any, X: Array, y: Array, held: Any) -> Report:
    """The report before training."""
    return seqguard.keras.inspect(model, X, y, validation_data=held, epochs=20)


def train(model: Any, X: Array, y: Array, held: Any) -> Report:
    """The report after four epochs under watch."""
    history = seqguard.keras.fit(model, X, y, validation_data=held, epochs=4, verbose=0, fail_on="never")
    report: Report = history.seqguard
    return report


def run_sound(corpus: Path, sets: int, models: int, how: Callable[..., Report] = look) -> dict[str, float]:
    """Every sound model on every scaled set; prints each false alarm, returns how many there were, and crashes."""
    with (corpus / "manifest.csv").open(encoding="utf-8") as rows:
        names = [row["name"] for row in csv.DictReader(rows) if row["scaling"] in SCALED]
    cases = [c for c in (sound(corpus, name) for name in names) if c.y is not None and c.X.ndim == 3]
    step = max(1, len(cases) // sets)
    alarms: Counter[str] = Counter()
    started, runs, crashed = time.perf_counter(), 0, 0
    for case in cases[::step][:sets]:
        X, y, held = arrays(case)
        for number in range(models):
            keras.utils.set_random_seed(number)
            model = sound_model(number, X, y, case.task)
            report = how(model, X, y, held)
            runs += 1
            for finding in about_model(report):
                alarms[finding.slug] += 1
                print(
                    f"  {case.name}, {BODIES[number % 8]}, {OPTIMIZERS[number % 3]}: {finding.severity} "
                    f"{finding.message}"
                )
            for crash in report.crashed:
                crashed += 1
                print(f"  {case.name}: crash in {crash.slug}: {crash.error}")
            keras.backend.clear_session()
    total = sum(alarms.values())
    print(f"sound: {runs} models on {len(cases[::step][:sets])} sets, {total} findings of warning level "
    f"{dict(alarms)}, "
          f"{(time.perf_counter() - started) / max(1, runs):.2f} s each\n")  # fmt: skip
    return {"alarms about sound models": float(total), "crashes on sound models": float(crashed)}


def run_cases(folder: Path) -> None:
    """What is said of each reproduction of a real bug, beside its cause."""
    for path in sorted(folder.glob("case_*.py")):
        specification = importlib.util.spec_from_file_location(path.stem, path)
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(module)
        case = module.make()
        model = case["model"]
        report = seqguard.keras.inspect(model, case["X"], case["y"], validation_data=case["validation_data"], epochs=5)
        _print(path.stem, case["expect"], report)


def run_wild(folder: Path) -> None:
    """What is said of the models that public projects train, rebuilt, on their tensors."""
    for line in (folder / "manifest.jsonl").read_text().splitlines():
        entry = json.loads(line)
        with np.load(folder / f"{entry['name']}.npz") as held:
            X, y, validation = held["X"], held["y"], (held["X_val"], held["y_val"])
        known = "; ".join(f["slug"] for f in entry["faults"])
        model = rebuilt(entry["model"], X.shape[1:])
        given = {"epochs": entry["model"].get("epochs", 10), "batch_size": entry["model"].get("batch_size", 32)}
        if entry["val_role"] == "validation passed to fit":
            given["validation_data"] = validation
        _print(entry["name"], known, seqguard.keras.inspect(model, X, y, **given))


def rebuilt(model: dict[str, Any], shape: tuple[int, ...]) -> Any:
    """A Keras model from the manifest's words."""
    built = keras.Sequential([keras.Input(shape)])
    for layer in model["layers"]:
        words = {k: v for k, v in layer.items() if k != "type" and v is not None}
        built.add(getattr(L, layer["type"])(**words))
    rate = model["learning_rate"]
    chosen = keras.optimizers.get(model["optimizer"])
    if rate != "default":
        chosen.learning_rate = float(rate)
    built.compile(chosen, model["loss"])
    return built


def _print(name: str, known: str, report: Report) -> None:
    print(f"{name}: {known}")
    for finding in report:
        mark = "model" if finding.code.startswith(("SG7", "SG8")) else "data"
        print(f"    {mark} {finding.severity} {finding.slug} · {finding.place}")
    for crash in report.crashed:
        print(f"    crash in {crash.slug}: {crash.error}")


def main() -> int:
    """Print what was asked for; 1 when a bar of benchmarks/bars.csv was missed."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    words.add_argument("--corpus", type=Path, metavar="DIR")
    words.add_argument("--cases", type=Path, metavar="DIR")
    words.add_argument("--wild", type=Path, metavar="DIR")
    words.add_argument("--sets", type=int, default=12, metavar="N")
    words.add_argument("--models", type=int, default=30, metavar="N")
    words.add_argument("--train", action="store_true", help="train the sound models for four epochs under watch")
    given = words.parse_args()
    warnings.simplefilter("ignore")
    print(
        f"keras {keras.__version__}, {keras.backend.backend()}, seqguard {seqguard.__version__}, python "
        f"{sys.version.split()[0]}\n"
    )
    told = []
    if given.corpus:
        figures = run_sound(given.corpus, given.sets, given.models, train if given.train else look)
        told = missed(bars(), "models", figures)
    if given.cases:
        run_cases(given.cases)
    if given.wild:
        run_wild(given.wild)
    print("\n".join(told) or "every bar was reached")
    return int(bool(told))


if __name__ == "__main__":
    sys.exit(main())
