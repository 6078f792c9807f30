"""A calendar for people: only days that differ from the week are told, each with its reason."""

from __future__ import annotations

from datetime import date

from tests.clew.calendars.conftest import made

from clew.calendars.shown import calendar_document, special_days


def test_days_that_differ_and_why():
    calendar = made(holidays=("PL",), exceptions={"2026-05-04": "9-12", "2026-05-05": "9-17"})
    assert list(special_days(calendar, date(2026, 5, 1), date(2026, 5, 31))) == [
        {"date": "2026-05-01", "day": "friday", "hours": "closed", "why": "National Day"},
        {"date": "2026-05-04", "day": "monday", "hours": "09:00-12:00", "why": "exception"},
    ]  # the holidays of Sunday are closed anyway


def test_the_document():
    found = calendar_document("office", made(zone=None), "Europe/Warsaw", date(2026, 3, 23), date(2026, 3, 29))
    assert (found["name"], found["zone"], found["working_hours"]) == ("office", "Europe/Warsaw", 40)
    assert found["versions"][0]["week"]["sunday"] == "closed"
    always = calendar_document("x", made(("0-24",) * 7), "UTC", date(2026, 3, 29), date(2026, 3, 29))
    assert always["working_hours"] == 23
