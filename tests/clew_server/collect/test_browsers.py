"""Pages of other origins: they may send where a public key may, and nowhere else; no cookie is asked for."""

from __future__ import annotations

import pytest

from clew_server.collect.routes import ROUTES

OPEN = {"/v1/identify", "/v1/track", "/v1/page", "/v1/screen", "/v1/group", "/v1/alias", "/v1/batch", "/v1/feedback",
        "/v1/i", "/v1/t", "/v1/p", "/v1/s", "/v1/g", "/v1/a", "/v1/b"}  # fmt: skip


def test_what_is_open_to_pages_is_what_a_public_key_opens():
    assert {route.path for route in ROUTES if route.is_for_browsers} == OPEN
    assert {route.scope for route in ROUTES if route.is_for_browsers} == {"collect"}


@pytest.mark.parametrize("path", sorted(OPEN))
def test_a_page_asks_before_and_is_let(ask, path):
    reply = ask(path, method="OPTIONS", origin="https://shop.example", access_control_request_method="POST")
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-allow-methods"] == "POST"
    allowed = reply.headers["access-control-allow-headers"]
    assert all(name in allowed for name in ("authorization", "content-type", "content-encoding", "x-retry-count"))
    assert "access-control-allow-credentials" not in reply.headers


@pytest.mark.parametrize(
    "route",
    [route for route in ROUTES if not route.is_for_browsers and route.path not in {"/v1/clew.js", "/v1/openapi.json"}],
    ids=lambda route: route.path,
)
def test_other_routes_are_closed_to_pages(ask, key_of, route):
    asked = ask(route.path, method="OPTIONS", origin="https://shop.example", access_control_request_method="POST")
    sent = ask(route.path, {}, key_of("server"), method=route.method, origin="https://shop.example")
    assert asked.status == 405
    assert not any(name.startswith("access-control") for name in [*asked.headers, *sent.headers])


@pytest.mark.parametrize("kind", ["text/plain", "text/plain;charset=UTF-8", "application/json", "x/y", ""])
def test_a_page_may_send_without_asking_before(ask, key_of, kind):
    said = {"userId": "u1", "name": "Home", "writeKey": key_of("collect")}
    reply = ask("/v1/page", said, origin="https://shop.example", content_type=kind)
    assert reply.status == 200
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_page_can_read_why_it_is_refused_and_when_to_come_again(ask, key_of):
    for reply in (ask("/v1/page", b"{", key_of("collect")), ask("/v1/page", {}), ask("/v1/page", {}, "wrong")):
        assert reply.status in {400, 401}
        assert reply.headers["access-control-allow-origin"] == "*"
        assert reply.headers["access-control-expose-headers"] == "retry-after"


def test_no_address_and_no_browser_of_a_visitor_is_on_the_disk(shop, ask, key_of, messages):
    agent, address = "Mozilla/5.0 (X11; Linux x86_64)", "203.0.113.77"
    context = {"ip": address, "userAgent": agent, "page": {"url": "https://shop.example/a?mail=ana@b.c", "path": "/a"}}
    said = {"messageId": "m1", "anonymousId": "a1", "event": "E", "name": "N", "context": context}
    opinion = {"feedback_id": "f1", "rating": 1, "ip": address, "user_agent": agent}
    batch = {"batch": [{**said, "type": "track"}]}
    for path, body in (("track", said), ("page", said), ("batch", batch), ("feedback", opinion)):
        assert ask(f"/v1/{path}", body, key_of("collect"), address=address, user_agent=agent).document["accepted"] == 1
    texts = "".join(messages())
    assert texts.count('"/a"') == 3
    assert not any(trace in texts for trace in (address, agent, "ana@b.c"))
