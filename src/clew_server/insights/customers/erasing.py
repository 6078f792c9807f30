"""What an erasure removes: counted for the page that asks, removed by the job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clew.customers import identifiers_of
from clew.customers.finding import root_of
from clew.customers.rows import OfOne
from clew_server.accounts.models import Workspace
from clew_server.erasure.person import Person
from clew_server.erasure.purging import purge
from clew_server.erasure.registry import forget_everywhere
from clew_server.lakes.handles import opened

__all__ = ["Theirs", "erase", "theirs_of"]


@dataclass(frozen=True)
class Theirs:
    """What there is of one person: the id that stands for them, rows by table, what else would be removed."""

    customer: str
    counts: dict[str, int]
    identifiers: int
    feedback_ids: tuple[str, ...]
    names: tuple[str, ...]


def theirs_of(workspace: Workspace, customer: str) -> Theirs:
    """Return what there is of a customer, by any id of theirs."""
    handle = opened(workspace.id)

    def look(lake: Any) -> Theirs:
        one = OfOne(root_of(customer, lake), lake, handle.engine)
        rows = one.rows("feedback", lambda found: found.select("feedback_id"))
        counts = {name: _count(one, name) for name in COUNTED if one.has(name)}
        names = identifiers_of([one.customer], lake)[one.customer]
        kept = {name: count for name, count in counts.items() if count}
        ids = tuple(row["feedback_id"] for row in rows)
        return Theirs(one.customer, kept, len(names), ids, (one.customer, customer, *names))

    return handle.retried(look)


COUNTED = ("customers", "feedback", "tickets", "calls", "events", "promises", "purchases", "subscriptions")


def _count(one: OfOne, name: str) -> int:
    (row,) = one.reader.read(one.of(name).aggregate(rows=one.of(name).count())).to_pylist()
    return int(row["rows"])


def erase(workspace: Workspace, customer: str) -> dict[str, int]:
    """Remove a person for good: what every room keeps of them, then all that the library keeps.

    It may be done twice; what the rooms keep is removed first, it cannot be found any more once the rest is gone. They
    are asked once more at the end: somebody may have looked meanwhile. ``is_purged`` is 0 where the database's log
    could not be cut yet (:func:`clew_server.erasure.purging.purge`).
    """
    theirs = theirs_of(workspace, customer)
    person = Person(tuple(dict.fromkeys((customer, *theirs.names))), theirs.feedback_ids)
    removed = sum(forget_everywhere(workspace.id, person).values())
    found = opened(workspace.id).store.erase(customer)
    removed += sum(forget_everywhere(workspace.id, person).values())
    return {**{name: int(count) for name, count in found.items()}, "marks": removed, "is_purged": int(purge())}
