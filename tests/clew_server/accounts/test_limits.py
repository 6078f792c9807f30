"""Limits: exact among processes and threads, deaf to what a client says of its address, closed without a database."""

from __future__ import annotations

import pytest
from django.db import DatabaseError

from clew_server.accounts import limits, services
from clew_server.accounts.models import Attempts

MOST = 300
HAMMER = f"""
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from clew_server.accounts.limits import take
def tries(_):
    try:
        return sum(take("hammer", {MOST}, 10**6) for _ in range(30))
    finally:
        connections.close_all()
with ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(tries, range(4))))
"""
API = """
from clew_server.accounts import limits
limits.LIMITS["api"] = limits.Limit(per_address=400, per_name=400, seconds=10**6)
from clew_server.collect.budgets import passes
print(sum(passes("api", "key", "one") for _ in range(150)))
"""
LINK = """
from concurrent.futures import ThreadPoolExecutor
from django.db import connections
from clew_server.accounts import services
def used(_):
    try:
        return services.use_login_link("the-token") is not None
    finally:
        connections.close_all()
with ThreadPoolExecutor(4) as pool:
    print(sum(pool.map(used, range(8))))
"""
MAKE_LINK = """
from datetime import timedelta
from django.utils import timezone
from clew_server.accounts.models import LoginLink, User
from clew_server.accounts.tokens import hashed
end = timezone.now() + timedelta(hours=1)
LoginLink.objects.create(user=User.objects.get(), token_hash=hashed("the-token"), expires_at=end)
"""


@pytest.mark.database
def test_sixteen_at_once_pass_as_many_as_the_limit_and_not_one_more(at_once):
    assert sum(int(said) for said in at_once(HAMMER, 4)) == MOST


@pytest.mark.database
def test_the_raw_apps_limit_is_never_passed_and_at_most_a_tenth_lower(at_once):
    passed = sum(int(said) for said in at_once(API, 4))
    assert 360 <= passed <= 400


@pytest.mark.database
def test_of_many_at_once_one_gets_in_by_a_link(at_once, in_own_server):
    in_own_server(MAKE_LINK)
    assert sum(int(said) for said in at_once(LINK, 2)) == 1


def test_a_link_is_used_up_by_one_statement_that_looks_at_nothing_else(people, django_assert_num_queries):
    """A subquery among its conditions is not asked again on PostgreSQL once another has used the link: two get in."""
    token = services.create_login_link("owner@example.org")
    with django_assert_num_queries(2) as ran:
        assert services.use_login_link(token)
    (update,) = [query["sql"] for query in ran.captured_queries if query["sql"].startswith("UPDATE")]
    assert "SELECT" not in update
    assert services.use_login_link(token) is None


def log_in(client, said="wrong", name="owner@example.org", **headers):
    return client.post("/accounts/login/", {"login": name, "password": said}, headers=headers)


def test_the_eleventh_try_of_one_name_waits(client, people):
    assert {log_in(client).status_code for _ in range(10)} == {200}
    response = log_in(client)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


def test_another_address_is_still_heard_and_a_made_up_one_changes_nothing(client, people):
    for number in range(10):
        log_in(client, X_Forwarded_For=f"203.0.113.{number}")
    assert log_in(client, X_Forwarded_For="198.51.100.1").status_code == 429
    tries = [
        client.post(
            "/accounts/login/", {"login": f"{n}@example.org", "password": "x"}, headers={"X-Forwarded-For": f"{n}"}
        )
        for n in range(30)
    ]
    assert tries[-1].status_code == 429, "one address has thirty tries, whomever it names"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [(0, "1.1.1.1, 2.2.2.2", "9.9.9.9"), (1, "1.1.1.1, 2.2.2.2", "2.2.2.2"), (2, "1.1.1.1, 2.2.2.2", "1.1.1.1"),
     (2, "2.2.2.2", "9.9.9.9"), (1, "", "9.9.9.9")],
)  # fmt: skip
def test_only_what_trusted_proxies_said_counts(monkeypatch, proxies, forwarded, expected):
    class Told:
        trusted_proxies = proxies

    monkeypatch.setattr(limits, "configuration", Told)
    assert limits.address_behind(forwarded, "9.9.9.9") == expected


def test_login_is_closed_while_nothing_can_be_counted(client, people, monkeypatch):
    people["owner"].set_password("a long enough one")
    people["owner"].save()

    def broken(*_, **__):
        raise DatabaseError

    monkeypatch.setattr(limits, "take", broken)
    assert log_in(client, "a long enough one").status_code == 429
    monkeypatch.undo()
    assert log_in(client, "a long enough one").status_code == 302


@pytest.mark.parametrize(
    ("address", "fields", "tries"),
    [
        ("/accounts/password/reset/", {"email": "owner@example.org"}, 5),
        ("/accounts/link/guessed/", {}, 30),
        ("/accounts/invitation/guessed/", {}, 30),
        ("/accounts/two-factor/authenticate/", {"code": "000000"}, 30),
        ("/accounts/password/reset/key/0-set-password/", {"password1": "x"}, 20),
    ],
)
def test_every_way_in_has_its_limit(client, people, address, fields, tries):
    first = [client.post(address, fields).status_code for _ in range(tries)]
    assert 429 not in first
    assert client.post(address, fields).status_code == 429


def test_invitations_of_one_person_are_limited(as_owner, page):
    found = [as_owner.post(page("accounts:invite"), {"email": "no"}).status_code for _ in range(61)]
    assert found[:60] == [422] * 60
    assert found[60] == 429


def test_a_count_names_nobody(client, people):
    log_in(client)
    assert "owner" not in str(list(Attempts.objects.values()))
