"""The disk is full, or fails, at every call in turn: what was acknowledged stays, and the writer goes on."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from clew.errors import DataError
from clew.store.journal import Journal, verify_journal


def write_on(folder: Path, now) -> tuple[set[bytes], list[str]]:
    """Commit eight groups, going on after each failure; return what was acknowledged and what was said."""
    acknowledged: set[bytes] = set()
    said: list[str] = []
    journal = Journal(folder, "w1")
    with journal.writer(now=now) as writer:
        for number in range(8):
            group = [b"%d/%d " % (number, part) * 100 for part in range(3)]
            try:
                for body in group:
                    writer.append("api", body)
                writer.commit()
                acknowledged |= set(group)
            except DataError as error:
                said.append(str(error))
            if number == 3:
                journal.request_roll() if not said else None
    return acknowledged, said


def failing_at(folder: Path, faulty_disk, now, call: int, error: int) -> tuple[set[bytes], list[str]]:
    disk = faulty_disk()
    disk.fail_at, disk.error = call, error
    try:
        return write_on(folder, now)
    except OSError:  # the roll's own write of the ledger
        return set(), ["roll"]


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO])
def test_a_failure_at_any_call_loses_nothing_acknowledged(tmp_path, faulty_disk, now, error):
    whole = faulty_disk()
    write_on(tmp_path / "whole", now)
    refused = 0
    for call in range(1, len(whole.calls)):
        folder = tmp_path / f"fail{call}"
        acknowledged, said = failing_at(folder, faulty_disk, now, call, error)
        refused += bool(said)
        faulty_disk.take_out()
        journal = Journal(folder, "w1")
        journal.recover(now=now)
        bodies = [record.body for record in journal.read() if record.kind == "api"]
        assert acknowledged <= set(bodies)
        assert len(bodies) == len(set(bodies)), "a record stands twice"
        assert verify_journal(folder) == []
    assert refused > len(whole.calls) // 2


def test_the_refusal_says_why_and_the_next_group_goes_through(tmp_path, faulty_disk, now):
    disk = faulty_disk()
    journal = Journal(tmp_path, "w1")
    with journal.writer(now=now) as writer:
        writer.append("api", b"first")
        writer.commit()
        disk.fail_at = len(disk.calls)
        writer.append("api", b"second")
        with pytest.raises(DataError, match="could not be written: No space left on device"):
            writer.commit()
        writer.append("api", b"third")
        writer.commit()
        assert [record.body for record in journal.read()] == [b"first", b"third"]
