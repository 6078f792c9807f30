"""The workspace's own settings: what is set is what the library says, undo is exact, errors list choices."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest
from django.utils import translation

from clew.store import list_workspaces, open_workspace
from clew_server.accounts.models import Workspace
from clew_server.company.general.forms import currencies, zones
from clew_server.configuration import configuration

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = (f"Północ <b>& {number}" for number in count())
FORM = {
    "name": "",
    "zone": "Europe/Warsaw",
    "week_start": "sunday",
    "currency": "pln",
    "languages": ["pl", "en"],
    "other_languages": "de, UK",
}


@pytest.fixture(autouse=True)
def another_name():
    """Let each test call its workspace otherwise: they all lie in one data folder."""
    FORM["name"] = next(NAMES)


def test_what_an_owner_sets_is_what_the_library_says_and_undo_is_exact(as_owner, own, store, address, undo):
    before, former = store.settings, own.name
    shown = as_owner.post(address("company:settings"), FORM, follow=True)
    now = open_workspace(configuration().data, FORM["name"], create=False)
    assert now.id == store.id
    assert (now.settings.zone, now.settings.week_start, now.settings.currency, now.settings.languages) == (
        "Europe/Warsaw", "sunday", "PLN", ("pl", "en", "de", "uk"),
    )  # fmt: skip
    assert "Północ &lt;b&gt;&amp;" in shown.content.decode()
    assert "<b>&" not in shown.content.decode()
    undone = undo(as_owner, shown)
    assert store.settings == before
    assert former in list_workspaces(configuration().data)
    assert Workspace.objects.get(id=own.id).name == former
    assert "Undone" in undone.content.decode()


def test_every_wrong_field_is_said_and_nothing_is_changed_or_lost(as_owner, store, address):
    before = store.settings
    wrong = {**FORM, "zone": "Warsaw", "currency": "zloty", "other_languages": "german"}
    shown = as_owner.post(address("company:settings"), wrong)
    text = shown.content.decode()
    assert shown.status_code == 422
    for said in ("Europe/Warsaw.", "EUR, PLN, RON", "such as de, uk, cs", 'value="Warsaw"', 'value="german"'):
        assert said in text
    assert store.settings == before


def test_a_name_that_another_workspace_has_is_refused_beside_the_field(as_owner, store, address):
    shown = as_owner.post(address("company:settings"), {**FORM, "name": "rival"})
    assert shown.status_code == 422
    assert "Another workspace" in shown.content.decode()
    assert not store.settings.zone_is_set


def test_an_undo_whose_ground_was_changed_since_is_refused_and_says_so(as_owner, store, address, undo):
    first = as_owner.post(address("company:settings"), FORM, follow=True)
    as_owner.post(address("company:settings"), {**FORM, "zone": "Europe/Berlin"})
    refused = undo(as_owner, first)
    assert "changed again since" in refused.content.decode()
    assert store.settings.zone == "Europe/Berlin"


def test_an_analyst_reads_and_an_owner_alone_changes(
    as_owner, as_analyst, as_viewer, as_stranger, client_of, address, undo
):
    shown = as_owner.post(address("company:settings"), FORM, follow=True)
    read = as_analyst.get(address("company:settings"))
    assert read.status_code == 200
    assert 'name="zone"' not in read.content.decode()
    assert as_analyst.post(address("company:settings"), FORM).status_code == 403
    assert undo(as_analyst, shown).status_code == 403
    for client, status in ((as_viewer, 403), (client_of("agent"), 403), (as_stranger, 404)):
        assert client.get(address("company:settings")).status_code == status
        assert client.post(address("company:settings"), FORM).status_code == status
        assert undo(client, shown).status_code == status


def test_a_change_of_another_workspace_does_not_exist(as_owner, own, company, page, address, undo):
    shown = as_owner.post(address("company:settings"), FORM, follow=True)
    edit = shown.redirect_chain[-1][0].partition("done=")[2]
    assert as_owner.post(page("company:undo", company.id, edit_id=edit)).status_code == 404
    assert as_owner.get(f"{page('company:settings')}?done={edit}").content.decode().count("Europe/Warsaw”") == 0


def test_a_former_name_that_another_workspace_has_now_is_not_taken_back(as_owner, own, store, address, undo):
    former = own.name
    shown = as_owner.post(address("company:settings"), FORM, follow=True)
    open_workspace(configuration().data, former)
    refused = undo(as_owner, shown)
    assert "choose another name" in refused.content.decode()
    assert store.settings.zone == "Europe/Warsaw"


def test_zones_say_how_far_they_are_from_utc_on_that_day():
    winter, summer = (zones(datetime(2026, month, 15, 10, 30, tzinfo=UTC)) for month in (1, 7))
    assert '<option value="Europe/Warsaw">UTC+01:00</option>' in winter
    assert '<option value="Europe/Warsaw">UTC+02:00</option>' in summer
    assert '<option value="Asia/Kolkata">UTC+05:30</option>' in winter
    assert '<option value="America/St_Johns">UTC-03:30</option>' in winter
    assert '<option value="UTC">UTC+00:00</option>' in winter


def test_currencies_are_named_in_the_readers_language():
    with translation.override("pl"):
        assert '<option value="PLN">złoty polski</option>' in currencies()
    with translation.override("en"):
        assert '<option value="PLN">Polish Zloty</option>' in currencies()
