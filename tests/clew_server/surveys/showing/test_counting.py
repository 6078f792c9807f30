"""How often a widget came into sight: counted by the hour for sites that may show it, with nothing of who saw it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import DatabaseError

from clew_server.lakes.handles import opened
from clew_server.surveys.answering.asked import asked
from clew_server.surveys.answering.routes import NO_BODY, find_route
from clew_server.surveys.look import ORIGINS
from clew_server.surveys.models import Distribution, Showing
from clew_server.surveys.models.ways import LINK, PAUSED, WIDGET
from clew_server.surveys.showing import counting, fetching
from clew_server.surveys.showing.serving import countable

pytestmark = pytest.mark.django_db
SHOP = "https://shop.example"
HOUR = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def widget(published, way, company):
    store = opened(company.id).store
    store.keep(*ORIGINS, {"origins": [SHOP]})
    yield way(published(), WIDGET)
    store.keep(*ORIGINS, None)


@pytest.fixture
def seen(monkeypatch):
    """Tell that a widget was seen with some headers; gives the status and what was counted."""
    counted = []

    monkeypatch.setattr(fetching, "in_thread", lambda work, slug: sync_to_async(work)(slug))
    monkeypatch.setattr(fetching, "count_shown", lambda way_id, _: counted.append(way_id))

    def tell(slug, **headers):
        fetching._known.clear()
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"method": "POST", "headers": named, "client": ("192.0.2.1", 1)}
        reply = async_to_sync(fetching.note_shown)(asked(scope, {"file": f"{slug}.json"}))
        return reply, counted

    return tell


def test_a_site_that_may_show_it_counts(seen, widget):
    reply, counted = seen(widget.slug, origin=SHOP)
    assert (reply.status, reply.body()) == (204, b"")
    assert counted == [widget.id]
    assert (b"access-control-allow-origin", b"*") in reply.more
    assert not [name for name, _ in reply.more if b"cookie" in name]


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {}, {"origin": SHOP, "dnt": "1"},
     {"origin": SHOP, "sec_gpc": "1"}],
)  # fmt: skip
def test_no_other_site_counts_nor_who_does_not_want_to_be_followed(seen, widget, headers):
    reply, counted = seen(widget.slug, **headers)
    assert reply.status == 204, "the page does not learn whether it counted"
    assert counted == []


def test_what_is_shown_nowhere_is_not_counted(seen, widget, way):
    assert seen("abcdefghijklmnop", origin=SHOP)[0].status == 404
    assert seen("x", origin=SHOP)[0].status == 404
    assert seen(way(widget.survey, LINK).slug, origin=SHOP)[0].status == 404
    Distribution.objects.filter(pk=widget.pk).update(state=PAUSED)
    reply, counted = seen(widget.slug, origin=SHOP)
    assert (reply.status, counted) == (404, [])
    assert countable(widget.slug) is None


def test_the_route_takes_no_body_and_is_paced():
    route, names, methods = find_route("POST", "/s/w/abcdefghijklmnop.json")
    assert (route.answer, route.body, route.is_paced) == (fetching.note_shown, NO_BODY, True)
    assert names == {"file": "abcdefghijklmnop.json"}
    assert methods == ("GET", "POST")


def test_counts_of_an_hour_are_added_up(widget):
    counting.keep_shown({(widget.id, HOUR): 3})
    counting.keep_shown({(widget.id, HOUR): 4, (widget.id, HOUR.replace(hour=9)): 1, (widget.survey_id, HOUR): 9})
    assert list(Showing.objects.order_by("hour").values_list("distribution", "hour", "shown")) == [
        (widget.id, HOUR, 7), (widget.id, HOUR.replace(hour=9), 1),
    ]  # fmt: skip


@pytest.fixture
def written(monkeypatch):
    """What is written, in how many goes; the first fails where it is told to."""
    goes, fault = [], SimpleNamespace(error=None)

    async def here(_, counted):
        error, fault.error = fault.error, None
        if error:
            raise error
        goes.append(dict(counted))
        await asyncio.sleep(0)

    monkeypatch.setattr(counting, "in_thread", here)
    monkeypatch.setattr(counting, "LATER", 0.0)
    counting._waiting.clear()
    return goes, fault


async def _counted(times):
    for _ in range(times):
        counting.count_shown("widget", HOUR.replace(minute=25, second=7))
    await asyncio.gather(*counting._tasks)


def test_many_are_written_at_once_by_the_hour(written):
    goes, _ = written
    async_to_sync(_counted)(50)
    assert goes == [{("widget", HOUR): 50}]
    async_to_sync(_counted)(2)
    assert goes[1:] == [{("widget", HOUR): 2}]


def test_what_could_not_be_written_is_written_with_the_next(written):
    goes, fault = written
    fault.error = DatabaseError("away")
    async_to_sync(_counted)(5)
    assert goes == []
    async_to_sync(_counted)(1)
    assert goes == [{("widget", HOUR): 6}]
