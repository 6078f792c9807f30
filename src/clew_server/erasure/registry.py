"""How each room forgets a person: registered by its name, all called by an erasure."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from clew_server.erasure.person import Person

__all__ = ["FORGETS", "forget_everywhere", "forgets"]

#: Takes the workspace and the person; returns how much was removed or blanked.
Forget = Callable[[UUID, Person], int]
FORGETS: dict[str, Forget] = {}


def forgets(room: str) -> Callable[[Forget], Forget]:
    """Register how ``room`` forgets a person; in the room's ``forgetting.py``, which is found by itself."""

    def register(forget: Forget) -> Forget:
        if FORGETS.get(room, forget).__module__ != forget.__module__:
            raise ValueError(f"Two ways of forgetting are called '{room}'.")
        FORGETS[room] = forget
        return forget

    return register


def forget_everywhere(workspace_id: UUID, person: Person) -> dict[str, int]:
    """Let every room forget the person; return how much each removed, those that had something."""
    found = {room: forget(workspace_id, person) for room, forget in sorted(FORGETS.items())}
    return {room: removed for room, removed in found.items() if removed}
