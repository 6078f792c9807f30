"""Backups taken while others write, refused when damaged, restored without bringing anybody back."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clew.errors import DamageError, UsageError
from clew.store import durable, open_workspace
from clew.store.backup import BACKUP, backup, check_backup, restore
from clew.store.erasure.erased import ERASED, add_erased, read_erased
from clew.store.journal import Journal, verify_journal
from clew.store.verify import verify

SOMEBODY, ANOTHER = "ab" * 32, "cd" * 32
HEADER = "customer_id,answered_at,rating,metric,feedback_id\n"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def workspace(tmp_path):
    made = open_workspace(tmp_path / "data", "main")
    bring(made, tmp_path, "first", 5)
    return made


def bring(workspace, folder: Path, name: str, rows: int) -> None:
    file = folder / f"{name}.csv"
    file.write_text(HEADER + "".join(f"c{i},2026-01-0{i % 8 + 1},{i % 11},nps,{name}{i}\n" for i in range(rows)))
    workspace.import_files([file], table="feedback")


def rows(data: Path) -> int:
    manifest = open_workspace(data, "main").snapshot()
    return manifest.tables["feedback"]["rows"]


def take(workspace, target: Path) -> Path:
    backup([workspace.place.folder], target, now=now)
    return target


def no_erasing(folder: Path) -> None:
    pytest.fail(f"nobody is on the list, and {folder} was cleaned")


def test_a_restored_backup_holds_what_was_there_then(tmp_path, workspace):
    taken = take(workspace, tmp_path / "backup")
    bring(workspace, tmp_path, "second", 7)
    assert rows(tmp_path / "data") == 12
    restore(taken, tmp_path / "data", erase_listed=no_erasing)
    assert rows(tmp_path / "data") == 5
    assert verify(workspace.place.folder) == []
    left = {path.name for path in (tmp_path / "data").iterdir()}
    assert left == {"CLEW-FORMAT", "LOCK", workspace.id} | ({"cache"} & left)


def test_a_backup_is_whole_and_checks_itself(tmp_path, workspace):
    taken = take(workspace, tmp_path / "backup")
    assert check_backup(taken) == []
    facts = json.loads((taken / BACKUP).read_text())
    assert facts["workspaces"] == [workspace.id]
    there = {path.relative_to(taken).as_posix() for path in taken.rglob("*") if path.is_file()}
    assert there == {*facts["files"], BACKUP}
    assert verify_journal(taken / workspace.id / "journal") == []


def test_a_backup_needs_an_empty_folder(tmp_path, workspace):
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "mine").write_text("x")
    with pytest.raises(UsageError, match="not empty"):
        take(workspace, tmp_path / "backup")


def test_a_folder_without_a_list_is_no_backup(tmp_path, workspace):
    taken = take(workspace, tmp_path / "backup")
    (taken / BACKUP).unlink()
    with pytest.raises(DamageError, match="no backup"):
        check_backup(taken)


def test_damage_is_not_carried_into_a_backup(tmp_path, workspace):
    file = next((workspace.place.folder / "lake").glob("feedback/*.parquet"))
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    with pytest.raises(DamageError, match=file.name):
        take(workspace, tmp_path / "backup")


def test_a_hundred_damaged_backups_are_all_refused_by_name(tmp_path, workspace):
    taken, data = take(workspace, tmp_path / "backup"), tmp_path / "data"
    files = sorted(path.relative_to(taken) for path in taken.rglob("*") if path.is_file())
    for seed in range(100):
        rng = random.Random(seed)  # noqa: S311 - it must repeat
        file, kind = rng.choice(files), rng.choice(("flip", "truncate", "missing", "extra"))
        copy = tmp_path / "copy"
        shutil.copytree(taken, copy)
        named = spoil(copy / file, kind, rng)
        with pytest.raises(DamageError, match=named.name):
            restore(copy, data, erase_listed=no_erasing)
        shutil.rmtree(copy)
    assert rows(data) == 5


def spoil(file: Path, kind: str, rng: random.Random) -> Path:
    data = file.read_bytes()
    file.chmod(0o644)
    if kind == "missing":
        file.unlink()
    elif kind == "extra":
        file = file.with_name("more" + file.name)
        file.write_bytes(data)
    else:
        at = rng.randrange(len(data))
        file.write_bytes(data[:at] + (bytes([data[at] ^ 1]) + data[at + 1 :] if kind == "flip" else b""))
    return file


# the list of erased people


def test_people_erased_since_are_erased_from_the_copy_before_it_is_in_place(tmp_path, workspace):
    add_erased(workspace.place.folder, [SOMEBODY])
    taken = take(workspace, tmp_path / "backup")
    add_erased(workspace.place.folder, [ANOTHER])
    cleaned = []

    def erase_listed(folder: Path) -> None:
        assert folder != workspace.place.folder
        assert open_workspace(folder.parent, "main", create=False).id == workspace.id
        cleaned.append(read_erased(folder))

    restore(taken, tmp_path / "data", erase_listed=erase_listed)
    assert cleaned == [{SOMEBODY, ANOTHER}]
    assert read_erased(workspace.place.folder) == {SOMEBODY, ANOTHER}


def test_without_a_folder_to_replace_a_list_must_be_given(tmp_path, workspace):
    taken = take(workspace, tmp_path / "backup")
    with pytest.raises(UsageError, match="give the list of erased people"):
        restore(taken, tmp_path / "elsewhere", erase_listed=no_erasing)
    assert not (tmp_path / "elsewhere").exists()
    add_erased(workspace.place.folder, [SOMEBODY])
    cleaned = []
    restore(taken, tmp_path / "elsewhere", erased=workspace.place.folder / ERASED, erase_listed=cleaned.append)
    assert len(cleaned) == 1
    assert rows(tmp_path / "elsewhere") == 5


def test_a_lost_list_is_noticed_by_the_journal(tmp_path, workspace):
    taken = take(workspace, tmp_path / "backup")
    with workspace.place.journal.writer(now=now) as writer:
        writer.append("erasure", b"{}")
    with pytest.raises(UsageError, match="give the list of erased people"):
        restore(taken, tmp_path / "data", erase_listed=no_erasing)


def test_when_the_erasing_fails_nothing_is_replaced(tmp_path, workspace):
    add_erased(workspace.place.folder, [SOMEBODY])
    taken = take(workspace, tmp_path / "backup")
    bring(workspace, tmp_path, "second", 7)

    def fail(folder: Path) -> None:
        raise DamageError("no")

    with pytest.raises(DamageError):
        restore(taken, tmp_path / "data", erase_listed=fail)
    assert rows(tmp_path / "data") == 12


# what stands in the way


def test_a_folder_with_a_living_writer_is_not_replaced(tmp_path, workspace):
    taken = take(workspace, tmp_path / "backup")
    with workspace.place.journal.writer(now=now) as writer:
        writer.append("api", b"x")
        with pytest.raises(UsageError, match="still writes"):
            restore(taken, tmp_path / "data", erase_listed=no_erasing)


def test_another_workspace_of_that_name_stands_in_the_way(tmp_path, workspace):
    taken = take(workspace, tmp_path / "backup")
    open_workspace(tmp_path / "other", "main")
    add_erased(workspace.place.folder, [])
    with pytest.raises(UsageError, match="another workspace of that name"):
        restore(taken, tmp_path / "other", erased=workspace.place.folder / ERASED, erase_listed=no_erasing)


def test_a_restore_that_died_between_its_two_renames_is_begun_again(tmp_path, workspace, monkeypatch):
    taken = take(workspace, tmp_path / "backup")
    real = durable.rename

    def rename(old: Path, new: Path) -> None:
        if old.parent.name == "restoring.tmp":
            raise OSError("power")
        real(old, new)

    with monkeypatch.context() as patch:
        patch.setattr(durable, "rename", rename)
        with pytest.raises(OSError, match="power"):
            restore(taken, tmp_path / "data", erase_listed=no_erasing)
    assert not workspace.place.folder.exists()
    restore(taken, tmp_path / "data", erase_listed=no_erasing)
    assert rows(tmp_path / "data") == 5


def test_a_backup_while_others_write_and_erase_is_consistent(tmp_path, workspace):
    """Writers commit, a rewrite puts other segments in place; each backup taken meanwhile checks and reads whole."""
    script = Path(__file__).parents[3] / "crash" / "writing_process.py"
    folder = workspace.place.journal_folder
    program = script.read_text().replace('"w1"', repr(workspace.id))
    (tmp_path / "writer.py").write_text(program)
    source = Path(__file__).parents[4] / "src"
    processes = [
        subprocess.Popen(
            [sys.executable, str(tmp_path / "writer.py"), str(folder), f"run{number}", "40"],
            stdout=subprocess.DEVNULL,
            env={"PYTHONPATH": str(source)},
        )
        for number in range(2)
    ]
    number = 0
    while any(process.poll() is None for process in processes) or number < 2:
        taken = take(workspace, tmp_path / f"backup{number}")
        assert check_backup(taken) == []
        copied = list(Journal(taken / workspace.id / "journal", workspace.id).read())
        assert len(copied) >= 2
        number += 1
    assert [process.returncode for process in processes] == [0, 0]


def test_an_open_segment_is_copied_as_far_as_it_is_committed(tmp_path, workspace):
    writer = workspace.place.journal.writer(now=now)
    ref = writer.append("api", b"acknowledged")
    writer.commit()
    source = workspace.place.journal_folder / f"{ref.segment}.segment"
    committed = source.read_bytes()
    with source.open("ab") as file:
        file.write(b"CLWJ the start of a group")
    taken = take(workspace, tmp_path / "backup")
    writer._abandon()
    assert (taken / workspace.id / "journal" / source.name).read_bytes() == committed
