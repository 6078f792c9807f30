"""Lake versions: what a commit retires, when it is unlinked, what a dead loader leaves."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clew.store.lake.writing import write_rows
from clew.store.manifest import read_manifest

ANSWERS = [(f"f{i}", f"c{i}", i % 11, 1 + i) for i in range(6)]


def files(workspace):
    lake = workspace.place.folder / "lake"
    return {path.relative_to(workspace.place.folder).as_posix() for path in lake.rglob("*") if path.is_file()}


def test_files_stay_an_hour_after_they_left_and_verify_checks_them(workspace, feedback_csv, clock):
    workspace.import_files([feedback_csv("a.csv", ANSWERS)], table="feedback")
    old = files(workspace)
    workspace.rebuild()
    assert old < files(workspace) | {"lake/CURRENT"}
    assert workspace.verify() == []
    left = next(name for name in old if name.startswith("lake/feedback/"))
    (workspace.place.folder / left).write_bytes(b"damaged")
    assert [damage.file for damage in workspace.verify()] == [left]
    clock.time += timedelta(minutes=59)
    workspace.set(currency="EUR")
    assert left in files(workspace)
    clock.time += timedelta(minutes=2)
    workspace.set(currency="PLN")
    assert left not in files(workspace)
    assert workspace.verify() == []


def test_leftovers_of_a_dead_loader_are_swept_by_the_next(workspace, feedback_csv):
    workspace.import_files([feedback_csv("a.csv", ANSWERS)], table="feedback")
    lake = workspace.place.lake
    stray = lake.write("feedback", pa.table({"a": [1]}))
    (lake.folder / "feedback" / "x.parquet.tmp").touch()
    (lake.folder / "MANIFEST-99").touch()
    workspace.set(currency="EUR")
    assert stray.path not in files(workspace)
    assert not {name for name in files(workspace) if name.endswith((".tmp", "MANIFEST-99"))}


def test_a_loader_that_dies_before_current_changes_nothing(workspace, feedback_csv, monkeypatch, rows_of):
    workspace.import_files([feedback_csv("a.csv", ANSWERS[:3])], table="feedback")
    before = read_manifest(workspace.place.lake.folder)

    def die(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("clew.store.lake.lake.write_manifest", die)
        with pytest.raises(OSError, match="No space left"):
            workspace.import_files([feedback_csv("b.csv", ANSWERS)], table="feedback")
    assert read_manifest(workspace.place.lake.folder) == before
    assert len(rows_of(workspace, "feedback")) == 6  # acknowledged by the journal, so the next look loads it


def test_text_has_no_statistics_and_time_has(tmp_path):
    rows = pa.table({"verbatim": ["b", "a"], "at": pa.array([2, 1], pa.timestamp("us"))})
    entry = write_rows(tmp_path, "lake/x", rows, "at")
    group = pq.ParquetFile(tmp_path / entry.path).metadata.row_group(0)
    assert [group.column(i).is_stats_set for i in range(2)] == [False, True]
    assert pq.read_table(tmp_path / entry.path)["verbatim"].to_pylist() == ["a", "b"]
    assert (entry.first, entry.last) == (1, 2)
