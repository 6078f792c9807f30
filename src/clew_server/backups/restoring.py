"""Putting the server's database back with a copy: brought up to date and cleaned where it is staged."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

import clew
from clew.errors import DamageError
from clew.store.erasure import erase_listed
from clew.store.erasure.erased import read_erased
from clew.store.erasure.keyed import PERSON, Keyed
from clew.store.folder import open_workspace, workspace_folders
from clew.tables import TABLES
from clew_server import starting
from clew_server.backups import database
from clew_server.erasure.person import Person

__all__ = ["Restoring", "listed_in"]

ON_POSTGRESQL = "Erased people were removed from the PostgreSQL database as it is; pg_restore brings none back now."
ON_SQLITE = (
    "The server's database is restored too. Its secret key is not in a copy: in a new folder everybody logs in"
    " again, and second factors are set up anew unless SECRET_KEY is the one of before."
)
#: Of surveys: what is known of the time since the copy, and what waits.
CARRIED = "Whom surveys asked since the copy, and who said never again, is kept from the database that was replaced."
NOT_CARRIED = "Whom surveys asked since the copy, and who said never again, is not known."
PAUSED = (
    "Ways out of surveys that were running and write to people are paused ({n}): look at whom each has still to ask,"
    " then resume or end it."
)
#: Of the weekly e-mails of dashboards.
WEEKLY = "Weekly e-mails of dashboards go on at their next time; who unsubscribed since the copy gets none."
WEEKLY_OFF = (
    "Weekly e-mails of dashboards are switched off ({n}), since nobody knows who unsubscribed since the copy: look at"
    " who gets each, then switch it on."
)


class Restoring:
    """One restore of the data folder ``data`` in three steps; ``what`` became of the database, in words ``said``.

    ``paused`` is how many ways out of surveys were running in the copy, and wait now.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.what, self.said = "none", ""
        self.paused = 0
        self._people: dict[UUID, Person] = {}

    def erase_listed(self, workspace: Path) -> None:
        """Erase everybody on the list from a staged workspace, and remember who of them was still in it."""
        self._people[UUID(workspace.name)] = listed_in(workspace)
        erase_listed(workspace)

    def prepare(self, stage: Path) -> None:
        """Bring the staged database up to date and let every room forget who was erased since; nothing is replaced yet.

        A PostgreSQL database is cleaned where it is.
        """
        if not database.is_elsewhere():
            if not database.path_of(stage).exists():
                return
            database.refuse_in_use(self.data)
        starting.prepare(starting.load_django(stage))
        from django.db import connections  # noqa: PLC0415 - once Django is loaded

        from clew_server.erasure.purging import purge  # noqa: PLC0415
        from clew_server.erasure.registry import forget_everywhere  # noqa: PLC0415
        from clew_server.lakes.handles import close_all  # noqa: PLC0415

        waiting = self._hold_back()
        for workspace_id, person in self._people.items():
            forget_everywhere(workspace_id, person)
        purge()
        close_all()
        connections.close_all()
        if database.is_elsewhere():
            self.what, self.said = "postgresql", f"{ON_POSTGRESQL} {waiting}".rstrip()
            return
        _one_file(database.path_of(stage))
        self.what, self.said = "sqlite", f"{ON_SQLITE} {waiting}".rstrip()

    def _hold_back(self) -> str:
        """End what the copy would go on with, and say what waits: nobody is written to again who was since the copy."""
        from django.contrib.sessions.models import Session  # noqa: PLC0415 - once Django is loaded

        replaced = None
        if not database.is_elsewhere():
            Session.objects.all().delete()  # signed with a key that is not in a copy: nobody could read them
            path = database.path_of(self.data)
            replaced = path if path.exists() else None
        return f"{self._hold_surveys(replaced)} {_hold_weekly(replaced)}".strip()

    def _hold_surveys(self, replaced: Path | None) -> str:
        from clew_server.surveys import restoring as surveys  # noqa: PLC0415 - once Django is loaded

        is_known = replaced is not None and surveys.carry_over(replaced)
        self.paused = surveys.pause_all()
        if not surveys.asks_anybody():
            return ""
        told = "" if database.is_elsewhere() else CARRIED if is_known else NOT_CARRIED
        return f"{told} {PAUSED.format(n=self.paused)}".strip() if self.paused else told

    def put(self, stage: Path) -> None:
        """Put the staged database in its place."""
        if self.what == "sqlite":
            database.put(stage, self.data)


def _hold_weekly(replaced: Path | None) -> str:
    """Send no weekly e-mail again, and say what becomes of them; nothing where none is on."""
    from clew_server.insights.dashboards import restoring as dashboards  # noqa: PLC0415 - once Django is loaded

    n = dashboards.send_nothing_again()
    if replaced is not None and dashboards.carry_over(replaced):
        return WEEKLY if n else ""
    dashboards.switch_off()
    return WEEKLY_OFF.format(n=n) if n else ""


def listed_in(workspace: Path) -> Person:
    """Return by which names people on a workspace's list of erased people still stand in its tables."""
    name = next(name for name, folder in workspace_folders(workspace.parent).items() if folder == workspace)
    store = open_workspace(workspace.parent, name, create=False)
    keyed = Keyed(store.place.secret, read_erased(workspace))
    handle = clew.Workspace(store)
    try:
        lake = store.snapshot()
        names: set[str] = set()
        answers: set[str] = set()
        for table in lake.tables:
            if "customer_id" not in TABLES[table].by_name:
                continue
            asked = f'SELECT DISTINCT customer_id AS id FROM "{table}"'  # noqa: S608 - a table of ours
            ids = handle.engine.read(asked, lake.views)["id"].drop_null()
            names |= set(ids.filter(pa.array(keyed.holds(PERSON, ids))).to_pylist())
        held = lake.identifiers
        values = held["value"].cast(pa.string())
        listed = pa.array(keyed.holds(PERSON, values) | keyed.holds(PERSON, held["customer_id"].cast(pa.string())))
        names |= {value for column in ("value", "customer_id") for value in held[column].filter(listed).to_pylist()}
        if names and "feedback" in lake.tables:
            rows = handle.engine.read("SELECT feedback_id, customer_id FROM feedback", lake.views)
            theirs = pc.is_in(rows["customer_id"], value_set=pa.array(sorted(names), pa.string()))
            answers = set(rows["feedback_id"].filter(theirs).to_pylist())
        return Person(tuple(sorted(names)), tuple(sorted(answers)))
    finally:
        handle.close()


def _one_file(path: Path) -> None:
    """Write the log back into the database, so that the one file is all of it.

    Raises:
        DamageError: it is not whole.
    """
    with closing(sqlite3.connect(path)) as own:
        try:
            own.execute("PRAGMA journal_mode=DELETE")
            found = own.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            found = str(error)
    if found != "ok":
        raise DamageError(f"The restored database is damaged and was not put in place: {found}.")
