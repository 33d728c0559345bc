"""A gate that did not look is shut: data that were not read, checks that were asked for by name and could not run."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import seqguard
from seqguard.core.finding import Skipped
from seqguard.report.formats import github, junit, markdown, sarif
from seqguard.report.registry import Inspected, Run
from seqguard.report.report import Report, Unseen
from seqguard.testing import forecast


def data():
    return forecast(np.random.default_rng(5))


def test_a_check_asked_for_by_name_that_could_not_run_shuts_the_gate():
    report = seqguard.inspect(data()["X"], select=["SG1", "constant-target"])
    assert [s.slug for s in report.unchecked] == ["constant-target"]
    assert report.fails()
    assert not report.fails("never")
    assert str(report).startswith("not checked: constant-target could not run: ")
    with pytest.raises(seqguard.PreflightError):
        seqguard.validate(data()["X"], select=["SG1", "SG501"])


def test_allow_unseen_opens_it_and_the_report_still_says_so():
    report = seqguard.validate(data()["X"], select=["SG1", "constant-target"], allow_unseen=True)
    assert str(report).startswith("not checked: constant-target")


@pytest.mark.parametrize("select", [["SG"], ["SG5"], None])
def test_the_beginning_of_a_code_asks_for_no_check_by_name(select):
    report = seqguard.inspect(data()["X"], select=select)
    assert report.skipped
    assert not report.unchecked or not report.ran


def test_a_check_that_runs_in_one_split_was_checked():
    given = data()
    one = {**given, "validation_data": (given["X"][:40], np.full((40, *given["y"].shape[1:]), np.nan))}
    assert seqguard.inspect(**one, select=["target-leak", "nan-target"]).unchecked == ()


def test_nothing_found_is_not_said_over_no_checks():
    report = seqguard.inspect(data()["X"], select=["SG50"])
    assert report.ran == ()
    assert report.fails()
    assert "nothing found" not in str(report)
    assert "nothing was checked" in str(report)
    left = seqguard.inspect(**data(), ignore=["SG"])
    assert left.fails()
    assert "not checked: any check could not run: select and ignore leave none" in str(left)


def test_a_package_that_is_missing_is_named_with_the_way_to_it():
    code = (
        "import sys; sys.modules['sklearn'] = None\n"
        "import numpy as np, seqguard\nfrom seqguard.testing import forecast\n"
        "g = forecast(np.random.default_rng(5))\n"
        "r = seqguard.inspect(g['X'], g['y'], select=['SG1', 'no-signal'])\nprint(r)\nprint(r.fails())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    said = done.stdout.splitlines()
    assert said[0] == "not checked: no-signal needs scikit-learn (pip install scikit-learn)"
    assert said[-1] == "True"


def test_own_checks_count_as_asked_for_by_name():
    from seqguard.engine.registry import discover

    check = discover()["SG501"]
    assert [s.slug for s in seqguard.inspect(data()["X"], checks=[check]).unchecked] == ["constant-target"]


UNREAD = Report(ran=("nan-values",), unseen=(Unseen("validation", "validation_data is a generator", "It is used up."),))


def test_data_of_any_split_that_were_not_read_shut_it():
    assert UNREAD.fails()
    assert str(UNREAD).startswith("not looked at: validation_data is a generator")
    assert not Report(ran=("nan-values",), unseen=UNREAD.unseen, allow_unseen=True).fails()


NAMED = Report(ran=("nan-values",), unchecked=(Skipped("SG619", "no-signal", "needs scikit-learn: pip install x"),))


@pytest.mark.parametrize("report", [UNREAD, NAMED], ids=["unread", "unchecked"])
def test_every_format_of_a_pipeline_says_it(report):
    run = Run((Inspected("d.npz", report),), "error")
    assert ET.fromstring(junit.document(run)).findall(".//error")
    assert github.document(run).startswith("::error file=d.npz,line=1,title=not looked at::not ")
    assert "**not " in markdown.document(run)
    notes = json.loads(sarif.document(run))["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert any(n["level"] == "warning" and "d.npz: not " in n["message"]["text"] for n in notes)
    assert report.to_dict()["unseen"] or report.to_dict()["unchecked"]


def test_the_command_line_and_the_configuration_take_it(tmp_path):
    np.savez(tmp_path / "d.npz", X=data()["X"])

    def status(*words):
        call = [sys.executable, "-m", "seqguard", "check", "d.npz", "--select", "SG1,constant-target", *words]
        return subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False).returncode

    assert status() == 1
    assert status("--allow-unseen", "yes") == 0
    (tmp_path / "pyproject.toml").write_text("[tool.seqguard]\nallow-unseen = true\nmax-samples = 5000\n")
    assert status() == 0
    assert status("--allow-unseen", "no") == 1
    (tmp_path / "pyproject.toml").write_text("[tool.seqguard]\nallow-unseen = 1\n")
    assert status() == 2


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ({"allow_unseen": 1}, TypeError),
        ({"max_samples": 0}, ValueError),
        ({"max_samples": 2.5}, TypeError),
        ({"layout": "NCT"}, ValueError),
        ({"lengths": "abc"}, TypeError),
        ({"lengths": [[1]]}, ValueError),
        ({"lengths": [0.5]}, TypeError),
        ({"lengths": [-1]}, ValueError),
    ],
)
def test_the_options_are_refused_by_name(words, kind):
    with pytest.raises(kind, match=next(iter(words))):
        seqguard.inspect(**data(), **words)
