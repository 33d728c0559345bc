"""The before of a check's page: its bad example as a script, which compiles, leans on public names, and is at fault."""

import ast

import pytest

from seqguard.cli.reference import builtin
from seqguard.cli.snippets import LONGEST, script
from seqguard.core.declare import Check
from seqguard.engine.resolve import needs

SCRIPTS = {c.slug: (c, made) for c in builtin() if not needs(c.function).outside and (made := script(c.bads[0]))}


def test_most_checks_of_data_have_one() -> None:
    on_data = [c for c in builtin() if not needs(c.function).outside]
    assert len(SCRIPTS) > 0.9 * len(on_data), {c.slug for c in on_data} - SCRIPTS.keys()


def test_they_are_short_python_with_public_names() -> None:
    for slug, (_, made) in SCRIPTS.items():
        tree = ast.parse(made)
        assert len(made.splitlines()) <= LONGEST, slug
        modules = {n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
        assert all(not str(m).startswith("seqguard") or m in ("seqguard", "seqguard.testing") for m in modules), (
            slug,
            modules,
        )
        assert "def _(" not in made


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("slug", SCRIPTS)
def test_they_have_the_fault(slug: str) -> None:
    check, made = SCRIPTS[slug]
    names: dict[str, object] = {}
    assert isinstance(check, Check)
    call = made.replace("seqguard.inspect(", f"seqguard.inspect(select=[{slug!r}], progress=False, ")
    exec(compile(call, slug, "exec"), names)
    report = names["report"]
    assert slug in {f.slug for f in report}  # type: ignore[attr-defined]  # a script has no types
