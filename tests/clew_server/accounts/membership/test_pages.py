"""The page of people and keys over HTTP: what an owner does there, what comes of it, and the way back."""

from __future__ import annotations

import re

import pytest

from clew_server.accounts.models import Invitation, Key, Line, Member

ADDRESS = re.compile(r"/accounts/invitation/([\w-]+)/")


@pytest.fixture
def post(as_owner, page):
    """Post to a route of the company as its owner."""
    return lambda route, data=None, **arguments: as_owner.post(page(f"accounts:{route}", **arguments), data or {})


def test_an_owner_sees_people_roles_and_keys(as_owner, page):
    shown = as_owner.get(page("accounts:members")).content.decode()
    for role in ("owner", "analyst", "agent", "viewer"):
        assert f"{role}@example.org" in shown
    assert "stranger@example.net" not in shown


def test_a_role_changes_and_can_be_given_back(as_owner, post, page, people):
    member = people["viewer"].memberships.get()
    done = post("role", {"role": "analyst"}, member_id=member.id)
    assert Member.objects.get(id=member.id).role == "analyst"
    assert "Undo" in as_owner.get(done.headers["Location"]).content.decode()
    line = Line.objects.get(what="member.role")
    assert post("undo", line_id=line.id).status_code == 302
    assert Member.objects.get(id=member.id).role == "viewer"
    assert post("undo", line_id=line.id).status_code == 404


def test_a_member_is_removed_and_comes_back_as_what_they_were(post, client_of, page, people, company):
    member = people["agent"].memberships.get()
    as_agent = client_of("agent")
    post("remove", member_id=member.id)
    assert as_agent.get(page("accounts:members")).status_code == 404
    post("undo", line_id=Line.objects.get(what="member.removed").id)
    assert people["agent"].memberships.get(workspace=company).role == "agent"


def test_the_last_owner_stays(post, page, as_owner, people):
    member = people["owner"].memberships.get()
    for route, data in (("remove", {}), ("role", {"role": "viewer"})):
        assert post(route, data, member_id=member.id).status_code == 422
    assert as_owner.post(page("accounts:leave")).status_code == 422
    assert people["owner"].memberships.get().role == "owner"


def test_what_would_take_the_last_owner_back_is_not_undone(post, client_of, page, people):
    member = people["analyst"].memberships.get()
    post("role", {"role": "owner"}, member_id=member.id)
    line = Line.objects.get(what="member.role")
    post("leave")
    undone = client_of("analyst").post(page("accounts:undo", line_id=line.id))
    assert undone.status_code == 422
    assert people["analyst"].memberships.get().role == "owner"
    assert Line.objects.get(id=line.id).undone_at is None


def test_a_disabled_owner_does_not_count_as_the_last_one(post, people, company):
    people["analyst"].memberships.update(role="owner")
    type(people["analyst"]).objects.filter(pk=people["analyst"].pk).update(is_active=False)
    assert post("remove", member_id=people["owner"].memberships.get().id).status_code == 422


def test_a_viewer_leaves(as_viewer, page, people):
    assert as_viewer.post(page("accounts:leave")).status_code == 302
    assert not people["viewer"].memberships.exists()
    assert Line.objects.get(what="member.left").about == "viewer@example.org"


def test_a_key_is_shown_once_and_kept_as_a_hash(as_owner, post, page):
    shown = post("create_key", {"name": "shop", "scope": "collect", "days": "90"}).content.decode()
    key = re.search(r"clew_collect_[\w-]+", shown).group()
    assert Key.objects.get().prefix == key[: len("clew_collect_") + 4]
    assert key not in as_owner.get(page("accounts:members")).content.decode()
    assert key not in str(list(Key.objects.values())) + str(list(Line.objects.values()))


def test_a_key_is_revoked_once(post):
    post("create_key", {"name": "shop", "scope": "read", "days": ""})
    key = Key.objects.get()
    assert key.expires_at is None
    assert post("revoke_key", key_id=key.id).status_code == 302
    assert Key.objects.get().revoked_at is not None
    assert post("revoke_key", key_id=key.id).status_code == 404


@pytest.mark.parametrize(
    ("route", "given"),
    [
        ("invite", {"email": "no address", "role": "viewer"}),
        ("invite", {"email": "new@example.org", "role": "emperor"}),
        ("invite", {"email": "viewer@example.org", "role": "viewer"}),
        ("create_key", {"name": "", "scope": "read"}),
        ("create_key", {"name": "x", "scope": "all"}),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(post, route, given):
    assert post(route, given).status_code == 422
    assert not Invitation.objects.exists()
    assert not Key.objects.exists()


def test_an_invitation_can_be_withdrawn_and_given_again(post, client):
    shown = post("invite", {"email": "New@Example.org", "role": "analyst"}).content.decode()
    address = ADDRESS.search(shown).group()
    assert client.get(address).status_code == 200
    post("withdraw", invitation_id=Invitation.objects.get().id)
    assert client.get(address).status_code == 410
    post("undo", line_id=Line.objects.get(what="invitation.withdrawn").id)
    assert client.get(address).status_code == 200
