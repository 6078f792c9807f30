"""The code that answers are made by: its hash, so that no answer outlives a change of any definition or method."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

__all__ = ["source_hash"]

#: The folder of the library.
FOLDER = Path(__file__).parents[2]
#: What computes and what knows offsets and holidays: another version may say another thing.
LIBRARIES = ("duckdb", "ibis-framework", "sqlglot", "numpy", "scipy")


@cache
def source_hash() -> str:
    """Return the SHA-256 of every source file of the library and the versions of what it computes with.

    Computed once a process, in a hundredth of a second; to compile a metric's definition takes as long for one alone.
    """
    found = hashlib.sha256("\n".join(f"{name} {version(name)}" for name in LIBRARIES).encode())
    for file in sorted(FOLDER.rglob("*.py")):
        found.update(file.relative_to(FOLDER).as_posix().encode() + b"\0" + file.read_bytes())
    return found.hexdigest()
