"""Whose link leaves in a file is asked by that: so nobody's does who may not be asked, or not yet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.clew_server.surveys.sending.conftest import join

from clew_server.surveys.links import out_of
from clew_server.surveys.models import Contact, Delivery, Participant
from clew_server.surveys.models.ways import FILE
from clew_server.surveys.persons import keys_of
from clew_server.surveys.sending import exporting
from clew_server.surveys.sending.exporting import export

pytestmark = pytest.mark.django_db


def lines(way):
    return export(way, timezone.now(), has_addresses=False).decode("utf-8-sig").splitlines()[1:]


def test_who_is_not_due_gets_no_link_yet(invited):
    made = invited(1, kind=FILE)
    later = join(made, "later@example.org")
    Participant.objects.filter(id=later.id).update(due_at=timezone.now() + timedelta(hours=1))
    assert len(lines(made)) == 1
    assert Delivery.objects.filter(participant=later).count() == 0


def test_where_enough_have_answered_no_link_leaves_and_nobody_counts_as_asked(invited, monkeypatch):
    made = invited(2, kind=FILE)
    monkeypatch.setattr("clew_server.surveys.asking.ledger.is_full", lambda _way: True)
    assert lines(made) == []
    assert not Delivery.objects.exists()
    assert not Contact.objects.exists()
    assert set(Participant.objects.values_list("state", flat=True)) == {"planned"}


@pytest.mark.parametrize("state", ["spared", "opted_out", "finished"])
def test_a_link_that_is_of_no_use_any_more_is_not_given_again(invited, state):
    made = invited(2, kind=FILE)
    assert len(lines(made)) == 2
    Participant.objects.filter(address="p0@example.org").update(state=state)
    assert len(lines(made)) == 1


def test_who_is_erased_while_it_is_written_stops_no_file(invited, monkeypatch):
    made = invited(2, kind=FILE)

    def look(participant, now):
        if participant.address == "p0@example.org":
            Participant.objects.filter(id=participant.id).delete()
        return whole(participant, now)

    whole = exporting.look
    monkeypatch.setattr(exporting, "look", look)
    assert len(lines(made)) == 1


def test_addresses_stand_there_only_where_they_are_asked_for(invited):
    made = invited(1, kind=FILE)
    assert b"p0@example.org" not in export(made, timezone.now(), has_addresses=False)
    assert b"p0@example.org" in export(made, timezone.now(), has_addresses=True)


def test_the_link_that_says_never_again_names_the_address_too(invited):
    made = invited(0, kind=FILE)
    one = join(made, "ann@example.org", customer_id="K1")
    [address] = keys_of(made.survey.workspace_id, "", one.address)
    token = lines(made)[0].split(",")[2].rpartition("/")[2]
    assert out_of(token).keys == [one.person, address]
