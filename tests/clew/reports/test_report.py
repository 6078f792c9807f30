"""The report is one file, escaped, in four languages, and says what the diagnosis says."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from clew.findings.finding import Diagnosis, Finding, Level, NotComputed
from clew.findings.wording.language import LANGUAGES
from clew.reports import report_html, write_report


def month(number):
    return {"period": f"2025-{number:02d}", "value": 30.0, "lo": 25.0, "hi": 36.0, "n": 90, "incomplete": False}


POINTS = [month(number) for number in range(1, 8)]
BARS = [
    {"place": f"Place {i} <b>", "value": 0.3 + i / 20, "lo": 0.2, "hi": 0.8, "n": 90, "told": i == 2} for i in range(6)
]


def finding(rank, kind="pain_point", chart=None, **more):
    evidence = {
        "chart": chart or {"kind": "bars", "points": BARS},
        "verbatims": [{"verbatim": "Слишком <долго> & дорого", "rating": 2, "language": "ru", "journal_ref": "a/1/2"}],
        "command": "clew ask nps --by touchpoint",
        "customers": 900,
        "better": False,
        "unit": "share",
        "axis": "NPS",
    }
    return Finding(
        id=f"abc{rank}", kind=kind, metric="nps", title=f"Repair <visit> hurts {rank}", claim="NPS: 12.",
        value=12.0, lo=10.0, hi=14.0, n=900, where={"touchpoint": "Repair <visit>"}, evidence=evidence, rank=rank,
        **more,
    )  # fmt: skip


LEVEL = Level(
    metric="nps", label="NPS", program="relationship", value=31.0, lo=28.0, hi=34.0, n=2650, missing=5000,
    unit="points",
    period="2025-07", difference=-9.0, difference_lo=-13.0, difference_hi=-5.0, beyond_chance=True,
    smallest_detectable=3.0, direction="higher", series=tuple(POINTS), command="clew ask nps",
)  # fmt: skip


def diagnosis(language="en", findings=None):
    line = {"kind": "line", "points": POINTS, "since": "2025-04", "period": None}
    return Diagnosis(
        language=language, workspace="main <x>", as_of="2026-09-30T22:00:00", lake_version=7,
        tables=({"name": "feedback", "rows": 9000, "customers": 800, "from": "2025-01-01", "to": "2025-08-01"},),
        levels=(LEVEL,),
        findings=tuple([finding(1), finding(2, kind="change", chart=line)] if findings is None else findings),
        not_computed=(NotComputed("ces", "needs feedback with metric ces"),), tests=240, alpha=0.01,
    )  # fmt: skip


class Reader(HTMLParser):
    VOID = frozenset({"meta", "link", "br", "img", "hr", "input"})

    def __init__(self):
        super().__init__()
        self.open, self.headings, self.urls, self.faults = [], [], [], []

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        self.urls += [value for name, value in attrs if name in ("src", "href") and value]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(tag)


def read(text):
    reader = Reader()
    reader.feed(text)
    return reader


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_well_formed_file_that_asks_nothing_of_a_network(language):
    page = report_html(diagnosis(language))
    reader = read(page)
    assert not reader.faults
    assert not reader.open
    assert not [url for url in reader.urls if not url.startswith("#")]
    assert "@import" not in page
    assert "url(" not in page
    assert f'<html lang="{language}">' in page
    assert len(page.encode()) < 3_000_000


def test_headings_go_down_one_at_a_time():
    headings = read(report_html(diagnosis())).headings
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings) if after > before)


def test_what_the_data_say_is_escaped():
    page = report_html(diagnosis())
    assert "Repair &lt;visit&gt;" in page
    assert "<visit>" not in page
    assert "<долго>" not in page
    assert "main &lt;x&gt;" in page
    assert "Place 1 <b>" not in page


def test_a_level_says_value_interval_n_and_change():
    page = report_html(diagnosis())
    assert "28.0 to 34.0 · n 2,650" in page
    assert "July 2025: \u22129.0 (\u221213.0 to \u22125.0), beyond chance" in page


def test_what_several_measures_see_at_one_place_is_one_thing():
    page = report_html(diagnosis(findings=[finding(1), finding(2)]))
    assert page.count('<span class="rank"') == 1
    assert page.count("NPS: 12.") == 2


def test_nothing_found_is_said():
    page = report_html(diagnosis(findings=[]))
    assert "Nothing stands out beyond chance." in page
    assert "240 statements were tested." in page


def test_the_languages_differ():
    pages = {language: report_html(diagnosis(language)) for language in LANGUAGES}
    headings = {re.search("<h2>(.*?)</h2>", page).group(1) for page in pages.values()}
    assert len(headings) == len(LANGUAGES)


def test_it_is_written_where_it_should_be(tmp_path):
    write_report(diagnosis(), tmp_path / "new" / "report.html")
    assert (tmp_path / "new" / "report.html").read_text(encoding="utf-8").startswith("<!doctype html>")
