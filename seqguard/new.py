"""Writes a check, a fact, a statistic, a format or a source from a template that passes the gates of this project.

    python -m seqguard.new check "SG199 slug-of-it"         in a checkout of seqguard
    python -m seqguard.new check "ACME001 slug-of-it"       in a package of your own: --into src/acme
    python -m seqguard.new fact "values/name-of-it"         the theme, a folder of seqguard/facts, in a checkout only
    python -m seqguard.new statistic "name-of-it"
    python -m seqguard.new format "name .suffix"
    python -m seqguard.new source "name .suffix"

What it writes runs and is tested; its rule is to be replaced by yours. Nothing is overwritten.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from seqguard.core.declare import CODE, SLUG
from seqguard.core.version import __version__

TEMPLATES = Path(__file__).parent / "templates"
SUFFIX = re.compile(r"^(\.[a-z0-9]+)+$")
GROUPS = {"check": "seqguard.checks", "format": "seqguard.formats", "source": "seqguard.sources"}
"""Entry points by which an installed package offers what it has."""
OBJECTS = {"check": "", "format": ":FORMAT", "source": ":SOURCE"}


@dataclass(frozen=True)
class DataOptions:
    """What is to be written, and where: `root` is a checkout of seqguard (`inside`), or a folder of somebody's own."""

    kind: str
    code: str
    slug: str
    theme: str
    suffix: str
    root: Path

    @property
    def inside(self) -> bool:
        return (self.root / "seqguard" / "checks").is_dir()

    @property
    def name(self) -> str:
        return self.slug.replace("-", "_")

    @property
    def stem(self) -> str:
        """The file's name, which for a check begins with its code."""
        return f"{self.code.lower()}_{self.name}" if self.code else self.name


def main(argv: Sequence[str] | None = None) -> int:
    """Write the files and print their paths, and what to do next.

    Returns:
        0; bad arguments end the process with status 2, as argparse does.
    """
    parser = argparse.ArgumentParser(
        prog="python -m seqguard.new", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=("check", "fact", "statistic", "format", "source"))
    parser.add_argument("name", help='"SG199 slug", "theme/name", "name" or "name .suffix"')
    parser.add_argument("--into", default=".", help="a checkout of seqguard, or the folder of the new module")
    given = parser.parse_args(argv)
    try:
        asked = parse(given.kind, given.name, Path(given.into))
        files = texts(asked)
        for path in files:
            if path.exists():
                raise ValueError(f"{path} is there already")
    except ValueError as error:
        parser.error(str(error))
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path)
    print(*_next(asked), sep="\n", file=sys.stderr)
    return 0


def parse(kind: str, name: str, root: Path) -> DataOptions:
    """What the words of the command line ask for; ValueError where they cannot be meant."""
    if not root.is_dir():
        raise ValueError(f"--into must be a folder, got {root}")
    code = theme = suffix = ""
    slug = name.strip()
    if kind == "check":
        code, _, slug = slug.partition(" ")
        if not CODE.match(code):
            raise ValueError(f'a check is asked for as "SG199 slug-of-it" or "ACME001 slug-of-it", got {name!r}')
    elif kind == "fact":
        theme, slash, slug = slug.rpartition("/")
        theme = theme if slash else ""
    elif kind in ("format", "source"):
        slug, _, suffix = slug.partition(" ")
        if not SUFFIX.match(suffix := suffix.strip()):
            raise ValueError(f'a {kind} is asked for as "name .suffix", got {name!r}')
    slug = slug.strip().replace("_", "-")
    if not SLUG.match(slug):
        raise ValueError(f"{slug!r} must be small letters and digits with hyphens between words, such as slug-of-it")
    asked = DataOptions(kind, code, slug, theme, suffix, root)
    _require_free(asked)
    return asked


def _require_free(asked: DataOptions) -> None:
    from seqguard.engine.registry import codes

    if asked.kind == "check" and asked.code in codes():
        free = next(c for n in range(int(asked.code[2:]) + 1, 1000) if (c := f"SG{n:03}") not in codes())
        raise ValueError(f"code {asked.code} is taken; the next free one is {free}")
    if asked.kind == "check" and asked.inside and not asked.code.startswith("SG"):
        raise ValueError(f"checks of seqguard have codes SG001 to SG999, got {asked.code}")
    themes = asked.root / "seqguard" / "facts"
    if asked.kind == "fact" and asked.inside and not (asked.theme and (themes / asked.theme).is_dir()):
        known = ", ".join(sorted(p.parent.name for p in themes.glob("*/__init__.py")))
        raise ValueError(f'a fact of seqguard has a theme, one of {known}, as in "values/name-of-it"')


