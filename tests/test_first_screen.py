"""The first screen of everyday faults, in the terminal and on the page: place, cause and change stand there, and the
text is the one of screens/. `SEQGUARD_UPDATE_GOLDEN=1 pytest tests/test_first_screen.py -m ''` writes them anew."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from _printed import without_figures, without_notes
from _situations import SITUATIONS, Situation, table, windows
from lxml import html

import seqguard
from seqguard.core.figure import Figure
from seqguard.report.formats.html import page
from seqguard.report.formats.terminal import CALL, text
from seqguard.report.report import Report

SCREENS = Path(__file__).parent / "screens"
WIDTH, LINES = 110, 48
"""A terminal window of a laptop."""


def on_page(report: Report) -> str:
    """The words of the page down to the last card, a line a part: what needs no scrolling back and no unfolding."""
    tree = html.fromstring(page(report))
    for hidden in tree.xpath("//details|//svg"):
        hidden.getparent().remove(hidden)
    blocks = tree.xpath("//header//p|//section//div[@class='head']|//section//p|//section//pre|//figcaption")
    return "\n".join(" ".join(" ".join(b.itertext()).split()) for b in blocks)


def plain(words: str) -> str:
    return " ".join(words.replace("`", "").replace("·", " ").split())


def hold(name: str, situation: Situation, report: Report, same: Callable[[str], str] = without_notes) -> None:
    """The three are on both screens, and the screens are those that were looked at."""
    shown = text(report, width=WIDTH, call=CALL)
    screens = {"terminal": shown, "page": on_page(report)}
    assert len(shown.splitlines()) <= LINES
    for where, words in screens.items():
        for part in (situation.place, situation.cause, situation.change):
            assert plain(part) in plain(words), (where, part)
    made = "\n\n".join(f"=== {where}\n\n{words}" for where, words in screens.items()) + "\n"
    kept = SCREENS / f"{name}.txt"
    if os.environ.get("SEQGUARD_UPDATE_GOLDEN"):
        SCREENS.mkdir(exist_ok=True)
        kept.write_text(made, encoding="utf-8")
    assert same(made) == same(kept.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SITUATIONS)
def test_a_situation_of_arrays(name: str) -> None:
    hold(name, SITUATIONS[name], SITUATIONS[name].report())


def test_every_screen_belongs_to_a_situation() -> None:
    assert len(SITUATIONS) >= 10
    assert {p.stem for p in SCREENS.glob("*.txt")} == {*SITUATIONS, *TRAINED}


def trained(X: Any, y: Any, *, rate: float = 0.001, head: str | None = None, loss: str = "mse", **fit: Any) -> Report:
    """The report of a training as examples/ has it: of its end, or of the preflight that refused it."""
    import keras

    keras.utils.set_random_seed(0)
    layers = [keras.Input(X.shape[1:]), keras.layers.LSTM(8), keras.layers.Dense(1, activation=head)]
    model = keras.Sequential(layers)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
    try:
        history = seqguard.keras.fit(model, X, y, epochs=20, verbose=0, **fit)
    except seqguard.PreflightError as refused:
        return refused.report
    made: Report = history.seqguard
    assert "<svg" in history._repr_html_()
    return made


def uniform(n: int) -> Any:
    return np.random.default_rng(0).random((n, 10, 1)).astype("float32")


def zeroed_targets() -> Report:
    return trained(uniform(100), np.zeros(100, "float32"))


def random_labels() -> Report:
    rng = np.random.default_rng(0)
    X, y = rng.random((1000, 10, 1)).astype("float32"), rng.integers(0, 2, (1000, 1)).astype("float32")
    held = (X[800:], y[800:])
    return trained(X[:800], y[:800], head="sigmoid", loss="binary_crossentropy", validation_data=held)


def learning_rate_ten() -> Report:
    X = uniform(1000)
    return trained(X, X.mean(1), rate=10.0)


def asked(units: int, **head: Any) -> Report:
    """The preflight of a model that forecasts the temperature of the table."""
    import keras

    keras.utils.set_random_seed(0)
    X, y = windows(table())
    X = (X - X.mean((0, 1))) / X.std((0, 1))
    sequences = head.pop("return_sequences", False)
    body = keras.layers.LSTM(4, return_sequences=sequences)
    model = keras.Sequential([keras.Input(X.shape[1:]), body, keras.layers.Dense(units, name="forecast", **head)])
    model.compile("adam", "mse")
    return seqguard.keras.inspect(model, X.astype("float32"), y, epochs=20)


TRAINED = {
    "zeroed-targets": Situation(
        zeroed_targets, "constant-target · y", "All 100 targets are 0", "Compare np.ptp(y) before and after each step"
    ),
    "random-labels": Situation(
        random_labels, "standing-still · model", "A constant answer reaches 0.6899", "probe='thorough'"
    ),
    "learning-rate-ten": Situation(
        learning_rate_ten, "learning-rate-too-high", "Adam's learning rate 10", "Adam(learning_rate=0.001)"
    ),
    "sigmoid-below-its-targets": Situation(
        lambda: asked(1, activation="sigmoid"),
        "model · forecast",
        "all that output forecast can answer with its sigmoid",
        "activation=None",
    ),
    "sequences-returned": Situation(
        lambda: asked(1, return_sequences=True), "model · forecast", "(n, 24, 1)", "return_sequences=False"
    ),
}


DRAWN: dict[str, Callable[[Figure], bool]] = {
    "zeroed-targets": lambda figure: figure.kind == "series",
    "random-labels": lambda figure: (
        [line.name for line in figure.lines] == ["loss", "val_loss"] and abs(figure.marks[0].low - 0.68994) < 1e-4
    ),
    "learning-rate-ten": lambda figure: figure.lines[0].y[-1] > 10 * figure.lines[0].y[0],
}
"""What the picture beside the first finding shows."""


@pytest.mark.keras
@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::seqguard.core.errors.SeqguardWarning")
@pytest.mark.parametrize("name", TRAINED)
def test_a_situation_of_models(name: str) -> None:
    pytest.importorskip("tensorflow", reason="needs the extra seqguard[tensorflow]")
    report = TRAINED[name].report()
    hold(name, TRAINED[name], report, without_figures)
    if name in DRAWN:
        figure = next(f for f in report if f.severity != "info").figure
        assert figure is not None
        assert DRAWN[name](figure)
