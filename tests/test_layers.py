"""The direction of docs/architecture.md: no import leads to a row below, and none leads back to where it came from."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]


def rows() -> dict[str, int]:
    """The row of each room in the table of docs/architecture.md."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    cells = re.findall(r"(?m)^\| ((?:`[a-z_.]+`(?:, )?)+) \|", text)
    return {room: i for i, cell in enumerate(cells) for room in re.findall(r"`([a-z_.]+)`", cell)}


def modules() -> dict[str, Path]:
    paths = (ROOT / "seqguard").rglob("*.py")
    return {".".join(p.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): p for p in paths}


def imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    """Modules of seqguard that a file imports, lazily or not."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("seqguard"):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield inner if inner in known else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)


KNOWN = modules()
IMPORTS = {name: set(imported(path, KNOWN)) - {name} for name, path in KNOWN.items() if name != "seqguard"}


def row(module: str, table: dict[str, int]) -> int:
    """The row of the innermost room that holds a module."""
    place = module.removeprefix("seqguard.")
    rooms = [r for r in table if place == r or place.startswith(f"{r}.")]
    assert rooms, f"{module} stands in no room of docs/architecture.md"
    return table[max(rooms, key=len)]


def test_no_import_leads_down():
    table = rows()
    assert len(table) > 15
    down = [
        f"{module} imports {other}"
        for module, others in IMPORTS.items()
        for other in others
        if other == "seqguard" or row(other, table) > row(module, table)
    ]
    assert not down


def test_no_import_leads_round():
    left = {module: set(others) for module, others in IMPORTS.items()}
    while free := {module for module, others in left.items() if not others & left.keys()}:
        left = {module: others for module, others in left.items() if module not in free}
    assert not left, f"these import each other in a circle, or stand above one: {sorted(left)}"


def test_no_private_module_at_the_top():
    top = {p.name for p in (ROOT / "seqguard").glob("_*.py")}
    assert top <= {"__init__.py", "__main__.py"}
