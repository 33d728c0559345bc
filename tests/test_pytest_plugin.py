"""The fixture, in a pytest of its own, and what the plugin costs those who do not use it."""

import subprocess
import sys
from importlib.metadata import entry_points

import pytest

import seqguard.testing  # noqa: F401  # so that the runs below find NumPy loaded: it cannot be loaded twice
from seqguard.engine.registry import discover

pytest_plugins = ["pytester"]

INSTALLED = entry_points(group="pytest11", name="seqguard")
PLUGIN = () if INSTALLED else ("-p", "seqguard.pytest_plugin")
DATA = "from seqguard.testing import forecast\nimport numpy as np\ndata = forecast(np.random.default_rng(0))\n"


@pytest.fixture
def run(pytester):
    """Run one test with the plugin, which an installed seqguard brings by its entry point."""
    discover()  # pytester forgets what a run has imported, and would import the checks in each one

    def result(body: str, *options: str) -> pytest.RunResult:
        pytester.makepyfile(test_data=DATA + body)
        return pytester.runpytest_inprocess(*PLUGIN, "-p", "no:cacheprovider", *options)

    return result


SOUND = """
def test_sound(assert_valid_sequences):
    report = assert_valid_sequences(**data)
    assert report.ran and not report.errors
"""
DEAD = """
def test_dead(assert_valid_sequences):
    data["X"][..., 1] = 0.5
    assert_valid_sequences(**data, fail_on={fail_on!r})
"""


def test_sound_data_pass_and_leave_their_report(run):
    result = run(SOUND, "-rP")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*Captured seqguard*", "X (400, 12, 3) float32*"])


def test_a_fault_fails_the_test_with_the_report(run):
    result = run(DEAD.format(fail_on="warning"))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            ">*assert_valid_sequences(**data, fail_on='warning')",
            "E*the data do not pass seqguard (fail_on='warning')",
            "E*warning*constant-feature*X*f1*SG105",
        ]
    )
    assert "pytest_plugin.py" not in result.stdout.str()
    assert "Captured seqguard" not in result.stdout.str()


def test_below_the_level_it_passes(run):
    result = run(DEAD.format(fail_on="error"), "-rP")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*warning*constant-feature*"])


def test_a_level_that_is_none_is_named(run):
    result = run(DEAD.format(fail_on="sometimes"))
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E*ValueError: fail_on must be 'error', 'warning' or 'never'*"])


def test_junit_has_what_was_found(run, pytester):
    run(DEAD.format(fail_on="error"), "--junitxml=junit.xml")
    assert '<property name="seqguard" value="constant-feature' in (pytester.path / "junit.xml").read_text()


def test_the_fixture_is_listed_with_its_use(run):
    result = run("", "--fixtures")
    result.stdout.fnmatch_lines(["assert_valid_sequences*", "*As `seqguard.testing.assert_valid`*"])


def test_the_plugin_loads_nothing_but_pytest():
    code = (
        "import pytest, sys; before = set(sys.modules); import seqguard.pytest_plugin\n"
        "print(sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert loaded.strip() == "['seqguard', 'seqguard.core', 'seqguard.core.version', 'seqguard.pytest_plugin']"
