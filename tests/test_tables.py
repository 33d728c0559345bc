"""Tables of any library, their index and their headers; what is wrong with them is named by its cause."""

import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.dataset
import pytest
from _tables_cut import CUT, FRAME, RNG, N

import seqguard
from seqguard.cli.main import main
from seqguard.core.errors import NotInstalled, SeqguardWarning
from seqguard.sources.files import open_path
from seqguard.sources.tables import cut_table


def told(report):
    return {(f.slug, f.severity, f.split, f.tensor, f.features, f.samples, f.steps) for f in report}


def call(remedy):
    """The code of a remedy that makes UTC."""
    return remedy.removeprefix("Use UTC: ").removesuffix(", with your zone.")


class TestForms:
    dead = FRAME.assign(temp=1.0)
    pandas = told(seqguard.inspect(seqguard.windows(dead, **CUT)))

    def test_there_is_something_to_say(self):
        assert "constant-feature" in {slug for slug, *_ in self.pandas}

    @pytest.mark.parametrize("form", [pa.Table.from_pandas, lambda f: pa.dataset.dataset(pa.Table.from_pandas(f))])
    def test_arrow(self, form):
        assert told(seqguard.inspect(seqguard.windows(form(self.dead), **CUT))) == self.pandas

    def test_what_converts_itself(self):
        class Series:
            def to_dataframe(self):
                return TestForms.dead

        assert told(seqguard.inspect(seqguard.windows(Series(), **CUT))) == self.pandas

    @pytest.mark.parametrize("name", ["a.csv", "a.parquet", "a.csv.gz", "a.feather"])
    def test_a_path(self, tmp_path, name):
        (self.dead.to_csv if ".csv" in name else getattr(self.dead, f"to_{name[2:]}"))(
            tmp_path / name, **({"index": False} if ".csv" in name else {})
        )
        assert told(seqguard.inspect(seqguard.windows(tmp_path / name, **CUT))) == self.pandas
        assert told(seqguard.inspect(seqguard.windows(str(tmp_path / name), **CUT))) == self.pandas

    def test_a_path_of_arrays_is_no_table(self, tmp_path):
        np.savez(tmp_path / "a.npz", X=np.zeros((5, 4, 2)))
        with pytest.raises(ValueError, match=r"a.npz is none; seqguard.inspect takes files of arrays"):
            seqguard.windows(tmp_path / "a.npz", window=3)
        with pytest.raises(ValueError, match=r"no such file or folder"):
            seqguard.windows("none.csv", window=3)

    @pytest.mark.parametrize(("name", "called"), [(None, "value"), ("load", "load")])
    def test_a_series(self, name, called):
        series = pd.Series(FRAME["load"].to_numpy(), FRAME["date"], name=name)
        cut = seqguard.windows(series, window=24, target=called)
        assert cut.X.features == (called,)
        assert cut.table.time == "date"

    def test_without_narwhals_pandas_and_arrow_are_read_all_the_same(self, monkeypatch):
        monkeypatch.setitem(sys.modules, "narwhals", None)
        assert told(seqguard.inspect(seqguard.windows(self.dead, **CUT))) == self.pandas
        assert told(seqguard.inspect(seqguard.windows(pa.Table.from_pandas(self.dead), **CUT))) == self.pandas

        class LazyFrame:
            def collect(self):
                return pa.Table.from_pandas(TestForms.dead)

        with pytest.raises(NotInstalled, match=r"LazyFrame, read through narwhals: .* or .collect\(\) it"):
            seqguard.windows(LazyFrame(), **CUT)
        assert told(seqguard.inspect(seqguard.windows(LazyFrame().collect(), **CUT))) == self.pandas


