"""Where one workspace lives: its folder, and the way to its journal, lake, locks and secret."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from clew.engines.scratch import scratch_folder
from clew.engines.workbench import Workbench
from clew.store.durable import has_living_holder
from clew.store.identity import read_secret
from clew.store.journal import Journal
from clew.store.journal.ledger import segment_path
from clew.store.lake.lake import Lake
from clew.store.locks import Say, attempt, exclusive

__all__ = ["CACHE_FOLDER", "JOURNAL_FOLDER", "LOADER_LOCK", "LOCKS_FOLDER", "Place"]

JOURNAL_FOLDER = "journal"
LOCKS_FOLDER = "locks"
LOADER_LOCK = "loader"
CACHE_FOLDER = "cache"


@dataclass(frozen=True)
class Place:
    """One workspace's folder and the doors in it."""

    folder: Path
    workspace_id: str

    @cached_property
    def journal(self) -> Journal:
        """The raw records."""
        return Journal(self.journal_folder, self.workspace_id)

    @property
    def cache(self) -> Path:
        """The folder of what can be made again: answers, compiled calendars, paths; it may vanish at any time."""
        return self.folder.parent / CACHE_FOLDER / self.workspace_id

    @property
    def journal_folder(self) -> Path:
        """The folder of the journal's segments."""
        return self.folder / JOURNAL_FOLDER

    @cached_property
    def lake(self) -> Lake:
        """The tables."""
        return Lake(self.folder, self.workspace_id)

    @cached_property
    def secret(self) -> bytes:
        """The key of the hashed identifiers; it never leaves the folder. DamageError where it is damaged."""
        return read_secret(self.folder)

    def loader_lock(self, purpose: str, say: Say | None = None) -> AbstractContextManager[None]:
        """Return the lock that one process at a time holds while it changes the lake."""
        return exclusive(self.folder / LOCKS_FOLDER / LOADER_LOCK, purpose, say)

    def attempt_loader_lock(self, purpose: str) -> AbstractContextManager[bool]:
        """Return the same lock for who would rather not wait; it gives whether it is held."""
        return attempt(self.folder / LOCKS_FOLDER / LOADER_LOCK, purpose)

    def is_behind(self) -> bool:
        """Return whether the journal has records that no living process is about to load.

        Segments whose writer lives are left to it: it loads them itself, and reading them at every look would cost.
        """
        cursor = self.lake.current().cursor
        for segment in self.journal.segments():
            if segment.is_sealed:
                if (segment.records or 0) > cursor.get(segment.name, -1) + 1:
                    return True
            elif not has_living_holder(segment_path(self.journal_folder, segment.name)):
                return True
        return False

    @contextmanager
    def bench(self) -> Iterator[tuple[Workbench, Path]]:
        """Give a workbench and a scratch folder, gone afterwards."""
        folder = scratch_folder("load")
        try:
            with Workbench(folder, memory_limit="1GB") as bench:
                yield bench, folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
