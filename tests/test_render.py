"""Every format over the same reports: what is committed under golden/, what the schemas say, and hostile names."""

import fcntl
import json
import os
import pty
import re
import struct
import sys
import termios
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from _golden import CLEAN, CONSTANT, GOLDEN, HOSTILE_NAMES, IMPUTED
from jsonschema import Draft4Validator, Draft202012Validator
from lxml import etree, html

from seqguard import catalogue as _catalogue
from seqguard.catalogue import formats
from seqguard.core.finding import Finding, Skipped
from seqguard.report.formats import sarif as sarif_module
from seqguard.report.formats.html import LIMIT, fragment, page
from seqguard.report.formats.json import plain
from seqguard.report.formats.phrases import silencing
from seqguard.report.formats.terminal import COLOUR, EVERYTHING, text
from seqguard.report.registry import Inspected, Run, document
from seqguard.report.report import PreflightError, Reading, Report

HERE = Path(__file__).parent
RUN = Run(
    (
        Inspected("data/träin 1.npz", GOLDEN),
        Inspected("data/clean.npz", CLEAN),
        Inspected("data/lfs.npz", notice="a Git LFS pointer, not the data: git lfs pull --include lfs.npz"),
        Inspected("data/broken.npz", problem="data/broken.npz is no .npz archive: File is not a zip file"),
    )
)
SARIF = Draft4Validator(json.loads((HERE / "schemas" / "sarif-2.1.0.json").read_text()))
REPORT = Draft202012Validator(json.loads((HERE.parent / "docs" / "report.schema.json").read_text()))
JUNIT = etree.XMLSchema(etree.parse(str(HERE / "schemas" / "junit-10.xsd")))


@pytest.fixture
def small_catalogue(monkeypatch):
    """Golden files must not change with the wording of a check."""
    monkeypatch.setattr(_catalogue, "PATH", str(HERE / "golden" / "catalogue.json"))


def in_terminal(code: str, *, columns: int, env: dict[str, str]) -> str:
    """What a Python process shows on a terminal of so many columns."""
    pid, handle = pty.fork()
    if pid == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        clean = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
        paths = os.pathsep.join([str(HERE), str(HERE.parent)])
        os.execve(sys.executable, [sys.executable, "-c", code], {**clean, "PYTHONPATH": paths, **env})
    seen = b""
    while True:
        try:
            part = os.read(handle, 2**16)
        except OSError:  # how Linux says that nobody holds the other end any more
            break
        if not part:
            break
        seen += part
    os.close(handle)
    assert os.waitpid(pid, 0)[1] == 0, seen
    return seen.decode()


@pytest.mark.parametrize("name", formats())
def test_golden(name, small_catalogue):
    golden = HERE / "golden" / f"report.{name}"
    made = document(name, RUN)
    if os.environ.get("SEQGUARD_UPDATE_GOLDEN"):
        golden.write_text(made, encoding="utf-8")
    assert made == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", formats())
def test_no_control_character_reaches_any_format(name):
    assert re.search(r"[\x00-\x08\x0b-\x1f\x7f]", document(name, RUN)) is None


