from __future__ import annotations

import json
import threading

import pytest

from clew.errors import DamageError, UsageError
from clew.store.journal import Journal, verify_journal


@pytest.fixture
def segment(journal, now) -> str:
    with journal.writer(now=now) as writer:
        for number in range(6):
            ref = writer.append("import" if number % 2 else "api", b"secret of %d" % number)
            if number % 3 == 2:
                writer.commit()
    return ref.segment


def erase(journal: Journal, segment: str, now, keep) -> list[int]:
    with journal.writer(now=now) as writer:
        return journal.rewrite(segment, keep, writer)


def without(*numbers: int, put: bytes | None = None):
    return lambda record: put if record.record in numbers else record.body


def test_an_erased_body_leaves_its_hash_and_the_chain_holds(journal, segment, now):
    before = list(journal.read())
    assert erase(journal, segment, now, without(1, 4)) == [1, 4]
    after = [record for record in journal.read() if record.segment == segment]
    assert [record.body for record in after] == [None if r.record in {1, 4} else r.body for r in before]
    assert [record.body_hash for record in after] == [record.body_hash for record in before]
    assert [(r.record, r.received_at, r.kind) for r in after] == [(r.record, r.received_at, r.kind) for r in before]
    assert verify_journal(journal.folder) == []


def test_no_byte_of_an_erased_body_is_left_in_the_folder(journal, segment, now):
    path = journal.folder / f"{segment}.segment"
    assert b"secret of 4" in path.read_bytes()
    erase(journal, segment, now, without(4))
    assert not any(b"secret of 4" in file.read_bytes() for file in journal.folder.iterdir())


def test_a_body_may_be_replaced_and_replaced_again(journal, segment, now):
    first = next(record.body_hash for record in journal.read() if record.record == 2)
    erase(journal, segment, now, without(2, put=b"less"))
    erase(journal, segment, now, without(2, put=b"lesser"))
    record = next(record for record in journal.read() if record.record == 2)
    assert (record.body, record.body_hash) == (b"lesser", first)
    erase(journal, segment, now, without(2))
    record = next(record for record in journal.read() if record.record == 2)
    assert (record.body, record.body_hash) == (None, first)
    assert verify_journal(journal.folder) == []


def test_the_new_seal_is_journalled(journal, segment, now):
    old = journal.segments()[0].sha256
    erase(journal, segment, now, without(0))
    record = list(journal.read())[-1]
    assert record.kind == "erasure_reseal"
    assert json.loads(record.body) == {
        "segment": segment,
        "old_sha256": old,
        "new_sha256": journal.segments()[0].sha256,
        "records": [0],
    }
    assert journal.segments()[0].sha256 != old


def test_nothing_to_erase_leaves_the_file_untouched(journal, segment, now):
    path = journal.folder / f"{segment}.segment"
    before = path.stat().st_ino
    assert erase(journal, segment, now, lambda record: record.body) == []
    assert path.stat().st_ino == before
    assert len(journal.segments()) == 1


def test_an_open_segment_is_refused(journal, now):
    with journal.writer(now=now) as writer:
        ref = writer.append("api", b"x")
        writer.commit()
        with pytest.raises(UsageError, match="not sealed: ask its writer to roll"):
            journal.rewrite(ref.segment, without(0), writer)


def test_a_damaged_segment_is_refused_and_kept(journal, segment, now):
    path = journal.folder / f"{segment}.segment"
    path.chmod(0o644)
    data = path.read_bytes().replace(b"secret of 3", b"secret_of 3")
    path.write_bytes(data)
    with pytest.raises(DamageError, match=path.name):
        erase(journal, segment, now, without(0))
    assert path.read_bytes() == data


def test_a_reader_that_opened_the_old_file_reads_on(journal, segment, now):
    reading = journal.read()
    next(reading)
    erase(journal, segment, now, without(5))
    assert len(list(reading)) == 5


def test_a_cursor_stays_good_over_an_erasure(journal, segment, now):
    erase(journal, segment, now, without(4))
    assert [record.body for record in journal.read({segment: 3}) if record.segment == segment] == [
        None,
        b"secret of 5",
    ]


def test_erasures_of_one_segment_at_once_are_all_done(journal, segment, now):
    def one(number: int) -> None:
        erase(journal, segment, now, without(number))

    threads = [threading.Thread(target=one, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [record.body for record in journal.read() if record.segment == segment] == [None] * 6
    assert verify_journal(journal.folder) == []
