"""Contracts and configurations that were changed: read, or refused by name; a misspelt key never passes."""

from pathlib import Path
from typing import Any

import numpy as np
import yaml
from fuzz_files import run

import seqguard
from seqguard.contract.form import CHECKS, COLUMN, HEADER, OPTIONS, TABLE

CONTRACT: dict[str, Any] = {
    "seqguard": {
        "version": 1,
        "timesteps": 6,
        "dtype": "float32",
        "row_limit": 1000,
        "target": {"columns": {"y": {"dtype": "float32"}}},
    },
    "schema_type": "dataframe",
    "columns": {
        "f0": {
            "dtype": "float32",
            "nullable": False,
            "checks": [{"min_value": 0, "max_value": 1, "include_min": True, "options": {"check_name": "in_range"}}],
        },
        "f1": {"dtype": "float32", "isin": [0, 1], "required": True},
        "g.*": {"regex": True, "greater_than": {"min_value": 0, "ignore_na": False}, "required": False},
    },
    "strict": False,
    "ordered": False,
    "unique": ["f0"],
}
ODD: list[Any] = [
    *(
        None,
        True,
        0,
        -1,
        2**70,
        1.5,
        float("nan"),
        "",
        "no",
        "abc",
        "(((",
        "(a+)+b",
        "x" * 5000,
        [],
        [1],
        ["a"],
        {},
        {"a": 1},
        [[]],
    ),
    {"options": {"check_name": "__init__"}},
    {"__class__": 1},
    [{"options": {"check_name": "mro"}}],
]
PARAMETERS = {parameter for parameters in CHECKS.values() for parameter in parameters}
KEYS = {
    *HEADER,
    *TABLE,
    *COLUMN,
    *OPTIONS,
    *CHECKS,
    *PARAMETERS,
    "options",
    "seqguard",
    "value",
}
NAMES = {"columns"}
"""Mappings whose keys are names, so that any text is one."""


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(p for key, part in inner for p in places(part, (*path, key)))]


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


def misspelt(rng: np.random.Generator, key: str) -> str:
    i = int(rng.integers(len(key)))
    ways = [key[:i] + key[i + 1 :], key[:i] + "x" + key[i:], key.capitalize(), key.replace("_", "-") + "s", key + " "]
    return ways[int(rng.integers(len(ways)))]


def contract(seed: int, folder: Path) -> str | None:
    """What went wrong with the contract of this seed; None where nothing did."""
    rng = np.random.default_rng(seed)
    held = yaml.safe_load(yaml.safe_dump(CONTRACT))
    every = [p for p in places(held) if p]
    must_refuse = False
    path = every[int(rng.integers(len(every)))]
    parent, key = at(held, path[:-1]), path[-1]
    if rng.random() < 0.5 and isinstance(key, str) and (len(path) < 2 or path[-2] not in NAMES):
        wrong = misspelt(rng, key)
        parent[wrong] = parent.pop(key)
        must_refuse = wrong not in KEYS
    elif rng.random() < 0.9:
        parent[key] = ODD[int(rng.integers(len(ODD)))]
    text = yaml.safe_dump(held, sort_keys=False)
    if rng.random() < 0.2:
        data = list(text)
        for _ in range(int(rng.integers(1, 9))):
            data[int(rng.integers(len(data)))] = str(rng.choice(list("&*!{}[]:-?#|>%@`'\"\n\t\0\x1b x0")))
        text, must_refuse = "".join(data), False
    file = folder / "contract.yaml"
    file.write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        seqguard.SequenceSchema.from_yaml(file)
    except ValueError as error:
        said = str(error)
        fine = said.startswith(str(file)) and len(said) < 2200 and "\n" not in said
        return None if fine else f"not named or too long: {said[:400]!r}"
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
    return f"a misspelt key passed: {path} {text[:400]}" if must_refuse else None


TABLES = [
    '[tool.seqguard]\nfail-on = "warning"',
    '[tool]\nseqguard = {fail-on = "warning"}',
    '[tool]\nseqguard.fail-on = "warning"',
    '[tool."seqguard"]\nfail-on = "warning"',
    '[ tool . seqguard ]\n"fail-on" = "warning"',
    'tool.seqguard.fail_on = "warning"',
    '["tool"."seqgu\\u0061rd"]\nfail-on = "warning"',
    "[tool.'seqguard']\r\nfail-on = 'warning'",
]
"""The same in TOML's spellings: data with a warning close the gate."""
MORE = [
    *(
        "ignore = {}",
        "select = {}",
        "fail-on = {}",
        "fail_on = {}",
        "preset = {}",
        "baseline = {}",
        "severities = {{outlier = {}}}",
    ),
    *(
        "checks.outlier.gap = {}",
        "checks.class-imbalance.ratio = {}",
        "datasets = {}",
        "colour = {}",
        "datasets = [{{files = {}}}]",
    ),
    "datasets = [{{files = 'd.npz', window = {}}}]",
]
VALUES = [
    "'warning'",
    "[]",
    "['SG1']",
    "5",
    "-1",
    "nan",
    "inf",
    "true",
    "{}",
    "''",
    "'a**b/*'",
    "'../x'",
    "'/etc/*'",
    "1979-05-27",
    "[[1]]",
    f"'{'x' * 5000}'",
]


def configuration(seed: int, folder: Path) -> str | None:
    """What went wrong with the configuration of this seed; None where nothing did."""
    rng = np.random.default_rng(seed)
    text = TABLES[int(rng.integers(len(TABLES)))]
    for _ in range(int(rng.integers(0, 3))):
        line = MORE[int(rng.integers(len(MORE)))].format(VALUES[int(rng.integers(len(VALUES)))])
        text += "\n" + (
            f"tool.seqguard.{line}"
            if text.startswith("tool.")
            else f"seqguard.{line}"
            if text.startswith("[tool]")
            else line
        )
    if rng.random() < 0.3:
        data = bytearray(text.encode())
        data[int(rng.integers(len(data)))] = int(rng.integers(256))
        (folder / "pyproject.toml").write_bytes(bytes(data))
    else:
        (folder / "pyproject.toml").write_text(text)
    np.savez(folder / "d.npz", X=np.random.default_rng(0).normal(size=(30, 6, 2)))
    try:
        return run(["check", str(folder / "d.npz"), "--config", str(folder / "pyproject.toml")])
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:300]}"
