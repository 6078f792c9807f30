from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from clew.store import durable


@pytest.fixture
def calls(monkeypatch) -> list[str]:
    """The primitives, in the order they are called."""
    made: list[str] = []
    for name in ("create", "write", "sync_data", "rename", "unlink", "sync_folder", "truncate", "make_name"):
        real = getattr(durable, name)
        monkeypatch.setattr(durable, name, lambda *given, name=name, real=real: (made.append(name), real(*given))[1])
    return made


def test_a_file_is_written_synced_renamed_and_its_folder_synced(tmp_path, calls):
    durable.write_durably(tmp_path / "CURRENT", b"one")
    assert calls == ["unlink", "create", "write", "sync_data", "rename", "sync_folder"]
    assert (tmp_path / "CURRENT").read_bytes() == b"one"
    assert [path.name for path in tmp_path.iterdir()] == ["CURRENT"]


def test_an_append_and_a_cut_are_synced(tmp_path, calls):
    descriptor = durable.create(tmp_path / "a")
    durable.append_durably(descriptor, b"12345")
    durable.truncate_durably(descriptor, 2)
    durable.append_durably(descriptor, b"6")
    durable.close(descriptor)
    assert (tmp_path / "a").read_bytes() == b"126"
    assert calls == ["create", "write", "sync_data", "truncate", "sync_data", "write", "sync_data"]


def test_a_write_that_takes_only_a_part_is_gone_on_with(tmp_path, monkeypatch):
    monkeypatch.setattr(durable, "write", lambda descriptor, data: os.write(descriptor, data[:3]))
    durable.write_durably(tmp_path / "a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_the_old_content_stays_when_a_write_fails(tmp_path, monkeypatch):
    durable.write_durably(tmp_path / "a", b"old")

    def fail(_descriptor: int) -> None:
        raise OSError("no")

    monkeypatch.setattr(durable, "sync_data", fail)
    with pytest.raises(OSError, match="no"):
        durable.write_durably(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"old"


def test_each_new_folder_is_synced_into_its_parent(tmp_path, calls):
    durable.make_folder(tmp_path / "a" / "b")
    assert calls == ["make_name", "sync_folder", "make_name", "sync_folder"]
    durable.make_folder(tmp_path / "a" / "b")
    assert len(calls) == 4


def test_a_lock_has_one_holder_and_falls_with_its_descriptor(tmp_path):
    path = tmp_path / "LOCK"
    with durable.hold_lock(path):
        assert durable.has_living_holder(path)
        other = durable.open_for_reading(path)
        assert not durable.try_lock(other)
    assert durable.try_lock(other)
    assert durable.has_living_holder(path)
    durable.close(other)
    assert not durable.has_living_holder(path)


def test_removing_what_is_gone_is_no_error(tmp_path):
    durable.remove(tmp_path / "never")
    durable.remove_tree(tmp_path / "never")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_goes_though_files_are_put_into_it_meanwhile(tmp_path, monkeypatch):
    folder, real, late = tmp_path / "cache", shutil.rmtree, iter(range(3))
    (folder / "inner").mkdir(parents=True)

    def hindered(path):
        if next(late, None) is not None:
            raise OSError(errno.ENOTEMPTY, "Directory not empty")
        real(path)

    monkeypatch.setattr(shutil, "rmtree", hindered)
    durable.remove_tree(folder)
    assert not folder.exists()
    durable.remove_tree(folder)


def test_nothing_in_the_journal_goes_around_this_door():
    """A call of the system made elsewhere would be one that no fault was ever injected into."""
    banned = (
        "os.write",
        "os.fsync",
        "os.fdatasync",
        "os.replace",
        ".write_bytes",
        ".write_text",
        ".unlink(",
        'open("w',
    )
    folder = Path(durable.__file__).parent
    for path in (
        *folder.glob("journal/*.py"),
        *folder.glob("backup/*.py"),
        folder / "verify.py",
        folder / "erasure" / "erased.py",
    ):
        text = path.read_text().replace("durable.unlink(", "")
        assert not [call for call in banned if call in text], path.name
