"""One peer on all cases, in its own environment: only NumPy, pandas and the tool itself are imported.

    ENV/bin/python benchmarks/_peers_run.py TOOL CASES.npz OUT.json

Every tool is called as its own documentation does, with the training and the validation part. Tools for tables get
each sample as a row of T * F columns (flat) and each timestep as a row of F columns (long). An alarm is what the tool
calls a warning, an error, a failed test or condition; notes do not count.
"""

import json
import os
import re
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout

started = time.perf_counter()

import numpy as np  # noqa: E402

Alarm = tuple[str, str]
"""(what, columns) of one alarm, as texts."""


def frames(X, y, form):
    """A table of one part, and its target column."""
    import pandas as pd

    n, T, F = X.shape
    if form == "flat":
        columns = [f"f{f}_t{t}" for t in range(T) for f in range(F)]
        return pd.DataFrame(X.reshape(n, -1), columns=columns).assign(y=y)
    return pd.DataFrame(X.reshape(-1, F), columns=[f"f{f}" for f in range(F)]).assign(y=np.repeat(y, T))


def seqguard():
    import seqguard as sg

    def look(X, y, Xv, yv) -> Iterator[Alarm]:
        for f in sg.inspect(X, y, validation_data=(Xv, yv), progress=False):
            if f.severity != "info":
                yield f"{f.slug}: {f.message}", " ".join((f.tensor or "", *f.features))

    return look


def deepchecks():
    from deepchecks.tabular import Dataset
    from deepchecks.tabular.suites import data_integrity, train_test_validation

    def look(a, b) -> Iterator[Alarm]:
        one, two = (Dataset(f, label="y", cat_features=[], label_type="regression") for f in (a, b))
        results = [data_integrity().run(one), train_test_validation().run(one, two)]
        for result in results:
            for check in result.get_not_passed_checks():
                for condition in check.conditions_results:
                    if condition.category.value != "PASS":
                        yield f"{check.get_header()}: {condition.details}", condition.details

    return look


def evidently():
    from evidently import Report
    from evidently.presets import DataDriftPreset, DataSummaryPreset

    def look(a, b) -> Iterator[Alarm]:
        made = Report([DataDriftPreset(), DataSummaryPreset()], include_tests=True).run(b, a)
        for test in made.dict()["tests"]:
            if str(getattr(test["status"], "value", test["status"])) != "SUCCESS":
                yield test["name"], test["name"]

    return look


def ydata_profiling():
    from ydata_profiling import ProfileReport

    def look(a, b) -> Iterator[Alarm]:
        for frame in (a, b):
            made = ProfileReport(frame, progress_bar=False, interactions={"continuous": False})
            for alert in made.get_description().alerts:
                yield re.sub(r"\d+(\.\d+)?%?", "#", str(alert)), str(alert)

    return look


def cleanlab():
    from cleanlab import Datalab

    def look(a, b) -> Iterator[Alarm]:
        for frame in (a, b):
            lab = Datalab(data={"y": frame["y"].to_numpy()}, label_name="y", task="regression", verbosity=0)
            lab.find_issues(features=frame.drop(columns="y").to_numpy())
            summary = lab.get_issue_summary()
            for kind, number in zip(summary["issue_type"], summary["num_issues"], strict=True):
                if number:
                    yield f"{kind}", ""

    return look


def pandera():
    import pandera.pandas as pa

    def look(a, b) -> Iterator[Alarm]:
        schema = pa.infer_schema(a)
        for frame in (a, b):
            try:
                schema.validate(frame, lazy=True)
            except pa.errors.SchemaErrors as error:
                cases = error.failure_cases
                for column, check in sorted(
                    {(str(c), str(k)) for c, k in zip(cases["column"], cases["check"], strict=True)}
                ):
                    yield f"{column}: {check}", column

    return look


