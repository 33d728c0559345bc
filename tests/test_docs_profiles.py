"""docs/profiles.md runs as it stands, from top to bottom."""

import re
from pathlib import Path
from typing import Any

import pytest

from seqguard.cli.main import COMMANDS

PAGE = (Path(__file__).parents[1] / "docs" / "profiles.md").read_text(encoding="utf-8")


def test_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", PAGE, re.S):
        exec(compile(code, "docs/profiles.md", "exec"), names)
    assert names["both"].samples == sum(len(X) for X, _ in names["days"])
    assert "as from m/s to km/h" in capsys.readouterr().out


def test_the_commands_are_there() -> None:
    assert {*re.findall(r"\$ seqguard (\w+)", PAGE)} <= set(COMMANDS)
