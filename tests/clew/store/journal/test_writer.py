from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from clew.errors import UsageError
from clew.store import durable
from clew.store.journal import verify_journal, writer


def test_nothing_is_seen_before_its_commit(journal, now):
    with journal.writer(now=now) as writing:
        ref = writing.append("api", b"one")
        assert list(journal.read()) == []
        writing.commit()
        assert [(record.ref, record.body) for record in journal.read()] == [(ref, b"one")]


def test_a_writer_that_wrote_nothing_leaves_nothing(journal, now):
    with journal.writer(now=now) as writing:
        writing.commit()
    assert list(journal.folder.iterdir()) == []


def test_closing_commits_and_seals(journal, now):
    with journal.writer(now=now) as writing:
        writing.append("setting", b"{}")
    (segment,) = journal.segments()
    assert (segment.is_sealed, segment.records) == (True, 1)
    path = journal.folder / f"{segment.name}.segment"
    assert path.stat().st_mode & 0o222 == 0
    assert path.stat().st_size == segment.size


def test_an_error_in_the_callers_hands_drops_what_was_not_committed(journal, now):
    def write() -> None:
        with journal.writer(now=now) as writing:
            writing.append("api", b"kept")
            writing.commit()
            writing.append("api", b"dropped")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    assert [record.body for record in journal.read()] == [b"kept"]
    assert journal.segments()[0].is_sealed


def test_the_group_is_synced_before_the_commit_returns(journal, now, monkeypatch):
    calls = []
    for name in ("write", "sync_data", "sync_folder"):
        real = getattr(durable, name)
        monkeypatch.setattr(durable, name, lambda *given, name=name, real=real: (calls.append(name), real(*given))[1])
    with journal.writer(now=now) as writing:
        writing.append("api", b"x")
        calls.clear()
        writing.commit()
        assert calls == ["write", "sync_data"]


def test_a_full_segment_is_sealed_and_the_next_begins(journal, now, monkeypatch):
    monkeypatch.setattr(writer, "SEGMENT_BYTES", 5000)
    with journal.writer(now=now) as writing:
        for number in range(10):
            writing.append("import", bytes([number]) * 1000)
            writing.commit()
    assert len(journal.segments()) == 3
    assert all(segment.is_sealed for segment in journal.segments())
    assert [record.body[0] for record in journal.read()] == list(range(10))
    assert verify_journal(journal.folder) == []


def test_a_group_never_spans_two_segments(journal, now, monkeypatch):
    monkeypatch.setattr(writer, "SEGMENT_BYTES", 500)
    with journal.writer(now=now) as writing:
        refs = [writing.append("import", b"y" * 400) for _ in range(5)]
    assert len({ref.segment for ref in refs}) == 1


def test_the_segments_size_is_that_of_the_design():
    assert writer.SEGMENT_BYTES == 64 * 1024 * 1024


def test_a_clock_that_goes_back_does_not_turn_the_order(journal, at):
    times = iter([5.0, 3.0, 9.0])

    def clock() -> datetime:
        return at(next(times))()

    with journal.writer(now=clock) as writing:
        for body in (b"a", b"b", b"c"):
            writing.append("api", body)
    records = list(journal.read())
    assert [record.body for record in records] == [b"a", b"b", b"c"]
    assert [record.received_at - records[0].received_at for record in records] == [
        timedelta(0),
        timedelta(0),
        timedelta(seconds=4),
    ]


def test_a_roll_asked_for_happens_at_the_next_append(journal, now):
    with journal.writer(now=now) as writing:
        first = writing.append("api", b"a")
        writing.commit()
        assert journal.request_roll() == 1
        second = writing.append("api", b"b")
        third = writing.append("api", b"c")
    assert first.segment != second.segment == third.segment


def test_a_roll_asked_for_happens_at_the_next_commit(journal, now):
    with journal.writer(now=now) as writing:
        writing.append("api", b"a")
        journal.request_roll()
        writing.append("api", b"b")
        writing.commit()
        assert journal.wait_until_sealed(0) == ()
        assert journal.segments()[0].records == 2


def test_an_unknown_kind_and_a_closed_writer_are_refused(journal, now):
    with journal.writer(now=now) as writing:
        with pytest.raises(UsageError, match="no kind of record 'apl'"):
            writing.append("apl", b"")
        with pytest.raises(UsageError, match="no kind of record 'commit'"):
            writing.append("commit", b"")
    with pytest.raises(UsageError, match="closed"):
        writing.append("api", b"")


def test_a_living_writers_segment_is_locked(journal, now):
    with journal.writer(now=now) as writing:
        writing.append("api", b"a")
        writing.commit()
        path = next(journal.folder.glob("*.segment"))
        assert durable.has_living_holder(path)
        assert journal.recover(now=now) == ()
        assert not journal.segments()[0].is_sealed
    assert not durable.has_living_holder(path)
