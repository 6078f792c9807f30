"""The bytes of the journal: one frame is a fixed header and a body.

A frame's header has a checksum of its own, apart from the body's: a flipped bit in the length must not look like a
file that ends too early. ``docs/reference/journal-format.md`` is the page for people.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import google_crc32c

__all__ = [
    "COMMIT",
    "HEADER_BYTES",
    "INTERNAL_KINDS",
    "KINDS",
    "OPEN",
    "SEAL",
    "Frame",
    "Record",
    "Ref",
    "decode_header",
    "encode_frame",
    "next_chain",
    "record_hash",
]

MAGIC = b"CLWJ"
FORMAT = 1
LAYOUT = struct.Struct("<4sHHII36sQq16s")  # magic format state length body-crc workspace sequence received_at kind
CHECKSUM = struct.Struct("<I")
HEADER_BYTES = LAYOUT.size + CHECKSUM.size
HASH_BYTES = 32

#: What a body is: as it came, emptied by an erasure (its hash stays), or rewritten by one (its first hash stays).
WHOLE, ERASED, REPLACED = 0, 1, 2

OPEN, COMMIT, SEAL = "open", "commit", "seal"
INTERNAL_KINDS = frozenset({OPEN, COMMIT, SEAL})

#: What a record may be about.
KINDS = frozenset(
    {
        "api",
        "api_begin",
        "import",
        "import_done",
        "mapping",
        "touchpoint_rule",
        "rename",
        "import_undone",
        "remap",
        "mend",
        "identity",
        "setting",
        "survey",
        "erasure",
        "erasure_reseal",
        "recovery",
    }
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Ref(NamedTuple):
    """Where a record stands: its segment's name and its number there, from 0."""

    segment: str
    record: int


@dataclass(frozen=True, slots=True)
class Record:
    """One committed record; ``body`` is None when it was erased, ``body_hash`` is the SHA-256 of what first came."""

    segment: str
    sequence: int
    received_at: datetime
    kind: str
    body: bytes | None
    body_hash: bytes

    @property
    def record(self) -> int:
        """The record's number in its segment, from 0: the ``record`` of a ``journal_ref``."""
        return self.sequence

    @property
    def ref(self) -> Ref:
        """Where the record stands."""
        return Ref(self.segment, self.sequence)


@dataclass(frozen=True, slots=True)
class Frame:
    """A header as it stands in the file."""

    state: int
    length: int
    body_crc: int
    workspace: str
    sequence: int
    received_us: int
    kind: str

    @property
    def received_at(self) -> datetime:
        """When the record reached us, UTC."""
        return EPOCH + timedelta(microseconds=self.received_us)


def microseconds(moment: datetime) -> int:
    """Return the microseconds from 1970 to ``moment`` (an aware time), exactly.

    >>> microseconds(datetime(1970, 1, 2, tzinfo=UTC))
    86400000000
    """
    return (moment - EPOCH) // timedelta(microseconds=1)


def encode_frame(
    kind: str, body: bytes, *, workspace: str, sequence: int, received_us: int, state: int = WHOLE
) -> bytes:
    """Return the bytes of one frame: header, checksum of the header, body."""
    header = LAYOUT.pack(
        MAGIC,
        FORMAT,
        state,
        len(body),
        google_crc32c.value(body),
        workspace.encode(),
        sequence,
        received_us,
        kind.encode(),
    )
    return header + CHECKSUM.pack(google_crc32c.value(header)) + body


def decode_header(data: bytes) -> Frame | None:
    """Return the header in ``data``, or None where its checksum does not match or it is no header of ours."""
    if len(data) != HEADER_BYTES or CHECKSUM.unpack(data[LAYOUT.size :])[0] != google_crc32c.value(data[: LAYOUT.size]):
        return None
    magic, form, state, length, crc, workspace, sequence, received_us, kind = LAYOUT.unpack(data[: LAYOUT.size])
    if magic != MAGIC or form != FORMAT or state > REPLACED:
        return None
    return Frame(state, length, crc, _text(workspace), sequence, received_us, _text(kind))


def _text(padded: bytes) -> str:
    return padded.rstrip(b"\0").decode()


def body_matches(frame: Frame, body: bytes) -> bool:
    """Return whether ``body`` is the one the header was written for."""
    return len(body) == frame.length and google_crc32c.value(body) == frame.body_crc


def open_body(frame: Frame, stored: bytes) -> tuple[bytes | None, bytes]:
    """Return the body a reader gets (None when erased) and the hash of the body that first came."""
    if frame.state == WHOLE:
        return stored, hashlib.sha256(stored).digest()
    if frame.state == ERASED:
        return None, stored[:HASH_BYTES]
    return stored[HASH_BYTES:], stored[:HASH_BYTES]


def record_hash(frame: Frame, body_hash: bytes) -> bytes:
    """Return the SHA-256 over what an erasure leaves of a record: whose, which, when, what kind, its body's hash."""
    about = f"{frame.workspace}\0{frame.sequence}\0{frame.received_us}\0{frame.kind}\0".encode()
    return hashlib.sha256(about + body_hash).digest()


def next_chain(chain: bytes, link: bytes) -> bytes:
    """Return the chain hash after one more record."""
    return hashlib.sha256(chain + link).digest()
