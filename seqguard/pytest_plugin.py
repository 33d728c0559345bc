"""A fixture for tests of data. Loaded by pytest at its start, so it imports nothing but pytest.

def test_training_data(assert_valid_sequences):
    X, y = load()
    assert_valid_sequences(X, y, fail_on="warning")
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Unpack

import pytest

if TYPE_CHECKING:
    from seqguard.core.options import Words
    from seqguard.report.report import FailOn, Report

__all__ = ["assert_valid_sequences"]


@pytest.fixture
def assert_valid_sequences(request: pytest.FixtureRequest) -> Callable[..., "Report"]:
    """As `seqguard.testing.assert_valid`, and the report stays with the test.

    Returns:
        A function that takes the arguments of `seqguard.inspect` and `fail_on`. It fails the test with the report, or
        returns it. `pytest -rP` shows the report of a test that passed; `--junitxml` has the slugs of what was found,
        as a property of the test.
    """

    def check(
        X: Any, y: Any = None, *, fail_on: "FailOn" = "error", validation_data: Any = None, **options: "Unpack[Words]"
    ) -> "Report":
        __tracebackhide__ = True  # the failure is shown in the line of the test
        from seqguard.engine.run import inspect  # NumPy is not loaded for tests that do not ask for it

        report = inspect(X, y, validation_data=validation_data, **options)
        # not by record_property, which warns under pytest's own default of junit_family
        request.node.user_properties.append(("seqguard", " ".join(f.slug for f in report) or "nothing found"))
        if report.fails(fail_on):
            pytest.fail(f"the data do not pass seqguard (fail_on={fail_on!r})\n\n{report}")
        request.node.add_report_section("call", "seqguard", f"{report}")
        return report

    return check
