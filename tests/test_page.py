"""The page as a person meets it: what the first screen says, colours that can be told apart, words that stay words."""

import itertools
import time
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from lxml import html

import seqguard
from seqguard.core.figure import Figure, Line, Mark, Outline, Pictures
from seqguard.core.finding import Finding
from seqguard.report.formats import palette
from seqguard.report.formats.html import fragment, page
from seqguard.report.formats.strip import strip
from seqguard.report.formats.svg import svg
from seqguard.report.registry import Inspected, Run, document
from seqguard.report.report import Report
from seqguard.testing import cut, random_walk

HOSTILE = (
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>", "</svg><script>alert(1)</script>", '"><script>alert(1)</script>', "'><b>x</b>",
    '" onmouseover="alert(1)', "' onfocus='alert(1)", "javascript:alert(1)", "<a href=javascript:alert(1)>x</a>",
    "<iframe src=//x>", "<style>*{display:none}</style>", "</style><b>", "<!-- ", "-->", "<![CDATA[", "]]>",
    "&lt;b&gt;", "&#60;b&#62;", "&amp;amp;", "<b", "<title>", "</title><b>x</b>", "</details></section>",
    "<base href=//x>", "<link rel=stylesheet href=//x>", "<meta http-equiv=refresh content=0>", "<form action=//x>",
    "<object data=//x>", "<embed src=//x>", "{{7*7}}", "${7*7}", "%3Cscript%3E", "\x00<b>", "\x1b[31mred", "\x9b31m",
    "a\nb", "\r\nSet-Cookie: x", "::error::pwn", "##[error]pwn", "`</code><b>x</b>`", "```\n<b>", "\u202eevil",
    "\ud800", "x" * 2_000,
)  # fmt: skip


def drawing(kind, words):
    lines = (Line(words, (0.0, 1.0), (0.0, 1.0)), Line(words + "2", (0.0, 1.0), (1.0, None)))
    marks = (Mark("span", 0.0, 0.5, words), Mark("level", 0.5, 0.5, words), Mark("point", 0.0, 0.0, words))
    return Figure(
        kind=kind, title=words, alt=words, place=words, x_label=words, y_label=words, lines=lines, marks=marks,
        labels=(words, words),
    )  # fmt: skip


KINDS = ("series", "histogram", "map", "scatter", "stretches", "curves", "bars")


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_word_becomes_markup(words):
    def made(text):
        findings = [
            Finding(
                message=text, remedy=text, fix=text, evidence={text: text, "nested": {text: {text: text}}},
                features=(text,), severity=("error", "warning", "info")[i % 3], tensor=text, code="SG110", slug=text,
                split=text, also_in=(text,), figure=drawing(kind, text),
            )
            for i, kind in enumerate(KINDS)
        ]  # fmt: skip
        outlines = (Outline(tensor=text, feature=text, kind=text, low=0.0, high=1.0, points=(0.0, 1.0)),)
        pictures = Pictures(splits=drawing("stretches", text), training=drawing("curves", text), outlines=outlines)
        report = Report(findings=tuple(findings), pictures=pictures)
        return [page(report, title=text), fragment(report), svg(drawing("map", text), alone=True)]

    for hostile, tame in zip(made(words), made("tame"), strict=True):
        tree, twin = (html.fromstring(t.encode("utf-8", "replace")) for t in (hostile, tame))
        shape = lambda t: [(e.tag, sorted(e.attrib)) for e in t.iter() if e.tag != "code"]  # noqa: E731
        assert shape(tree) == shape(twin)
        assert not {"onerror", "onload", "onmouseover", "src", "action"} & {a for e in tree.iter() for a in e.attrib}
        assert all(e.get("href", "#").startswith("#") for e in tree.iter())


