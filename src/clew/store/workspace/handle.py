"""What every part of a workspace stands on: its place, its clock, its journal, and what was imported."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from clew.errors import UsageError
from clew.store.intake.listing import list_imports
from clew.store.loading.loader import Loaded, Moved, load_news, load_news_if_free
from clew.store.locks import Say
from clew.store.place import Place

__all__ = ["Clock", "Handle", "wall_clock"]

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    """Return the time now, UTC: for when something was received, never for what an answer says."""
    return datetime.now(UTC)


class Handle:
    """The place of a workspace in its data folder, by its id and name.

    ``now`` tells when something is received; answers never depend on it.
    """

    def __init__(self, data: Path, place: Place, name: str, now: Clock = wall_clock) -> None:
        self.data, self.place, self.name, self._now = data, place, name, now

    def __repr__(self) -> str:
        return f"Workspace({self.name!r} in {str(self.data)!r})"

    @property
    def id(self) -> str:
        """The workspace's id: random, never repeated, also the name of its folder."""
        return self.place.workspace_id

    def catch_up(self, *, progress: Moved | None = None, say: Say | None = None, now: Clock | None = None) -> Loaded:
        """Load what the journal has and the tables do not; return what that did."""
        return load_news(self.place, now or self._now, moved=progress, say=say)

    def catch_up_if_free(self) -> bool:
        """Load what the journal has, unless somebody is loading right now; return whether it ran."""
        return load_news_if_free(self.place, self._now)

    def imports(self) -> list[dict[str, Any]]:
        """Return what came when, the undone included: one dictionary an import, in journal order."""
        return list_imports(self.place)

    def _append(self, kind: str, body: bytes, now: Clock) -> None:
        with self.place.journal.writer(now=now) as writer:
            writer.append(kind, body)

    def _known(self, import_id: str) -> dict[str, Any]:
        found = {row["import_id"]: row for row in self.imports()}
        if import_id not in found:
            raise UsageError.unknown("import", import_id, found)
        return found[import_id]
