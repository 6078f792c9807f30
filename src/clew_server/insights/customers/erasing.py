"""What an erasure removes: counted for the page that asks, removed by the job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from clew.customers import identifiers_of
from clew.customers.finding import root_of
from clew.customers.rows import OfOne
from clew_server.accounts.models import Workspace
from clew_server.insights.customers import errands
from clew_server.insights.feedback import services as feedback
from clew_server.insights.prepared import drop_all
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
    """Remove a person for good: what people hung at their words, prepared files, then all that the library keeps.

    It may be done twice; what is removed first cannot be found any more once the rest is gone.
    """
    theirs = theirs_of(workspace, customer)
    removed = feedback.forget(workspace, theirs.feedback_ids, theirs.names)
    drop_all(workspace.id)
    found = opened(workspace.id).store.erase(customer)
    errands.forget(workspace, {customer, *theirs.names})
    return {"rows": int(found["rows"]), "records": int(found["records"]), "marks": removed}
