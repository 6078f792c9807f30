"""Who a workspace is: its name and its secret, two small files that carry their own checksums.

The second line of each is the SHA-256 of the first. Folders made before there were checksums have one line in both.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from clew.errors import DamageError
from clew.store.damage import Damage

__all__ = ["NAME_FILE", "SECRET", "check_identity", "named_like", "read_name", "read_secret", "sealed"]

NAME_FILE = "NAME"
#: The key of the hashed identifiers, relative to the workspace's folder.
SECRET = "identifiers/SECRET"  # noqa: S105 - a file's name

_SEAL = re.compile(rb"sha256 [0-9a-f]{64}\n?\Z")


def sealed(text: str) -> bytes:
    r"""Return the bytes of a small file: the text and its checksum, a line each.

    >>> sealed("main").splitlines()[1][:15]
    b'sha256 0d6e4079'
    """
    return f"{text}\nsha256 {hashlib.sha256(text.encode()).hexdigest()}\n".encode()


def named_like(folder: Path, name: str) -> bytes:
    """Return the bytes of a new name for the workspace in ``folder``: with a checksum where its secret has one."""
    return sealed(name) if _has_seal(folder / SECRET) else f"{name}\n".encode()


def read_name(folder: Path) -> str:
    """Return the name of the workspace in ``folder``; DamageError where it is not what was written."""
    return _read(folder, NAME_FILE, SECRET)


def read_secret(folder: Path) -> bytes:
    """Return the key of the hashed identifiers; DamageError where it is not what was written."""
    try:
        return bytes.fromhex(_read(folder, SECRET, NAME_FILE))
    except ValueError:
        raise DamageError(f"{folder / SECRET} is damaged: it is no hexadecimal number.") from None


def check_identity(folder: Path) -> Iterator[Damage]:
    """Yield what is wrong with the name and the secret of the workspace in ``folder``."""
    for file, read in ((NAME_FILE, read_name), (SECRET, read_secret)):
        try:
            read(folder)
        except DamageError as error:
            yield Damage(file, "", str(error).removeprefix(f"{folder / file} ").rstrip("."))


def _read(folder: Path, file: str, other: str) -> str:
    """Return the first line of ``file``; it may lack a checksum only where ``other`` lacks one too."""
    path = folder / file
    if not path.is_file():
        raise DamageError(f"{path} is missing.")
    data = path.read_bytes()
    try:
        text = data.partition(b"\n")[0].decode()
    except UnicodeDecodeError:
        raise DamageError(f"{path} is damaged: it is no UTF-8 text.") from None
    if data == sealed(text):
        return text
    if _SEAL.search(data) or data != f"{text}\n".encode() or _has_seal(folder / other):
        raise DamageError(f"{path} is damaged: its checksum does not match.")
    return text


def _has_seal(path: Path) -> bool:
    return path.is_file() and _SEAL.search(path.read_bytes()) is not None
