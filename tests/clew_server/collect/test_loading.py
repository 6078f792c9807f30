"""Freshness: what was taken in is loaded, one large workspace keeps no other waiting, nobody loads twice at a time."""

from __future__ import annotations

from threading import Event
from uuid import UUID, uuid4

from clew_server.collect import intake, jobs
from clew_server.collect.loading.queue import Loading
from clew_server.collect.news import last_told, tell
from clew_server.jobs.registry import TICKS
from clew_server.lakes.handles import opened

PATIENCE = 30


class Loads:
    """Loads when it may, and says what it loaded."""

    def __init__(self, *, ran: bool = True) -> None:
        self.may, self.begun, self.done, self.ran = Event(), Event(), Event(), ran
        self.count = 0

    def __call__(self, _workspace_id: UUID) -> bool:
        self.begun.set()
        assert self.may.wait(PATIENCE)
        self.count += 1
        self.done.set()
        return self.ran


def asked(loading: Loading, workspace_id: UUID, told: int) -> bool:
    """Ask until it is queued: the last loading may not be over yet."""
    pause = Event()
    for _ in range(PATIENCE * 100):
        if loading.ask(workspace_id, told):
            return True
        pause.wait(0.01)
    return False


def test_a_large_workspace_keeps_no_other_waiting():
    slow, quick = uuid4(), [uuid4() for _ in range(5)]
    held, done = Event(), {one: Event() for one in quick}

    def load(workspace_id: UUID) -> bool:
        if workspace_id == slow:
            return held.wait(PATIENCE)
        done[workspace_id].set()
        return True

    loading = Loading(load, threads=2)
    assert loading.ask(slow, 1)
    assert all(loading.ask(one, 1) for one in quick)
    assert all(one.wait(PATIENCE) for one in done.values())
    held.set()


def test_a_workspace_is_loaded_once_at_a_time_and_again_when_there_is_news():
    loads, one = Loads(), uuid4()
    loading = Loading(loads, pause=0.0)
    assert loading.ask(one, 1)
    assert loads.begun.wait(PATIENCE)
    assert not loading.ask(one, 2), "it is under way"
    loads.may.set()
    assert asked(loading, one, 2)
    assert not asked_soon(loading, one, 2), "that word was followed"
    assert loads.count == 2


def asked_soon(loading: Loading, workspace_id: UUID, told: int) -> bool:
    pause = Event()
    while workspace_id in loading._under_way:
        pause.wait(0.01)
    return loading.ask(workspace_id, told)


def test_where_somebody_else_was_loading_it_is_asked_for_again():
    loads, one = Loads(ran=False), uuid4()
    loads.may.set()
    loading = Loading(loads, pause=0.0)
    assert loading.ask(one, 1)
    assert loads.done.wait(PATIENCE)
    assert asked(loading, one, 1)


def test_trouble_with_one_workspace_stops_no_other():
    done = Event()
    broken, whole = uuid4(), uuid4()

    def load(workspace_id: UUID) -> bool:
        if workspace_id == broken:
            raise RuntimeError("broken")
        done.set()
        return True

    loading = Loading(load, threads=1)
    assert loading.ask(broken, 1)
    assert loading.ask(whole, 1)
    assert done.wait(PATIENCE)


def test_what_was_loaded_is_left_alone_for_a_moment():
    loads, one = Loads(), uuid4()
    loads.may.set()
    loading = Loading(loads, pause=3600.0)
    assert loading.ask(one, 1)
    assert loads.done.wait(PATIENCE)
    assert not asked_soon(loading, one, 2)


def test_a_commit_tells_and_every_word_is_another(shop, ask, key_of):
    assert last_told(shop.id) == 0
    assert ask("/v1/track", {"userId": "u", "event": "E"}, key_of("collect")).status == 200
    intake.end_all(PATIENCE)
    said = [last_told(shop.id)]
    for _ in range(5):
        tell(shop.id)
        said.append(last_told(shop.id))
    assert said[0] > 0
    assert len(set(said)) == 6


def test_the_tick_has_what_was_taken_in_loaded(shop, monkeypatch):
    assert TICKS["collect.load"].seconds <= 2
    came: list[tuple[UUID, int]] = []
    monkeypatch.setattr(jobs._loading, "ask", lambda *said: came.append(said))
    jobs.load_news(shop.id)
    assert came == [], "nothing was taken in"
    tell(shop.id)
    jobs.load_news(shop.id)
    assert came == [(shop.id, last_told(shop.id))]


def test_what_a_living_writer_committed_is_loaded(shop):
    store = opened(shop.id).store
    with store.place.journal.writer(now=store._now) as writer:
        writer.append("setting", b'{"zone": "Europe/Warsaw"}')
        writer.commit()
        assert jobs._load(shop.id)
        assert store.settings.zone == "Europe/Warsaw"
