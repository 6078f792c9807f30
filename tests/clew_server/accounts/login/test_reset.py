"""A new password by e-mail: known or not, the same is said and done; the e-mail comes in the person's language."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from clew_server.accounts import mail as ours
from clew_server.accounts.models import User
from clew_server.jobs.models import Job
from clew_server.jobs.worker import run_one

NEW = "another-thread-of-wool"


@pytest.fixture
def sends(monkeypatch):
    monkeypatch.setattr(ours, "can_send", lambda: True)


def ask(client, email):
    response = client.post("/accounts/password/reset/", {"email": email})
    while Job.objects.filter(kind="accounts.reset", state="queued").exists():
        run_one()
    return response


def test_known_and_unknown_are_told_the_same_and_one_gets_an_email(client, people, sends):
    answers = [ask(client, email) for email in ("owner@example.org", "nobody@example.org")]
    assert {(a.status_code, a.headers["Location"]) for a in answers} == {(302, "/accounts/password/reset/done/")}
    assert [message.to for message in mail.outbox] == [["owner@example.org"]]


def test_the_link_works_once_and_its_secret_is_nowhere_in_a_job(client, people, sends):
    ask(client, "owner@example.org")
    address = re.search(r"/accounts/password/reset/key/\S+", mail.outbox[0].body).group()
    assert address.rsplit("-", 1)[-1].strip("/") not in str(list(Job.objects.values()))
    form = client.get(address).headers["Location"]
    assert client.post(form, {"password1": NEW, "password2": NEW}).status_code == 302
    assert User.objects.get(email="owner@example.org").check_password(NEW)
    assert "used up" in client.get(address, follow=True).content.decode()


def test_it_comes_in_the_persons_language(client, people, sends):
    User.objects.update(language="pl")
    ask(client, "owner@example.org")
    assert mail.outbox[0].subject == "Nowe hasło do Clew"


def test_nobody_disabled_gets_one(client, people, sends):
    User.objects.update(is_active=False)
    ask(client, "owner@example.org")
    assert not mail.outbox
