"""The three frames the journal writes for itself: the opening, the commit record and the seal."""

from __future__ import annotations

import hashlib
import json
import struct
from dataclasses import dataclass

from clew.store.journal.frames import COMMIT, FORMAT, OPEN, SEAL, encode_frame

__all__ = ["Seal", "commit_frame", "first_chain", "opening_frame", "read_commit", "read_seal", "seal_frame"]

COMMIT_BODY = struct.Struct("<Q32s")  # records in the group, chain hash after it
SEAL_BODY = struct.Struct("<QQ32s32s")  # records, bytes before the seal, chain hash, SHA-256 of the bytes before


@dataclass(frozen=True, slots=True)
class Seal:
    """What a segment's last frame says of all that stands before it."""

    records: int
    size: int
    chain: bytes
    sha256: bytes


def opening_frame(segment: str, workspace: str, received_us: int) -> bytes:
    """Return the first frame of a segment: it says the segment's own name, so that a renamed file is found."""
    return encode_frame(OPEN, opening_body(segment), workspace=workspace, sequence=0, received_us=received_us)


def opening_body(segment: str) -> bytes:
    """Return the body of a segment's first frame."""
    return json.dumps({"format": FORMAT, "segment": segment}, sort_keys=True).encode()


def first_chain(segment: str, workspace: str) -> bytes:
    """Return the chain hash before the first record."""
    return hashlib.sha256(f"{workspace}\0{segment}".encode()).digest()


def commit_frame(workspace: str, sequence: int, received_us: int, count: int, chain: bytes) -> bytes:
    """Return the commit record that ends a group of ``count`` records; ``sequence`` is the next record's."""
    body = COMMIT_BODY.pack(count, chain)
    return encode_frame(COMMIT, body, workspace=workspace, sequence=sequence, received_us=received_us)


def read_commit(body: bytes) -> tuple[int, bytes]:
    """Return the count and the chain hash of a commit record."""
    count, chain = COMMIT_BODY.unpack(body)
    return count, chain


def seal_frame(workspace: str, received_us: int, seal: Seal) -> bytes:
    """Return the last frame of a segment."""
    body = SEAL_BODY.pack(seal.records, seal.size, seal.chain, seal.sha256)
    return encode_frame(SEAL, body, workspace=workspace, sequence=seal.records, received_us=received_us)


def read_seal(body: bytes) -> Seal:
    """Return what a seal says."""
    return Seal(*SEAL_BODY.unpack(body))
