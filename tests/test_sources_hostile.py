"""What a file claims is held against what it has; what it unpacks to against a budget; pipes are not waited for."""

import bz2
import gzip
import lzma
import os
import socket
import struct
import subprocess
import sys
import zipfile

import numpy as np
import pandas as pd
import pytest

import seqguard
from seqguard.core.errors import SeqguardWarning
from seqguard.sources import limits, zipped
from seqguard.sources.files import open_path
from seqguard.sources.texts import PARSED

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 6, 3)).astype("f4")
MB = 2**20


def stream(shape, descr="'<f4'", order="False", version=(1, 0), length=None):
    header = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    size = struct.pack("<H" if version == (1, 0) else "<I", len(header) if length is None else length)
    return b"\x93NUMPY" + bytes(version) + size + header


def archive(path, content, method=zipfile.ZIP_DEFLATED, name="X.npy"):
    with zipfile.ZipFile(path, "w", method) as z, z.open(name, "w") as member:
        for piece in content:
            member.write(piece)


@pytest.mark.parametrize(
    "head",
    [
        stream("(3, 2, 100000000000)"),
        stream("(99999999999999999999999,)"),
        stream(f"({2**63}, 2)"),
        stream("(0, 10**30)"),
        stream(f"(0, {10**30})"),
        stream("(-1, 3, 2)"),
        stream("(-40, -6, 3)"),
        stream("(40, 6, 4)"),
        stream("(40, 6, 3)", "'<f8'"),
        stream("(40, 6, 3)", "'<U9999999'"),
        stream("(40, 6, 3)", version=(4, 0)),
        stream("(40, 6, 3)", version=(0, 0)),
        stream("(40, 6, 3)", version=(9, 9)),
        stream("(40, 6, 3)", version=(2, 0), length=2**32 - 1),
        stream("(40, 6, 3)", version=(3, 0), length=2**31),
        stream("-" * 9000),
        stream("(" * 9000),
        stream("'"),
        stream("\\"),
        stream("(40,\n 6\n  3"),
        stream("(40, 6, 3)", "[('a', '<f4', (99999999999,))]"),
        stream("(40, 6, 3)", "'|nonsense'"),
        stream("(40, 6, 3)", "5"),
        stream("{}"),
        stream("None"),
        stream("(1.5, 2)"),
        stream("(True, 6, 3)", "'<f4'") + b"",
    ],
    ids=lambda head: repr(head[10:60]),
)
@pytest.mark.parametrize("kind", ["npy", "stored", "deflated", "streamed"])
def test_a_claim_that_the_bytes_do_not_keep_is_one_sentence(tmp_path, monkeypatch, head, kind):
    if kind == "streamed":
        monkeypatch.setattr(zipped, "LOADED", 10)
    body = X.tobytes()[: 0 if "True" in repr(head) else None]
    path = tmp_path / ("d.npy" if kind == "npy" else "d.npz")
    if kind == "npy":
        path.write_bytes(head + body)
    else:
        archive(path, [head, body], zipfile.ZIP_STORED if kind == "stored" else zipfile.ZIP_DEFLATED)
    with pytest.raises(ValueError, match=r"d\.np") as refused:
        open_path(path)
    assert len(str(refused.value)) < 600
    assert "\n" not in str(refused.value)


def test_a_claim_just_inside_and_just_outside_of_the_bytes(tmp_path):
    for missing, inside in ((0, True), (1, False)):
        (tmp_path / "d.npy").write_bytes(stream("(40, 6, 3)") + X.tobytes()[: X.nbytes - missing])
        if inside:
            assert np.array_equal(open_path(tmp_path / "d.npy")["X"].source.read(0, 40), X)
        else:
            with pytest.raises(ValueError, match=r"cut short: its header claims .* 2,880 bytes, and 2,879 are there"):
                open_path(tmp_path / "d.npy")


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
@pytest.mark.parametrize("loaded", [10, MB])
def test_members_of_all_methods_and_versions(tmp_path, monkeypatch, method, version, loaded):
    monkeypatch.setattr(zipped, "LOADED", loaded)
    archive(tmp_path / "d.npz", [stream("(40, 6, 3)", version=version), X.tobytes()], method)
    assert np.array_equal(open_path(tmp_path / "d.npz")["X"].source.read(0, 40), X)


