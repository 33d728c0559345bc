"""A run as JUnit XML: a suite for each path, a case for each check.

A finding that closes the gate is a failure, any other one is output of a passed case; a check that was skipped is a
skipped case, one that crashed an error. The elements are those of Jenkins'
junit-10.xsd. Control characters, which XML 1.0 cannot hold, are spelt out.
"""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from seqguard.core.escape import for_markup, printable
from seqguard.core.finding import Finding
from seqguard.report.registry import Format, Inspected, Run
from seqguard.report.report import FailOn, Report


def document(run: Run) -> str:
    """The run as one `testsuites` element."""
    suites = [_suite(file, run.fail_on) for file in run.files]
    text = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites name="seqguard">', *suites, "</testsuites>", ""]
    )
    return for_markup(text)


def _suite(file: Inspected, fail_on: FailOn) -> str:
    seconds = (file.report.run.seconds or 0) if file.report else 0
    cases = list(_cases(file, fail_on))
    marks = {"failures": "<failure", "errors": "<error", "skipped": "<skipped"}
    numbers = {"tests": len(cases), **{k: sum(mark in case for case in cases) for k, mark in marks.items()}}
    attributes = "".join(f' {name}="{n}"' for name, n in numbers.items())
    time = f"{seconds:.3f}" if isinstance(seconds, int | float) else "0"
    return "\n".join(
        [f'  <testsuite name={_attribute(file.path)}{attributes} time="{time}">', *cases, "  </testsuite>"]
    )


def _cases(file: Inspected, fail_on: FailOn) -> Iterator[str]:
    if file.report is None:
        tag, words = ("error", file.problem) if file.problem else ("skipped", file.notice)
        yield _case("open", file.path, f"<{tag} message={_attribute(words)}></{tag}>")
        return
    report = file.report
    found: dict[str, list[Finding]] = {}
    for f in report.findings:
        found.setdefault(f.slug, []).append(f)
    crashed = {c.slug: c for c in report.crashed}
    for slug in dict.fromkeys([*found, *crashed, *report.ran]):
        body = _findings(found[slug], fail_on) if slug in found else ""
        if slug in crashed:
            c = crashed[slug]
            body = f"<error message={_attribute(c.error)}>{_text(c.traceback)}</error>"
        yield _case(slug, file.path, body)
    unchecked = () if report.allow_unseen else report.unchecked
    for u in () if report.allow_unseen else report.unseen:
        words = f"{u.given}: {u.reason}"
        yield _case(f"data of {u.split}", file.path, f"<error message={_attribute(words)}></error>")
    for s in unchecked:
        yield _case(s.slug, file.path, f"<error message={_attribute(f'not checked: {s.reason}')}></error>")
    for slug, reasons in _skipped(report, {*found, *crashed, *report.ran, *(s.slug for s in unchecked)}).items():
        yield _case(slug, file.path, f"<skipped message={_attribute('; '.join(reasons))}></skipped>")


def _findings(findings: list[Finding], fail_on: FailOn) -> str:
    words = "\n\n".join(f"{f.severity}: {f.place}\n{f.argument}\nFix: {f.remedy}" for f in findings)
    closing = [f for f in findings if Report(findings=(f,)).fails(fail_on)]
    if not closing:
        return f"<system-out>{_text(words)}</system-out>"
    message = f"{closing[0].place}: {closing[0].argument}"
    return (
        f"<failure type={_attribute(closing[0].severity or '')} message={_attribute(message)}>{_text(words)}</failure>"
    )


def _skipped(report: Report, ran: set[str]) -> dict[str, list[str]]:
    """Reasons of the checks that ran in no split."""
    reasons: dict[str, list[str]] = {}
    for s in report.skipped:
        if s.slug not in ran and s.reason not in reasons.setdefault(s.slug, []):
            reasons[s.slug].append(s.reason)
    return reasons


def _case(name: str, classname: str, body: str) -> str:
    return f'    <testcase name={_attribute(name)} classname={_attribute(classname)} time="0">{body}</testcase>'


def _text(words: str) -> str:
    return escape(printable(words))


def _attribute(words: str) -> str:
    return quoteattr(printable(words))


FORMAT = Format("junit", document, (".xml",))
