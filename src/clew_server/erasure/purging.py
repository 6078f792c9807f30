"""What was deleted is gone from the database's files too, not only from its tables."""

from __future__ import annotations

import time

from django.db import connection

__all__ = ["purge"]

TRIES, PAUSE = 40, 0.25


def purge() -> bool:
    """Return whether nothing deleted is left in the database's own files.

    SQLite overwrites what it deletes (``secure_delete``); its log of writes still holds the pages of before, until it
    is written back and cut. That waits for readers to end: False where one did not. PostgreSQL frees the dead rows;
    its log of writes and its backups rotate by themselves.
    """
    if connection.in_atomic_block:  # what is not committed yet can still come back
        return False
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        return True
    for _ in range(TRIES):
        with connection.cursor() as cursor:
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not busy:
            return True
        time.sleep(PAUSE)
    return False
