"""Never again: somebody takes back that they may be asked; a page with a button, or one click in their mail program."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from clew_server.collect.replies import Reply
from clew_server.surveys.answering import pages, replies
from clew_server.surveys.answering.asked import Asked
from clew_server.surveys.answering.languages import HOUSE, language_of
from clew_server.surveys.answering.storing import thread
from clew_server.surveys.answering.storing.shelf import UNUSED
from clew_server.surveys.links import participant_of
from clew_server.surveys.models import Participant, Suppression
from clew_server.surveys.persons import keys_of

__all__ = ["OPTED_OUT", "open_out", "post_out"]

OPTED_OUT = "opted_out"


async def open_out(asked: Asked) -> Reply:
    """Return the page with the button; opening it changes nothing."""
    return _page(asked, is_done=False)


async def post_out(asked: Asked) -> Reply:
    """Keep that this person is never asked again, whatever the body says: the token is the secret."""
    participant_id = participant_of(asked.names["token"])
    if participant_id is not None and await thread.in_thread(_opt_out, participant_id):
        return _page(asked, is_done=True)
    return replies.told("gone", asked)


def _page(asked: Asked, *, is_done: bool) -> Reply:
    token = asked.names["token"]
    if participant_of(token) is None:
        return replies.told("gone", asked)
    language = language_of(HOUSE, asked.language, accepted=asked.accepted)
    return replies.shown(pages.out_page(token, language, is_done), None)


@thread.writes
def _opt_out(participant_id: UUID) -> bool:
    """Suppress somebody under all their keys; what they answered before stays, and so does that they did."""
    who = Participant.objects.select_related("distribution__survey").filter(id=participant_id).first()
    if who is None:
        return False
    workspace_id = who.distribution.survey.workspace_id
    known = keys_of(workspace_id, who.customer_id, who.address) if who.customer_id or who.address else []
    now = datetime.now(UTC)
    if who.distribution.survey.is_anonymous:  # many say so just after they answered
        now = now.replace(hour=0, minute=0, second=0, microsecond=0)
    with transaction.atomic():
        Suppression.objects.bulk_create(
            Suppression.of_person(workspace_id, [who.person, *known], reason=OPTED_OUT, at=now),
            update_conflicts=True, unique_fields=["workspace", "person"], update_fields=["reason"],
        )  # fmt: skip
        Participant.objects.filter(id=who.id, state__in=(*UNUSED, "spared")).update(state=OPTED_OUT)
    return True
