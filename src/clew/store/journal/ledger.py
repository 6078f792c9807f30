"""The list of the segments that must be there: ``SEGMENTS``, replaced as a whole under the folder's lock.

Without it a segment that went missing, or was put back from an old copy, would look like one that never was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from clew.errors import DamageError
from clew.store import durable
from clew.store.journal.frames import HEADER_BYTES
from clew.store.journal.seals import opening_body

__all__ = [
    "LEDGER",
    "LOCK",
    "SUFFIX",
    "Entry",
    "Ledger",
    "change_ledger",
    "has_commits",
    "ledger_of",
    "read_ledger",
    "segment_path",
]

LEDGER, LOCK, SUFFIX = "SEGMENTS", "LOCK", ".segment"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one segment; the facts of its seal are None while it is open.

    ``first_us`` is when its first record was received, ``next_sha256`` the file an erasure is about to put in place.
    """

    first_us: int
    epoch: int
    records: int | None = None
    size: int | None = None
    sha256: str | None = None
    next_sha256: str | None = None
    next_size: int | None = None

    @property
    def is_sealed(self) -> bool:
        """Whether the segment can no longer grow."""
        return self.sha256 is not None


@dataclass
class Ledger:
    """All segments by name, and the epoch: raised to ask every writer to begin a new segment."""

    workspace: str
    epoch: int = 0
    segments: dict[str, Entry] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Return the one way these facts are written, so that no byte of the file can change unseen."""
        facts = {
            "format": FORMAT,
            "workspace": self.workspace,
            "epoch": self.epoch,
            "segments": {name: _present(entry) for name, entry in sorted(self.segments.items())},
        }
        text = json.dumps(facts, indent=1, sort_keys=True)
        return f"{text}\nsha256 {hashlib.sha256(text.encode()).hexdigest()}\n".encode()


def _present(entry: Entry) -> dict[str, int | str]:
    return {key: value for key, value in asdict(entry).items() if value is not None}


def segment_path(folder: Path, segment: str) -> Path:
    """Return the file of a segment."""
    return folder / f"{segment}{SUFFIX}"


def read_ledger(folder: Path, workspace: str) -> Ledger:
    """Return the ledger as it stands; an empty one where the journal is new.

    Raises:
        DamageError: the file is not what was written, belongs to another workspace, or is missing beside segments.
    """
    if not (folder / LEDGER).exists():
        if not has_commits(folder):
            return Ledger(workspace)
        if not (folder / LEDGER).exists():  # it may just have come into being
            raise DamageError(f"{folder / LEDGER} is missing beside segments with records in them.")
    ledger = ledger_of(folder)
    if ledger.workspace != workspace:
        raise DamageError(f"{folder / LEDGER} belongs to workspace '{ledger.workspace}', not '{workspace}'.")
    return ledger


def has_commits(folder: Path) -> bool:
    """Return whether a segment goes beyond its first frame, which none does before it is in the ledger."""
    names = [path.name.removesuffix(SUFFIX) for path in folder.glob(f"*{SUFFIX}")]
    return any(segment_path(folder, name).stat().st_size > HEADER_BYTES + len(opening_body(name)) for name in names)


def ledger_of(folder: Path) -> Ledger:
    """Return the ledger of whichever workspace the folder belongs to; an empty one where there is none.

    Raises:
        DamageError: the file is not what was written.
    """
    path = folder / LEDGER
    if not path.exists():
        return Ledger("")
    data = path.read_bytes()
    try:
        ledger = _parse(data)
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DamageError(f"{path} is damaged: it is not what was written.") from None
    if ledger.to_bytes() != data:
        raise DamageError(f"{path} is damaged: its checksum does not match.")
    return ledger


def _parse(data: bytes) -> Ledger:
    text, _, _ = data.decode().rpartition("\nsha256 ")
    facts = json.loads(text)
    entries = {name: Entry(**entry) for name, entry in facts["segments"].items()}
    return Ledger(facts["workspace"], facts["epoch"], entries)


@contextmanager
def change_ledger(folder: Path, workspace: str) -> Iterator[Ledger]:
    """Hold the folder's lock, give the ledger to be changed, and write it durably if it was."""
    with durable.hold_lock(folder / LOCK):
        ledger = read_ledger(folder, workspace)
        before = ledger.to_bytes()
        yield ledger
        after = ledger.to_bytes()
        if after != before:
            durable.write_durably(folder / LEDGER, after)
