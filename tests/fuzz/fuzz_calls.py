"""Calls of `inspect` with arrays and arguments of all kinds: a report without a crash, or a refusal that names the
argument; the arrays stay byte for byte what they were."""

import inspect as signatures
from typing import Any

import numpy as np

import seqguard

ARGUMENTS = (
    *signatures.signature(seqguard.inspect).parameters,
    "groups",
    "timestamps",
    "sample_weight",
)
HUGE = 10**5000
WRONG = [
    *(
        None,
        True,
        0,
        -1,
        5,
        1.5,
        float("nan"),
        float("inf"),
        HUGE,
        2**63,
        "",
        "auto",
        "abc",
        "\0",
        "x" * 10_000,
        b"abc",
        1j,
    ),
    *(
        [],
        [None],
        [1],
        ["a", "a"],
        (),
        {},
        {"a": 1},
        {1: 2},
        {"SG1": "f0"},
        {"SG1": ["f0"]},
        {"a"},
        np.ndarray,
        list,
        print,
    ),
    *(
        np.zeros(3),
        np.zeros((2, 3)),
        np.array("auto"),
        np.float32(3),
        np.datetime64("2020"),
        object(),
        iter([1]),
        range(3),
    ),
]
RIGHT: dict[str, list[Any]] = {
    "task": ["auto", "regression", "classification", "multilabel"],
    "tokens": [True, False, "auto"],
    "mask_value": [0, -1, 0.5, -999, 255, float("nan"), float("inf"), 2**53],
    "select": [["SG"], ["SG1", "SG4"], ["nan-values"], []],
    "ignore": [["SG6"], {"constant-feature": ["f0"]}, []],
    "sample": ["auto", 1, 1000],
    "progress": [False],
    "checks": [[]],
}
DTYPES = [
    "f8",
    "f4",
    "f2",
    "g",
    ">f8",
    ">i2",
    "i8",
    "i4",
    "i1",
    "u1",
    "u8",
    "?",
    "c16",
    "M8[s]",
    "m8[D]",
    "U3",
    "S2",
    "O",
]
WEIGHTS = [8, 6, 3, 2, 2, 2, 4, 3, 2, 3, 3, 3, 1, 1, 1, 1, 1, 1]


def array(rng: np.random.Generator, n: int | None = None, dims: int = 4) -> Any:
    """An array of any dtype and shape, with extremes, ties, or repeated rows; sometimes a view, masked, or a list."""
    sides = [
        int(rng.choice([0, 1, 2, 3, 5, 8, 20, 60], p=[0.03, 0.1, 0.1, 0.15, 0.2, 0.2, 0.15, 0.07])) for _ in range(dims)
    ]
    shape = tuple(sides[: int(rng.integers(1, dims + 1))])
    shape = shape if n is None else (n, *shape[1:])
    dtype = np.dtype(rng.choice(DTYPES, p=np.array(WEIGHTS) / sum(WEIGHTS)))
    kind = rng.integers(6)
    values = rng.normal(size=shape) * 10.0 ** float(rng.choice([-200, -8, 0, 0, 0, 3, 30]))
    if kind == 1:
        values = rng.integers(0, int(rng.choice([2, 3, 10, 200])), shape).astype(float)
    elif kind == 2:
        values = np.cumsum(values, 0)
    elif kind == 3:
        values[rng.random(shape) < 0.4] = float(rng.choice([0.0, np.nan, np.inf, -np.inf, -999.0, 1e308, 5e-324]))
    elif kind == 4:
        values = np.full(shape, float(rng.choice([0.0, 1.0, np.nan, 2.0**63])))
    elif kind == 5 and len(shape) > 1:
        values = np.where(np.arange(shape[1]).reshape(1, -1, *[1] * (len(shape) - 2)) < rng.integers(1, 9), values, 0)
    with np.errstate(all="ignore"):
        out = values.astype("f8").view("i8").astype(dtype) if dtype.kind in "Mm" else values.astype(dtype)
    if dtype == np.dtype("u8") and rng.random() < 0.4:
        out = out % np.uint64(7) + np.uint64(2**63)
    way = rng.integers(8)
    if way == 1 and out.ndim > 1:
        return out[:, ::-1]
    if way == 2:
        return np.asfortranarray(out)
    if way == 3:
        return np.ma.masked_array(out, mask=rng.random(shape) < 0.2)
    if way == 4 and len(out):
        return np.broadcast_to(out[:1], shape)
    return out.tolist() if way == 5 and out.size < 500 else out


def call(rng: np.random.Generator) -> tuple[Any, dict[str, Any]]:
    """X and further arguments, most of them right."""
    n = int(rng.choice([0, 1, 2, 3, 8, 40, 150]))
    X, arguments = array(rng, n), {}
    if rng.random() < 0.7:
        arguments["y"] = array(rng, n if rng.random() < 0.95 else None, 3)
    if rng.random() < 0.3:
        half = n // 2
        arguments["validation_data"] = (array(rng, half), array(rng, half, 3)) if rng.random() < 0.5 else (X[:half],)
    if rng.random() < 0.15 and "y" in arguments:
        X = {"a": X, "b": array(rng, n)}
    for name, values in RIGHT.items():
        if rng.random() < 0.12:
            arguments[name] = values[int(rng.integers(len(values)))]
    if rng.random() < 0.25:
        name = str(rng.choice(ARGUMENTS[:-3]))
        wrong = WRONG[int(rng.integers(len(WRONG)))]
        if name == "X":
            X = wrong
        else:
            arguments[name] = wrong
    return X, arguments


def split(rng: np.random.Generator, X: Any, y: Any) -> Any:
    """The same with groups, times and weights, right or not."""
    n = len(X) if isinstance(X, list | dict | np.ndarray) and np.ndim(X) else 3
    given: dict[str, Any] = {}
    for name in ("groups", "timestamps", "sample_weight"):
        if rng.random() < 0.5:
            given[name] = WRONG[int(rng.integers(len(WRONG)))] if rng.random() < 0.3 else array(rng, n, 2)
    return seqguard.Split(X, y, **given)


def state(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.asarray(value).tobytes() if value.dtype.kind != "O" else None
    return [state(v) for v in value.values()] if isinstance(value, dict) else None


def attempt(seed: int) -> str | None:
    """What went wrong with the call of this seed; None where nothing did."""
    rng = np.random.default_rng(seed)
    X, arguments = call(rng)
    y = arguments.get("y")
    before = (state(X), state(y))
    try:
        if rng.random() < 0.2:
            arguments.pop("y", None)
            report = seqguard.inspect(split(rng, X, y), **arguments)
        else:
            report = seqguard.inspect(X, **arguments)
    except (TypeError, ValueError) as error:
        said = str(error)
        first = said.split(" ")[0].split("[")[0].rstrip(":")
        return (
            None
            if first in ARGUMENTS and len(said) < 3000
            else f"no argument named: {type(error).__name__}: {said[:300]}"
        )
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
    if before != (state(X), state(y)):
        return "an input was changed"
    if report.crashed:
        return f"{report.crashed[0].slug} crashed: {report.crashed[0].traceback[-700:]}"
    for render in (str, lambda r: r.to_json(), lambda r: r.to_html()):
        render(report)
    return None
