"""Sessions stand in the database under a hash: its reader cannot go on with them."""

from __future__ import annotations

import pytest
from asgiref.sync import async_to_sync
from django.contrib.sessions.models import Session
from django.test import Client

from clew_server.accounts.login.store import SessionStore, kept_as

pytestmark = pytest.mark.django_db


def test_what_the_cookie_says_is_not_what_is_kept(as_owner, page):
    key = as_owner.cookies["clew_session"].value
    assert as_owner.get(page("accounts:members")).status_code == 200
    assert not Session.objects.filter(session_key=key).exists()
    assert Session.objects.filter(session_key=kept_as(key)).count() == 1
    thief = Client()
    thief.cookies["clew_session"] = kept_as(key)
    assert thief.get(page("accounts:members")).status_code == 302


def test_a_session_is_kept_found_renamed_and_removed():
    store = SessionStore()
    store["a"] = 1
    store.save()
    first = store.session_key
    assert SessionStore(first)["a"] == 1
    assert store.exists(first)
    store.cycle_key()
    assert store.session_key != first
    assert not store.exists(first)
    assert SessionStore(store.session_key)["a"] == 1
    store.flush()
    assert not Session.objects.exists()
    assert SessionStore(first).get("a") is None


@pytest.mark.django_db(transaction=True)
def test_the_same_where_one_waits_for_it():
    async def through() -> None:
        store = SessionStore()
        await store.aset("a", 1)
        await store.asave()
        assert await store.aexists(store.session_key)
        assert await SessionStore(store.session_key).aget("a") == 1
        await store.adelete()
        assert not await store.aexists(store.session_key or "")

    async_to_sync(through)()
