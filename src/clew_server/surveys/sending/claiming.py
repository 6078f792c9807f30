"""Take one message to send it: looked at again, written into the ledger, marked as being sent, in one transaction."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, QuerySet
from django.utils import timezone

from clew.errors import ClewError
from clew_server.surveys.asking.ledger import (
    Seen,
    claim,
    keys_of_participant,
    look,
    may_remind,
    own_keys_of,
    take_back,
)
from clew_server.surveys.asking.reasons import FINAL
from clew_server.surveys.asking.suppressed import silencing
from clew_server.surveys.models import Delivery, Distribution, Participant, Suppression
from clew_server.surveys.models.ways import ENDED, RUNNING
from clew_server.surveys.sending.due import Due, free, gap_before
from clew_server.surveys.sending.pace import take_place
from clew_server.surveys.sending.states import ARRIVED, REFUSED, REMINDED, SENDING

__all__ = ["Claimed", "take"]

_log = logging.getLogger("clew_server.surveys")


@dataclass(frozen=True)
class Claimed:
    """A message that is this process's to send. ``begun_at`` is the fence: who comes back late writes nothing."""

    id: UUID
    number: int
    begun_at: datetime
    participant: Participant
    distribution: Distribution

    @property
    def mine(self) -> QuerySet[Delivery]:
        """The delivery as long as nobody else has taken it."""
        return Delivery.objects.filter(id=self.id, begun_at=self.begun_at)

    def mark_handed(self) -> bool:
        """Return whether it may be handed over now, and write that it is: not to whom nobody may ask any more."""
        still = {"participant__distribution__state": RUNNING, "participant__distribution__survey__deleted_at": None}
        wanted = self.mine.filter(~Exists(self._suppressed), state=SENDING, handed_at=None, **still)
        wanted = wanted.filter(participant__state__in=REMINDED)
        return bool(Delivery.objects.filter(id__in=wanted.values("id")).update(handed_at=timezone.now()))

    @property
    def _suppressed(self) -> QuerySet[Suppression]:
        """What stands of the recipient on the suppression list, by whatever way out they came onto it."""
        whose, workspace_id = self.participant, self.distribution.survey.workspace_id
        return silencing(workspace_id, own_keys_of(whose, workspace_id), keys_of_participant(whose, workspace_id))


def take(due: Due, now: datetime) -> Claimed | None:
    """Return a message that is due, now this process's; None where it is not to be sent, or somebody else has it.

    What the data say is read first: nobody who writes waits for it. Where they cannot be read it is not sent now.

    Raises:
        HeldError: as many left this hour as may.
    """
    try:
        seen = _look(due, now)
    except ClewError:
        _log.warning("an invitation of a survey (%s) waits: the data cannot be read", due.participant_id, exc_info=True)
        return None
    with transaction.atomic():
        participant = _participant(due.participant_id)
        if participant is None:
            return None
        delivery = _again(participant, due.number, now) or _first(participant, due.number, now, seen)
        if delivery is None:
            return None
        take_place(participant.distribution)
    return Claimed(delivery.id, due.number, now, participant, participant.distribution)


def _look(due: Due, now: datetime) -> Seen | None:
    """Return what the data say of somebody who is to be invited; None of everybody else: nothing is asked of them."""
    participant = None if due.number else _running(due.participant_id).filter(state="planned").first()
    return look(participant, now) if participant is not None else None


def _participant(participant_id: UUID) -> Participant | None:
    """Return a participant whose way out is running; nobody else takes a message of theirs until this is decided."""
    return _running(participant_id).select_for_update(of=("self",)).first()


def _running(participant_id: UUID) -> QuerySet[Participant]:
    found = Participant.objects.select_related("distribution__survey").filter(id=participant_id)
    return found.filter(distribution__state=RUNNING, distribution__survey__deleted_at=None)


def _first(participant: Participant, number: int, now: datetime, seen: Seen | None) -> Delivery | None:
    """Return a message that nobody has begun; the ledger says whether it may be, and remembers an invitation.

    A reminder that may never be sent is written down as refused: it would stay due, and others wait behind it.
    """
    if Delivery.objects.filter(participant=participant, number=number).exists():
        return None
    if number == 0 and seen is None:  # it came to be planned just now: the data are not read while others wait
        return None
    reason = claim(participant, now, seen) if number == 0 else _may_remind(participant, number, now)
    if reason == "quota":
        _end(participant.distribution, reason, now)
    elif number > 0 and reason in FINAL:
        Delivery.objects.create(participant=participant, number=number, state=REFUSED, error=reason)
    if reason:
        return None
    return Delivery.objects.create(participant=participant, number=number, state=SENDING, begun_at=now, tries=1)


def _again(participant: Participant, number: int, now: datetime) -> Delivery | None:
    """Return a message that was put off, or left by a process that died before it was handed over."""
    found = Delivery.objects.select_for_update().filter(free(now), participant=participant, number=number).first()
    if found is None:
        return None
    reason = may_remind(participant, now)
    if reason == "quota":
        _end(participant.distribution, reason, now)
    elif reason in FINAL:
        _give_up(participant, found, reason)
    if reason:
        return None
    Delivery.objects.filter(id=found.id).update(
        state=SENDING, begun_at=now, handed_at=None, next_at=None, tries=F("tries") + 1
    )
    found.refresh_from_db()
    return found


def _give_up(participant: Participant, delivery: Delivery, reason: str) -> None:
    """Send a message never: it would wait for ever, and others behind it. Whom no invitation reached was not asked."""
    Delivery.objects.filter(id=delivery.id).update(state=REFUSED, error=reason, next_at=None)
    if delivery.number == 0:
        take_back(participant, reason)


def _may_remind(participant: Participant, number: int, now: datetime) -> str:
    gap = gap_before(participant.distribution, number)
    before = Delivery.objects.filter(participant=participant, number=number - 1, state__in=ARRIVED)
    if gap is None or participant.state not in REMINDED or not before.filter(handed_at__lte=now - gap).exists():
        return "not_due"
    return may_remind(participant, now)


def _end(distribution: Distribution, reason: str, now: datetime) -> None:
    mine = Distribution.objects.filter(pk=distribution.pk, state=RUNNING)
    mine.update(state=ENDED, reason=reason, ended_at=now)
