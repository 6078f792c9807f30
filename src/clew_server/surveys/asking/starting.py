"""Start a way out: who is asked, and who is spared, is written down as the dry run says; then it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

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
    with transaction.atomic():  # who is changing its list is waited for
        _check_planned(distribution)
    found = plan(distribution, now)
    if why := why_not_anonymous(distribution, len(found.asked)):
        raise UsageError(why)
    mine = Participant.objects.filter(distribution=distribution)
    if whom_of(distribution).kind != "list":
        mine.delete()
    Alias.objects.filter(participant__distribution=distribution).delete()
    places = {row.person: row for row in mine.iterator()}
    for begin in range(0, len(found.decisions), CHUNK):
        tell("", begin / len(found.decisions))
        _write(distribution, found.decisions[begin : begin + CHUNK], places, now)
    _run(distribution, found, now)
    distribution.refresh_from_db()
    return found


def _check_planned(distribution: Distribution) -> None:
    hold(distribution)
    if distribution.state != PLANNED:
        raise UsageError("This is started already.")


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
    Participant.objects.bulk_update(known, ["state", "reason", "probability", "due_at"])
    keep_aliases(asked)


def _run(distribution: Distribution, found: Plan, now: datetime) -> None:
    """Let it run with all who were planned and nobody else: not who was erased meanwhile, or came onto the list."""
    planned = {one.person.key for one in found.decisions}
    with transaction.atomic():
        _check_planned(distribution)
        erased = Erased(distribution.survey.workspace_id)
        rows = Participant.objects.filter(distribution=distribution)
        names = rows.values_list("pk", "person", "customer_id", "address")
        left = [pk for pk, person, *who in names.iterator() if person not in planned or erased.has(*who)]
        for begin in range(0, len(left), CHUNK):
            rows.filter(pk__in=left[begin : begin + CHUNK]).delete()
        Distribution.objects.filter(pk=distribution.pk).update(state=RUNNING, started_at=now, ended_at=None, reason="")
