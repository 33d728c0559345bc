"""The file of a profile: a zip of JSON and of flat arrays, never pickled, of under 2 MB.

`profile.json` has the figures, which every later release reads, `report.json` the report, and `state.json` with
`state/` what joining needs: that is read by the release line that wrote it, and left aside by others, which say so.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import IO, Any, Protocol

import numpy as np
from numpy.lib import format as npy

from seqguard.core.errors import shortened
from seqguard.core.options import RuleOptions
from seqguard.core.plan import Array
from seqguard.core.statistic import STATISTICS
from seqguard.core.version import __version__
from seqguard.core.writing import replace_file
from seqguard.engine.fold import Fold
from seqguard.engine.resolve import TRAIN
from seqguard.facts.kept import Codes, Figures
from seqguard.profiles.joining import thinned
from seqguard.profiles.packing import TYPES, Packer, Unpacker, Unreadable, attributes
from seqguard.report.report import Report
from seqguard.sources.base import Given, SplitData
from seqguard.sources.limits import check_regular, check_unpacked
from seqguard.sources.zipped import DAMAGED, read_header

VERSION = 1
"""Of the file. Raised when what stands in profile.json changes its meaning; what earlier versions wrote is read."""
MOST = 2_000_000
"""Bytes of a file."""
LONGEST = 4 * MOST
"""Bytes of a file that is opened."""
UNPACKED = 64 * 2**20
"""Bytes that the arrays of one type may unpack to: 30 times as many as a whole file has."""
TEXT = 16 * 2**20
"""Bytes that a member of JSON may unpack to; as Python's objects they take ten times as much memory."""
REPORT = 400_000
"""Bytes of a report, packed; a longer one is made anew from the state."""
THINNED = ((2**18, 2**15), (2**16, 2**14), (2**14, 2**12), (2**12, 2**10), (2**9, 2**8))
"""(values, hashes) of a split that are kept, tried until it fits."""
WIDEST = 2**25
"""Bytes of state before they are packed: more are not tried, since they would not fit."""
TOO_WIDE = "its tensors have too many cells a sample for the state to fit into a file of 2 MB"


class Kept(Protocol):
    """What a file holds of a `Profile`."""

    @property
    def splits(self) -> Mapping[str, SplitData]: ...
    @property
    def figures(self) -> Mapping[str, Mapping[str, Figures]]: ...
    @property
    def joined(self) -> int: ...
    @property
    def rules(self) -> RuleOptions: ...
    @property
    def unreadable(self) -> Mapping[tuple[str, str], str]: ...
    @property
    def lost(self) -> tuple[str, ...]: ...
    @property
    def _parts(self) -> Mapping[str, Mapping[str, Fold]] | None: ...
    @property
    def _why(self) -> str: ...
    @property
    def _report(self) -> list[Report]: ...
    def report(self) -> Report:
        """The report of the whole."""


def save(profile: Kept, path: Path) -> None:
    """Write a profile."""
    replace_file(path, content(profile))


def content(profile: Kept) -> bytes:
    """The bytes of the file: the same ones for the same profile."""
    packer = Packer()
    head = {
        "seqguard_profile": VERSION,
        "seqguard": __version__,
        "joined": profile.joined,
        "lost": list(profile.lost),
        "rules": _rules(profile.rules),
        "unreadable": [[*place, reason] for place, reason in profile.unreadable.items()],
        "splits": [_split(split) for split in profile.splits.values()],
        "figures": {s: [_figures(f, packer) for f in t.values()] for s, t in profile.figures.items()},
    }
    members = {"profile.json": _json(head), **_members("figures", packer)}
    if profile._parts is not None or profile._report:
        report = _json(profile.report().to_dict())
        if len(_zipped({"report.json": report})) <= REPORT:
            members["report.json"] = report
    if profile._parts is None:
        return _zipped({**members, "why.json": _json(profile._why)})
    why = TOO_WIDE
    try:
        for values, entries in THINNED:
            state = _state(profile._parts, values, entries)
            if state is not None and len(whole := _zipped({**members, **state})) < MOST:
                return whole
    except TypeError as error:  # a statistic of somebody's own
        why = str(error)
    return _zipped({**members, "why.json": _json(why)})


def load(path: Path) -> dict[str, Any]:
    """What a `Profile` is made of, read from its file."""
    name = shortened(str(path), 300)
    check_regular(path)
    if path.is_dir() or path.stat().st_size > LONGEST:
        raise ValueError(f"{name} is no profile: one is a file of at most {MOST:,} bytes")
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive, name)
    except DAMAGED as error:
        raise ValueError(f"{name} is no profile, or damaged: {shortened(str(error), 200)}") from error
    except (Unreadable, KeyError, TypeError, AttributeError, RecursionError, IndexError) as error:
        raise ValueError(f"{name} holds no profile as seqguard writes it: {shortened(repr(error), 200)}") from error


