from __future__ import annotations

import hashlib
import json

import pytest

from clew.errors import DamageError
from clew.store.journal import Journal, verify_journal
from clew.store.journal.frames import encode_frame


def die_with(journal: Journal, now, tail: bytes):
    """Let a writer commit two groups and die with ``tail`` behind them; return its segment's file."""
    writer = journal.writer(now=now)
    for body in (b"one", b"two" * 400):
        ref = writer.append("api", body)
        writer.commit()
    writer._abandon()
    path = journal.folder / f"{ref.segment}.segment"
    with path.open("ab") as file:
        file.write(tail)
    return path


def half_a_group(journal: Journal, now) -> bytes:
    """Return what a write of a third group leaves when it is cut in the middle."""
    scratch = Journal(journal.folder.with_name("scratch"), "w1")
    with scratch.writer(now=now) as writer:
        writer.append("api", b"x" * 900)
        writer.commit()
        whole = next(scratch.folder.glob("*.segment")).read_bytes()
    return whole[200:700]


def test_a_torn_tail_is_cut_and_how_much_is_journalled(journal, now):
    path = die_with(journal, now, b"CLWJ torn")
    committed = path.read_bytes()[:-9]
    (recovery,) = journal.recover(now=now)
    assert (recovery.segment, recovery.cut_bytes, recovery.cut_at) == (path.stem, 9, len(committed))
    assert recovery.sha256 == hashlib.sha256(b"CLWJ torn").hexdigest()
    assert path.read_bytes().startswith(committed)
    record = list(journal.read())[-1]
    assert record.kind == "recovery"
    assert json.loads(record.body) == {
        "segment": path.stem,
        "cut_bytes": 9,
        "cut_at": len(committed),
        "sha256": recovery.sha256,
    }
    assert all(segment.is_sealed for segment in journal.segments())
    assert verify_journal(journal.folder) == []


def test_a_clean_end_is_sealed_without_a_word(journal, now):
    die_with(journal, now, b"")
    assert journal.recover(now=now) == ()
    (segment,) = journal.segments()
    assert segment.is_sealed
    assert journal.recover(now=now) == ()
    assert len(journal.segments()) == 1


@pytest.mark.parametrize("tail", [b"\0" * 5000, b"CLWJ", b"\0"], ids=["zeros", "a-start", "one-zero"])
def test_what_a_write_that_never_finished_may_leave_is_cut(journal, now, tail):
    die_with(journal, now, tail)
    assert journal.recover(now=now)[0].cut_bytes == len(tail)
    assert [record.kind for record in journal.read()] == ["api", "api", "recovery"]


def test_records_without_their_commit_record_are_cut(journal, now):
    whole = encode_frame("api", b"never acknowledged", workspace="w1", sequence=2, received_us=1)
    die_with(journal, now, whole)
    assert verify_journal(journal.folder) == []
    assert journal.recover(now=now)[0].cut_bytes == len(whole)


@pytest.mark.parametrize("part", [b"one", b"two"])
def test_a_flipped_byte_in_what_was_acknowledged_is_damage_and_nothing_is_cut(journal, now, part):
    path = die_with(journal, now, b"")
    data = path.read_bytes()
    at = data.index(part)
    path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
    before = path.read_bytes()
    assert journal.recover(now=now) == ()
    assert path.read_bytes() == before
    assert [damage.file for damage in verify_journal(journal.folder)] == [path.name]
    with pytest.raises(DamageError, match=path.name):
        list(journal.read())


def test_a_flipped_byte_in_the_last_commit_record_is_damage_not_a_torn_tail(journal, now):
    path = die_with(journal, now, b"")
    data = path.read_bytes()
    for at in range(len(data) - 128, len(data)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        assert journal.recover(now=now) == ()
        assert [damage.file for damage in verify_journal(journal.folder)] == [path.name], at


def test_a_segment_that_lost_its_opening_is_damage(journal, now):
    path = die_with(journal, now, b"")
    path.write_bytes(b"")
    assert journal.recover(now=now) == ()
    assert [damage.file for damage in verify_journal(journal.folder)] == [path.name]
    with pytest.raises(DamageError, match=path.name):
        list(journal.read())


def test_leftovers_are_removed_and_strangers_left_alone(journal, now):
    with journal.writer(now=now) as writer:
        writer.append("api", b"x")
    (journal.folder / "SEGMENTS.tmp").write_bytes(b"half")
    (journal.folder / "a.segment").write_bytes(b"")
    (journal.folder / "notes.txt").write_text("mine")
    journal.recover(now=now)
    assert {path.suffix for path in journal.folder.iterdir()} == {".segment", "", ".txt"}
    assert not (journal.folder / "a.segment").exists()


def test_a_write_cut_in_the_middle_of_a_sector_is_cut(journal, now):
    tail = half_a_group(journal, now)
    path = die_with(journal, now, tail[:512])
    journal.recover(now=now)
    assert path.stem in {segment.name for segment in journal.segments()}


def two_groups_with_a_lost_sector(journal: Journal, now, *, group: int):
    writer = journal.writer(now=now)
    for letter in (b"a", b"b"):
        ref = writer.append("api", letter * 2000)
        writer.commit()
    writer._abandon()
    path = journal.folder / f"{ref.segment}.segment"
    data = bytearray(path.read_bytes())
    sector = -(-data.index((b"a", b"b")[group] * 2000) // 512) * 512
    data[sector : sector + 512] = bytes(512)
    path.write_bytes(data)
    return path


def test_a_sector_lost_in_the_last_group_may_never_have_been_written(journal, now):
    path = two_groups_with_a_lost_sector(journal, now, group=1)
    assert verify_journal(journal.folder) == []
    assert journal.recover(now=now)[0].segment == path.stem
    assert [record.kind for record in journal.read()] == ["api", "recovery"]


def test_a_sector_lost_before_a_later_group_is_damage(journal, now):
    path = two_groups_with_a_lost_sector(journal, now, group=0)
    assert journal.recover(now=now) == ()
    assert [damage.file for damage in verify_journal(journal.folder)] == [path.name]
