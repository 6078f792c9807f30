"""What pages of other origins fetch of a widget: by anybody, without a cookie, asked of the database now and then."""

from __future__ import annotations

import asyncio
import json
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync

from clew_server.surveys.answering.routes import find_route
from clew_server.surveys.showing import fetching


@pytest.fixture
def fetched(monkeypatch):
    """Give what the raw app would reply; the database is asked in this thread, and counted."""
    fetching._known.clear()
    asked = []

    async def here(work, slug):
        asked.append(slug)
        return await asyncio.sleep(0, {"known-widget-ok0": b'{"on":true}'}.get(slug))

    monkeypatch.setattr(fetching, "in_thread", here)
    yield lambda name: async_to_sync(fetching.open_config)(SimpleNamespace(names={"file": name})), asked
    fetching._known.clear()


def test_any_page_may_fetch_it_and_the_database_is_asked_once_in_a_while(fetched):
    fetch, asked = fetched
    for _ in range(3):
        reply = fetch("known-widget-ok0.json")
    assert asked == ["known-widget-ok0"]
    assert (reply.status, reply.body(), reply.kind) == (200, b'{"on":true}', b"application/json")
    assert (b"access-control-allow-origin", b"*") in reply.more
    assert not [name for name, _ in reply.more if b"credentials" in name or b"cookie" in name]
    assert reply.kept == b"public, max-age=60"


@pytest.mark.parametrize("name", ["known-widget-ok1.json", "known-widget-ok0", "x.json", "../../etc.json", "a" * 9999])
def test_what_is_no_widget_is_404_and_turns_the_script_off(fetched, name):
    fetch, asked = fetched
    reply = fetch(name)
    assert (reply.status, json.loads(reply.body())["on"]) == (404, False)
    assert asked == (["known-widget-ok1"] if name == "known-widget-ok1.json" else [])


def test_the_script_is_for_any_page():
    reply = async_to_sync(fetching.open_script)(None)
    assert reply.kind.startswith(b"text/javascript")
    assert (b"cross-origin-resource-policy", b"cross-origin") in reply.more


@pytest.mark.parametrize(
    ("path", "answer", "there"),
    [("/s/widget.js", fetching.open_script, ("GET",)),
     ("/s/w/abcdefghijklmnop.json", fetching.open_config, ("GET", "POST"))],
)  # fmt: skip
def test_the_app_of_answer_pages_has_their_routes(path, answer, there):
    route, _, methods = find_route("GET", path)
    assert (route.answer, methods) == (answer, there)
