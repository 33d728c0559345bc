"""Files where they lie: whatever form an array is kept in, the findings are the array's."""

import gzip
import json
import struct

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import scipy.io
from _files import ARRAY, FRAME, TABLES, WRITE, F, N, T, X, Y, record, tfrecord, told

import seqguard
from seqguard.cli.main import main
from seqguard.core.errors import NoData
from seqguard.sources.files import open_path
from seqguard.sources.gather import gather


def test_the_array_has_something_to_say():
    assert {"constant-feature", "nan-values"} <= {slug for slug, *_ in ARRAY}


@pytest.mark.parametrize("name", WRITE)
def test_a_file_says_what_its_array_says(tmp_path, name):
    path = tmp_path / name
    WRITE[name](path)
    before = path.read_bytes() if path.is_file() else b""
    assert told(seqguard.inspect(path)) == ARRAY
    assert told(seqguard.inspect(str(path))) == ARRAY
    assert not before or path.read_bytes() == before


@pytest.mark.parametrize("name", ["x.npy", "x.npy.gz"])
def test_a_single_array_stands_beside_another(tmp_path, name):
    np.save(tmp_path / "x.npy", X)
    np.save(tmp_path / "y.npy", Y)
    if name.endswith(".gz"):
        (tmp_path / name).write_bytes(gzip.compress((tmp_path / "x.npy").read_bytes()))
    assert told(seqguard.inspect(tmp_path / name, tmp_path / "y.npy")) == ARRAY


CUT = ["--window", "12", "--target", "load", "--features", "load,dead"]


@pytest.mark.parametrize("name", TABLES)
def test_a_table_in_a_file_says_what_the_frame_says(tmp_path, name):
    TABLES[name](tmp_path / name)
    cut = {"window": 12, "target": "load", "features": ["load", "dead"]}
    expected = told(seqguard.inspect(seqguard.windows(FRAME, **cut)))
    assert "constant-feature" in {slug for slug, *_ in expected}
    assert told(seqguard.inspect(**open_path(tmp_path / name, cut=cut))) == expected
    with pytest.raises(ValueError, match=r"is a table: .*--window 24|must be a .npy"):
        open_path(tmp_path / name)
    assert main(["check", str(tmp_path / name), *CUT, "-q", "--fail-on", "error"]) in (0, 1)


def test_members_in_groups_are_found_by_their_usual_names(tmp_path):
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        for group, n in (("train", 60), ("val", 20), ("test", 10)):
            file[f"{group}/X"], file[f"{group}/y"] = X[:n], Y[:n]
    assert [(s.name, len(s.inputs[0]), len(s.targets[0])) for s in gather(path)] == [
        ("train", 60, 60),
        ("validation", 20, 20),
        ("test", 10, 10),
    ]
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file["fold/a/X"], file["fold/b/X"] = X, X
    with pytest.raises(ValueError, match="several members that may be X: fold/a/X, fold/b/X"):
        open_path(tmp_path / "b.h5")
    assert open_path(tmp_path / "b.h5", x="fold/b/X")["X"].shape == X.shape


def test_values_in_other_files_are_not_read(tmp_path):
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["X"] = X
    with h5py.File(tmp_path / "a.h5", "w") as file:
        layout = h5py.VirtualLayout(X.shape, "f4")
        layout[:] = h5py.VirtualSource(tmp_path / "secret.h5", "X", X.shape)
        file.create_virtual_dataset("X", layout)
    with pytest.raises(ValueError, match="keeps its values in other files, which are not read"):
        open_path(tmp_path / "a.h5")
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file["X"] = h5py.ExternalLink(tmp_path / "secret.h5", "X")
    with pytest.raises(ValueError, match="has no X under a usual name; it has no arrays"):
        open_path(tmp_path / "b.h5")


