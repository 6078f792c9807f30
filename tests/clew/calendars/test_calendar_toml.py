"""Calendars as people write them: every key, every spelling, and what each mistake is told."""

from __future__ import annotations

from datetime import date

import pytest

from clew.calendars.calendar import Calendar, Exceptional, Version
from clew.calendars.calendar_toml import load_calendar, parse_exception
from clew.errors import UsageError

SPLIT, SHORT = "08:00-12:00, 13:00-17:00", "08:00-12:00, 13:00-15:30"
FULL = """
format = 1
zone = "Europe/Berlin"
holidays = ["DE-BY", "AT"]
[week]
mon-thu = "8-12, 13-17"
friday = ["8-12", "13-15:30"]
[exceptions]
"2026-12-24" = "9-12"
"12-31" = { hours = "9-12", name = "New Year's Eve" }
"2026-08-03..2026-08-04" = "closed"
"2026-09-18" = { closed = "13-17", name = "Works meeting" }
"2026-09-19" = { name = "Day off" }
[[versions]]
from = 2027-01-01
week = "mon-fri 9-17"
[[versions]]
from = 2028-01-01
holidays = []
"""


def test_every_key():
    first = Version(begins=None, week=(*[SPLIT] * 4, SHORT, "closed", "closed"), holidays=("DE-BY", "AT"))
    nine = (*["09:00-17:00"] * 5, "closed", "closed")
    assert load_calendar(FULL) == Calendar(
        versions=(
            first,
            Version(begins=date(2027, 1, 1), week=nine, holidays=("DE-BY", "AT")),
            Version(begins=date(2028, 1, 1), week=nine),
        ),
        zone="Europe/Berlin",
        exceptions={
            "12-31": Exceptional(hours="09:00-12:00", name="New Year's Eve"),
            "2026-08-03": Exceptional(hours="closed"),
            "2026-08-04": Exceptional(hours="closed"),
            "2026-09-18": Exceptional(closed="13:00-17:00", name="Works meeting"),
            "2026-09-19": Exceptional(hours="closed", name="Day off"),
            "2026-12-24": Exceptional(hours="09:00-12:00"),
        },
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("week = 9", "format = 1; this one says none"),
        ("format = 2", "format = 1; this one says 2"),
        ("format = ", "no TOML"),
        ("format = 1", "needs a week"),
        ("format = 1\nweeks = 1", "no key of a calendar 'weeks'. Did you mean 'week'"),
        ("format = 1\nweek = 9", "A week is a text"),
        ('format = 1\nweek = "mon 9"', "'9' is no working time"),
        ("format = 1\n[week]\nmon = 9", "Hours are a text"),
        ('format = 1\n[week]\nmon = "9-10"\nmonday = "9-10"', "names a day twice"),
        ('format = 1\n[week]\nday = "9-10"', "no day of the week 'day'"),
        ('format = 1\nweek = "mon 9-17"\nzone = 1', "'zone' is a text"),
        ('format = 1\nweek = "mon 9-17"\nzone = "Mars"', "no time zone 'Mars'"),
        ('format = 1\nweek = "mon 9-17"\nholidays = 1', "Holidays are countries"),
        ('format = 1\nweek = "mon 9-17"\nholidays = "QQ"', "no country with known holidays 'QQ'"),
        ('format = 1\nweek = "mon 9-17"\nexceptions = 1', "Exceptions are a table"),
        ('format = 1\nweek = "mon 9-17"\n[exceptions]\n"2026-02-30" = "9-10"', "'2026-02-30' is no date"),
        ('format = 1\nweek = "mon 9-17"\n[exceptions]\n"02-30" = "9-10"', "'02-30' is no date"),
        ('format = 1\nweek = "mon 9-17"\n[exceptions]\n"2026-02-02..2026-02-01" = "9-10"', "no span of dates"),
        ('format = 1\nweek = "mon 9-17"\n[exceptions]\n"1900-01-01..2026-02-01" = "9-10"', "no span of dates"),
        (
            'format = 1\nweek = "mon 9-17"\n[exceptions]\n"2026-02-01" = "9-10"\n"2026-01-31..2026-02-02" = "closed"',
            "the exceptions name 2026-02-01 twice",
        ),
        (
            'format = 1\nweek = "mon 9-17"\n[exceptions]\n"2026-02-01" = { open = "9-10" }',
            "no key of an exception 'open'",
        ),
        ('format = 1\nweek = "mon 9-17"\nversions = 1', r"begins with \[\[versions\]\]"),
        ('format = 1\nweek = "mon 9-17"\nversions = [1]', "a version is a table"),
        ('format = 1\nweek = "mon 9-17"\n[[versions]]\nweek = "mon 9-10"', "says from when it holds"),
        ('format = 1\nweek = "mon 9-17"\n[[versions]]\nfrom = 2026-01-01T10:00:00', "says from when it holds"),
        (
            'format = 1\nweek = "mon 9-17"\n[[versions]]\nfrom = 2026-01-02\n[[versions]]\nfrom = 2026-01-02',
            "2026-01-02 is not after 2026-01-02",
        ),
    ],
)
def test_a_mistake_is_named(text, says):
    with pytest.raises(UsageError, match=f"(?i){says}"):
        load_calendar(text)


def test_an_exception_on_one_line():
    assert parse_exception(" 12-24 9-12,13-14") == {"12-24": Exceptional(hours="09:00-12:00, 13:00-14:00")}
    for text in ("2026-12-24", "tomorrow closed", ""):
        with pytest.raises(UsageError):
            parse_exception(text)
