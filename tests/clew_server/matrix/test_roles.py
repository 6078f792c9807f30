"""Every role on every route: authz.csv is what the policy says, and what the gate does."""

from __future__ import annotations

import importlib.util
import time
from datetime import timedelta
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clew_server.accounts import services
from clew_server.accounts.models import SCOPES, Attempts, Key, Member, User
from clew_server.collect import app as raw
from clew_server.collect import keys as known
from clew_server.collect.pace import Pace
from clew_server.collect.routes import ROUTES
from clew_server.policy import POLICY

_spec = importlib.util.spec_from_file_location("matrix_authz", Path(__file__).with_name("authz.py"))
authz = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(authz)

PASSED = 299


class Passed:
    """Stands behind the gate and answers instead of the view: what is asked here is who comes through."""

    def __init__(self, get_response):
        self._get_response = get_response

    def __call__(self, request):
        return self._get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        return HttpResponse(status=PASSED)


@pytest.fixture
def behind_the_gate(settings):
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Passed"]


@pytest.fixture
def clients(two, company, people) -> dict[str, Client]:
    """One logged-in browser for everybody of the table."""
    workspace = two.victim.workspace
    found = {}
    for who in authz.WHO:
        found[who] = client = Client()
        if who == "anonymous":
            continue
        role = who if who in {"owner", "analyst", "agent", "viewer"} else "owner"
        spaces = [] if who == "member of nothing" else [workspace]
        user = services.join(f"{who.replace(' ', '-')}@walk.example", role, spaces)
        client.force_login(user)
        if who == "disabled":
            User.objects.filter(pk=user.pk).update(is_active=False)
        if who == "expired":
            session = client.session
            session["began"] = int(time.time()) - 15 * 24 * 3600
            session.save()
    return found


def word(response) -> str:
    """What came back, in the table's words."""
    if response.status_code == PASSED:
        return "yes"
    if response.status_code == 302 and response.headers["Location"].startswith("/accounts/login/"):
        return "log in"
    return str(response.status_code)


def test_the_table_is_the_policys_and_was_looked_at():
    assert authz.CSV.read_text(encoding="utf-8") == authz.table(), (
        "who may do what has changed: run tests/clew_server/matrix/authz.py, read the difference, commit it"
    )


@pytest.mark.parametrize("who", authz.WHO)
def test_the_gate_does_what_the_table_says(behind_the_gate, routes, two, clients, who):
    client, wrong = clients[who], []
    for route in routes:
        address = route.address(two.theirs)
        for method in authz.METHODS:
            Attempts.objects.all().delete()
            found = word(getattr(client, method.lower())(address))
            if found != authz.said(route.name, method, who):
                wrong.append((route.name, method, found))
    assert not wrong


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
def test_no_route_takes_another_method(behind_the_gate, routes, two, clients, method):
    for route in routes:
        address = route.address(two.theirs)
        assert clients["owner"].generic(method, address).status_code == 405, (route.name, method)


def test_a_demotion_counts_at_the_next_request(clients, two, routes):
    address = reverse("accounts:members", args=[two.victim.workspace.id])
    assert clients["owner"].get(address).status_code == 200
    mine = Member.objects.get(user__email="owner@walk.example")
    mine.role = "viewer"
    mine.save()
    assert clients["owner"].get(address).status_code == 403
    mine.delete()
    assert clients["owner"].get(address).status_code == 404


#: Pages of one thing that the query names: without it there is none.
OF_A_THING = {
    "feedback:quote", "feedback:taken", "customers:customer", "customers:exported", "customers:erase",
    "customers:errand", "dashboards:add",
}  # fmt: skip


def test_every_page_opens_for_its_roles(routes, two, clients):
    """What the gate lets through, the page then shows: nothing breaks, and no page says 403 by itself.

    A page that needs more in its address says so (400).
    """
    for who in ("owner", "analyst", "agent", "viewer"):
        for route in routes:
            if not route.is_of_workspace or set(route.arguments) != {"workspace_id"}:
                continue
            if authz.said(route.name, "GET", who) == "yes":
                status = clients[who].get(reverse(route.name, args=[two.victim.workspace.id])).status_code
                allowed = {200, 302, 400, 404} if route.name in OF_A_THING else {200, 302, 400}
                assert status in allowed, (route.name, who, status)


def test_every_form_demands_its_token(routes, two):
    """POST without a token is refused on every route, but for those listed with their reason."""
    # browsers send the report by themselves, it writes one line and changes nothing; mail programs unsubscribe in one
    # click (RFC 8058), by a token that only the e-mail has; a preview shows the form of people who have no token, and
    # saves nothing; a program that tells statuses of messages shows a key instead
    without = {"web:csp_report", "weekly:unsubscribe", "surveys:preview_page", "told:statuses"}
    client = Client(enforce_csrf_checks=True)
    client.force_login(two.victim.owner)
    taken = set()
    for route in routes:
        if POLICY[route.name].post is None:
            continue
        response = client.post(route.address(two.theirs))
        if response.status_code != 403:
            taken.add(route.name)
    assert taken <= without


@pytest.fixture
def keys(two) -> dict[str, str]:
    """A key of each scope, and two that open nothing any more."""
    workspace = two.victim.workspace
    found = {scope: services.create_key(workspace, scope, scope) for scope in SCOPES}
    found["revoked"], found["over"] = (services.create_key(workspace, name, "read") for name in ("gone", "over"))
    Key.objects.filter(name="gone").update(revoked_at=timezone.now())
    Key.objects.filter(name="over").update(expires_at=timezone.now() - timedelta(seconds=1))
    return found


@pytest.mark.parametrize("who", authz.KEYS)
def test_the_raw_app_does_what_the_table_says(keys, who, monkeypatch):
    monkeypatch.setattr(known, "_strange", Pace(10**6, "requests"))  # limits have tests of their own
    for route in ROUTES:
        headers = [(b"authorization", f"Bearer {keys[who]}".encode())] if who in keys else []
        status = async_to_sync(answered)(route.method, route.path, headers)
        expected = authz.said_to_key(route, who)
        assert (status < 400 or status in {400, 422}) if expected == "yes" else str(status) == expected, route.path


async def answered(method, path, headers) -> int:
    told = []

    async def receive():
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message):
        told.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": headers, "query_string": b"",
             "client": ("127.0.0.1", 1)}  # fmt: skip
    await raw.collect(scope, receive, send)
    return told[0]["status"]
