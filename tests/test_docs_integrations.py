"""docs/integrations.md runs as it stands, from top to bottom."""

import re
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("sklearn", reason="needs the extra seqguard[sklearn]")

PAGE = (Path(__file__).parents[1] / "docs" / "integrations.md").read_text()
SNIPPETS = re.findall(r"```python *([a-z]*)\n(.*?)```", PAGE, re.S)


def test_the_page_runs(capsys):
    names = {}
    for other, code in SNIPPETS:
        if not other:  # mlflow and wandb: the page says that they are not run here
            exec(compile(code, "docs/integrations.md", "exec"), names)
    assert len(names["model"][0].report_.ran) > 10
    assert names["search"].best_estimator_[0].report_.ran
    assert "mean-imputation: `load`" in capsys.readouterr().out
    assert isinstance(names["table"], pd.DataFrame)
    assert set(names["counts"]) == {"seqguard.error", "seqguard.warning", "seqguard.info"}
    assert all(isinstance(v, float) for v in names["floors"].values())
    names["test_training_data"](names["assert_valid"])


def test_the_table_of_pandera_checks_is_complete():
    from pandera.pandas import Check

    import seqguard.pandera

    rows = re.findall(r"^\| (`[a-z_0-9]+\(\)`.*?) \| (column|frame)", PAGE, re.M)
    shown = {name for row, _ in rows for name in re.findall(r"`([a-z_0-9]+)\(\)`", row)}
    ours = {n for n, f in vars(seqguard.pandera).items() if getattr(f, "__module__", "") == "seqguard.pandera"}
    assert shown == ours & set(Check.REGISTERED_CUSTOM_CHECKS)
