"""Streams, outputs, names and configurations that would open the gate, lose data, or speak to a log."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import seqguard
from seqguard.cli.main import main
from seqguard.core.escape import for_json, for_log, for_markup, one_line
from seqguard.report.formats import json as json_format

ROOT = Path(__file__).parents[1]
RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 6, 2))
DEAD = np.stack([X[..., 0], np.ones((60, 6))], axis=2)
"""One warning: a constant feature."""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.savez("sound.npz", X=X)
    np.savez("dead.npz", X=DEAD)
    return tmp_path


def under(*folders):
    """The environment with folders in front of Python's path."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [*folders, os.environ.get("PYTHONPATH")]))}


def command(line, **options):
    """A command line under bash, as a user types it."""
    run = f"set -o pipefail; {line.replace('seqguard ', f'{sys.executable} -m seqguard ')}"
    given = {"env": under(str(ROOT)), **options}
    return subprocess.run(["bash", "-c", run], capture_output=True, text=True, timeout=120, **given)


SPELLINGS = [
    '[tool.seqguard]\nfail-on = "warning"',
    '[tool]\nseqguard = {fail-on = "warning"}',
    '[tool]\nseqguard.fail-on = "warning"',
    '[tool."seqguard"]\nfail-on = "warning"',
    '[ tool . seqguard ]\nfail_on = "warning"',
    'tool.seqguard."fail-on" = "warning"',
    '["to\\u006fl"."seqgu\\u0061rd"]\nfail-on = "warning"',
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_every_spelling_of_the_table_closes_the_gate(folder, text):
    Path("pyproject.toml").write_text(text)
    assert main(["check", "dead.npz"]) == 1
    assert main(["check", "sound.npz"]) == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[tool]\nseqguard = 5", "must be a table, got 5"),
        ('[tool.seqguard]\nfail-on = "error"\nfail_on = "never"', "has fail-on twice"),
        ("[tool.seqguard]\nchecks.class-imbalance.ratio = nan", "ratio must lie in [0, 1], got nan"),
        ("[tool.seqguard]\nchecks.class-imbalance.ratio = inf", "ratio must lie in [0, 1]"),
        ("[tool.seqguard]\nchecks.class-imbalance.ratio = -1.0", "ratio must lie in [0, 1], got -1"),
        (
            "[tool.seqguard]\nchecks.mostly-padding.nearly-all = 0.9\nchecks.mostly-padding.nearly_all = 0.8",
            "two spellings",
        ),
        ('[tool.seqguard]\nbaseline = "../b.json"', "baseline must be a path within the folder"),
        ('[[tool.seqguard.datasets]]\nfiles = "../*.npz"', "files must be a path within the folder"),
        ('[[tool.seqguard.datasets]]\nfiles = "a/../../*.npz"', "files must be a path within the folder"),
        ('[[tool.seqguard.datasets]]\nfiles = ""', "files must be a path relative"),
        ('[[tool.seqguard.datasets]]\nfiles = "a**b/*.npz"', "matches nothing|is no pattern"),
        (f'[[tool.seqguard.datasets]]\nfiles = "{"x" * 5000}"', "matches nothing|is no pattern"),
        ('[[tool.seqguard.datasets]]\nfiles = "*.npz"\ncontract = "/etc/passwd"', "contract must be a path within"),
        ('[[tool.seqguard.datasets]]\nfiles = "*.npz"\ntokens = 1', "tokens must be one of True, False, 'auto', got 1"),
        ("[tool.seqguard]\nx = " + "[" * 3000, "pyproject.toml"),
        ("[tool.seqguard]\nfail-on = \x01", "pyproject.toml"),
    ],
)
def test_a_configuration_that_cannot_be_meant_is_refused_in_one_sentence(folder, capsys, text, said):
    Path("pyproject.toml").write_text(text)
    assert main(["check"] if "datasets" in text else ["check", "dead.npz"]) == 2
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert len(err) < 1000
    assert any(part in err for part in said.split("|"))


