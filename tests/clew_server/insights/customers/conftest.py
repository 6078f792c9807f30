"""A shop with a customer who wrote much and one who wrote little, and its addresses."""

from __future__ import annotations

import json

import pytest

from clew.store import open_workspace
from clew_server.accounts import services
from clew_server.configuration import configuration
from clew_server.lakes.handles import close_all, known_workspaces, opened

XSS = "<script>alert(1)</script>"
ROWS = {
    "customers": [{"customer_id": "kowalska-77", "country": "PL", "traits": json.dumps({"plan": XSS})}],
    "feedback": [
        {"feedback_id": f"f{n}", "customer_id": "kowalska-77" if n < 70 else "other-12",
         "answered_at": f"2026-03-{n % 28 + 1:02d}T23:30:00Z", "verbatim": f"faktura {n} {XSS}", "metric": "nps",
         "rating": 3, "scale_min": 0, "scale_max": 10, "program": "relationship", "order_id": "o-1"}
        for n in range(72)
    ],
    "tickets": [{"ticket_id": "t-1", "customer_id": "kowalska-77", "opened_at": "2026-03-05T10:00:00Z"}],
    "promises": [{"promise_id": "p-1", "customer_id": "kowalska-77", "made_at": "2026-03-01", "due_at": "2026-03-02",
                  "kept_at": "2026-03-09"}],
}  # fmt: skip


@pytest.fixture
def shop(data, people, workspaces, tmp_path):
    """A workspace of its own, with one customer who wrote much and one who wrote little."""
    name = f"shop-{tmp_path.name}"
    store = open_workspace(data, name)
    for table, rows in ROWS.items():
        path = tmp_path / f"{table}.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        store.import_files([path], table=table)
    close_all()
    found = {one.name: one for one in services.adopt(known_workspaces(configuration().data))}[name]
    for role in ("owner", "analyst", "agent", "viewer"):
        services.join(f"{role}@example.org", role, [found])
    yield found
    opened(found.id).close()


@pytest.fixture
def at(page, shop):
    def address(route: str, query: str = "", **ids) -> str:
        return f"{page(route, shop.id, **ids)}{'?' + query if query else ''}"

    return address
