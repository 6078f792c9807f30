"""An invitation is for one address, once, for a week: by whom it is opened decides what comes of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clew_server.accounts.membership import invitations
from clew_server.accounts.models import Invitation, Line, Member, User

WORDS = {"name": "Nora", "password": "a long and winding word"}


@pytest.fixture
def invited(company, people):
    """Give the address of a new invitation."""

    def address(email: str, role: str = "analyst") -> str:
        return reverse("accounts:invitation", args=[invitations.invite(company, email, role, people["owner"])[1]])

    return address


def member(company, email: str) -> Member | None:
    return Member.objects.filter(workspace=company, user__email=email).first()


def test_a_new_person_chooses_a_password_and_is_in(invited, company):
    client, where = Client(), invited("new@example.org")
    assert b"new@example.org" in client.get(where).content
    assert member(company, "new@example.org") is None, "looking accepts nothing"
    assert client.post(where, {**WORDS, "password": "short"}).status_code == 422
    assert client.post(where, WORDS).status_code == 302
    assert member(company, "new@example.org").role == "analyst"
    assert client.get("/accounts/me/").status_code == 200
    assert Line.objects.filter(what="member.joined", about="new@example.org").count() == 1


def test_a_known_person_logs_in_first_and_keeps_the_password(invited, company, people, client_of):
    where, before = invited("stranger@example.net"), User.objects.get(email="stranger@example.net").password
    anonymous = Client()
    anonymous.post(where, WORDS)
    assert member(company, "stranger@example.net") is None, "a link alone does not speak for somebody who is known"
    assert client_of("stranger").post(where).status_code == 302
    assert member(company, "stranger@example.net").role == "analyst"
    assert User.objects.get(email="stranger@example.net").password == before


@pytest.mark.parametrize("email", ["new@example.org", "stranger@example.net"])
def test_another_person_who_is_logged_in_takes_nothing_of_it(invited, company, as_viewer, email):
    where = invited(email, "owner")
    for answer in (as_viewer.get(where), as_viewer.post(where, WORDS)):
        assert answer.status_code == 200
    assert member(company, email) is None
    assert member(company, "viewer@example.org").role == "viewer"
    assert Invitation.objects.get().accepted_at is None, "it still waits for the right one"


@pytest.mark.parametrize("state", ["over", "withdrawn", "used", "renewed", "made up"])
def test_what_is_over_makes_nobody(invited, company, people, state):
    where = invited("new@example.org")
    found = Invitation.objects.get()
    if state == "over":
        Invitation.objects.update(expires_at=timezone.now())
    elif state == "withdrawn":
        invitations.withdraw(company, found.id, people["owner"])
    elif state == "used":
        Client().post(where, WORDS)
        Member.objects.filter(user__email="new@example.org").delete()
    elif state == "renewed":
        invited("new@example.org", "viewer")
    else:
        where = reverse("accounts:invitation", args=["x" * 43])
    client = Client()
    assert client.get(where).status_code == 410
    assert client.post(where, WORDS).status_code == 410
    assert member(company, "new@example.org") is None


def test_twice_at_once_joins_once(invited, company, people):
    invited("stranger@example.net")
    found = Invitation.objects.select_related("workspace").get()
    stranger = people["stranger"]
    assert [invitations.accept(found, stranger) for _ in range(2)] == [True, False]
    assert Member.objects.filter(workspace=company, user=stranger).count() == 1
    assert not invitations.accept(found, people["viewer"])
