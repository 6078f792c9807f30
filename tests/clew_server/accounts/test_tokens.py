"""S12: a thousand tokens that were never given let nobody in, nor one of another kind, nor one that was used."""

from __future__ import annotations

import base64
import json
import random
import string

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from clew_server.accounts import services
from clew_server.accounts.login.store import SessionStore
from clew_server.accounts.membership import invitations
from clew_server.accounts.models import Attempts
from clew_server.accounts.selectors import find_key
from clew_server.accounts.tokens import hashed

pytestmark = pytest.mark.django_db

FORGED = 1_000


def forged(true: str, n: int = FORGED) -> list[str]:
    """Return tokens like a true one that are not it: cut, lengthened, with a letter changed, signed by nobody."""
    chance = random.Random(12)  # noqa: S311 - no secret
    letters = string.ascii_letters + string.digits + "-_"
    body = {"user": "owner@example.org", "role": "owner", "token": true[:10]}
    unsigned = [
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (head, body))
        for head in ({"alg": "none"}, {"alg": "None", "typ": "JWT"}, {"alg": "HS256"})
    ]
    found = [*unsigned, hashed(true), true.swapcase(), true[::-1], f"{true}=", f" {true} x", f"{true}\0", true * 2]
    found += [true[:length] for length in range(len(true))]
    changed = [(place, letter) for place in range(len(true)) for letter in "aZ0_%" if letter != true[place]]
    found += [true[:place] + letter + true[place + 1 :] for place, letter in changed]
    while len(found) < n:
        found.append("".join(chance.choice(letters) for _ in true))
    return [token for token in found if token and token != true]


def test_no_forged_login_link_lets_anybody_in(people):
    token = services.create_login_link("owner@example.org")
    assert len(forged(token)) >= FORGED - 1
    assert [each for each in forged(token) if services.use_login_link(each)] == []
    client = Client()
    for each in forged(token)[:40]:
        Attempts.objects.all().delete()
        client.post(f"/accounts/link/{each.replace('/', '')}/".replace("\0", "%00"))
    assert not Session.objects.exists()
    assert services.use_login_link(token).email == "owner@example.org"
    assert services.use_login_link(token) is None, "it works once"


def test_no_forged_key_opens_anything(people, company):
    key = services.create_key(company, "loader", "collect")
    assert find_key(key) is not None
    assert [each for each in forged(key) if find_key(each)] == []


def test_no_forged_invitation_is_one_and_no_token_serves_as_another_kind(people, company):
    _, token = invitations.invite(company, "new@example.org", "viewer", people["owner"])
    assert invitations.find(token) is not None
    assert [each for each in forged(token) if invitations.find(each)] == []
    link, key = services.create_login_link("owner@example.org"), services.create_key(company, "loader", "collect")
    assert services.use_login_link(token) is None
    assert services.use_login_link(key) is None
    assert invitations.find(link) is None
    assert find_key(link) is None


def test_no_forged_session_is_anybodys(as_owner, page):
    true = as_owner.cookies["clew_session"].value
    client = Client()
    for each in forged(true):
        assert not SessionStore(each).get("_auth_user_id"), each
    for each in (each for each in forged(true)[:41] if "\0" not in each):
        client.cookies["clew_session"] = each
        assert client.get(page("accounts:members")).status_code == 302
    client.cookies["clew_session"] = true
    assert client.get(page("accounts:members")).status_code == 200
