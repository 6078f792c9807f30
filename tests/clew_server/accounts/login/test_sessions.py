"""Sessions: a new id at log-in, twelve hours idle, fourteen days in all, and what ends them everywhere."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from clew_server.accounts.login.signals import end_other_sessions
from clew_server.accounts.login.store import kept_as
from clew_server.accounts.models import User

ME = "/accounts/me/"
GOOD = "a-thread-of-red-wool"


@pytest.fixture
def owner(people):
    people["owner"].set_password(GOOD)
    people["owner"].save()
    return people["owner"]


def logged_in(said=GOOD) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": "owner@example.org", "password": said})
    return client


def is_in(client) -> bool:
    return client.get(ME).status_code == 200


def test_the_id_changes_at_login(owner, client):
    client.get("/accounts/login/")
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["clew_session"] = session.session_key
    client.post("/accounts/login/", {"login": "owner@example.org", "password": GOOD})
    assert client.cookies["clew_session"].value != session.session_key
    assert not Session.objects.filter(session_key=kept_as(session.session_key)).exists()


def test_it_ends_after_fourteen_days_whatever_one_does(owner, monkeypatch):
    client, began = logged_in(), time.time()
    for days, expected in ((13.9, True), (14.1, False)):
        monkeypatch.setattr(time, "time", lambda days=days: began + days * 86400)
        assert is_in(client) is expected


def test_it_ends_after_twelve_hours_without_a_visit(owner, monkeypatch):
    client, began = logged_in(), time.time()
    kept = Session.objects.get(session_key=kept_as(client.cookies["clew_session"].value))
    assert timedelta(hours=11, minutes=55) < kept.expire_date - timezone.now() <= timedelta(hours=12)
    monkeypatch.setattr(time, "time", lambda: began + 3600)
    assert is_in(client)
    later = Session.objects.get(session_key=kept_as(client.cookies["clew_session"].value))
    assert later.expire_date > kept.expire_date, "a visit renews it"
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_in(client)


def test_a_new_password_ends_all_others(owner):
    here, there = logged_in(), logged_in()
    fields = {"oldpassword": GOOD, "password1": "another-thread-of-wool", "password2": "another-thread-of-wool"}
    assert here.post("/accounts/password/change/", fields).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert is_in(logged_in("another-thread-of-wool"))


def test_log_out_everywhere_else_spares_this_one(owner):
    here, there = logged_in(), logged_in()
    key = here.cookies["clew_session"].value
    here.post("/accounts/me/end-sessions/")
    assert is_in(here)
    assert here.cookies["clew_session"].value != key, "its id is a new one"
    assert not is_in(there)


def test_disabling_ends_them_at_once(owner):
    client = logged_in()
    User.objects.update(is_active=False)
    assert not is_in(client)
    assert not is_in(logged_in())


@pytest.mark.django_db(transaction=True)
def test_a_change_of_the_second_factor_ends_all_others(owner):
    here, there = logged_in(), logged_in()
    here.post("/accounts/reauthenticate/", {"password": GOOD})
    here.get("/accounts/two-factor/totp/activate/")
    secret = here.session[auth.SECRET_SESSION_KEY]
    code = auth.format_hotp_value(auth.hotp_value(secret, next(auth.yield_hotp_counters_from_time())))
    assert here.post("/accounts/two-factor/totp/activate/", {"code": code}).status_code == 302
    assert is_in(here)
    assert not is_in(there)
    assert secret not in str(list(Authenticator.objects.values())), "the secret is kept encrypted"


def test_the_command_line_ends_them_too(owner):
    client = logged_in()
    end_other_sessions(None, owner)
    assert not is_in(client)