def test_a_configuration_that_is_no_text_is_refused(folder, capsys):
    Path("pyproject.toml").write_bytes(b"[tool.seqguard]\nfail-on = '\xff'")
    assert main(["check", "dead.npz"]) == 2
    assert "is no UTF-8 text: byte 27 is 0xff" in capsys.readouterr().err


def test_a_table_of_another_tool_is_passed_over(folder):
    Path("pyproject.toml").write_text('[tool]\nother = "seqguard"\n[project]\ndependencies = ["seqguard"]')
    assert main(["check", "dead.npz"]) == 0


@pytest.mark.parametrize(
    "target", ["dead.npz", "./dead.npz", "link.npz", "folder/X.npy", "contract.yaml", "pyproject.toml"]
)
def test_what_is_read_is_never_written_over(folder, capsys, target):
    os.symlink("dead.npz", "link.npz")
    Path("folder").mkdir()
    np.save("folder/X.npy", DEAD)
    Path("contract.yaml").write_text("columns: {f0: {}, f1: {}}\n")
    Path("pyproject.toml").write_text("[tool.seqguard]\n")
    before = Path(target).read_bytes()
    assert main(["check", "dead.npz", "folder", "--contract", "contract.yaml", "--format", "json", "-o", target]) == 2
    assert "it is what is read" in capsys.readouterr().err
    assert Path(target).read_bytes() == before


def test_an_old_report_is_replaced_at_once_and_keeps_its_mode(folder):
    Path("report.json").write_text("old")
    os.chmod("report.json", 0o640)
    os.symlink("report.json", "latest.json")
    assert main(["check", "dead.npz", "-o", "latest.json"]) == 0
    assert json.loads(Path("report.json").read_text())["findings"]
    assert os.stat("report.json").st_mode & 0o777 == 0o640
    assert Path("latest.json").is_symlink()
    assert sorted(p.name for p in Path().iterdir()) == ["dead.npz", "latest.json", "report.json", "sound.npz"]


def test_a_disk_that_is_full_leaves_the_old_report(folder):
    Path("report.json").write_text("old")
    done = command("ulimit -f 0; seqguard check dead.npz -o report.json -q")
    assert done.returncode == 2
    assert done.stderr.startswith("seqguard: -o report.json was not written")
    assert len(done.stderr.splitlines()) == 1
    assert Path("report.json").read_text() == "old"
    assert sorted(p.name for p in Path().iterdir()) == ["dead.npz", "report.json", "sound.npz"]


@pytest.mark.parametrize(
    ("line", "status", "said"),
    [
        ("seqguard check sound.npz > /dev/full", 2, "standard output could not be written: No space left on device"),
        ("seqguard check sound.npz >&-", 2, "standard output could not be written"),
        ("seqguard rules > /dev/full", 2, "No space left on device"),
        ("seqguard check sound.npz -o /dev/full --format json", 2, "-o /dev/full was not written: No space left"),
        ("mkdir d.json; seqguard check sound.npz -o d.json", 2, "-o d.json: it is a folder"),
        ("seqguard check sound.npz -o none/d.json", 2, "there is no folder 'none'"),
        ("mkdir gone; cd gone; rmdir ../gone; seqguard check ../sound.npz", 2, "the working folder is no longer there"),
        ("seqguard check nowhere.npz 2> /dev/full", 2, ""),
        ("seqguard check nowhere.npz 2>&-", 2, ""),
        ("seqguard check sound.npz -q >&-", 0, ""),
        ("seqguard check dead.npz --fail-on warning -v | head -1", 1, ""),
        ("seqguard rules | head -1", 0, ""),
        ("seqguard check sound.npz --format json | true", 0, ""),
    ],
)
def test_streams_that_break_are_one_sentence_and_an_exit_status(folder, line, status, said):
    done = command(line)
    assert done.returncode == status, done.stderr
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == bool(said)


HOSTILE = "\n::error::pwn\x1b[31m\x9b##[error]pwn"


