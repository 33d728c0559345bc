"""seqguard beside other tools that look at data: seven faults with their sound twins, the same arrays for all.

    python benchmarks/peers.py --envs FOLDER [--install] [--only deepchecks,pandera] [--markdown docs/measured/peers.md]

Each tool has a virtual environment FOLDER/NAME of its own, which `--install` makes with pip; one that is not there, or
does not import, is named as such. On demand: it takes some minutes. See benchmarks/README.md.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from _tables import Table, page

RUN = Path(__file__).with_name("_peers_run.py")
TOOLS = {
    "deepchecks": ("deepchecks", "scikit-learn>=1.6,<1.7", "pandas<2.3", "numpy<2"),
    "evidently": ("evidently", "pandas<3"),
    "ydata-profiling": ("ydata-profiling",),
    "cleanlab": ("cleanlab[datalab]",),
    "pandera": ("pandera", "pandas", "numpy"),
    "great_expectations": ("great_expectations",),
    "dash-mlguard": ("dash-mlguard",),
    "mlpreflight": ("mlpreflight",),
    "leaklens": ("leaklens",),
}
"""What pip is asked for. The newest deepchecks does not import beside NumPy 2 or scikit-learn 1.9, nor the newest
evidently beside pandas 3."""
SECONDS = 1500
N, VALIDATION, T, F = 1000, 250, 12, 3

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
WORDS = {
    "zeroed target": (r"constant|single|one class|two classes|only one|unique|variance|minority|imbalance", "y"),
    "mean fill": (r"imput|mean-|\bmean\b|fill|repeat|dominant|frequent|same value", "f1"),
    "crushed by an outlier": (r"outlier|crush|skew|extreme", "f2"),
    "window overlap": (r"overlap|duplicat|contaminat|identical|\bmix|leak|exact", ""),
    "leak at the last step": (r"leak|correlat|associat|predict|pps", "f0"),
    "NaN": (r"nan|missing|null|finite", "f1"),
    "unit of validation": (r"drift|shift|distribut|range|between|scale|less_than|greater_than|max|unit|outlier", "f1"),
}
"""What an alarm about each fault speaks of, and the column at which it stands."""


def sound(rng: np.random.Generator, sliding: bool = False) -> Arrays:
    """AR(1) features; the target is a smooth function of the last steps and noise. Chronological, with a gap."""
    total = N + VALIDATION
    rows = (total + 2 * T) if sliding else (total + 2) * T
    series = np.zeros((rows, F))
    noise = rng.standard_normal((rows, F))
    for i in range(1, rows):
        series[i] = 0.9 * series[i - 1] + noise[i]
    starts = np.arange(total + T if sliding else total + 1) * (1 if sliding else T)
    X = series[starts[:, None] + np.arange(T)].astype(np.float32)
    y = (np.tanh(X[:, -3:, 0].mean(1) / 2) + 0.3 * X[:, -1, 1] + 0.5 * rng.standard_normal(len(X))).astype(np.float32)
    return X[:N], y[:N], X[-VALIDATION:], y[-VALIDATION:]


def pairs() -> Iterator[tuple[str, Arrays, Arrays]]:
    """(fault, the arrays with it, its sound twin)."""
    for seed, fault in enumerate(WORDS):
        rng = np.random.default_rng(seed)
        twin = sound(rng, fault == "window overlap")
        X, y, Xv, yv = (a.copy() for a in twin)
        if fault == "zeroed target":
            y[:], yv[:] = 0, 0
        elif fault == "mean fill":
            for part in (X, Xv):
                part[..., 1][rng.random(part.shape[:2]) < 0.15] = X[..., 1].mean()
        elif fault == "crushed by an outlier":
            X[17, 3, 2] = 5_000
            low, high = X[..., 2].min(), X[..., 2].max()
            for part in (X, Xv):
                part[..., 2] = (part[..., 2] - low) / (high - low)
        elif fault == "window overlap":
            whole, targets = np.concatenate([X, Xv]), np.concatenate([y, yv])
            order = rng.permutation(len(whole))
            X, y, Xv, yv = whole[order[:N]], targets[order[:N]], whole[order[N:]], targets[order[N:]]
        elif fault == "leak at the last step":
            X[:, -1, 0], Xv[:, -1, 0] = y, yv
        elif fault == "NaN":
            X[..., 1][rng.random(X.shape[:2]) < 0.02] = np.nan
        else:
            Xv[..., 1] *= 1000
        yield fault, (X, y, Xv, yv), twin


def write_cases(path: Path) -> None:
    """Every case as arrays."""
    held = {}
    for fault, faulty, twin in pairs():
        for state, arrays in (("fault", faulty), ("twin", twin)):
            held |= {f"{fault}/{state}/{name}": a for name, a in zip(("X", "y", "X_val", "y_val"), arrays, strict=True)}
    np.savez(path, **held)


def install(folder: Path, tool: str) -> str:
    """Make the environment of a tool; why not, or ""."""
    target = folder / tool
    if not (target / "bin" / "python").exists():
        venv.create(target, with_pip=True)
        done = subprocess.run(
            [target / "bin" / "python", "-m", "pip", "install", "-q", *TOOLS[tool]], capture_output=True, text=True
        )
        if done.returncode:
            return (done.stderr.strip().splitlines() or ["pip failed"])[-1][:200]
    return ""


def run(tool: str, python: Path, cases: Path, folder: Path) -> dict[str, Any]:
    """What one tool said of all cases, or `{"failed": why}`."""
    out = folder / f"{tool}.json"
    env = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "LOKY_MAX_CPU_COUNT": "1"}
    if tool != "seqguard":
        env.pop("PYTHONPATH", None)
    try:
        done = subprocess.run(
            [python, RUN, tool, cases, out], env=env, cwd=folder, capture_output=True, text=True, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return {"failed": f"not done after {SECONDS} s"}
    if done.returncode or not out.exists():
        return {"failed": (done.stderr.strip().splitlines() or ["no output"])[-1][:200]}
    found: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return found


def caught(fault: str, results: Sequence[dict[str, Any]]) -> str:
    """The forms in which an alarm that the twin has not speaks of the fault, at its column where it has one."""
    words, column = WORDS[fault]
    forms = []
    for form in dict.fromkeys(r["form"] for r in results):
        at = {
            r["case"].rpartition("/")[2]: r for r in results if r["case"].startswith(f"{fault}/") and r["form"] == form
        }
        before = {tuple(a) for a in at["twin"]["alarms"]}
        new = [a for a in at["fault"]["alarms"] if tuple(a) not in before]
        if any(_speaks(what, where, words, column) for what, where in new):
            forms.append(form)
    return "/".join(forms)


def _speaks(what: str, where: str, words: str, column: str) -> bool:
    if not re.search(words, what, re.I):
        return False
    named = re.findall(r"\b(f\d|y)(?=\b|_t\d)", f"{what} {where}")
    return not column or not named or column in named


def tables(told: dict[str, dict[str, Any]]) -> list[Table]:
    """What docs/measured/peers.md shows."""
    rows, cost, failed = [], [], []
    for tool, found in told.items():
        if "failed" in found:
            failed.append([tool, found["failed"]])
            continue
        results = found["results"]
        faults = [caught(fault, results) for fault in WORDS]
        twins = [r for r in results if r["case"].endswith("/twin")]
        forms = list(dict.fromkeys(r["form"] for r in results))
        alarms = [sum(len(r["alarms"]) for r in twins if r["form"] == form) for form in forms]
        loud = sum(any(r["alarms"] for r in twins if r["case"].startswith(f"{fault}/")) for fault in WORDS)
        rows.append([tool, *(f or "-" for f in faults), sum(map(bool, faults)), loud, " / ".join(map(str, alarms))])
        seconds = [median(r["seconds"] for r in results if r["form"] == form) for form in forms]
        errors = sorted({r["error"] for r in results if r["error"]})
        said = f"{sum(bool(r['error']) for r in results)} of {len(results)}: {errors[0][:90]}" if errors else "-"
        cost.append(
            [tool, f"{found['import']:.1f}", " / ".join(f"{s:.2f}" for s in seconds), f"{found['peak']:.0f}", said]
        )
    return [
        Table(
            "Caught, and false alarms",
            ("tool", *WORDS, "caught", "twins with an alarm", "alarms on the 7 twins (flat / long)"),
            rows,
            "flat: caught in the table of one row a sample; long: in that of one row a timestep; raw: in the arrays.",
        ),
        Table(
            "Cost",
            ("tool", "import, s", "a case, s (flat / long)", "peak, MB", "cases that raised"),
            cost,
            "Seconds beside whatever else the machine did: to be compared with each other only.",
        ),
        Table("Not measured", ("tool", "why"), failed),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every tool one after the other, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--envs", type=Path, required=True, help="a folder with an environment for each tool")
    parser.add_argument("--install", action="store_true", help="make the environments that are not there")
    parser.add_argument("--only", help="tools, by comma")
    parser.add_argument("--results", type=Path, help="keep what each tool said there, and run only those that are not")
    parser.add_argument("--markdown", type=Path)
    asked = parser.parse_args(arguments)
    told: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = (asked.results or Path(name)).resolve()
        folder.mkdir(exist_ok=True)
        write_cases(folder / "cases.npz")
        told["seqguard"] = run("seqguard", Path(sys.executable), folder / "cases.npz", folder)
        for tool in asked.only.split(",") if asked.only else TOOLS:
            if (kept := folder / f"{tool}.json").exists():
                told[tool] = json.loads(kept.read_text(encoding="utf-8"))
                continue
            why = install(asked.envs.resolve(), tool) if asked.install else ""
            python = asked.envs.resolve() / tool / "bin" / "python"
            if why or not python.exists():
                told[tool] = {"failed": f"did not install: {why}" if why else "no environment"}
                continue
            told[tool] = run(tool, python, folder / "cases.npz", folder)
            print(tool, told[tool].get("failed", "done"), file=sys.stderr, flush=True)
    made = tables(told)
    intro = [
        f"`benchmarks/peers.py`: {len(WORDS)} faults with their sound twins, float32 ({N}, {T}, {F}) and {VALIDATION} "
        "for validation, AR(1) features. A fault is caught where a warning or an error that the twin has not speaks of "
        "it, at its column where it has one. Tools for tables get both forms; what pandera and Great Expectations are "
        "held to (types, ranges, no nulls, two values) is learnt from the training part. One seed a fault: a floor, "
        "not a proof.",
        "",
        f"Environments: {versions(asked.envs, told)}.",
    ]
    print("\n".join(t.text() for t in made))
    if asked.markdown is not None:
        asked.markdown.write_text(page("seqguard beside its peers", intro, made), encoding="utf-8")
    return 0


def versions(envs: Path, told: dict[str, dict[str, Any]]) -> str:
    """The installed version of each tool."""
    out = []
    for tool in told:
        if tool != "seqguard":
            stem = re.sub(r"[-_.]+", "[-_.]", tool)
            found = sorted((envs / tool).glob(f"lib/python3*/site-packages/{stem}-*.dist-info"))
            out.append(f"{tool} {found[0].name.split('-')[1].removesuffix('.dist')}" if found else tool)
    return ", ".join(out)


if __name__ == "__main__":
    sys.exit(main())
