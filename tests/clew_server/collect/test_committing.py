"""Group commit: what waits together is one commit, nothing is acknowledged before it, all is answered in the end."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from clew.errors import DataError
from clew.importers.tracking import Checked
from clew_server.collect import committing
from clew_server.collect.committing import Committer, OverError
from clew_server.collect.replies import RefusedError

FOUND = Checked([], None, "", [])
PATIENCE = 30


@dataclass
class Journal:
    """Stands in for the journal: a commit waits until it may, and fails as often as it is told to."""

    may: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    failures: list[BaseException] = field(default_factory=list)
    commits: list[list[str]] = field(default_factory=list)
    appended: list[str] = field(default_factory=list)
    rested: threading.Event = field(default_factory=threading.Event)
    closed: int = 0

    def append(self, _shape: str, source: str, _body: Checked) -> None:
        self.appended.append(source)

    def commit(self) -> None:
        self.begun.set()
        assert self.may.wait(PATIENCE)
        taken, self.appended = self.appended, []
        if self.failures:
            raise self.failures.pop(0)
        self.commits.append(taken)

    def rest(self) -> None:
        self.rested.set()

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def journal() -> Journal:
    return Journal()


@pytest.fixture
def told() -> list[int]:
    return []


@pytest.fixture
def committer(journal, told):
    found = Committer("test", lambda: journal, lambda: told.append(len(journal.commits)))
    yield found
    journal.may.set()
    found.end()
    assert found.wait(PATIENCE)


def take(committer: Committer, *names: str, size: int = 10) -> list[asyncio.Future[None]]:
    return [committer.take("track", name, FOUND, size) for name in names]


async def until(happened: Callable[[], object]) -> None:
    """Wait, without holding up the loop, for what another thread does."""
    async with asyncio.timeout(PATIENCE):
        while not happened():  # noqa: ASYNC110 - a thread does it, and sets no event of this loop
            await asyncio.sleep(0.001)


def test_what_waits_while_one_commit_is_under_way_is_the_next_one(committer, journal, told):
    async def run() -> None:
        first = take(committer, "a")
        await until(journal.begun.is_set)
        later = take(committer, *"bcdefghij")
        await asyncio.sleep(0)
        assert not any(one.done() for one in first + later), "nothing is acknowledged before its commit"
        journal.may.set()
        await asyncio.gather(*first, *later)

    asyncio.run(run())
    assert journal.commits == [["a"], list("bcdefghij")]
    assert told[0] == 1


def test_a_thousand_at_once_are_few_commits_in_the_order_in_which_they_came(committer, journal):
    names = [str(number) for number in range(1000)]

    async def run() -> None:
        waiting = take(committer, *names)
        journal.may.set()
        await asyncio.gather(*waiting)

    asyncio.run(run())
    assert [name for group in journal.commits for name in group] == names
    assert len(journal.commits) <= 2


def test_a_group_is_only_so_large(committer, journal, monkeypatch):
    monkeypatch.setattr(committing, "MOST_TOGETHER", 100)

    async def run() -> None:
        first = take(committer, "first")
        await until(journal.begun.is_set)
        waiting = take(committer, *"abc", size=60) + take(committer, "large", size=500) + take(committer, "d")
        journal.may.set()
        await asyncio.gather(*first, *waiting)

    asyncio.run(run())
    assert journal.commits == [["first"], ["a"], ["b"], ["c"], ["large"], ["d"]]


def test_too_much_that_waits_is_refused_with_a_time_and_taken_again_later(committer, journal, monkeypatch):
    monkeypatch.setattr(committing, "MOST_WAITING", 100)

    async def run() -> None:
        waiting = take(committer, "a", size=60)
        with pytest.raises(RefusedError) as refusal:
            take(committer, "b", size=60)
        assert (refusal.value.reply.status, refusal.value.reply.more) == (503, ((b"retry-after", b"1"),))
        journal.may.set()
        await asyncio.gather(*waiting)
        await until(lambda: committer._bytes == 0)
        await asyncio.gather(*take(committer, "b", size=60))

    asyncio.run(run())
    assert journal.commits == [["a"], ["b"]]


@pytest.mark.parametrize(
    ("failure", "code"),
    [(DataError("the disk is full"), "disk"), (RuntimeError("broken"), "unavailable"), (MemoryError(), "unavailable")],
    ids=repr,
)
def test_what_cannot_be_committed_is_refused_with_all_that_waits_and_the_journal_is_opened_anew(
    committer, journal, monkeypatch, failure, code
):
    monkeypatch.setattr(committing, "AFTER_A_REFUSAL", 0.0)
    journal.failures.append(failure)

    async def run() -> None:
        first = take(committer, "a")
        await until(journal.begun.is_set)
        waiting = first + take(committer, "b", "c")
        journal.may.set()
        for one in waiting:
            with pytest.raises(RefusedError) as refusal:
                await one
            assert refusal.value.reply.status == 503
            assert refusal.value.reply.document["code"] == code
            assert dict(refusal.value.reply.more)[b"retry-after"]
        assert journal.closed == 1
        await asyncio.gather(*take(committer, "d"))

    asyncio.run(run())
    assert journal.commits == [["d"]], "it recovers by itself, and tells of nothing that failed"


def test_after_a_refusal_nothing_is_tried_for_a_moment(committer, journal, monkeypatch):
    monkeypatch.setattr(committing, "AFTER_A_REFUSAL", 3600.0)
    journal.failures.append(DataError("the disk is full"))
    journal.may.set()

    async def run() -> None:
        with pytest.raises(RefusedError):
            await take(committer, "a")[0]
        with pytest.raises(RefusedError):
            take(committer, "b")

    asyncio.run(run())
    assert journal.commits == []
    assert journal.appended == []


def test_at_the_end_all_that_was_taken_is_committed_and_answered_and_nothing_more_is_taken(journal, told):
    committer = Committer("test", lambda: journal, lambda: None)

    async def run() -> None:
        first = take(committer, "a")
        await until(journal.begun.is_set)
        waiting = first + take(committer, "b", "c")
        committer.end()
        with pytest.raises(RefusedError) as refusal:
            take(committer, "d")
        assert refusal.value.reply.status == 503
        journal.may.set()
        await asyncio.gather(*waiting)

    asyncio.run(run())
    assert committer.wait(PATIENCE)
    assert journal.commits == [["a"], ["b", "c"]]
    assert journal.closed == 1


def test_a_quiet_committer_rests_and_in_the_end_lets_go(journal, monkeypatch):
    monkeypatch.setattr(committing, "PAUSE", 0.01)
    monkeypatch.setattr(committing, "QUIET", 3600.0)
    committer = Committer("test", lambda: journal, lambda: None)
    journal.may.set()

    async def run() -> None:
        await asyncio.gather(*take(committer, "a"))
        await until(journal.rested.is_set)
        assert journal.closed == 0
        monkeypatch.setattr(committing, "QUIET", 0.0)
        assert committer.wait(PATIENCE)
        with pytest.raises(OverError):
            take(committer, "b")

    asyncio.run(run())
    assert journal.closed == 1


def test_who_has_gone_away_keeps_no_other_from_being_answered(committer, journal):
    async def run() -> None:
        gone, there = take(committer, "a", "b")
        gone.cancel()
        journal.may.set()
        await there

    asyncio.run(run())
    assert [name for group in journal.commits for name in group] == ["a", "b"]
