"""Words that nobody may read yet, since too few wrote any: rooms say of which surveys, and no page here shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from clew.questions.question import Filter

__all__ = ["HOLDS", "held_back", "holds_back", "texts_of"]

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
    names = {name for hold in HOLDS.values() for name in hold(workspace_id)}
    return [Filter("properties.survey", "!=", name) for name in sorted(names)]


def texts_of(filters: Iterable[Filter]) -> list[str]:
    """Return filters as an address writes them, for a job."""
    return [f"{one.field}{one.operator}{one.value}" for one in filters]