@pytest.mark.parametrize("format", ["text", "json", "sarif", "junit", "github", "markdown", "html"])
def test_names_of_features_files_and_members_have_no_power(folder, capsys, format):
    np.savez(f"a{HOSTILE.replace('/', '')}.npz", X=DEAD)
    np.savez("member.npz", **{f"X{HOSTILE}": X})
    Path("head.csv").write_text(f'"a{HOSTILE}",b\n' + "\n".join(f"1,{v:.3f}" for v in X[:, 0, 0]))
    paths = [p.name for p in Path().iterdir()]
    main(["check", *paths, "--window", "5", "--format", format])
    main(["check", "head.csv", "--window", "5", "--target", "b", "--format", format, "--preset", "exploratory"])
    captured = capsys.readouterr()
    for stream in (captured.out, captured.err):
        assert "\x1b" not in stream
        assert "\x9b" not in stream
        assert "##[" not in stream
        ours = "::" if format == "github" and stream is captured.out else "seqguard: "
        for line in stream.splitlines():
            told = line.lstrip().startswith("::")
            assert not told or (
                ours == "::" and line.startswith(("::error file=", "::warning file=", "::notice file="))
            )
            assert not line.lstrip().startswith("::error::pwn")
    assert all(line.startswith("seqguard: ") for line in captured.err.splitlines())


def test_json_keeps_what_it_escapes(folder):
    report = seqguard.inspect(DEAD, feature_names=["a", f"b{HOSTILE}"])
    text = report.to_json()
    assert "##[" not in text
    assert "\x9b" not in text
    assert json.loads(text)["findings"][0]["features"] == [f"b{HOSTILE}"]
    assert json.loads(for_json(json.dumps({"a": "\U0010ffff\x7f##["}, ensure_ascii=False))) == {
        "a": "\U0010ffff\x7f##["
    }


@pytest.mark.parametrize(
    ("given", "log", "markup"),
    [
        ("::error::x", r"\::error::x", "&#58;:error::x"),
        ("a\n \t::x", "a\n \t\\::x", "a\n \t&#58;:x"),
        ("a ::x", "a ::x", "a ::x"),
        (":x", ":x", ":x"),
        ("a ##[b", r"a #\#[b", "a #&#35;[b"),
        ("###[b", r"##\#[b", "##&#35;[b"),
    ],
)
def test_what_a_runner_would_obey(given, log, markup):
    assert for_log(given) == log
    assert for_markup(given) == markup
    assert "\n" not in one_line(given)


def test_a_message_about_a_name_of_a_megabyte_is_short(folder, capsys):
    Path("d.csv").write_text(f"{'a' * 2**20},b\n" + "\n".join(f"1,{v:.3f}" for v in X[:, 0, 0]))
    assert main(["check", "d.csv", "--window", "5"]) in (0, 1, 2)
    captured = capsys.readouterr()
    assert len(captured.out) + len(captured.err) < 20_000


def test_the_json_module_is_the_one_that_formats(folder):
    assert json_format.to_json(seqguard.inspect(X)).startswith("{")


def plugin(folder, code):
    """An installed package with one entry point of checks."""
    info = folder / "site" / "acme-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text("[seqguard.checks]\nACME = acme_checks\n")
    (folder / "site" / "acme_checks.py").write_text(code)
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(folder / "site"), str(ROOT), os.environ.get("PYTHONPATH", "")]),
    }


BROKEN = [
    "raise RuntimeError('broken at import')",
    "import nothing_of_this_name",
    "raise SystemExit(0)",
    "def f(:",
    "from seqguard import check\n@check('SG999', severity='error')\ndef a():\n    '''A.'''",
]


@pytest.mark.parametrize("code", BROKEN)
def test_a_broken_plugin_is_one_crash_that_is_named(folder, code):
    done = command("seqguard check sound.npz dead.npz --format json", env=plugin(folder, code))
    assert done.returncode == 1, done.stderr
    for report in json.loads(done.stdout)["reports"]:
        (crash,) = report["crashed"]
        assert "acme 1.2" in crash["error"]
        assert "ACME" in crash["error"]
        assert len(report["ran"]) > 20


def test_rules_are_listed_beside_a_broken_plugin(folder):
    done = command("seqguard rules", env=plugin(folder, BROKEN[0]))
    assert done.returncode == 0
    assert "SG501" in done.stdout
    assert "acme 1.2" in done.stderr
    assert len(done.stderr.splitlines()) == 1
