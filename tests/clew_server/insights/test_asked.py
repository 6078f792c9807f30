"""An address says the span, the comparison and the filters; what cannot be is said, not raised."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from clew.store.settings import Settings
from clew_server.insights.asked import asked_of

NOW = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # in Warsaw it is already April
WARSAW = Settings(zone="Europe/Warsaw")


def asked(query: str, settings: Settings = WARSAW):
    return asked_of(QueryDict(query), settings, NOW)


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        ("this-month", date(2026, 4, 1), date(2026, 4, 2)),
        ("last-month", date(2026, 3, 1), date(2026, 4, 1)),
        ("this-quarter", date(2026, 4, 1), date(2026, 4, 2)),
        ("last-quarter", date(2026, 1, 1), date(2026, 4, 1)),
        ("this-year", date(2026, 1, 1), date(2026, 4, 2)),
        ("last-7-days", date(2026, 3, 26), date(2026, 4, 2)),
        ("all", None, None),
    ],
)
def test_named_spans_are_counted_in_the_workspaces_zone(period, start, end):
    found = asked(f"period={period}")
    assert (found.start, found.end) == (start, end)


def test_own_days_are_inclusive_and_may_stand_in_any_order():
    assert asked("period=own&from=2026-02-01&to=2026-02-28").end == date(2026, 3, 1)
    assert asked("period=own&from=2026-02-28&to=2026-02-01").start == date(2026, 2, 1)


def test_what_cannot_be_is_said_and_left_out():
    found = asked("period=soon&compare=hope&where=channel&where=channel%3Dweb&from=x")
    assert len(found.errors) == 3
    assert (found.period, found.compare, found.where) == ("last-30-days", "previous", ("channel=web",))
    assert "no day" in asked("period=own&from=31.3.2026").errors[0]


def test_a_query_asks_for_the_same():
    found = asked("period=own&from=2026-02-01&to=2026-02-28&where=channel%3Dweb&where=rating%3E%3D9&compare=year")
    assert asked(found.query()) == found
    assert asked(found.query(period="all")).start is None


def test_the_question_has_the_span_and_the_filters():
    question = asked("period=last-month&where=channel%3Dweb").question("nps", by="touchpoint")
    assert question.start == datetime(2026, 2, 28, 23, 0)  # noqa: DTZ001 - questions are UTC without a zone
    assert [f.value for f in question.where] == ["web"]
    assert question.compare == "previous"
