"""Three hundred seeded damages of a workspace's journal and lake: verify finds every one and names the file."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest

from clew.store.identity import NAME_FILE, SECRET, sealed
from clew.store.journal import Journal
from clew.store.lake.writing import entry_of, write_rows
from clew.store.manifest import Manifest, Retired, TableEntry, write_manifest
from clew.store.verify import verify

PAGE = 4096
KINDS = ("flip", "truncate", "zero page", "missing", "stale", "extra")


def make_identity(folder: Path) -> None:
    """Give the workspace its name and its secret."""
    (folder / SECRET).parent.mkdir(parents=True)
    (folder / NAME_FILE).write_bytes(sealed("main"))
    (folder / SECRET).write_bytes(sealed("ab" * 32))


def make_workspace(folder: Path, now) -> Path:
    """Make a workspace of sealed, rewritten and open segments and three lake versions; return an older copy of it."""
    journal, rng = Journal(folder / "journal", "w1"), random.Random(7)  # noqa: S311 - it must repeat
    make_identity(folder)
    with journal.writer(now=now) as writer:
        append(writer, rng, 6)
    with journal.writer(now=now) as writer:
        append(writer, rng, 3)
        journal.rewrite(journal.segments()[0].name, lambda record: None if record.record == 2 else record.body, writer)
    first = add_version(folder, Manifest(workspace="w1"), rng)
    dead = journal.writer(now=now)
    append(dead, rng, 2)
    older = folder.with_name("older")
    shutil.copytree(folder, older)
    append(dead, rng, 5)
    dead._abandon()
    with journal.writer(now=now) as writer:
        append(writer, rng, 4)
    second = add_version(folder, first, rng)
    cursor = {record.segment: record.record for record in journal.read()}
    add_version(folder, msgspec.structs.replace(second, cursor=cursor), rng)
    assert verify(folder) == []
    return older


def append(writer, rng: random.Random, groups: int) -> None:
    for _ in range(groups):
        for _ in range(rng.randint(1, 4)):
            writer.append("api", rng.randbytes(rng.choice((10, 300, 9000))))
        writer.commit()


def add_version(folder: Path, base: Manifest, rng: random.Random) -> Manifest:
    """Add a file to ``events``, take the oldest one out, retire what left."""
    rows = pa.table(
        {
            "event_id": [f"e{rng.random()}" for _ in range(3000)],
            "occurred_at": pa.array(range(3000), pa.timestamp("us")),
        }
    )
    new = write_rows(folder, "lake/events", rows, "occurred_at")
    files, retired = base.table("events").files, list(base.retired)
    if len(files) > 1:
        retired.append(Retired(path=files[0].path, bytes=files[0].bytes, sha256=files[0].sha256, at=0))
        files = files[1:]
    if base.version:
        name = f"lake/MANIFEST-{base.version}"
        entry = entry_of(folder / name, name, rows=0)
        retired.append(Retired(path=name, bytes=entry.bytes, sha256=entry.sha256, at=0))
    tables = {"events": TableEntry(files=(*files, new))}
    manifest = msgspec.structs.replace(base, version=base.version + 1, tables=tables, retired=tuple(retired))
    write_manifest(folder / "lake", manifest)
    return manifest


def damage(workspace: Path, older: Path, kind: str, rng: random.Random) -> Path | None:
    """Do one damage; return the file, or None where this kind cannot be done to the file drawn."""
    files = sorted(path for path in workspace.rglob("*") if path.is_file() and path.name != "LOCK")
    path = rng.choice(files)
    data = path.read_bytes()
    path.chmod(0o644)
    if kind == "missing":
        path.unlink()
        return path
    if kind == "extra":
        if path.name in {NAME_FILE, Path(SECRET).name}:
            return None
        other = path.with_name(f"x{path.name}")
        other.write_bytes(data)
        return other
    changed = changed_bytes(data, older / path.relative_to(workspace), kind, rng)
    if changed in (None, data):
        return None
    path.write_bytes(changed)
    return path


def changed_bytes(data: bytes, older: Path, kind: str, rng: random.Random) -> bytes | None:
    if kind == "stale":
        return older.read_bytes() if older.exists() else None
    at = rng.randrange(len(data))
    if kind == "flip":
        return data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
    if kind == "truncate":
        return data[:at]
    start = at - at % PAGE
    return data[:start] + bytes(len(data[start : start + PAGE])) + data[start + PAGE :]


def named(found: list[str], file: str, kind: str) -> bool:
    """Return whether the file is named; CURRENT and its manifest vouch for each other, so either may be."""
    if kind == "stale" or file.startswith(("lake/CURRENT", "lake/MANIFEST")):
        return bool(found)
    return file in found


def find_damages(tmp_path: Path, now, count: int, seed: int) -> dict[str, int]:
    whole, done = tmp_path / "w1", dict.fromkeys(KINDS, 0)
    older = make_workspace(whole, now)
    for number in range(10 * count):
        rng = random.Random(f"{seed} {number}")  # noqa: S311 - it must repeat
        kind = KINDS[number % len(KINDS)]
        copy = tmp_path / "copy"
        shutil.copytree(whole, copy)
        file = damage(copy, older, kind, rng)
        if file is not None:
            found = [item.file for item in verify(copy)]
            name = file.relative_to(copy).as_posix()
            assert named(found, name, kind), f"seed {seed} {number}: {kind} of {name} was not found, only {found}"
            done[kind] += 1
        shutil.rmtree(copy)
        if sum(done.values()) == count:
            break
    return done


def test_three_hundred_damages_are_all_found(tmp_path, now):
    done = find_damages(tmp_path, now, count=300, seed=1)
    assert sum(done.values()) == 300
    assert min(done.values()) >= 10


@pytest.mark.deep
def test_three_thousand_damages_are_all_found(tmp_path, now):
    assert sum(find_damages(tmp_path, now, count=3000, seed=2).values()) == 3000


def test_every_single_byte_of_the_journal_matters(tmp_path, now):
    journal = Journal(tmp_path / "journal", "w1")
    with journal.writer(now=now) as writer:
        append(writer, random.Random(3), 1)  # noqa: S311 - it must repeat
    make_identity(tmp_path)
    assert verify(tmp_path) == []
    unread = []
    for path in (path for path in (tmp_path / "journal").iterdir() if path.name != "LOCK"):
        data = path.read_bytes()
        path.chmod(0o644)
        for at in range(0, len(data), 1 if len(data) < 2000 else 5):
            path.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
            unread += [(path.name, at)] if not verify(tmp_path) else []
        path.write_bytes(data)
    assert unread == []