def great_expectations():
    import great_expectations as gx
    import great_expectations.expectations as gxe

    def look(a, b) -> Iterator[Alarm]:
        context = gx.get_context(mode="ephemeral")
        source = context.data_sources.add_pandas("p")
        suite = gx.ExpectationSuite(name="s")
        for column in a.columns:
            low, high = float(np.nanmin(a[column])), float(np.nanmax(a[column]))
            suite.add_expectation(gxe.ExpectColumnValuesToNotBeNull(column=column))
            suite.add_expectation(gxe.ExpectColumnValuesToBeBetween(column=column, min_value=low, max_value=high))
            suite.add_expectation(gxe.ExpectColumnUniqueValueCountToBeBetween(column=column, min_value=2))
        suite = context.suites.add(suite)
        for name, frame in (("a", a), ("b", b)):
            batch = source.add_dataframe_asset(name=name).add_batch_definition_whole_dataframe("w")
            done = batch.get_batch({"dataframe": frame}).validate(suite)
            for result in done.results:
                if not result.success:
                    config = result.expectation_config
                    yield f"{config.type} {config.kwargs['column']}", config.kwargs["column"]

    return look


def dash_mlguard():
    import dash_mlguard as guard

    def look(a, b) -> Iterator[Alarm]:
        report = guard.check(a.drop(columns="y"), a["y"], X_test=b.drop(columns="y"), y_test=b["y"])
        for f in report.findings:
            if f.severity.value != "info":
                yield f"{f.code}: {re.sub(r'[0-9.]+', '#', f.message)}", " ".join(map(str, f.columns))

    return look


def mlpreflight():
    import mlpreflight as pf

    def look(a, b) -> Iterator[Alarm]:
        for f in pf.inspect(a, target="y", test=b).findings:
            if f.severity.value.lower() in ("critical", "warning"):
                yield f"{f.check_id}: {f.title}", " ".join(f.affected_columns)

    return look


def leaklens():
    from leaklens import LeakLens

    def look(a, b) -> Iterator[Alarm]:
        for issue in LeakLens(a, b, target="y").run().issues:
            if issue.severity.value.lower() not in ("info", "low", "passed", "ok"):
                yield f"{issue.title}", str(issue.column or "")

    return look


TOOLS: dict[str, Callable[[], Callable[..., Iterator[Alarm]]]] = {
    "seqguard": seqguard,
    "deepchecks": deepchecks,
    "evidently": evidently,
    "ydata-profiling": ydata_profiling,
    "cleanlab": cleanlab,
    "pandera": pandera,
    "great_expectations": great_expectations,
    "dash-mlguard": dash_mlguard,
    "mlpreflight": mlpreflight,
    "leaklens": leaklens,
}


def main(arguments: Sequence[str]) -> None:
    """Write the alarms of every case and form, its seconds, the seconds of the import and the peak of memory."""
    tool, cases, out = arguments
    warnings.simplefilter("ignore")
    look = TOOLS[tool]()
    imported = time.perf_counter() - started
    results = []
    with np.load(cases) as held:
        for case in sorted({name.rpartition("/")[0] for name in held.files}):
            X, y, Xv, yv = (held[f"{case}/{part}"] for part in ("X", "y", "X_val", "y_val"))
            for form in ("raw",) if tool == "seqguard" else ("flat", "long"):
                given = (X, y, Xv, yv) if form == "raw" else (frames(X, y, form), frames(Xv, yv, form))
                begun = time.perf_counter()
                try:
                    alarms, error = sorted(set(look(*given))), ""
                except Exception as raised:  # whatever a tool raises on these data is what is measured
                    alarms, error = [], f"{type(raised).__name__}: {raised}"[:300]
                seconds = time.perf_counter() - begun
                results.append({"case": case, "form": form, "alarms": alarms, "error": error, "seconds": seconds})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with open(out, "w", encoding="utf-8") as file:
        json.dump({"import": imported, "peak": peak, "results": results}, file)


if __name__ == "__main__":
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):  # several tools print as they go
        main(sys.argv[1:])
