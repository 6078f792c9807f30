# ruff: noqa: DTZ001 - times of the lake are UTC without a zone
"""Words of the command line as questions."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from clew.errors import UsageError
from clew.questions.parse import parse_filter, parse_question
from clew.questions.question import Filter


def test_metric_and_statistic_settings_and_together():
    question = parse_question("rating.top", settings=["of=csat", "boxes = 1", "together=yes"])
    assert (question.metric, question.statistic, question.together) == ("rating", "top", True)
    assert question.parameters == {"of": "csat", "boxes": "1"}


def test_times_are_those_of_the_zone():
    question = parse_question(
        "nps", start="2026-03-29", end="2026-10-25T12:30", as_of="2026-12-01T00:00:00+02:00", zone="Europe/Berlin"
    )
    assert question.start == datetime(2026, 3, 28, 23)
    assert question.end == datetime(2026, 10, 25, 11, 30)
    assert question.as_of == datetime(2026, 11, 30, 22)


def test_dates_and_times_of_python_are_taken_too():
    question = parse_question("nps", start=date(2026, 1, 1), end=datetime(2026, 2, 1, tzinfo=UTC), zone="Asia/Tokyo")
    assert (question.start, question.end) == (datetime(2025, 12, 31, 15), datetime(2026, 2, 1))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a=b", Filter("a", "=", "b")),
        ("a>=b", Filter("a", ">=", "b")),
        ("a != b=c", Filter("a", "!=", "b=c")),
        ("properties.a b < '1'", Filter("properties.a b", "<", "1")),
        ('a="', Filter("a", "=", '"')),
        ("a=''", Filter("a", "=", "")),
        ("a= ", Filter("a", "=", "")),
    ],
)
def test_filters(text, expected):
    assert parse_filter(text) == expected


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"metric": "nsp"}, "Did you mean 'nps'"),
        ({"metric": "nps.median"}, "no statistic of nps 'median'"),
        ({"by": "touch point"}, "no field of feedback"),
        ({"every": "fortnight"}, "Choices: day, month, quarter, week, year"),
        ({"settings": ["days"]}, "write name=value"),
        ({"settings": ["days=7"]}, "no parameter of nps 'days'"),
        ({"settings": ["together=maybe"]}, "Choices: no, yes"),
        ({"start": "21.11.2026"}, "is no date"),
        ({"start": "2026-02-02", "end": "2026-02-02"}, "ends before it begins"),
        ({"level": 1.0}, "level lies between"),
        ({"min_n": 0}, "at least 1"),
        ({"zone": "Mars/Base"}, "no time zone 'Mars/Base'"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
        ({"week_start": "monday "}, "Choices: friday"),
        ({"compare": "chanel"}, "Did you mean 'channel'"),
    ],
)
def test_what_cannot_be_lists_the_choices(words, message):
    with pytest.raises(UsageError, match=message):
        parse_question(**{"metric": "nps", **words})


def test_the_week_may_start_on_a_named_day():
    assert parse_question("nps", week_start="sunday").week_start == 7
