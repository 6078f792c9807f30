"""Working time: forms become the library's calendar, and what it says is what the page shows."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clew.calendars.calendar import Calendar

pytestmark = pytest.mark.django_db(transaction=True)

HOURS = {
    "do": "hours", "new": "1", "monday_from": ["08:30", "13:00", ""], "monday_to": ["12:00", "17:00", ""],
    "friday_from": ["22:00"], "friday_to": ["06:00"], "sunday_from": ["00:00"], "sunday_to": ["00:00"],
    "country": "DE", "part": "by", "zone": "Europe/Berlin",
}  # fmt: skip
CLOSED = b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20271223\nSUMMARY:<b>Stock\nEND:VEVENT\nEND:VCALENDAR\n"


def kept(store, name="default"):
    return Calendar.of(store.settings.documents["calendar"][name])


def test_hours_holidays_and_zone_are_the_librarys_and_undo_is_exact(as_owner, store, address, undo):
    shown = as_owner.post(address("company:calendar"), HOURS, follow=True)
    found = kept(store)
    assert found.versions[0].week[0] == "08:30-12:00, 13:00-17:00"
    assert found.versions[0].week[4] == "22:00-06:00"
    assert found.versions[0].week[6] == "00:00-24:00"
    assert (found.versions[0].holidays, found.zone) == (("DE-BY",), "Europe/Berlin")
    assert "08:30-12:00, 13:00-17:00" in shown.content.decode()
    undo(as_owner, shown)
    assert store.settings.documents["calendar"] == {}


def test_from_a_day_on_a_version_begins_and_before_it_stays_what_was(as_owner, store, address):
    as_owner.post(address("company:calendar"), HOURS)
    later = {**HOURS, "begins": "2027-01-01", "monday_from": ["10:00"], "monday_to": ["16:00"], "country": ""}
    as_owner.post(address("company:calendar"), {**later, "holidays": ["DE-BY"]})
    found = kept(store)
    assert found.version_on(date(2026, 12, 31)).week[0] == "08:30-12:00, 13:00-17:00"
    assert found.version_on(date(2027, 1, 1)).week[0] == "10:00-16:00"
    as_owner.post(address("company:calendar"), {"do": "version", "begins": "2027-01-01"})
    assert len(kept(store).versions) == 1


def test_days_of_ones_own_and_those_of_a_file(as_owner, store, address, undo):
    as_owner.post(address("company:calendar"), HOURS)
    days = {"do": "day", "first": "2027-12-24", "from": "09:00", "to": "13:00", "called": "Eve", "yearly": "1"}
    as_owner.post(address("company:calendar"), days)
    as_owner.post(address("company:calendar"), {"do": "day", "first": "2027-08-02", "last": "2027-08-03"})
    assert set(kept(store).exceptions) == {"12-24", "2027-08-02", "2027-08-03"}
    assert kept(store).exceptions["12-24"].hours == "09:00-13:00"
    as_owner.post(address("company:calendar"), {"do": "drop", "day": "2027-08-02"})
    before = kept(store)
    file = SimpleUploadedFile("closed.ics", CLOSED, "text/calendar")
    shown = as_owner.post(address("company:calendar"), {"do": "file", "file": file}, follow=True)
    assert kept(store).hours_on(date(2027, 12, 23)) == ()
    assert "&lt;b&gt;Stock" in shown.content.decode()
    undo(as_owner, shown)
    assert kept(store) == before


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({**HOURS, "monday_to": ["", "17:00"]}, "one of them is missing"),
        ({**HOURS, "monday_from": ["08:30", "11:00"]}, "overlap"),
        ({**HOURS, "country": "XX"}, "Choices"),
        ({**HOURS, "part": "ZZ"}, "Choices"),
        ({**HOURS, "zone": "Berlin"}, "IANA"),
        ({"do": "hours", "new": "1"}, "no working hour"),
        ({"do": "file", "file": SimpleUploadedFile("x.ics", b"PK", "text/calendar")}, "no calendar file"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(as_owner, store, address, given, said):
    shown = as_owner.post(address("company:calendar"), given)
    assert shown.status_code == 422
    assert said in shown.content.decode()
    assert store.settings.documents["calendar"] == {}


def test_an_owner_alone_changes_it(as_owner, as_analyst, as_viewer, as_stranger, client_of, address, page):
    as_owner.post(address("company:calendar"), {**HOURS, "name": "night"})
    assert as_owner.get(address("company:calendar") + "?name=night").status_code == 200
    assert as_owner.get(page("company:calendar") + "?name=night").status_code == 404
    assert as_analyst.get(address("company:calendar")).status_code == 200
    assert as_analyst.post(address("company:calendar"), HOURS).status_code == 403
    for client, status in ((as_viewer, 403), (client_of("agent"), 403), (as_stranger, 404)):
        assert client.get(address("company:calendar")).status_code == status
        assert client.post(address("company:calendar"), HOURS).status_code == status