def _read(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    members = {m.filename: m for m in archive.infolist()}
    if "profile.json" not in members:
        raise ValueError(f"{name} is no profile: it has no profile.json")
    head = _loaded(archive, members["profile.json"], name)
    version = head.get("seqguard_profile")
    if version != VERSION:
        raise ValueError(f"{name} is a profile of version {version!r:.20}; this seqguard reads {VERSION}")
    unpacker = Unpacker(_arrays(archive, members, "figures", name))
    splits = {s["name"]: _split_back(s) for s in head["splits"]}
    if TRAIN not in splits or not splits[TRAIN].inputs:
        raise ValueError(f"{name} is no profile: it has no training data")
    tables = {s: {f.tensor: f for f in (_figures_back(v, unpacker) for v in t)} for s, t in head["figures"].items()}
    report = (
        [Report.from_json(json.dumps(_loaded(archive, members["report.json"], name)))]
        if "report.json" in members
        else []
    )
    parts, why = _state_back(archive, members, head, name)
    return {
        "splits": splits,
        "figures": {s: tables.get(s, {}) for s in splits},
        "joined": int(head["joined"]),
        "rules": _rules_back(head["rules"]),
        "unreadable": {(str(s), str(t)): str(reason) for s, t, reason in head["unreadable"]},
        "lost": tuple(map(str, head["lost"])),
        "_parts": parts,
        "_why": why,
        "_report": report,
    }


def _state(parts: Mapping[str, Mapping[str, Fold]], values: int, entries: int) -> dict[str, bytes] | None:
    """The members of the state, or None where it would not fit."""
    packer, packed = Packer(), {}
    for split, tensors in parts.items():
        width = max((p.plan.T * p.plan.F for p in tensors.values()), default=1)
        packed[split] = {n: packer.pack(thinned(p, max(1, values // width), entries)) for n, p in tensors.items()}
        if packer.size > WIDEST:
            return None
    return {"state.json": _json(packed), **_members("state", packer)}


def _state_back(
    archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], head: Mapping[str, Any], name: str
) -> tuple[Mapping[str, Mapping[str, Fold]] | None, str]:
    """The folds, or None and why there are none."""
    if "state.json" not in members:
        return None, str(_loaded(archive, members["why.json"], name))
    if _line(str(head["seqguard"])) != _line(__version__):
        return None, f"it was written by seqguard {head['seqguard']!s:.20}, and this is {__version__}"
    unpacker = Unpacker(_arrays(archive, members, "state", name))
    state = _loaded(archive, members["state.json"], name)
    try:
        parts = {str(s): {str(n): _fold(unpacker.unpack(v)) for n, v in t.items()} for s, t in state.items()}
        with np.errstate(all="ignore"):
            for tensors in parts.values():
                for part in tensors.values():
                    part.finalize()
    except _Other as other:
        return None, str(other)
    except Unreadable:
        raise
    except Exception as error:  # damaged numbers go through the arithmetic of any statistic
        raise Unreadable(f"its state gives no result: {type(error).__name__}: {error}") from error
    return parts, ""


class _Other(Exception):
    """A state that another build of this release line wrote."""


def _fold(part: Any) -> Fold:
    if not isinstance(part, Fold):
        raise Unreadable(f"no state of a tensor: {type(part).__name__}")
    fresh = Fold(part.plan, ())
    if attributes(part).keys() != attributes(fresh).keys():
        raise _Other("it was written by another build of seqguard, which keeps another state")
    for result, own in part.statistics.items():
        if attributes(own).keys() != attributes(STATISTICS[result](part.plan)).keys():
            raise _Other(f"it was written by another build of seqguard, which keeps {result.__name__} otherwise")
    return part


def _line(version: str) -> tuple[str, ...]:
    return tuple(version.split(".")[:2])


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode(
        "utf-8", "surrogatepass"
    )


def _loaded(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> Any:
    with _open(archive, member, name, TEXT) as stream:
        try:
            return json.loads(stream.read(TEXT).decode("utf-8", "surrogatepass"))
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{name}: {member.filename} is no JSON: {shortened(str(error), 200)}") from error


def _open(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, most: int = UNPACKED) -> IO[bytes]:
    what = f"{name}: {member.filename}"
    if member.file_size > most:
        raise ValueError(f"{what} unpacks to {member.file_size:,} bytes, more than the {most:,} that a profile needs")
    check_unpacked(what, member.compress_size, member.file_size)
    return archive.open(member)


def _members(folder: str, packer: Packer) -> dict[str, bytes]:
    out = {}
    for kind, flat in sorted(packer.arrays.items()):
        held = io.BytesIO()
        npy.write_array(held, flat.astype(flat.dtype.newbyteorder("<")), version=(1, 0), allow_pickle=False)
        out[f"{folder}/{kind}.npy"] = held.getvalue()
    return out


def _arrays(
    archive: zipfile.ZipFile, members: Mapping[str, zipfile.ZipInfo], folder: str, name: str
) -> dict[str, Array]:
    found = {}
    for kind in TYPES:
        member = members.get(f"{folder}/{kind}.npy")
        if member is None:
            continue
        what = f"{name}: {member.filename}"
        with _open(archive, member, name) as stream:
            header = read_header(stream, what)
            if header.dtype.newbyteorder("=").str[1:] != kind or len(header.shape) != 1:
                raise ValueError(f"{what} holds {header.dtype} of shape {header.shape!s:.80}, and should hold {kind}")
            header.check(what, member.file_size - header.length)
            values = np.frombuffer(stream.read(header.size), header.dtype)
        found[kind] = values.astype(kind)
    return found


def _zipped(members: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _split(split: SplitData) -> dict[str, Any]:
    def given(t: Given) -> dict[str, Any]:
        names = list(t.features) if len(t.features) <= NAMES else []
        return {"name": t.name, "shape": list(t.shape), "dtype": t.dtype, "problem": t.problem, "features": names}

    return {"name": split.name, "inputs": [*map(given, split.inputs)], "targets": [*map(given, split.targets)]}


NAMES = 2048
"""Names of features that are kept with a tensor."""


def _split_back(value: Mapping[str, Any]) -> SplitData:
    def given(t: Mapping[str, Any], role: Any) -> Given:
        shape = tuple(int(n) for n in t["shape"])
        problem = None if t["problem"] is None else str(t["problem"])
        names = tuple(map(str, t["features"]))
        return Given(str(t["name"]), str(value["name"]), role, shape, str(t["dtype"]), None, problem, names)

    inputs, targets = (tuple(given(t, r) for t in value[word]) for word, r in (("inputs", "x"), ("targets", "y")))
    return SplitData(str(value["name"]), inputs, targets)


def _rules(rules: RuleOptions) -> dict[str, Any]:
    """The rules, but for functions: checks of one's own, and a contract."""
    return {
        "select": None if rules.select is None else list(rules.select),
        "ignore": {name: list(places) for name, places in rules.ignore.items()},
        "thresholds": {name: dict(values) for name, values in rules.thresholds.items()},
    }


def _rules_back(value: Mapping[str, Any]) -> RuleOptions:
    select = value["select"]
    ignore = {str(name): tuple(map(str, places)) for name, places in value["ignore"].items()}
    thresholds = {str(n): {str(k): float(v) for k, v in values.items()} for n, values in value["thresholds"].items()}
    return RuleOptions(select=None if select is None else tuple(map(str, select)), ignore=ignore, thresholds=thresholds)


PLAIN = ("tensor", "role", "dtype", "task", "layout", "T", "F", "sliding", "independent", "named")
TEXTS = ("shape", "names", "kinds")
NUMBERS = tuple(f.name for f in fields(Figures) if f.name not in (*PLAIN, *TEXTS, "codes"))


def _figures(figures: Figures, packer: Packer) -> dict[str, Any]:
    out: dict[str, Any] = {name: getattr(figures, name) for name in PLAIN}
    out |= {name: list(getattr(figures, name)) for name in TEXTS}
    out |= {name: packer.array(getattr(figures, name)) for name in NUMBERS}
    out["codes"] = [
        None if c is None else [packer.array(c.values), packer.array(c.counts), c.whole] for c in figures.codes
    ]
    return out


def _figures_back(value: Mapping[str, Any], unpacker: Unpacker) -> Figures:
    held: dict[str, Any] = {name: value[name] for name in PLAIN} | {name: tuple(value[name]) for name in TEXTS}
    arrays = {name: unpacker.array(value[name]) for name in NUMBERS}
    codes = tuple(
        None if c is None else Codes(unpacker.array(c[0]), unpacker.array(c[1]), bool(c[2])) for c in value["codes"]
    )
    made = Figures(**(held | arrays), codes=codes)
    k = len(made.numbers)
    if {len(made.names), len(made.kinds), len(codes), *map(len, arrays.values())} != {k}:
        raise Unreadable(f"the figures of {made.tensor!r:.80} are of different lengths")
    return made
