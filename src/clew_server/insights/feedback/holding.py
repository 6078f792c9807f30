"""Words that nobody may read yet, since too few wrote any: rooms say of which surveys, and no page here shows them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from clew.questions.question import Filter

__all__ = ["HOLDS", "held_back", "holds_back", "texts_of", "without_words"]

#: Takes the workspace; returns the names of surveys whose words are held back.
Hold = Callable[[UUID], Iterable[str]]
HOLDS: dict[str, Hold] = {}


def holds_back(room: str) -> Callable[[Hold], Hold]:
    """Register what ``room`` holds back; in the room's ``holding.py``, which is found by itself."""

    def register(hold: Hold) -> Hold:
        HOLDS[room] = hold
        return hold

    return register


def held_back(workspace_id: UUID) -> list[Filter]:
    """Return the filters that leave out what is held back; none where nothing is."""
    return [Filter("properties.survey", "!=", name) for name in sorted(_names(workspace_id))]


def without_words(workspace_id: UUID, rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return rows of a table with no words in those of surveys that are held back."""
    names = _names(workspace_id)
    return [{**row, "verbatim": None} if row.get("verbatim") and _survey(row) in names else row for row in rows]


def _names(workspace_id: UUID) -> set[str]:
    return {name for hold in HOLDS.values() for name in hold(workspace_id)}


def _survey(row: dict[str, Any]) -> str:
    kept = row.get("properties")
    properties = json.loads(kept) if isinstance(kept, str) else kept
    return str(properties.get("survey", "")) if isinstance(properties, dict) else ""


def texts_of(filters: Iterable[Filter]) -> list[str]:
    """Return filters as an address writes them, for a job."""
    return [f"{one.field}{one.operator}{one.value}" for one in filters]