def test_there_are_as_many_hostile_words_as_were_tried_by_hand():
    assert len(set(HOSTILE)) == 46


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(a, b):
    """As WCAG 2.2 defines it."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_contrast_is_aa(mode):
    text = {"ink": palette.INK, "quiet": palette.QUIET, **palette.TONES, "1": palette.FIRST, "2": palette.SECOND}
    for name, colours in text.items():
        assert contrast(colours[mode], palette.PAPER[mode]) >= 4.5, name
    for colours in (palette.INK, palette.QUIET):
        assert contrast(colours[mode], palette.SOFT[mode]) >= 4.5


CONFUSION = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB."""


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("kind", CONFUSION)
def test_data_and_what_was_found_are_told_apart_without_a_cone(kind, mode):
    def seen(colour):
        channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]) ** 2.2
        return np.clip(np.array(CONFUSION[kind]) @ channels, 0, 1) ** (1 / 2.2)

    apart = np.linalg.norm(seen(palette.FIRST[mode]) - seen(palette.SECOND[mode]))
    assert apart > 0.35  # of 1.73 between black and white; a red and a green of like lightness reach .1


def test_lines_differ_by_more_than_their_colour():
    drawn = svg(drawing("series", "name"))
    assert 'class="l1"' in drawn
    assert 'class="l2"' in drawn
    assert "- - name2" in drawn
    assert ".l2{stroke:var(--sg-2);stroke-width:2.5;stroke-dasharray" in page(Report())


@pytest.mark.parametrize("kind", KINDS)
def test_every_figure_has_words_for_who_cannot_see_it(kind):
    tree = html.fromstring(svg(drawing(kind, "what is seen")))
    assert (tree.get("role"), tree.get("aria-label")) == ("img", "what is seen")
    shown = strip(drawing(kind, "a"))
    assert shown == "" if kind == "scatter" else all(len(line) <= 110 for line in shown.splitlines())


@cache
def faults(features, rows=1_500, steps=12):
    rng = np.random.default_rng(3)
    series = random_walk(rng, rows, features) + rng.normal(size=(rows, features))
    series[rng.choice(rows, 25, replace=False), 5] = -999
    gone = rng.random(rows) < 0.07
    series[gone, 1] = series[~gone, 1].mean()
    series[300:500, 33] = series[300, 33]
    series[:, 11] = np.minimum(series[:, 11], np.quantile(series[:, 11], 0.93))
    X, y = cut(series.astype(np.float32), steps)
    return seqguard.inspect(X, y, feature_names=[f"sensor_{i:03d}" for i in range(features)], progress=False)


@pytest.mark.parametrize(("features", "most"), [(64, 300_000), (500, 1_000_000)])
def test_a_page_is_small_and_quick(features, most):
    report = faults(features, 600 if features > 64 else 1_500, 6)
    best = 9.0
    for _ in range(3):
        started = time.process_time()
        made = page(report)
        best = min(best, time.process_time() - started)
    assert len(made.encode()) < most
    if features == 64:
        assert best < 0.5
    tree = html.fromstring(made)
    assert len(tree.xpath("//*[@class='sgs']")) == features + 1
    assert len(tree.xpath("//section//*[@class='sgf']")) >= 2
    assert "xlink" not in made


def test_every_link_of_a_page_leads_somewhere():
    report = faults(64)
    many = document("html", Run((Inspected("a.npz", report), Inspected("b.npz", report))))
    tree = html.fromstring(many)
    ids = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert {e.get("href")[1:] for e in tree.iter("a")} <= set(ids)


def test_a_figure_stands_in_a_comment_of_a_pull_request():
    made = document("markdown", Run((Inspected("a.npz", faults(64)),)))
    assert made.count("```text") >= 2
    assert any(set(line) & set("▁▂▃▄▅▆▇█") for line in made.splitlines())
    fenced = replace(faults(64).findings[0], figure=drawing("series", "```\n<b>"))
    block = document("markdown", Run((Inspected("a.npz", Report(findings=(fenced,))),)))
    assert block.count("```") == 2


def first_screen(report):
    """The words of a page that need no unfolding, above the table of features."""
    tree = html.fromstring(page(report))
    for folded in tree.xpath("//details"):
        folded.getparent().remove(folded)
    (main,) = tree.xpath("//main")
    above = itertools.takewhile(lambda e: e.tag != "h2", main)
    return " ".join(word for e in above for text in e.itertext() for word in text.split())


def test_five_faults_are_on_the_first_screen_with_place_cause_and_change():
    said = first_screen(faults(64))
    for words in (
        ("sentinel-value", "sensor_005", "-999", "placeholder", "Fix: "),
        ("mean-imputation", "sensor_001", "mean of the other values", "isna()"),
        ("flatline", "sensor_033", "200 rows", "Fix: "),
    ):
        assert all(w in said for w in words), words
