"""SIGKILL at random and at named points: nothing acknowledged lost, nothing half visible."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clew.store.journal import Journal, verify_journal

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src"

#: What was going on, and the call before which the process dies: primitive, file, which time.
POINTS = {
    "a segment has no name on the disk yet": ("sync_folder", "journal", 1),
    "a segment is not in the ledger yet": ("create", "SEGMENTS", 1),
    "the ledger's new text is not in place yet": ("rename", "SEGMENTS", 1),
    "a group is not written yet": ("write", ".segment", 3),
    "a group is written and not synced": ("sync_data", ".segment", 4),
    "the seal is not written yet": ("write", ".segment", 8),
    "the seal is not in the ledger yet": ("rename", "SEGMENTS", 2),
    "an erased copy is written in part": ("write", ".segment.tmp", 4),
    "an erasure is announced and not journalled": ("create", ".segment", 3),
    "an erased copy is not in place yet": ("rename", ".segment", 1),
    "an erased copy is in place and not in the ledger": ("rename", "SEGMENTS", 5),
}


class Nursery:
    """Starts writers quickly: a process that has imported everything and forks."""

    def __init__(self) -> None:
        command = [sys.executable, str(HERE / "writing_process.py"), "--nursery"]
        environment = {**os.environ, "PYTHONPATH": str(SOURCE)}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )

    def start(self, said: Path, *arguments: object) -> int:
        """Return the pid of a new writer."""
        self.process.stdin.write(" ".join(map(str, (said, *arguments))) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def wait(self) -> int:
        """Return how the writer ended."""
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def nursery() -> Iterator[Nursery]:
    made = Nursery()
    with made.process:
        yield made
        made.process.stdin.close()


def now() -> datetime:
    return datetime.now(UTC)


def groups_of(journal: Journal) -> dict[tuple[str, int], int]:
    """Return how many records of each group (run, number) can be read; an erased one counts by its neighbours."""
    found: dict[tuple[str, int], int] = {}
    for record in journal.read():
        if record.kind == "api" and record.body is not None:
            run, number, _ = record.body.split(b" ", 2)
            found[run.decode(), int(number)] = found.get((run.decode(), int(number)), 0) + 1
    return found


def acknowledged(said: Path, run: str) -> dict[tuple[str, int], int]:
    text = said.read_text() if said.exists() else ""
    lines = [line.split() for line in text.splitlines(keepends=True) if line.endswith("\n")]
    return {(run, int(number)): int(count) for number, count in lines}


def wait_for(said: Path, groups: int) -> None:
    """Wait until the writer has said so many groups; none: it dies while it recovers what its elders left."""
    while groups and (not said.exists() or said.read_bytes().count(b"\n") < groups):
        time.sleep(0.002)


def kill_at_random(nursery: Nursery, folder: Path, kills: int, seed: int) -> int:
    rng = random.Random(seed)  # noqa: S311 - it must repeat
    safe: dict[tuple[str, int], int] = {}
    for run in (f"run{kill}" for kill in range(kills)):
        said = folder.with_name(run)
        writer = nursery.start(said, folder, run)
        wait_for(said, rng.choice((0, 10, 20, 30)))
        time.sleep(rng.uniform(0, 0.02))
        os.kill(writer, signal.SIGKILL)
        assert nursery.wait() == -signal.SIGKILL
        safe.update(acknowledged(said, run))
    journal = Journal(folder, "w1")
    journal.recover(now=now)
    found = groups_of(journal)
    assert {key: found.get(key) for key in safe} == safe, "an acknowledged group is lost or in part"
    extra = {key: count for key, count in found.items() if key not in safe}
    assert len(extra) <= kills, "at most the group under way may be there without its acknowledgement"
    assert verify_journal(folder) == []
    return len(safe)


def test_thirty_kills_lose_nothing_acknowledged(tmp_path, nursery):
    assert kill_at_random(nursery, tmp_path / "journal", kills=30, seed=1) > 200


@pytest.mark.deep
def test_five_hundred_kills_lose_nothing_acknowledged(tmp_path, nursery):
    assert kill_at_random(nursery, tmp_path / "journal", kills=500, seed=2) > 3000


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point.replace(" ", "-"))
def test_a_kill_at_a_named_point_loses_nothing_acknowledged(tmp_path, nursery, point):
    folder = tmp_path / "journal"
    primitive, file, nth = POINTS[point]
    nursery.start(tmp_path / "said", folder, "run", 6, "--die", primitive, file, nth)
    assert nursery.wait() == -signal.SIGKILL, "the point was never reached"
    safe = acknowledged(tmp_path / "said", "run")
    journal = Journal(folder, "w1")
    assert verify_journal(folder) == []
    journal.recover(now=now)
    assert verify_journal(folder) == []
    found = groups_of(journal)
    if "erased copy is in place" in point:
        safe["run", 0] -= 1
    assert {key: found.get(key, 0) for key in safe} == safe
    assert all(segment.is_sealed for segment in journal.segments())
    assert not list(folder.glob("*.tmp"))
