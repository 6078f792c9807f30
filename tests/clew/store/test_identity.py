"""The name and the secret of a workspace: damage is named, never worked around."""

from __future__ import annotations

import pytest

from clew.errors import DamageError
from clew.store import list_workspaces, open_workspace
from clew.store.identity import check_identity
from clew.store.verify import verify


@pytest.fixture
def used(tmp_path):
    """The folder of a workspace that has a journal."""
    workspace = open_workspace(tmp_path / "d")
    workspace.set(zone="Europe/Warsaw")
    return workspace.place.folder


@pytest.mark.parametrize("content", [b"nain", b"nain\n", b"\xff\xfe\n", b"", None])
def test_a_lost_or_damaged_name_is_named_and_no_second_workspace_is_made(tmp_path, used, content):
    (used / "NAME").unlink()
    if content is not None:
        (used / "NAME").write_bytes(content)
    for look in (open_workspace, list_workspaces):
        with pytest.raises(DamageError, match="NAME is"):
            look(tmp_path / "d")
    assert sorted(path.name for path in (tmp_path / "d").iterdir() if path.is_dir()) == [used.name]
    assert [damage.file for damage in verify(used)] == ["NAME"]


def test_damage_of_one_name_leaves_the_other_workspaces_open(tmp_path, used):
    other = open_workspace(tmp_path / "d", "other")
    (used / "NAME").write_bytes(b"x")
    assert open_workspace(tmp_path / "d", "other").id == other.id


@pytest.mark.parametrize("file", ["NAME", "identifiers/SECRET"])
def test_every_flipped_byte_of_the_name_and_the_secret_is_found(tmp_path, used, file):
    whole = (used / file).read_bytes()
    for at in range(len(whole)):
        for bit in (1, 32):
            (used / file).write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
            assert [damage.file for damage in check_identity(used)] == [file]
    with pytest.raises(DamageError, match=file):
        open_workspace(tmp_path / "d")


def test_a_folder_made_before_there_were_checksums_is_read(tmp_path, used):
    secret = open_workspace(tmp_path / "d").place.secret
    (used / "NAME").write_text("main\n")
    (used / "identifiers" / "SECRET").write_text(f"{secret.hex()}\n")
    assert open_workspace(tmp_path / "d", create=False).place.secret == secret
    assert verify(used) == []
