"""The OpenAPI document says what there is: every route, every code, schemas that can be read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from clew.importers.tracking import check_body
from clew_server.collect import routes
from clew_server.collect.openapi import openapi
from clew_server.collect.openapi.answers import CODES
from clew_server.collect.routes import ROUTES

ROOT = Path(__file__).resolve().parents[4]
SOURCE = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/clew_server/collect").rglob("*.py"))
#: A path that is no route is not described.
NOWHERE = (404, "no_route")
SENT = [route for route in ROUTES if route.shape]


def test_it_is_given_to_everybody_as_json(ask):
    replies = [ask("/v1/openapi.json", method="GET") for _ in range(3)]
    assert routes._described.cache_info().misses <= 1, "anybody may ask: it is made once"
    reply = replies[-1]
    assert (reply.status, reply.headers["content-type"]) == (200, "application/json")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.document == json.loads(json.dumps(openapi(ROUTES)))


def test_every_code_of_a_refusal_stands_at_its_status():
    said = {(int(status), code) for status, code in re.findall(r"refused\(\s*(\d{3}), \"([a-z_]+)\"", SOURCE)}
    assert said - {NOWHERE} == {(status, code) for status, (_, codes) in CODES.items() for code in codes}


def test_every_route_stands_there_with_what_opens_it():
    paths = openapi(ROUTES)["paths"]
    assert {(path, method.upper()) for path, methods in paths.items() for method in methods} == {
        (route.path, route.method) for route in ROUTES
    }
    for route in ROUTES:
        operation = paths[route.path][route.method.lower()]
        assert bool(operation["security"]) is (route.scope is not None), route.path
        assert operation["summary"]


@pytest.mark.parametrize("route", SENT, ids=lambda route: route.path)
def test_what_an_sdk_sends_fits(route):
    """The messages of the reference and of real clients fit the schema, and make sense."""
    whole = openapi(ROUTES)
    schema = whole["paths"][route.path]["post"]["requestBody"]["content"]["application/json"]["schema"]
    check = jsonschema.Draft202012Validator({**schema, "components": whole["components"]})
    check.check_schema(schema)
    assert check.is_valid(FITS[route.shape])
    assert check_body(route.shape, json.dumps(FITS[route.shape]).encode()).flaws == []
    for wrong in ([7], 7, {"batch": 7}, {"userId": "u", "event": " ", "groupId": [], "previousId": ""}):
        assert not check.is_valid(wrong) or route.shape in {"identify", "page", "screen", "feedback"}


def test_an_object_with_a_list_of_records_is_none_itself():
    """The list counts there, whatever stands beside it."""
    said = {"call_id": "c", "records": [{"ticket_id": "t"}]}
    whole = openapi(ROUTES)
    schema = whole["paths"]["/v1/calls"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert not jsonschema.Draft202012Validator({**schema, "components": whole["components"]}).is_valid(said)
    assert check_body("calls", json.dumps(said).encode()).accepted == 0


ONE = {"userId": "u", "messageId": "m", "timestamp": "2026-11-29T10:00:00.000Z", "context": {"library": {"name": "l"}}}
FITS = {
    "identify": {**ONE, "traits": {"plan": "gold"}},
    "track": {**ONE, "event": "Order Completed", "properties": {"order_id": "o", "total": 1.5}},
    "page": {**ONE, "name": "Home"},
    "screen": {"anonymousId": 7, "name": "Home"},
    "group": {**ONE, "groupId": "g"},
    "alias": {**ONE, "previousId": "p"},
    "batch": {"batch": [{**ONE, "type": "track", "event": "E"}, {**ONE, "type": "page"}], "sentAt": ONE["timestamp"]},
    "feedback": [{"feedback_id": "f", "metric": "nps", "rating": 9}],
    "tickets": {"records": [{"ticket_id": "t", "opened_at": ONE["timestamp"]}]},
    "calls": {"call_id": 7, "queued_at": ONE["timestamp"], "own": True},
    "promises": {"promise_id": "p", "due_at": ONE["timestamp"]},
    "zendesk": {"type": "zen:event-type:ticket.created", "detail": {"id": "7", "status": "OPEN".lower()}},
}
