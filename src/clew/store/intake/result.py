"""What an import of one file says about itself: the JSON of `clew import`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from clew.errors import ClewError

__all__ = ["SHOWN_REJECTIONS", "FileResult", "shown_rejections"]

#: Rejections that an import's report shows; the rest is asked for by import.
SHOWN_REJECTIONS = 100


@dataclass
class FileResult:
    """What became of one file. ``warnings`` are sentences for people; they are no part of the JSON document.

    ``error`` says why nothing of the file was imported.
    In each table rows = accepted + duplicates + updated + conflicts + rejected.
    """

    file: str
    import_id: str
    tables: list[dict[str, Any]] = field(default_factory=list)
    rejections: list[dict[str, Any]] = field(default_factory=list)
    joins: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    warnings: list[str] = field(default_factory=list)
    error: ClewError | None = None

    def to_document(self) -> dict[str, Any]:
        """Return the JSON document of `clew import` for this file.

        >>> sorted(FileResult("a.csv", "i1").to_document())
        ['file', 'import_id', 'joins', 'rejections', 'seconds', 'tables']
        """
        return {
            "file": self.file,
            "import_id": self.import_id,
            "tables": self.tables,
            "rejections": self.rejections[:SHOWN_REJECTIONS],
            "joins": self.joins,
            "seconds": round(self.seconds, 3),
            **({"error": str(self.error)} if self.error else {}),
        }


def shown_rejections(quarantine: pa.Table, limit: int = SHOWN_REJECTIONS) -> list[dict[str, Any]]:
    """Return the first rejections by line; a piece that several tables miss is shown once."""
    ordered = quarantine.select(["line", "column", "reason", "value"]).sort_by("line")
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in ordered.slice(0, 20 * limit).to_pylist():
        found.setdefault(tuple(row.values()), row)
    return list(found.values())[:limit]
