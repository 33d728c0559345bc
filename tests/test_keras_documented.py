"""Examples of the Keras documentation, trained with and without seqguard; all of them by benchmarks/documented.py."""

import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("keras")
pytest.importorskip("tensorflow")

BENCHMARKS = str(Path(__file__).parents[1] / "benchmarks")
pytestmark = [pytest.mark.keras, pytest.mark.lab, pytest.mark.filterwarnings("ignore")]
FEW = ("timeseries_anomaly_detection", "lstm_seq2seq", "ner_transformers", "text_generation_with_miniature_gpt")


@pytest.fixture(scope="module")
def documented() -> Any:
    sys.path.append(BENCHMARKS)  # last: benchmarks/profile.py has the name of a module of the standard library
    try:
        import documented

        return documented
    finally:
        sys.path.remove(BENCHMARKS)


@pytest.mark.parametrize("name", FEW)
def test_example_trains_as_without_seqguard_and_nothing_untrue_is_said(documented: Any, name: str) -> None:
    make, epochs = documented.EXAMPLES[name]
    row = documented.row(name, make, epochs)
    assert row.same
    assert not row.untrue
