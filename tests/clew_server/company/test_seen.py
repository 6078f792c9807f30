"""Two people change one setting: the second is told, shown what the first wrote, loses nothing and may insist."""

from __future__ import annotations

import re
from html import unescape

import pytest

from clew.questions.segments.segment import read_segments
from clew_server.company.models import Edit

pytestmark = pytest.mark.django_db(transaction=True)


def seen_on(client, address):
    """Return the mark that the page's form has."""
    return unescape(re.search(r'name="seen" value="([^"]*)"', client.get(address).content.decode())[1])


SETTINGS = {"zone": "Europe/Warsaw", "week_start": "monday", "currency": "PLN", "other_languages": ""}
SEGMENT = {"called": "Poles", "field": "country", "operator": "=", "value": "PL", "note": ""}
CHANGE = {"title": "Prices up", "begins": "2026-03-01", "ends": "", "kind": "price", "note": ""}
TARGET = {"figure": "csat.satisfied", "program": "", "value": "80", "matters": "", "direction": ""}
RULES = {"view": "toml"}
WEEK = {"do": "hours", "name": "default", "monday_from": "09:00", "monday_to": "17:00", "begins": "", "zone": ""}


@pytest.fixture
def race(as_owner, as_analyst, address):
    """Both open the same form; the owner saves first, then the analyst; gives what each was answered."""

    def run(route, first, second, *, get="", client=as_analyst, **arguments):
        at = address(route, **arguments)
        seen = seen_on(client, f"{at}{get}")
        one = as_owner.post(at, {**first, "seen": seen_on(as_owner, f"{at}{get}")}, follow=True)
        assert one.status_code == 200, one.content.decode()[-3000:]
        return at, client.post(at, {**second, "seen": seen})

    return run


def is_told(response, typed):
    text = response.content.decode()
    assert response.status_code == 422
    assert "Somebody changed this while you were at it" in text
    assert "owner@example.org" in text
    assert typed in text
    return unescape(re.search(r'name="seen" value="([^"]*)"', text)[1])


def test_settings_of_the_workspace(race, as_owner, store, own):
    named = {**SETTINGS, "name": own.name}
    at, refused = race("company:settings", {**named, "currency": "EUR"}, {**named, "currency": "RON"}, client=as_owner)
    assert store.settings.currency == "EUR"
    seen = is_told(refused, 'value="RON"')
    assert "EUR" in refused.content.decode()
    as_owner.post(at, {**named, "currency": "RON", "seen": seen})
    assert store.settings.currency == "RON"


def test_a_segment(race, as_analyst, address, store):
    as_analyst.post(address("company:segment"), SEGMENT)
    at, refused = race(
        "company:segment", {**SEGMENT, "name": "Poles", "value": "RO"}, {**SEGMENT, "name": "Poles", "value": "DE"},
        get="?name=Poles",
    )  # fmt: skip
    seen = is_told(refused, 'value="DE"')
    assert read_segments(store.settings.documents)["Poles"].conditions[0].value == "RO"
    as_analyst.post(at, {**SEGMENT, "name": "Poles", "value": "DE", "seen": seen})
    assert read_segments(store.settings.documents)["Poles"].conditions[0].value == "DE"


def test_a_segment_that_was_removed_meanwhile(as_owner, as_analyst, address, store):
    as_analyst.post(address("company:segment"), SEGMENT)
    at = address("company:segment")
    seen = seen_on(as_analyst, f"{at}?name=Poles")
    as_owner.post(at, {"name": "Poles", "do": "remove"})
    refused = as_analyst.post(at, {**SEGMENT, "name": "Poles", "value": "DE", "seen": seen})
    again = is_told(refused, 'value="DE"')
    assert "was removed" in refused.content.decode()
    as_analyst.post(at, {**SEGMENT, "value": "DE", "seen": again})
    assert read_segments(store.settings.documents)["Poles"].conditions[0].value == "DE"
    assert as_analyst.get(f"{at}?name=Nobody").status_code == 404


def test_an_entry_of_the_change_log(race, as_analyst, address, store):
    as_analyst.post(address("company:changes"), CHANGE)
    [entry] = store.settings.documents["change"]
    _, refused = race(
        "company:change", {**CHANGE, "title": "Prices up 4 %"}, {**CHANGE, "title": "Dearer"}, change_id=entry
    )
    is_told(refused, 'value="Dearer"')
    assert store.settings.documents["change"][entry]["title"] == "Prices up 4 %"


def test_a_target_and_another_target_is_none_of_it(race, as_analyst, address, store):
    _, refused = race("company:targets", TARGET, {**TARGET, "value": "70"})
    is_told(refused, 'value="70"')
    _, other = race("company:targets", {**TARGET, "value": "85"}, {**TARGET, "figure": "nps.nps", "value": "30"})
    assert other.status_code == 302


def test_rules(race, store):
    text = 'format = 1\n[stages]\n"shop" = "{}"\n'
    _, refused = race(
        "company:rules", {**RULES, "text": text.format("buying")}, {**RULES, "text": text.format("choosing")},
        get="?view=toml",
    )  # fmt: skip
    is_told(refused, "choosing")
    [kept] = store.settings.documents["rule"].values()
    assert kept["stages"] == {"shop": "buying"}


def test_working_hours(race, as_owner):
    _, refused = race("company:calendar", WEEK, {**WEEK, "monday_to": "18:30"}, client=as_owner)
    is_told(refused, 'value="18:30"')


def test_a_form_that_was_wrong_first_still_knows_what_it_had_seen(as_owner, as_analyst, address):
    as_analyst.post(address("company:segment"), SEGMENT)
    at = address("company:segment")
    seen = seen_on(as_analyst, f"{at}?name=Poles")
    as_owner.post(at, {**SEGMENT, "name": "Poles", "value": "RO"})
    wrong = as_analyst.post(at, {**SEGMENT, "name": "Poles", "field": "nonsense", "seen": seen})
    again = unescape(re.search(r'name="seen" value="([^"]*)"', wrong.content.decode())[1])
    is_told(as_analyst.post(at, {**SEGMENT, "name": "Poles", "value": "DE", "seen": again}), 'value="DE"')


def test_whoever_wrote_the_same_is_not_bothered_and_a_broken_mark_is_an_old_one(as_analyst, address, store):
    as_analyst.post(address("company:segment"), SEGMENT)
    at = address("company:segment")
    same = as_analyst.post(at, {**SEGMENT, "name": "Poles", "seen": "{}"})
    assert same.status_code == 302
    for mark in ("nonsense", "[]", "{}", '{"Poles": 1}'):
        assert as_analyst.post(at, {**SEGMENT, "name": "Poles", "value": "DE", "seen": mark}).status_code == 422


def test_calling_a_segment_otherwise_is_one_line_and_one_undo(as_analyst, address, store, undo):
    as_analyst.post(address("company:segment"), SEGMENT)
    shown = as_analyst.post(
        address("company:segment"), {**SEGMENT, "name": "Poles", "called": "Neighbours"}, follow=True
    )
    assert list(read_segments(store.settings.documents)) == ["Neighbours"]
    assert Edit.objects.count() == 2
    assert "The segment “Poles” is now called “Neighbours”." in shown.content.decode()
    undo(as_analyst, shown)
    assert list(read_segments(store.settings.documents)) == ["Poles"]