def zeros(path, megabytes, order="False"):
    head = stream(f"({megabytes}, 1024, 256)", order=order)
    archive(path, [head, *[bytes(MB)] * megabytes])


@pytest.mark.parametrize("order", ["False", "True"])
def test_what_unpacks_to_more_than_the_budget(tmp_path, monkeypatch, order):
    monkeypatch.setenv(limits.SETTING, str(4 * MB))
    for megabytes in (4, 8):
        zeros(tmp_path / "d.npz", megabytes, order)
        if megabytes == 4:
            assert open_path(tmp_path / "d.npz")["X"].shape == (4, 1024, 256)
        else:
            with pytest.warns(SeqguardWarning, match=rf"more than the budget of 4,194,304 \({limits.SETTING}\)"):
                open_path(tmp_path / "d.npz")
    zeros(tmp_path / "d.npz", 9, order)
    with pytest.raises(ValueError, match=rf"X\.npy unpacks .* set {limits.SETTING}"):
        open_path(tmp_path / "d.npz")


def test_what_packs_as_readings_do_is_read_whatever_its_size(tmp_path, monkeypatch):
    monkeypatch.setenv(limits.SETTING, "0")
    np.savez_compressed(tmp_path / "d.npz", X=X)
    assert open_path(tmp_path / "d.npz")["X"].shape == X.shape
    tenth = RNG.integers(0, 10, (10, MB // 40, 4)) * (np.arange(4) == 0)  # 90 times its packed size
    np.savez_compressed(tmp_path / "d.npz", X=tenth)
    with zipfile.ZipFile(tmp_path / "d.npz") as held:
        member = held.infolist()[0]
        assert 20 < member.file_size / member.compress_size < limits.RATIO
    assert open_path(tmp_path / "d.npz")["X"].shape == tenth.shape


@pytest.mark.parametrize("setting", ["many", "-1", "1e9", "9" * 30, "٣"])
def test_a_setting_that_is_no_number_is_named(tmp_path, monkeypatch, setting):
    monkeypatch.setenv(limits.SETTING, setting)
    np.savez_compressed(tmp_path / "d.npz", X=X)
    with pytest.raises(ValueError, match=f"{limits.SETTING} must be a number of bytes"):
        open_path(tmp_path / "d.npz")


def test_a_disk_without_room_is_said_before_it_is_filled(tmp_path, monkeypatch):
    monkeypatch.setattr(zipped, "LOADED", 10)
    monkeypatch.setattr(zipped.shutil, "disk_usage", lambda folder: type("Usage", (), {"free": 100}))
    np.savez_compressed(tmp_path / "d.npz", X=np.asfortranarray(X))
    with pytest.raises(ValueError, match=r"needs 2,880 bytes in .* \(TMPDIR\), which has 100"):
        open_path(tmp_path / "d.npz")


PACK = {".gz": gzip.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


@pytest.mark.parametrize("suffix", [*PACK, ".zip"])
def test_packed_tables_are_read_and_bombs_are_not(tmp_path, monkeypatch, suffix):
    def write(text):
        path = tmp_path / f"d.csv{suffix}"
        if suffix == ".zip":
            archive(path, [text], name="d.csv")
        else:
            path.write_bytes(PACK[suffix](text))
        return path

    rows = "\n".join(f"{a},{b}" for a, b in RNG.integers(0, 9, (60, 2))).encode()
    path = write(b"a,b\n" + rows)
    assert open_path(path, cut={"window": 5})["X"].X.shape == (56, 5, 2)
    monkeypatch.setenv(limits.SETTING, str(PARSED * MB))
    path = write(b"a,b\n" + b"0,0\n" * MB)
    with pytest.raises(ValueError, match=f"more than the budget.*{limits.SETTING}"):
        open_path(path, cut={"window": 5})
    path.write_bytes(b"no archive at all")
    with pytest.raises(ValueError, match=r"cannot be read as a table"):
        open_path(path, cut={"window": 5})


def test_a_parquet_of_few_bytes_and_many_rows(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    pd.DataFrame({"a": np.zeros(MB)}).to_parquet(tmp_path / "d.parquet")
    assert open_path(tmp_path / "d.parquet", cut={"window": 5})["X"].X.shape == (MB - 4, 5, 1)
    monkeypatch.setenv(limits.SETTING, str(3 * MB))
    with pytest.raises(ValueError, match=r"d\.parquet .*more than the budget"):
        open_path(tmp_path / "d.parquet", cut={"window": 5})


def test_a_stray_cell_is_found_among_numbers(tmp_path):
    cells = ["1"] * 50
    cells[30] = "-"
    (tmp_path / "d.csv").write_text("a,b\n" + "\n".join(f"{c},2" for c in cells))
    with pytest.raises(TypeError, match=r"'a' holds \w+ \('-' in row 30\)"):
        open_path(tmp_path / "d.csv", cut={"window": 5})


def test_two_columns_of_one_name_are_refused(tmp_path):
    for text in ("a,b,b\n1,2,3\n4,5,6", "a;b;b\n1;2;3\n4;5;6", 'a,"b",b\n1,2,3'):
        (tmp_path / "d.csv").write_text(text)
        with pytest.raises(ValueError, match="two columns are called 'b'"):
            open_path(tmp_path / "d.csv", cut={"window": 1})
    (tmp_path / "d.csv").write_text(",a\n0,1\n1,2\n2,3")  # what to_csv writes with an index
    with pytest.warns(SeqguardWarning, match="the index that to_csv wrote"):
        assert open_path(tmp_path / "d.csv", cut={"window": 1})["X"].X.shape == (3, 1, 1)


def test_a_table_of_lists_is_refused_by_its_column(tmp_path):
    pytest.importorskip("pyarrow")
    pd.DataFrame({"a": [[1, 2], [3]]}).to_parquet(tmp_path / "d.parquet")
    with pytest.raises(TypeError, match=r"'a' holds object"):
        open_path(tmp_path / "d.parquet", cut={"window": 1})


def test_a_message_about_a_cell_of_a_megabyte_is_short(tmp_path):
    (tmp_path / "d.csv").write_text(f"a,{'b' * MB}\n{'x' * MB},2\n1,2")
    for cut in ({"window": 1}, None, {"window": 1, "target": "c"}):
        with pytest.raises((TypeError, ValueError)) as refused:
            open_path(tmp_path / "d.csv", cut=cut)
        assert len(str(refused.value)) < 1500


def test_a_message_about_many_members_is_short(tmp_path):
    with zipfile.ZipFile(tmp_path / "d.npz", "w") as z:
        for i in range(3000):
            z.writestr(f"member{i}.npy", b"")
    with pytest.raises(ValueError, match="no X under a usual name") as refused:
        open_path(tmp_path / "d.npz")
    assert len(str(refused.value)) < 1000


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_members_of_one_name_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "d.npz", "w") as z:
        for _ in range(2):
            z.writestr("X.npy", stream("(40, 6, 3)") + X.tobytes())
    with pytest.raises(ValueError, match=r"two members 'X\.npy'"):
        open_path(tmp_path / "d.npz")


@pytest.mark.parametrize("name", ["d.npy", "d.npz", "d.csv", "d.csv.gz", "d.parquet", "d.yaml"])
def test_pipes_devices_and_sockets_are_named(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / name)
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "folder" / "X.npy")
    (tmp_path / f"zero{name}").symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(f"s{name}")
        for path, kind in ((name, "pipe"), (f"zero{name}", "device"), (f"s{name}", "socket"), ("folder", "pipe")):
            with pytest.raises(ValueError, match=f"is a {kind}; only files and folders are read"):
                open_path(path, cut={"window": 5} if ".csv" in path or "parquet" in path else None)


SHRINK = """
import os, sys
import numpy as np
from seqguard.sources.gather import gather
path, kind = sys.argv[1:]
held = np.load(path, mmap_mode="r")[10:] if kind == "memmap" else path
source = gather(held)[0].inputs[0].source
source.read(0, 2000)
os.truncate(path, 4096)
try:
    source.read(20000, 22000)
except ValueError as error:
    print(error)
"""


@pytest.mark.parametrize("kind", ["memmap", "path"])
@pytest.mark.parametrize("order", "CF")
def test_a_file_that_is_cut_while_it_is_read_is_one_sentence(tmp_path, kind, order):
    np.save(tmp_path / "x.npy", np.asarray(RNG.normal(size=(30_000, 5, 4)), order=order))
    run = [sys.executable, "-c", SHRINK, str(tmp_path / "x.npy"), kind]
    done = subprocess.run(run, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "the file was cut to 4,096 bytes while it was read" in done.stdout


def test_a_map_of_a_whole_file_and_of_a_part_is_read(tmp_path):
    np.save(tmp_path / "x.npy", RNG.normal(size=(3000, 5, 4)))
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    for part in (mapped, mapped[1000:], np.asarray(mapped)[::2], mapped[-3:]):
        assert len(seqguard.inspect(part).readings) == 1


BOMB = """
import sys, time
import seqguard
try:
    seqguard.inspect(sys.argv[1], progress=False)
except ValueError as error:
    print(error)
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
print(int(status["VmHWM"].split()[0]) // 1024, time.process_time())
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/status"), reason="the high-water mark is read from /proc")
def test_the_71_kb_that_took_five_gigabytes(tmp_path):
    archive(tmp_path / "d.npz", [stream("(3, 2, 100000000000)", "'<f8'"), *[bytes(MB)] * 70])
    run = [sys.executable, "-c", BOMB, str(tmp_path / "d.npz")]
    said, figures = subprocess.run(run, capture_output=True, text=True, timeout=60, check=True).stdout.splitlines()
    assert said.startswith("X: ")
    assert "cut short" in said
    assert int(figures.split()[0]) < 300


def test_records_that_have_no_field_in_common_are_refused(tmp_path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text("".join(f'{{"k{i}": {i}}}\n' for i in range(6000)))
    with pytest.raises(ValueError, match=r"own\.jsonl is no table: [\d,]+ records have [\d,]+ different fields"):
        seqguard.windows(str(file), window=12, target="k0")


def test_offsets_that_point_outside_of_an_arrow_file_are_a_refusal(tmp_path):
    pa = pytest.importorskip("pyarrow")
    lists = pa.array([[float(i), 1.0, 2.0] for i in range(50)], pa.list_(pa.float32()))
    path = tmp_path / "a.arrow"
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, pa.schema({"x": lists.type})) as writer:
        writer.write_batch(pa.record_batch([lists], ["x"]))
    offsets = np.arange(0, 153, 3, dtype="<i4")
    whole = path.read_bytes()
    assert whole.count(offsets.tobytes()) == 1
    path.write_bytes(whole.replace(offsets.tobytes(), np.where(offsets == 60, 6656, offsets).astype("<i4").tobytes()))
    run = subprocess.run([sys.executable, "-m", "seqguard", "check", str(path)], capture_output=True, text=True)
    assert run.returncode == 2
    assert "cannot be read as a table" in run.stderr


def test_two_columns_of_tensors_with_one_name_are_a_refusal(tmp_path):
    pa = pytest.importorskip("pyarrow")
    lists = pa.array([[1.0, 2.0]] * 30, pa.list_(pa.float32()))
    path = tmp_path / "a.arrow"
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, pa.schema([("x", lists.type)] * 2)) as writer:
        writer.write_batch(pa.record_batch([lists, lists], pa.schema([("x", lists.type)] * 2)))
    with pytest.raises(ValueError, match="two columns are called 'x'"):
        seqguard.inspect(path)
