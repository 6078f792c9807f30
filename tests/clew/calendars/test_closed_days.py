"""Calendar files: all-day events close days, timed ones hours; repeats, zones and what cannot be read."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.clew.calendars.conftest import made

from clew.calendars.calendar import Exceptional
from clew.calendars.closed_days import add_closed_days, read_closed_days
from clew.errors import UnreadableFileError

WARSAW = ZoneInfo("Europe/Warsaw")


def read(*events, until=date(2030, 12, 31)):
    body = "".join(f"BEGIN:VEVENT\nSUMMARY:Closed\n{event}\nEND:VEVENT\n" for event in events)
    return read_closed_days(f"BEGIN:VCALENDAR\n{body}END:VCALENDAR\n".encode(), WARSAW, until)


def days(*events, **asked):
    return {day: special.hours or f"not {special.closed}" for day, special in read(*events, **asked).days.items()}


def closed(*dates):
    return dict.fromkeys(dates, "closed")


def test_an_all_day_event_closes_its_days_and_not_its_end():
    assert days("DTSTART;VALUE=DATE:20261224") == closed("2026-12-24")
    assert days("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261226") == closed("2026-12-24", "2026-12-25")
    assert days("DTSTART;VALUE=DATE:20261224\nDURATION:P2D") == closed("2026-12-24", "2026-12-25")
    assert read("DTSTART;VALUE=DATE:20261224").days["2026-12-24"].name == "Closed"


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ("RRULE:FREQ=YEARLY", ["2026-12-24", "2027-12-24", "2028-12-24"]),
        ("RRULE:FREQ=YEARLY;COUNT=2", ["2026-12-24", "2027-12-24"]),
        ("RRULE:FREQ=YEARLY;UNTIL=20271224", ["2026-12-24", "2027-12-24"]),
        ("RRULE:FREQ=YEARLY;UNTIL=20271223", ["2026-12-24"]),
        ("RRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20271224", ["2026-12-24", "2028-12-24"]),
        ("RDATE;VALUE=DATE:20270105,20270106", ["2026-12-24", "2027-01-05", "2027-01-06"]),
        ("RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", ["2026-12-24", "2027-05-31", "2028-05-29"]),
    ],
)
def test_repeats(rule, dates):
    assert days(f"DTSTART;VALUE=DATE:20261224\n{rule}", until=date(2028, 12, 31)) == closed(*dates)


def test_a_timed_event_closes_hours_by_the_wall_clock_of_the_calendar():
    summer = "DTSTART:20260706T100000Z\nDTEND:20260706T120000Z"
    assert days(summer) == {"2026-07-06": "not 12:00-14:00"}
    new_york = "DTSTART;TZID=America/New_York:20260706T100000\nDURATION:PT30M"
    assert days(new_york) == {"2026-07-06": "not 16:00-16:30"}
    assert days("DTSTART:20260706T100000\nDTEND:20260706T113000") == {"2026-07-06": "not 10:00-11:30"}


def test_a_timed_event_that_repeats_keeps_its_hour_across_a_clock_change():
    weekly = "DTSTART;TZID=Europe/Warsaw:20261022T100000\nDTEND;TZID=Europe/Warsaw:20261022T110000\nRRULE:FREQ=WEEKLY"
    found = days(f"{weekly};UNTIL=20261029T090000Z")
    assert found == dict.fromkeys(("2026-10-22", "2026-10-29"), "not 10:00-11:00")


def test_an_event_over_midnight_closes_both_ends_and_all_between():
    event = "DTSTART:20260706T180000\nDTEND:20260708T090000"
    assert days(event) == {"2026-07-06": "not 18:00-24:00", "2026-07-07": "closed", "2026-07-08": "not 00:00-09:00"}


def test_two_events_of_a_day_close_both():
    morning, noon = "DTSTART:20260706T080000\nDURATION:PT1H", "DTSTART:20260706T083000\nDURATION:PT4H"
    assert days(morning, noon) == {"2026-07-06": "not 08:00-12:30"}
    assert days(morning, "DTSTART;VALUE=DATE:20260706") == closed("2026-07-06")
    assert days("DTSTART;VALUE=DATE:20260706", morning) == closed("2026-07-06")


def test_a_repeat_that_was_moved_closes_its_new_day_only():
    series = "UID:1\nDTSTART;VALUE=DATE:20260706\nRRULE:FREQ=DAILY;COUNT=2"
    moved = "UID:1\nRECURRENCE-ID;VALUE=DATE:20260707\nDTSTART;VALUE=DATE:20260710"
    assert days(series, moved) == closed("2026-07-06", "2026-07-10")


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("DTSTART;VALUE=DATE:20260706\nSTATUS:CANCELLED", "it is cancelled"),
        ("DTSTART:20260706T100000\nDURATION:PT1H\nTRANSP:TRANSPARENT", "it is marked as free"),
        ("DTSTART:20260706T100000", "it has no length"),
        ("DTSTART:20260706T100000\nDTEND:20260706T090000", "it has no length"),
        ("DTSTART;VALUE=DATE:20260706\nDTEND;VALUE=DATE:20290706", "it is longer than a year"),
        ("DTSTART;VALUE=DATE:20260706\nDTEND:20260706T090000", "one of its ends is a day and the other a time"),
        ("DTSTART:soon", "a time in it cannot be read"),
        ("DTSTART;VALUE=DATE:99991231", "a time in it cannot be read"),
        ("UID:1", "its start cannot be read"),
        ("DTSTART:20260706T100000\nDURATION:PT1M\nRRULE:FREQ=MINUTELY", "its repeats are too fine or too many"),
        ("DTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY", "its repeats are too fine or too many"),
    ],
)
def test_what_closes_nothing_is_named(event, why):
    found = read(event, "DTSTART;VALUE=DATE:20260101")
    assert found.left_out == (f"Closed: {why}",)
    assert (found.events, list(found.days)) == (1, ["2026-01-01"])


def test_an_all_day_event_marked_as_free_closes():
    """Calendars of holidays mark their days so: one is free on them."""
    assert days("DTSTART;VALUE=DATE:20260706\nTRANSP:TRANSPARENT") == closed("2026-07-06")


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe\x00", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", b"a,b\n1,2\n"])
def test_what_is_no_calendar_file_is_refused(content):
    with pytest.raises(UnreadableFileError, match="no calendar file"):
        read_closed_days(content, WARSAW, date(2030, 1, 1))


def test_hours_that_were_given_stay_less_what_is_closed():
    calendar = made(exceptions={"2026-07-06": "8-14", "2026-07-07": "8-14"})
    both = add_closed_days(
        calendar, read("DTSTART:20260706T100000\nDURATION:PT1H", "DTSTART;VALUE=DATE:20260707", "DTSTART:x")
    )
    assert both.hours_on(date(2026, 7, 6)) == ((480, 600), (660, 840))
    assert both.hours_on(date(2026, 7, 7)) == ()
    assert both.exceptions["2026-07-06"] == Exceptional(hours="8-14", closed="10:00-11:00", name="Closed")
    assert both.checked() == both


LINES = st.sampled_from(
    """DTSTART;VALUE=DATE:20260706
DTSTART:20260706T100000Z
DTSTART;TZID=Nowhere:20260706T100000
DTEND:20260707T100000Z
DTEND;VALUE=DATE:20260708
DURATION:P1D
DURATION:-P1D
RRULE:FREQ=WEEKLY;COUNT=3
RRULE:FREQ=YEARLY;BYMONTHDAY=31;BYMONTH=4;COUNT=2
RRULE:COUNT=2
RRULE:FREQ=NEVER
EXDATE:20260706T100000Z
RDATE;VALUE=PERIOD:20260801T100000Z/PT1H
RDATE;VALUE=DATE:20260809
RECURRENCE-ID:x
UID:1
STATUS:CONFIRMED""".splitlines()
)


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=6))
@example(["DTSTART;VALUE=DATE:20260706", "RRULE:COUNT=2"])
def test_no_event_breaks_the_reading(lines):
    try:
        found = read("\n".join(lines), until=date(2027, 12, 31))
    except UnreadableFileError:
        return
    assert found.events + len(found.left_out) == 1
    made().with_exceptions(found.days).checked()
