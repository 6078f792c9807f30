"""The data folder: format, workspaces, names."""

from __future__ import annotations

import pytest

from clew.errors import DataError, UsageError
from clew.store import list_workspaces, open_workspace, rename_workspace
from clew.store.identity import check_identity


def test_a_missing_or_empty_folder_is_initialised(tmp_path):
    (tmp_path / "empty").mkdir()
    for name in ("empty", "missing"):
        workspace = open_workspace(tmp_path / name)
        assert (tmp_path / name / "CLEW-FORMAT").read_text() == "1\n"
        assert sorted(p.name for p in workspace.place.folder.iterdir()) == [
            "NAME", "identifiers", "journal", "lake", "locks",
        ]  # fmt: skip


def test_a_newer_format_is_refused(tmp_path):
    open_workspace(tmp_path / "data")
    (tmp_path / "data" / "CLEW-FORMAT").write_text("2\n")
    with pytest.raises(DataError, match="use a newer Clew"):
        open_workspace(tmp_path / "data")


def test_somebody_elses_folder_is_refused(tmp_path):
    (tmp_path / "holiday.jpg").touch()
    with pytest.raises(UsageError, match="not empty"):
        open_workspace(tmp_path)


def test_the_same_name_is_the_same_workspace_and_ids_are_random(tmp_path):
    first, second = open_workspace(tmp_path / "d", "a"), open_workspace(tmp_path / "d", "b")
    assert open_workspace(tmp_path / "d", "a").id == first.id != second.id
    assert first.place.secret != second.place.secret
    assert list_workspaces(tmp_path / "d") == ["a", "b"]


def test_an_unknown_workspace_lists_the_choices(tmp_path):
    open_workspace(tmp_path / "d", "main")
    with pytest.raises(UsageError, match="Did you mean 'main'"):
        open_workspace(tmp_path / "d", "mian", create=False)


def test_a_half_made_workspace_is_none(tmp_path):
    whole = open_workspace(tmp_path / "d", "a")
    (whole.place.folder / "NAME").unlink()
    assert list_workspaces(tmp_path / "d") == []
    assert open_workspace(tmp_path / "d", "a").id != whole.id


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101])
def test_a_name_is_short_and_printable(tmp_path, name):
    with pytest.raises(UsageError, match="printable"):
        open_workspace(tmp_path / "d", name)


def test_a_workspace_is_renamed_and_keeps_its_id_its_secret_and_its_settings(tmp_path):
    before = open_workspace(tmp_path / "d", "shop")
    before.set(zone="Europe/Warsaw")
    rename_workspace(tmp_path / "d", "shop", " Store ")
    after = open_workspace(tmp_path / "d", "Store", create=False)
    assert (after.id, after.place.secret, after.settings) == (before.id, before.place.secret, before.settings)
    assert list_workspaces(tmp_path / "d") == ["Store"]
    assert not list(check_identity(after.place.folder))


def test_a_name_that_another_workspace_has_or_that_can_be_none_is_refused(tmp_path):
    open_workspace(tmp_path / "d", "a")
    open_workspace(tmp_path / "d", "b")
    for wrong, why in (("b", "is called 'b'"), ("", "printable"), ("x\ny", "printable"), ("x" * 101, "printable")):
        with pytest.raises(UsageError, match=why):
            rename_workspace(tmp_path / "d", "a", wrong)
    with pytest.raises(UsageError, match="Choices: a, b"):
        rename_workspace(tmp_path / "d", "c", "e")
    rename_workspace(tmp_path / "d", "a", "a")
    assert list_workspaces(tmp_path / "d") == ["a", "b"]


def test_a_folder_from_before_there_were_checksums_can_be_renamed_too(tmp_path):
    folder = open_workspace(tmp_path / "d", "a").place.folder
    for file in ("NAME", "identifiers/SECRET"):
        (folder / file).write_bytes((folder / file).read_bytes().partition(b"\n")[0] + b"\n")
    rename_workspace(tmp_path / "d", "a", "b")
    assert open_workspace(tmp_path / "d", "b", create=False).place.secret
    assert not list(check_identity(folder))
