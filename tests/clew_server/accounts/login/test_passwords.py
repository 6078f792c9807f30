"""Passwords: argon2id as strong as promised, four at a time and then 429; known and unknown are told the same."""

from __future__ import annotations

import pytest
from django.test import Client

from clew_server.accounts.login import passwords

GOOD = "a-thread-of-red-wool"
HASHER = "clew_server.accounts.login.passwords.Hasher"


@pytest.fixture
def owner(people, settings):
    settings.PASSWORD_HASHERS = [HASHER]
    people["owner"].set_password(GOOD)
    people["owner"].save()
    return people["owner"]


def log_in(name, said):
    return Client().post("/accounts/login/", {"login": name, "password": said})


def test_they_are_kept_as_argon2id_with_the_promised_cost(owner):
    assert owner.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_more_than_four_at_once_are_told_to_wait(owner, monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    for _ in range(passwords.AT_ONCE):
        assert passwords._turns.acquire(blocking=False)
    try:
        for name in ("owner@example.org", "nobody@example.org"):
            response = log_in(name, GOOD)
            assert response.status_code == 429
            assert response.headers["Retry-After"]
    finally:
        for _ in range(passwords.AT_ONCE):
            passwords._turns.release()
    assert log_in("owner@example.org", GOOD).status_code == 302


def test_an_unknown_and_a_known_name_are_told_the_same(owner):
    known, unknown = log_in("owner@example.org", "wrong"), log_in("nobody@example.org", "wrong")
    assert known.status_code == unknown.status_code == 200
    said = known.context["form"].errors
    assert said == unknown.context["form"].errors
    assert said


@pytest.mark.parametrize("said", ["short", "password123", "owner@example.org", "1234567890"])
def test_easy_ones_are_not_taken(owner, said):
    client = Client()
    client.force_login(owner)
    fields = {"oldpassword": GOOD, "password1": said, "password2": said}
    assert client.post("/accounts/password/change/", fields).context["form"].errors
