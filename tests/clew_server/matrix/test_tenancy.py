"""Every route by every method with another tenant's ids: nothing is there, nothing is told, nothing changes."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from asgiref.sync import async_to_sync
from django.apps import apps
from django.test import Client
from django.urls import reverse

from clew_server.accounts.models import Attempts
from clew_server.collect.app import collect
from clew_server.collect.routes import ROUTES

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
GUESSED = {
    "token": "guessed-token", "uidb36": "0", "key": "0-0", "provider_id": "sso",
    "recipient_token": "00000000-0000-4000-8000-000000000000", "way_id": "00000000-0000-4000-8000-000000000000",
}  # fmt: skip
#: What says "there is nothing" or "not for you"; a stranger learns no more.
REFUSED = {403, 404, 405}
#: Arguments that are a choice among words, not the id of anything.
NO_IDS = {"kind", "form"}
#: Fewer planted texts than this would be a weak walk.
FEWEST = 50


def everything(response) -> str:
    """What a reply says, headers included; what is zipped is unzipped."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"".join(archive.read(name) for name in archive.namelist())
    return f"{response.headers}\n{response.cookies}\n{body.decode('utf-8', 'replace')}".lower()


def leaks(two, response) -> list[str]:
    said = everything(response)
    return [what for what, text in two.victim.canaries.items() if text.lower() in said]


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def sent(client, method, address, fields):
    Attempts.objects.all().delete()  # limits have tests of their own
    if method in {"GET", "HEAD", "OPTIONS"}:
        return client.generic(method, address, QUERY_STRING="&".join(f"{k}={v}" for k, v in fields.items()))
    if method == "POST":
        return client.post(address, fields, QUERY_STRING="&".join(f"{k}={v}" for k, v in fields.items()))
    return client.generic(method, address, str(fields), content_type="application/json")


def named(fields):
    """The victim's ids under every name that a form or a query might have for them."""
    return {**fields, "workspace": fields["workspace_id"], "id": fields["member_id"], "customer": fields["customer_id"]}


def rows_of(workspace) -> dict[str, list]:
    """Every row of the database that belongs to a workspace."""
    found = {}
    for model in apps.get_models():
        names = {field.attname for field in model._meta.concrete_fields}
        if model._meta.label == "accounts.Workspace":
            found[model._meta.label] = list(model.objects.filter(pk=workspace.pk).values())
        elif "workspace_id" in names:
            found[model._meta.label] = list(model.objects.filter(workspace_id=workspace.pk).order_by("pk").values())
    return found


def test_every_argument_has_a_room_that_plants_it(routes, two):
    missing = {
        name: [route.name for route in routes if name in route.arguments]
        for route in routes if route.is_of_workspace
        for name in route.arguments if name not in two.theirs
    }  # fmt: skip
    assert not missing, "plant them: tests/clew_server/<room>/planting.py (see matrix/conftest.py)"


def test_enough_is_planted(two):
    assert len(two.victim.canaries) >= FEWEST


def test_the_walk_would_see_a_canary(two):
    """The victim's own owner finds them: a scanner that sees nothing would be green for ever."""
    shown = client_of(two.victim.owner).get(reverse("accounts:members", args=[two.victim.workspace.id]))
    assert {"key", "member", "second", "owner's name"} <= set(leaks(two, shown))


@pytest.mark.parametrize("method", METHODS)
def test_a_stranger_finds_nothing_at_the_victims_addresses(routes, two, method):
    before, fields = rows_of(two.victim.workspace), named(two.theirs)
    client = client_of(two.stranger)
    for route in routes:
        if not route.is_of_workspace or set(route.arguments) - set(two.theirs):
            continue
        address = route.address(two.theirs)
        response = sent(client, method, address, fields)
        assert response.status_code in REFUSED, (route.name, method, response.status_code)
        assert not leaks(two, response), (route.name, method)
    assert rows_of(two.victim.workspace) == before


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("who", ["stranger", "both"])
def test_ones_own_workspace_opens_nothing_of_another(routes, two, method, who):
    """One's own workspace in the path; the victim's ids in the rest of the path, the query and the body."""
    before, fields = rows_of(two.victim.workspace), named(two.theirs)
    for route in routes:
        if not route.is_of_workspace or set(route.arguments) - set(two.theirs) or route.name == "accounts:leave":
            continue
        given = {name: two.theirs[name] for name in route.arguments} | {"workspace_id": two.mine["workspace_id"]}
        client = client_of(getattr(two, who))
        response = sent(client, method, route.address(given), fields)
        assert response.status_code < 500, (route.name, method)
        if set(route.arguments) - {"workspace_id", *NO_IDS}:
            assert response.status_code in REFUSED, (route.name, method, response.status_code)
        assert not leaks(two, response), (route.name, method)
    assert rows_of(two.victim.workspace) == before


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("who", ["stranger", "nobody"])
def test_pages_of_no_workspace_tell_nothing_of_the_victim(routes, two, method, who):
    before, fields = rows_of(two.victim.workspace), named(two.theirs)
    for route in routes:
        if route.is_of_workspace:
            continue
        client = client_of(two.stranger) if who == "stranger" else Client()
        address = route.address(GUESSED)
        response = sent(client, method, address, fields)
        assert response.status_code < 500, (route.name, method)
        assert not leaks(two, response), (route.name, method)
    assert rows_of(two.victim.workspace) == before


def test_guesses_are_known_for_every_route_outside(routes):
    outside = {name for route in routes if not route.is_of_workspace for name in route.arguments}
    assert outside <= set(GUESSED)


def asked(method, path, key, query, body) -> tuple[int, str]:
    """What the raw app answers."""
    told = []

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        told.append(message)

    headers = [(b"authorization", f"Bearer {key}".encode())] if key else []
    scope = {
        "type": "http", "method": method, "path": path, "headers": headers, "query_string": query,
        "client": ("127.0.0.1", 1),
    }  # fmt: skip
    async_to_sync(collect)(scope, receive, send)
    return told[0]["status"], f"{told}".lower()


@pytest.mark.parametrize("method", METHODS)
def test_a_key_of_another_workspace_finds_nothing_in_the_raw_app(two, method):
    before, fields = rows_of(two.victim.workspace), named(two.theirs)
    query = "&".join(f"{k}={v}" for k, v in fields.items()).encode()
    for path in {route.path for route in ROUTES} | {"/v1/", "/v1/nothing"}:
        status, said = asked(method, path, two.attacker.canaries["key itself"], query, repr(fields).encode())
        assert status < 500
        assert not [what for what, text in two.victim.canaries.items() if text.lower() in said], path
    assert rows_of(two.victim.workspace) == before


def test_templates_of_addresses_are_read_rightly(routes):
    assert all(len(route.arguments) == len(re.findall("<", route.template.replace("?P<", "<"))) for route in routes)
