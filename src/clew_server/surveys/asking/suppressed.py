"""Who stands on the suppression list, and whom that silences: a message that came back says nothing of the person.

An address that there is not is one address: who has another is asked there. Whatever else the list says, it says of
the person, under every key of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from clew_server.surveys.asking.reasons import FINAL
from clew_server.surveys.models import Suppression

__all__ = ["BOUNCED", "silencing", "suppressed", "why_silent"]

BOUNCED = "bounced"


def suppressed(workspace_id: UUID, keys: Sequence[str] | None = None) -> dict[str, str]:
    """Return why each key is on the list that stands there; of a few, where ``keys`` name them."""
    mine = {} if keys is None else {"person__in": keys}
    rows = Suppression.objects.filter(workspace_id=workspace_id, **mine).values_list("person", "reason")
    return {person: reason if reason in FINAL else "by_hand" for person, reason in rows.iterator()}


def why_silent(listed: Mapping[str, str], own: Iterable[str], keys: Iterable[str]) -> str:
    """Return why somebody is not to be asked at an address, empty where they may be.

    ``own`` are the keys of their id and of that address; ``keys`` are all of theirs.

    >>> listed = {"old address": "bounced", "number": "opted_out"}
    >>> why_silent(listed, ["id", "new address"], ["id", "new address", "old address"])
    ''
    >>> why_silent(listed, ["old address"], ["id", "old address"])
    'bounced'
    >>> why_silent(listed, ["old address"], ["old address", "number"])
    'opted_out'
    """
    said = {listed[key] for key in keys if key in listed} - {BOUNCED}
    said |= {listed[key] for key in own if key in listed}
    return "opted_out" if "opted_out" in said else min(said, default="")


def silencing(workspace_id: UUID, own: Sequence[str], keys: Sequence[str]) -> QuerySet[Suppression]:
    """Return the rows of the list for which somebody is not to be asked at an address: see :func:`why_silent`."""
    said = Q(person__in=own) | (Q(person__in=keys) & ~Q(reason=BOUNCED))
    return Suppression.objects.filter(said, workspace_id=workspace_id)