def test_claims_of_hdf5_are_held_against_its_bytes(tmp_path):
    with h5py.File(tmp_path / "a.h5", "w") as file:
        file.create_dataset("X", (10**7, 100, 100), "f4", chunks=(1, 100, 100))
    with pytest.raises(ValueError, match=r"/X unpacks 0 bytes to 400,000,000,000"):
        open_path(tmp_path / "a.h5")
    with h5py.File(tmp_path / "b.h5", "w") as file:
        file.create_dataset("X", (10, 5, 2), "f4", chunks=(2**14, 2**10, 2**4), maxshape=(None, None, None))
    with pytest.raises(ValueError, match="a chunk of it unpacks"):
        open_path(tmp_path / "b.h5")


def test_weights_of_a_model_are_no_data_and_no_failure(tmp_path, capsys):
    with h5py.File(tmp_path / "m.h5", "w") as file:
        file["layers/lstm/vars/0"] = X
        file.attrs["keras_version"] = "3"
    with pytest.raises(NoData, match="holds the weights of a Keras model"):
        open_path(tmp_path / "m.h5")
    assert main(["check", str(tmp_path / "m.h5")]) == 0
    assert "holds the weights of a Keras model" in capsys.readouterr().out


SHORT = [x[: 3 + i % 9] for i, x in enumerate(X)]


def short_ts(path):
    lines = [
        ":".join([*(",".join(map(repr, c.tolist())) for c in x.T), repr(float(y))])
        for x, y in zip(SHORT, Y, strict=True)
    ]
    path.write_text("\n".join(["@timestamps false", "@targetlabel true", "@data", *lines]).replace("nan", "?"))


def short_parquet(path, rows=70):
    lists = pa.array([x.tolist() for x in SHORT], pa.list_(pa.list_(pa.float32())))
    pq.write_table(pa.table({"X": lists, "y": Y}), path, row_group_size=rows)


def short_jsonl(path):
    records = (json.dumps({"x": x.tolist(), "y": float(y)}) for x, y in zip(SHORT, Y, strict=True))
    path.write_text("\n".join(records))


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.ts", short_ts),
        ("a.parquet", short_parquet),
        ("b.parquet", lambda p: short_parquet(p, 1)),
        ("a.jsonl", short_jsonl),
    ],
)
def test_samples_of_different_length_say_what_their_arrays_say(tmp_path, name, write):
    expected = told(seqguard.inspect(SHORT, Y))
    assert {"constant-feature", "nan-values"} <= {slug for slug, *_ in expected}
    write(tmp_path / name)
    assert told(seqguard.inspect(tmp_path / name)) == expected


def test_rows_of_different_width_are_said(tmp_path):
    lists = pa.array([[[1.0] * (1 + i % 2)] * (3 + i % 4) for i in range(40)], pa.list_(pa.list_(pa.float32())))
    pq.write_table(pa.table({"X": lists}), tmp_path / "a.parquet", row_group_size=7)
    assert open_path(tmp_path / "a.parquet")["X"].problem == "ragged: samples of 3 to 6 timesteps"


def test_parquet_holds_one_row_group_at_a_time(tmp_path):
    WRITE["tensor.parquet"](tmp_path / "a.parquet")
    source = open_path(tmp_path / "a.parquet")["X"].source
    assert source.dtype == np.float32
    for start, stop in ((0, 10), (60, 200), (239, 300), (5, 5)):
        assert np.array_equal(source.read(start, stop), X[start:stop], equal_nan=True)
        assert not source.read(start, stop).flags.writeable
    assert len(source._groups._held[1]) == 30


