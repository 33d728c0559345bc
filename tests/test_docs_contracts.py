"""The page on contracts runs, and prints what it says."""

import re
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "contracts.md"


def test_the_page_runs(capsys):
    text = PAGE.read_text(encoding="utf-8")
    space = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.S):
        exec(compile(block, str(PAGE), "exec"), space)
    printed = capsys.readouterr().out
    shown = re.search(r"```\n(error .*?)```", text, re.S).group(1)
    assert " ".join(shown.split()) in " ".join(printed.split())
    assert "in_range" in printed
    assert "isin" in printed
