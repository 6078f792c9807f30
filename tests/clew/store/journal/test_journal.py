from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import DamageError, UsageError
from clew.store import durable
from clew.store.journal import Journal


def spell(journal: Journal, after=None) -> str:
    return b"".join(record.body for record in journal.read(after)).decode()


def test_an_empty_journal_is_read_as_nothing(journal):
    assert list(journal.read()) == []
    assert journal.segments() == []
    assert journal.wait_until_sealed(0) == ()


def test_records_of_several_segments_come_by_the_time_they_were_received(journal, at):
    with journal.writer(now=at(2)) as late, journal.writer(now=at(1)) as early:
        late.append("api", b"b")
        early.append("api", b"a")
    assert spell(journal) == "ab"
    assert [segment.first_received_at for segment in journal.segments()] == [at(1)(), at(2)()]


def test_segments_that_overlap_are_merged(journal, at):
    seconds = [0.0]

    def clock() -> datetime:
        return at(seconds[0])()

    with journal.writer(now=clock) as one, journal.writer(now=clock) as two:
        for number in range(10):
            seconds[0] = number
            (one if number % 2 else two).append("api", b"%d" % number)
    assert spell(journal) == "0123456789"


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=25))
def test_the_order_is_received_at_segment_record(tmp_path_factory, writes):
    """Against a plain sort of all records, whatever the clocks of four writers say."""
    journal = Journal(tmp_path_factory.mktemp("journal"), "w1")
    seconds = [0]
    with ExitStack() as stack:
        start = datetime(2026, 11, 21, tzinfo=UTC)
        clock = lambda: start + timedelta(seconds=seconds[0])  # noqa: E731 - two lines of fixture
        writers = [stack.enter_context(journal.writer(now=clock)) for _ in range(4)]
        for number, (which, second) in enumerate(writes):
            seconds[0] = second
            writers[which].append("api", b"%d" % number)
            writers[which].commit()
        live = [(record.received_at, record.segment, record.record) for record in journal.read()]
    sealed = [(record.received_at, record.segment, record.record) for record in journal.read()]
    assert live == sealed == sorted(sealed)
    assert len(sealed) == len(writes)


def test_live_segments_are_followed_with_a_cursor(journal, now):
    cursor: dict[str, int] = {}

    def news() -> str:
        found = ""
        for record in journal.read(json.loads(json.dumps(cursor))):
            cursor[record.segment] = record.record
            found += record.body.decode()
        return found

    with journal.writer(now=now) as one, journal.writer(now=now) as two:
        for body in (b"a", b"b", b"c"):
            one.append("api", body)
        one.commit()
        assert news() == "abc"
        assert news() == ""
        two.append("api", b"d")
        two.commit()
        one.append("api", b"e")
        assert news() == "d"
        one.commit()
        assert news() == "e"
    assert news() == ""


def test_a_cursor_inside_a_group_goes_on_inside_it(journal, now):
    with journal.writer(now=now) as writer:
        refs = [writer.append("api", b"%d" % number) for number in range(5)]
        writer.commit()
        writer.append("api", b"5")
    for number, ref in enumerate(refs):
        assert spell(journal, {ref.segment: ref.record}) == "012345"[number + 1 :]


def test_a_segment_read_to_its_end_is_not_opened_again(journal, now):
    with journal.writer(now=now) as writer:
        ref = writer.append("api", b"a")
    (journal.folder / f"{ref.segment}.segment").unlink()
    assert spell(journal, {ref.segment: 0}) == ""
    with pytest.raises(DamageError, match=ref.segment):
        spell(journal)


def test_a_cursor_beyond_the_segment_is_damage(journal, now):
    with journal.writer(now=now) as writer:
        ref = writer.append("api", b"a")
        writer.commit()
        with pytest.raises(DamageError, match="record 3 was read from it and it holds 1"):
            spell(journal, {ref.segment: 3})


def test_what_a_reader_is_given_is_synced_first(journal, now, monkeypatch):
    with journal.writer(now=now) as writer:
        writer.append("api", b"a")
        writer.commit()
        synced = []
        monkeypatch.setattr(durable, "sync_data", synced.append)
        assert spell(journal) == "a"
        assert len(synced) == 1


def test_damage_before_the_last_commit_is_named_and_what_stood_before_it_was_given(journal, now):
    with journal.writer(now=now) as writer:
        for body in (b"first", b"second", b"third"):
            ref = writer.append("api", body)
            writer.commit()
    path = journal.folder / f"{ref.segment}.segment"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"second", b"sec0nd"))
    reading = journal.read()
    assert next(reading).body == b"first"
    with pytest.raises(DamageError, match=f"{ref.segment}.segment is damaged at byte .*: checksum of the body"):
        next(reading)


def test_another_workspaces_journal_is_refused(journal, now, tmp_path):
    with journal.writer(now=now) as writer:
        writer.append("api", b"a")
    with pytest.raises(DamageError, match="belongs to workspace 'w1', not 'w2'"):
        Journal(journal.folder, "w2").segments()


def test_a_missing_ledger_beside_records_is_damage_not_an_empty_journal(journal, now):
    with journal.writer(now=now) as writer:
        writer.append("api", b"a")
    (journal.folder / "SEGMENTS").unlink()
    with pytest.raises(DamageError, match="SEGMENTS is missing"):
        journal.read()


@pytest.mark.parametrize("name", ["", "x" * 37])
def test_a_workspaces_id_fits_into_the_header(tmp_path, name):
    with pytest.raises(UsageError, match="1 to 36 bytes"):
        Journal(tmp_path, name)
