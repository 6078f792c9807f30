"""What verify says of a workspace; that it finds every damage is proved in tests/crash/test_damage.py."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from clew.store import open_workspace
from clew.store.locks import exclusive
from clew.store.manifest import read_manifest, write_manifest
from clew.store.verify import verify


@pytest.fixture
def folder(tmp_path) -> Path:
    workspace = open_workspace(tmp_path / "data")
    for name in ("first", "second"):
        file = tmp_path / f"{name}.csv"
        file.write_text(f"customer_id,answered_at,rating,metric,feedback_id\nc1,2026-01-01,9,nps,{name}\n")
        workspace.import_files([file], table="feedback")
    return workspace.place.folder


def said(folder: Path) -> list[str]:
    return [str(damage) for damage in verify(folder)]


def a_file(folder: Path) -> Path:
    return min(folder.glob("lake/feedback/*.parquet"))


def test_a_whole_workspace_has_no_damage_and_is_not_changed(folder):
    def state() -> dict[str, int]:
        return {str(path): path.stat().st_mtime_ns for path in folder.rglob("*") if path.name != "loader"}

    before = state()
    assert said(folder) == []
    assert state() == before


def test_a_new_workspace_has_no_damage(tmp_path):
    assert said(open_workspace(tmp_path / "data").place.folder) == []


def test_a_missing_file_is_named(folder):
    path = a_file(folder)
    path.unlink()
    assert f"{path.relative_to(folder)}: is missing" in said(folder)


def test_a_file_that_waits_to_be_unlinked_is_read_as_well(folder):
    retired = read_manifest(folder / "lake").retired
    assert retired
    path = folder / retired[0].path
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    assert f"{retired[0].path}: its SHA-256 is not the one in the manifest" in said(folder)


def test_an_unknown_file_is_named_unless_a_loader_is_at_work(folder):
    (folder / "lake" / "feedback" / "extra.parquet").write_bytes(b"x")
    assert said(folder) == ["lake/feedback/extra.parquet: no lake version names this file"]
    with exclusive(folder / "locks" / "loader", "loads"):
        assert said(folder) == []


def test_an_unfinished_write_is_no_damage(folder):
    (folder / "lake" / "feedback" / "half.parquet.tmp").write_bytes(b"x")
    assert said(folder) == []


def test_the_rows_are_counted(folder):
    manifest = read_manifest(folder / "lake")
    table = manifest.table("feedback")
    first = msgspec.structs.replace(table.files[0], rows=table.files[0].rows + 1)
    tables = manifest.tables | {"feedback": msgspec.structs.replace(table, files=(first, *table.files[1:]))}
    write_manifest(folder / "lake", msgspec.structs.replace(manifest, tables=tables))
    assert said(folder) == [f"{first.path}: has {first.rows - 1} rows instead of {first.rows}"]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (lambda line: line[:-1], "lake/CURRENT: is not what was written"),
        (lambda line: line.replace(b"MANIFEST-", b"MANIFEST-9"), "is missing, and CURRENT names it"),
        (lambda line: line[:-5] + b"0000\n", "its SHA-256 is not the one in CURRENT: one of the two is damaged"),
    ],
)
def test_a_current_that_says_something_else_is_named(folder, change, text):
    path = folder / "lake" / "CURRENT"
    path.write_bytes(change(path.read_bytes()))
    assert [text in line for line in said(folder)] == [True]


def test_a_missing_current_is_named(folder):
    (folder / "lake" / "CURRENT").unlink()
    assert said(folder) == ["lake/CURRENT: is missing beside a manifest"]


def test_a_journal_that_holds_less_than_the_lake_has_read_is_named(folder):
    """An open segment cut at a commit record looks whole by itself; the lake knows better."""
    manifest = read_manifest(folder / "lake")
    segment, last = next(iter(manifest.cursor.items()))
    ahead = msgspec.structs.replace(manifest, cursor=manifest.cursor | {segment: last + 2, "gone": 0})
    write_manifest(folder / "lake", ahead)
    assert said(folder) == [
        f"journal/{segment}.segment, record {last + 2}: the lake has read this record and the segment holds {last + 1}",
        "journal/gone.segment, record 0: the lake has read this record and the segment holds 0",
    ]


def test_damage_of_the_journal_is_named_with_its_folder(folder):
    path = min(folder.glob("journal/*.segment"))
    path.unlink()
    assert f"journal/{path.name}: the segment is missing" in said(folder)


def test_files_that_are_compacted_in_the_run_that_wrote_them_are_no_damage(workspace, feedback_csv, monkeypatch):
    monkeypatch.setattr("clew.store.lake.compaction.CROWD", 2)
    for number in range(4):
        workspace.import_files([feedback_csv(f"{number}.csv", [(f"f{number}", "c", 9, 1)])], table="feedback")
        assert workspace.verify() == []
    assert len(workspace.snapshot().views["feedback"].files) < 4, "they were compacted"
