"""Dates of a table, and why rows stand as they do."""

import numpy as np
import pandas as pd
import pytest
from _tables_cut import CUT, FRAME, RNG, N

import seqguard

FAMILIES = ["SG101", "SG410", "SG411", "SG412", "SG413", "SG44"]


def named(frame, slug, **cut):
    """The one finding of this name."""
    report = seqguard.inspect(seqguard.windows(frame, **{**CUT, **cut}), select=FAMILIES)
    (found,) = [f for f in report if f.slug == slug]
    return found


def silent(frame, *slugs, **cut):
    """That none of these is found."""
    report = seqguard.inspect(seqguard.windows(frame, **{**CUT, **cut}), select=FAMILIES)
    return not {f.slug for f in report} & set(slugs)


class TestDates:
    days = FRAME["date"].dt.strftime("%d/%m/%Y %H:%M")

    def test_the_day_first_is_said(self):
        message = r"time .*, but 'date' has the day first \('13/03/2023 00:00' in row 288\): pass it read"
        with pytest.raises(ValueError, match=message):
            seqguard.windows(FRAME.assign(date=self.days), **CUT)
        frame = FRAME.assign(date=self.days)
        frame["date"] = pd.to_datetime(frame["date"], dayfirst=True)
        assert seqguard.windows(frame, **CUT).table.unsorted == 0

    def test_the_cell_that_is_no_date_is_said(self):
        text = FRAME["date"].astype(str)
        text[17] = "n/a?"
        with pytest.raises(ValueError, match="'date' cannot be read as such: 'n/a\\?' in row 17 is neither"):
            seqguard.windows(FRAME.assign(date=text), **CUT)

    def test_several_offsets_are_one_clock(self):
        local = FRAME["date"].dt.tz_localize("UTC").dt.tz_convert("Europe/Amsterdam")
        text = local.map(lambda t: t.isoformat())
        assert text.str[-6:].nunique() == 2
        assert np.array_equal(
            seqguard.windows(FRAME.assign(date=text), **CUT).timestamps, seqguard.windows(FRAME, **CUT).timestamps
        )