class TestTerminal:
    def test_finding_is_laid_out_as_in_the_voice(self):
        lines = text(Report(findings=(CONSTANT,)), width=110).splitlines()
        assert lines[0].startswith("error    constant-target · y (and in validation)  ")
        assert lines[0].endswith("SG501")
        assert len(lines[0]) == 110
        assert lines[1].startswith("         All 1,976 targets are 0.0")
        assert "         Fix: compare" in "\n".join(lines)

    def test_width_is_kept(self):
        assert max(map(len, text(GOLDEN, shown=EVERYTHING, width=80).splitlines())) <= 80

    def test_notes_are_counted_and_listed_on_request(self):
        assert "info     mixed-scales" not in text(GOLDEN)
        assert text(GOLDEN).endswith("\n1 note: mixed-scales")
        assert "1 note: " not in text(GOLDEN, shown=EVERYTHING)
        assert "info     mixed-scales" in text(GOLDEN, shown=EVERYTHING)
        assert "skipped 1: no groups were given: group-overlap" in text(GOLDEN, shown=EVERYTHING)

    def test_clean_report_says_what_was_checked(self):
        last = text(CLEAN, width=200).splitlines()[-1]
        assert last == (
            "nothing found in X, y, validation · 6 checks ran; "
            "3 did not (2: no timestamps were given, 1: no groups were given) · 0.09 s"
        )

    def test_reading_breaks_between_clauses(self):
        note = "y is feature `load` one step after the window"
        reading = Reading(
            "train", "X", (9, 24, 4), "f4", "x", "values", ("sliding windows of one series (step 1)", note)
        )
        lines = text(Report(readings=(reading,)), width=80).splitlines()
        assert lines[1:3] == ["read as: sliding windows of one series (step 1),", f"  {note}"]
        long = text(Report(readings=(replace(reading, notes=("a b " * 60,)),)), width=80)
        assert max(map(len, long.splitlines())) <= 80

    def test_reasons_are_cut_at_their_advice(self):
        skipped = tuple(Skipped("SG1", f"c{i}", "needs timestamps: Split(X, y, timestamps=...)") for i in range(3))
        assert "3 did not (3: needs timestamps)" in text(Report(skipped=skipped))

    def test_not_run_is_never_shown_as_passed(self):
        assert "1 crashed" in text(GOLDEN)
        assert "ZeroDivisionError" in text(GOLDEN)

    def test_colour_only_adds_escapes(self):
        coloured = text(GOLDEN, style=COLOUR, width=110)
        assert "\033[1;31merror" in coloured
        assert re.sub(r"\033\[[0-9;]*m", "", coloured) == text(GOLDEN, width=110)

    def test_str_and_repr_are_the_text(self):
        assert str(GOLDEN) == repr(GOLDEN) == text(GOLDEN, call='report.show("all")')

    def test_print_has_colour_and_the_width_of_a_terminal(self):
        """In a terminal of its own: `script` is not everywhere, a pseudo-terminal of Python's is."""
        code = "from test_render import GOLDEN; print(GOLDEN)"
        seen = in_terminal(code, columns=130, env={"TERM": "xterm"})
        assert "\033[1;31merror" in seen
        assert 110 < max(len(re.sub(r"\033\[[0-9;]*m", "", line)) for line in seen.splitlines()) <= 130
        assert "\033[" not in in_terminal(code, columns=130, env={"TERM": "xterm", "NO_COLOR": "1"})
        assert "\033[" not in in_terminal(code, columns=130, env={"TERM": "dumb"})


class TestReport:
    def test_length_and_truth(self):
        assert len(GOLDEN) == len(GOLDEN.findings) > 0
        assert (len(CLEAN), bool(CLEAN), bool(Report())) == (0, True, True)

    def test_in_a_string_it_is_plain(self, monkeypatch):
        """A message of an exception goes to logs, whatever standard output is."""
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert "\033[1;31merror" in str(GOLDEN)
        assert "\033" not in f"{GOLDEN}"
        with pytest.raises(PreflightError) as raised:
            GOLDEN.raise_for()
        assert "\033" not in str(raised.value)

    def test_notes_are_the_infos(self):
        assert [f.slug for f in GOLDEN.notes] == ["mixed-scales"]

    def test_show_lists_down_to_a_level(self, capsys):
        GOLDEN.show("all")
        assert "info     mixed-scales" in capsys.readouterr().out
        GOLDEN.show("error")
        out = capsys.readouterr().out
        assert "error    constant-target" in out
        assert "warning  " not in out
        for wrong in ("info", "most", None, ["all"]):
            with pytest.raises(ValueError, match="level must be one of 'error', 'warning', 'all'"):
                GOLDEN.show(wrong)

    def test_markdown_has_the_verdict_and_each_finding(self):
        made = GOLDEN.to_markdown()
        assert made.startswith("### 2 errors, 2 warnings, 1 note\n")
        assert made.count("> **Fix:**") == len(GOLDEN.findings)

    def test_notes_beyond_four_are_counted(self):
        many = tuple(Finding(message="m", remedy="r", severity="info", slug=f"note-{i}") for i in range(6))
        assert text(Report(many)).endswith("6 notes: note-0, note-1, note-2, note-3 and 2 more")