def texts(asked: DataOptions) -> Mapping[Path, str]:
    """The text of each file to write, by its path."""
    module = _module(asked)
    words = {
        "code": asked.code,
        "slug": asked.slug,
        "name": asked.name,
        "Name": "".join(part.capitalize() for part in asked.slug.split("-")),
        "title": asked.slug.replace("-", " ").capitalize() + ".",
        "suffix": asked.suffix,
        "since": ".".join(__version__.split(".")[:2]),
        "examples": "seqguard.checks.examples.arrays" if asked.inside else "seqguard.testing",
        "module": _dotted(asked, module),
    }
    files = {module: asked.kind}
    if not (asked.inside and asked.kind == "check"):  # tests/test_checks.py runs over all checks of a checkout
        files[_test(asked)] = f"{asked.kind}_test"
    own = "seqguard" if asked.inside else words["module"].partition(".")[0]
    return {path: _filled(template, words, own) for path, template in files.items()}


def _module(asked: DataOptions) -> Path:
    if not asked.inside:
        return asked.root / f"{asked.stem}.py"
    package = asked.root / "seqguard"
    rooms = {
        "fact": package / "facts" / asked.theme,
        "statistic": package / "statistics",
        "format": package / "report" / "formats",
        "source": package / "sources" / "kinds",
    }
    if asked.kind in rooms:
        return rooms[asked.kind] / f"{asked.stem}.py"
    neighbour = next((package / "checks").glob(f"*/{asked.code[:3].lower()}*.py"), None)
    if neighbour is None:
        raise ValueError(f"no family of checks has codes that begin with {asked.code[:3]}")
    return neighbour.with_name(f"{asked.stem}.py")


def _test(asked: DataOptions) -> Path:
    """Beside the other tests of a checkout or of the folder at hand, else beside the module."""
    words = f"test_{asked.kind}_{asked.name}.py" if asked.inside else f"test_{asked.stem}.py"
    for folder in (asked.root / "tests", Path("tests")):
        if folder.is_dir():
            return folder / words
    return asked.root / words


def _dotted(asked: DataOptions, module: Path) -> str:
    """The name by which a module is imported: with the packages around it."""
    if asked.inside:
        return ".".join(module.relative_to(asked.root).with_suffix("").parts)
    names, folder = [module.stem], module.parent
    while (folder / "__init__.py").is_file():
        names.append(folder.resolve().name)
        folder = folder.resolve().parent
    return ".".join(reversed(names))


def _filled(template: str, words: Mapping[str, str], own: str) -> str:
    text = (TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
    for name, word in words.items():
        text = text.replace(f"@{name}@", word)
    if own == "seqguard" and not template.endswith("_test"):
        text = re.sub(r"(?m)^from seqguard\.authors import (.+)$", lambda m: _from_homes(m[1].split(", ")), text)
    return _sorted_imports(text, own)


def _from_homes(names: Sequence[str]) -> str:
    """Imports of public names from where they are defined: `authors` itself imports every statistic and fact."""
    tree = ast.parse((Path(__file__).parent / "authors.py").read_text(encoding="utf-8"))
    homes = {a.name: node.module for node in tree.body if isinstance(node, ast.ImportFrom) for a in node.names}
    modules: dict[str, list[str]] = {}
    for name in names:
        modules.setdefault(homes[name] or "", []).append(name)
    return "\n".join(f"from {module} import {', '.join(own)}" for module, own in modules.items())


def _sorted_imports(text: str, own: str) -> str:
    """The text with its imports in the order of ruff: the standard library, installed packages, the package itself."""
    lines = text.splitlines()
    at = [i for i, line in enumerate(lines) if re.match(r"(import|from) ", line)]
    groups: dict[int, list[str]] = {}
    for line in (lines[i] for i in at):
        root = line.split()[1].partition(".")[0]
        groups.setdefault(0 if root in sys.stdlib_module_names else 2 if root == own else 1, []).append(line)
    blocks = [sorted(groups[g], key=lambda line: (line.startswith("from"), line.split()[1])) for g in sorted(groups)]
    body = [line for block in blocks for line in (*block, "")][:-1]
    return "\n".join([*lines[: at[0]], *body, *lines[at[-1] + 1 :]]) + "\n"


def _next(asked: DataOptions) -> Iterator[str]:
    if asked.inside:
        yield "next: python -m seqguard.cli.reference  (renews the catalogue and docs), then ruff, mypy and pytest"
    elif asked.kind in GROUPS:
        entry = re.sub(r"[0-9]+$", "", asked.code) or asked.slug
        yield "next: offer it to everyone who installs your package, in pyproject.toml:"
        yield f'[project.entry-points."{GROUPS[asked.kind]}"]'
        yield f'{entry} = "{_dotted(asked, _module(asked))}{OBJECTS[asked.kind]}"'
    yield "docs/extending.md tells what may be read, and what the tests hold it to"


if __name__ == "__main__":
    sys.exit(main())
