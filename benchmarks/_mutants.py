"""The numbers by which seqguard decides, found in its source, and that source with one of them changed."""

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import CodeType, ModuleType

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("checks", "facts", "measures", "reading", "statistics")
EXAMPLES = ("checks/examples/",)
PLAIN = (-1, 0, 1, 2)
"""Counts, indices and signs rather than measures; they are not changed in comparisons."""


@dataclass(frozen=True)
class Site:
    """One number that decides, or one expression.

    Attributes:
        file: its path from the root.
        line, start, stop: where it stands, in lines and in bytes.
        kind: "threshold" of a check or fact, "constant" of a module, "bare" number in a comparison, "logic".
        name: the function and threshold, the constant, or the function and the comparison.
        text: the expression.
        low, high: the range of a threshold as it is written, "" for none.
    """

    file: str
    line: int
    start: int
    stop: int
    kind: str
    name: str
    text: str
    low: str = ""
    high: str = ""

    @property
    def module(self) -> str:
        return self.file.removesuffix(".py").replace("/", ".")

    @property
    def key(self) -> str:
        """By what it is called: fills.WEEKLY, outlier.gap, fills._median: s.share > 0.3."""
        stem = self.file.removesuffix("/__init__.py").removesuffix(".py").rsplit("/", 1)[-1]
        if self.kind == "threshold" and stem.startswith("sg"):
            return f"{stem.split('_', 1)[1].replace('_', '-')}.{self.name.split('.')[-1]}"
        return f"{stem}.{self.name}"

    @property
    def place(self) -> str:
        """The key, and the number where several stand in one comparison: scaling._rare: beyond <= ... [1e-300]."""
        return f"{self.key} [{self.text}]" if self.kind == "bare" else self.key

    def label(self) -> str:
        return f"{self.file.removeprefix('seqguard/')}:{self.line} {self.name}"

    def changed(self, up: bool) -> str:
        """The expression three times as large, or as small; whole numbers stay whole, thresholds in their range."""
        try:
            value = ast.literal_eval(self.text)
        except ValueError:
            value = None
        if isinstance(value, int):
            made = str(3 * value if up else min(round(value / 3), value - 1) if value > 0 else round(value / 3))
        else:
            made = f"(({self.text}) {'*' if up else '/'} 3)"
        if self.high and up:
            made = f"min({made}, {self.high})"
        return f"max({made}, {self.low})" if self.low and not up else made


class Finder(ast.NodeVisitor):
    """Walks a module and keeps its sites."""

    def __init__(self, file: str, source: str) -> None:
        self.file, self.source = file, source.encode()
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line.encode()))
        self.within: list[str] = []
        self.sites: list[Site] = []
        self.of_examples: set[str] = set()

    def text(self, node: ast.expr) -> str:
        start, stop = self.span(node)
        return self.source[start:stop].decode()

    def span(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def keep(self, node: ast.expr, kind: str, name: str, low: str = "", high: str = "") -> None:
        start, stop = self.span(node)
        self.sites.append(Site(self.file, node.lineno, start, stop, kind, name, self.text(node), low, high))

    def visit_Module(self, node: ast.Module) -> None:
        self.of_examples = only_in_examples(node)
        for statement in node.body:
            if isinstance(statement, ast.Assign):
                self.constants(statement.targets[0], statement.value)
            elif isinstance(statement, ast.AnnAssign) and statement.value:
                self.constants(statement.target, statement.value)
            else:
                self.visit(statement)

    def constants(self, target: ast.expr, value: ast.expr) -> None:
        """`A = 3`, `A, B = 3, 5`, and each measure of `A = (3, 5.0)`; a tuple of whole numbers is a list of codes."""
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
            for one, its in zip(target.elts, value.elts, strict=True):
                self.constants(one, its)
        elif isinstance(target, ast.Name) and target.id.isupper():
            if numeric(value):
                self.keep(value, "constant", target.id)
            elif isinstance(value, ast.Tuple):
                inner = [n for n in ast.walk(value) if isinstance(n, ast.Constant)]
                if all(isinstance(n.value, int | float) for n in inner) and any(
                    isinstance(n.value, float) for n in inner
                ):
                    for i, number in enumerate(inner):
                        if number.value:  # three times nothing is nothing
                            self.keep(number, "constant", f"{target.id}[{i}]")

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.within.append(node.name)
        self.generic_visit(node)
        self.within.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        if is_example(node) or (not self.within and node.name in self.of_examples):
            return
        self.within.append(node.name)
        for given, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
            if isinstance(default, ast.Call) and getattr(default.func, "id", "") == "threshold":
                low, high = ([self.text(a) for a in default.args[1:3]] + ["", ""])[:2]
                self.keep(default.args[0], "threshold", f"{node.name}.{given.arg}", low, high)
        for statement in node.body:
            self.visit(statement)
        self.within.pop()

    def visit_Compare(self, node: ast.Compare) -> None:
        if self.within and any(isinstance(o, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for o in node.ops):
            for side in (node.left, *node.comparators):
                for number in numbers(side):
                    self.keep(number, "bare", f"{'.'.join(self.within)}: {ast.unparse(node)[:70]}")
        self.generic_visit(node)


def is_example(node: ast.stmt) -> bool:
    """Whether a statement is an example of a check."""
    return isinstance(node, ast.FunctionDef) and any(
        getattr(d, "attr", "") in ("bad", "good") for d in node.decorator_list
    )


def only_in_examples(module: ast.Module) -> set[str]:
    """The functions of a module that its examples alone call, or what they call: they make data and decide nothing."""
    used = {s: {n.id for n in ast.walk(s) if isinstance(n, ast.Name)} for s in module.body}
    named = {s.name: s for s in module.body if isinstance(s, ast.FunctionDef) and not is_example(s)}
    inside = {name for name, s in named.items() if name.startswith("_")}
    while True:
        outside = [s for s in module.body if not is_example(s) and getattr(s, "name", None) not in inside]
        kept = {name for name in inside if not any(name in used[s] - {getattr(s, "name", "")} for s in outside)}
        if kept == inside:
            return {name for name in inside if any(name in used[s] for s in module.body if s is not named[name])}
        inside = kept


def numbers(node: ast.AST) -> Iterator[ast.Constant]:
    """The measures in one side of a comparison: no indices, keywords, nor what a comparison within has for itself."""
    if isinstance(node, ast.Constant):
        if isinstance(node.value, int | float) and not isinstance(node.value, bool) and node.value not in PLAIN:
            yield node
        return
    if isinstance(node, ast.Compare | ast.keyword | ast.Lambda):
        return
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Subscript) and child is node.slice):
            yield from numbers(child)


