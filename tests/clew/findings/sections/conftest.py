"""A small company made by hand: tickets of two teams with their histories, calls, promises, walks of contacts."""

from __future__ import annotations

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

import pytest

import clew.api
from clew.findings.asking.workspace_asker import WorkspaceAsker
from clew.findings.wording.language import Language
from clew.findings.work import Work

MONDAY = datetime(2026, 3, 2, 10)  # noqa: DTZ001 - UTC in the files
TICKETS, OPEN, CUSTOMERS = 40, 4, 50


def at(hours: float) -> str:
    return (MONDAY + timedelta(hours=hours)).isoformat()


def tickets():
    """Ticket i is opened at noon of a day, answered i minutes later, solved two days (team B: four) after it began."""
    rows, changes = [], []
    for i in range(TICKETS):
        opened, team = 24 * (i % 5) + 168 * (i // 5), "AB"[i % 2]
        days = 2 if team == "A" else 4
        about = {"topic": ("invoice", "outage")[i % 4 == 3], "kind": ("question", "complaint")[i % 4 == 0]}
        rows.append({"ticket_id": f"t{i}", "customer_id": f"c{i}", "opened_at": at(opened), "team": team, **about})
        said = [(0, "status", "new", "customer"), (i / 60, "reply", "", "agent"), (1, "status", "open", "agent")]
        said += [] if i >= TICKETS - OPEN else [(24 * days, "status", "solved", "agent")]
        changes += [
            {"ticket_id": f"t{i}", "changed_at": at(opened + hours), "what": what, "value": value, "by": by}
            for hours, what, value, by in said
        ]
    return rows, changes


def promises():
    """Ten visits: seven kept in time, two kept 1 and 3 hours late, one never; a refund that is not due for years."""
    late = {7: 1, 8: 3}
    refund = {"promise_id": "r", "customer_id": "c1", "kind": "refund", "made_at": at(0), "due_at": at(50_000)}
    return [
        {"promise_id": f"p{i}", "customer_id": f"c{i}", "kind": "visit", "made_at": at(0), "due_at": at(10 + i),
         "kept_at": "" if i == 9 else at(10 + i + late.get(i, -1))}
        for i in range(10)
    ] + [{**refund, "kept_at": ""}]  # fmt: skip


def walks(seed=3, names=20):
    """Contacts of customers who wander among touchpoints, some far oftener than others."""
    draw = random.Random(seed)  # noqa: S311 - a draw, no secret
    weights = [1 / (1 + place) for place in range(names)]
    rows = []
    for customer in range(CUSTOMERS):
        hours = 0.0
        for step in range(draw.randint(1, 14)):
            place = draw.choices(range(names), weights)[0]
            rows.append({"event_id": f"{customer}-{step}", "customer_id": f"c{customer}", "occurred_at": at(hours),
                         "name": "seen", "touchpoint": f"Place {place}", "initiated_by": "customer"})  # fmt: skip
            hours += draw.choice([1, 5, 30, 400])
    return rows


def write(folder: Path, table: str, rows) -> Path:
    path = folder / f"{table}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture(scope="session")
def company(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sections")
    workspace = clew.api.open(folder / "data")
    workspace.store.set(zone="UTC")
    opened, changes = tickets()
    tables = {"tickets": opened, "ticket_changes": changes, "promises": promises(), "events": walks()}
    tables["customers"] = [{"customer_id": f"c{i}", "first_seen_at": at(-1000)} for i in range(CUSTOMERS)]
    for table, rows in tables.items():
        workspace.import_file(write(folder, table, rows), table=table)
    return workspace


def work_of(workspace) -> Work:
    lake, settings = workspace.store.snapshot(), workspace.store.settings
    asker = WorkspaceAsker(lake, workspace.engine, lake.tables, settings.zone, settings.week_start)
    return Work(asker, {}, Language("en"), lambda _what, _share: None)


@pytest.fixture
def work(company) -> Work:
    return work_of(company)
