"""Reading every byte of a journal and naming what is not as it was written; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from clew.errors import DamageError
from clew.store import durable
from clew.store.damage import Damage
from clew.store.journal.frames import HEADER_BYTES, decode_header
from clew.store.journal.ledger import LEDGER, LOCK, SUFFIX, Entry, Ledger, has_commits, ledger_of, segment_path
from clew.store.journal.scan import Ending, SegmentScan
from clew.store.journal.seals import Seal

__all__ = ["verify_journal"]

TRIES = 5  # what a writer or an erasure changed while we read is looked at again before it is called damage


def verify_journal(folder: Path) -> list[Damage]:
    """Return all damage of the journal in ``folder``, every byte read; files are named relative to it.

    A writer may be at work: what it has not committed yet is no damage, nor is the torn tail of one that died.
    """
    if not folder.is_dir():
        return [Damage(folder.name, "", "the journal's folder is missing")]
    for _ in range(TRIES):
        before = _ledger_bytes(folder)
        found = _verify_once(folder)
        if not found or _ledger_bytes(folder) == before:
            break
    return found


def _ledger_bytes(folder: Path) -> bytes:
    path = folder / LEDGER
    return path.read_bytes() if path.exists() else b""


def _verify_once(folder: Path) -> list[Damage]:
    try:
        ledger = ledger_of(folder)
    except DamageError:
        return [Damage(LEDGER, "", "is not what was written"), *_segments_alone(folder)]
    if not ledger.segments and not (folder / LEDGER).exists() and has_commits(folder):
        return [Damage(LEDGER, "", "is missing beside segments with records"), *_segments_alone(folder)]
    listed = [damage for name, entry in ledger.segments.items() for damage in _listed(folder, ledger, name, entry)]
    return sorted({*listed, *_others(folder, ledger)})


def _listed(folder: Path, ledger: Ledger, name: str, entry: Entry) -> Iterator[Damage]:
    """Yield the damage of a segment that must be there; an erasure may put another file in its place meanwhile."""
    path = segment_path(folder, name)
    if not path.is_file():
        yield Damage(path.name, "", "the segment is missing")
        return
    with SegmentScan(path, name, ledger.workspace) as scan:
        ending = scan.run()
        if ending.state == "damaged" or not ending.has_opening:
            yield Damage(path.name, ending.where, ending.what)
        elif entry.is_sealed:
            yield from _against_seal(path, entry, scan, ending)
        elif ending.seal:
            yield from _check_hashes(path, scan, ending.seal, None)


def _against_seal(path: Path, entry: Entry, scan: SegmentScan, ending: Ending) -> Iterator[Damage]:
    if ending.seal is None:
        yield Damage(path.name, f"byte {ending.committed_bytes}", "the segment was sealed and its seal is gone")
    else:
        yield from _check_hashes(path, scan, ending.seal, {entry.sha256, entry.next_sha256})


def _check_hashes(path: Path, scan: SegmentScan, seal: Seal, expected: set[str | None] | None) -> Iterator[Damage]:
    """Yield damage where the seal's hash, or the whole file's hash in the ledger (if known), does not match."""
    before, whole = scan.hashes(seal.size)
    if expected is not None and whole not in expected:
        yield Damage(path.name, "", f"its SHA-256 is not the one in {LEDGER}: another copy of it was put here")
    elif before != seal.sha256:
        yield Damage(path.name, f"byte {seal.size}", "the seal's SHA-256 does not match")


def _others(folder: Path, ledger: Ledger) -> Iterator[Damage]:
    """Yield what stands in the folder and should not."""
    for path in folder.iterdir():
        name = path.name
        if name == LEDGER or name.endswith(durable.TEMPORARY) or name.removesuffix(SUFFIX) in ledger.segments:
            continue
        if name == LOCK:
            if path.stat().st_size:
                yield Damage(name, "byte 0", "the lock file is not empty")
        elif not path.is_file() or not name.endswith(SUFFIX):
            yield Damage(name, "", "is no file of a journal")
        elif not _is_being_born(path, ledger.workspace):
            yield Damage(name, "", f"the segment is not in {LEDGER}")


def _is_being_born(path: Path, workspace: str) -> bool:
    """Return whether a segment is not in the ledger because its writer is, or died, between the two."""
    try:
        ending = _scan(path, workspace or _workspace_of(path))
    except FileNotFoundError:
        return True
    return ending.records == 0 and ending.state in {"clean", "torn"}


def _segments_alone(folder: Path) -> Iterator[Damage]:
    """Yield the damage that segments show by themselves, where the ledger cannot be read."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        ending = _scan(path, _workspace_of(path))
        if ending.state == "damaged":
            yield Damage(path.name, ending.where, ending.what)


def _workspace_of(path: Path) -> str:
    """Return the workspace a segment says it belongs to."""
    with path.open("rb") as file:
        header = decode_header(file.read(HEADER_BYTES))
    return header.workspace if header else ""


def _scan(path: Path, workspace: str) -> Ending:
    with SegmentScan(path, path.name.removesuffix(SUFFIX), workspace) as scan:
        return scan.run()
