"""seqguard's checks on ordinary frames, through Pandera."""

import subprocess
import sys
import warnings

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pytest

import seqguard
from seqguard.pandera import BEHIND
from seqguard.testing import random_walk

ROWS = 4000
COLUMN_CHECKS = [
    "has_variance",
    "not_imputed",
    "not_zero_filled",
    "not_held",
    "no_sentinel",
    "no_outlier",
    "not_clipped",
    "fits_float32",
    "no_inf",
]
EVERY = [*COLUMN_CHECKS, "no_duplicate_columns"]


def sound(seed: int = 0) -> pd.Series:
    index = pd.date_range("2024-01-01", periods=ROWS, freq="h")
    return pd.Series(random_walk(np.random.default_rng(seed), ROWS, 1)[:, 0], index, name="load")


def gappy(length: int) -> pd.Series:
    """Gaps of `length` rows, every 150."""
    column = sound()
    for start in range(50, ROWS - 50, 150):
        column.iloc[start : start + length] = np.nan
    return column


def scattered() -> pd.Series:
    return sound().mask(np.random.default_rng(1).random(ROWS) < 0.1)


def spoiled(row: int, value: float) -> pd.Series:
    column = sound()
    column.iloc[row] = value
    return column


FAULTS = {
    "has_variance": ("constant-feature", lambda: sound() * 0 + 0.1),
    "not_imputed mean": ("mean-imputation", lambda: scattered().pipe(lambda c: c.fillna(c.mean()))),
    "not_imputed median": ("median-imputation", lambda: gappy(20).pipe(lambda c: c.fillna(c.median()))),
    "not_imputed line": ("linear-interpolation", lambda: gappy(20).interpolate()),
    "not_imputed forward": ("ffill-imputation", lambda: gappy(20).ffill()),
    "not_zero_filled": ("zero-imputation", lambda: gappy(20).fillna(0)),
    "not_held": ("ffill-imputation", lambda: gappy(20).ffill()),
    "no_sentinel": ("sentinel-value", lambda: scattered().fillna(-999)),
    "no_outlier": ("outlier", lambda: spoiled(7, 1e6)),
    "not_clipped": ("clipped-feature", lambda: sound().clip(upper=sound().quantile(0.95))),
    "fits_float32": ("overflow-risk", lambda: sound() * 1e30),
    "no_inf": ("inf-values", lambda: spoiled(7, -np.inf)),
}