class TestIndex:
    panel = pd.concat({name: FRAME[["load", "temp"]].head(100) for name in "ab"}, names=["town", "hour"])
    dated = pd.concat({name: FRAME.head(100).set_index("date") for name in "ab"}, names=["town"])

    @pytest.mark.parametrize(
        ("frame", "said"),
        [
            ("panel", {"time": "hour", "group": "town"}),
            ("panel", {}),
            ("panel", {"group": "town"}),
            ("dated", {}),
            ("dated", {"time": "date"}),
            ("dated", {"time": "date", "group": "town"}),
        ],
    )
    def test_levels_are_time_and_group(self, frame, said):
        table = getattr(self, frame)
        cut = seqguard.windows(table, window=24, target="load", **said)
        flat = seqguard.windows(
            table.reset_index(), window=24, target="load", time=table.index.names[1], group="town",
            features=["load", "temp"],
        )  # fmt: skip
        assert np.array_equal(cut.X.read(0, 999), flat.X.read(0, 999))
        assert cut.groups.tolist() == flat.groups.tolist()
        assert (cut.table.time, cut.table.group) == (flat.table.time, flat.table.group)

    def test_dates_order_the_rows_wherever_their_level_stands(self):
        turned = self.dated.reorder_levels([1, 0]).sort_index()
        cut = seqguard.windows(turned, window=24, target="load")
        assert (cut.table.time, cut.table.group) == ("date", "town")

    def test_levels_without_names_are_called_by_their_place(self):
        bare = self.panel.rename_axis([None, None])
        cut = seqguard.windows(bare, window=24, target="load")
        assert (cut.table.time, cut.table.group) == ("level_1", "level_0")
        assert seqguard.windows(bare, window=24, time="level_1", group="level_0").X.shape == (154, 24, 2)

    def test_an_index_that_does_not_say_is_asked_for(self):
        three = pd.concat({"x": self.panel, "y": self.panel}, names=["country"])
        message = "frame has an index of the levels country, town, hour: say which orders the rows and which tells"
        with pytest.raises(ValueError, match=message):
            seqguard.windows(three, window=24)
        labels = self.panel.reset_index(level=1, drop=True).set_index(
            pd.Index(["x", "y"] * 100, name="kind"), append=True
        )
        with pytest.raises(ValueError, match=r"levels town, kind: .* such as group='town', time='kind'"):
            seqguard.windows(labels, window=24)
        with pytest.raises(
            ValueError, match="group must name a column, got 'none'; the columns are load, temp; the index has"
        ):
            seqguard.windows(self.panel, window=24, group="none")


class TestHeaders:
    def test_times_are_offered(self, tmp_path, capsys):
        FRAME.to_csv(tmp_path / "a.csv", index=False)
        with pytest.raises(ValueError, match=r"columns are date, load, temp; column `date` looks like times"):
            open_path(tmp_path / "a.csv")
        with pytest.raises(TypeError, match=r"'date' holds datetime64.*; column `date` looks like times"):
            seqguard.windows(FRAME, window=24, target="load")
        assert main(["check", str(tmp_path / "a.csv"), "--window", "24", "--target", "load"]) == 2
        assert "column `date` looks like times: time='date' (--time date)" in capsys.readouterr().err
        assert (
            main(["check", str(tmp_path / "a.csv"), "--window", "24", "--target", "load", "--time", "date", "-q"]) == 0
        )

    def test_an_index_without_a_name_is_offered_as_times(self, tmp_path, capsys):
        FRAME.set_index("date").rename_axis(None).to_csv(tmp_path / "a.csv")
        options = ["--window", "24", "--target", "load"]
        assert main(["check", str(tmp_path / "a.csv"), *options]) == 2
        assert (
            "column `Unnamed: 0` looks like times: time='Unnamed: 0' (--time 'Unnamed: 0')" in capsys.readouterr().err
        )
        assert main(["check", str(tmp_path / "a.csv"), *options, "--time", "Unnamed: 0", "-q"]) == 0

    def test_numbers_are_offered_by_their_name(self):
        epoch = FRAME.assign(date=["a"] * N, timestamp=np.arange(N))
        with pytest.raises(TypeError, match="column `timestamp` looks like times"):
            seqguard.windows(epoch, window=24)
        with pytest.raises(TypeError) as error:
            seqguard.windows(epoch.assign(timestamp=RNG.normal(size=N)), window=24)
        assert "looks like times" not in str(error.value)

    def test_the_index_that_to_csv_wrote_is_no_feature(self, tmp_path):
        FRAME.drop(columns="date").to_csv(tmp_path / "a.csv")
        with pytest.warns(SeqguardWarning, match="'Unnamed: 0' has no name in the header and counts the rows"):
            cut = seqguard.windows(tmp_path / "a.csv", window=24)
        assert cut.X.features == ("load", "temp")
        all_the_same = seqguard.windows(tmp_path / "a.csv", window=24, features=["Unnamed: 0", "load"])
        assert all_the_same.X.features == ("Unnamed: 0", "load")

    def test_a_first_row_of_values_is_not_lost(self, tmp_path):
        np.savetxt(tmp_path / "a.csv", np.arange(20.0).reshape(5, 4) + 0.5, delimiter=",")
        with pytest.raises(
            ValueError, match=r"its first row holds values \('5.0+e-01'\) where the names of the columns"
        ):
            seqguard.windows(tmp_path / "a.csv", window=2)
        assert seqguard.windows(pd.read_csv(tmp_path / "a.csv", header=None), window=2).X.shape == (4, 2, 4)
        pd.DataFrame(np.arange(20.0).reshape(5, 4)).to_csv(tmp_path / "b.csv", index=False)  # called 0, 1, 2, 3
        assert seqguard.windows(tmp_path / "b.csv", window=2).X.features == ("0", "1", "2", "3")

    def test_words_of_a_text_are_columns(self, tmp_path):
        (tmp_path / "a.txt").write_text("a   b\n" + "".join(f"{i}  {i * i}\n" for i in range(9)))
        held = open_path(tmp_path / "a.txt", cut={"window": 3})
        assert held["X"].X.features == ("a", "b")

    def test_names_that_stand_twice_are_said(self, tmp_path):
        (tmp_path / "a.csv").write_text("a,b,a\n1,2,3\n")
        with pytest.raises(ValueError, match="two columns are called 'a'"):
            seqguard.windows(tmp_path / "a.csv", window=1)


