"""After a restore nobody is asked again who was asked since the copy was taken, nor who said never again since.

What was sent cannot be taken back, so of that the database that is replaced knows more than the copy. It is read as
SQLite attached beside the copy; whatever it says or not, ways out that write to people wait until somebody has looked.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from clew_server.jobs.models import QUEUED, STOPPED, Job
from clew_server.jobs.models import RUNNING as DOING
from clew_server.surveys.asking.jobs import START
from clew_server.surveys.models import Contact, Delivery, Distribution, Participant, Suppression
from clew_server.surveys.models.ways import EMAIL, EVENT, FILE, PAUSED, RUNNING, SMS

__all__ = ["RESTORED", "asks_anybody", "carry_over", "pause_all"]

#: Why a way out is paused: see :mod:`clew_server.surveys.asking.reasons`.
RESTORED = "restored"
#: Those that write to people, or whose links do.
_KINDS = (EMAIL, SMS, FILE, EVENT)


def asks_anybody() -> bool:
    """Return whether there are ways out that write to people."""
    return Distribution.objects.filter(kind__in=_KINDS).exists()


def pause_all() -> int:
    """Return how many ways out would have written to people, and wait now; none is started by what was queued."""
    begun = Job.objects.filter(kind=START, state__in=(QUEUED, DOING))
    begun.update(state=STOPPED, ended_at=timezone.now(), unique=None)
    return Distribution.objects.filter(state=RUNNING, kind__in=_KINDS).update(state=PAUSED, reason=RESTORED)


def carry_over(replaced: Path) -> bool:
    """Return whether it could be read in the SQLite file ``replaced`` who was asked or opted out since; it is kept.

    Kept is whatever holds somebody back: the suppression list, the contact ledger, and of ways out and participants
    that the copy has, every message and who was asked. Answers since are gone, so nobody has finished by this.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("ATTACH DATABASE %s AS replaced", [f"{replaced.resolve().as_uri()}?mode=ro"])
            try:
                with transaction.atomic():
                    for statement in _statements():
                        cursor.execute(statement)
            finally:
                cursor.execute("DETACH DATABASE replaced")
    except DatabaseError:
        return False
    return True


def _statements() -> Iterable[str]:
    yield _copied(Suppression, "OR IGNORE", "workspace_id IN (SELECT id FROM main.accounts_workspace)")
    yield from _opted_out(_table(Suppression))
    ledger, ways, people = _table(Contact), _table(Distribution), _table(Participant)
    yield _copied(
        Contact, "OR IGNORE", "workspace_id IN (SELECT id FROM main.accounts_workspace)",
        distribution_id=f"(SELECT id FROM main.{ways} WHERE id = {ledger}.distribution_id)",  # noqa: S608 - names of ours
    )  # fmt: skip
    yield _copied(Delivery, "OR REPLACE", f"participant_id IN (SELECT id FROM main.{people})")  # noqa: S608 - ours
    yield from _asked(people)


def _opted_out(suppressed: str) -> Iterable[str]:
    """Yield what makes of everybody who was held back for another reason somebody who opted out."""
    since = f"SELECT workspace_id, person FROM replaced.{suppressed} WHERE reason = 'opted_out'"  # noqa: S608 - ours
    yield f"UPDATE main.{suppressed} SET reason = 'opted_out' WHERE (workspace_id, person) IN ({since})"  # noqa: S608


def _asked(people: str) -> Iterable[str]:
    """Yield what makes of participants who are still to be asked in the copy what became of them since."""
    yield (
        f"UPDATE main.{people} SET revision = revision + 1, (state, reason, asked_at) ="  # noqa: S608 - names of ours
        " (SELECT CASE WHEN since.state IN ('spared', 'opted_out') THEN since.state ELSE 'asked' END, since.reason,"
        f" since.asked_at FROM replaced.{people} AS since WHERE since.id = main.{people}.id)"
        f" WHERE state = 'planned' AND id IN (SELECT id FROM replaced.{people} WHERE state <> 'planned')"
    )
    yield (
        f"UPDATE main.{people} SET revision = revision + 1, state = 'opted_out' WHERE state <> 'opted_out'"  # noqa: S608
        f" AND id IN (SELECT id FROM replaced.{people} WHERE state = 'opted_out')"
    )


def _copied(model: type[models.Model], how: str, where: str, **instead: str) -> str:
    """Return what copies the rows of one table; a table of an earlier version that lacks a column is an error."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's own name for it
    columns = [field.column for field in fields if field.column is not None]
    chosen, table = ", ".join(instead.get(column, column) for column in columns), _table(model)
    return (
        f"INSERT {how} INTO main.{table} ({', '.join(columns)})"  # noqa: S608 - names of ours
        f" SELECT {chosen} FROM replaced.{table} WHERE {where}"
    )


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 - Django's own name for it
