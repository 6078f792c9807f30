"""A workspace whose answers the test knows one by one, and its viewer."""

from __future__ import annotations

import csv
import random
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.http import QueryDict

from clew.store import open_workspace
from clew_server.accounts import services
from clew_server.configuration import configuration
from clew_server.insights.questions.answering import asking_of
from clew_server.insights.questions.asking.query import Query
from clew_server.lakes.handles import known_workspaces, opened

K = 5
FIRST, DAYS = date(2026, 3, 2), 60
CHANNELS, COUNTRIES = ("web", "call", "shop"), ("pl", "ro")
WEIGHTS = (60, 36, 4)


def answers(count, seed, start=0):
    draw = random.Random(seed)  # noqa: S311 - a test's draws
    return [
        {"feedback_id": f"f{start + at}", "customer_id": f"c{start + at}", "metric": "csat", "scale_min": "1",
         "scale_max": "5", "rating": str(draw.randint(1, 5)), "kind": "survey", "program": "transactional",
         "channel": draw.choices(CHANNELS, WEIGHTS)[0], "country": draw.choice(COUNTRIES),
         "answered_at": f"{FIRST + timedelta(days=int(draw.triangular(0, DAYS, DAYS)))}T{draw.randint(0, 23):02}:00:00"}
        for at in range(count)
    ]  # fmt: skip


class Company:
    """A workspace of its own with answers that the test knows, and its viewer."""

    def __init__(self, folder):
        self.folder, self.rows, self.asked = folder, [], 0
        name = f"asked-{uuid4().hex[:8]}"
        open_workspace(configuration().data, name)
        self.workspace = next(w for w in services.adopt(known_workspaces(configuration().data)) if w.name == name)
        user = services.join(f"{uuid4().hex[:8]}@example.org", "viewer", [self.workspace])
        self.member = SimpleNamespace(role="viewer", user=user, user_id=user.pk, workspace_id=self.workspace.id)

    def add(self, rows):
        self.rows += rows
        file = self.folder / f"{uuid4().hex}.csv"
        with file.open("w", newline="") as out:
            writer = csv.DictWriter(out, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        opened(self.workspace.id).import_file(file, table="feedback")
        tables = {table["name"]: table["rows"] for table in opened(self.workspace.id).tables()}
        assert tables["feedback"] == len(self.rows)

    def seen(self, query):
        """Return what the viewer sees of a query."""
        self.asked += 1
        reader = SimpleNamespace(member=self.member, workspace=self.workspace, GET=QueryDict())
        return asking_of(reader, query).answer()

    def ask(self, **words):
        """Ask as the viewer; return what was shown: of each figure the places of its rows."""
        query = Query(**{"metric": "csat", "period": "all", **words})
        found = self.seen(query)
        shown = []
        for row in found.answer.rows:
            if found.is_hidden(row) or not row.n:
                assert found.is_hidden(row) or row.value is None
                continue
            places = [at for at, each in enumerate(self.rows) if _is_in(each, query, row)]
            if found.shown_at is None:
                assert len(places) == row.n, "the test counts as the product does"
                shown.append(frozenset(places))
        return found, shown


def _is_in(each, query, row):
    day = each["answered_at"][:10]
    if query.period == "own" and not query.first <= day <= query.last:
        return False
    if any(each[name] != value for name, value in row.dimensions.items()):
        return False
    if row.period:
        when = datetime.fromisoformat(day)
        said = f"{when.isocalendar()[0]}-W{when.isocalendar()[1]:02}" if query.every == "week" else day[:7]
        if said != row.period:
            return False
    allowed = {}
    for text in query.where:
        if "!=" in text:
            name, value = text.split("!=")
            if each[name] == value:
                return False
        else:
            name, value = text.split("=")
            allowed.setdefault(name, set()).add(value)
    return all(each[name] in values for name, values in allowed.items())
