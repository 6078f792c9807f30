"""Known and unknown addresses take as long: at log-in, for a new password, and where somebody is invited."""

from __future__ import annotations

import statistics
import sys
import time

import pytest
from django.test import Client

from clew_server.accounts.models import Invitation, Line
from clew_server.jobs.models import Job

pytestmark = pytest.mark.deep

ROUNDS, WARM = 200, 10
UNKNOWN = "nobody@example.org"
#: Of the longer median.
ALLOWED = 0.05


@pytest.fixture
def known(people, settings, monkeypatch):
    """Let nobody wait, and give people with a password, without one, and shut out; each address is as long."""
    settings.PASSWORD_HASHERS = ["clew_server.accounts.login.passwords.Hasher"]
    monkeypatch.setattr("clew_server.accounts.gate.passes", lambda *_: True)
    found = {"a person": people["owner"], "no password": people["viewer"], "shut out": people["agent"]}
    found["elsewhere"] = people["stranger"]
    for at, (name, user) in enumerate(found.items()):
        user.email = f"known{at}@example.org"
        user.set_password(None if name == "no password" else "a-thread-of-red-wool")
        user.is_active = name != "shut out"
        user.save()
    assert {len(user.email) for user in found.values()} == {len(UNKNOWN)}
    return {name: user.email for name, user in found.items()}


def measured(ask, addresses, tidy):
    """Return how long each took, in turn, the first of a round not always the same."""
    took = {name: [] for name in addresses}
    order = list(addresses.items())
    for at in range(ROUNDS + WARM):
        order = [*order[1:], order[0]]
        for name, address in order:
            began = time.perf_counter()
            status = ask(address)
            seconds = time.perf_counter() - began
            assert status in {200, 302}
            tidy()
            if at >= WARM:
                took[name].append(seconds)
    return took


def check(what, took, capsys):
    """Print each median with its quartiles; none may be further from that of the unknown than is allowed."""
    lines, medians = [], {}
    for name, times in took.items():
        first, medians[name], third = statistics.quantiles(times, n=4)
        said = f"{medians[name] * 1000:.2f} ms (quartiles {first * 1000:.2f} to {third * 1000:.2f}, n {len(times)})"
        lines.append(f"{what}, {name}: {said}")
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *lines, ""]))
    unknown = medians.pop("unknown")
    apart = {name: abs(median - unknown) / max(median, unknown) for name, median in medians.items()}
    assert max(apart.values()) < ALLOWED, apart


def test_at_log_in(known, capsys):
    addresses = {"unknown": UNKNOWN, **{name: known[name] for name in ("a person", "no password", "shut out")}}

    def ask(address):
        return Client().post("/accounts/login/", {"login": address, "password": "wrong"}).status_code

    check("log-in", measured(ask, addresses, lambda: None), capsys)


def test_for_a_new_password(known, capsys, monkeypatch):
    monkeypatch.setattr("clew_server.accounts.mail.can_send", lambda: True)
    addresses = {"unknown": UNKNOWN, **{name: known[name] for name in ("a person", "shut out")}}

    def ask(address):
        return Client().post("/accounts/password/reset/", {"email": address}).status_code

    def tidy():
        assert Job.objects.filter(kind="accounts.reset").delete()[0] == 1

    check("reset", measured(ask, addresses, tidy), capsys)


def test_where_somebody_is_invited_who_has_an_account_elsewhere(known, as_owner, page, capsys):
    where = page("accounts:invite")

    def ask(address):
        return as_owner.post(where, {"email": address, "role": "viewer"}).status_code

    def tidy():
        Invitation.objects.all().delete()
        Line.objects.all().delete()

    check("invitation", measured(ask, {"unknown": UNKNOWN, "elsewhere": known["elsewhere"]}, tidy), capsys)
