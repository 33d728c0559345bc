"""A contract with a typing error is refused; nothing in its YAML runs, unfolds or is waited for."""

import json
import re
import time
from pathlib import Path

import numpy as np
import pandera.pandas as pa
import pytest
import yaml

import seqguard
from seqguard.contract.form import CHECKS, SHORT
from seqguard.contract.patterns import LONGEST, check_pattern
from seqguard.contract.yaml_text import NODES

DIGITS = "0x" + "f" * 5000
"""A number with more digits than Python writes."""
X = np.random.default_rng(0).uniform(0, 1, (30, 6, 2)).astype("f4")
BASE = {
    "seqguard": {"version": 1, "timesteps": 6, "dtype": "float32"},
    "columns": {"f0": {"dtype": "float32", "checks": {"in_range": {"min_value": 0, "max_value": 1}}}, "f1": None},
}


def load(*path, value=None, drop=False, base=BASE):
    """The contract with one value changed at a path of keys."""
    held = yaml.safe_load(yaml.safe_dump(base))
    at = held
    for key in path[:-1]:
        at[key] = {} if at.get(key) is None else at[key]
        at = at[key]
    if path:
        at[path[-1]] = value
    return seqguard.SequenceSchema.from_yaml(yaml.safe_dump(held, sort_keys=False))


def test_what_is_right_is_read():
    contract = load()
    assert not seqguard.inspect(X, schema=contract, select=["SG010"]).findings
    assert seqguard.inspect(X + 1, schema=contract, select=["SG010"]).errors


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("colums",), {"f0": {}}, "has no key 'colums'; did you mean 'columns'"),
        (("Columns",), {"f0": {}}, "has no key 'Columns'; did you mean 'columns'"),
        (("stict",), True, "has no key 'stict'; did you mean 'strict'"),
        (("strict",), "maybe", "strict must be true, false or 'filter', got 'maybe'"),
        (("schema_type",), "series", "schema_type must be dataframe, got 'series'"),
        (("unique",), ["nope"], "unique names 'nope', which is no column"),
        (("unique",), 5, "unique must be a name or a list of names"),
        (("columns",), [], "columns must be a mapping"),
        (("columns",), {}, "must have columns"),
        (("columns",), "f0", "columns must be a mapping of names to mappings, got 'f0'"),
        (("index",), "abc", "index must be a list of mappings, got 'abc'"),
        (("columns", "f0", "nullable"), "no", "columns.'f0': nullable must be true or false, got 'no'"),
        (("columns", "f0", "nulable"), True, "columns.'f0' has no key .*'nulable'; did you mean 'nullable'"),
        (("columns", "f0", "chekcs"), {}, "columns.'f0' has no key .*'chekcs'; did you mean 'checks'"),
        (("columns", "f0", "dtype"), 5, "dtype must be a text, got 5"),
        (("columns", "f0", "dtype"), "flaot32", "not a schema that Pandera reads"),
        (("columns", "f0", "checks"), "in_range", "checks must be a list of checks or a mapping"),
        (("columns", "f0", "checks", "in_rnage"), {}, "no registered check 'in_rnage'; did you mean 'in_range'"),
        (("columns", "f0", "checks", "in_range", "min"), 0, "in_range has no parameter 'min'"),
        (("columns", "f0", "checks"), {"greater_than": None}, "not a schema that Pandera reads"),
        (("columns", "f0", "checks"), [{"min_value": 0}], r"checks\[0\] must be a mapping with options"),
        (("columns", "f0", "checks"), [{"options": {"check_name": 5}}], r"checks\[0\] must be a mapping with options"),
        (("columns", "f0", "checks"), ["in_range"], r"checks\[0\] must be a mapping with options"),
        (("columns", "f0"), {"dtype": "f4", "__class__": 1}, "no registered check '__class__'"),
        (("columns", "f0"), {"__init__": 1}, "no registered check '__init__'"),
        (("columns", "f0"), {"register_builtin_check_fn": 1}, "no registered check 'register_builtin_check_fn'"),
        (("columns", "f0"), 7, "columns.'f0' must be a mapping, got 7"),
        (("checks",), {"mro": {}}, "no registered check 'mro'"),
        (("seqguard",), None, "seqguard must be a mapping, got None"),
        (("seqguard",), 3, "seqguard must be a mapping, got 3"),
        (("seqguard",), {}, "seqguard must have a version"),
        (("seqguard", "version"), 2, "version must be 1, the only version there is, got 2"),
        (("seqguard", "timestep"), 6, "has no key 'timestep'; did you mean 'timesteps'"),
        (("seqguard", "timesteps"), "6", "timesteps must be a whole number, got '6'"),
        (("seqguard", "timesteps"), True, "timesteps must be a whole number, got True"),
        (("seqguard", "timesteps"), 0, "timesteps must be at least 1, got 0"),
        (("seqguard", "timesteps"), DIGITS, "timesteps must be a whole number, got <int>"),
        (("seqguard", "dtype"), "nonsense", "dtype must be a NumPy dtype, got 'nonsense'"),
        (("seqguard", "dtype"), "(" * 2000, "dtype must be a NumPy dtype"),
        (("seqguard", "rowwise"), 5, "rowwise must be a list of names, got 5"),
        (("seqguard", "rowwise"), [1], "rowwise must be a list of names"),
        (("seqguard", "row_limit"), -1, "row_limit must be a whole number, got -1"),
        (("seqguard", "target"), "abc", "target must be a mapping, got 'abc'"),
        (("seqguard", "target"), [1], "target must be a mapping"),
        (("seqguard", "target"), {"colums": {}}, "target must have columns"),
        (("columns", "((("), {"regex": True}, "is no regular expression"),
        (("columns", "^(x+x+)+y$"), {"regex": True}, "may cut a name"),
    ],
)
def test_what_is_mistyped_is_refused_by_its_place(path, value, message):
    if value is DIGITS:
        text = f"seqguard: {{version: 1, timesteps: {DIGITS}}}\ncolumns: {{f0: {{}}}}\n"
        with pytest.raises(ValueError, match=message):
            seqguard.SequenceSchema.from_yaml(text)
        return
    with pytest.raises(ValueError, match=message) as refused:
        load(*path, value=value)
    assert len(str(refused.value)) < 700


