"""Who looks again and again at what happened, as a way out does; rows of events and tickets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from clew.customers.happening import Look, Mark, Sought
from clew.engines.duckdb_engine import DuckDBEngine

SINCE, UNTIL = datetime(2026, 1, 5, tzinfo=UTC), datetime(2026, 1, 20, tzinfo=UTC)
DAY = timedelta(days=1)
SOLVED, DELIVERED = Sought(after="ticket_solved"), Sought(after="order_delivered")
VISITED = Sought(after="event", name="Visited")


class Watcher:
    """Looks again and again, as a way out does; ``rows`` counts what was taken from the engine, ``asked`` how often."""

    def __init__(self, desk, sought):
        self.workspace, self.sought, self.mark = desk.workspace, sought, Mark()
        self.engine = DuckDBEngine([desk.workspace.place.folder, desk.workspace.place.cache], threads=1)
        self.rows, self.asked, self.scanned = 0, 0, set()

    def read(self, sql, views, *, many=False):
        found = self.engine.read(sql, views, many=many)
        self.rows, self.asked = self.rows + found.num_rows, self.asked + 1
        self.scanned |= {path for name, view in views.items() if name.startswith("new_") for path in view.files}
        return found

    def look(self, until=UNTIL, since=SINCE, *, keeps=True):
        self.rows, self.asked, self.scanned = 0, 0, set()
        look = Look(self.workspace.snapshot(), self, self.sought, self.mark, since, until)
        told = [one for page in look.pages() for one in page]
        if keeps:
            self.mark = look.mark
        return told

    def names(self, *args, **more):
        return [one.name for one in self.look(*args, **more)]


def event(number, at="2026-01-10", customer="k1", **more):
    return {"event_id": f"e{number}", "customer_id": customer, "occurred_at": at, "name": "Visited", **more}


def ticket(number, changes, **more):
    """A ticket of customer k1, and the changes of its status: (time, status)."""
    row = {"ticket_id": f"t{number}", "customer_id": "k1", "opened_at": "2026-01-02", **more}
    told = [{"ticket_id": f"t{number}", "changed_at": at, "what": "status", "value": value} for at, value in changes]
    return row, told
