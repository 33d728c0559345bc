"""Kinds of files are a table: what is opened, what messages, help, README and the hook name follow from it."""

import re
import shlex
from pathlib import Path

import numpy as np
import pytest
import yaml

import seqguard
from seqguard.catalogue import FILES, file_words, formats, sources
from seqguard.cli.files import page
from seqguard.cli.main import main, parser
from seqguard.cli.reference import kept, kinds_of_files
from seqguard.sources import registry
from seqguard.sources.files import open_path
from seqguard.sources.registry import FileKind, kind_of, listed

ROOT = Path(__file__).parents[1]


def test_the_table_is_not_stale():
    assert Path(FILES).read_text(encoding="utf-8") == kept(), "run python -m seqguard.cli.reference"


def test_the_page_of_files_is_not_stale_and_says_what_is_read_of_each():
    kinds = kinds_of_files().values()
    assert (ROOT / "docs" / "files.md").read_text(encoding="utf-8") == page(kinds), (
        "run python -m seqguard.cli.reference"
    )
    assert all(kind.read and kind.example.startswith("seqguard check ") for kind in kinds)
    for kind in kinds:
        parser("check").parse_args(shlex.split(kind.example)[2:])


def test_the_longest_suffix_decides_whatever_its_case(tmp_path):
    names = {"a.npy": "npy", "A.NPZ": "npz", "b.csv.gz": "csv", "c.tsv": "csv", "d.pq": "parquet"}
    assert {name: kind_of(Path(name)).name for name in names} == names
    assert kind_of(tmp_path).name == "folder"
    assert kind_of(Path("a.gz")) is None


def test_messages_and_help_name_every_kind(tmp_path, capsys):
    (tmp_path / "a.xyz").write_text("1")
    with pytest.raises(ValueError, match=r"must be a \.npy, \.arff, .*\.npz, .*\.parquet or folder of \.npy"):
        open_path(tmp_path / "a.xyz")
    with pytest.raises(SystemExit, match="0"):
        main(["check", "--help"])
    assert file_words() in re.sub(r"\s+", " ", capsys.readouterr().out)


def test_readme_names_every_kind():
    (row,) = [line for line in (ROOT / "README.md").read_text().splitlines() if line.startswith("| a path |")]
    for known in sources().values():
        assert all(suffix in row for suffix in known["suffixes"][:1])


def test_the_hook_takes_what_holds_arrays_and_no_table():
    (hook,) = [h for h in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text()) if h["id"] == "seqguard"]
    for known in sources().values():
        for suffix in known["suffixes"]:
            wanted = known["holds"] != "table" and suffix != ".ts"  # a suffix of TypeScript too
            assert bool(re.search(hook["files"], f"data/a{suffix}")) == wanted, suffix


def test_the_action_writes_formats_that_there_are():
    action = (ROOT / "action.yml").read_text()
    written = set(re.findall(r'-o "\$out/report(\.[a-z.]+)"', action))
    assert written
    assert written <= {suffix for known in formats().values() for suffix in known["suffixes"]}


@pytest.fixture
def offered(monkeypatch):
    """An installed package that opens `.rows`."""

    class Entry:
        name = "rows"

        def load(self):
            return FileKind("rows", (".rows",), "array", lambda path: np.loadtxt(path, ndmin=2)[:, :, None])

    monkeypatch.setattr(registry, "entries", lambda group: (Entry(),))
    registry.suffixes.cache_clear()
    yield Entry
    registry.suffixes.cache_clear()


def test_a_package_offers_its_own_kind(offered, tmp_path):
    np.savetxt(tmp_path / "a.rows", np.ones((60, 4)))
    report = seqguard.inspect(tmp_path / "a.rows")
    assert report.readings[0].shape == (60, 4, 1)
    assert ".rows or folder of .npy" in listed()
    assert kind_of(Path("a.npy")).name == "npy"


def test_an_entry_point_that_names_something_else_is_refused(offered, monkeypatch):
    monkeypatch.setattr(offered, "load", lambda self: "no kind")
    with pytest.raises(TypeError, match=r"'rows' of seqguard.sources must name a FileKind"):
        kind_of(Path("a.rows"))
