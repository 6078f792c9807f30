"""What the views of this room look at: the contacts of paths in their order, and a way to run an expression."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import ibis
import pyarrow as pa

from clew.metrics.rows.columns import seconds_between

__all__ = ["COLUMNS", "Steps", "ends", "in_order", "runs"]

#: The columns of :attr:`Steps.rows`; ``position`` orders the contacts of a path and never repeats within it.
COLUMNS = {
    "path": "int64",
    "position": "int64",
    "name": "string",
    "at": "timestamp(6)",
    "actor": "string",
    "team": "string",
    "customer_id": "string",
}


@dataclass(frozen=True, slots=True)
class Steps:
    """The contacts of all paths: ``rows`` is an Ibis table with :data:`COLUMNS`, ``read`` runs an expression.

    ``path`` may be of any type that can be compared. A path whose last contact lies within ``patience`` of ``as_of``
    is still open: its next contact may yet come.
    """

    rows: Any
    read: Callable[[Any], pa.Table]
    as_of: datetime
    patience: timedelta = timedelta(days=30)

    def one(self, expression: Any) -> dict[str, Any]:
        """Return the only row of an expression."""
        (row,) = self.read(expression).to_pylist()
        return dict(row)

    def is_open(self, last_at: Any) -> Any:
        """Return whether a path with its last contact at ``last_at`` (an Ibis column) is still open."""
        return last_at > ibis.literal(self.as_of - self.patience, type="timestamp(6)")


def in_order(rows: Any) -> Any:
    """Return the Ibis window over the contacts of each path, in their order."""
    return ibis.window(group_by=rows.path, order_by=rows.position)


def ends(rows: Any) -> Any:
    """Return one row a path: ``path``, ``events``, ``first_at`` and ``last_at``."""
    grouped = rows.group_by("path")
    return grouped.aggregate(events=rows.count(), first_at=rows["at"].min(), last_at=rows["at"].max())


def runs(rows: Any, column: str = "name") -> Any:
    """Return the rows at which ``column`` changes along each path, consecutive repeats collapsed into the first.

    Added are ``value`` (the column), ``run`` (0, 1, 2, ... within the path) and ``wait``: whole seconds from the
    contact before (null at the start of the path). Rows where the column is not known are left out first, so that
    A, not known, A is one run of A.
    """
    known = rows.filter(rows[column].notnull())
    known = known.mutate(value=known[column])
    along = in_order(known)
    seen = known.mutate(value_before=known.value.lag().over(along), at_before=known["at"].lag().over(along))
    changed = seen.filter(seen.value_before.isnull() | (seen.value_before != seen.value))
    numbered = changed.mutate(run=ibis.row_number().over(in_order(changed)))
    return numbered.mutate(wait=seconds_between(numbered.at_before, numbered["at"])).drop("value_before", "at_before")
