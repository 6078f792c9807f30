"""After a restore no weekly e-mail goes out a second time, nor to anybody who unsubscribed since the copy.

A copy does not know what was sent after it was taken. So nothing that was due before the restore is sent any more; who
unsubscribed is read in the database that is replaced, and where it cannot be, all are switched off until somebody has
looked.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from clew_server.insights.dashboards.models import Mailing, Recipient

__all__ = ["carry_over", "send_nothing_again", "switch_off"]


def send_nothing_again() -> int:
    """Return how many weekly e-mails are on; what was due until now is not sent."""
    Mailing.objects.update(begins_at=timezone.now())
    return Mailing.objects.filter(is_on=True).count()


def carry_over(replaced: Path) -> bool:
    """Return whether it could be read in the SQLite file ``replaced`` who has unsubscribed since; they get no more."""
    asked = f"SELECT id FROM {Recipient._meta.db_table} WHERE unsubscribed_at IS NOT NULL"  # noqa: S608, SLF001 - our name
    try:
        with closing(sqlite3.connect(f"{replaced.resolve().as_uri()}?mode=ro", uri=True)) as own:
            out = [UUID(key) for (key,) in own.execute(asked)]
    except sqlite3.DatabaseError:
        return False
    Recipient.objects.filter(id__in=out, unsubscribed_at=None).update(unsubscribed_at=timezone.now())
    return True


def switch_off() -> None:
    """Send no weekly e-mail until somebody switches it on."""
    Mailing.objects.update(is_on=False)
