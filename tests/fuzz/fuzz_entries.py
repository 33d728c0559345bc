"""Calls of every public entry point but `inspect` with arrays, and of that with streams and executors: an answer, or a
TypeError or ValueError that names an argument as the signature spells it."""

import inspect as signatures
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from fuzz_calls import ARGUMENTS, RIGHT, WRONG, array

import seqguard
from seqguard.core.options import OPTIONS

Attempt = Callable[[np.random.Generator, Path], Any]
Entries = Mapping[str, tuple[int, Attempt, Any]]
OPTION_NAMES = {*OPTIONS, *ARGUMENTS}
COLUMNS = ["a", "b", "c", "date", "g", "", "nope", 0, None]


PATHS = ["data.nope", "", "\0", "x" * 5000, "https://", "s3://x", "file:///etc/passwd", Path("/dev/zero"), Path(".")]


class Broken:
    """A foreign object that raises at whatever is asked of it."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"no {name} today")

    def __iter__(self) -> Any:
        raise RuntimeError("no iteration today")


class Refusing:
    """An executor that takes nothing, or gives what is no future."""

    def __init__(self, way: int) -> None:
        self.way = way

    def submit(self, function: Any, *arguments: Any) -> Any:
        if self.way == 0:
            raise RuntimeError("the pool is closed")
        if self.way == 1:
            return None
        future: Future[Any] = Future()
        if self.way == 2:
            future.set_exception(OSError("the worker died"))
        else:
            future.set_result(None)
        return future


def sound(rng: np.random.Generator, n: int | None = None) -> tuple[Any, Any]:
    """X and y of the usual shapes; sometimes a walk, sometimes classes."""
    n = int(rng.choice([0, 1, 2, 12, 60])) if n is None else n
    X = rng.normal(size=(n, int(rng.choice([1, 5])), int(rng.choice([1, 3])))).astype(str(rng.choice(["f4", "f8"])))
    y = X[:, -1, 0] if rng.random() < 0.6 else rng.integers(0, 3, n)
    return (X.cumsum(0) if rng.random() < 0.3 else X), y


def given(rng: np.random.Generator, n: int | None = None) -> tuple[Any, Any]:
    """X and y, sound or of any dtype and shape."""
    if rng.random() < 0.6:
        return sound(rng, n)
    n = int(rng.choice([0, 1, 3, 20])) if n is None else n
    return array(rng, n), array(rng, n, 2)


def pick(rng: np.random.Generator, values: Any) -> Any:
    return values[int(rng.integers(len(values)))]


def words(rng: np.random.Generator, share: float = 0.3) -> dict[str, Any]:
    """Options, most of them right."""
    out: dict[str, Any] = {"progress": False}
    for name, values in RIGHT.items():
        if rng.random() < 0.08:
            out[name] = pick(rng, values)
    if rng.random() < share:
        out[str(rng.choice([*OPTIONS]))] = pick(rng, [*WRONG, Broken()])
    return out


def slip(rng: np.random.Generator, arguments: dict[str, Any], share: float = 0.35) -> dict[str, Any]:
    """The same with one argument in place of which something else stands."""
    if rng.random() < share:
        arguments[str(rng.choice(list(arguments)))] = pick(rng, [*WRONG, Broken()])
    return arguments


def batches(rng: np.random.Generator) -> Iterator[Any]:
    """Batches of a stream, which may change their shape, hold nothing, or stop with an error of their own."""
    X, y = given(rng, 8)
    for _ in range(int(rng.integers(0, 6))):
        way = rng.random()
        if way < 0.05:
            raise RuntimeError("the network is gone")
        if way < 0.1:
            X, y = given(rng, 8)
        yield pick(rng, WRONG) if way > 0.95 else X if way > 0.85 else (X, y) if way > 0.1 else (X, y, np.ones(8))


def frame(rng: np.random.Generator) -> Any:
    n = int(rng.choice([0, 1, 8, 50]))
    made = pd.DataFrame(rng.normal(size=(n, 3)), columns=["a", "b", "c"])
    made["date"] = pd.date_range("2024-01-01", periods=n, freq="h") if rng.random() < 0.8 else "x"
    made["g"] = np.arange(n) // 20
    way = rng.integers(8)
    if way == 0 and n:
        made["a"] = made["a"].astype(object)
        made.at[0, "a"] = pick(rng, ["-", None, [1], {}, 10**400])
    if way == 1:
        made.columns = pd.Index(["a", "a", "b", "date", "g"])
    if way == 2:
        made = made.set_index(["g", "date"])
    return made["a"] if way == 3 else made.astype({"b": "Int64"}, errors="ignore") if way == 4 else made


def fed(rng: np.random.Generator) -> Any:
    """What stands for X besides arrays."""
    X, _ = given(rng)
    seed = int(rng.integers(2**31))
    ways = [
        lambda: batches(np.random.default_rng(seed)),
        lambda: lambda: batches(np.random.default_rng(seed)),
        lambda: frame(rng),
        lambda: list(X) if len(np.shape(X)) else X,
        lambda: [rng.normal(size=(int(k), 2)) for k in rng.integers(0, 9, 12)],
        lambda: np.array([rng.normal(size=(int(k), 2)) for k in rng.integers(1, 9, 12)] + [None], dtype=object),
        lambda: {"a": X, "b": array(rng, 8), 3 if rng.random() < 0.2 else "c": X},
        lambda: Broken(),
        lambda: memoryview(np.ascontiguousarray(X)) if isinstance(X, np.ndarray) and X.dtype.kind in "fiu" else X,
        lambda: pick(rng, PATHS),
    ]
    return pick(rng, ways)()


def inspect(rng: np.random.Generator, folder: Path) -> Any:
    arguments = slip(rng, {"X": fed(rng), "y": given(rng)[1] if rng.random() < 0.3 else None}, 0.1)
    if rng.random() < 0.25:
        X, y = given(rng)
        arguments = {"X": X, "y": y, "executor": Refusing(int(rng.integers(4)))}
        if rng.random() < 0.5:
            with ThreadPoolExecutor(2) as pool:
                return seqguard.inspect(**{**arguments, "executor": pool}, **words(rng, 0))
    if rng.random() < 0.2:
        n = int(rng.choice([1, 8]))
        arguments["lengths"] = pick(
            rng, [np.zeros(n, int), rng.integers(0, 99, n), [1.5], [-1], [10**30], "a", n, Broken()]
        )
    return seqguard.inspect(**arguments, **{k: v for k, v in words(rng).items() if k not in arguments})


def validate(rng: np.random.Generator, folder: Path) -> Any:
    X, y = given(rng)
    arguments = slip(rng, {"X": X, "y": y, "fail_on": str(rng.choice(["error", "warning", "never"]))})
    return seqguard.validate(**arguments, **words(rng))


def profile(rng: np.random.Generator, folder: Path) -> Any:
    X, y = given(rng)
    arguments = slip(rng, {"X": X, "y": y, "validation_data": None, "like": None}, 0.25)
    made = seqguard.profile(**arguments, **words(rng, 0.15))
    if rng.random() < 0.3:
        made.save(folder / "p.sgp")
        made = seqguard.Profile.load(folder / "p.sgp")
    if rng.random() < 0.5:
        A, b = given(rng) if rng.random() < 0.5 else (X, y)
        made = made | seqguard.profile(A, b, progress=False, like=made if rng.random() < 0.7 else None)
    return made.report()


def compare(rng: np.random.Generator, folder: Path) -> Any:
    X, y = given(rng)
    old = seqguard.profile(X, y, progress=False)
    A, b = given(rng) if rng.random() < 0.5 else (X, y)
    new = pick(rng, [A, (A, b), seqguard.profile(A, b, progress=False), fed(rng), (A,), (A, b, b), ()])
    return seqguard.compare(**slip(rng, {"old": old, "new": new}, 0.2), **words(rng, 0.2))


def pairs(rng: np.random.Generator, n: int) -> Any:
    """Folds of every kind."""
    from sklearn.model_selection import GroupKFold, KFold, TimeSeriesSplit

    half = n // 2
    after = np.arange(half, n)
    odd = [[(np.arange(half), np.append(after, n))], [([0.5], [1])], [(1, 2, 3)], [None], {1: ([0], [1])}, {}, iter([])]
    odd += [10**30, float("nan"), -0.5, 1, 1.0, np.arange(n) - 1.5, np.array([]), [([], [])], [(np.arange(half), [])]]
    right = [0.2, 3, KFold(3), TimeSeriesSplit(2), GroupKFold(2), np.arange(n) % 3, {"a": (np.arange(half), after)}]
    right += [seqguard.PurgedKFold(2, width=3), [(np.arange(n) < half, np.arange(n) >= half)]]
    return pick(rng, right if rng.random() < 0.7 else odd)


def audit(rng: np.random.Generator, folder: Path) -> Any:
    X, y = given(rng)
    n = len(X) if np.ndim(X) else 3
    arguments: dict[str, Any] = {
        "cv": pairs(rng, n),
        "X": X,
        "y": y,
        "groups": None,
        "timestamps": None,
        "horizon": None,
    }
    if rng.random() < 0.3:
        arguments["groups"] = np.arange(n) // 3
    if rng.random() < 0.3:
        arguments["timestamps"] = np.datetime64("2024-01-01", "s") + np.arange(n)
    return seqguard.audit(**slip(rng, arguments, 0.25), **words(rng, 0.2))


def windows(rng: np.random.Generator, folder: Path) -> Any:
    arguments = {
        "frame": frame(rng),
        "window": int(rng.integers(1, 6)),
        "horizon": int(rng.integers(0, 3)),
        "stride": 1,
    }
    for name in ("target", "time", "group"):
        if rng.random() < 0.5:
            arguments[name] = pick(rng, COLUMNS)
    if rng.random() < 0.3:
        arguments["features"] = [pick(rng, COLUMNS) for _ in range(2)]
    return seqguard.inspect(seqguard.windows(**slip(rng, arguments)), progress=False)


def contract(rng: np.random.Generator, folder: Path) -> Any:
    X, y = given(rng)
    arguments = {"X": X, "y": y, "feature_names": None, "target_names": None, "mask_value": None}
    schema = seqguard.SequenceSchema.infer(**slip(rng, arguments, 0.2))
    schema.to_yaml(folder / "learnt.yaml")
    A, b = given(rng) if rng.random() < 0.5 else (X, y)
    held = pick(rng, [schema, str(folder / "learnt.yaml"), folder / "learnt.yaml", *WRONG[:8]])
    return seqguard.inspect(A, b, schema=held, progress=False)


def schema(rng: np.random.Generator, folder: Path) -> Any:
    arguments = {"features": None, "target": None, "timesteps": 5, "dtype": "float32", "rowwise": (), "row_limit": 1000}
    made = seqguard.SequenceSchema(**slip(rng, arguments, 0.9))
    X, y = given(rng)
    return seqguard.inspect(X, y, schema=made, progress=False)


def purged(rng: np.random.Generator, folder: Path) -> Any:
    made = seqguard.PurgedKFold(**slip(rng, {"n_splits": 3, "width": 4, "starts": None}, 0.8))
    n = int(rng.choice([0, 1, 5, 40]))
    list(made.split(**slip(rng, {"X": np.zeros((n, 2, 2)), "y": None, "groups": None}, 0.2)))


def report(rng: np.random.Generator, folder: Path) -> Any:
    made = seqguard.inspect(*sound(rng, 30), progress=False)
    wrong = pick(rng, [*WRONG, Broken()])
    short = wrong % 10**4000 if isinstance(wrong, int) else wrong  # Python itself writes no longer ones
    ways: list[Callable[[], Any]] = [
        lambda: made.show(wrong),
        lambda: made.fails(wrong),
        lambda: made.raise_for(wrong),
        lambda: made.since(wrong),
        lambda: made.of(wrong),
        lambda: seqguard.Report.from_json(wrong),
        lambda: seqguard.Report.from_json(
            json.dumps({**made.to_dict(), pick(rng, list(made.to_dict())): short}, default=repr, skipkeys=True)
        ),
        lambda: made.figure(wrong),
        lambda: seqguard.Profile.load(wrong),
        lambda: seqguard.SequenceSchema.from_yaml(wrong),
    ]
    pick(rng, ways)()


def guard(rng: np.random.Generator, folder: Path) -> Any:
    from seqguard.sklearn import SequenceGuard

    X, y = given(rng)
    made = SequenceGuard(fail_on=pick(rng, ["never", "never", "never", "error", *WRONG[:5]]), **words(rng, 0.1))
    made.fit(X, y)
    A, _ = given(rng) if rng.random() < 0.5 else (X, y)
    made.transform(A)
    return made.report_


ENTRIES: Entries = {
    "inspect": (6, inspect, seqguard.inspect),
    "validate": (2, validate, seqguard.validate),
    "profile": (3, profile, seqguard.profile),
    "compare": (3, compare, seqguard.compare),
    "audit": (4, audit, seqguard.audit),
    "windows": (3, windows, seqguard.windows),
    "contract": (2, contract, seqguard.SequenceSchema.infer),
    "schema": (2, schema, seqguard.SequenceSchema),
    "purged": (1, purged, seqguard.PurgedKFold),
    "report": (2, report, None),
    "guard": (1, guard, None),
}
"""By name: how often, the call, and whose parameters a refusal may name besides the options."""
ALSO = {"level", "fail_on", "earlier", "text", "finding", "path", "source", "severity", "schema", "features", "X"}
ABOUT_PATHS = ("no such file", "cannot be opened", "cannot be read", "is no profile")


def refused(name: str, function: Any, also: Iterable[str], error: Exception) -> str | None:
    """What is wrong with a refusal."""
    said = str(error)
    first = said.split(" ")[0].split("[")[0].split("=")[0].rstrip(":,.")
    known = {*OPTION_NAMES, *also} | ({*signatures.signature(function).parameters} if function else set())
    if name == "report" and any(words in said for words in ABOUT_PATHS):  # the one argument is a path, which is named
        return None
    took = said.partition(" takes no ")[2].partition("=")[0]
    if (first in known or took in known) and len(said) < 3000:
        return None
    if isinstance(error, seqguard.PreflightError) or " the earlier" in said:  # `a | b` has no argument
        return None
    return f"no argument named: {type(error).__name__}: {said[:300]}"


def attempted(seed: int, folder: Path, entries: Entries, also: Iterable[str]) -> str | None:
    """What went wrong with one of the entries; None where nothing did."""
    rng = np.random.default_rng(seed)
    names = list(entries)
    shares = np.array([entries[name][0] for name in names])
    name = str(rng.choice(names, p=shares / shares.sum()))
    try:
        made = entries[name][1](rng, folder)
    except (TypeError, ValueError) as error:
        wrong = refused(name, entries[name][2], also, error)
        return None if wrong is None else f"{name}: {wrong}"
    except Exception as error:
        return f"{name}: {type(error).__name__}: {str(error)[:300]}"
    if isinstance(made, seqguard.Report | seqguard.Audit):
        crashes = made.crashed if isinstance(made, seqguard.Report) else made.report.crashed
        if crashes:
            return f"{name}: {crashes[0].slug} crashed: {crashes[0].traceback[-700:]}"
        str(made)
        made._repr_html_()
    return None


def attempt(seed: int, folder: Path) -> str | None:
    """What went wrong with the call of this seed; None where nothing did."""
    return attempted(seed, folder, ENTRIES, ALSO)
