"""The list of erased people: keyed hashes, so that late retries, imports and backups do not bring anybody back.

It holds no identifier, only HMACs under the workspace's secret. It outlives every backup: a restored one is
cleaned with the list of the folder it replaces.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

from clew.errors import DamageError, UsageError
from clew.store import durable

__all__ = ["ERASED", "add_erased", "parse_erased", "read_erased"]

ERASED = "ERASED"
HASH = re.compile(r"[0-9a-f]{64}")


def read_erased(workspace: Path) -> frozenset[str]:
    """Return the keyed hashes of the people erased from the workspace in the folder ``workspace``; empty if none.

    Raises:
        DamageError: the list is not what was written.
    """
    path = workspace / ERASED
    return parse_erased(path) if path.exists() else frozenset()


def parse_erased(path: Path) -> frozenset[str]:
    """Return the keyed hashes in the list ``path``.

    Raises:
        DamageError: the list is not what was written.
    """
    data = path.read_bytes()
    hashes = frozenset(data.decode(errors="replace").split("\n")[:-2])
    if data != _to_bytes(hashes) or not all(HASH.fullmatch(item) for item in hashes):
        raise DamageError(f"{path} is damaged: it is not the list of erased people that was written.")
    return hashes


def add_erased(workspace: Path, hashes: Iterable[str]) -> frozenset[str]:
    """Return the list with ``hashes`` (HMAC-SHA-256 in hex) added, once that would survive a power cut.

    Raises:
        UsageError: something is no keyed hash: a plain identifier must never get onto the list.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     before = add_erased(Path(folder), ["ab" * 32])
    ...     len(add_erased(Path(folder), ["cd" * 32, "ab" * 32]))
    2
    """
    merged = read_erased(workspace) | frozenset(hashes)
    if not all(HASH.fullmatch(item) for item in merged):
        raise UsageError("The list of erased people takes keyed hashes (HMAC-SHA-256 in hex) and nothing else.")
    durable.write_durably(workspace / ERASED, _to_bytes(merged))
    return merged


def _to_bytes(hashes: frozenset[str]) -> bytes:
    lines = "".join(f"{item}\n" for item in sorted(hashes))
    return f"{lines}sha256 {hashlib.sha256(lines.encode()).hexdigest()}\n".encode()