class TestJson:
    def test_one_path_is_its_report_and_several_are_a_list(self):
        for run in (RUN, Run(RUN.files[:1]), Run(RUN.files[2:3]), Run(())):
            REPORT.validate(json.loads(document("json", run)))
        assert json.loads(document("json", Run(RUN.files[:1])))["path"] == "data/träin 1.npz"
        assert len(json.loads(document("json", RUN))["reports"]) == 4

    def test_schema_refuses_what_is_no_report(self):
        value = GOLDEN.to_dict()
        REPORT.validate(value)
        del value["findings"][0]["code"]
        assert not REPORT.is_valid(value)

    def test_numbers_that_json_lacks_are_named(self):
        evidence = GOLDEN.to_dict()["findings"][3]["evidence"]
        assert (evidence["ratio"], evidence["p"]) == ("Infinity", "NaN")
        assert evidence["count"] == 312
        assert json.loads(GOLDEN.to_json()) == GOLDEN.to_dict()

    @pytest.mark.parametrize(
        ("given", "wanted"),
        [
            (np.float32(0.5), 0.5),
            (np.bool_(True), True),
            (np.arange(3), [0, 1, 2]),
            (np.array(np.nan), "NaN"),
            (-np.inf, "-Infinity"),
            (MappingProxyType({1: (2, 3)}), {"1": [2, 3]}),
            (np.datetime64("2020-01-01"), "2020-01-01"),
            (1 + 2j, "(1+2j)"),
        ],
    )
    def test_plain(self, given, wanted):
        assert plain(given) == wanted
        assert type(plain(given)) is type(wanted)


