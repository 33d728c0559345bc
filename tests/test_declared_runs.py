"""What a declared check does when it runs: nothing is passed over in silence, and its name may change."""

from typing import Any

import numpy as np
import pytest
from _declared import Findings, declare

import seqguard
from seqguard.authors import (
    Base,
    Check,
    Finding,
    Given,
    Input,
    Moments,
)
from seqguard.engine.registry import choose, discover, require_known
from seqguard.engine.resolve import needs
from seqguard.testing import forecast


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (Finding(message="", remedy=""), "returned Finding.*a check yields its findings: `yield Finding"),
        (None, "returned None; a check yields its findings"),
        (["text"], "yielded 'text', which is no Finding"),
    ],
)
def test_what_is_no_finding_is_a_crash_of_that_check_alone(given: Any, says: str) -> None:
    def wrong(x: Input[Moments]) -> Findings:
        return given  # type: ignore[no-any-return]  # as an author may slip

    report = seqguard.inspect(np.ones((60, 3, 1)), checks=[declare(wrong)])
    (crash,) = report.crashed
    assert crash.slug == "wrong"
    with pytest.raises(TypeError, match=says):
        list(declare(wrong)(x=None))
    assert "constant-input" in report.ran


def test_a_severity_that_there_is_not_is_a_crash_of_that_check_alone() -> None:
    def loud(x: Input[Moments]) -> Findings:
        yield Finding(message="", remedy="", severity="wraning")  # type: ignore[arg-type]  # the slip

    (crash,) = seqguard.inspect(np.ones((60, 3, 1)), checks=[declare(loud)]).crashed
    assert "severity must be one of error, warning, info or None" in crash.error


class TestNothingIsSilent:
    """Whatever does not run is skipped with its reason."""

    def test_what_needs_a_model_a_training_or_a_contract_is_told_to_whoever_names_it(self) -> None:
        data = forecast(np.random.default_rng(0))
        for pattern, needed in (
            ("SG7", "a compiled model"),
            ("SG8", "that was watched"),
            ("SG9", "a kept profile"),
            ("SG010", "schema="),
        ):
            report = seqguard.inspect(**data, select=[pattern])
            named = {c.slug for c in discover().values() if c.code.startswith(pattern) and not c.on_request}
            assert {s.slug for s in report.skipped} == named
            assert all(needed in s.reason for s in report.skipped if needed != "a compiled model")
            assert not report.ran

    def test_nobody_is_told_of_a_model_who_did_not_ask(self) -> None:
        report = seqguard.inspect(**forecast(np.random.default_rng(0)))
        assert not {s.code[:3] for s in report.skipped} & {"SG7", "SG8", "SG9"}
        assert "contract-violation" not in {s.slug for s in report.skipped}

    def test_every_check_of_data_runs_or_is_skipped(self) -> None:
        from seqguard.engine.registry import of_data

        for data in (forecast(np.random.default_rng(0)), {"X": np.ones((60, 3, 1))}):
            report = seqguard.inspect(**data)
            wanted = {c.slug for c in of_data().values() if not c.on_request and not needs(c.function).outside}
            assert wanted <= {*report.ran, *(s.slug for s in report.skipped)}

    def test_a_check_that_reads_only_the_base_needs_a_further_split(self) -> None:
        def only_base(before: Base[Input[Moments]]) -> Findings:
            yield Finding(message="", remedy="")

        report = seqguard.inspect(np.ones((60, 3, 1)), checks=[declare(only_base)])
        assert [s.reason for s in report.skipped if s.slug == "only-base"] == ["no validation data were given"]

    def test_an_own_check_of_a_model_is_told_of(self) -> None:
        from seqguard.facts.model.compiled import NetworkFacts

        def of_model(network: NetworkFacts) -> Findings:
            yield from ()

        report = seqguard.inspect(np.ones((60, 3, 1)), checks=[declare(of_model)])
        assert [s.reason for s in report.skipped if s.slug == "of-model"] == [
            "needs a compiled model: seqguard.keras.inspect(model, X, y)"
        ]


class TestAgeing:
    """A former slug names the check, and whoever writes it is warned with the version."""

    @pytest.fixture
    def renamed(self) -> Check:
        def renamed_check(x: Input[Moments], given: Input[Given]) -> Findings:
            yield Finding(message="", remedy="", features=("f0",))

        return declare(renamed_check, renamed_from={"dead-check": "0.2"}, removed_in="0.9")

    def test_select_and_ignore_take_it(self, renamed: Check) -> None:
        X = np.ones((60, 3, 1))
        with pytest.warns(DeprecationWarning, match="'dead-check' is called 'renamed-check' since seqguard 0.2"):
            assert seqguard.inspect(X, checks=[renamed], select=["dead-check"]).ran == ("renamed-check",)
        for ignore in (["dead-check"], {"dead-check": ["f0"]}):
            with pytest.warns(DeprecationWarning, match="ignore: 'dead-check'"):
                report = seqguard.inspect(X, checks=[renamed], ignore=ignore)
            assert "renamed-check" not in {f.slug for f in report.findings}

    def test_a_check_on_its_way_out_says_when(self, renamed: Check) -> None:
        with pytest.warns(DeprecationWarning, match="'renamed-check' goes with seqguard 0.9"):
            require_known("select", ["renamed-check"], [renamed])
        assert choose([renamed], ["ZZ"], ()) == (renamed,)

    def test_baseline_files_hold_codes_and_outlive_a_slug(self, renamed: Check) -> None:
        from seqguard.cli.accepted import fingerprints

        (finding,) = seqguard.inspect(np.ones((60, 3, 1)), checks=[renamed], select=["ZZ"]).findings
        assert fingerprints(finding) == {"ZZ001|X|f0"}
