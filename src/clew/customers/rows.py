"""The rows of one customer, table by table, as the engine reads them; what several parts need is read once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import Any

from clew.metrics.metric import MOMENTS
from clew.metrics.rows.fields import find_field
from clew.questions.gathering.lake import Engine, Lake, Reader
from clew.questions.gathering.rows import known_times

__all__ = ["OfOne"]

#: Rows of one customer that are read at most of tables that are read as a whole.
MOST = 10_000


class OfOne:
    """One customer (the id that stands for them) in one lake version, as of a moment."""

    def __init__(self, customer: str, lake: Lake, engine: Engine, as_of: datetime | None = None) -> None:
        self.customer = customer
        self.reader = Reader(lake, engine)
        self.tables = self.reader.tables()
        self._as_of = as_of

    @cached_property
    def as_of(self) -> datetime | None:
        """The moment: the one that was given, or the latest time at which anything happened."""
        return self._as_of or self.reader.latest(*(name for name in self.tables if self.has(name)))

    @cached_property
    def parameters(self) -> dict[str, str]:
        """What derived fields and segments listen to."""
        first, last = known_times([self.reader.span(name) for name in self.tables if self.has(name)])
        moment = {"as_of": self.as_of.isoformat()} if self.as_of else {}
        ends = {"first": first.isoformat(), "last": last.isoformat()}
        return {**MOMENTS, **moment, **ends, "zone": self.zone, "rules": self.reader.rules}

    @property
    def zone(self) -> str:
        """The workspace's time zone."""
        return str(getattr(getattr(self.reader.lake, "settings", None), "zone", "UTC"))

    def has(self, table: str) -> bool:
        """Return whether anything ever came for ``table``."""
        view = self.reader.lake.views.get(table)
        return view is not None and bool(view.files or view.dirty)

    def of(self, table: str) -> Any:
        """Return the customer's rows of ``table`` as an expression."""
        return self.tables[table].filter(self.tables[table].customer_id == self.customer)

    def rows(self, table: str, chosen: Callable[[Any], Any] = lambda rows: rows) -> list[dict[str, Any]]:
        """Return what ``chosen`` makes of the customer's rows of ``table``; none where nothing came for it."""
        if not self.has(table):
            return []
        found: list[dict[str, Any]] = self.reader.read(chosen(self.of(table)).limit(MOST)).to_pylist()
        return found

    @cached_property
    def tickets(self) -> list[dict[str, Any]]:
        """Their tickets."""
        return self.rows("tickets")

    @cached_property
    def changes(self) -> list[dict[str, Any]]:
        """What changed in their tickets, in order."""
        if not (self.tickets and self.has("ticket_changes")):
            return []
        table = self.tables["ticket_changes"]
        theirs = table.semi_join(self.of("tickets"), "ticket_id")
        ordered = theirs.order_by([theirs.changed_at.desc(), theirs.ticket_id, theirs.ordinal, theirs.what])
        found: list[dict[str, Any]] = self.reader.read(ordered.limit(MOST)).to_pylist()
        return found

    @cached_property
    def promises(self) -> list[dict[str, Any]]:
        """Promises made to them, each with ``kept``: yes, no, not due."""
        kept = find_field("kept", "promises")
        return self.rows("promises", lambda rows: rows.mutate(kept=kept.read(rows, self.parameters)))

    @cached_property
    def subscriptions(self) -> list[dict[str, Any]]:
        """Their contracts."""
        return self.rows("subscriptions")
