"""Every acknowledgement comes after the sync of the bytes it is about, as the system itself saw it (strace)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent
SOURCE = HERE.parents[1] / "src"
CALL = re.compile(r"^\d+ +(?P<name>\w+)\((?P<fd>\d+)(?:<(?P<path>[^>]*)>)?(?P<rest>.*)$")


def trace(tmp_path: Path, *, prepare: str = "") -> list[str]:
    """Return the calls of a process that commits twenty groups, in order, with the names of the files."""
    strace = shutil.which("strace")
    if strace is None:
        pytest.skip("no strace: install the package strace")
    log, folder = tmp_path / "calls", tmp_path / "journal"
    program = f"{prepare}\nimport runpy, sys\nsys.argv = ['w', {str(folder)!r}, 'run', '20']\n"
    program += f"runpy.run_path({str(HERE / 'writing_process.py')!r}, run_name='__main__')"
    command = [strace, "-f", "-y", "-o", str(log), "-e", "trace=write,pwrite64,fsync,fdatasync", sys.executable, "-c"]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": "1"}
    with (tmp_path / "said").open("w") as said:
        done = subprocess.run([*command, program], env=environment, stdout=said, stderr=subprocess.PIPE, check=False)
    if done.returncode and b"ptrace" in done.stderr:
        pytest.skip("not on this system: processes may not be traced")
    assert done.returncode == 0, done.stderr.decode()
    assert len((tmp_path / "said").read_text().splitlines()) == 20
    return log.read_text().splitlines()


def unsynced_acknowledgements(calls: list[str]) -> tuple[int, int]:
    """Return how many acknowledgements were given, and how many while journal bytes were written but not synced."""
    given = early = 0
    waiting: set[str] = set()
    for line in calls:
        call = CALL.match(line)
        if call is None:
            continue
        name, path = call["name"], call["path"] or ""
        if "sync" in name:
            waiting.discard(path)
        elif path.endswith("/said"):
            given += 1
            early += bool(waiting)
        elif ".segment" in path or "SEGMENTS" in path:
            waiting.add(path)
    return given, early


def test_no_group_is_acknowledged_before_its_bytes_are_synced(tmp_path):
    given, early = unsynced_acknowledgements(trace(tmp_path))
    assert given == 20
    assert early == 0


def test_the_checker_goes_red_when_the_sync_is_left_out(tmp_path):
    without = "from clew.store import durable\ndurable.sync_data = lambda descriptor: None"
    given, early = unsynced_acknowledgements(trace(tmp_path, prepare=without))
    assert given == 20
    assert early == 20
