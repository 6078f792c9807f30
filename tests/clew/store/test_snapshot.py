"""One lake version over all tables, also while others load, compact and rebuild."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from clew.engines.duckdb_engine import DuckDBEngine
from clew.store import durable, locks, open_workspace

#: Loads pairs of files (one answer and one ticket each) and compacts, until told to stop.
WRITER = """
import sys, time
from pathlib import Path
from clew.store import open_workspace
ANSWER = '{"feedback_id": "f%d", "answered_at": "2026-01-01", "rating": 1, "metric": "csat"}'
TICKET = '{"ticket_id": "t%d", "opened_at": "2026-01-01"}'
data, folder, seconds = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
workspace = open_workspace(data)
end, number = time.monotonic() + seconds, 0
while time.monotonic() < end:
    number += 1
    answers, tickets = folder / f"a{number}.jsonl", folder / f"t{number}.jsonl"
    answers.write_text(ANSWER % number)
    tickets.write_text(TICKET % number)
    workspace.import_files([answers], table="feedback")
    workspace.import_files([tickets], table="tickets")
    if number % 3 == 0:
        workspace.compact()
    if number % 7 == 0:
        workspace.rebuild()
print(number)
"""


def read_beside_a_writer(tmp_path, seconds: float) -> None:
    data, folder = tmp_path / "data", tmp_path / "files"
    folder.mkdir()
    workspace = open_workspace(data)
    command = [sys.executable, "-c", WRITER, str(data), str(folder), str(seconds)]
    versions: set[int] = set()
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer, DuckDBEngine(data) as engine:
        while writer.poll() is None:
            snapshot = workspace.snapshot()
            sql = "SELECT (SELECT count(*) FROM feedback) AS answers, (SELECT count(*) FROM tickets) AS tickets"
            first = engine.read(sql, snapshot.views).to_pylist()[0]
            time.sleep(0.02)
            assert engine.read(sql, snapshot.views).to_pylist()[0] == first
            assert first["tickets"] <= first["answers"] <= first["tickets"] + 1, "two versions in one look"
            versions.add(snapshot.version)
        assert writer.returncode == 0
        done = int(writer.stdout.read())
    assert len(versions) > 3
    assert engine_counts(workspace, data) == {"answers": done, "tickets": done}
    assert workspace.verify() == []


def engine_counts(workspace, data):
    sql = "SELECT (SELECT count(*) FROM feedback) AS answers, (SELECT count(*) FROM tickets) AS tickets"
    with DuckDBEngine(data) as engine:
        return engine.read(sql, workspace.snapshot().views).to_pylist()[0]


def test_readers_beside_a_loading_compacting_process_see_one_version(tmp_path):
    read_beside_a_writer(tmp_path, 6)


@pytest.mark.deep
def test_readers_beside_a_loading_compacting_process_for_a_minute(tmp_path):
    read_beside_a_writer(tmp_path, 60)


def test_a_snapshot_stays_what_it_was(workspace, feedback_csv):
    workspace.import_files([feedback_csv("a.csv", [("f1", "c1", 1, 1)])], table="feedback")
    before = workspace.snapshot()
    workspace.import_files(
        [feedback_csv("b.csv", [("f1", "c2", 2, 1, "2026-02-01"), ("f2", "c2", 2, 9)])], table="feedback"
    )
    after = workspace.snapshot()
    assert after.version == before.version + 1
    assert (before.tables["feedback"]["rows"], after.tables["feedback"]["rows"]) == (1, 2)
    assert (before.files_hash, before.views["feedback"].dead) != (after.files_hash, after.views["feedback"].dead)


def test_a_settings_change_leaves_the_files_hash_of_tables_alone(workspace, feedback_csv):
    workspace.import_files([feedback_csv("a.csv", [("f1", "c1", 1, 1)])], table="feedback")
    before = workspace.snapshot()
    workspace.set(currency="EUR")
    after = workspace.snapshot()
    assert after.settings_version == before.settings_version + 1
    assert after.files_hash == before.files_hash


def test_an_empty_workspace_has_an_empty_view_of_every_table(workspace):
    snapshot = workspace.snapshot()
    assert set(snapshot.views) >= {"feedback", "events", "customers"}
    assert all(not view.files and not view.dirty for view in snapshot.views.values())
    assert snapshot.tables == {}


def test_a_snapshot_knows_when_the_last_standing_import_was_received(workspace, feedback_csv, clock):
    assert workspace.snapshot().received_at is None
    workspace.import_files([feedback_csv("a.csv", [("f1", "c1", 1, 1)])], table="feedback")
    begun = workspace.snapshot().received_at
    clock.time += timedelta(days=3)
    (second,) = workspace.import_files([feedback_csv("b.csv", [("f2", "c2", 2, 9)])], table="feedback")
    ended = workspace.snapshot()
    assert clock.time.replace(tzinfo=None) - timedelta(seconds=1) < ended.received_at <= clock.time.replace(tzinfo=None)
    assert ended.received_at - begun >= timedelta(days=3)
    workspace.rebuild()
    assert workspace.snapshot().received_at == ended.received_at, "the journal knows it"
    workspace.undo(second.import_id)
    assert workspace.snapshot().received_at == begun


def test_what_a_living_writer_has_committed_is_loaded_when_asked_for_unless_somebody_loads(workspace, clock):
    with workspace.place.journal.writer(now=clock) as writer:
        writer.append("setting", b'{"zone": "Europe/Warsaw"}')
        writer.commit()
        with workspace.place.loader_lock("loads"):
            assert not workspace.catch_up_if_free()
        assert workspace.snapshot().manifest.settings == {}, "a reader leaves it to whoever writes"
        assert workspace.catch_up_if_free()
        assert workspace.settings.zone == "Europe/Warsaw"


@pytest.mark.parametrize(("room", "what"), [(locks, "_sign"), (durable, "create")])
def test_who_reads_takes_the_version_there_is_where_the_disk_is_full(workspace, monkeypatch, room, what):
    before = workspace.snapshot().version
    with workspace.place.journal.writer(now=workspace._now) as writer:
        writer.append("setting", b'{"zone": "Europe/Warsaw"}')

    def refused(error):
        def call(*_given):
            raise OSError(error, os.strerror(error))

        return call

    with monkeypatch.context() as patch:
        patch.setattr(room, what, refused(errno.ENOSPC))
        assert workspace.snapshot().version == before
        patch.setattr(room, what, refused(errno.EACCES))
        with pytest.raises(OSError, match="Permission denied"):
            workspace.snapshot()
    assert workspace.snapshot().version == before + 1
    assert workspace.settings.zone == "Europe/Warsaw"
