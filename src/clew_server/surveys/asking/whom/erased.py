"""Who was erased is asked no more, also where somebody read of them before: by the list of keyed hashes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from clew.store.erasure.erased import read_erased
from clew.store.erasure.keyed import Keyed
from clew_server.lakes.handles import opened
from clew_server.surveys.asking.whom.person import Person

__all__ = ["Erased", "known_only"]


class Erased:
    """Who was erased from a workspace until this was made.

    Who writes participants looks after writing them. An erasure puts the person on the list before it forgets them for
    the last time: so whoever is not on it yet is forgotten then.
    """

    def __init__(self, workspace_id: UUID) -> None:
        place = opened(workspace_id).store.place
        self._listed = Keyed(place.secret, read_erased(place.folder))

    def has(self, customer_id: str, address: str) -> bool:
        """Return whether somebody of that id or address was erased."""
        return bool(self._listed.hashes) and any(self._listed.names(name) for name in (customer_id, address) if name)


def known_only(workspace_id: UUID, people: Sequence[Person]) -> list[Person]:
    """Return people without those who were erased: a list may still name them."""
    erased = Erased(workspace_id)
    return [one for one in people if not erased.has(one.customer_id, one.address)]