def verdict(schema: pa.DataFrameSchema, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The failure cases and what was said; an empty frame where it passed."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        try:
            schema.validate(frame, lazy=True)
            cases = pd.DataFrame(columns=["check", "failure_case", "index"])
        except pa.errors.SchemaErrors as errors:
            cases = errors.failure_cases
    return cases, [str(w.message) for w in said if w.category is seqguard.SeqguardWarning]


def of_column(name: str, **options: object) -> pa.DataFrameSchema:
    return pa.DataFrameSchema({"load": pa.Column(float, getattr(pa.Check, name)(**options), nullable=True)})


@pytest.mark.parametrize("name", COLUMN_CHECKS)
def test_a_sound_column_passes_without_a_word(name):
    for column in (sound(), scattered()):
        cases, said = verdict(of_column(name), column.to_frame())
        assert cases.empty
        assert said == []


@pytest.mark.parametrize("case", FAULTS)
def test_a_faulty_column_fails_at_its_rows(case):
    name, (slug, make) = case.split()[0], FAULTS[case]
    column = make()
    cases, said = verdict(of_column(name), column.to_frame())
    assert set(cases["check"]) == {name}
    assert 1 <= len(cases) <= 5
    assert (column[cases["index"]].to_numpy() == cases["failure_case"].to_numpy()).all()
    assert len(said) == 1
    assert said[0].startswith(f"{slug}: ")
    assert "\nFix: " in said[0]
    assert "X[" not in said[0]
    assert "`load`" in said[0] or "'load'" in said[0]


def test_the_row_is_named_by_its_label():
    _, said = verdict(of_column("no_outlier"), FAULTS["no_outlier"][1]().to_frame())
    assert "row 2024-01-01 07:00:00 is 1000000" in said[0]
    _, said = verdict(of_column("no_sentinel"), FAULTS["no_sentinel"][1]().to_frame())
    assert "missing = df['load'] == -999" in said[0]


def test_the_same_statistics_decide():
    column = FAULTS["not_clipped"][1]()
    report = seqguard.inspect(column.to_numpy()[:, None, None], feature_names=["load"], select=["clipped-feature"])
    _, said = verdict(of_column("not_clipped"), column.to_frame())
    assert said == [f"clipped-feature: {f.message}\nFix: {f.remedy}" for f in report]


@pytest.mark.parametrize("dtype", ["float32", "Float64", "int32", "Int64", "uint8", "bool"])
def test_dtypes_of_numbers(dtype):
    values = (np.arange(ROWS) * 7919 % 251).astype(float)
    column = pd.Series(values > 125 if dtype == "bool" else values, name="load").astype(dtype)
    passing = pa.SeriesSchema(checks=[getattr(pa.Check, name)() for name in COLUMN_CHECKS])
    assert passing.validate(column) is not None
    with pytest.raises(pa.errors.SchemaError, match="has_variance"), pytest.warns(seqguard.SeqguardWarning):
        pa.SeriesSchema(checks=pa.Check.has_variance()).validate(column * 0 if dtype != "bool" else column & False)


def test_text_is_a_failed_check_that_says_why():
    frame = pd.DataFrame({"load": ["1", "2", "n/a"]})
    cases, _ = verdict(pa.DataFrameSchema({"load": pa.Column(str, pa.Check.has_variance())}), frame)
    assert "TypeError" in cases["failure_case"][0]
    assert "'load' holds" in cases["failure_case"][0]


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_few_rows_pass(rows):
    frame = sound()[:rows].to_frame()
    schema = pa.DataFrameSchema(
        {"load": pa.Column(float, [getattr(pa.Check, name)() for name in COLUMN_CHECKS])},
        checks=[getattr(pa.Check, name)() for name in EVERY],
    )
    cases, said = verdict(schema, frame)
    assert cases.empty
    assert said == []


def test_missing_values_everywhere_are_nullables_matter():
    frame = (sound() * np.nan).to_frame()
    assert verdict(of_column("has_variance"), frame)[0].empty


def test_a_frame_is_read_column_by_column():
    frame = pd.DataFrame(
        {
            "time": sound().index,
            "load": FAULTS["not_imputed mean"][1]().to_numpy(),
            "wind": sound(1).to_numpy(),
            "site": "north",
            "rain": 0.0,
        }
    )
    before = frame.copy()
    schema = pa.DataFrameSchema(checks=[pa.Check.not_imputed(), pa.Check.has_variance()])
    cases, said = verdict(schema, frame)
    assert [line.split(":")[0] for line in said] == ["mean-imputation", "constant-feature"]
    columns = {check: {*case} for check, case in zip(cases["check"], cases["failure_case"], strict=True)}
    assert columns == {"not_imputed": {"load"}, "has_variance": {"rain"}}
    pd.testing.assert_frame_equal(frame, before)


def test_a_constant_column_that_begins_with_a_gap_does_not_pass():
    frame = pd.DataFrame({"load": sound(), "rain": 1.0})
    frame.iloc[:3, 1] = np.nan
    cases, _ = verdict(pa.DataFrameSchema(checks=pa.Check.has_variance()), frame)
    assert len(cases)


def test_copies_of_columns():
    frame = pd.DataFrame({"load": sound(), "wind": sound(1)})
    schema = pa.DataFrameSchema(checks=pa.Check.no_duplicate_columns())
    assert verdict(schema, frame)[0].empty
    cases, said = verdict(schema, frame.assign(kilowatts=frame["load"] * 1000))
    assert len(cases)
    assert "`kilowatts`" in said[0]


def test_one_column_has_no_copies_to_look_for():
    cases, _ = verdict(of_column("no_duplicate_columns"), sound().to_frame())
    assert "no_duplicate_columns is a check of a frame" in cases["failure_case"][0]


def test_two_columns_of_one_name_are_refused():
    frame = pd.concat([sound(), sound(1)], axis=1)
    cases, _ = verdict(pa.DataFrameSchema(checks=pa.Check.not_imputed()), frame)
    assert "different column names" in cases["failure_case"][0]


def test_options_of_pandera_hold():
    column = FAULTS["not_clipped"][1]()
    soft = of_column("not_clipped", raise_warning=True)
    with pytest.warns(seqguard.SeqguardWarning), pytest.warns(pa.errors.SchemaWarning):
        assert soft.validate(column.to_frame()) is not None
    cases, _ = verdict(of_column("not_clipped", error="the meter's limit"), column.to_frame())
    assert set(cases["check"]) == {"the meter's limit"}


def test_a_warning_turned_into_an_error_still_fails_the_check():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(pa.errors.SchemaError, match="clipped-feature"):
            of_column("not_clipped").validate(FAULTS["not_clipped"][1]().to_frame())


def test_schemas_survive_yaml_and_json():
    checks = [getattr(pa.Check, name)() for name in COLUMN_CHECKS]
    schema = pa.DataFrameSchema(
        {
            "load": pa.Column(float, [pa.Check.ge(-100), *checks]),
            "wind": pa.Column(float, pa.Check.not_held(raise_warning=True, ignore_na=False)),
        },
        checks=[getattr(pa.Check, name)() for name in EVERY],
    )
    for again in (pa.DataFrameSchema.from_yaml(schema.to_yaml()), pa.DataFrameSchema.from_json(schema.to_json())):
        assert again == schema
        bad = pd.DataFrame({"load": FAULTS["no_sentinel"][1](), "wind": sound(1)})
        assert "no_sentinel" in set(verdict(again, bad)[0]["check"])


def test_a_yaml_is_read_elsewhere_after_the_import(tmp_path):
    (tmp_path / "schema.yaml").write_text(of_column("not_clipped").to_yaml())
    read = "import pandera.pandas as pa{}; print(pa.DataFrameSchema.from_yaml('schema.yaml').columns['load'].checks)"
    run = {
        extra: subprocess.run(
            [sys.executable, "-W", "ignore", "-c", read.format(extra)], cwd=tmp_path, capture_output=True, text=True
        )
        for extra in ("", "; import seqguard.pandera")
    }
    assert run[""].returncode != 0
    assert "custom checks have been registered" in run[""].stderr
    assert run["; import seqguard.pandera"].stdout.strip() == "[<Check not_clipped>]"


def test_models_take_them_as_fields():
    class Readings(pa.DataFrameModel):
        load: float = pa.Field(not_clipped=())

        class Config:
            has_variance = ()

    assert Readings.validate(sound().to_frame()) is not None
    with pytest.warns(seqguard.SeqguardWarning), pytest.raises(pa.errors.SchemaError, match="not_clipped"):
        Readings.validate(FAULTS["not_clipped"][1]().to_frame())


def test_every_check_stands_on_checks_that_exist():
    from seqguard.engine.registry import discover, matches

    assert list(BEHIND) == EVERY
    for name, behind in BEHIND.items():
        assert getattr(pa.Check, name)().name == name
        for pattern in behind.select:
            assert any(matches(check, pattern) for check in discover().values()), pattern