class TestCauses:
    def local(self, years=2, zone="Europe/Amsterdam"):
        utc = pd.date_range("2021-01-01", periods=24 * 365 * years, freq="h", tz="UTC")
        date = utc.tz_convert(zone).tz_localize(None)
        return pd.DataFrame({"date": date, "load": RNG.normal(size=len(utc)).cumsum()}), utc

    @pytest.mark.parametrize(
        ("zone", "spring", "autumn"),
        [
            ("Europe/Amsterdam", "last Sunday of March", "last Sunday of October"),
            ("Europe/London", "last Sunday of March", "last Sunday of October"),
            ("Europe/Athens", "last Sunday of March", "last Sunday of October"),
            ("America/New_York", "second Sunday of March", "first Sunday of November"),
            ("Australia/Sydney", "first Sunday of October", "first Sunday of April"),
            ("Pacific/Auckland", "last Sunday of September", "first Sunday of April"),
        ],
    )
    def test_daylight_saving(self, zone, spring, autumn):
        frame, utc = self.local(zone=zone)
        found = named(frame, "duplicate-row-times")
        assert f"2 hours are missing, on the {spring}, and 2 hours stand twice, on the {autumn}." in found.message
        assert found.remedy.startswith("Use UTC: df['date'].dt.tz_localize(")
        code = (
            found.remedy.removeprefix("Use UTC: ").removesuffix(", with your zone.").replace("Europe/Amsterdam", zone)
        )
        mended = frame.assign(date=eval(code, {"df": frame, "np": np}))
        assert mended["date"].tolist() == utc.tolist()
        assert silent(mended, "duplicate-row-times", "timestamp-gaps", "unsorted-rows")

    def test_daylight_saving_by_the_quarter_of_an_hour(self):
        utc = pd.date_range("2021-01-01", periods=4 * 24 * 365, freq="15min", tz="UTC")
        date = utc.tz_convert("Europe/Amsterdam").tz_localize(None)
        frame = pd.DataFrame({"date": date, "load": RNG.normal(size=len(utc)).cumsum()})
        assert "1 hour is missing, on the last Sunday of March" in named(frame, "duplicate-row-times").message
        assert silent(frame, "unsorted-rows")

    def test_daylight_saving_whose_second_hour_was_dropped(self):
        frame, utc = self.local()
        frame = frame.drop_duplicates("date", ignore_index=True)
        found = named(frame, "timestamp-gaps")
        assert found.severity == "warning"
        assert "2 hours are missing, on the last Sunday of March." in found.message
        code = (
            found.remedy.removeprefix("Use UTC: ").removesuffix(", with your zone.").replace("df['time']", "df['date']")
        )
        assert eval(code, {"df": frame, "np": np}).isin(utc).all()

    def test_hours_that_are_missing_elsewhere_are_no_clock(self):
        frame = FRAME.drop(index=[500, 1200, 2000])
        assert "daylight" not in named(frame, "timestamp-gaps").message
        twice = pd.concat([FRAME, FRAME.iloc[[700, 1500]].assign(load=0.0)], ignore_index=True)
        assert "daylight" not in named(twice, "duplicate-row-times").message

    def test_a_rate_that_changes_at_one_row(self):
        found = named(FRAME.iloc[np.r_[0:1000, 1000:N:10]], "irregular-sampling")
        assert found.severity == "warning"
        assert "The step changes once, from 1 hour to 10 hours" in found.message
        assert silent(FRAME.drop(index=RNG.choice(N, N // 3, replace=False)), "irregular-sampling")

    def test_daylight_saving_in_arrays(self):
        frame, _ = self.local(1)
        view = np.lib.stride_tricks.sliding_window_view
        X = view(frame["load"].to_numpy(), 24)[:, :, None]
        report = seqguard.inspect(seqguard.Split(X, timestamps=view(frame["date"].to_numpy(), 24)), select=FAMILIES)
        by_slug = {f.slug: f for f in report}
        for slug in ("timestamp-gaps", "duplicate-timestamps"):
            assert "by the clock changes of daylight saving" in by_slug[slug].message
            assert by_slug[slug].remedy.startswith("Use UTC")

    def test_a_missing_group(self):
        values = [dict(zip(("load", "temp"), RNG.normal(size=(2, 300)), strict=True)) for _ in "abc"]
        parts = [
            FRAME.head(300).assign(**v, town=n, code=i) for i, (n, v) in enumerate(zip("abc", values, strict=True))
        ]
        towns = pd.concat(parts, ignore_index=True)
        found = named(towns, "duplicate-row-times", features=["load", "temp"])
        assert "since 3 series stand below each other without group=" in found.message
        assert "Each time occurs 3 times, and `town` tells the rows of a time apart." in found.message
        assert found.remedy == "Say so: group='town' (--group town)."
        assert silent(towns, "unsorted-rows", features=["load", "temp"])
        assert silent(towns, "duplicate-row-times", features=["load", "temp"], group="town")
        bare = towns.drop(columns=["town", "code"])
        assert "3 series stand below each other without group=" in named(bare, "duplicate-row-times").message

    def test_series_that_begin_later(self):
        parts = [FRAME.iloc[60 * i : 300].assign(store=i) for i in range(4)]
        found = named(pd.concat(parts, ignore_index=True), "duplicate-row-times", features=["load"])
        assert "Times stand several times, and `store` tells" in found.message

    def test_a_join_that_multiplies_rows(self):
        other = FRAME[["date"]].iloc[np.repeat(np.arange(0, N, 10), 3)].assign(price=RNG.normal(size=3 * N // 10))
        joined = FRAME.merge(other, on="date", how="left").fillna({"price": 0.0})
        found = named(joined, "duplicate-row-times")
        assert "Rows of one time agree in `load`, `temp` and differ in `price`, as after a join" in found.message
        assert found.remedy == "Aggregate that table before the join: other.groupby('date').mean()."
        mended = FRAME.merge(other.groupby("date").mean().reset_index(), on="date", how="left").fillna({"price": 0.0})
        assert silent(mended, "duplicate-row-times")

    def test_rows_written_twice(self):
        found = named(pd.concat([FRAME.head(2000), FRAME.iloc[1900:]], ignore_index=True), "duplicate-row-times")
        assert "since rows were written twice: the first" in found.message
        assert "`df = df.drop_duplicates()`" in found.remedy

    def test_newest_first(self):
        found = named(FRAME[::-1], "unsorted-rows")
        assert found.message.startswith("The 2,880 rows stand newest first by `date`.")
        assert silent(FRAME, "unsorted-rows")

    def test_files_of_two_zones(self):
        late = FRAME.iloc[1440:].assign(date=FRAME["date"].iloc[1440:] - pd.Timedelta("5h"))
        found = named(pd.concat([FRAME.head(1440), late], ignore_index=True), "unsorted-rows")
        assert "Time goes back once, in row 1,440, where 5 hours begin again with other values" in found.message
        again = pd.concat([FRAME.head(1440), FRAME.iloc[1435:]], ignore_index=True)
        assert "zones" not in named(again, "unsorted-rows").message

    def test_two_rates(self):
        times = pd.Timestamp("2023-01-01") + pd.to_timedelta(np.cumsum(np.r_[[60] * 400, [600] * 2480]), unit="s")
        X = np.lib.stride_tricks.sliding_window_view(FRAME["load"].to_numpy(), 24)[:, :, None]
        stamps = np.lib.stride_tricks.sliding_window_view(times.to_numpy(), 24)
        (found,) = [
            f
            for f in seqguard.inspect(seqguard.Split(X, timestamps=stamps), select=FAMILIES)
            if f.slug == "irregular-sampling"
        ]
        assert found.severity == "warning"
        assert "The step changes once, from 1 minute to 10 minutes" in found.message
        assert "399 steps before it, 2,480 from there on" in found.message

    def test_sources_that_never_meet(self):
        other = FRAME[["date", "temp"]].assign(date=FRAME["date"] + pd.Timedelta("5min"))
        joined = FRAME[["date", "load"]].merge(other, on="date", how="outer")
        found = named(joined, "joined-apart")
        assert found.features == ("load", "temp")
        assert "A value of `temp` comes 5 minutes after one of `load`." in found.message
        assert silent(joined, "nan-values")
        mended = pd.merge_asof(FRAME[["date", "load"]], other, on="date", direction="nearest")
        assert silent(mended, "joined-apart", "nan-values")
