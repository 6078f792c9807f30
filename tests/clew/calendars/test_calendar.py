"""Which hours a date has: week, night before, holiday, exception, version."""

from __future__ import annotations

from datetime import date

import pytest

from clew.calendars.calendar import Calendar, Exceptional, Version, find_calendar
from clew.errors import UsageError

OFFICE = ((540, 1020),)
THURSDAY, FRIDAY, SATURDAY = date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 2)


def test_a_holiday_is_closed(calendar_of):
    assert calendar_of().hours_on(FRIDAY) == OFFICE
    assert calendar_of(holidays=("PL",)).hours_on(FRIDAY) == ()
    assert calendar_of(holidays=("US", "PL")).holiday(FRIDAY) == "National Day"


def test_an_exception_wins_over_a_holiday_and_a_date_over_its_year(calendar_of):
    calendar = calendar_of(holidays=("PL",), exceptions={"2026-05-01": "10-12", "05-01": "closed", "05-02": "8-9"})
    assert calendar.hours_on(FRIDAY) == ((600, 720),)
    assert calendar.hours_on(date(2024, 5, 1)) == ()
    assert calendar.hours_on(SATURDAY) == ((480, 540),)


def test_hours_closed_on_a_date_leave_the_rest_and_open_no_holiday(calendar_of):
    meeting = {"2026-04-30": Exceptional(closed="12-14"), "2026-05-01": Exceptional(closed="12-14")}
    calendar = calendar_of(holidays=("PL",)).with_exceptions(meeting)
    assert calendar.hours_on(THURSDAY) == ((540, 720), (840, 1020))
    assert calendar.hours_on(FRIDAY) == ()
    both = calendar_of().with_exceptions({"2026-04-30": Exceptional(hours="8-16", closed="12-14")})
    assert both.hours_on(THURSDAY) == ((480, 720), (840, 960))


def test_a_shift_past_midnight_belongs_to_both_dates(calendar_of):
    night = calendar_of("22-6")  # Monday to Friday
    assert night.hours_on(date(2026, 5, 4)) == ((1320, 1440),)  # Monday: nothing of Sunday
    assert night.hours_on(FRIDAY) == ((0, 360), (1320, 1440))
    assert night.hours_on(SATURDAY) == ((0, 360),)


def test_a_closed_date_is_closed_from_midnight_to_midnight(calendar_of):
    assert calendar_of("22-6", holidays=("PL",)).hours_on(FRIDAY) == ()
    assert calendar_of("22-6", exceptions={"2026-05-02": "closed"}).hours_on(SATURDAY) == ()


def test_the_night_after_an_exception(calendar_of):
    extra = calendar_of(exceptions={"2026-05-02": "22-6"})
    assert extra.hours_on(SATURDAY) == ((1320, 1440),)
    assert extra.hours_on(date(2026, 5, 3)) == ((0, 360),)
    closed = calendar_of(exceptions={"2026-05-02": "22-6", "2026-05-03": "closed"})
    assert closed.hours_on(date(2026, 5, 3)) == ()


def test_the_version_in_force_counts_and_the_first_holds_before_it():
    early, late = ("8-12",) * 7, ("13-17",) * 7
    calendar = Calendar(
        versions=(
            Version(begins=date(2026, 1, 1), week=early, holidays=("PL",)),
            Version(begins=date(2026, 5, 2), week=late),
        )
    )
    assert calendar.hours_on(THURSDAY) == ((480, 720),)
    assert calendar.hours_on(FRIDAY) == ()
    assert calendar.hours_on(SATURDAY) == ((780, 1020),)
    assert calendar.hours_on(date(2027, 5, 1)) == ((780, 1020),)  # the later version knows no holidays
    assert calendar.hours_on(date(1999, 6, 1)) == ((480, 720),)


def test_a_version_replaces_one_of_the_same_date(calendar_of):
    calendar = calendar_of().with_version(Version(begins=SATURDAY, week=("1-2",) * 7))
    again = calendar.with_version(Version(begins=SATURDAY, week=("2-3",) * 7))
    assert len(again.versions) == 2
    assert again.hours_on(SATURDAY) == ((120, 180),)
    earlier = again.with_version(Version(begins=FRIDAY, week=("3-4",) * 7))
    assert [version.begins for version in earlier.versions] == [None, FRIDAY, SATURDAY]


def test_the_document_says_it_all(calendar_of):
    calendar = calendar_of("8-12,13-17", holidays=("DE-BY",), exceptions={"12-24": "9-13"})
    calendar = calendar.with_version(Version(begins=FRIDAY, week=("22-6",) * 7))
    assert Calendar.of(calendar.to_document()) == calendar
    assert calendar.to_document()["format"] == 1


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"week": "9"}, "'9' is no working time"),
        ({"holidays": ("XX",)}, "no country with known holidays 'XX'"),
        ({"holidays": ("DE-XX",)}, "no subdivision of DE 'XX'"),
        ({"exceptions": {"12-24": "late"}}, "'late' is no working time"),
        ({"zone": "Mars/Base"}, "no time zone 'Mars/Base'"),
    ],
)
def test_what_cannot_be_is_refused(calendar_of, asked, says):
    with pytest.raises(UsageError, match=says):
        calendar_of(**asked).checked()


def test_a_calendar_by_name(calendar_of):
    known = {"default": calendar_of().to_document()}
    assert find_calendar(known, "default") == calendar_of()
    with pytest.raises(UsageError, match=r"no calendar 'night'\. Choices: default"):
        find_calendar(known, "night")
    with pytest.raises(UsageError, match="clew calendar set --week"):
        find_calendar({}, "default")


def test_a_calendar_that_never_works_is_refused(calendar_of):
    with pytest.raises(UsageError, match="no working hour at all"):
        calendar_of("closed").checked()
    only_on = calendar_of("closed", exceptions={"2026-05-04": "9-12"})
    assert only_on.checked() is only_on
    until_summer = calendar_of().with_version(Version(begins=date(2026, 7, 1), week=("closed",) * 7))
    assert until_summer.checked() is until_summer
    assert until_summer.works_between(date(2026, 6, 30), date(2026, 12, 31))
    assert not until_summer.works_between(date(2026, 7, 1), date(2026, 12, 31))