class TestCells:
    @pytest.mark.parametrize(
        ("cells", "message", "read"),
        [
            (
                ["1.5", "-", *["2.5"] * 58],
                r"'load' holds \w+ \('-' in row 1\); 1 of 60 cells is no number",
                {"na_values": ["-"]},
            ),
            (["1,5", "2"] * 30, r"\('1,5' in row 0\); 30 of 60 cells are no number", {"decimal": ","}),
            (["1,234.5", "2.5"] * 30, r"\('1,234.5' in row 0\)", {"thousands": ","}),
            (
                ["n.d.", "?", *["1"] * 58],
                r"\('n.d.' in row 0\); 2 of 60 cells are no number",
                {"na_values": ["n.d.", "?"]},
            ),
        ],
    )
    def test_the_first_cell_that_is_no_number_and_how_to_read_it(self, tmp_path, cells, message, read):
        frame = pd.DataFrame({"load": cells, "temp": RNG.integers(100, size=60)})
        frame.to_csv(tmp_path / "a.csv", index=False, sep=";")
        ((name, value),) = read.items()
        with pytest.raises(
            TypeError, match=f"{message}.*: read it with {re.escape(f'pandas.read_csv(path, {name}={value!r})')}"
        ):
            seqguard.windows(frame, window=5)
        with pytest.raises(TypeError, match=message):
            seqguard.windows(tmp_path / "a.csv", window=5)
        assert seqguard.windows(pd.read_csv(tmp_path / "a.csv", sep=";", **read), window=5).X.shape == (56, 5, 2)

    def test_numbers_kept_as_text(self):
        frame = FRAME.assign(load=FRAME["load"].astype(str))
        with pytest.raises(TypeError, match=r"kept as text. Make them numbers: pandas.to_numeric\(frame\['load'\]\)"):
            seqguard.windows(frame, **CUT)
        assert seqguard.windows(frame.assign(load=pd.to_numeric(frame["load"])), **CUT).X.shape[2] == 2

    def test_words_are_to_be_encoded(self):
        with pytest.raises(TypeError, match=r"'town' holds \w+ \('a' in row 0\). Encode it yourself"):
            seqguard.windows(FRAME.assign(town="a"), window=5, time="date")


def test_a_window_beyond_any_table_and_a_group_of_lists_are_refused_by_name() -> None:
    frame = pd.DataFrame({"a": np.arange(60.0), "g": [[1]] * 60})
    with pytest.raises(ValueError, match=r"window must be at most 2,147,483,647"):
        seqguard.windows(frame[["a"]], window=2**63)
    with pytest.raises(TypeError, match="group must name a column of labels; 'g' holds values that are none"):
        seqguard.windows(frame, window=3, group="g", features=["a"])
    assert seqguard.windows(frame, window=3, features=["a"]).X.shape == (58, 3, 1)


def test_a_table_whose_columns_share_a_name_still_says_how_to_cut_it(tmp_path: Path) -> None:
    frame = pd.DataFrame([[1.0, 2.0]] * 30, columns=["a", "a"])
    with pytest.raises(ValueError, match="say how it will be cut"):
        cut_table(tmp_path / "a.arrow", frame, None)
