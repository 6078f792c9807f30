"""Locks between processes."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time

import pytest

from clew.store.locks import attempt, exclusive, is_free

HOLD = """
import sys, time
from pathlib import Path
from clew.store.locks import exclusive
with exclusive(Path(sys.argv[1]), "loads"):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def holder(tmp_path):
    def hold(seconds: float) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(tmp_path / "lock"), str(seconds)], stdout=subprocess.PIPE
        )
        assert process.stdout.readline() == b"held\n"
        return process

    return hold


def test_who_waits_is_told_for_whom(holder, tmp_path):
    with holder(1.0) as process:
        said: list[str] = []
        began = time.monotonic()
        assert not is_free(tmp_path / "lock")
        with exclusive(tmp_path / "lock", "compacts", said.append):
            assert time.monotonic() - began > 0.2
        assert said == [f"Waiting: process {process.pid} loads and holds lock."]


def test_a_dead_holders_lock_is_free(holder, tmp_path):
    with holder(600) as process:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        assert is_free(tmp_path / "lock")
        with exclusive(tmp_path / "lock", "loads", pytest.fail):
            pass


def test_on_a_full_disk_a_lock_is_held_without_its_note(monkeypatch, tmp_path):
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    lock = tmp_path / "lock"
    lock.write_text("process 1 loads")
    monkeypatch.setattr(os, "pwrite", full)
    with exclusive(lock, "compacts"):
        assert not is_free(lock)
        assert lock.read_text() == ""  # nobody who is gone is named
    with attempt(lock, "compacts") as is_held:
        assert is_held
        assert not is_free(lock)


def test_a_shorter_note_leaves_nothing_of_the_last(tmp_path):
    lock = tmp_path / "lock"
    lock.write_text("process 1 makes everything anew and more")
    with exclusive(lock, "loads"):
        assert lock.read_text() == f"process {os.getpid()} loads"
