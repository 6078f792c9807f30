"""How a workspace is: what waits to be loaded, how large things are, what is set aside."""

from __future__ import annotations

from typing import Any

from clew.store.loading.records import read_news
from clew.store.loading.system import IDENTIFIERS, QUARANTINE
from clew.store.locks import is_free
from clew.store.place import LOADER_LOCK, LOCKS_FOLDER, Place

__all__ = ["status_of"]


def status_of(place: Place) -> dict[str, Any]:
    """Return the state in plain numbers; bytes are bytes, ``lag`` counts records that are not in the tables yet."""
    manifest = place.lake.current()
    news = read_news(place.journal, manifest.cursor)
    segments = place.journal.segments()
    return {
        "workspace": place.workspace_id,
        "version": manifest.version,
        "lag": {"records": news.records, "imports": len(news.imports)},
        "is_loading": not is_free(place.folder / LOCKS_FOLDER / LOADER_LOCK),
        "journal": {"segments": len(segments), "bytes": sum(segment.size for segment in segments)},
        "lake": {
            "files": sum(1 for _ in manifest.entries()),
            "bytes": sum(entry.bytes for entry in manifest.entries()),
            "retired_files": len(manifest.retired),
            "retired_bytes": sum(retired.bytes for retired in manifest.retired),
        },
        "tables": {name: entry.rows for name, entry in manifest.tables.items() if not name.startswith("_")},
        "superseded_rows": sum(file.dead for entry in manifest.tables.values() for file in entry.files),
        "quarantine": manifest.table(QUARANTINE).rows,
        "identifiers": manifest.table(IDENTIFIERS).rows,
        **manifest.facts,
    }
