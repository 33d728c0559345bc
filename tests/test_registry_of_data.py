"""The checks that are imported for data alone are those that can run on it."""

import seqguard.checks  # noqa: F401
from seqguard.engine.registry import OUTSIDE, available, discover, of_data
from seqguard.engine.resolve import needs
from seqguard.facts.contract import Verdict


def test_of_data_leaves_out_what_reads_a_model_or_a_training():
    everything = discover()
    family = {code: check.function.__module__.split(".")[2] for code, check in everything.items()}
    assert set(of_data()) == {code for code in everything if family[code] not in OUTSIDE}
    for code, check in everything.items():
        assert bool(needs(check.function).outside - {Verdict}) == (code not in of_data()), check.slug


def test_patterns_that_name_no_data_check_bring_the_others():
    assert available() is available(["SG1", "nan-values"], None) is of_data()
    assert available(["SG7"]) is available(None, {"zero-loss": []}) is discover()
