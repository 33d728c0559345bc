"""The tutorials as executed notebooks: `python tools/notebooks.py [NAME ...]`.

Each is written as Markdown with blocks of Python, and run from top to bottom in this process, the outputs kept as a
notebook keeps them: docs/tutorials/NAME.ipynb. Needs seqguard[tensorflow] and scikit-learn.
"""

import ast
import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
OUT = ROOT / "docs" / "tutorials"
SOURCES = {
    "table_to_lstm": ROOT / "docs" / "tutorial.md",
    "text_classifier": ROOT / "examples" / "tutorials" / "text_classifier.md",
    "sensor_panel": ROOT / "examples" / "tutorials" / "sensor_panel.md",
}
BLOCK = re.compile(r"```python *\w*\n(.*?)```\n?", re.DOTALL)


def parts(text: str) -> Iterator[tuple[str, str]]:
    """("markdown" or "code", its text) of a tutorial, in order."""
    at = 0
    for block in BLOCK.finditer(text):
        if before := text[at : block.start()].strip():
            yield "markdown", before
        yield "code", block.group(1).strip()
        at = block.end()
    if rest := text[at:].strip():
        yield "markdown", rest


def run(code: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """The outputs of a cell: what it prints, then what its last expression shows."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    out, err = io.StringIO(), io.StringIO()
    value = None
    with redirect_stdout(out), redirect_stderr(err):
        exec(compile(tree, "tutorial", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "tutorial", "eval"), names)
    streams = (("stdout", out.getvalue()), ("stderr", err.getvalue()))
    made = [{"output_type": "stream", "name": n, "text": lines(t)} for n, t in streams if t]
    return made + ([] if value is None else [shown(value)])


def shown(value: Any) -> dict[str, Any]:
    """A value as a notebook shows it."""
    data = {"text/plain": lines(repr(value))}
    if hasattr(value, "_repr_html_"):
        data["text/html"] = lines(value._repr_html_())
    return {"output_type": "display_data", "metadata": {}, "data": data}


def lines(text: str) -> list[str]:
    """A text as notebooks keep it."""
    return text.splitlines(keepends=True)


def notebook(text: str) -> dict[str, Any]:
    """The executed notebook."""
    names: dict[str, Any] = {}
    cells: list[dict[str, Any]] = []
    for i, (kind, part) in enumerate(parts(text)):
        cell: dict[str, Any] = {"cell_type": kind, "id": f"cell-{i}", "metadata": {}, "source": lines(part)}
        if kind == "code":
            cell |= {"execution_count": 1 + sum(c["cell_type"] == "code" for c in cells), "outputs": run(part, names)}
        cells.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}


def main() -> None:
    """Run those that are named, or all."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or SOURCES:
        made = notebook(SOURCES[name].read_text(encoding="utf-8"))
        (OUT / f"{name}.ipynb").write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{name}: {len(made['cells'])} cells")


if __name__ == "__main__":
    main()
