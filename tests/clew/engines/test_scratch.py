"""Scratch folders: gone with their process, and swept where it was killed; nobody else's are touched."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from clew.engines import scratch
from clew.engines.duckdb_engine import DuckDBEngine
from clew.engines.scratch import scratch_folder, sweep


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty folder for temporary files."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def dead():
    """The number of a process that is over."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


def left(place):
    return sorted(path.name for path in place.iterdir())


def aged(folder, hours=2):
    folder.mkdir()
    (folder / "spilled").touch()
    os.utime(folder, (time.time() - hours * 3600,) * 2)
    return folder.name


def test_only_old_folders_of_dead_processes_go(place, dead):
    aged(place / f"clew-engine-{dead}-abc")
    aged(place / f"clew-load-{dead}-abc_1")
    stay = [
        aged(place / f"clew-engine-{dead}-young", hours=0.9),
        aged(place / f"clew-engine-{os.getpid()}-abc"),
        aged(place / f"clew-{dead}-abc"),
        aged(place / f"clew-engine-{dead}"),
        aged(place / f"other-engine-{dead}-abc"),
    ]
    outside = place / "outside"
    stay.append(aged(outside))
    (place / f"clew-empty-{dead}-link").symlink_to(outside)
    stay.append(f"clew-empty-{dead}-link")
    sweep(place)
    assert left(place) == sorted(stay)
    assert left(outside) == ["spilled"]


def test_what_belongs_to_another_user_stays(place, dead, monkeypatch):
    name = aged(place / f"clew-engine-{dead}-abc")
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    sweep(place)
    assert left(place) == [name]


def test_a_process_that_may_not_be_asked_lives(place, monkeypatch):
    def forbidden(_process, _signal):
        raise PermissionError

    name = aged(place / "clew-engine-1-abc")
    monkeypatch.setattr(os, "kill", forbidden)
    sweep(place)
    assert left(place) == [name]


def test_the_first_folder_of_a_process_sweeps(place, dead):
    aged(place / f"clew-engine-{dead}-abc")
    scratch._sweep_once.cache_clear()
    made = scratch_folder("load")
    assert left(place) == [made.name]
    assert made.name.startswith(f"clew-load-{os.getpid()}-")


def test_an_engine_takes_its_folder_along(place):
    engine = DuckDBEngine(place)
    assert len(left(place)) == 1
    engine.close()
    assert left(place) == []
    forgotten = DuckDBEngine(place)
    assert len(left(place)) == 1
    del forgotten
    assert left(place) == []


def test_an_engine_that_nobody_closed_leaves_nothing(tmp_path):
    code = "from pathlib import Path; from clew.engines.duckdb_engine import DuckDBEngine as E; kept = E(Path('.'))"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert left(tmp_path) == []


def test_a_fork_leaves_the_folder_of_its_parent_alone(place):
    engine = DuckDBEngine(place)
    scratch._remove(engine._own_temp, os.getpid() + 1)
    assert len(left(place)) == 1
    engine.close()