class TestSarif:
    def test_valid_by_its_schema(self):
        SARIF.validate(json.loads(document("sarif", RUN)))

    def test_valid_by_github(self):
        """One location each, relative, on line 1; a fingerprint of our own; nothing that GitHub does not know."""
        log = document("sarif", RUN)
        assert "originalUriBaseIds" not in log
        (run,) = json.loads(log)["runs"]
        for result in run["results"]:
            (location,) = result["locations"]
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert uri == "data/tr%C3%A4in%201.npz"
            assert location["physicalLocation"]["region"]["startLine"] == 1
            assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        prints = [r["partialFingerprints"]["seqguard/v1"] for r in run["results"]]
        assert len(set(prints)) == len(prints) == 12

    def test_fingerprints_carry_no_number(self):
        other = replace(IMPUTED, message="62.1 stands 20 times.", evidence={"value": 62.1})
        made = [document("sarif", Run((Inspected("a.npz", Report(findings=(f,))),))) for f in (IMPUTED, other)]
        prints = [json.loads(m)["runs"][0]["results"][0]["partialFingerprints"] for m in made]
        assert prints[0] == prints[1]

    def test_two_faults_of_one_kind_at_one_place_are_one_result(self):
        second = replace(IMPUTED, message="55.1 stands 20 times.", severity="error")
        report = Report(findings=(IMPUTED, second))
        (result,) = json.loads(document("sarif", Run((Inspected("a.npz", report),))))["runs"][0]["results"]
        assert result["level"] == "error"
        assert "61.42" in result["message"]["text"]
        assert "55.1" in result["message"]["text"]

    def test_at_most_5000_and_the_worst_of_them(self):
        many = [replace(IMPUTED, features=(f"f{i}",)) for i in range(sarif_module.LIMIT + 10)]
        report = Report(findings=(*many, CONSTANT))
        (run,) = json.loads(document("sarif", Run((Inspected("a.npz", report),))))["runs"]
        assert len(run["results"]) == sarif_module.LIMIT
        assert run["results"][0]["ruleId"] == "SG501"
        assert "11 mildest" in run["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]

    def test_what_did_not_run_is_said(self):
        (run,) = json.loads(document("sarif", RUN))["runs"]
        (invocation,) = run["invocations"]
        assert invocation["executionSuccessful"] is False
        assert any("padding-value crashed" in n["message"]["text"] for n in invocation["toolExecutionNotifications"])

    def test_checks_of_others_are_rules_too(self):
        report = Report(findings=(replace(CONSTANT, code="ACME001", slug="acme-rule"),))
        log = json.loads(document("sarif", Run((Inspected("a.npz", report),))))
        SARIF.validate(log)
        assert log["runs"][0]["tool"]["driver"]["rules"][0]["name"] == "acme-rule"


class TestJunit:
    @pytest.mark.parametrize("fail_on", ["error", "warning", "never"])
    def test_valid_by_jenkins_schema(self, fail_on):
        JUNIT.assertValid(etree.fromstring(document("junit", replace(RUN, fail_on=fail_on)).encode()))

    @pytest.mark.parametrize(("fail_on", "failures"), [("error", 2), ("warning", 4), ("never", 0)])
    def test_failures_are_what_closes_the_gate(self, fail_on, failures):
        root = etree.fromstring(document("junit", replace(RUN, fail_on=fail_on)).encode())
        assert len(root.findall(".//failure")) == failures
        assert root[0].get("failures") == str(failures)

    def test_skipped_and_crashed_are_not_passed(self):
        root = etree.fromstring(document("junit", RUN).encode())
        assert root[0].get("skipped") == str(len(root[0].findall(".//skipped"))) == "4"
        assert root[0].get("errors") == "2"
        assert int(root[0].get("tests")) == len(root[0].findall("testcase"))


class TestGithub:
    def test_one_command_a_line_worst_first(self):
        lines = document("github", RUN).splitlines()
        assert [line.split(" ")[0] for line in lines] == ["::error"] * 5 + ["::warning"] * 2 + ["::notice"] * 2

    def test_nothing_can_forge_a_command(self):
        """A title ends at `::`, a property at `,`: neither can come out of a name."""
        for line in document("github", RUN).splitlines():
            properties, _ = re.fullmatch(r"::(?:error|warning|notice) (.*?)::(.*)", line).groups()
            assert [p.split("=")[0] for p in properties.split(",")] == ["file", "line", "title"]


class TestMarkdown:
    def test_names_are_escaped(self):
        made = document("markdown", RUN)
        assert "\\<script\\>" in made
        assert not re.search(r"^[^`]*(?<!\\)<script>", made, re.M)

    def test_code_spans_hold_backticks(self):
        assert "``ignore={'constant-feature': ['</script>" in document("markdown", RUN)


class TestHtml:
    @pytest.mark.parametrize("made", [page(GOLDEN), fragment(GOLDEN), document("html", RUN)])
    def test_no_script_and_nothing_fetched(self, made):
        tree = html.fromstring(made)
        assert all(s.get("type") == "application/json" for s in tree.iter("script"))
        assert not [e for e in tree.iter() if {"src", "href", "onclick", "onload"} & set(e.attrib)]
        assert "url(" not in made
        assert "@import" not in made

    def test_hostile_names_are_words(self):
        made = html.fromstring(page(GOLDEN))
        assert HOSTILE_NAMES[0] in made.text_content()
        assert not made.xpath("//b[normalize-space()='&amp;']")

    def test_embedded_json_is_the_report(self):
        (script,) = html.fromstring(page(GOLDEN)).iter("script")
        assert json.loads(script.text) == GOLDEN.to_dict()

    def test_size_is_capped(self):
        many = tuple(replace(IMPUTED, features=(f"f{i}",)) for i in range(5_000))
        made = page(Report(findings=many))
        assert made.count('<section class="finding') == LIMIT
        assert "4,800 more findings" in made
        assert len(made) < 4_000_000

    def test_clean_page_says_what_was_checked(self):
        words = html.fromstring(page(CLEAN)).text_content()
        assert "nothing found in X, y, validation" in words
        assert "no timestamps were given" in words


def test_silencing_is_an_argument_of_inspect():
    assert silencing(CONSTANT) == "ignore=['constant-target']"
    assert silencing(IMPUTED) == "ignore={'mean-imputation': ['humidity']}"


@pytest.mark.parametrize("name", formats())
def test_empty_report_and_bare_finding(name):
    bare = Finding(message="m", remedy="", code="SG101", slug="nan-values", severity="error")
    for report in (Report(), Report(findings=(bare,))):
        assert document(name, Run((Inspected("a.npz", report),))) or name == "github"
