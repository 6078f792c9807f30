"""What came when, and what of it was set aside."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pyarrow.compute as pc

from clew.store.loading.records import ImportDone
from clew.store.loading.system import COUNTS, IMPORTS, MESSAGES, QUARANTINE, read_system
from clew.store.place import Place

__all__ = ["list_imports", "list_rejections"]

_SECOND = 1_000_000


def list_imports(place: Place) -> list[dict[str, Any]]:
    """Return all imports in journal order: id, file, time, tables, rows by fate, whether undone."""
    manifest = place.lake.current()
    counts: dict[str, list[dict[str, Any]]] = {}
    for row in read_system(place.lake, manifest, COUNTS).to_pylist():
        counts.setdefault(row["import_id"], []).append(row)
    return [
        _described(msgspec.json.decode(row["done"], type=ImportDone), counts.get(row["import_id"], []), row["undone"])
        for row in read_system(place.lake, manifest, IMPORTS).to_pylist()
    ]


def list_rejections(place: Place, import_id: str) -> list[dict[str, Any]]:
    """Return what one import set aside, by line."""
    aside = read_system(place.lake, place.lake.current(), QUARANTINE)
    mine = aside.filter(pc.equal(aside["import_id"], import_id)).sort_by(
        [("line", "ascending"), ("column", "ascending")]
    )
    found: list[dict[str, Any]] = mine.select(["table", "line", "row", "column", "reason", "value"]).to_pylist()
    return found


def _is_filled(row: dict[str, Any], done: ImportDone) -> bool:
    """Return whether an import fills a table: messages may fill ten, and name those in which they have rows."""
    return bool(row["rows"]) or not done.is_delivered


def _described(done: ImportDone, counts: list[dict[str, Any]], undone: bool) -> dict[str, Any]:  # noqa: FBT001 - a fact
    fates = ("rows", "accepted", "duplicates", "updated", "conflicts", "rejected")
    counted = [row for row in counts if row["table"] == MESSAGES] if done.is_delivered else counts
    at = datetime.fromtimestamp(done.received_at // _SECOND, UTC).replace(microsecond=done.received_at % _SECOND)
    return {
        "import_id": done.import_id,
        "file": done.file,
        "imported_at": at.isoformat(),
        "format": done.format,
        "sha256": done.sha256,
        "tables": sorted({row["table"] for row in counts if row["table"] != MESSAGES and _is_filled(row, done)}),
        **{fate: sum(row[fate] for row in counted) for fate in fates},
        "undone": undone,
        "remapped": bool(done.came_with) and done.came_with != done.mapping,
        "mends": len(done.standing_mends),
    }
