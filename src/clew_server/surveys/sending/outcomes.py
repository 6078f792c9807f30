"""Write down what became of a message; who was never reached was not asked, and the ledger forgets that they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from clew_server.surveys.asking.ledger import forget_asking, keys_of_participant, take_back
from clew_server.surveys.models import Delivery, Distribution, Participant, Suppression
from clew_server.surveys.models.asking import LONGEST_ERROR
from clew_server.surveys.models.ways import PAUSED, RUNNING
from clew_server.surveys.persons import keys_of
from clew_server.surveys.sending.claiming import Claimed
from clew_server.surveys.sending.due import AWAY
from clew_server.surveys.sending.states import (
    AWAY_PAUSE,
    BOUNCED,
    DELIVERED,
    FAULT,
    LEASE,
    MOST_TRIES,
    OPENED,
    OUT,
    PAUSES,
    PLANNED,
    REFUSED,
    SENDING,
    SENT,
    UNCLEAR,
    Verdict,
)

__all__ = ["believed", "bounce", "settle_left", "suppress", "write_down"]

#: A way out pauses by itself where so many messages came back, and they are more than this share of the last ones.
MANY, SHARE, LAST = 20, 0.2, 200
#: And where of so many in a row nobody knows whether they arrived (what carries them is at fault), or so many in a row
#: could not be made (we are).
IN_A_ROW = 5


def write_down(claimed: Claimed, verdict: Verdict) -> None:
    """Write what became of a message, unless somebody else has it meanwhile."""
    _say_away(claimed.distribution, is_away=verdict.is_away)
    if verdict.what == "sent":
        _write_sent(claimed, verdict)
    elif verdict.what == "unclear":
        _left(claimed).update(state=UNCLEAR, error=verdict.words[:LONGEST_ERROR])
        _pause_if_unclear(claimed.distribution)
    elif verdict.what == "again":
        _put_off(claimed, verdict)
        if verdict.words.startswith(FAULT):
            _pause_if_ours(claimed.distribution)
    else:
        _refuse(claimed, verdict)


def believed(claimed: Claimed, verdict: Verdict) -> Verdict:
    """Return a verdict, but not that the way is away where another message left since this one met the same before.

    Then it is this recipient to whom the way says no, and that counts as a try.
    """
    same = claimed.mine.filter(error=verdict.words[:LONGEST_ERROR]).exclude(error="")
    if not verdict.is_away or not same.exists():
        return verdict
    since = claimed.begun_at - AWAY_PAUSE
    others = Delivery.objects.filter(distribution=claimed.distribution, begun_at__gte=since)
    left = others.exclude(id=claimed.id).filter(state__in=(SENT, DELIVERED, OPENED))
    return replace(verdict, is_away=False) if left.exists() else verdict


def settle_left(workspace_id: UUID, now: datetime) -> int:
    """Return how many messages were left handed over by processes that died: they may have arrived."""
    left = Delivery.objects.filter(
        state=SENDING, handed_at__lt=now - LEASE, participant__distribution__survey__workspace_id=workspace_id
    )
    return Delivery.objects.filter(id__in=left.values("id"), state=SENDING).update(state=UNCLEAR)


def bounce(delivery: Delivery, words: str, at: datetime, *, is_hard: bool) -> bool:
    """Return whether a message that came back was not known to yet; who has no such address is asked no more.

    Who opened the survey got it all the same; who was reached by no message was not asked.
    """
    mine = Delivery.objects.filter(id=delivery.id).exclude(state__in=(BOUNCED, OPENED))
    with transaction.atomic():
        changed = bool(mine.update(state=BOUNCED, error=words[:LONGEST_ERROR], told_at=at, next_at=None))
        if changed and not _may_be_reached(delivery.participant):
            forget_asking(delivery.participant)
        if is_hard:
            suppress(delivery.participant, "bounced", at)
    if changed:
        _pause_if_many(delivery.participant.distribution)
    return changed


def _may_be_reached(participant: Participant) -> bool:
    """Return whether a message of somebody arrived, for all that is known, or will yet."""
    return Delivery.objects.filter(participant=participant).exclude(state__in=(BOUNCED, REFUSED)).exists()


def suppress(participant: Participant, reason: str, at: datetime) -> None:
    """Ask somebody no more, under any key they stand under; what stands there already stays.

    Of an address that there is not, the address alone: the person may have another.
    """
    workspace_id = participant.distribution.survey.workspace_id
    for row in Suppression.of_person(workspace_id, _suppressed_keys(participant, reason, workspace_id)):
        found, _ = Suppression.objects.get_or_create(
            workspace_id=workspace_id, person=row.person,
            defaults={"reason": reason, "at": at, "beside": row.beside, "whose": row.whose},
        )  # fmt: skip
        if reason == "opted_out" and found.reason != reason:
            Suppression.objects.filter(pk=found.pk).update(reason=reason, at=at)


def _suppressed_keys(participant: Participant, reason: str, workspace_id: UUID) -> list[str]:
    if reason != "bounced":
        return keys_of_participant(participant, workspace_id)
    return keys_of(workspace_id, "", participant.address) if participant.address else []


def _say_away(distribution: Distribution, *, is_away: bool) -> None:
    """Keep with a way out that it cannot send now; or that it can again."""
    if is_away != (distribution.reason == AWAY):
        distribution.reason = AWAY if is_away else ""
        mine = Distribution.objects.filter(pk=distribution.pk, state=RUNNING, reason__in=("", AWAY))
        mine.update(reason=distribution.reason)


def _left(claimed: Claimed) -> QuerySet[Delivery]:
    """The delivery that was handed over: also where it was given up as unclear before the word came."""
    return claimed.mine.filter(state__in=(SENDING, UNCLEAR))


def _write_sent(claimed: Claimed, verdict: Verdict) -> None:
    """Write that it was taken; where it is told already what became of it, that stays."""
    told = {"sent_at": timezone.now(), **({"message_id": verdict.message_id} if verdict.message_id else {})}
    if not _left(claimed).update(state=SENT, error="", **told):
        claimed.mine.filter(state__in=OUT).update(**told)


def _put_off(claimed: Claimed, verdict: Verdict) -> None:
    """Try it again later; that the way was away is no try, and says nothing of how long the next one should wait."""
    tries = claimed.mine.values_list("tries", flat=True).first() or 1
    if tries >= MOST_TRIES and not verdict.is_away:
        _refuse(claimed, verdict)
        return
    pause = AWAY_PAUSE if verdict.is_away else PAUSES[min(tries, len(PAUSES)) - 1]
    _left(claimed).update(
        state=PLANNED, handed_at=None, next_at=claimed.begun_at + pause, error=verdict.words[:LONGEST_ERROR],
        tries=max(0, tries - 1) if verdict.is_away else tries,
    )  # fmt: skip


def _refuse(claimed: Claimed, verdict: Verdict) -> None:
    state = BOUNCED if verdict.what == "bounced" else REFUSED
    with transaction.atomic():
        if not _left(claimed).update(
            state=state, handed_at=None, next_at=None, told_at=timezone.now(), error=verdict.words[:LONGEST_ERROR]
        ):
            return
        if claimed.number == 0:
            take_back(claimed.participant, state)
        if verdict.is_hard:
            suppress(claimed.participant, "bounced", timezone.now())
    _pause_if_many(claimed.distribution)


def _pause_if_many(distribution: Distribution) -> None:
    """Pause a way out whose messages come back: to go on would cost the sender's good name.

    What we refused ourselves (nobody told it) says nothing of that.
    """
    last = Delivery.objects.filter(participant__distribution=distribution, begun_at__isnull=False)
    last = last.exclude(state=REFUSED, told_at=None)
    states = list(last.order_by("-begun_at").values_list("state", flat=True)[:LAST])
    back = sum(state in {REFUSED, BOUNCED} for state in states)
    if back >= MANY and back > SHARE * len(states):
        _pause(distribution, "bounces")


def _pause_if_unclear(distribution: Distribution) -> None:
    """Pause a way out of whose last messages nobody knows what became: none of them is sent again."""
    last = Delivery.objects.filter(participant__distribution=distribution, begun_at__isnull=False)
    states = last.order_by("-begun_at").values_list("state", flat=True)[:IN_A_ROW]
    if list(states) == [UNCLEAR] * IN_A_ROW:
        _pause(distribution, "unclear")


def _pause_if_ours(distribution: Distribution) -> None:
    """Pause a way out whose last messages all met a fault of ours: the next ones would too."""
    last = Delivery.objects.filter(participant__distribution=distribution, begun_at__isnull=False)
    words = last.exclude(state=SENDING).order_by("-begun_at").values_list("error", flat=True)[:IN_A_ROW]
    if len(words) == IN_A_ROW and all(said.startswith(FAULT) for said in words):
        _pause(distribution, "fault")


def _pause(distribution: Distribution, reason: str) -> None:
    Distribution.objects.filter(pk=distribution.pk, state=RUNNING).update(state=PAUSED, reason=reason)