def numeric(node: ast.expr) -> bool:
    """Whether an expression is made of numbers and names of constants, and one number at least is no 0."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, int | float) and not isinstance(node.value, bool) and node.value != 0
    if isinstance(node, ast.UnaryOp):
        return numeric(node.operand)
    return isinstance(node, ast.BinOp) and (numeric(node.left) or numeric(node.right))


def sites() -> list[Site]:
    """Every number that decides, in the order of the files."""
    found: dict[tuple[str, int, int], Site] = {}
    for room in ROOMS:
        for path in sorted((ROOT / "seqguard" / room).rglob("*.py")):
            file = path.relative_to(ROOT).as_posix()
            if any(part in file for part in EXAMPLES):
                continue
            finder = Finder(file, path.read_text(encoding="utf-8"))
            finder.visit(ast.parse(finder.source))
            for site in finder.sites:
                found.setdefault((file, site.start, site.stop), site)
    return list(found.values())


@dataclass(frozen=True)
class Mutant:
    """A module with one place changed."""

    site: Site
    becomes: str

    def source(self, source: bytes) -> bytes:
        """The changed source of the module.

        Raises:
            ValueError: the source is another one by now.
        """
        site = self.site
        if source[site.start : site.stop].decode() != site.text:
            raise ValueError(f"{site.label()} is not {site.text!r} any more")
        return source[: site.start] + self.becomes.encode() + source[site.stop :]

    def compiled(self, source: bytes, path: str) -> CodeType:
        """The code of the changed module."""
        return compile(self.source(source), path, "exec", dont_inherit=True)

    def written(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str) -> "Mutant":
        data = json.loads(text)
        return cls(Site(**data["site"]), data["becomes"])


class Loader(importlib.machinery.SourceFileLoader):
    """Loads one module changed."""

    mutant: Mutant

    def get_code(self, fullname: str) -> CodeType:
        return self.mutant.compiled(Path(self.path).read_bytes(), self.path)


class Importer(importlib.abc.MetaPathFinder):
    """Has the module of a mutant loaded changed, whoever imports it."""

    def __init__(self, mutant: Mutant) -> None:
        self.mutant = mutant

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname not in (self.mutant.site.module, self.mutant.site.module.removesuffix(".__init__")):
            return None
        loader = Loader(fullname, str(ROOT / self.mutant.site.file))
        loader.mutant = self.mutant
        return importlib.util.spec_from_file_location(fullname, ROOT / self.mutant.site.file, loader=loader)


def install(mutant: Mutant) -> None:
    """Let every later import of the module give the changed one."""
    if mutant.site.module in sys.modules:
        raise RuntimeError(f"{mutant.site.module} is imported already")
    sys.meta_path.insert(0, Importer(mutant))


def imports() -> dict[str, set[str]]:
    """The modules of seqguard that each of them imports, lazily or not."""
    found: dict[str, set[str]] = {}
    for path in (ROOT / "seqguard").rglob("*.py"):
        name = path.relative_to(ROOT).as_posix().removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        used: set[str] = set()
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("seqguard"):
                used.add(node.module)
                used |= {f"{node.module}.{alias.name}" for alias in node.names}
            elif isinstance(node, ast.Import):
                used |= {a.name for a in node.names if a.name.startswith("seqguard")}
        found[name] = used
    return {name: used & found.keys() for name, used in found.items()}


def readers(module: str, graph: dict[str, set[str]]) -> list[str]:
    """The slugs of the checks whose file imports a module, or what imports it; all of them for what makes the plan."""
    checks = [name for name in graph if name.rsplit(".", 1)[-1][:3].startswith("sg") and ".checks." in name]
    named = {name: name.rsplit(".", 1)[-1].split("_", 1)[1].replace("_", "-") for name in checks}
    if ".reading" in module:
        return sorted(named.values())
    reached: set[str] = {module}
    while more := {name for name, used in graph.items() if used & reached} - reached:
        reached |= more
    return sorted(slug for name, slug in named.items() if name in reached)
