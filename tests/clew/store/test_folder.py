"""The data folder: format, workspaces, names."""

from __future__ import annotations

import pytest

from clew.errors import DataError, UsageError
from clew.store import list_workspaces, open_workspace


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
