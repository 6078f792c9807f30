"""S8: what every reply carries, on every route, refusals and errors too; and that nobody is sent to another site."""

from __future__ import annotations

import random
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from clew_server.accounts.models import Attempts
from clew_server.web.headers import HEADERS

METHODS = ("GET", "POST", "DELETE")
#: Routes after which nobody is logged in any more: asked last.
LAST = {"account_logout", "accounts:end_sessions", "account_change_password", "account_set_password", "accounts:leave"}
ORIGIN = "https://evil.example"
HOST = "testserver"
#: Names under which addresses to go to are given here and elsewhere.
NAMES = (
    "next", "back", "return", "return_to", "returnTo", "redirect", "redirect_to", "redirect_uri", "url", "to", "from",
    "goto", "continue", "dest", "destination", "REDIRECT_URL", "callback", "target", "place", "path",
)  # fmt: skip
#: Ways to write another site.
ELSEWHERE = (
    "https://evil.example", "//evil.example", "///evil.example", "////evil.example", "/\\evil.example",
    "\\\\evil.example", "\\/evil.example", "https:evil.example", "https:/evil.example", "https:///evil.example",
    "//evil.example/%2e%2e", "http://evil.example@testserver", "https://testserver@evil.example",
    "https://testserver.evil.example", "//testserver@evil.example/", "//testserver:80@evil.example",
    "/%09/evil.example", "/\t/evil.example", "\t//evil.example", " //evil.example", "\n//evil.example",
    "/\n/evil.example", "\x00//evil.example",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//[::1]", "//evil。example",
    "https://evil.example\\@testserver", "https://evil.example#@testserver", "https://evil.example?@testserver",
    "//evil.example\\.testserver", "/..//evil.example", "/.//evil.example", "//google.com/%2f..", "%2f%2fevil.example",
)  # fmt: skip


@pytest.fixture
def people(two) -> dict[str, Client]:
    owner = Client(raise_request_exception=False)
    owner.force_login(two.victim.owner)
    return {"owner": owner, "nobody": Client(raise_request_exception=False)}


@pytest.mark.parametrize("who", ["owner", "nobody"])
def test_every_reply_has_its_headers_and_opens_to_no_other_origin(routes, two, people, who):
    wrong = []
    for route in sorted(routes, key=lambda route: route.name in LAST):
        for method in METHODS:
            Attempts.objects.all().delete()
            address = route.address(two.theirs)
            reply = people[who].generic(method, address, headers={"Origin": ORIGIN})
            missing = [name for name, value in HEADERS.items() if reply.headers.get(name) != value]
            policy = reply.headers.get("Content-Security-Policy", "")
            if missing or "frame-ancestors 'none'" not in policy or "unsafe-inline" in policy or "*" in policy:
                wrong.append((route.name, method, reply.status_code, missing, policy))
            if who == "owner" and route.is_of_workspace and route.name not in LAST:
                away = reply.headers.get("Location", "").startswith("/accounts/login/")
                assert not away, f"logged out before {route.name}"
            if any(name.lower().startswith("access-control-") for name in reply.headers):
                wrong.append((route.name, method, "answers other origins"))
            if not {"no-store", "private"} & set(reply.headers.get("Cache-Control", "").replace(",", " ").split()):
                wrong.append((route.name, method, "may be kept by others", reply.headers.get("Cache-Control")))
    assert not wrong


def test_a_page_that_breaks_has_them_too(people, two, monkeypatch):
    def broken(_request, **_arguments):
        raise RuntimeError("<script>boom</script>")

    monkeypatch.setattr("clew_server.insights.pulse.views.Reading", broken)
    reply = people["owner"].get(f"/w/{two.victim.workspace.id}/pulse/")
    assert reply.status_code == 500
    assert {name: reply.headers.get(name) for name in HEADERS} == HEADERS
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    assert "boom" not in reply.content.decode()


def vectors(n: int) -> list[tuple[str, str]]:
    """Return names and values of parameters that would lead elsewhere, about ``n``."""
    chance = random.Random(8)  # noqa: S311 - no secret
    every = [(name, value + tail) for value in ELSEWHERE for tail in ("", "/", "/w/x", "?a=1") for name in NAMES]
    return chance.sample(every, n)


def leads_elsewhere(location: str, address: str) -> bool:
    """Return whether a browser that is told to go to ``location`` leaves the site."""
    seen = "".join(sign for sign in location if sign > " ").replace("\\", "/")
    parts = urlsplit(urljoin(f"http://{HOST}{address}", seen))
    return parts.scheme not in {"http", "https"} or parts.hostname != HOST or seen.startswith("//")


def test_nobody_is_sent_to_another_site(routes, two, people):
    every = vectors(1_000)
    tried, wrong = 0, []
    takers = [route for route in routes if route.name not in LAST]
    for place, (name, value) in enumerate(every):
        route = takers[place % len(takers)]
        for who, client in people.items():
            for method in ("get", "post"):
                Attempts.objects.all().delete()
                address = route.address(two.theirs)
                reply = getattr(client, method)(address, {name: value})
                tried += 1
                if leads_elsewhere(reply.headers.get("Location", ""), address):
                    wrong.append((route.name, who, method, name, value, reply.headers["Location"]))
                if who == "owner":  # routes that log out would end the walk
                    client.force_login(two.victim.owner)
    assert tried >= 4_000
    assert not wrong


@pytest.mark.parametrize("name", ["next"])
@pytest.mark.parametrize("address", ["/accounts/login/", "/language/", "/theme/", "/accounts/logout/"])
def test_pages_that_do_send_one_on_keep_to_this_site(two, people, name, address):
    for value in ELSEWHERE:
        for client in people.values():
            Attempts.objects.all().delete()
            given = {name: value, "language": "pl", "theme": "dark", "login": two.victim.owner.email, "password": "x"}
            reply = client.post(address, {**given, "password": "x"})
            assert not leads_elsewhere(reply.headers.get("Location", ""), address), (address, value)
        people["owner"].force_login(two.victim.owner)


def test_the_walk_would_see_one_who_is_sent_away():
    for value in (
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\t//evil.example",
    ):
        assert leads_elsewhere(value, "/w/x/"), value
    for value in ("", "/w/x/", "?a=1", "../pulse/", "http://testserver/w/"):
        assert not leads_elsewhere(value, "/w/x/"), value
