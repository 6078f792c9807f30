"""Four processes write, one follows, one asks them to roll, one looks for damage: each sees whole groups, in order."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clew.store.journal import Cursor, Journal, verify_journal

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src"
WRITERS = 4


def start(folder: Path, run: str, groups: int) -> subprocess.Popen:
    command = [sys.executable, str(HERE / "writing_process.py"), str(folder), run, str(groups)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, env={"PYTHONPATH": str(SOURCE)})


def follow(journal: Journal, cursor: Cursor, seen: list[bytes]) -> None:
    """Take what is new, as a loader does."""
    for record in journal.read(dict(cursor)):
        assert record.record == cursor.get(record.segment, -1) + 1, "a record was left out or came twice"
        cursor[record.segment] = record.record
        if record.kind == "api" and record.body is not None:
            seen.append(record.body)


def now() -> datetime:
    return datetime.now(UTC)


def run_together(folder: Path, groups: int) -> None:
    journal, cursor, seen = Journal(folder, "w1"), {}, []
    rounds = 0
    with ExitStack() as stack:
        processes = [stack.enter_context(start(folder, f"run{number}", groups)) for number in range(WRITERS)]
        while any(process.poll() is None for process in processes):
            follow(journal, cursor, seen)
            if rounds % 10 == 0:
                journal.request_roll()
            assert verify_journal(folder) == []
            rounds += 1
            time.sleep(0.01)
    assert [process.returncode for process in processes] == [0] * WRITERS
    follow(journal, cursor, seen)
    erased = 1  # of each run: the writing process ends with an erasure, which the reader may come before
    expected = {body for number in range(WRITERS) for body in bodies_of(f"run{number}", groups)}
    assert len(seen) == len(set(seen))
    assert set(seen) <= expected
    assert len(seen) >= len(expected) - erased * WRITERS
    assert rounds > 5
    assert all(segment.is_sealed for segment in journal.segments())


def bodies_of(run: str, groups: int) -> list[bytes]:
    bodies = []
    for number in range(groups):
        rng = random.Random(f"{run} {number}")  # noqa: S311 - it must repeat
        bodies += [
            f"{run} {number} {part} ".encode() + rng.randbytes(rng.randint(0, 3000))
            for part in range(rng.randint(1, 5))
        ]
    return bodies


def test_four_writers_a_reader_and_a_verifier(tmp_path):
    run_together(tmp_path / "journal", groups=30)


@pytest.mark.deep
def test_four_writers_a_reader_and_a_verifier_for_long(tmp_path):
    run_together(tmp_path / "journal", groups=3000)


def test_all_writers_roll_before_the_wait_is_over(tmp_path):
    journal = Journal(tmp_path, "w1")
    stop = threading.Event()

    def write() -> None:
        with journal.writer(now=now) as writer:
            while not stop.is_set():
                writer.append("api", b"x")
                writer.commit()
                time.sleep(0.005)

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    while len(journal.segments()) < 3:
        time.sleep(0.005)
    before = {segment.name for segment in journal.segments()}
    journal.request_roll()
    still_open = journal.wait_until_sealed(10)
    sealed = {segment.name for segment in journal.segments() if segment.is_sealed}
    stop.set()
    for thread in threads:
        thread.join()
    assert still_open == ()
    assert before <= sealed


def test_an_idle_writer_is_named_by_the_wait(tmp_path):
    journal = Journal(tmp_path, "w1")
    with journal.writer(now=now) as idle:
        idle.append("api", b"x")
        idle.commit()
        journal.request_roll()
        assert journal.wait_until_sealed(0.05) == (journal.segments()[0].name,)
        idle.roll_if_requested()
        assert journal.wait_until_sealed(0.05) == ()
