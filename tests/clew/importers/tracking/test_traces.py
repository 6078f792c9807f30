"""What is never written down: the address of a device, the name of a browser, what stands behind a question mark."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.importers.tracking import check_body
from clew.importers.tracking.messages import contents
from clew.importers.tracking.privacy import without_persons
from clew.importers.tracking.traces import without_traces

AGENT = 'Mozilla/5.0 (X11; \\"Linux\\") Firefox'
MESSAGE = {
    "type": "page", "messageId": "m1", "anonymousId": "a1", "name": "Prices",
    "properties": {"plan": "gold", "url": "https://shop.example/p?step=2", "ip": "2001:db8::7"},
    "context": {
        "ip": "192.0.2.77", "userAgent": AGENT, "locale": "pl",
        "page": {"path": "/p", "url": "https://shop.example/p?mail=ana@b.c#x", "search": "?mail=ana@b.c",
                 "referrer": "https://mail.example/?q=ana", "title": 'Prices {"all"}?', "more": {"a": "?"}},
    },
}  # fmt: skip


def kept(said, shape="batch"):
    body = json.dumps({"batch": [said]} if shape == "batch" else said).encode()
    (text,) = check_body(shape, body).messages
    return json.loads(text)


def test_addresses_browsers_and_searches_are_gone_and_all_else_is_there():
    expected = json.loads(json.dumps(MESSAGE))
    expected["properties"]["ip"] = expected["context"]["ip"] = expected["context"]["userAgent"] = ""
    expected["context"]["page"] |= {"url": "https://shop.example/p", "search": "", "referrer": "https://mail.example/"}
    assert kept(MESSAGE) == kept(MESSAGE, "page") == expected


def test_what_scripts_of_others_tell_beside_is_gone_too():
    """As RudderStack's and Segment's scripts for pages name them."""
    page = {
        "path": "/p",
        "tab_url": "https://shop.example/p?mail=ana@b.c#x",
        "initial_referrer": "https://a.example/?q=ana",
    }
    hints = {"brands": [{"brand": "Chromium", "version": "143"}], "mobile": False, "platform": "Linux"}
    said = {"type": "page", "messageId": "m1", "anonymousId": "a1", "properties": dict(page),
            "context": {"page": page, "userAgentData": hints, "locale": "pl"}}  # fmt: skip
    context = {"page": {"path": "/p", "tab_url": "https://shop.example/p", "initial_referrer": "https://a.example/"},
               "userAgentData": {}, "locale": "pl"}  # fmt: skip
    assert kept(said)["context"] == context
    assert without_persons(page) == context["page"], "nor is it in the tables, where properties say it"


@pytest.mark.parametrize("name", ["ip", "userAgent", "user_agent", "user-agent"])
def test_they_are_gone_however_a_body_is_written(name):
    for body in (b'{"feedback_id":"f","%s"\n:\t"secret"}', b'[{"feedback_id": "f", "%s": "se\\\\\\"cret"}]',
                 b'{"records": [{"feedback_id": "f\\u0000", "%s": "secret"}]}'):  # fmt: skip
        (text,) = check_body("feedback", body % name.encode()).messages
        assert json.loads(text)[name] == ""
        assert "cret" not in text


def test_what_only_looks_like_them_stays():
    said = {"userId": "u", "event": 'set "ip": "1" and "userAgent": "2"',
            "properties": {"zip": "1234", "ip": None, "agent": "Smith", "note": '"page": {"url": "a?b"}', "url": "/a?b",
                           "q": "ip"}}  # fmt: skip
    assert kept(said, "track") == said


def test_a_message_that_is_sent_again_is_the_same_message():
    elsewhere = {**MESSAGE, "context": {**MESSAGE["context"], "ip": "198.51.100.3", "userAgent": "other"}}
    texts = [json.dumps(kept(said)) for said in (MESSAGE, MESSAGE, elsewhere)]
    assert len(set(contents(texts, ["page"] * 3)[0])) == 1


NAMES = st.sampled_from(["ip", "userAgent", "page", "url", "search", "context", "referrer", "a", '"ip"', "\\"])
values = st.recursive(
    st.none() | st.integers(0, 9) | st.text('ip"\\?#{}[]:, a', max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)


def emptied(said):
    """The same, decoded: what stands under ip and userAgent is empty."""
    if isinstance(said, list):
        return [emptied(one) for one in said]
    if isinstance(said, dict):
        return {
            name: "" if name in {"ip", "userAgent"} and isinstance(value, str) else emptied(value)
            for name, value in said.items()
        }
    return said


def without_queries(said, *, is_page=False):
    """The same without what a page's addresses and searches may lose; so that only the rest is compared."""
    if isinstance(said, list):
        return [without_queries(one, is_page=is_page) for one in said]
    if isinstance(said, dict):
        kept = {name: value for name, value in said.items() if not (is_page and name in {"url", "search", "referrer"})}
        return {name: without_queries(value, is_page=is_page or name == "page") for name, value in kept.items()}
    return said


@settings(deadline=None)
@given(values, st.sampled_from([None, 1]))
def test_nothing_else_of_any_body_is_touched(said, indent):
    found = json.loads(without_traces(json.dumps(said, indent=indent).encode()))
    assert without_queries(found) == without_queries(emptied(said))
