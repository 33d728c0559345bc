"""Where the measured corpus lies: beside a checkout of the project's own developers, nowhere in a user's clone; and the
same examples of hypothesis in each run, unless SEQGUARD_RANDOM asks for new ones: what they find becomes a test."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True)
if not os.environ.get("SEQGUARD_RANDOM"):
    settings.load_profile("same")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder with the sound sets and the injectors; tests that need it are skipped where it is absent."""
    given = os.environ.get("SEQGUARD_CORPUS")
    folder = Path(given) if given else Path(__file__).parents[2] / "shared" / "corpus"
    if not (folder / "manifest.csv").exists():
        pytest.skip("needs the measured corpus, which is not part of the project (set SEQGUARD_CORPUS)")
    return folder
