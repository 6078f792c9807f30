"""Rules: forms and text say the same to the library, drafts keep nothing, what they catch is counted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from clew.questions.caught import caught_by
from clew.rules import Rules
from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one
from clew_server.lakes.handles import opened

pytestmark = pytest.mark.django_db(transaction=True)

REASONS = {
    "view": "reasons",
    "place": ["2", "1", "3"],
    "reason": ["<i>late", "again", ""],
    "avoidable": ["yes", "", ""],
    "fits": ["topic: *late*, *delay*\r\nchannel: e-mail", "topic: *again*", ""],
}


def kept(store):
    return Rules.of(store.settings.documents["rule"].get("default"))


def test_reasons_of_the_form_are_the_librarys_in_the_order_of_their_places(as_analyst, store, address, undo):
    shown = as_analyst.post(address("company:rules"), REASONS, follow=True)
    again, late = kept(store).reasons
    assert (again.reason, again.avoidable) == ("again", None)
    assert (late.reason, late.avoidable) == ("<i>late", True)
    assert late.fits == {"topic": ("*late*", "*delay*"), "channel": ("e-mail",)}
    assert "<i>late" not in shown.content.decode()
    undo(as_analyst, shown)
    assert store.settings.documents["rule"] == {}


def test_statuses_and_stages_leave_the_rest_as_it_is(as_analyst, store, address):
    as_analyst.post(address("company:rules"), REASONS)
    statuses = {"view": "statuses", "word": ["In the lab", ""], "meaning": ["third_party", ""]}
    as_analyst.post(address("company:rules"), statuses)
    as_analyst.post(address("company:rules"), {"view": "stages", "word": ["Invoice"], "meaning": ["Payment"]})
    found = kept(store)
    assert (found.holder("in the lab"), found.stages, len(found.reasons)) == ("third_party", {"invoice": "Payment"}, 2)


def test_text_goes_through_the_same_checks_and_nothing_typed_is_lost(as_analyst, store, address):
    good = 'format = 1\n[statuses]\n"Parked" = "third_party"\n'
    as_analyst.post(address("company:rules"), {"view": "toml", "text": good})
    assert kept(store).holder("parked") == "third_party"
    bad = good.replace("third_party", "</textarea>nobody")
    shown = as_analyst.post(address("company:rules"), {"view": "toml", "text": bad})
    text = shown.content.decode()
    assert shown.status_code == 422
    assert "Choices: us, customer" in text
    assert "&lt;/textarea&gt;nobody" in text
    assert kept(store).holder("parked") == "third_party"


def test_a_draft_is_looked_at_without_being_kept_and_reset_goes_back(as_analyst, store, address):
    as_analyst.post(address("company:rules"), {**REASONS, "do": "look"})
    assert store.settings.documents["rule"] == {}
    as_analyst.post(address("company:rules"), REASONS)
    as_analyst.post(address("company:rules"), {"view": "reasons", "do": "reset"})
    assert store.settings.documents["rule"] == {}


def test_what_rules_catch_is_counted_by_a_job(as_analyst, company, page):
    as_analyst.get(page("company:rules"))
    while run_one():
        pass
    assert not Job.objects.filter(state="failed").values_list("error", flat=True)
    text = as_analyst.get(page("company:rules")).content.decode()
    handle = opened(company.id)
    reading = handle.store.snapshot()
    found = caught_by(
        reading, handle.engine, Rules(), datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
    )
    assert sum(map(sum, found.lines)) > 0
    assert "What each reason catches" in text


def test_only_owners_and_analysts(as_viewer, as_stranger, client_of, address):
    for client, status in ((as_viewer, 403), (client_of("agent"), 403), (as_stranger, 404)):
        assert client.get(address("company:rules")).status_code == status
        assert client.post(address("company:rules"), REASONS).status_code == status
