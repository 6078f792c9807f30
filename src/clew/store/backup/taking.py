"""Taking a backup while others write: one lake version first, then the journal, which holds at least as much."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from clew.errors import DamageError, UsageError
from clew.store import durable
from clew.store.backup.catalogue import Catalogue, file_facts, write_catalogue
from clew.store.journal.ledger import LEDGER, Entry, Ledger, ledger_of, segment_path
from clew.store.journal.scan import SegmentScan
from clew.store.manifest import read_manifest, write_manifest

__all__ = ["FORMAT_FILE", "backup", "copy_file"]

FORMAT_FILE = "CLEW-FORMAT"
TRIES = 5  # an erasure puts other files in place at once: what it took away under our hands is looked for again
PIECE = 1024 * 1024
KEPT_ELSEWHERE = frozenset({"journal", "lake", "locks"})
NEVER_COPIED = "unsettled"  # what says, beside other copies, more than any of them: a room keeps what copies may say


def backup(
    workspaces: Sequence[Path],
    target: Path,
    *,
    now: Callable[[], datetime],
    beside: Callable[[Path], object] = lambda _target: None,
) -> Catalogue:
    """Return what was copied from the workspaces' folders into the new folder ``target``; others may write meanwhile.

    The copy holds one lake version and every record that had been acknowledged when its segment was reached. What
    stands beside the workspaces (the server's database) is put into ``target`` by ``beside``, first of all: it may
    speak of imports, and those are in the journal that is copied after it.

    Raises:
        UsageError: ``target`` is not empty.
        DamageError: a file is not what was written: damage is not carried into a backup.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} is not empty: a backup goes into a folder of its own.")
    begun = now().isoformat()
    durable.make_folder(target)
    beside(target)
    for workspace in workspaces:
        _copy_workspace(workspace, target / workspace.name)
    for data in {workspace.parent / FORMAT_FILE for workspace in workspaces}:
        if data.is_file():
            copy_file(data, target / FORMAT_FILE)
    files = {path.relative_to(target).as_posix(): file_facts(path) for path in _files(target)}
    catalogue = Catalogue(begun, tuple(workspace.name for workspace in workspaces), files)
    write_catalogue(target, catalogue)
    return catalogue


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _copy_workspace(workspace: Path, target: Path) -> None:
    _again(lambda: _copy_lake(workspace, target))
    _again(lambda: _copy_journal(workspace / "journal", target / "journal"))
    durable.make_folder(target)
    for path in _loose_files(workspace):
        copy_file(path, target / path.relative_to(workspace))


def _again(copy: Callable[[], None]) -> None:
    for tries_left in reversed(range(TRIES)):
        try:
            return copy()
        except (FileNotFoundError, DamageError):
            if not tries_left:
                raise
    return None


def _loose_files(workspace: Path) -> Iterator[Path]:
    """Yield what is neither journal nor lake: the name, the secret, the list of erased people."""
    for path in _files(workspace):
        inside = path.relative_to(workspace)
        is_table = path.suffix == ".parquet"  # identifiers too are tables of the lake, copied by its manifest
        if inside.parts[0] not in {*KEPT_ELSEWHERE, NEVER_COPIED} and not is_table and path.suffix != durable.TEMPORARY:
            yield path


# the lake


def _copy_lake(workspace: Path, target: Path) -> None:
    """Copy one version: its manifest, without the files that only wait to be unlinked, and the files it names."""
    durable.remove_tree(target)
    manifest = read_manifest(workspace / "lake")
    if not manifest.version:
        return
    for entry in manifest.entries():
        _copy_checked(workspace / entry.path, target / entry.path, entry.sha256)
    durable.make_folder(target / "lake")
    write_manifest(target / "lake", msgspec.structs.replace(manifest, retired=()))


# the journal


def _copy_journal(folder: Path, target: Path) -> None:
    """Copy every segment as far as it is committed, and a ledger of just these."""
    durable.remove_tree(target)
    durable.make_folder(target)
    ledger = ledger_of(folder)
    copied = {name: _copy_segment(folder, target, name, entry, ledger.workspace) for name, entry in _all(ledger)}
    new = Ledger(ledger.workspace, ledger.epoch, copied)
    durable.write_durably(target / LEDGER, new.to_bytes())


def _all(ledger: Ledger) -> list[tuple[str, Entry]]:
    return sorted(ledger.segments.items())


def _copy_segment(folder: Path, target: Path, name: str, entry: Entry, workspace: str) -> Entry:
    source, copy = segment_path(folder, name), segment_path(target, name)
    if entry.sha256 is not None:
        _copy_checked(source, copy, entry.sha256)
        return Entry(entry.first_us, entry.epoch, entry.records, entry.size, entry.sha256)
    with SegmentScan(source, name, workspace) as scan:
        ending = scan.run()
    if ending.state == "damaged" or not ending.has_opening:
        raise DamageError(f"{source} is damaged at {ending.where}: {ending.what}.")
    copy_file(source, copy, length=ending.committed_bytes)
    return Entry(entry.first_us, entry.epoch)


# files


def _copy_checked(source: Path, target: Path, sha256: str) -> None:
    if copy_file(source, target) != sha256:
        raise DamageError(f"{source} is damaged: its SHA-256 is not the one it was written with.")


def copy_file(source: Path, target: Path, length: int | None = None) -> str:
    """Copy the first ``length`` bytes (or all) durably and return the SHA-256 of what was copied."""
    durable.make_folder(target.parent)
    digest, left = hashlib.sha256(), source.stat().st_size if length is None else length
    durable.unlink(target)
    descriptor = durable.create(target)
    try:
        with source.open("rb") as file:
            while left and (piece := file.read(min(PIECE, left))):
                durable.write_all(descriptor, piece)
                digest.update(piece)
                left -= len(piece)
        durable.sync_data(descriptor)
    finally:
        durable.close(descriptor)
    durable.sync_folder(target.parent)
    return digest.hexdigest()
