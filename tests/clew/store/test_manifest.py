"""The manifest: one version over all tables, checked when read."""

from __future__ import annotations

import random

import pytest

from clew.errors import DamageError
from clew.store.manifest import CURRENT, FileEntry, Manifest, TableEntry, read_manifest, write_manifest

ENTRY = FileEntry(path="lake/events/a.parquet", rows=3, bytes=9, sha256="ab" * 32, first=1, last=2, dead=1)
MANIFEST = Manifest(workspace="w", version=7, cursor={"s": 3}, tables={"events": TableEntry(files=(ENTRY,))})


def test_what_was_written_is_read(tmp_path):
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST
    assert read_manifest(tmp_path).table("events").rows == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == [CURRENT, "MANIFEST-7"]


def test_a_new_lake_has_version_0(tmp_path):
    assert read_manifest(tmp_path).version == 0


def test_every_flipped_byte_is_noticed(tmp_path):
    write_manifest(tmp_path, MANIFEST)
    chance = random.Random(1)  # noqa: S311 - damage that repeats
    for name in (CURRENT, "MANIFEST-7"):
        path = tmp_path / name
        whole = path.read_bytes()
        for _ in range(40):
            data = bytearray(whole)
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            path.write_bytes(data)
            with pytest.raises(DamageError):
                read_manifest(tmp_path)
        path.write_bytes(whole)


def test_equal_files_have_an_equal_hash_and_others_another():
    more = ENTRY.__class__(path="lake/events/b.parquet", rows=1, bytes=1, sha256="cd" * 32)
    longer = Manifest(version=8, tables={"events": TableEntry(files=(ENTRY, more))})
    assert MANIFEST.files_hash() == Manifest(version=9, tables=MANIFEST.tables).files_hash() != longer.files_hash()
