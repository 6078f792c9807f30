"""A link logs in once: opened by GET it shows a form, and nothing is used up."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from clew_server.accounts import services
from clew_server.accounts.models import LoginLink


def test_a_link_works_once(client, people):
    address = f"/accounts/link/{services.create_login_link('owner@example.org')}/"
    assert client.get(address).status_code == 200
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert client.session["_auth_user_id"] == str(people["owner"].pk)
    client.logout()
    assert client.post(address).status_code == 410


def test_an_old_link_does_not_work(client, people):
    address = f"/accounts/link/{services.create_login_link('owner@example.org')}/"
    LoginLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(address).status_code == 410


def test_the_token_itself_is_not_kept(people):
    token = services.create_login_link("owner@example.org")
    assert token not in str(list(LoginLink.objects.values()))
