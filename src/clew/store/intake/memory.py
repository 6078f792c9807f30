"""Which mappings are remembered, by the header of the files they read; what was forgotten, and remembered again."""

from __future__ import annotations

from collections.abc import Mapping as Documents
from datetime import UTC, datetime, timedelta
from typing import Any

from clew.errors import UsageError
from clew.importers import Mapping
from clew.importers.presets.recognise import recognise_header
from clew.store.lake.lake import microseconds
from clew.store.loading.history import History
from clew.store.loading.records import ImportDone
from clew.store.loading.working import Working
from clew.store.place import Place
from clew.store.settings import Settings

__all__ = ["FORGOTTEN", "Memory", "forgetting", "list_mappings", "memory_of", "remembering"]

#: The kind of document that says what was forgotten. Its name is the fingerprint of the header; ``times`` has one item
#: for each time it was forgotten: ``until`` (the last import with that header then) and ``at``.
FORGOTTEN = "forgotten"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Memory:
    """The imports whose mappings serve for later files: those that stand and whose header was not forgotten since."""

    def __init__(self, history: History, forgotten: Documents[str, Any]) -> None:
        self.history, self._forgotten = history, forgotten

    def standing(self) -> list[ImportDone]:
        """Return the remembered imports, in journal order."""
        order = self.history.order
        return [done for done in self.history.standing() if not self._is_forgotten(done, order)]

    def mapping(self, wanted: str) -> Mapping:
        """Return a mapping by its hash."""
        return self.history.mapping(wanted)

    def forgotten_at(self, fingerprint: str) -> str | None:
        """Return when the header was last forgotten; None where it was not."""
        times = self.times_of(fingerprint)
        return times[-1]["at"] if times else None

    def _is_forgotten(self, done: ImportDone, order: dict[str, int]) -> bool:
        """Whether an import came before its header was forgotten, and its mapping was not corrected after that."""
        times = self.times_of(done.fingerprint)
        if not times:
            return False
        until, at = times[-1]["until"], microseconds(datetime.fromisoformat(times[-1]["at"]))
        is_earlier = order[done.import_id] <= order.get(until, -1)
        return is_earlier and not (done.remapped is not None and done.remapped[0] > at)

    def times_of(self, fingerprint: str) -> list[dict[str, str]]:
        """Return each time that the header was forgotten and not remembered again."""
        found: list[dict[str, str]] = self._forgotten.get(fingerprint, {}).get("times", [])
        return found


def memory_of(place: Place) -> Memory:
    """Return what a workspace remembers as of its current lake version."""
    manifest = place.lake.current()
    return Memory(History.read(Working(place.lake, manifest)), Settings.of(manifest.settings).documents[FORGOTTEN])


def list_mappings(place: Place) -> list[dict[str, Any]]:
    """Return one dictionary a header whose imports stand, the last used first; ``forgotten_at`` None: remembered."""
    memory = memory_of(place)
    remembered = {done.fingerprint: done for done in memory.standing()}
    last: dict[str, ImportDone] = {}
    counts: dict[str, int] = {}
    for done in memory.history.standing():
        last[done.fingerprint] = done
        counts[done.fingerprint] = counts.get(done.fingerprint, 0) + 1
    return [
        _described(remembered.get(name, done), counts[name], memory, is_forgotten=name not in remembered)
        for name, done in sorted(last.items(), key=lambda item: item[1].place, reverse=True)
    ]


def _described(done: ImportDone, count: int, memory: Memory, *, is_forgotten: bool) -> dict[str, Any]:
    preset = recognise_header(done.columns, done.format)
    return {
        "header": done.fingerprint,
        "file": done.file,
        "import_id": done.import_id,
        "format": done.format,
        "columns": list(done.columns),
        "preset": preset.title if preset else None,
        "tables": list(memory.mapping(done.mapping).tables),
        "imports": count,
        "used_at": (_EPOCH + timedelta(microseconds=done.received_at)).isoformat(),
        "forgotten_at": memory.forgotten_at(done.fingerprint) if is_forgotten else None,
    }


def forgetting(memory: Memory, header: str, now: datetime) -> dict[str, Any]:
    """Return the document by which the mapping of a header is forgotten.

    Raises:
        UsageError: no mapping of such a header is remembered.
    """
    mine = [done.import_id for done in memory.standing() if done.fingerprint == header]
    if not mine:
        raise UsageError(f"No mapping is remembered for the header {header}.")
    return {"times": [*memory.times_of(header), {"until": mine[-1], "at": now.isoformat()}]}


def remembering(memory: Memory, header: str) -> dict[str, Any] | None:
    """Return the document by which a header is as it was before it was last forgotten; None: there is none any more.

    Raises:
        UsageError: it was not forgotten.
    """
    if memory.forgotten_at(header) is None:
        raise UsageError(f"The mapping of the header {header} was not forgotten.")
    times = memory.times_of(header)[:-1]
    return {"times": times} if times else None