@pytest.mark.parametrize(("given", "asked"), [(8, 6), (5, 6), (6, 6)])
def test_other_timesteps_than_asked_for_are_a_finding_in_both_directions(given, asked):
    data = np.random.default_rng(0).uniform(0, 1, (30, given, 2)).astype("f4")
    report = seqguard.inspect(data, schema=load("seqguard", "timesteps", value=asked), select=["SG010"])
    said = [f.message for f in report if "timesteps" in f.message]
    assert said == ([f"X has {given} timesteps, the contract says {asked}."] if given != asked else [])


def test_the_list_of_checks_is_panderas_and_seqguards():
    for name, parameters in CHECKS.items():
        assert hasattr(pa.Check, name)
        assert set(parameters) <= set(getattr(pa.Check, name).__code__.co_varnames) | {"value", "string", "pattern"}
    assert all(hasattr(pa.Check, short) for short in SHORT)


@pytest.mark.parametrize("name", [*SHORT, *CHECKS])
def test_every_check_of_the_list_may_be_named(name):
    parameters = CHECKS[SHORT.get(name, name)]
    values = {"allowed_values": [0.5], "forbidden_values": [2], "values": [1], "pattern": "a", "string": "a"}
    given = {p: values.get(p, True if "include" in p else 1) for p in parameters if p != "exact_value"}
    contract = load("columns", "f0", "checks", value={name: given})
    assert contract.features.columns["f0"].checks


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB + "\ncolumns: {f0: {isin: *a11}}",
        BOMB + "\nseqguard: {version: *a11}\ncolumns: {f0: {}}",
        "columns: &a {f0: *a}\n",
        "columns: {f0: " + "[" * 3000 + "]" * 3000 + "}\n",
        "columns: {f0: " + "{a: " * 60 + "1" + "}" * 60 + "}\n",
        "columns: {f0: {isin: [" + "1," * (NODES + 1) + "]}}\n",
        "columns: {f0: {}}\n" + "#" * 5 * 2**20,
        "columns: {f0: {}}\ncolumns: {f1: {}}\n",
        "columns: {f0: {}, f0: {nullable: true}}\n",
        "columns: !!python/object/apply:os.system ['touch exploded']\n",
        "columns: !!python/name:os.system\n",
        "columns: {? [a] : 1}\n",
        "columns: {f0: {default: 0000-00-00}}\n",
        "columns: {f0: {default: 9999-99-99 99:99:99}}\n",
        "%YAML 9.9\n---\ncolumns: {}\n",
        "--- a\n--- b\n",
        "columns: {f0: \x07}\n",
        "- columns\n- f0\n",
        "\n",
        "5\n",
        "columns: {5.5: {}}\n",
        "columns: {null: {}}\n",
        "columns: {true: {}}\n",
    ],
    ids=range(23),
)
def test_yaml_that_is_no_contract_is_refused_in_a_moment(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    started = time.process_time()
    with pytest.raises(ValueError, match="contract") as refused:
        seqguard.SequenceSchema.from_yaml(text)
    assert time.process_time() - started < 20
    assert len(str(refused.value)) < 700
    assert not (tmp_path / "exploded").exists()


def test_shared_values_may_be_aliases():
    contract = seqguard.SequenceSchema.from_yaml("columns: {f0: {isin: &a [1, 2]}, f1: {isin: *a}}\n")
    assert contract.features.columns["f1"].checks[0].statistics == {"allowed_values": [1, 2]}


@pytest.mark.parametrize(
    "pattern",
    ["^f[0-9]+$", r"\d+_\d+_\d+", "(lag|diff)_\\d{1,3}", r"temp(_\d{1,2})?", "sensor_.*", r"(ab){3}", "a|b|c"],
)
def test_common_expressions_are_read(pattern):
    check_pattern(pattern, "c")


@pytest.mark.parametrize(
    "pattern",
    [
        "(x+x+)+y",
        "(a|b|ab)*c",
        "(a*)*b",
        r"(\w+\s?)*$",
        "(a{1,16}){16}b",
        ".*.*.*.*x",
        "(a",
        "a" * (LONGEST + 1),
        "(" * 400,
    ],
)
def test_expressions_that_may_take_for_ever_are_refused(pattern):
    with pytest.raises(ValueError, match=r"^c is "):
        check_pattern(pattern, "c")


@pytest.mark.parametrize("pattern", [r"\d+_\d+_\d+$", ".*a.*a.*b$"])
def test_what_is_read_is_matched_in_a_moment(pattern):
    check_pattern(pattern, "c")
    started = time.process_time()
    for name in ("a" * 100, "1" * 100, "1_" * 50):
        re.match(pattern, name)
    assert time.process_time() - started < 2


def test_the_schema_for_editors_is_the_form(monkeypatch):
    jsonschema = pytest.importorskip("jsonschema")
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "tools")
    import contract_schema

    text = contract_schema.TARGET.read_text(encoding="utf-8")
    assert text == contract_schema.text(), "python tools/contract_schema.py writes it"
    schema = json.loads(text)
    learnt = yaml.safe_load(seqguard.SequenceSchema.infer(X, X[:, -1, :1]).to_yaml())
    for fine in (BASE, learnt, {"columns": {"a": {"isin": [1, 2]}}}):
        jsonschema.validate(fine, schema)
    for wrong in ({"colums": {}}, {**BASE, "stict": True}, {**BASE, "columns": {"f0": {"nullable": "no"}}}, {}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_a_value_out_of_range_is_said_with_the_file(tmp_path):
    file = tmp_path / "c.yaml"
    file.write_text("seqguard:\n  version: 1\n  timesteps: 0\ncolumns:\n  f0:\n    dtype: float32\n")
    with pytest.raises(ValueError, match=r"c\.yaml: timesteps must be at least 1, got 0"):
        seqguard.SequenceSchema.from_yaml(file)
