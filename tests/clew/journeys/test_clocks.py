"""Waits in working time: the clock runs while somebody works."""

from __future__ import annotations

from datetime import datetime

import pytest

from clew.calendars.calendar import Calendar, Version
from clew.calendars.working_days import working_days
from clew.errors import UsageError
from clew.journeys import clocks
from clew.journeys.summary import summary
from clew.journeys.transitions import transitions
from clew.store.settings import Settings, document_change

OFFICE = Calendar(versions=(Version(begins=None, week=("9-17",) * 5 + ("closed",) * 2),))


def at(text, name, run="r"):
    return {"journey_run_id": run, "name": name, "occurred_at": datetime.fromisoformat(text)}


def test_a_wait_over_a_weekend_and_the_change_of_the_clock(lake, asked):
    # Friday 16:00 to Monday 10:00 in Warsaw over the spring change of 2026: two hours of work (science: 3.3)
    lake.write("events", [at("2026-03-27T15:00", "asked"), at("2026-03-30T08:00", "answered")])
    lake.settings = Settings.of(document_change("calendar", "default", OFFICE.to_document()))
    working = asked(time="working", zone="Europe/Warsaw")
    assert transitions(working).rows[0].median_seconds == 2 * 3600
    assert summary(working).mean_seconds == 2 * 3600
    assert transitions(asked(zone="Europe/Warsaw")).rows[0].median_seconds == 65 * 3600


def test_another_calendar_gives_other_waits_at_once(lake, asked):
    lake.write("events", [at("2026-03-27T09:00", "asked"), at("2026-03-27T19:00", "answered")])
    lake.settings = Settings.of(document_change("calendar", "default", OFFICE.to_document()))
    assert transitions(asked(time="working")).rows[0].median_seconds == 8 * 3600
    longer = Calendar(versions=(Version(begins=None, week=("9-18",) * 7),))
    lake.settings = Settings.of(document_change("calendar", "default", longer.to_document()))
    assert transitions(asked(time="working")).rows[0].median_seconds == 9 * 3600


@pytest.mark.parametrize("slip", ["0001-01-01T00:00", "9999-12-31T23:00"])
def test_a_slip_of_the_pen_compiles_no_thousands_of_years(lake, asked, monkeypatch, slip):
    compiled = []

    def counted(calendar, zone, first, last):
        compiled.append((first.year, last.year))
        return working_days(calendar, zone, first, last)

    monkeypatch.setattr(clocks, "working_days", counted)
    rows = [at("2026-03-27T09:00", "asked"), at("2026-03-27T11:00", "answered"), at(slip, "slipped", "other")]
    lake.write("events", rows)
    lake.settings = Settings.of(document_change("calendar", "default", OFFICE.to_document()))
    found = transitions(asked(time="working", tables=("events",)))
    assert [row.median_seconds for row in found.rows] == [2 * 3600]
    assert compiled in ([(1900, 2026)], [(2026, 2199)])


def test_a_calendar_that_does_not_work_then_is_told(lake, asked):
    lake.write("events", [at("2026-03-28T09:00", "asked"), at("2026-03-29T11:00", "answered")])  # a weekend
    lake.settings = Settings.of(document_change("calendar", "default", OFFICE.to_document()))
    found = asked(time="working")
    assert transitions(found).rows[0].median_seconds == 0
    assert found.warnings == (
        "the calendar 'default' has no working hour between 2026-03-28 and 2026-03-29: every working time is 0",
    )
    lake.write("events", [at("2026-03-28T09:00", "asked"), at("2026-03-30T11:00", "answered")])
    assert asked(time="working").warnings == ()
    assert asked().warnings == ()


def test_without_a_calendar_it_is_said_how_to_set_one(lake, asked):
    lake.walks(r="ab")
    with pytest.raises(UsageError, match="clew calendar set"):
        asked(time="working")