def test_labels_of_archives_are_numbered_as_their_header_declares(tmp_path):
    body = "\n".join(f"1,2,{i}:{'walk' if i % 3 else 'run'}" for i in range(30))
    (tmp_path / "a.ts").write_text(f"@timestamps false\n@classLabel true run walk\n@data\n{body}\n")
    y = open_path(tmp_path / "a.ts")["y"]
    assert y.tolist() == [int(i % 3 > 0) for i in range(30)]
    rows = "\n".join(f"0.5,?,{i},'{'b c' if i % 2 else 'a'}'" for i in range(30))
    head = "@RELATION r\n" + "".join(f"@ATTRIBUTE att{i} NUMERIC\n" for i in (1, 2, 3))
    (tmp_path / "a.arff").write_text(f"% c\n{head}@ATTRIBUTE target {{a,'b c'}}\n@DATA\n{rows}\n")
    held = open_path(tmp_path / "a.arff")
    assert held["y"].tolist() == [i % 2 for i in range(30)]
    assert held["X"].shape == (30, 3)
    assert np.isnan(held["X"][:, 1]).all()
    (tmp_path / "b.ts").write_text("@timestamps false\n@classLabel true 1 2\n@data\n1,2:2\n1,2,3:1\n")
    held = open_path(tmp_path / "b.ts")
    assert [x.shape for x in held["X"]] == [(2, 1), (3, 1)]
    assert held["y"].dtype == np.int64


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.ts", b"@timestamps false\n1,2:3\n", "is no .ts: it has no line @data"),
        ("a.ts", b"@timestamps true\n@data\n(0,1)\n", "gives each value its time"),
        ("a.ts", b"@data\n1,2\n1,x\n", "line 3: could not convert string to float: 'x'"),
        ("a.ts", b"@data\n1,2:1\n", "line 2: its channels have 1 to 2 values"),
        ("a.ts", b"@data\n", "has no series below @data"),
        ("a.ts", b"\xff\n", "is no text: line 1"),
        ("a.arff", b"@relation r\nx\n", "is no .arff: it has no line @data"),
        ("b.arff", b"@relation r\n@attribute\n@data\n1\n", "line 2: it has no name"),
        ("a.arff", b"@relation r\n@attribute a numeric\n@data\n1,2\n", "line 4 has 2 values for 1 attributes"),
        ("a.arff", b"@attribute a1 real\n@attribute a2 real\n@attribute a3 real\n@data\n1,2,x\n", "'x' is no number"),
        ("a.arff", b"@attribute a real\n@attribute a real\n@data\n1,2\n", "has two attributes 'a'"),
        ("a.jsonl", b'{"x": [1]}\n{"x": \n', "is no JSON lines: line 2"),
        ("a.jsonl", b"[1, 2]\n", "line 1 is no record, such as"),
        ("a.jsonl", b"\n", "has no records"),
        ("a.jsonl", b"[" * 10**5, "is no JSON lines: line 1"),
        ("a.h5", b"nothing", "is no HDF5 file, or damaged"),
        ("a.mat", b"nothing", "is no MATLAB file, or damaged"),
        ("a.mat", b"MATLAB".ljust(126) + b"IM" + struct.pack("<II", 15, 4) + b"none", "is no MATLAB file, or damaged"),
        ("a.feather", b"nothing", "cannot be read as a table"),
        ("a.parquet", b"nothing", "cannot be read as a table"),
        ("a.tfrecord", b"nothing", "is no TFRecord, or cut short: record 0 ends beyond the file"),
        ("a.tfrecord", b"", "has no records"),
        ("a.tfrecord", struct.pack("<Q", 3) + bytes(4) + b"\xff\xff\xff" + bytes(4), "record 0 is no tf.train.Example"),
        ("a.npz.gz", b"nothing", "a.npz.gz cannot be unpacked: Not a gzipped file"),
        ("a.npz.gz", gzip.compress(b"nothing", mtime=0), "a.npz.gz is no .npz archive"),
        ("a.nc", b"CDF", "open it with xarray.open_dataset"),
        ("a.zarr", b"", r"is no Zarr store: it has none of zarr.json"),
    ],
)
def test_what_is_no_such_file_is_one_sentence(tmp_path, name, content, message, capsys):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=message):
        open_path(tmp_path / name)
    assert main(["check", str(tmp_path / name)]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_what_unpacks_beyond_the_budget_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("SEQGUARD_UNPACK_LIMIT", "1000")
    (tmp_path / "a.npy.gz").write_bytes(gzip.compress(bytes(2**20)))
    with pytest.raises(ValueError, match=r"unpacks 1,0[0-9][0-9] bytes to .* more than the budget"):
        open_path(tmp_path / "a.npy.gz")
    scipy.io.savemat(tmp_path / "a.mat", {"X": np.zeros((1000, 100, 5))}, do_compression=True)
    with pytest.raises(ValueError, match="more than the budget"):
        open_path(tmp_path / "a.mat")


def test_shapes_of_a_record_are_said_or_stand_beside_it(tmp_path, capsys):
    path = tmp_path / "a.tfrecord"
    tfrecord(path)
    (tmp_path / "features.json").unlink()
    with pytest.raises(ValueError, match=r"x has 36 values in a record, whose shape .* --shapes x=STEPSxFEATURES"):
        open_path(path)
    assert main(["check", str(path), "--shapes", f"x={T}x{F}", "-q"]) == 1
    assert told(seqguard.inspect(**open_path(path, shapes={"x": (T, F)}))) == ARRAY
    with pytest.raises(ValueError, match="x has 36 values in each record, which are not 7x5"):
        open_path(path, shapes={"x": (7, 5)})
    with pytest.raises(ValueError, match="has no feature 'z'; it has x, y"):
        open_path(path, shapes={"z": (1,)})
    assert main(["check", str(path), "--shapes", "x=12by3"]) == 2
    assert "--shapes must be NAME=STEPSxFEATURES by comma, such as x=24x3" in capsys.readouterr().err
    np.savez(tmp_path / "a.npz", X=X)
    with pytest.raises(ValueError, match=r"says its shapes itself: shapes are for a .tfrecord"):
        open_path(tmp_path / "a.npz", shapes={"x": (1,)})
    path.write_bytes(record(x=[1, 2], y=[1]) + record(x=[1], y=[1]))
    assert open_path(path, shapes={"x": (2,)})["X"].problem == "ragged: records of 1 to 2 values"


@pytest.mark.keras
def test_records_that_tensorflow_writes(tmp_path):
    tf = pytest.importorskip("tensorflow")
    with tf.io.TFRecordWriter(str(tmp_path / "a.tfrecord")) as writer:
        for x, label in zip(X, range(-3, N - 3), strict=True):
            features = {
                "x": tf.train.Feature(float_list=tf.train.FloatList(value=x.ravel())),
                "y": tf.train.Feature(int64_list=tf.train.Int64List(value=[label])),
                "name": tf.train.Feature(bytes_list=tf.train.BytesList(value=[b"a"])),
            }
            writer.write(tf.train.Example(features=tf.train.Features(feature=features)).SerializeToString())
    held = open_path(tmp_path / "a.tfrecord", shapes={"x": (T, F)})
    assert np.array_equal(held["X"].source.read(0, N), X, equal_nan=True)
    assert held["y"].source.read(0, N).tolist() == list(range(-3, N - 3))
    steps = tf.train.FeatureLists(
        feature_list={
            "x": tf.train.FeatureList(
                feature=[tf.train.Feature(float_list=tf.train.FloatList(value=row)) for row in X[0]]
            )
        }
    )
    with tf.io.TFRecordWriter(str(tmp_path / "b.tfrecord")) as writer:
        for _ in range(3):
            writer.write(tf.train.SequenceExample(feature_lists=steps).SerializeToString())
    assert np.array_equal(open_path(tmp_path / "b.tfrecord")["X"].source.read(1, 2)[0], X[0])


def test_standard_input_is_not_read(capsys):
    assert main(["check", "-"]) == 2
    assert "standard input is not read; write it to a file" in capsys.readouterr().err


def test_a_table_with_lists_is_cut_by_its_other_columns(tmp_path):
    frame = FRAME.assign(list=[[1.0, 2.0]] * N)
    frame.to_parquet(tmp_path / "a.parquet")
    frame.to_feather(tmp_path / "a.feather")
    frame.to_json(tmp_path / "a.jsonl", orient="records", lines=True)
    for name in ("a.parquet", "a.feather", "a.jsonl"):
        held = open_path(tmp_path / name, cut={"window": 12, "features": ["load", "dead"]})
        assert held["X"].X.shape == (N - 11, 12, 2)
