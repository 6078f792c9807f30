"""The server's SQLite database as one file: copied online, checked, and put in place of another."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from clew.errors import DamageError, UsageError
from clew.store import durable
from clew_server.configuration import variable

__all__ = ["FILE", "copy", "is_elsewhere", "path_of", "put", "refuse_in_use", "told"]

#: Where it is, in a data folder and in a backup alike.
FILE = "server/server.sqlite3"
#: What SQLite keeps beside it; never to be left beside another file.
BESIDE = ("-wal", "-shm", "-journal")


def path_of(folder: Path) -> Path:
    """Return where the database is in a data folder, or in a backup."""
    return folder / FILE


def is_elsewhere() -> bool:
    """Return whether the server keeps its rows in PostgreSQL, which no copy of ours holds."""
    return bool(os.environ.get(variable("database_url")))


def told(data: Path) -> tuple[str, str]:
    """Return what became of the database in a backup, by name and as a sentence."""
    if is_elsewhere():
        return "postgresql", (
            "The server's database is not in it: it is PostgreSQL. Take it with pg_dump at the same time, and restore"
            " it with pg_restore before clew restore."
        )
    if path_of(data).exists():
        return "sqlite", "The server's database is in it; its secret key is not."
    return "none", ""


def copy(data: Path, target: Path) -> None:
    """Copy the database into a backup as of one moment, whoever writes meanwhile (SQLite's online backup).

    Raises:
        DamageError: it is damaged: damage is not carried into a backup.
    """
    source = path_of(data)
    if is_elsewhere() or not source.exists():
        return
    durable.make_folder(path_of(target).parent)
    with closing(sqlite3.connect(source)) as own, closing(sqlite3.connect(path_of(target))) as copied:
        try:
            own.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")
            found = copied.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        raise DamageError(f"{source} is damaged: {found}.")
    path_of(target).chmod(0o600)
    with path_of(target).open("rb") as file:
        os.fsync(file.fileno())
    durable.sync_folder(path_of(target).parent)


def refuse_in_use(data: Path) -> None:
    """Raise UsageError where a process has the database open: it would go on writing into a file without a name."""
    if not path_of(data).exists():
        return
    try:
        with closing(sqlite3.connect(path_of(data), timeout=1.0)) as own:
            own.execute("PRAGMA journal_mode=DELETE")  # takes that nobody else has it open
    except sqlite3.OperationalError:
        raise UsageError(f"A server still uses {path_of(data)}: stop it before restoring.") from None
    except sqlite3.DatabaseError:
        return  # what is damaged is to be replaced


def put(staged: Path, data: Path) -> None:
    """Put a database in its place; the log of the one that was there goes first, it is not this one's."""
    own = path_of(data)
    durable.make_folder(own.parent)
    for ending in ("", *BESIDE):
        durable.unlink(own.with_name(own.name + ending))
    durable.rename(path_of(staged), own)
    durable.sync_folder(own.parent)
