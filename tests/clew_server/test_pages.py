"""A few threads answer all requests: who comes first is first, and nobody who is slow or has left holds one of them."""

from __future__ import annotations

import asyncio
import threading
from contextlib import closing

import pytest
from django.db.utils import ConnectionHandler
from django.http import HttpResponse, StreamingHttpResponse
from msgspec.structs import replace

from clew_server import settings
from clew_server.pages import Pages

WAIT = 10


class Client:
    """One who asks: says what it has to say, then stays until ``leave`` is set; ``reads`` lets replies come in."""

    def __init__(self, path, *, sends=True, reads=True):
        self.path, self.replies = path, []
        self.leave, self.sends, self.reads = asyncio.Event(), asyncio.Event(), asyncio.Event()
        for event, is_set in ((self.sends, sends), (self.reads, reads)):
            if is_set:
                event.set()
        self._said = False

    async def receive(self):
        if not self._said:
            await self.sends.wait()
            self._said = True
            return {"type": "http.request", "body": b"said", "more_body": False}
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        await self.reads.wait()
        self.replies.append(message)

    def ask(self, pages):
        scope = {"type": "http", "method": "GET", "path": self.path, "headers": [], "query_string": b""}
        return asyncio.create_task(pages(scope, self.receive, self.send))

    @property
    def body(self):
        return b"".join(reply.get("body", b"") for reply in self.replies[1:])


class Answers:
    """What stands for Django: tells who was answered where, and waits at ``/slow`` until it may go on."""

    def __init__(self):
        self.asked, self.threads, self.bodies = [], set(), []
        self.go_on, self.begun, self.ended = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, request):
        self.asked.append(request.path)
        self.threads.add(threading.current_thread().name)
        if request.path == "/slow":
            self.begun.set()
            assert self.go_on.wait(WAIT)
            self.bodies.append(request.body)
            self.ended.set()
        return HttpResponse(request.path)


@pytest.fixture
def answers():
    found = Answers()
    yield found
    found.go_on.set()


def pages_with(answers, threads=1):
    pages = Pages(threads)
    pages.get_response = answers
    return pages


async def begun(answers):
    assert await asyncio.to_thread(answers.begun.wait, WAIT)


def within(coroutine):
    async def timed():
        await asyncio.wait_for(coroutine, WAIT)

    asyncio.run(timed())


def test_no_more_threads_than_there_are_answer_and_the_first_is_first(answers):
    async def check():
        pages, paths = pages_with(answers), [f"/{number}" for number in range(20)]
        clients = [Client(path) for path in paths]
        await asyncio.gather(*(client.ask(pages) for client in clients))
        assert answers.asked == paths
        assert [client.body.decode() for client in clients] == paths
        assert len(answers.threads) == 1

    within(check())


def test_several_are_answered_at_once(answers):
    async def check():
        pages, slow, other = pages_with(answers, threads=2), Client("/slow"), Client("/other")
        waiting = slow.ask(pages)
        await begun(answers)
        await other.ask(pages)
        assert (other.body, slow.replies) == (b"/other", [])
        answers.go_on.set()
        await waiting
        assert slow.body == b"/slow"

    within(check())


def test_who_has_not_said_all_holds_no_thread(answers):
    async def check():
        pages, slow, other = pages_with(answers), Client("/late", sends=False), Client("/other")
        waiting = slow.ask(pages)
        await other.ask(pages)
        slow.sends.set()
        await waiting
        assert answers.asked == ["/other", "/late"]

    within(check())


def test_who_does_not_take_the_reply_holds_no_thread(answers):
    async def check():
        pages, slow, other = pages_with(answers), Client("/late", reads=False), Client("/other")
        waiting = slow.ask(pages)
        await other.ask(pages)
        assert (other.body, slow.replies) == (b"/other", [])
        slow.reads.set()
        await waiting

    within(check())


def test_nothing_is_done_for_who_left_before_the_turn_came(answers):
    async def check():
        pages, slow, gone, last = pages_with(answers), Client("/slow"), Client("/gone"), Client("/last")
        tasks = [slow.ask(pages)]
        await begun(answers)
        tasks.append(gone.ask(pages))
        await asyncio.sleep(0.05)
        gone.leave.set()
        await tasks[1]
        tasks.append(last.ask(pages))
        answers.go_on.set()
        await asyncio.gather(*tasks)
        assert answers.asked == ["/slow", "/last"]
        assert gone.replies == []

    within(check())


def test_what_has_begun_is_done_to_its_end_though_its_sender_left(answers):
    async def check():
        slow = Client("/slow")
        waiting = slow.ask(pages_with(answers))
        await begun(answers)
        slow.leave.set()
        await waiting
        answers.go_on.set()
        assert await asyncio.to_thread(answers.ended.wait, WAIT)
        assert (answers.bodies, slow.replies) == ([b"said"], [])

    within(check())


def test_a_reply_read_piece_by_piece_is_closed_after_its_last_piece():
    told = []

    def pieces():
        yield b"one "
        yield b"two"
        told.append("read")

    class Reply(StreamingHttpResponse):
        def close(self):
            told.append("closed")
            super().close()

    async def check():
        client = Client("/download")
        await client.ask(pages_with(lambda _: Reply(pieces())))
        assert client.body == b"one two"
        assert told == ["read", "closed"]

    with pytest.warns(Warning, match="StreamingHttpResponse must consume synchronous iterators"):
        within(check())


def test_a_thread_keeps_its_connection_to_sqlite(tmp_path, monkeypatch, django_db_blocker):
    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, database_url=""))
    described = {**settings._database(), "NAME": tmp_path / "own.sqlite3"}
    own = ConnectionHandler({"default": described})["default"]
    with django_db_blocker.unblock(), closing(own):
        own.ensure_connection()
        was = own.connection
        own.close_if_unusable_or_obsolete()  # as at the end of each request
        assert own.connection is was is not None
