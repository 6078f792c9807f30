"""The sections on the page: all shares add up, every figure has its interval and n, in four languages, escaped."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace

from clew.findings.finding import Diagnosis, NotComputed
from clew.findings.sections.shown import (
    Backlog,
    Edge,
    Figure,
    Group,
    Journey,
    Node,
    PromiseKind,
    Reason,
    Reasons,
    Rest,
    Service,
    ServicePart,
    Shares,
    Times,
)
from clew.findings.wording.language import LANGUAGES, Language
from clew.reports import report_html
from clew.reports.journey import journey_shown
from clew.reports.reasons import promises_shown, reasons_shown
from clew.reports.service import service_shown

READER = Language("en")


def figure(value, lo=None, hi=None, n=100, **more):
    return Figure(value=value, lo=lo, hi=hi, n=n, **more)


JOURNEY = Journey(
    by="customer", gap_days=7, names="touchpoint", paths=100, events=250, customers=70, steps=150, single=40,
    median_seconds=3600.0, p90_seconds=400_000.0, unfinished=3, left_out=5,
    nodes=(
        Node(name="Invoice <b>", paths=60, contacts=120, began=70, ended=40, still_open=2, again=20, position=0.0),
        Node(name="call", paths=50, contacts=100, began=20, ended=40, still_open=0, again=0, position=1.0),
    ),
    edges=(
        Edge(start="Invoice <b>", end="call", count=50, share=50 / 120, paths=45, median_seconds=7200.0,
             p90_seconds=90_000.0, in_circle=True),
        Edge(start="call", end="Invoice <b>", count=40, share=0.4, paths=30, median_seconds=90_000.0,
             p90_seconds=200_000.0, in_circle=True),
    ),
    rest=Rest(names=3, contacts=30, began=10, ended=17, still_open=1, transitions=9, count=40, share=40 / 150),
    command="clew paths --view transitions",
)  # fmt: skip
SECONDS = figure(7200.0, 3600.0, 10_800.0)
PART = ServicePart(
    table="tickets",
    times=(Times(metric="resolution_time", calendar=(figure(172_800.0, 86_400.0, 259_200.0), figure(864_000.0)),
                 working=(SECONDS, figure(90_000.0, 80_000.0, None, missing=4)), closed_mean=figure(5000.0), open=3,
                 command="clew ask resolution_time"),),
    shares=(Shares(metric="first_contact_resolution", figure=figure(0.8, 0.7, 0.9), direction="higher",
                   parameters={"days": "7"}, command="clew ask first_contact_resolution"),),
    holders={"us": figure(0.75, 0.7, 0.8), "customer": figure(0.25, 0.2, 0.3), "bot": figure(0.0)},
    backlog=(Backlog(period="2026-01", open=4, incomplete=False), Backlog(period="2026-02", open=9, incomplete=True)),
    dimension="team", columns=("resolution_time", "first_contact_resolution"),
    groups=(Group(name="North <i>", figures=(SECONDS, figure(0.5, 0.1, 0.9, n=6))),
            Group(name=None, figures=(figure(None, n=2), None))),
    other_groups=3,
)  # fmt: skip
REASONS = Reasons(
    table="tickets", contacts=100, share_avoidable=figure(0.3, 0.2, 0.4),
    rows=(Reason(reason="Invoice <u>", avoidable="yes", rate=figure(12.0, 9.0, 15.0, n=30), share=0.3),
          Reason(reason="Invoice <u>", avoidable="unknown", rate=figure(20.0, 15.0, 25.0, n=50), share=0.5)),
    other_reasons=2, other_contacts=20, command="clew ask contact_rate",
)  # fmt: skip
PROMISE = PromiseKind(kind="visit", kept=figure(0.9, 0.8, 0.95), lateness=figure(7200.0, 3600.0, 9000.0, n=8), never=2,
                      command="clew ask lateness")  # fmt: skip
DIAGNOSIS = Diagnosis(
    language="en", workspace="main", as_of=None, lake_version=1, tables=(), levels=(), findings=(),
    not_computed=(NotComputed("sla_met", "needs deadlines"), NotComputed("nps", "needs answers")), tests=1, alpha=0.01,
    journey=JOURNEY, service=Service(working=True, parts=(PART,)), reasons=(REASONS,), promises=(PROMISE,),
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_sections_stand_on_the_page_and_nothing_is_markup(language):
    page = report_html(replace(DIAGNOSIS, language=language))
    for name in ("journey", "service", "reasons", "promises"):
        assert f'id="{name}"' in page
        assert f'href="#{name}"' in page
    for told in ("Invoice <b>", "North <i>", "Invoice <u>"):
        assert told not in page
    assert ".." not in re.sub("<style>.*?</style>|<[^>]+>", "", page, flags=re.DOTALL).replace("...", "")


def test_without_sections_the_page_leads_nowhere():
    page = report_html(replace(DIAGNOSIS, journey=None, service=None, reasons=(), promises=()))
    assert "<nav" not in page
    assert 'id="journey"' not in page


def percent(text):
    return float(text.rstrip("%"))


def test_what_follows_each_touchpoint_adds_up_to_all_of_it():
    shown = journey_shown(JOURNEY, READER)
    begins, *after = shown["groups"]
    assert [row["name"] for row in begins["rows"]] == ["Invoice <b>", "call", "all others"]
    for group in (begins, *after):
        assert sum(percent(row["share"]) for row in group["rows"]) == pytest.approx(100, abs=0.3)
    assert [sum(int(row["count"]) for row in group["rows"]) for group in after] == [120, 100]
    assert any("Most waiting is between call and Invoice <b>: 40 times" in said for said in shown["lead"])


def test_working_time_stands_first_and_the_clock_beside_it():
    (part,) = service_shown(DIAGNOSIS.service, READER)["parts"]
    (time,) = part["times"]
    assert [cell["value"] for cell in time["figures"]] == ["2 hr", "25 hr"]
    assert [cell["value"] for cell in time["clock"]] == ["2 days", "10 days"]
    assert time["figures"][0]["range"] == "1 hr to 3 hr"
    assert time["figures"][1]["range"] == "22 hr 13 min to …"
    assert time["notes"] == ["closed ones alone, mean: 1 hr 23 min"]


def test_definitions_of_shares_are_said_with_their_days():
    (part,) = service_shown(DIAGNOSIS.service, READER)["parts"]
    assert part["shares"][0]["note"] == "no other ticket of the customer on the same topic within 7 days"


def test_who_never_had_it_is_left_out_and_a_small_n_is_said():
    (part,) = service_shown(DIAGNOSIS.service, READER)["parts"]
    assert [holder["kind"] for holder in part["holders"]] == ["us", "customer"]
    north, nobody = part["groups"]
    assert north["cells"][1]["range"] == "10.0% to 90.0% · n 6"
    assert nobody["name"] == "not said"
    assert [cell["value"] for cell in nobody["cells"]] == ["–", "–"]


def test_what_service_lacks_stands_with_service():
    page = report_html(DIAGNOSIS)
    assert page.count("needs deadlines") == 1
    assert page.index("needs deadlines") < page.index('id="reasons"') < page.index("needs answers")


def test_a_reason_is_one_row_with_a_column_each_way():
    (table,) = reasons_shown([REASONS], READER)
    (row,) = table["rows"]
    assert table["columns"] == ["avoidable", "the rules do not say"]
    assert (row["n"], row["share"]) == ("80", "80.0%")
    assert [cell["value"] for cell in row["cells"]] == ["12.0", "20.0"]
    assert table["lead"] == "By the rules 30.0% of 100 tickets could have been avoided (20.0% to 40.0%)."
    assert table["rest"] == "2 other reasons make 20.0% of the contacts."


def test_rules_that_say_nothing_avoid_nothing():
    silent = replace(REASONS, rows=(replace(REASONS.rows[1], rate=figure(None, n=50)),), share_avoidable=figure(0.0))
    (table,) = reasons_shown([silent], READER)
    assert "do not say" in table["lead"]
    assert table["columns"] == []
    assert "needs rows in the table customers" in table["lacks"]


def test_a_promise_says_how_late_and_what_was_never_kept():
    (row,) = promises_shown(
        [
            PROMISE,
        ],
        READER,
    )
    assert (row["kept"], row["range"]) == ("90.0%", "80.0% to 95.0%")
    assert (row["late"], row["late_n"], row["never"]) == ("2 hr", "8", "2")
