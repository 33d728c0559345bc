"""The figures of docs/symptoms.md, each of a run that has the symptom: `python tools/symptom_figures.py [ID ...]`.

Writes docs/img/symptoms/ID.svg. Needs seqguard[tensorflow]; the trainings take a minute.
"""

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import seqguard
from seqguard.core.figure import Figure, Line
from seqguard.core.finding import Finding
from seqguard.figures.shape import numbers, values
from seqguard.report.formats.svg import svg
from seqguard.testing import cut, random_walk

OUT = Path(__file__).parents[1] / "docs" / "img" / "symptoms"
Array = npt.NDArray[Any]


def drawn(slug: str, X: Array, y: Array | None, **given: Any) -> Figure:
    """The figure of a finding on arrays."""
    return _figure(next(f for f in seqguard.inspect(X, y, progress=False, **given) if f.slug == slug))


def _figure(finding: Finding) -> Figure:
    assert finding.figure is not None, finding
    return finding.figure


def model_of(X: Array, *, rate: float = 0.01, head: str | None = None, loss: str = "mse", dropout: float = 0) -> Any:
    """LSTM(8) and Dense(1)."""
    import keras

    keras.utils.set_random_seed(0)
    body = [keras.layers.LSTM(8), *([keras.layers.Dropout(dropout)] if dropout else [])]
    model = keras.Sequential([keras.Input(X.shape[1:]), *body, keras.layers.Dense(1, activation=head)])
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
    return model


def losses(X: Array, y: Array, *, epochs: int = 20, validation: Any = None, **model: Any) -> Figure:
    """The curves of a training."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", seqguard.SeqguardWarning)
        history = seqguard.keras.fit(
            model_of(X, **model), X, y, epochs=epochs, validation_data=validation, verbose=0, fail_on="never"
        )
    found = history.seqguard.pictures.training
    assert found is not None
    return found


def answers(X: Array, y: Array, *, epochs: int, **model: Any) -> Figure:
    """The last sixty targets beside what the trained model answers."""
    made = model_of(X, **model)
    made.fit(X[:-60], y[:-60], epochs=epochs, verbose=0)
    said = made.predict(X[-60:], verbose=0)[:, 0]
    at = numbers(np.arange(60))
    return Figure(
        kind="series",
        title="Targets and what the trained model answers",
        alt=f"The targets range over {np.ptp(y[-60:]):.2g}, the answers over {np.ptp(said):.2g}.",
        x_label="sample",
        lines=(Line("y", at, values(y[-60:])), Line("answer", at, values(said))),
    )


def uniform(n: int = 600) -> Array:
    """(n, 10, 1) uniform values."""
    return np.random.default_rng(0).random((n, 10, 1)).astype("float32")


def walk(rows: int = 800, features: int = 1) -> tuple[Array, Array]:
    """Standardised windows of a random walk and the row after each."""
    series = random_walk(np.random.default_rng(2), rows, features)
    X, y = cut(((series - series.mean(0)) / series.std(0)).astype("float32"), 24)
    return X, y


def daily(rows: int = 800) -> Array:
    """(rows, 3): a daily cycle with noise, and two features that drift."""
    rng = np.random.default_rng(3)
    cycle = np.sin(2 * np.pi * np.arange(rows) / 24)
    return np.column_stack([cycle + rng.normal(0, 0.2, rows), random_walk(rng, rows, 2)]).astype("float32")


def zeros() -> Figure:
    """Targets that are all 0."""
    return losses(uniform(200), np.zeros(200, "float32"))


def gaps() -> Figure:
    """NaN in one feature."""
    rows = daily()
    rows[np.random.default_rng(0).choice(800, 6, replace=False), 1] = np.nan
    X, y = cut(rows, 24)
    return drawn("nan-values", X, y)


def still() -> Figure:
    """Labels at random."""
    y = np.random.default_rng(1).integers(0, 2, 600).astype("float32")
    return losses(uniform(), y, head="sigmoid", loss="binary_crossentropy")


def jumps() -> Figure:
    """A learning rate of 1."""
    return losses(*walk(), rate=1.0)


def dropped() -> Figure:
    """Dropout 0.6, with validation."""
    X = uniform(800)
    y = X.mean(1)[:, 0]
    return losses(X[:600], y[:600], validation=(X[600:], y[600:]), dropout=0.6)


def same() -> Figure:
    """A learning rate of 10."""
    X = uniform()
    return answers(X, X.mean(1)[:, 0], epochs=10, rate=10.0)


def lags() -> Figure:
    """The forecast of a random walk."""
    return answers(*walk(), epochs=15)


def rare() -> Figure:
    """A class of two in a hundred."""
    rng = np.random.default_rng(0)
    return drawn("class-imbalance", rng.normal(size=(600, 10, 2)).cumsum(1), (rng.random(600) < 0.015).astype(int))


def overlap() -> Figure:
    """Windows that were cut first and split at random."""
    X, y = cut(daily(), 24)
    order = np.random.default_rng(0).permutation(len(X))
    train, val = order[:600], order[600:]
    return drawn("window-overlap", X[train], y[train], validation_data=(X[val], y[val]))


def negative() -> Figure:
    """Labels of -1 and 1 for a binary cross-entropy."""
    X = uniform()
    return losses(X, np.where(X.mean(1)[:, 0] > 0.5, 1.0, -1.0), head="sigmoid", loss="binary_crossentropy")


def huge() -> Figure:
    """Targets around 1,250."""
    X = uniform()
    return losses(X, 1_000 + 500 * X.mean(1)[:, 0])


def swapped() -> Figure:
    """Features before timesteps."""
    X, y = cut(daily(), 24)
    return drawn("axes-swapped", X.transpose(0, 2, 1), y)


def padded() -> Figure:
    """Short samples in a long tensor."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 60, 2))
    lengths = np.minimum(60, 3 + rng.exponential(9, 300).astype(int))
    X[np.arange(60)[None] >= lengths[:, None]] = 0
    return drawn("mostly-padding", X, rng.integers(0, 2, 300))


def filled() -> Figure:
    """Gaps filled with the mean."""
    rng = np.random.default_rng(1)
    rows = daily()
    gone = rng.random(800) < 0.06
    rows[gone, 1] = rows[~gone, 1].mean()
    X, y = cut(rows, 24)
    return drawn("mean-imputation", X, y)


MADE: dict[str, Callable[[], Figure]] = {
    "loss-is-zero": zeros,
    "loss-is-nan": gaps,
    "loss-does-not-move": still,
    "loss-jumps": jumps,
    "validation-better": dropped,
    "predictions-all-the-same": same,
    "forecast-lags": lags,
    "accuracy-stuck": rare,
    "great-then-useless": overlap,
    "loss-is-negative": negative,
    "loss-is-huge": huge,
    "shapes-do-not-fit": swapped,
    "training-is-slow": padded,
    "missing-values": filled,
}


def main() -> None:
    """Draw those that are named, or all."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or MADE:
        figure = MADE[name]()
        (OUT / f"{name}.svg").write_text(svg(figure, alone=True) + "\n", encoding="utf-8")
        print(f"{name}: {figure.title}. {figure.alt}")


if __name__ == "__main__":
    main()
