"""Backups: a consistent copy while others write, checked before it is trusted, cleaned of erased people."""

from __future__ import annotations

from clew.store.backup.catalogue import BACKUP, check_backup
from clew.store.backup.restoring import restore
from clew.store.backup.taking import backup

__all__ = ["BACKUP", "backup", "check_backup", "restore"]
