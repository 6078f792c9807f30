"""Start a way out: who is asked, and who is spared, is written down as the dry run says; then it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from clew.errors import UsageError
from clew_server.surveys.asking.planning import Decision, Plan, plan, why_not_anonymous
from clew_server.surveys.asking.whom.changing import hold
from clew_server.surveys.asking.whom.erased import Erased
from clew_server.surveys.asking.whom.frame import CHUNK, keep_aliases, row_of, whom_of
from clew_server.surveys.asking.whom.person import Person
from clew_server.surveys.models import Alias, Distribution, Participant
from clew_server.surveys.models.ways import PLANNED, RUNNING

__all__ = ["start"]


def start(
    distribution: Distribution, now: datetime, tell: Callable[[str, float | None], None] = lambda *_: None
) -> Plan:
    """Write down who is asked and who is spared, then let the way out run; return what was planned.

    Nobody is asked before all is written: until then it counts as not started, and starting again begins anew.

    Raises:
        UsageError: it is started already, or cannot be: see :func:`plan`, :func:`why_not_anonymous`.
    """
    with _held(distribution):  # who is changing its list is waited for
        pass
    found = plan(distribution, now)
    if why := why_not_anonymous(distribution, len(found.asked)):
        raise UsageError(why)
    mine = Participant.objects.filter(distribution=distribution)
    with _held(distribution):
        if whom_of(distribution).kind != "list":
            mine.delete()
        Alias.objects.filter(participant__distribution=distribution).delete()
    places = {row.person: row for row in mine.iterator()}
    for begin in range(0, len(found.decisions), CHUNK):
        tell("", begin / len(found.decisions))
        with _held(distribution):
            _write(distribution, found.decisions[begin : begin + CHUNK], places, now)
    _run(distribution, now)
    distribution.refresh_from_db()
    return found


@contextmanager
def _held(distribution: Distribution) -> Iterator[None]:
    """Write while nobody else starts it: who comes late, when another has, changes nobody who was asked meanwhile."""
    with transaction.atomic():
        hold(distribution)
        if distribution.state != PLANNED:
            raise UsageError("This is started already.")
        yield


def _write(
    distribution: Distribution, decisions: Sequence[Decision], places: dict[str, Participant], now: datetime
) -> None:
    new: list[Participant] = []
    known: list[Participant] = []
    asked: list[tuple[Participant, Person]] = []
    for one in decisions:
        row = places.get(one.person.key)
        into = known if row else new
        row = row or row_of(distribution, one.person)
        row.state, row.reason = ("spared", one.reason) if one.reason else ("planned", "")
        row.probability, row.due_at = one.probability, now
        into.append(row)
        if not one.reason:
            asked.append((row, one.person))
    Participant.objects.bulk_create(new)
    _update(known, now)
    keep_aliases(asked)


def _update(known: Sequence[Participant], now: datetime) -> None:
    """Write what becomes of those who were there: of all who are alike at once, else each row would search them all."""
    alike: dict[tuple[str, str, float], list[UUID]] = {}
    for row in known:
        alike.setdefault((row.state, row.reason, row.probability), []).append(row.pk)
    for (state, reason, probability), pks in alike.items():
        mine = Participant.objects.filter(pk__in=pks)
        mine.update(state=state, reason=reason, probability=probability, due_at=now)


def _run(distribution: Distribution, now: datetime) -> None:
    """Let it run with all who were planned and nobody else: not who was erased meanwhile, or came onto the list."""
    rows = Participant.objects.filter(distribution=distribution)
    erased = Erased(distribution.survey.workspace_id)  # of all who are written by now: who is erased later goes by that
    names = rows.values_list("pk", "customer_id", "address").iterator()
    gone = [pk for pk, *who in names if erased.has(*who)]  # before anything is locked: each is hashed
    for begin in range(0, len(gone), CHUNK):
        rows.filter(pk__in=gone[begin : begin + CHUNK]).delete()
    with _held(distribution):
        rows.exclude(due_at=now).delete()  # all who were planned are due at that moment, and nobody else is
        Distribution.objects.filter(pk=distribution.pk).update(state=RUNNING, started_at=now, ended_at=None, reason="")
