"""Runs a quick suite in several environments and writes what passed: docs/measured/matrix.md.

    python tools/matrix.py /tmp/envs/low-3.11 /tmp/envs/new-3.11 ...

Each argument is the folder of a virtual environment. What is installed in it is read from it and stands in the table,
so that the table cannot name a version that was not run; where Keras is, its tests are run too. An environment is made
by `--make lowest-direct PYTHON ENV` (or `highest`), as `.ci/run` makes it, through uv, with the extras of `--extras`.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "measured" / "matrix.md"
SUITE = (
    "tests/test_arguments.py",
    "tests/test_arguments_entries.py",
    "tests/test_sources.py",
    "tests/test_sources_files.py",
    "tests/test_contract.py",
    "tests/test_cli_junk.py",
    "tests/test_distribution.py",
)
"""What breaks first with another NumPy, pandas, Pandera or Python: dtypes, containers, contracts, files."""
KERAS = (
    "tests/test_keras_models.py",
    "tests/test_keras_sound.py",
    "tests/test_keras_probe.py",
    "tests/test_keras_untouched.py",
    "tests/test_keras_options.py",
    "tests/test_keras_edge.py",
    "tests/test_keras_heard.py",
    "tests/test_keras_streams.py",
    "tests/test_keras_fit.py",
    "tests/test_keras_validation.py",
)
"""What is run besides where Keras is installed."""
SHOWN = ("numpy", "pandas", "pandera", "scikit-learn", "pyarrow", "h5py", "keras", "tensorflow")
HEAD = """# What was run where

Written by `tools/matrix.py`, which runs a quick suite ({suites}) in each environment and reads the versions from it.
Where Keras stands, its tests were run too ({keras}).
The environments are made as `.ci/run` makes them: `lowest-direct` and `highest` of uv.

| Python | {packages} | passed | failed | skipped | seconds | what failed |
|---|{rules}|---|---|---|---|---|
"""
VERSIONS = """
import importlib.metadata as m, json, platform, sys
found = {"python": platform.python_version()}
for name in sys.argv[1:]:
    try:
        found[name] = m.version(name)
    except m.PackageNotFoundError:
        found[name] = "-"
print(json.dumps(found))
"""


def versions(python: Path) -> dict[str, str]:
    """What is installed in an environment."""
    done = subprocess.run([python, "-c", VERSIONS, *SHOWN], capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(done.stdout)
    return found


def suite(python: Path, tests: tuple[str, ...]) -> tuple[dict[str, int], float, list[str]]:
    """Counts by outcome, seconds, and the names of what failed."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    started = time.monotonic()
    run = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--no-header", "-rfE", "--tb=no", *tests]
    done = subprocess.run(run, capture_output=True, text=True, cwd=ROOT, env=environment)
    last = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr.strip()[-200:]
    counts = {kind: int(n) for n, kind in re.findall(r"(\d+) (passed|failed|skipped|error)", last)}
    failed = re.findall(r"(?m)^(?:FAILED|ERROR) (\S+)", done.stdout)
    if not counts:
        failed.append(f"nothing ran: {last[:120]}")
    return counts, time.monotonic() - started, failed


def make(resolution: str, python: str, folder: Path, extras: str) -> None:
    """An environment with what pyproject.toml asks for, at its floors or at the newest."""
    subprocess.run([python, "-m", "venv", folder], check=True)
    inside = folder / "bin" / "python"
    subprocess.run([inside, "-m", "pip", "install", "-q", "uv"], check=True)
    uv = [folder / "bin" / "uv", "pip", "install", "-q", "--python", inside, "--resolution", resolution]
    subprocess.run([*uv, "-e", f"{ROOT}[{extras}]"], check=True)


def row(folder: Path, tests: tuple[str, ...]) -> tuple[str, bool]:
    """One line of the table, and whether all passed."""
    python = folder / "bin" / "python"
    found = versions(python)
    counts, seconds, failed = suite(python, tests if found["keras"] == "-" else (*tests, *KERAS))
    wrong = counts.get("failed", 0) + counts.get("error", 0)
    cells = [found["python"], *(found[name] for name in SHOWN), str(counts.get("passed", 0)), str(wrong)]
    cells += [str(counts.get("skipped", 0)), f"{seconds:.0f}", "; ".join(f"`{name}`" for name in failed[:5]) or "-"]
    return f"| {' | '.join(cells)} |", not failed


def main() -> int:
    """Exit status 1 where something failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("environments", nargs="*", type=Path)
    said = "make an environment: lowest-direct or highest"
    parser.add_argument("--make", nargs=3, metavar=("RESOLUTION", "PYTHON", "ENV"), help=said)
    parser.add_argument("--extras", default="test", help="of the environment that is made (test,tensorflow)")
    parser.add_argument("--tests", nargs="+", default=list(SUITE))
    arguments = parser.parse_args()
    if arguments.make:
        resolution, python, folder = arguments.make
        make(resolution, python, Path(folder), arguments.extras)
    rows = []
    for folder in arguments.environments:
        line, fine = row(folder, tuple(arguments.tests))
        rows.append((line, fine))
        print(line, flush=True)
    if rows:
        suites, keras = (
            ", ".join(Path(name).stem.removeprefix("test_") for name in tests) for tests in (arguments.tests, KERAS)
        )
        head = HEAD.format(suites=suites, keras=keras, packages=" | ".join(SHOWN), rules="|".join("---" for _ in SHOWN))
        TABLE.write_text(head + "".join(f"{line}\n" for line, _ in rows), encoding="utf-8")
    return int(not all(fine for _, fine in rows))


if __name__ == "__main__":
    sys.exit(main())
