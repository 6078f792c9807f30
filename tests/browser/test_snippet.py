"""The script for pages, on a page of another origin under a strict content security policy, in Chromium."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.clew_server.serving import Served, serving, told

from clew.store import open_workspace
from clew.store.loading.blocks import decode_block

PAGE = """<!doctype html><title>Shop</title>
<body><button data-clew-event="Plan chosen" data-clew-plan="gold">Choose</button>
<a id="next" href="/next?mail=ana@example.com">next</a>
<script src="{origin}/v1/clew.js" data-key="{key}"{more}></script></body>"""


class Shop(ThreadingHTTPServer):
    """A shop of another origin that embeds the script."""

    def __init__(self, origin: str, key: str) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.origin, self.key = origin, key
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://localhost:{self.server_port}"


class _Page(BaseHTTPRequestHandler):
    server: Shop

    def do_GET(self) -> None:
        more = ' data-store="session"' if "keeps" in self.path else ""
        more = ' data-store="local" data-consent="asked"' if "asks" in self.path else more
        body = PAGE.format(origin=self.server.origin, key=self.server.key, more=more).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        policy = f"default-src 'none'; script-src {self.server.origin}; connect-src {self.server.origin}"
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def served(tmp_path_factory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("snippet") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def shop(served) -> Iterator[Shop]:
    key = json.loads(told(served.data, "key", "create", "shop", "--scope", "collect", "--json"))["key"]
    opened = Shop(served.address, key)
    yield opened
    opened.shutdown()
    opened.server_close()


@pytest.fixture(scope="module")
def browser(chromium) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield opened
        opened.close()


def messages(data: Path) -> list[dict]:
    journal = open_workspace(data).place.journal
    blocks = [decode_block(record.body) for record in journal.read(None) if record.kind == "api" and record.body]
    return [json.loads(text) for block in blocks for text in block.rows.column("message").to_pylist()]


def came(data: Path, before: int, count: int) -> list[dict]:
    """What came since ``before`` messages were there, once there are ``count`` more."""
    until = time.monotonic() + 20
    while len(found := messages(data)) < before + count and time.monotonic() < until:
        time.sleep(0.1)
    return found[before:]


def test_it_is_small_and_may_be_kept_for_an_hour(served):
    reply = httpx.get(f"{served.address}/v1/clew.js")
    assert len(gzip.compress(reply.content, 9)) < 3000
    assert reply.headers["content-type"].startswith("text/javascript")
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_page_and_a_marked_element_are_told_and_nothing_is_kept(served, shop, browser):
    before = len(messages(served.data))
    context = browser.new_context()
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{shop.address}/shop?mail=ana@example.com")
    page.click("button")
    told_of = came(served.data, before, 2)
    assert [(one["type"], one.get("event") or one["name"]) for one in told_of] == [
        ("page", "Shop"),
        ("track", "Plan chosen"),
    ]
    assert told_of[1]["properties"] == {"plan": "gold"}
    assert told_of[0]["anonymousId"] == told_of[1]["anonymousId"]
    assert "ana@example.com" not in json.dumps(told_of)
    assert context.cookies() == []
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert said == []
    context.close()


def test_what_waits_when_a_page_is_left_is_sent_and_an_id_is_kept_where_it_may_be(served, shop, browser):
    before = len(messages(served.data))
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{shop.address}/keeps")
    page.evaluate("clew.identify(7, {plan: 'gold'}); clew.track('Left', {})")
    page.goto(f"{shop.address}/keeps/next")
    found = came(served.data, before, 4)
    assert sorted(one.get("event") or one["type"] for one in found) == ["Left", "identify", "page", "page"]
    assert len({one["anonymousId"] for one in found}) == 1
    assert [one.get("userId") for one in found if one["type"] == "page"] == [None, "7"]
    context.close()


def test_an_address_that_changes_without_loading_is_a_page(served, shop, browser):
    before = len(messages(served.data))
    page = browser.new_page()
    page.goto(f"{shop.address}/one")
    page.evaluate("history.pushState({}, '', '/two'); history.replaceState({}, '', '/two?x=1')")
    found = came(served.data, before, 2)
    assert [one["properties"]["path"] for one in found] == ["/one", "/two"]
    page.close()


def test_where_the_browser_forbids_to_keep_anything_all_is_told_all_the_same(served, shop, browser):
    before = len(messages(served.data))
    context = browser.new_context()
    forbidden = "get() { throw new DOMException('The operation is insecure.', 'SecurityError'); }"
    context.add_init_script(f"Object.defineProperty(window, 'sessionStorage', {{{forbidden}}})")
    page, broken = context.new_page(), []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.goto(f"{shop.address}/keeps")
    page.evaluate("clew.identify(7, {})")
    found = came(served.data, before, 2)
    assert [(one["type"], one.get("userId")) for one in found] == [("page", None), ("identify", "7")]
    assert broken == []
    context.close()


@pytest.mark.parametrize("refusal", ["navigator.doNotTrack = '1'", "navigator.globalPrivacyControl = true"])
def test_who_does_not_want_to_be_followed_is_not(served, shop, browser, refusal):
    before = len(messages(served.data))
    context = browser.new_context()
    name, _, value = refusal.removeprefix("navigator.").partition(" = ")
    context.add_init_script(f"Object.defineProperty(Navigator.prototype, '{name}', {{get: () => {value}}})")
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{shop.address}/shop")
    page.click("button")
    page.evaluate("clew.track('Anyway', {})")
    page.goto(f"{shop.address}/other")
    assert not [url for url in asked if url.endswith("/v1/batch")]
    assert messages(served.data)[before:] == []
    context.close()


def test_where_consent_is_asked_nothing_is_sent_or_kept_before_and_after_it_is_withdrawn(served, shop, browser):
    before = len(messages(served.data))
    context = browser.new_context()
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{shop.address}/asks")
    page.evaluate("clew.identify(7, {}); clew.track('Before', {}); clew.flush()")
    assert page.evaluate("localStorage.length") == 0
    page.evaluate("clew.consent(true); clew.track('Agreed', {}); clew.flush()")
    found = came(served.data, before, 2)
    assert [one.get("event") or one["type"] for one in found] == ["page", "Agreed"]
    assert [one.get("userId") for one in found] == [None, None], "who it was is not told from before"
    assert page.evaluate("localStorage.length") == 1
    sent = len([url for url in asked if url.endswith("/v1/batch")])
    page.evaluate("clew.track('Waits', {}); clew.consent(false); clew.track('After', {}); clew.flush()")
    assert page.evaluate("localStorage.length") == 0
    page.goto(f"{shop.address}/asks/next")
    page.evaluate("localStorage.setItem('clew', '{\"a\": \"of an earlier visit\"}'); clew.consent(false)")
    assert page.evaluate("localStorage.length") == 0
    assert len([url for url in asked if url.endswith("/v1/batch")]) == sent
    assert len(messages(served.data)) == before + 2
    context.close()
