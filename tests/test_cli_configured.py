"""`Check.configured` and `ignore` with places: what the configuration of the command line stands on."""

import numpy as np
import pytest

import seqguard
from seqguard.core.places import DeclarationError, Input
from seqguard.engine.registry import discover
from seqguard.statistics.moments import Moments


def data(rng: np.random.Generator) -> dict[str, np.ndarray]:
    X = rng.normal(size=(400, 8, 3)).astype("f4")
    X[..., 1] = 5.0
    return {"X": X, "y": rng.normal(size=400).astype("f4")}


CONSTANT = discover()["SG105"]


def slugs(**arguments) -> dict[str, str | None]:
    arguments = {"select": ["constant-feature"], **arguments}
    return {f.slug: f.severity for f in seqguard.inspect(**data(np.random.default_rng(0)), **arguments)}


def test_level_decides_over_the_check():
    assert slugs() == {"constant-feature": "warning"}
    assert slugs(checks=[CONSTANT.configured(level="error")]) == {"constant-feature": "error"}
    assert CONSTANT.level is None


def test_parameters_reach_the_function():
    check = next(c for c in discover().values() if any(isinstance(v, float) for v in c.parameters.values()))
    name, default = next((k, v) for k, v in check.parameters.items() if isinstance(v, float))
    seen = check.configured(**{name: default * 1.1})
    assert seen.settings == {name: default * 1.1}
    assert check.settings == {}
    assert (seen.slug, seen.sections) == (check.slug, check.sections)


@pytest.mark.parametrize(
    ("settings", "error", "said"),
    [
        ({"level": "fatal"}, ValueError, "level must be one of error, warning, info"),
        ({"no_such": 1}, ValueError, "has no parameter 'no_such'; it has"),
    ],
)
def test_unknown_settings_are_refused(settings, error, said):
    with pytest.raises(error, match=said):
        CONSTANT.configured(**settings)


def test_wrong_type_is_refused():
    check = next(c for c in discover().values() if any(isinstance(v, float) for v in c.parameters.values()))
    name = next(k for k, v in check.parameters.items() if isinstance(v, float))
    with pytest.raises(TypeError, match=f"{name} must be a float"):
        check.configured(**{name: "much"})


def test_a_taken_code_is_refused():
    assert "SG105" in discover()
    with pytest.raises(DeclarationError, match=r"my_own\(.*\) declares SG105, which is taken by .*constant_feature"):

        @seqguard.check("SG105", severity="info")
        def my_own(x: Input[Moments]) -> list[seqguard.Finding]:
            """Mine."""
            return []


@pytest.mark.parametrize(
    ("ignore", "silent"),
    [
        ({"constant-feature": ["f1"]}, True),
        ({"constant-feature": ["f0"]}, False),
        ({"constant-feature": []}, True),
        ({"SG1": []}, True),
        ({"nan-values": [], "constant-feature": ["f0"]}, False),
    ],
)
def test_ignore_by_place(ignore, silent):
    assert (slugs(ignore=ignore, select=["SG1"]).get("constant-feature") is None) is silent
